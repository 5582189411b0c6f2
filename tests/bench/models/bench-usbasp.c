/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBasp's firmware, as built by Thomas Fischl in 2011, an older one without SCK setting, one with
 * 3 MHz, two copies on a controller with a buffer of its own for what comes in, and USBaspLoader,
 * the bootloader that goes by the same name. Facts from the firmware's behaviour; wire times from
 * chip data and SCK. */
#include "bench/time/bench-times.h"

#include <string.h>

typedef enum
{
  FIRMWARE_2011,
  FIRMWARE_OLD, /* neither SCK nor long addresses: such requests are answered by nothing */
  FIRMWARE_3MHZ,
  FIRMWARE_STALLS,      /* what is more than its buffer */
  FIRMWARE_CUTS,        /* that off, without a word */
  FIRMWARE_FOLDS,       /* counts flash in 16 bits: above 64 KiB it is in the lower half */
  FIRMWARE_FOLDS_READS, /* only where it reads */
  FIRMWARE_LOADER,
} Firmware;

enum
{
  CONNECT = 1,
  DISCONNECT = 2,
  TRANSMIT = 3,
  READ_FLASH = 4,
  ENABLE_PROGRAMMING = 5,
  WRITE_FLASH = 6,
  READ_EEPROM = 7,
  WRITE_EEPROM = 8,
  SET_LONG_ADDRESS = 9,
  SET_SCK = 10,
  GET_CAPABILITIES = 127,
};

#define FLAG_FIRST      0x01
#define FLAG_LAST       0x02
#define SCK_DEFAULT     10
#define CAPABILITY_3MHZ 0x01 /* in the fourth byte */
#define TRIES           32
#define NO_PAGE_WAIT_NS (4800 * BENCH_US) /* after a page whose last byte is FF */
#define EEPROM_WAIT_NS  (9600 * BENCH_US)
#define POLL_LIMIT_NS   (9600 * BENCH_US)
#define BUFFER          256 /* of the copies that have one */

static const guint32 sck_hz[] = USBASP_SCK_HZ;

typedef struct
{
  Firmware kind;
  guint8 sck_wanted;  /* as set */
  guint32 half_ns;    /* as of the last CONNECT */
  gboolean long_mode; /* the address in requests is ignored */
  guint32 address;
  guint page_size, page_left;
  guint8 extended; /* last loaded; FF: none */
} Usbasp;

static gpointer
create (const void *variant)
{
  Usbasp *self = g_new0 (Usbasp, 1);

  self->kind = GPOINTER_TO_UINT (variant);
  self->half_ns = BENCH_S / 2 / sck_hz[SCK_DEFAULT];
  self->extended = 0xFF;
  return self;
}

/* ── the wires ── */

static guint8
instruction (Bench *bench, Usbasp *self, guint8 a, guint8 b, guint8 c, guint8 d)
{
  const guint8 tx[4] = { a, b, c, d };
  guint8 rx[4];

  bench_instruction (bench, tx, rx, self->half_ns);
  return rx[3];
}

static void
pulse_reset (Bench *bench, Usbasp *self)
{
  bench_advance (bench, self->half_ns);
  bench_set_reset (bench, FALSE);
  bench_advance (bench, self->half_ns);
  bench_set_reset (bench, TRUE);
}

static void
use_sck (Usbasp *self)
{
  guint i = self->sck_wanted;

  if (i >= G_N_ELEMENTS (sck_hz) || (i == USBASP_SCK_3MHZ && self->kind != FIRMWARE_3MHZ))
    i = SCK_DEFAULT;
  self->half_ns = BENCH_S / 2 / sck_hz[i];
}

static guint8
enable_programming (Bench *bench, Usbasp *self)
{
  const guint8 tx[4] = { 0xAC, 0x53, 0, 0 };
  guint8 rx[4];

  for (guint i = 0; i < TRIES; i++)
    {
      bench_instruction (bench, tx, rx, self->half_ns);
      if (rx[2] == 0x53)
        return 0;
      pulse_reset (bench, self);
      bench_advance (bench, self->half_ns);
    }
  return 1;
}

static void
update_extended (Bench *bench, Usbasp *self, guint32 address)
{
  guint8 extended = address >> 17;

  if (self->extended == extended)
    return;
  self->extended = extended;
  instruction (bench, self, 0x4D, 0, extended, 0);
}

