/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LUFA's DFU bootloader, and QMK's, which is the same under another name: it goes by Atmel's ids
 * and commands, and differs in what it answers. Facts from its source. */
#include "bench-dfu.h"

#include <string.h>

enum
{
  COMMAND_PROGRAM = 1,
  COMMAND_MEMORY = 3,
  COMMAND_WRITE = 4,
  COMMAND_READ = 5,
  COMMAND_PAGE = 6,
};

enum
{
  STATE_IDLE = 2,
  STATE_DNLOAD = 5,
  STATE_UPLOAD = 9,
  STATE_ERROR = 10,
};

#define SUFFIX      16
#define WATCHDOG_NS (250 * BENCH_MS)

typedef struct
{
  guint8 status, state;
  guint8 command, data[5]; /* the last one */
  guint8 answer;
  guint8 page; /* of 64 KiB */
  guint16 start, end;
  gboolean is_exiting;
} Loader;

static gpointer
create (const void *variant)
{
  Loader *self = g_new0 (Loader, 1);

  self->state = STATE_IDLE;
  return self;
}

static void
fail (Loader *self, guint8 status)
{
  self->status = status;
  self->state = STATE_ERROR;
}

/* ── commands ── */

static void
take_range (Loader *self)
{
  self->start = self->data[1] << 8 | self->data[2];
  self->end = self->data[3] << 8 | self->data[4];
}

static void
begin_program (Bench *bench, Loader *self)
{
  if (self->data[0] > 1)
    return;
  take_range (self);
  self->state = STATE_DNLOAD;
  if (self->data[0] == 0)
    bench_spm_erase (bench, bench_dfu_get_flash_address (bench, self->page, self->start));
}

/* The whole application, whatever the range; the page stays where the first byte is. */
static void
check_blank (Bench *bench, Loader *self)
{
  const guint8 *flash = isp_sim_chip_get_flash (bench->chip);

  for (guint32 at = 0; at < bench_board_get_end (bench); at++)
    if (flash[at] != 0xFF)
      {
        self->page = at >> 16;
        self->start = at;
        fail (self, BENCH_DFU_ERR_CHECK_ERASED);
        return;
      }
}

static void
begin_read (Bench *bench, Loader *self)
{
  if (self->data[0] == 1)
    check_blank (bench, self);
  if (self->data[0] != 0 && self->data[0] != 2)
    return;
  take_range (self);
  self->state = STATE_UPLOAD;
}

/* The other way to start, a jump, is not taken where there is something to jump to. */
static void
write_command (Bench *bench, Loader *self)
{
  if (self->data[0] == 0 && self->data[1] == 0xFF)
    bench_spm_erase_application (bench);
  if (self->data[0] != 3 || self->data[1] != 0)
    return;
  self->is_exiting = TRUE;
  bench_board_leave (bench, BENCH_START_APPLICATION, WATCHDOG_NS);
}

static void
identify (Bench *bench, Loader *self)
{
  static const guint8 loader[] = { 0x20, 0xDC, 0xFB };

  if (self->data[0] == 0 && self->data[1] < G_N_ELEMENTS (loader))
    self->answer = loader[self->data[1]];
  else if (self->data[0] != 1 || !bench_dfu_get_id (bench, self->data[1], &self->answer))
    fail (self, BENCH_DFU_ERR_ADDRESS);
}

static void
process_command (Bench *bench, Loader *self)
{
  switch (self->command)
    {
    case COMMAND_PROGRAM:
      begin_program (bench, self);
      break;
    case COMMAND_MEMORY:
      begin_read (bench, self);
      break;
    case COMMAND_WRITE:
      write_command (bench, self);
      break;
    case COMMAND_READ:
      identify (bench, self);
      break;
    case COMMAND_PAGE:
      if (self->data[0] == 3 && self->data[1] == 0)
        self->page = self->data[2];
      break;
    default:
      break;
    }
}

/* ── programming ── */

/* Pages are counted from the start of the message; each was erased before it was filled. */
static void
program_flash (Bench *bench, Loader *self, const guint8 *bytes, guint n)
{
  guint page_size = isp_sim_chip_get_part (bench->chip)->flash.page_size;
  g_autofree guint8 *page = g_malloc (page_size);
  guint32 at = bench_dfu_get_flash_address (bench, self->page, self->start), page_start = at;
  guint filled = 0;

  memset (page, 0xFF, page_size);
  for (guint i = 0; i + 1 < n; i += 2, at += 2)
    {
      page[at % page_size & ~1u] = bytes[i];
      page[at % page_size | 1u] = bytes[i + 1];
      filled += 2;
      if (filled < page_size && i + 3 < n)
        continue;
      bench_spm_write (bench, page_start, page);
      memset (page, 0xFF, page_size);
      page_start = at + 2;
      filled = 0;
      if (i + 3 < n)
        bench_spm_erase (bench, page_start);
    }
  self->start = self->end;
}

/* The filler before data that does not begin a packet is thrown away but for its last byte. Then it
 * waits for a suffix, for ever. */
