/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LUFA's HID bootloader, QMK's, which is the same under the keyboard's name, and nanoBoot: one id,
 * one kind of report. Facts from their source. */
#include "bench/board/bench-board.h"

#define SET_REPORT 9
#define START      0xFFFF
#define LEAVE_NS   (1 * BENCH_MS)

/* What is in a report. */
typedef struct
{
  guint page;
  guint shift; /* the address counts so much more than bytes */
} Layout;

typedef struct
{
  const Layout *layout;
} Loader;

static gpointer
create (const void *variant)
{
  Loader *self = g_new0 (Loader, 1);

  self->layout = variant;
  return self;
}

/* Of a report that it has no use for it reads the first packet only, and the transfer has no end.
 */
static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  const Layout *layout = ((Loader *) firmware)->layout;

  if (request->type != 0x21 || request->request != SET_REPORT ||
      request->length != layout->page + 2)
    return -1;
  guint32 address = request->data[0] | request->data[1] << 8;
  if (address == START)
    {
      bench_board_leave (bench, BENCH_START_APPLICATION, LEAVE_NS);
      return BENCH_NO_END;
    }
  address <<= layout->shift;
  if (address % layout->page != 0 || address >= bench_board_get_end (bench))
    return BENCH_NO_END;
  bench_spm_erase (bench, address);
  bench_spm_write (bench, address, request->data + 2);
  return request->length;
}

/* clang-format off */
static const Layout small = { 128, 0 }, large = { 256, 0 }, larger = { 256, 8 };

static const guint8 descriptors[] = {
  0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0x01, 0x02, 0x00, 0x01,
  0x09, 0x02, 0x22, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
  0x09, 0x04, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00, 0x00,
  0x09, 0x21, 0x11, 0x01, 0x00, 0x01, 0x22, 0x15, 0x00,
  0x07, 0x05, 0x81, 0x03, 0x40, 0x00, 0x05,
};

#define REPORT(n)                                                              \
  { 0x06, 0xDC, 0xFF, 0x09, 0xFB, 0xA1, 0x01, 0x09, 0x02, 0x15, 0x00, 0x25,   \
    0xFF, 0x75, 0x08, 0x96, (n) & 0xFF, (n) >> 8, 0x91, 0x02, 0xC0 }

static const guint8 small_report[] = REPORT (130), large_report[] = REPORT (258);

#define DEVICE(text, layout, maker, name)                                      \
  { .vid = 0x03EB, .pid = 0x2067, .bcd_device = 0x0001, .manufacturer = maker, \
    .product = name, .create = create, .control = control, .variant = &layout, \
    .descriptors = descriptors, .n_descriptors = sizeof descriptors,           \
    .report = text, .n_report = sizeof text, .driver = "usbhid",               \
    .full_speed = TRUE }

static const BenchUsbDevice lufa_small = DEVICE (small_report, small, NULL, NULL),
  lufa_large = DEVICE (large_report, large, NULL, NULL),
  lufa_larger = DEVICE (large_report, larger, NULL, NULL),
  qmk_small = DEVICE (small_report, small, "Clueboard", "Clueboard 66%"),
  qmk_larger = DEVICE (large_report, larger, "Clueboard", "Clueboard 66%");

static const BenchLoaderPart lufa_parts[] = {
  { "atmega32u4", 0, NULL, 0x7000, { 0x5E, 0xD8, 0xF3, 0xFF }, &lufa_small },
  { "atmega16u4", 0, NULL, 0x3000, { 0x5E, 0xD8, 0xF3, 0xFF }, &lufa_small },
  { "atmega32u2", 0, NULL, 0x7000, { 0x5E, 0xD8, 0xF4, 0xFF }, &lufa_small },
  { "at90usb646", 0, NULL, 0xF000, { 0x5E, 0xDA, 0xF3, 0xFF }, &lufa_large },
  { "at90usb1286", 0, NULL, 0x1E000, { 0x5E, 0xD8, 0xF3, 0xFF }, &lufa_larger },
  { NULL },
};

static const BenchLoaderPart qmk_parts[] = {
  { "atmega32u4", 0, NULL, 0x7000, { 0x5E, 0xD8, 0xF3, 0xFF }, &qmk_small },
  { "at90usb1286", 0, NULL, 0x1E000, { 0x5E, 0xD8, 0xF3, 0xFF }, &qmk_larger },
  { NULL },
};

static const BenchLoaderPart nanoboot_parts[] = {
  { "atmega32u4", 0, NULL, 0x7E00, { 0xFF, 0xDE, 0xF3, 0xFF }, &lufa_small },
  { "atmega16u4", 0, NULL, 0x3E00, { 0xFF, 0xDE, 0xF3, 0xFF }, &lufa_small },
  { NULL },
};
/* clang-format on */

#define HID(rows)                                                                                  \
  {                                                                                                \
    .parts = rows, .runs_first = TRUE, .stays = TRUE, .presses = 1                                 \
  }

const BenchLoader bench_lufa_hid = HID (lufa_parts);
const BenchLoader bench_qmk_hid = HID (qmk_parts);
const BenchLoader bench_nanoboot = HID (nanoboot_parts);