static guint8
read_flash (Bench *bench, Usbasp *self, guint32 address)
{
  if (self->kind == FIRMWARE_FOLDS || self->kind == FIRMWARE_FOLDS_READS)
    address &= 0xFFFF;
  update_extended (bench, self, address);
  return instruction (bench, self, 0x20 | (address & 1) << 3, address >> 9, address >> 1, 0);
}

/* Data polling: until the last byte written reads as something else than what a busy chip shows. */
static void
poll_flash (Bench *bench, Usbasp *self, guint32 address, guint8 busy_value)
{
  guint64 end = bench_device_time (bench) + POLL_LIMIT_NS;

  while (bench_device_time (bench) < end)
    if (read_flash (bench, self, address) != busy_value)
      return;
}

static void
flush_page (Bench *bench, Usbasp *self, guint32 address, guint8 last)
{
  if (self->kind == FIRMWARE_FOLDS)
    address &= 0xFFFF;
  update_extended (bench, self, address);
  instruction (bench, self, 0x4C, address >> 9, address >> 1, 0);
  if (last == 0xFF)
    bench_advance (bench, NO_PAGE_WAIT_NS);
  else
    poll_flash (bench, self, address, 0xFF);
}

static void
write_flash (Bench *bench, Usbasp *self, guint8 value)
{
  guint32 address = self->address;

  update_extended (bench, self, address);
  instruction (bench, self, 0x40 | (address & 1) << 3, address >> 9, address >> 1, value);
  if (self->page_size == 0)
    {
      if (value == 0x7F)
        bench_advance (bench, NO_PAGE_WAIT_NS);
      else
        poll_flash (bench, self, address, 0x7F);
      return;
    }
  if (--self->page_left > 0)
    return;
  flush_page (bench, self, address, value);
  self->page_left = self->page_size;
}

static void
write_eeprom (Bench *bench, Usbasp *self, guint8 value)
{
  instruction (bench, self, 0xC0, self->address >> 8, self->address, value);
  bench_advance (bench, EEPROM_WAIT_NS);
}

/* ── requests ── */

static void
take_address (Usbasp *self, const BenchControl *request)
{
  if (!self->long_mode)
    self->address = request->value;
}

static int
read_memory (Bench *bench, Usbasp *self, BenchControl *request)
{
  take_address (self, request);
  guint n = MIN (request->length, USBASP_MAX_REPLY);
  for (guint i = 0; i < n; i++, self->address++)
    if (request->request == READ_FLASH)
      request->data[i] = read_flash (bench, self, self->address);
    else
      request->data[i] = instruction (bench, self, 0xA0, self->address >> 8, self->address, 0);
  return n;
}

static int
write_memory (Bench *bench, Usbasp *self, BenchControl *request)
{
  guint flags = request->index >> 8 & 0x0F;
  guint n = request->length;

  if (self->kind == FIRMWARE_STALLS && n > BUFFER)
    return -1;
  if (self->kind == FIRMWARE_CUTS)
    n = MIN (n, BUFFER);
  take_address (self, request);
  if (request->request == WRITE_FLASH)
    {
      self->page_size = (request->index & 0xFF) | (request->index >> 12 & 0xF) << 8;
      if (flags & FLAG_FIRST)
        self->page_left = self->page_size;
    }
  for (guint i = 0; i < n; i++, self->address++)
    if (request->request == WRITE_FLASH)
      write_flash (bench, self, request->data[i]);
    else
      write_eeprom (bench, self, request->data[i]);
  if (request->request == WRITE_FLASH && (flags & FLAG_LAST) && n > 0 &&
      self->page_left != self->page_size)
    flush_page (bench, self, self->address - 1, request->data[n - 1]);
  return request->length;
}

