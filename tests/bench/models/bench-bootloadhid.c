/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BootloadHID, as it is on keyboards with an ATmega32A. Facts from its source and from the real
 * image's size: nothing keeps it from being overwritten. */
#include "bench/board/bench-board.h"

#include <string.h>

enum
{
  GET_REPORT = 1,
  SET_REPORT = 9,
};

#define REPORT_PAGE 2
#define HEADER      4
#define PAGE        128
#define FLASH_SIZE  32768
#define LEAVE_NS    (300 * BENCH_MS)

typedef struct
{
  guint8 page[PAGE]; /* the CPU's page buffer */
} Loader;

static gpointer
create (const void *variant)
{
  Loader *self = g_new0 (Loader, 1);

  memset (self->page, 0xFF, PAGE);
  return self;
}

/* A page is erased when its first word comes, and written with its last. */
static int
take_page (Bench *bench, Loader *self, const BenchControl *request)
{
  guint16 address = request->data[1] | request->data[2] << 8;

  for (guint i = HEADER; i + 1 < request->length && i < HEADER + PAGE; i += 2, address += 2)
    {
      if (address % PAGE == 0)
        bench_spm_erase (bench, address);
      memcpy (self->page + address % PAGE, request->data + i, 2);
      if ((address + 2) % PAGE != 0)
        continue;
      bench_spm_write (bench, address, self->page);
      memset (self->page, 0xFF, PAGE);
    }
  return request->length;
}

/* It tells of the whole flash, though it is in there itself. */
static int
tell (BenchControl *request)
{
  const guint8 report[] = { 1, PAGE, 0, 0, FLASH_SIZE >> 8, 0, 0 };
  guint n = MIN (request->length, sizeof report);

  memcpy (request->data, report, n);
  return n;
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  if (request->type == 0xA1 && request->request == GET_REPORT)
    return tell (request);
  if (request->type != 0x21 || request->request != SET_REPORT)
    return 0;
  if ((request->value & 0xFF) == REPORT_PAGE)
    return request->length > HEADER ? take_page (bench, firmware, request) : -1;
  bench_board_leave (bench, BENCH_START_APPLICATION, LEAVE_NS);
  return request->length;
}

/* clang-format off */
static const guint8 descriptors[] = {
  0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0x01, 0x02, 0x00, 0x01,
  0x09, 0x02, 0x22, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
  0x09, 0x04, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00, 0x00,
  0x09, 0x21, 0x01, 0x01, 0x00, 0x01, 0x22, 0x21, 0x00,
  0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0xC8,
};

static const guint8 report[] = {
  0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
  0x85, 0x01, 0x95, 0x06, 0x09, 0x00, 0xB2, 0x02, 0x01,
  0x85, 0x02, 0x95, 0x83, 0x09, 0x00, 0xB2, 0x02, 0x01, 0xC0,
};

static const BenchLoaderPart parts[] = {
  { "atmega32a", 0, NULL, 0x7000, { 0x0F, 0xD0, 0xFF, 0xFF }, NULL },
  { NULL },
};
/* clang-format on */

static const BenchUsbDevice device = {
  .vid = 0x16C0,
  .pid = 0x05DF,
  .bcd_device = 0x0101,
  .manufacturer = "obdev.at",
  .product = "HIDBoot",
  .create = create,
  .control = control,
  .descriptors = descriptors,
  .n_descriptors = sizeof descriptors,
  .report = report,
  .n_report = sizeof report,
  .driver = "usbhid",
};

const BenchLoader bench_bootloadhid = { .usb = &device,
                                        .parts = parts,
                                        .runs_first = TRUE,
                                        .presses = 1 };
