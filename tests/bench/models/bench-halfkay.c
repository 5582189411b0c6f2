/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HalfKay, the loader of Teensy boards. Nobody has its source; facts from its published protocol
 * and from what other programs have to put up with. */
#include "bench/board/bench-board.h"

#define SET_REPORT 9
#define REBOOT     0xFFFF

/* How a chip is told where a block goes. */
typedef struct
{
  guint block;
  guint shift; /* the address counts so much more than bytes */
  /* Works on when the transfer is over, and refuses the next one meanwhile; else a transfer lasts
   * until all is done. Both have been seen. */
  gboolean is_busy_after;
} Layout;

typedef struct
{
  const Layout *layout;
  guint64 busy_until;
  gboolean has_erased;
  gboolean has_left;
} Halfkay;

static gpointer
create (const void *variant)
{
  Halfkay *self = g_new0 (Halfkay, 1);

  self->layout = variant;
  return self;
}

/* The block at 0 erases all that may be written, and so does the first one. */
static void
take_block (Bench *bench, Halfkay *self, guint32 address, const guint8 *data)
{
  guint64 needed = 0;

  if (self->layout->is_busy_after)
    bench_spm_in_background (bench, &needed);
  if (!self->has_erased || address == 0)
    bench_spm_erase_application (bench);
  self->has_erased = TRUE;
  if (address < bench_board_get_end (bench))
    bench_spm_write (bench, address, data);
  bench_spm_in_background (bench, NULL);
  self->busy_until = bench_device_time (bench) + needed;
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Halfkay *self = firmware;

  if (self->has_left)
    return BENCH_NO_ANSWER;
  if (request->type != 0x21 || request->request != SET_REPORT || self->layout == NULL ||
      request->length != self->layout->block + 2 || bench_device_time (bench) < self->busy_until)
    return -1;
  guint32 address = request->data[0] | request->data[1] << 8;
  if (address == REBOOT)
    {
      self->has_left = TRUE;
      bench_board_leave (bench, BENCH_START_APPLICATION, 0);
      return BENCH_NO_ANSWER;
    }
  take_block (bench, self, address << self->layout->shift, request->data + 2);
  return request->length;
}

/* clang-format off */
static const Layout small = { 128, 0, FALSE }, large = { 256, 0, FALSE }, larger = { 256, 8, FALSE },
                    small_busy = { 128, 0, TRUE };

static const guint8 descriptors[] = {
  0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, 0x20, 0, 0, 0, 0, 0, 0, 0x00, 0x00, 0x00, 0x01,
  0x09, 0x02, 0x22, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
  0x09, 0x04, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00, 0x00,
  0x09, 0x21, 0x11, 0x01, 0x00, 0x01, 0x22, 0x16, 0x00,
  0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0x05,
};

/* The usage says which chip it is. */
#define REPORT(usage, n)                                                       \
  { 0x06, 0x9C, 0xFF, 0x09, usage, 0xA1, 0x01, 0x09, 0x19, 0x15, 0x00, 0x26,   \
    0xFF, 0x00, 0x75, 0x08, 0x96, (n) & 0xFF, (n) >> 8, 0x91, 0x02, 0xC0 }

static const guint8 teensy1_report[] = REPORT (0x19, 130), teensypp1_report[] = REPORT (0x1A, 258),
  teensy2_report[] = REPORT (0x1B, 130), teensypp2_report[] = REPORT (0x1C, 258),
  teensy32_report[] = REPORT (0x21, 1088);

#define DEVICE(text, layout)                                                   \
  { .vid = 0x16C0, .pid = 0x0478, .bcd_device = 0x0100, .create = create,      \
    .control = control, .variant = layout, .descriptors = descriptors,         \
    .n_descriptors = sizeof descriptors, .report = text,                       \
    .n_report = sizeof text, .driver = "usbhid", .full_speed = TRUE }

static const BenchUsbDevice teensy1 = DEVICE (teensy1_report, &small),
  teensypp1 = DEVICE (teensypp1_report, &large), teensy2 = DEVICE (teensy2_report, &small),
  teensypp2 = DEVICE (teensypp2_report, &larger), teensy2_busy = DEVICE (teensy2_report, &small_busy),
  teensy32 = DEVICE (teensy32_report, NULL);

static const BenchLoaderPart parts[] = {
  { "at90usb162", 0, NULL, 0x3E00, { 0x5E, 0xDF, 0xF4, 0xFF }, &teensy1 },
  { "at90usb646", 0, NULL, 0xFC00, { 0x5E, 0x9F, 0xF3, 0xFF }, &teensypp1 },
  { "atmega32u4", 0, NULL, 0x7E00, { 0x5E, 0x9F, 0xF3, 0xFF }, &teensy2 },
  { "at90usb1286", 0, NULL, 0x1FC00, { 0x5E, 0x9F, 0xF3, 0xFF }, &teensypp2 },
  { NULL },
};

static const BenchLoaderPart busy_parts[] = {
  { "atmega32u4", 0, NULL, 0x7E00, { 0x5E, 0x9F, 0xF3, 0xFF }, &teensy2_busy },
  { NULL },
};

/* Another chip altogether; ours stands for it. */
static const BenchLoaderPart arm_parts[] = {
  { "atmega32u4", 0, NULL, 0x7E00, { 0x5E, 0x9F, 0xF3, 0xFF }, &teensy32 },
  { NULL },
};
/* clang-format on */

const BenchLoader bench_halfkay = { .parts = parts, .presses = 1 };
const BenchLoader bench_halfkay_busy = { .parts = busy_parts, .presses = 1 };
const BenchLoader bench_halfkay_arm = { .parts = arm_parts, .presses = 1 };