static int
reply (BenchControl *request, const guint8 *bytes, guint n)
{
  n = MIN (n, request->length);
  memcpy (request->data, bytes, n);
  return n;
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Usbasp *self = firmware;
  const guint8 tx[4] = { request->value, request->value >> 8, request->index, request->index >> 8 };
  guint8 out[4] = { 0 };

  switch (request->request)
    {
    case CONNECT:
      use_sck (self);
      self->long_mode = FALSE;
      self->extended = 0xFF;
      bench_set_reset (bench, TRUE);
      pulse_reset (bench, self);
      return 0;
    case DISCONNECT:
      bench_set_reset (bench, FALSE);
      return 0;
    case TRANSMIT:
      bench_instruction (bench, tx, out, self->half_ns);
      return reply (request, out, 4);
    case ENABLE_PROGRAMMING:
      out[0] = enable_programming (bench, self);
      return reply (request, out, 1);
    case READ_FLASH:
    case READ_EEPROM:
      return read_memory (bench, self, request);
    case WRITE_FLASH:
    case WRITE_EEPROM:
      return write_memory (bench, self, request);
    case SET_LONG_ADDRESS:
      if (self->kind == FIRMWARE_OLD)
        return 0;
      self->long_mode = TRUE;
      self->address = request->value | (guint32) request->index << 16;
      return 0;
    case SET_SCK:
      if (self->kind == FIRMWARE_OLD)
        return 0;
      self->sck_wanted = request->value;
      return reply (request, out, 1);
    case GET_CAPABILITIES:
      if (self->kind == FIRMWARE_OLD)
        return 0;
      out[0] = 1; /* TPI */
      out[3] = self->kind == FIRMWARE_3MHZ ? CAPABILITY_3MHZ : 0;
      return reply (request, out, 4);
    default:
      return 0;
    }
}

/* ── USBaspLoader: runs on the chip itself, in the keyboard ── */

static int
loader_transmit (Bench *bench, BenchControl *request)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  guint8 out[4] = { 0 };

  if ((request->value & 0xFF) == 0x30)
    out[3] = part->signature[(request->index & 0xFF) % 3];
  return reply (request, out, 4);
}

static int
loader_memory (Bench *bench, Usbasp *self, BenchControl *request)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  gboolean flash = request->request == READ_FLASH || request->request == WRITE_FLASH;
  guint8 *memory =
      flash ? isp_sim_chip_get_flash (bench->chip) : isp_sim_chip_get_eeprom (bench->chip);
  guint32 size = flash ? part->flash.size : part->eeprom.size;
  gboolean write = request->request == WRITE_FLASH || request->request == WRITE_EEPROM;

  take_address (self, request);
  for (guint i = 0; i < request->length; i++, self->address++)
    if (write)
      memory[self->address % size] = request->data[i];
    else
      request->data[i] = memory[self->address % size];
  return request->length;
}

static int
loader_control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Usbasp *self = firmware;
  const guint8 zero = 0;

  switch (request->request)
    {
    case CONNECT:
      self->long_mode = FALSE;
      return 0;
    case TRANSMIT:
      return loader_transmit (bench, request);
    case ENABLE_PROGRAMMING:
    case SET_SCK:
      return reply (request, &zero, 1);
    case READ_FLASH:
    case READ_EEPROM:
    case WRITE_FLASH:
    case WRITE_EEPROM:
      return loader_memory (bench, self, request);
    case SET_LONG_ADDRESS:
      self->long_mode = TRUE;
      self->address = request->value | (guint32) request->index << 16;
      return 0;
    default:
      return 0;
    }
}

#define USBASP(bcd, function, kind)                                                                \
  {                                                                                                \
    0x16C0, 0x05DC, bcd, "www.fischl.de", "USBasp", create, function, GUINT_TO_POINTER (kind)      \
  }

const BenchUsbDevice bench_usbasp = USBASP (0x0104, control, FIRMWARE_2011);
const BenchUsbDevice bench_usbasp_old = USBASP (0x0103, control, FIRMWARE_OLD);
const BenchUsbDevice bench_usbasp_3mhz = USBASP (0x0111, control, FIRMWARE_3MHZ);
const BenchUsbDevice bench_usbasp_stalls = USBASP (0x0104, control, FIRMWARE_STALLS);
const BenchUsbDevice bench_usbasp_cuts = USBASP (0x0104, control, FIRMWARE_CUTS);
const BenchUsbDevice bench_usbasp_folds = USBASP (0x0104, control, FIRMWARE_FOLDS);
const BenchUsbDevice bench_usbasp_folds_reads = USBASP (0x0104, control, FIRMWARE_FOLDS_READS);
const BenchUsbDevice bench_usbasploader = USBASP (0x0102, loader_control, FIRMWARE_LOADER);
