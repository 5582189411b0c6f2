/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v2: an STK500 board behind 115200 baud, Pololu's programmer on USB, an AVRISP mkII and the
 * clone of it that runs LUFA, in one interpreter of commands. What they do follows Atmel's AVR068
 * and AVR069 and LUFA's AVRISP-MKII, the clone's traits included: RESET stays low when nobody
 * answered, and without programming mode SPI hangs.
 *
 * Times: a byte of a frame 87 µs, by USB the packets of bench-usb-bulk.c and bench-serial.c; beside
 * that each command costs what a firmware of its size may take (derived, nobody measured it), the
 * two processors of a genuine mkII the most. SPI bits and the delays of commands are exact. */
#include "bench-stk500v2.h"

#include "bench/time/bench-times.h"

#include <string.h>

#define COMMAND_LIMIT     (1000 * BENCH_MS) /* then a command gives up */
#define SCK_AS_SHIPPED    3
#define MKII_AS_SHIPPED   6
#define LUFA_BROKEN_HZ    16000
#define LUFA_BROKEN_TO_HZ 100000

enum
{
  OK = 0x00,
  CMD_TOUT = 0x80,
  BUSY_TOUT = 0x81,
  FAILED = 0xC0,
  UNKNOWN = 0xC9,
};

enum
{
  PAGED = 0x01,
  DELAYS = 0x02 | 0x10,
  VALUES = 0x04 | 0x20,
  READY_BUSY = 0x08 | 0x40,
  COMMIT = 0x80,
};

/* ── the wires ── */

static guint8
get_sck (const BenchStk2 *self)
{
  if (self->sck > 0)
    return self->sck - 1;
  return self->variant->mkii ? MKII_AS_SHIPPED : SCK_AS_SHIPPED;
}

static guint32
half_ns (const BenchStk2 *self)
{
  return BENCH_S / 2 / isp_stk2_sck_get_hz (self->variant->sck, get_sck (self));
}

/* LUFA shifts below its SPI unit's rates by itself, and down to 16 kHz SCK idles high while it
 * does: the first bit is lost. */
static gboolean
loses_bits (const BenchStk2 *self)
{
  guint32 hz = isp_stk2_sck_get_hz (self->variant->sck, get_sck (self));

  return self->variant->lufa && hz >= LUFA_BROKEN_HZ && hz <= LUFA_BROKEN_TO_HZ;
}

static guint8
shift_byte (Bench *bench, const BenchStk2 *self, guint8 mosi)
{
  if (loses_bits (self))
    return bench_spi (bench, mosi << 1, half_ns (self)) << 1;
  return bench_spi (bench, mosi, half_ns (self));
}

static void
shift (Bench *bench, const BenchStk2 *self, const guint8 tx[4], guint8 rx[4])
{
  for (guint i = 0; i < 4; i++)
    rx[i] = shift_byte (bench, self, tx[i]);
}

static guint8
instruction (Bench *bench, BenchStk2 *self, guint8 a, guint32 address, guint8 d)
{
  const guint8 tx[4] = { a, address >> 8, address, d };
  guint8 rx[4];

  shift (bench, self, tx, rx);
  bench_advance (bench, STK2_INSTRUCTION_NS);
  return rx[3];
}

static gboolean
may_go_on (Bench *bench, const BenchStk2 *self)
{
  return bench_device_time (bench) < self->give_up;
}

/* ── entering and leaving ── */

static gboolean
try_enter (Bench *bench, BenchStk2 *self, const guint8 *message)
{
  guint8 rx[4];

  shift (bench, self, message + 8, rx);
  return message[7] == 0 || (message[7] <= 4 && rx[message[7] - 1] == message[6]);
}

static guint8
enter (Bench *bench, BenchStk2 *self, const guint8 *message)
{
  guint64 settle = message[2] * BENCH_MS;
  gboolean found = FALSE;

  self->address = 0;
  if (self->variant->connection != 0)
    return FAILED;
  bench_advance (bench, message[3] * BENCH_MS);
  bench_set_reset (bench, TRUE);
  bench_advance (bench, settle);
  for (guint i = 0; i < message[4] && !found && may_go_on (bench, self); i++)
    {
      found = try_enter (bench, self, message);
      if (found)
        break;
      bench_set_reset (bench, FALSE);
      bench_advance (bench, settle);
      bench_set_reset (bench, TRUE);
      bench_advance (bench, settle);
    }
  self->programming = found;
  if (!found && !self->variant->lufa)
    bench_set_reset (bench, FALSE);
  return found ? OK : FAILED;
}

static guint8
leave (Bench *bench, BenchStk2 *self, const guint8 *message)
{
  bench_advance (bench, message[1] * BENCH_MS);
  self->programming = FALSE;
  bench_set_reset (bench, FALSE);
  bench_advance (bench, message[2] * BENCH_MS);
  return OK;
}

