/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBtiny's firmware, and the bootloader of Trinket and Gemma, which goes by the same ids. Facts
 * from the firmware's behaviour; wire times from chip data and the SCK period. */
#include "bench/time/bench-times.h"

#include <string.h>

enum
{
  ECHO = 0,
  POWERUP = 5,
  POWERDOWN = 6,
  SPI = 7,
  POLL_BYTES = 8,
  FLASH_READ = 9,
  FLASH_WRITE = 10,
  EEPROM_READ = 11,
  EEPROM_WRITE = 12,
};

#define SHORT_REPLY 128 /* by a firmware that keeps to what avrdude asks for */

typedef struct
{
  guint max_reply;
  gboolean powered;
  guint8 period; /* µs; 0 counts as 256 */
  guint8 poll[2];
} Usbtiny;

static gpointer
create (const void *variant)
{
  Usbtiny *self = g_new0 (Usbtiny, 1);

  self->max_reply = GPOINTER_TO_UINT (variant);
  return self;
}

static void
spi (Bench *bench, Usbtiny *self, const guint8 tx[4], guint8 rx[4])
{
  guint32 half_ns = (self->period == 0 ? 256 : self->period) * 500;

  guint64 bit_ns = 2 * half_ns + USBTINY_LOW_EXTRA_NS + USBTINY_HIGH_EXTRA_NS;

  for (guint i = 0; i < 4; i++)
    rx[i] = bench_spi_uneven (bench, tx[i], half_ns + USBTINY_LOW_EXTRA_NS,
                              half_ns + USBTINY_HIGH_EXTRA_NS);
  bench_advance (bench, USBTINY_INSTRUCTION_NS (bit_ns) - 32 * bit_ns);
}

/* Addresses have 16 bits, and EEPROM's are doubled to go by the words of flash. */
static guint8
access_memory (Bench *bench, Usbtiny *self, guint8 command, guint16 address, guint8 value)
{
  guint8 rx[4];

  if (command & 0x80)
    address = (guint16) (address << 1);
  const guint8 tx[4] = { command | (address & 1) << 3, address >> 9, address >> 1, value };
  spi (bench, self, tx, rx);
  return rx[3];
}

/* With a time limit (µs) each byte is read back until it is there. */
static void
write_byte (Bench *bench, Usbtiny *self, const BenchControl *request, guint i)
{
  gboolean flash = request->request == FLASH_WRITE;
  guint16 address = request->index + i;
  guint8 value = request->data[i];

  access_memory (bench, self, flash ? 0x40 : 0xC0, address, value);
  for (guint us = 0; us < request->value; us += 32 * MAX (self->period, 1))
    {
      guint8 now = access_memory (bench, self, flash ? 0x20 : 0xA0, address, value);
      if (now == value && now != self->poll[0] && now != self->poll[1])
        break;
    }
}

static void
move (Bench *bench, gpointer firmware, BenchControl *request, guint at, guint n)
{
  Usbtiny *self = firmware;
  gboolean write = request->request == FLASH_WRITE || request->request == EEPROM_WRITE;
  guint8 command = request->request == FLASH_READ ? 0x20 : 0xA0;

  for (guint i = at; i < at + n; i++)
    if (write)
      write_byte (bench, self, request, i);
    else
      request->data[i] = access_memory (bench, self, command, request->index + i, 0);
}

static int
echo (BenchControl *request)
{
  const guint8 setup[8] = { request->type,       request->request,    request->value,
                            request->value >> 8, request->index,      request->index >> 8,
                            request->length,     request->length >> 8 };

  return bench_usb_reply (request, setup, sizeof setup);
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Usbtiny *self = firmware;
  const guint8 tx[4] = { request->value, request->value >> 8, request->index, request->index >> 8 };
  guint8 rx[4];

  if (!self->powered && request->request > POWERDOWN)
    return 0;
  switch (request->request)
    {
    case ECHO:
      return echo (request);
    case POWERUP:
      self->powered = TRUE;
      self->period = request->value & 0xFF;
      bench_set_reset (bench, (request->index & 0xFF) == 0);
      return 0;
    case POWERDOWN:
      self->powered = FALSE;
      bench_set_reset (bench, FALSE);
      return 0;
    case SPI:
      spi (bench, self, tx, rx);
      return bench_usb_reply (request, rx, 4);
    case POLL_BYTES:
      self->poll[0] = request->value & 0xFF;
      self->poll[1] = request->value >> 8;
      return 0;
    case FLASH_READ:
    case EEPROM_READ:
      request->length = MIN (request->length, self->max_reply);
      return BENCH_DATA_STAGE;
    case FLASH_WRITE:
    case EEPROM_WRITE:
      return BENCH_DATA_STAGE;
    default:
      return 0;
    }
}

/* ── the bootloader: runs on the board's own chip, an ATtiny85 ── */

static int
loader_control (Bench *bench, gpointer firmware, BenchControl *request)
{
  static const guint8 signature[4] = { 0x1E, 0x93, 0x0B, 0xFF };
  guint8 out[4] = { 0, 0, request->value >> 8, 0 }; /* "in step", whatever is asked */

  switch (request->request)
    {
    case SPI:
      if (request->value == 0x0030)
        out[3] = signature[request->index & 3];
      return bench_usb_reply (request, out, 4);
    case FLASH_READ:
      memset (request->data, 0xFF, request->length);
      return request->length;
    case FLASH_WRITE:
      return request->length;
    default:
      return 0;
    }
}

/* Something that took these ids and is no programmer at all. */
static int
stranger_control (Bench *bench, gpointer firmware, BenchControl *request)
{
  return 0;
}

const BenchUsbDevice bench_usbtiny = {
  0x1781,       0x0C9F, 0x0104,  "",
  "USBtiny",    create, control, GUINT_TO_POINTER (USBTINY_MAX_REPLY),
  .move = move,
};
const BenchUsbDevice bench_usbtiny_short = {
  0x1781,       0x0C9F, 0x0104, "", "USBtiny", create, control, GUINT_TO_POINTER (SHORT_REPLY),
  .move = move,
};
const BenchUsbDevice bench_usbtiny_arduino = {
  0x2341,        0x0049, 0x0104,  "Arduino",
  "Arduino ISP", create, control, GUINT_TO_POINTER (USBTINY_MAX_REPLY),
  .move = move,
};
const BenchUsbDevice bench_trinket = {
  0x1781, 0x0C9F, 0x0105, "Adafruit", "Trinket", create, loader_control, NULL,
};
const BenchUsbDevice bench_usbtiny_stranger = {
  0x1781, 0x0C9F, 0x0104, "", "Lamp", create, stranger_control, NULL,
};
