/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBaspLoader, which goes by a USBasp's name and ids and takes its requests, on the chip itself.
 * Facts from its source: what it does with each, and what makes it leave. */
#include "bench-usbasp-requests.h"
#include "bench/board/bench-board.h"

#include <string.h>

#define PAGE      128
#define FLAG_LAST 0x02
#define HIDDEN    0xFF /* first byte of a TRANSMIT that allows it to leave */
#define NO_LENGTH 0xFF
#define LEAVE_NS  (10 * BENCH_MS)

typedef struct
{
  gboolean leaves;    /* when it is told to disconnect; else only if it was allowed to */
  gboolean no_blocks; /* reads single bytes only */
} Variant;

typedef struct
{
  const Variant *variant;
  gboolean may_leave;
  guint8 page[PAGE]; /* the CPU's page buffer */
} Loader;

static gpointer
create (const void *variant)
{
  Loader *self = g_new0 (Loader, 1);

  self->variant = variant;
  memset (self->page, 0xFF, PAGE);
  return self;
}

static guint8
get_byte (Bench *bench, gboolean eeprom, guint32 address)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);

  return eeprom ? isp_sim_chip_get_eeprom (bench->chip)[address % part->eeprom.size]
                : isp_sim_chip_get_flash (bench->chip)[address % part->flash.size];
}

/* A few of a chip's instructions are answered, in their last byte; the others by 0. */
static guint8
transmit (Bench *bench, Loader *self, const guint8 tx[4])
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  static const struct
  {
    guint8 first, second;
    IspFuseByte byte;
  } fuses[] = {
    { 0x50, 0x00, ISP_FUSE_LOW },
    { 0x58, 0x08, ISP_FUSE_HIGH },
    { 0x50, 0x08, ISP_FUSE_EXTENDED },
    { 0x58, 0x00, ISP_FUSE_LOCK },
  };
  guint16 address = tx[1] << 8 | tx[2];

  for (guint i = 0; i < G_N_ELEMENTS (fuses); i++)
    if (tx[0] == fuses[i].first && tx[1] == fuses[i].second && part->fuse_mask[fuses[i].byte] != 0)
      return isp_sim_chip_get_fuse (bench->chip, fuses[i].byte);
  switch (tx[0])
    {
    case 0x30:
      return part->signature[(tx[2] & 3) % 3];
    case 0x20:
    case 0x28:
      return get_byte (bench, FALSE, address * 2u + (tx[0] == 0x28));
    case 0xA0:
      return get_byte (bench, TRUE, address);
    case 0xC0:
      bench_spm_eeprom (bench, address, tx[3]);
      return 0;
    case HIDDEN:
      self->may_leave = TRUE;
      return 0;
    default:
      return 0;
    }
}

/* Lengths are counted in a byte. */
static int
read_block (Bench *bench, Loader *self, BenchControl *request)
{
  guint n = request->length & 0xFF;

  if (n == NO_LENGTH || self->variant->no_blocks)
    return 0;
  for (guint i = 0; i < n; i++)
    request->data[i] =
        get_byte (bench, request->request == READ_EEPROM, (guint16) (request->value + i));
  return n;
}

static void
flush_page (Bench *bench, Loader *self, guint32 address)
{
  bench_spm_erase (bench, address);
  bench_spm_write (bench, address, self->page);
  memset (self->page, 0xFF, PAGE);
}

/* A page is written when it is full, or at the end of what the host calls the last block. The
 * loader itself is left alone, without a word. */
static int
write_flash (Bench *bench, Loader *self, const BenchControl *request)
{
  guint n = request->length & 0xFF;
  gboolean is_last = request->index >> 8 & FLAG_LAST;

  for (guint i = 0; i + 1 < n; i += 2)
    {
      guint16 address = request->value + i;
      if (address >= bench_board_get_end (bench))
        break;
      self->page[address % PAGE & ~1u] = request->data[i];
      self->page[address % PAGE | 1u] = request->data[i + 1];
      if ((address + 2) % PAGE == 0 || (is_last && i + 3 >= n))
        flush_page (bench, self, address);
    }
  return request->length;
}

static int
write_eeprom (Bench *bench, const BenchControl *request)
{
  for (guint i = 0; i < (request->length & 0xFF); i++)
    bench_spm_eeprom (bench, (guint16) (request->value + i), request->data[i]);
  return request->length;
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Loader *self = firmware;
  const guint8 tx[4] = { request->value, request->value >> 8, request->index, request->index >> 8 };
  guint8 out[4] = { 0 };

  switch (request->request)
    {
    case DISCONNECT:
      if (self->may_leave || self->variant->leaves)
        bench_board_leave (bench, BENCH_START_APPLICATION, LEAVE_NS);
      return 0;
    case TRANSMIT:
      out[3] = transmit (bench, self, tx);
      return bench_usb_reply (request, out, 4);
    case ENABLE_PROGRAMMING:
    case SET_SCK:
      return bench_usb_reply (request, out, 1);
    case READ_FLASH:
    case READ_EEPROM:
      return read_block (bench, self, request);
    case WRITE_FLASH:
      return write_flash (bench, self, request);
    case WRITE_EEPROM:
      return write_eeprom (bench, request);
    case SET_LONG_ADDRESS: /* each request has an address of its own */
    default:
      return 0;
    }
}

static const BenchLoaderPart parts[] = {
  { "atmega32a", 0, NULL, 0x7000, { 0x1F, 0xC0, 0xFF, 0xFF }, NULL },
  { "atmega328p", 0, NULL, 0x7000, { 0xD7, 0xD0, 0x04, 0xFF }, NULL },
  { NULL },
};

static const Variant stays = { .leaves = FALSE }, original = { .leaves = TRUE },
                     gblargg = { .leaves = TRUE, .no_blocks = TRUE };

#define DEVICE(kind)                                                                               \
  {                                                                                                \
    0x16C0, 0x05DC, 0x0102, "www.fischl.de", "USBasp", create, control, &kind                      \
  }
#define LOADER(device)                                                                             \
  {                                                                                                \
    .usb = &device, .parts = parts, .runs_first = TRUE, .presses = 1                               \
  }

static const BenchUsbDevice device = DEVICE (stays), device_original = DEVICE (original),
                            device_gblargg = DEVICE (gblargg);

const BenchLoader bench_usbasploader = LOADER (device);
const BenchLoader bench_usbasploader_original = LOADER (device_original);
const BenchLoader bench_usbasploader_gblargg = LOADER (device_gblargg);
