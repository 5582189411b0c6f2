/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBasp's firmware as it was built from 2007 to today, and what others made of it. Facts from runs
 * of the real images: which requests are known, which SCK there is, and what the CPU takes beside
 * the bits. */
#include "bench-usbasp-requests.h"

#include "bench/time/bench-times.h"

#include <string.h>

typedef struct
{
  gboolean sets_sck;         /* else SET_SCK is answered by nothing */
  gboolean has_capabilities; /* else GET_CAPABILITIES is */
  guint8 capabilities;       /* the fourth byte */
  gboolean extends;          /* loads the extended address by itself */
  /* SPI is off until ENABLE_PROGRAMMING, which looks for the SCK by itself, from the one that was
   * set downwards … */
  gboolean searches;
  gboolean hurries; /* … and then goes on with the next faster one */
  guint8 sck;       /* without being told */
  gboolean jumper;  /* "slow SCK" is closed: 8 kHz, whatever is set */
  guint buffer;     /* copies with one: what it takes of a request to write; 0: any length */
  gboolean stalls;  /* … a longer request; else the rest is lost without a word */
  /* Counts flash in 16 bits, where it reads and where it writes: above 64 KiB it is in the lower
   * half. */
  gboolean folds_reads, folds_writes;
  /* The host controller tries a packet that was refused again at once, and each try takes the CPU
   * away from the work on the packet before. */
  gboolean is_starved;
} Firmware;

#define FLAG_FIRST       0x01
#define FLAG_LAST        0x02
#define SCK_8KHZ         5
#define SCK_93750        8
#define SCK_375000       10
#define SCK_1500000      12
#define CAPABILITY_3MHZ  0x01
#define TRIES            32
#define NO_PAGE_WAIT_NS  (4800 * BENCH_US) /* after a page whose last byte is FF */
#define EEPROM_WAIT_NS   (9600 * BENCH_US)
#define POLL_LIMIT_NS    (9600 * BENCH_US)
#define SEARCH_TRIES     3
#define SEARCH_PULSE_NS  (320 * BENCH_US)
#define SEARCH_SETTLE_NS (20 * BENCH_MS)
#define STARVED_NS       (11 * BENCH_MS) /* for a packet of 8 bytes */

static const guint32 sck_hz[] = USBASP_SCK_HZ;

typedef struct
{
  const Firmware *kind;
  guint8 sck;         /* as set */
  guint32 half_ns;    /* as of the last CONNECT */
  gboolean spi_on;    /* a byte sent while it is off is waited for, for ever */
  gboolean long_mode; /* the address in requests is ignored */
  guint32 address;
  guint page_size, page_left;
  guint8 block_flags;
  guint8 extended; /* last loaded */
} Usbasp;

static gpointer
create (const void *variant)
{
  Usbasp *self = g_new0 (Usbasp, 1);

  self->kind = variant;
  self->sck = self->kind != NULL ? self->kind->sck : 0;
  return self;
}

/* ── the wires ── */

static void
use_sck (Usbasp *self, guint8 sck)
{
  gboolean known = sck > 0 && sck < G_N_ELEMENTS (sck_hz) &&
                   (sck != USBASP_SCK_3MHZ || self->kind->searches ||
                    (self->kind->capabilities & CAPABILITY_3MHZ));

  if (!known)
    sck = self->kind->searches ? SCK_1500000 : SCK_375000;
  self->half_ns = BENCH_S / 2 / sck_hz[self->kind->jumper ? SCK_8KHZ : sck];
}

/* An instruction, with what the CPU needs beside the bits; both while the host asks again and again
 * whether it is done. */
static void
shift (Bench *bench, Usbasp *self, const guint8 tx[4], guint8 rx[4])
{
  bench_instruction (bench, tx, rx, self->half_ns);
  bench_advance (bench, USBASP_INSTRUCTION_NS (self->half_ns) - 64 * self->half_ns);
}

static guint8
instruction (Bench *bench, Usbasp *self, guint8 a, guint8 b, guint8 c, guint8 d)
{
  const guint8 tx[4] = { a, b, c, d };
  guint8 rx[4];

  shift (bench, self, tx, rx);
  return rx[3];
}

static void
pulse_reset (Bench *bench, guint64 low_ns, guint64 high_ns)
{
  bench_advance (bench, low_ns);
  bench_set_reset (bench, FALSE);
  bench_advance (bench, high_ns);
  bench_set_reset (bench, TRUE);
}

static void
connect (Bench *bench, Usbasp *self)
{
  use_sck (self, self->sck);
  self->long_mode = FALSE;
  bench_set_reset (bench, TRUE);
  if (self->kind->searches)
    pulse_reset (bench, 0, SEARCH_PULSE_NS);
  else
    pulse_reset (bench, self->half_ns, self->half_ns);
  self->spi_on = !self->kind->searches;
  self->extended = self->kind->searches ? 0xFF : 0;
}

