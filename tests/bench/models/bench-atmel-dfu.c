/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atmel's own DFU bootloader, which FLIP talks to: locked from each start until it has erased, and
 * guarded by nothing but the lock bits. Facts from runs of the real images. */
#include "bench-dfu.h"

#include <string.h>

#define STATE_START 0x00 /* before anything was asked */
#define STATE_IDLE  0x02
#define UPLOAD_MAX  65536

typedef struct
{
  gboolean is_unlocked;
  gboolean is_starting; /* at the next SETUP */
  gboolean has_left;
  guint8 status, state;
  guint8 page; /* of 64 KiB */
  /* what UPLOAD has: bytes, or so much of a memory */
  gboolean is_memory, is_eeprom;
  guint8 bytes[2];
  guint32 start, n;
} Loader;

static gpointer
create (const void *variant)
{
  return g_new0 (Loader, 1);
}

static void
answer (Loader *self, guint8 first, guint8 second, guint n)
{
  self->is_memory = FALSE;
  self->bytes[0] = first;
  self->bytes[1] = second;
  self->n = n;
}

static int
refuse (Loader *self)
{
  self->status = BENCH_DFU_ERR_WRITE;
  self->state = STATE_IDLE;
  return -1;
}

/* ── commands ── */

static void
check_blank (Bench *bench, Loader *self, guint32 start, guint32 end)
{
  guint32 at = start;

  while (at <= end && *bench_dfu_get_flash (bench, self->page, at) == 0xFF)
    at++;
  if (at <= end)
    {
      self->status = BENCH_DFU_ERR_CHECK_ERASED;
      self->state = STATE_IDLE;
    }
  answer (self, at >> 8, at, 2);
}

static void
identify (Bench *bench, Loader *self, guint8 group, guint8 index)
{
  guint8 byte = 0;
  gboolean known = group == 0 ? index <= 2 : bench_dfu_get_id (bench, index, &byte);

  self->state = STATE_IDLE;
  answer (self, byte, 0, known ? 1 : 0);
}

static int
offer_memory (Loader *self, gboolean eeprom, guint32 start, guint32 end)
{
  if (!self->is_unlocked)
    return refuse (self);
  self->is_memory = TRUE;
  self->is_eeprom = eeprom;
  self->start = start;
  self->n = end >= start ? end - start + 1 : 0;
  return 0;
}

/* A header of a packet, as many bytes as bring the data to the same place in a packet as in memory,
 * the data, and a suffix that nobody looks at. */
static int
program (Bench *bench, Loader *self, const BenchControl *request, guint32 start, guint32 end)
{
  guint at = BENCH_DFU_PACKET + start % BENCH_DFU_PACKET;
  guint page = isp_sim_chip_get_part (bench->chip)->flash.page_size;

  if (!self->is_unlocked)
    return refuse (self);
  for (guint32 address = start; address <= end && at < request->length;)
    {
      guint n = MIN (end - address + 1, request->length - at);
      if (request->data[1] == 0)
        {
          n = MIN (n, page - address % page);
          bench_spm_change (bench, bench_dfu_get_flash_address (bench, self->page, address),
                            request->data + at, n);
        }
      else
        for (guint i = 0; i < n; i++)
          bench_spm_eeprom (bench, address + i, request->data[at + i]);
      address += n;
      at += n;
    }
  return request->length;
}

static int
download (Bench *bench, Loader *self, const BenchControl *request)
{
  guint8 d[6] = { 0 };
  guint32 start, end;

  memcpy (d, request->data, MIN (request->length, sizeof d));
  start = d[2] << 8 | d[3];
  end = d[4] << 8 | d[5];
  self->status = BENCH_DFU_OK;
  if (request->length == 0)
    return 0;
  switch (d[0])
    {
    case 0x01:
      return d[1] <= 1 ? program (bench, self, request, start, end) : request->length;
    case 0x03:
      if (d[1] == 1)
        check_blank (bench, self, start, end);
      else if (d[1] == 0 || d[1] == 2)
        return offer_memory (self, d[1] == 2, start, end) < 0 ? -1 : request->length;
      break;
    case 0x04:
      if (d[1] == 0)
        {
          bench_spm_erase_application (bench);
          self->is_unlocked = TRUE;
        }
      self->is_starting = d[1] == 3;
      break;
    case 0x05:
      identify (bench, self, d[1], d[2]);
      break;
    case 0x06:
      if (d[1] == 3 && isp_sim_chip_get_part (bench->chip)->flash.size > UPLOAD_MAX)
        self->page = d[3];
      break;
    default:
      break;
    }
  return request->length;
}