/* ── waiting ── */

static guint8
wait_ready (Bench *bench, BenchStk2 *self)
{
  while (instruction (bench, self, 0xF0, 0, 0) & 1)
    if (!may_go_on (bench, self))
      return BUSY_TOUT;
  return OK;
}

/* A place and what it must not read as any more; at 0 there is none. */
typedef struct
{
  guint16 address;
  guint8 value, read;
} Poll;

static guint8
wait_written (Bench *bench, BenchStk2 *self, guint8 mode, const guint8 *message, const Poll *poll)
{
  guint8 status = OK;

  if ((mode & VALUES) && poll->address != 0)
    while (instruction (bench, self, poll->read, poll->address, 0) == poll->value)
      {
        if (!may_go_on (bench, self))
          return CMD_TOUT;
      }
  else if (mode & READY_BUSY)
    status = wait_ready (bench, self);
  else
    bench_advance (bench, message[4] * BENCH_MS);
  self->give_up = bench_device_time (bench) + COMMAND_LIMIT;
  return status;
}

/* ── memories ── */

static void
extend (Bench *bench, BenchStk2 *self)
{
  if (self->must_extend)
    instruction (bench, self, 0x4D, self->address >> 16 & 0x7F, 0);
  self->must_extend = FALSE;
}

/* The address after byte i. Load Extended Address comes by itself only behind a flag. */
static void
step (BenchStk2 *self, gboolean flash, guint i)
{
  if (flash && (i & 1) == 0)
    return;
  self->address++;
  if (flash && (self->address & 0xFFFF) == 0 && (self->address & 0x80000000u))
    self->must_extend = TRUE;
}

static guint8
program (Bench *bench, BenchStk2 *self, const guint8 *message, gsize n)
{
  gboolean flash = message[0] == 0x13;
  guint length = message[1] << 8 | message[2];
  guint8 mode = message[3], status = OK;
  guint16 page = self->address;
  Poll poll = { .value = message[flash ? 8 : 9], .read = message[7] };

  if (length > 256 || n < 10 + length)
    return FAILED;
  for (guint i = 0; i < length && status == OK; i++)
    {
      guint8 high = flash && (i & 1) ? 0x08 : 0x00, byte = message[10 + i];

      extend (bench, self);
      instruction (bench, self, message[5] | high, self->address, byte);
      if (poll.address == 0 && byte != poll.value)
        poll = (Poll){ self->address, poll.value, (message[7] & ~0x08) | high };
      if (!(mode & PAGED))
        {
          status = wait_written (bench, self, mode, message, &poll);
          poll.address = 0;
        }
      step (self, flash, i);
    }
  if ((mode & PAGED) && (mode & COMMIT))
    {
      instruction (bench, self, message[6], page, 0);
      status = wait_written (bench, self, mode & ~PAGED, message, &poll);
    }
  return status;
}

static gsize
read_memory (Bench *bench, BenchStk2 *self, const guint8 *message, guint8 *reply)
{
  gboolean flash = message[0] == 0x14;
  guint length = MIN (message[1] << 8 | message[2], 256);

  for (guint i = 0; i < length; i++)
    {
      guint8 high = flash && (i & 1) ? 0x08 : 0x00;

      extend (bench, self);
      reply[2 + i] = instruction (bench, self, message[3] | high, self->address, 0);
      step (self, flash, i);
    }
  reply[2 + length] = OK;
  return 3 + length;
}

static guint8
load_address (BenchStk2 *self, const guint8 *message)
{
  self->address = (guint32) message[1] << 24 | message[2] << 16 | message[3] << 8 | message[4];
  self->must_extend = (self->address & 0x80000000u) != 0;
  return OK;
}

/* ── instructions ── */

static gsize
spi_multi (Bench *bench, BenchStk2 *self, const guint8 *message, gsize n, guint8 *reply)
{
  guint n_tx = message[1], n_rx = message[2], first = message[3];

  if (n_tx > self->variant->spi_max || n_rx > self->variant->spi_max || n < 4u + n_tx)
    {
      reply[1] = FAILED;
      return 2;
    }
  for (guint i = 0; i < MAX (n_tx, first + n_rx); i++)
    {
      guint8 rx = shift_byte (bench, self, i < n_tx ? message[4 + i] : 0);

      if (i >= first && i < first + n_rx)
        reply[2 + i - first] = rx;
      if (i % 4 == 3)
        bench_advance (bench, STK2_INSTRUCTION_NS);
    }
  reply[2 + n_rx] = OK;
  return 3 + n_rx;
}

static gsize
read_fuse (Bench *bench, BenchStk2 *self, const guint8 *message, guint8 *reply)
{
  guint8 rx[4];

  shift (bench, self, message + 2, rx);
  reply[2] = rx[(message[1] - 1) & 3];
  reply[3] = OK;
  return 4;
}