static gboolean
is_in_step (Bench *bench, Usbasp *self)
{
  const guint8 tx[4] = { 0xAC, 0x53, 0, 0 };
  guint8 rx[4];

  shift (bench, self, tx, rx);
  return rx[2] == 0x53;
}

static guint8
enable_programming (Bench *bench, Usbasp *self)
{
  for (guint i = 0; i < TRIES; i++)
    {
      if (is_in_step (bench, self))
        return 0;
      pulse_reset (bench, self->half_ns, self->half_ns);
      bench_advance (bench, self->half_ns);
    }
  return 1;
}

/* Goes down to the slowest, and stays there when nobody answers. */
static guint8
search_sck (Bench *bench, Usbasp *self)
{
  if (self->sck == 0)
    self->sck = SCK_1500000;
  for (; self->sck > 0; use_sck (self, --self->sck))
    for (guint i = 0; i < SEARCH_TRIES; i++)
      {
        pulse_reset (bench, 0, SEARCH_PULSE_NS);
        bench_advance (bench, SEARCH_SETTLE_NS);
        if (!is_in_step (bench, self))
          continue;
        use_sck (self, self->sck + (self->kind->hurries ? 1 : 0));
        self->spi_on = TRUE;
        return 0;
      }
  return 1;
}

static void
update_extended (Bench *bench, Usbasp *self, guint32 address)
{
  guint8 extended = address >> 17;

  if (!self->kind->extends || self->extended == extended)
    return;
  self->extended = extended;
  instruction (bench, self, 0x4D, 0, extended, 0);
}

static guint8
read_flash (Bench *bench, Usbasp *self)
{
  guint32 at = self->kind->folds_reads ? self->address & 0xFFFF : self->address;

  update_extended (bench, self, at);
  return instruction (bench, self, 0x20 | (at & 1) << 3, at >> 9, at >> 1, 0);
}

/* Data polling: until the last byte written reads as something else than what a busy chip shows. */
static void
poll_flash (Bench *bench, Usbasp *self, guint8 busy_value)
{
  guint64 end = bench_device_time (bench) + POLL_LIMIT_NS;

  while (bench_device_time (bench) < end)
    if (read_flash (bench, self) != busy_value)
      return;
}

static void
flush_page (Bench *bench, Usbasp *self, guint8 last)
{
  guint32 at = self->kind->folds_writes ? self->address & 0xFFFF : self->address;

  update_extended (bench, self, at);
  instruction (bench, self, 0x4C, at >> 9, at >> 1, 0);
  if (last == 0xFF)
    bench_advance (bench, NO_PAGE_WAIT_NS);
  else
    poll_flash (bench, self, 0xFF);
}

static void
write_flash (Bench *bench, Usbasp *self, guint8 value)
{
  guint32 at = self->address;

  update_extended (bench, self, at);
  instruction (bench, self, 0x40 | (at & 1) << 3, at >> 9, at >> 1, value);
  if (self->page_size == 0)
    {
      if (value == 0x7F)
        bench_advance (bench, NO_PAGE_WAIT_NS);
      else
        poll_flash (bench, self, 0x7F);
      return;
    }
  if (--self->page_left > 0)
    return;
  flush_page (bench, self, value);
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
begin_write (Usbasp *self, const BenchControl *request)
{
  if (self->kind->stalls && request->length > self->kind->buffer)
    return -1;
  take_address (self, request);
  self->block_flags = request->index >> 8 & 0x0F;
  self->page_size = 0;
  if (request->request == WRITE_FLASH)
    {
      self->page_size = (request->index & 0xFF) | (request->index >> 12 & 0xF) << 8;
      if (self->block_flags & FLAG_FIRST)
        self->page_left = self->page_size;
    }
  return BENCH_DATA_STAGE;
}

static void
write_packet (Bench *bench, Usbasp *self, const BenchControl *request, guint at, guint n)
{
  guint64 start = bench_device_time (bench);

  for (guint i = at; i < at + n && (self->kind->buffer == 0 || i < self->kind->buffer); i++)
    {
      if (request->request == WRITE_FLASH)
        write_flash (bench, self, request->data[i]);
      else
        write_eeprom (bench, self, request->data[i]);
      if (i + 1u == request->length && (self->block_flags & FLAG_LAST) &&
          self->page_left != self->page_size)
        flush_page (bench, self, request->data[i]);
      self->address++;
    }
  if (self->kind->is_starved && bench_device_time (bench) < start + STARVED_NS)
    bench_advance (bench, start + STARVED_NS - bench_device_time (bench));
}

static void
move (Bench *bench, gpointer firmware, BenchControl *request, guint at, guint n)
{
  Usbasp *self = firmware;

  if (request->request == WRITE_FLASH || request->request == WRITE_EEPROM)
    write_packet (bench, self, request, at, n);
  else
    for (guint i = at; i < at + n; i++, self->address++)
      if (request->request == READ_FLASH)
        request->data[i] = read_flash (bench, self);
      else
        request->data[i] = instruction (bench, self, 0xA0, self->address >> 8, self->address, 0);
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
      connect (bench, self);
      return 0;
    case DISCONNECT:
      self->spi_on = FALSE;
      bench_set_reset (bench, FALSE);
      return 0;
    case TRANSMIT:
      if (!self->spi_on)
        return BENCH_HANGS;
      shift (bench, self, tx, out);
      return bench_usb_reply (request, out, 4);
    case ENABLE_PROGRAMMING:
      out[0] = self->kind->searches ? search_sck (bench, self) : enable_programming (bench, self);
      return bench_usb_reply (request, out, 1);
    case READ_FLASH:
    case READ_EEPROM:
      take_address (self, request);
      request->length = MIN (request->length, USBASP_MAX_REPLY);
      return self->spi_on ? BENCH_DATA_STAGE : BENCH_HANGS;
    case WRITE_FLASH:
    case WRITE_EEPROM:
      return self->spi_on ? begin_write (self, request) : BENCH_HANGS;
    case SET_LONG_ADDRESS:
      self->long_mode = TRUE;
      self->address = request->value | (guint32) request->index << 16;
      return 0;
    case SET_SCK:
      if (!self->kind->sets_sck)
        return 0;
      self->sck = request->value;
      return bench_usb_reply (request, out, 1);
    case GET_CAPABILITIES:
      if (!self->kind->has_capabilities)
        return 0;
      out[0] = 1; /* TPI */
      out[3] = self->kind->capabilities;
      return bench_usb_reply (request, out, 4);
    default:
      return 0;
    }
}

