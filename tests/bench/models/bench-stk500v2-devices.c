/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What speaks STK500v2: an STK500 board and Pololu's programmer in frames, an AVRISP mkII and a
 * clone of it in USB packets, and a board's bootloader that is no programmer. */
#include "bench-stk500v2.h"
#include "bench/wire/bench-serial.h"

#define START          0x1B
#define TOKEN          0x0E
#define BODY_MAX       275
#define BAD_CHECKSUM   0xC1
#define BOARD_TENTHS   50
#define CLONE_TENTHS   33
#define TARGET_MISSING 0x10

/* ── in frames ── */

static void
put_frame (BenchSerial *line, guint8 sequence, const guint8 *body, gsize n)
{
  const guint8 head[5] = { START, sequence, n >> 8, n, TOKEN };
  guint8 sum = 0;

  for (guint i = 0; i < sizeof head; i++)
    {
      bench_serial_put (line, head[i]);
      sum ^= head[i];
    }
  for (gsize i = 0; i < n; i++)
    {
      bench_serial_put (line, body[i]);
      sum ^= body[i];
    }
  bench_serial_put (line, sum);
  bench_serial_flush (line);
}

/* The rest of a frame; FALSE: it is none. */
static gboolean
get_frame (BenchSerial *line, guint8 *sequence, guint8 *body, gsize *n, gboolean *good)
{
  guint8 sum = START;

  sum ^= *sequence = bench_serial_get (line);
  *n = bench_serial_get (line) << 8;
  *n |= bench_serial_get (line);
  sum ^= *n >> 8 ^ (*n & 0xFF) ^ TOKEN;
  if (bench_serial_get (line) != TOKEN || *n == 0 || *n > BODY_MAX)
    return FALSE;
  for (gsize i = 0; i < *n; i++)
    sum ^= body[i] = bench_serial_get (line);
  *good = bench_serial_get (line) == sum;
  return !bench_serial_is_aborted (line);
}

static void
run_frame (BenchSerial *line, gpointer program)
{
  static const guint8 bad[] = { 0xB0, BAD_CHECKSUM };
  BenchStk2 *self = program;
  guint8 sequence, body[BODY_MAX], reply[BENCH_REPLY_MAX];
  gboolean good;
  gsize n;

  if (bench_serial_get (line) != START)
    return;
  bench_serial_begin_command (line);
  if (bench_serial_is_aborted (line) || !get_frame (line, &sequence, body, &n, &good))
    return;
  self->variant = bench_serial_get_device (line)->variant;
  if (!good)
    put_frame (line, sequence, bad, sizeof bad);
  else
    put_frame (line, sequence, reply,
               bench_stk2_run (bench_serial_get_bench (line), self, body, n, reply));
}

/* clang-format off */
static const BenchStk2Variant stk500 = {
  "STK500_2", ISP_STK2_SCK_STK500, 2, 2, 10, BOARD_TENTHS, 200 * BENCH_US, 255,
};
static const BenchStk2Variant stk500_old = {
  "STK500_2", ISP_STK2_SCK_STK500, 2, 2, 1, BOARD_TENTHS, 200 * BENCH_US, 4,
};
static const BenchStk2Variant stk500_bootloader = {
  "AVRISP_2", ISP_STK2_SCK_STK500, 15, 2, 10, 0, 20 * BENCH_US, 255, .bootloader = TRUE,
};
static const BenchStk2Variant pololu = {
  "STK500_2", ISP_STK2_SCK_POLOLU, 1, 1, 1, BOARD_TENTHS, 300 * BENCH_US, 255,
};
static const BenchStk2Variant mkii = {
  "AVRISP_MK2", ISP_STK2_SCK_MKII, 1, 1, 24, BOARD_TENTHS, 500 * BENCH_US, 255, .mkii = TRUE,
};
static const BenchStk2Variant mkii_unpowered = {
  "AVRISP_MK2", ISP_STK2_SCK_MKII, 1, 1, 24, 0, 500 * BENCH_US, 255, .mkii = TRUE,
  .connection = TARGET_MISSING,
};
static const BenchStk2Variant mkii_lufa = {
  "AVRISP_MK2", ISP_STK2_SCK_MKII, 0, 1, 17, CLONE_TENTHS, 40 * BENCH_US, 254, .mkii = TRUE,
  .lufa = TRUE,
};

#define BOARD(firmware) \
  { 0x0403, 0x6001, 0x0600, "FTDI", "FT232R USB UART", "A6008isP", "ttyUSB0", .baud = 115200, \
    .buffer = 600, .boot = BENCH_BOOT_NONE, .command = run_frame, .program_size = sizeof (BenchStk2), \
    .variant = &firmware }

const BenchSerialDevice bench_stk500v2 = BOARD (stk500);
const BenchSerialDevice bench_stk500v2_old = BOARD (stk500_old);
const BenchSerialDevice bench_stk500v2_bootloader = BOARD (stk500_bootloader);
const BenchSerialDevice bench_pololu = {
  0x1FFB, 0x00BB, 0x0101, "Pololu Corporation", "Pololu USB AVR Programmer v2.1", "00229876",
  "ttyACM0", .interface = 1, .command = run_frame, .program_size = sizeof (BenchStk2),
  .variant = &pololu,
};
/* clang-format on */

/* ── over USB ── */

static gpointer
create (const void *variant)
{
  BenchStk2 *self = g_new0 (BenchStk2, 1);

  self->variant = variant;
  return self;
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  return -1;
}

static int
message (Bench *bench, gpointer firmware, const guint8 *bytes, gsize n, guint8 *reply)
{
  const BenchStk2 *self = firmware;
  gboolean too_much = self->variant->lufa && n > 1 && bytes[0] == 0x1D && bytes[1] == 255;

  if (n == 0 || too_much)
    return -1;
  return bench_stk2_run (bench, firmware, bytes, n, reply);
}

#define MKII(firmware, size, loses)                                                                \
  {                                                                                                \
    0x03EB, 0x2104, 0x0200, "ATMEL", "AVRISP mkII", create, control, &firmware,                    \
        .packet = size, .message = message, .drops_unread = loses                                  \
  }

const BenchUsbDevice bench_avrispmkii = MKII (mkii, 64, FALSE);
const BenchUsbDevice bench_avrispmkii_unpowered = MKII (mkii_unpowered, 64, FALSE);
const BenchUsbDevice bench_avrispmkii_lufa = MKII (mkii_lufa, 64, TRUE);
const BenchUsbDevice bench_avrispmkii_small = MKII (mkii, 8, FALSE);