/* ── requests ── */

static int
upload (Bench *bench, Loader *self, BenchControl *request)
{
  guint n = MIN (self->n, request->length);

  if (!self->is_unlocked && self->n == 0 && self->state == STATE_START)
    return refuse (self);
  for (guint i = 0; i < n; i++)
    if (!self->is_memory)
      request->data[i] = self->bytes[i];
    else if (self->is_eeprom)
      request->data[i] = *bench_dfu_get_eeprom (bench, self->start + i);
    else
      request->data[i] = *bench_dfu_get_flash (bench, self->page, self->start + i);
  return n;
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Loader *self = firmware;

  if ((request->type & 0x7F) != 0x21)
    return -1;
  switch (request->request)
    {
    case BENCH_DFU_DETACH:
      return 0;
    case BENCH_DFU_DNLOAD:
      return download (bench, self, request);
    case BENCH_DFU_UPLOAD:
      return upload (bench, self, request);
    case BENCH_DFU_GETSTATUS:
      return bench_usb_reply (request, (const guint8[]){ self->status, 1, 0, 0, self->state, 0 },
                              6);
    case BENCH_DFU_CLRSTATUS:
    case BENCH_DFU_ABORT:
      self->status = BENCH_DFU_OK;
      self->state = STATE_IDLE;
      return 0;
    case BENCH_DFU_GETSTATE:
      return bench_usb_reply (request, &self->state, 1);
    default:
      return -1;
    }
}

/* The SETUP that it starts at gets an empty packet, which ends a request without data well, and any
 * other badly. */
static gboolean
setup (Bench *bench, gpointer firmware, const BenchControl *request)
{
  Loader *self = firmware;

  if (!self->is_starting)
    return TRUE;
  if (self->has_left)
    return FALSE;
  bench_board_leave (bench, BENCH_START_APPLICATION, 0);
  self->has_left = TRUE;
  return request->length == 0;
}

/* clang-format off */
static const guint8 descriptors[] = {
  0x12, 0x01, 0x00, 0x02, 0xFF, 0x01, 0x00, 0x20, 0, 0, 0, 0, 0, 0, 0x01, 0x02, 0x03, 0x01,
  0x09, 0x02, 0x12, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
  0x09, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static const BenchLoaderPart parts[] = {
  { "atmega32u4", 0x2FF4, "ATm32U4DFU", 0x7000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { "atmega16u4", 0x2FF3, "ATm16U4DFU", 0x3000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { "atmega32u2", 0x2FF0, NULL, 0x7000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "atmega16u2", 0x2FEF, NULL, 0x3000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "atmega8u2", 0x2FEE, NULL, 0x1000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "at90usb162", 0x2FFA, NULL, 0x3000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "at90usb82", 0x2FF7, NULL, 0x1000, { 0x5E, 0xD9, 0xF4, 0xFF } },
  { "at90usb646", 0x2FF9, NULL, 0xF000, { 0x5E, 0x9B, 0xF3, 0xFF } },
  { "at90usb647", 0x2FF9, NULL, 0xF000, { 0x5E, 0x9B, 0xF3, 0xFF } },
  { "at90usb1286", 0x2FFB, NULL, 0x1E000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { "at90usb1287", 0x2FFB, NULL, 0x1E000, { 0x5E, 0x99, 0xF3, 0xFF } },
  { NULL },
};
/* clang-format on */

static const BenchUsbDevice device = {
  .vid = 0x03EB,
  .manufacturer = "ATMEL",
  .serial = "1.0.0",
  .create = create,
  .control = control,
  .setup = setup,
  .descriptors = descriptors,
  .n_descriptors = sizeof descriptors,
  .full_speed = TRUE,
};

const BenchLoader bench_atmel_dfu = { .usb = &device, .parts = parts, .presses = 1 };