/* clang-format off */
static const Firmware firmware_2007 = { .sck = SCK_375000 };
static const Firmware lctech = { .sck = SCK_93750 };
static const Firmware firmware_2009 = { .sets_sck = TRUE, .sck = SCK_375000 };
#define FIRMWARE_2011 .sets_sck = TRUE, .has_capabilities = TRUE, .extends = TRUE, .sck = SCK_375000
static const Firmware firmware_2011 = { FIRMWARE_2011 };
static const Firmware jumper = { FIRMWARE_2011, .jumper = TRUE };
static const Firmware starved = { FIRMWARE_2011, .is_starved = TRUE };
static const Firmware nerdralph = { FIRMWARE_2011, .searches = TRUE };
static const Firmware dioannidis = { FIRMWARE_2011, .searches = TRUE, .hurries = TRUE };
static const Firmware fast = { FIRMWARE_2011, .capabilities = CAPABILITY_3MHZ };
static const Firmware stalls = { FIRMWARE_2011, .buffer = 256, .stalls = TRUE };
static const Firmware cuts = { FIRMWARE_2011, .buffer = 256 };
static const Firmware folds = { FIRMWARE_2011, .folds_reads = TRUE, .folds_writes = TRUE };
static const Firmware folds_reads = { FIRMWARE_2011, .folds_reads = TRUE };
/* clang-format on */

#define DEVICE(vid, pid, bcd, maker, name, function, kind)                                         \
  {                                                                                                \
    vid, pid, bcd, maker, name, create, function, kind, .move = move                               \
  }
#define USBASP(bcd, kind) DEVICE (0x16C0, 0x05DC, bcd, "www.fischl.de", "USBasp", control, kind)

const BenchUsbDevice bench_usbasp = USBASP (0x0104, &firmware_2011);
const BenchUsbDevice bench_usbasp_2007 = USBASP (0x0102, &firmware_2007);
const BenchUsbDevice bench_usbasp_lctech = USBASP (0x0102, &lctech);
const BenchUsbDevice bench_usbasp_2009 = USBASP (0x0103, &firmware_2009);
const BenchUsbDevice bench_usbasp_nerdralph = USBASP (0x0108, &nerdralph);
const BenchUsbDevice bench_usbasp_dioannidis = USBASP (0x0111, &dioannidis);
const BenchUsbDevice bench_usbasp_jumper = USBASP (0x0104, &jumper);
const BenchUsbDevice bench_usbasp_starved = USBASP (0x0104, &starved);
const BenchUsbDevice bench_usbasp_3mhz = USBASP (0x0111, &fast);
const BenchUsbDevice bench_usbasp_stalls = USBASP (0x0104, &stalls);
const BenchUsbDevice bench_usbasp_cuts = USBASP (0x0104, &cuts);
const BenchUsbDevice bench_usbasp_folds = USBASP (0x0104, &folds);
const BenchUsbDevice bench_usbasp_folds_reads = USBASP (0x0104, &folds_reads);
const BenchUsbDevice bench_nibobee =
    DEVICE (0x16C0, 0x092F, 0x0100, "nicai-systems", "NIBObee", control, &firmware_2009);