static int
program (Bench *bench, Loader *self, const BenchControl *request)
{
  guint filler = self->start % BENCH_DFU_PACKET;
  guint at = BENCH_DFU_PACKET + (filler > 0 ? filler - 1 : 0);
  guint n = self->end - self->start + 1;

  if (request->length < at + n)
    return BENCH_HANGS;
  if (self->data[0] == 0)
    program_flash (bench, self, request->data + at, n);
  else
    for (guint i = 0; i < n; i++)
      bench_spm_eeprom (bench, self->start + i, request->data[at + i]);
  return request->length + 1u < at + n + SUFFIX ? BENCH_HANGS : request->length;
}

static int
download (Bench *bench, Loader *self, const BenchControl *request)
{
  if (self->is_exiting)
    bench_board_leave (bench, BENCH_START_APPLICATION, WATCHDOG_NS);
  if (request->length > 0)
    {
      self->command = request->data[0];
      memcpy (self->data, request->data + 1, MIN (request->length - 1u, sizeof self->data));
      process_command (bench, self);
    }
  if (self->state != STATE_DNLOAD)
    return request->length;
  if (request->length > 1 + sizeof self->data)
    return program (bench, self, request);
  self->state = STATE_IDLE;
  return request->length;
}

/* ── reading ── */

static int
upload_memory (Bench *bench, Loader *self, BenchControl *request)
{
  guint n = self->end - self->start + 1;

  if (self->data[0] == 0)
    n &= ~1u;
  n = MIN (n, request->length);
  for (guint i = 0; i < n; i++)
    if (self->data[0] == 0)
      request->data[i] = *bench_dfu_get_flash (bench, self->page, self->start + i);
    else
      request->data[i] = *bench_dfu_get_eeprom (bench, self->start + i);
  self->state = STATE_IDLE;
  return n;
}

static int
upload (Bench *bench, Loader *self, BenchControl *request)
{
  if (self->state == STATE_UPLOAD)
    return upload_memory (bench, self, request);
  if (self->state == STATE_ERROR && self->command == COMMAND_MEMORY && self->data[0] == 1)
    return bench_usb_reply (request, (const guint8[]){ self->start, self->start >> 8 }, 2);
  return bench_usb_reply (request, &self->answer, 1);
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Loader *self = firmware;

  if ((request->type & 0x7F) != 0x21)
    return -1;
  switch (request->request)
    {
    case BENCH_DFU_DNLOAD:
      return download (bench, self, request);
    case BENCH_DFU_UPLOAD:
      return upload (bench, self, request);
    case BENCH_DFU_GETSTATUS:
      return bench_usb_reply (request, (const guint8[]){ self->status, 0, 0, 0, self->state, 0 },
                              6);
    case BENCH_DFU_CLRSTATUS:
      self->status = BENCH_DFU_OK;
      return 0;
    case BENCH_DFU_GETSTATE:
      return bench_usb_reply (request, &self->state, 1);
    case BENCH_DFU_ABORT:
      self->state = STATE_IDLE;
      return 0;
    default:
      return -1;
    }
}

/* clang-format off */
static const guint8 descriptors[] = {
  0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, BENCH_DFU_PACKET, 0, 0, 0, 0, 0, 0, 0x01, 0x02, 0x00, 0x01,
  0x09, 0x02, 0x1B, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
  0x09, 0x04, 0x00, 0x00, 0x00, 0xFE, 0x01, 0x02, 0x00,
  0x09, 0x21, 0x03, 0x00, 0x00, 0x00, 0x0C, 0x10, 0x01,
};

static const BenchLoaderPart parts[] = {
  { "atmega32u4", 0x2FF4, NULL, 0x7000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { "atmega16u4", 0x2FF3, NULL, 0x3000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { "atmega32u2", 0x2FF0, NULL, 0x7000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "atmega16u2", 0x2FEF, NULL, 0x3000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "at90usb162", 0x2FFA, NULL, 0x3000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "at90usb646", 0x2FF9, NULL, 0xF000, { 0x5E, 0x9B, 0xF3, 0xFF } },
  { "at90usb647", 0x2FF9, NULL, 0xF000, { 0x5E, 0x9B, 0xF3, 0xFF } },
  { "at90usb1286", 0x2FFB, NULL, 0x1E000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { "at90usb1287", 0x2FFB, NULL, 0x1E000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { NULL },
};
/* clang-format on */

#define DEVICE(bcd, maker, name)                                                                   \
  {                                                                                                \
    .vid = 0x03EB, .bcd_device = bcd, .manufacturer = maker, .product = name, .create = create,    \
    .control = control, .descriptors = descriptors, .n_descriptors = sizeof descriptors,           \
    .full_speed = TRUE                                                                             \
  }

static const BenchUsbDevice lufa = DEVICE (0x0000, "LUFA Library", "LUFA DFU");
static const BenchUsbDevice qmk = DEVICE (0x0936, "Clueboard", "Clueboard 66%");

const BenchLoader bench_lufa_dfu = { .usb = &lufa, .parts = parts, .presses = 1 };
const BenchLoader bench_qmk_dfu = { .usb = &qmk, .parts = parts, .presses = 1 };