static gsize
write_fuse (Bench *bench, BenchStk2 *self, const guint8 *message, guint8 *reply)
{
  guint8 rx[4];

  shift (bench, self, message + 1, rx);
  reply[2] = OK;
  return 3;
}

static guint8
erase (Bench *bench, BenchStk2 *self, const guint8 *message)
{
  guint8 rx[4];

  shift (bench, self, message + 3, rx);
  if (message[2] != 0)
    return wait_ready (bench, self);
  bench_advance (bench, message[1] * BENCH_MS);
  return OK;
}

/* ── parameters ── */

static guint8
get_parameter (const BenchStk2 *self, guint8 parameter, guint8 *value)
{
  const BenchStk2Variant *v = self->variant;

  *value = 0;
  switch (parameter)
    {
    case 0x80:
    case 0x81:
      return OK;
    case 0x90:
      *value = v->hardware;
      return OK;
    case 0x91:
      *value = v->major;
      return OK;
    case 0x92:
      *value = v->minor;
      return OK;
    }
  if (v->bootloader)
    return OK;
  switch (parameter)
    {
    case 0x94:
      *value = v->tenths;
      return OK;
    case 0x98:
      *value = get_sck (self);
      return OK;
    case 0x9E:
      *value = self->polarity > 0 ? self->polarity - 1 : 1;
      return v->mkii ? OK : FAILED; /* an STK500's can only be set */
    case 0xA1:
      *value = v->connection;
      return v->mkii ? OK : FAILED;
    default:
      return FAILED;
    }
}

static guint8
set_parameter (BenchStk2 *self, guint8 parameter, guint8 value)
{
  if (self->variant->bootloader)
    return OK;
  if (parameter == 0x98)
    self->sck = value + 1;
  if (parameter == 0x9E)
    self->polarity = value + 1;
  return parameter == 0x98 || parameter == 0x9E ? OK : FAILED;
}

/* ── commands ── */

static gsize
sign_on (const BenchStk2 *self, guint8 *reply)
{
  gsize n = strlen (self->variant->name);

  reply[2] = n;
  memcpy (reply + 3, self->variant->name, n);
  return 3 + n;
}

/* How long a message with this command is at least; 0: there is no such command. */
static gsize
get_least (guint8 command)
{
  /* clang-format off */
  static const guint8 least[] = {
    [0x01] = 1, [0x02] = 3,  [0x03] = 2, [0x06] = 5,  [0x10] = 12, [0x11] = 3,
    [0x12] = 7, [0x13] = 10, [0x14] = 4, [0x15] = 10, [0x16] = 4,  [0x17] = 5,
    [0x18] = 6, [0x19] = 5,  [0x1A] = 6, [0x1B] = 6,  [0x1C] = 6,  [0x1D] = 4,
  };
  /* clang-format on */

  return command < G_N_ELEMENTS (least) ? least[command] : 0;
}

/* What needs programming mode. Returns how long the reply is. */
static gsize
run_programming (Bench *bench, BenchStk2 *self, const guint8 *message, gsize n, guint8 *reply)
{
  switch (message[0])
    {
    case 0x12:
      reply[1] = erase (bench, self, message);
      return 2;
    case 0x13:
    case 0x15:
      reply[1] = program (bench, self, message, n);
      return 2;
    case 0x14:
    case 0x16:
      return read_memory (bench, self, message, reply);
    case 0x17:
    case 0x19:
      return write_fuse (bench, self, message, reply);
    case 0x1D:
      return spi_multi (bench, self, message, n, reply);
    default:
      return read_fuse (bench, self, message, reply);
    }
}

gsize
bench_stk2_run (Bench *bench, BenchStk2 *self, const guint8 *message, gsize n, guint8 *reply)
{
  gsize least = get_least (message[0]);

  reply[0] = message[0];
  reply[1] = OK;
  self->give_up = bench_device_time (bench) + COMMAND_LIMIT;
  bench_advance (bench, self->variant->command_ns);
  if (least == 0 || n < least)
    {
      reply[1] = least == 0 ? UNKNOWN : FAILED;
      return 2;
    }
  switch (message[0])
    {
    case 0x01:
      return sign_on (self, reply);
    case 0x02:
      reply[1] = set_parameter (self, message[1], message[2]);
      return 2;
    case 0x03:
      reply[1] = get_parameter (self, message[1], &reply[2]);
      return reply[1] == OK ? 3 : 2;
    case 0x06:
      reply[1] = load_address (self, message);
      return 2;
    case 0x10:
      reply[1] = enter (bench, self, message);
      return 2;
    case 0x11:
      reply[1] = leave (bench, self, message);
      return 2;
    }
  if (self->programming)
    return run_programming (bench, self, message, n, reply);
  reply[1] = FAILED;
  return self->variant->lufa ? 0 : 2;
}
