/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line between host and board: its rate, and what a bad one does to bytes. */
#include "bench-serial-private.h"

#include <termios.h>

#define NOISE_BYTE 0x5A
#define LATE_NS    (3 * BENCH_S)

static const struct
{
  guint baud;
  speed_t speed;
} speeds[] = {
  { 134, B134 },     { 1200, B1200 },   { 9600, B9600 },       { 19200, B19200 },
  { 38400, B38400 }, { 57600, B57600 }, { 1000000, B1000000 }, { 2000000, B2000000 },
};

guint
bench_line_get_rate (int fd)
{
  struct termios tio;

  if (tcgetattr (fd, &tio) == 0)
    for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
      if (speeds[i].speed == cfgetospeed (&tio))
        return speeds[i].baud;
  return 0;
}

gboolean
bench_line_is_rate (int fd, guint baud)
{
  struct termios tio;
  speed_t speed;

  if (tcgetattr (fd, &tio) != 0)
    return TRUE;
  speed = cfgetospeed (&tio);
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i].baud == baud)
      /* a program that asks by number, as libserialport does, shows as the last */
      return speed == speeds[i].speed || (baud >= 1000000 && speed == CBAUDEX);
  return speed == B115200;
}

void
bench_set_line_fault (Bench *self, BenchLineFault fault, BenchDirection direction, guint64 at)
{
  bench_lock (self);
  self->line_fault = fault;
  self->line_fault_direction = direction;
  self->line_fault_at = at;
  bench_unlock (self);
}

guint64
bench_get_line_bytes (Bench *self, BenchDirection direction)
{
  bench_lock (self);
  guint64 n = self->line_bytes[direction];
  bench_unlock (self);
  return n;
}

guint
bench_get_fuse_writes (Bench *self, BenchDirection direction, guint64 out[BENCH_MAX_WRITES])
{
  bench_lock (self);
  guint n = self->n_fuse_writes;
  for (guint i = 0; i < n; i++)
    out[i] = self->fuse_writes_at[i][direction];
  bench_unlock (self);
  return n;
}

guint
bench_line_strike (Bench *bench, BenchDirection direction, guint8 byte, guint8 out[2],
                   guint64 *late_ns)
{
  guint64 n = bench->line_bytes[direction]++;
  gboolean strikes = direction == bench->line_fault_direction && n == bench->line_fault_at;
  BenchLineFault fault = strikes ? bench->line_fault : BENCH_LINE_FINE;

  out[0] = fault == BENCH_LINE_FLIPS     ? byte ^ 1 << n % 8
           : fault == BENCH_LINE_INSERTS ? NOISE_BYTE
                                         : byte;
  out[1] = byte;
  *late_ns = fault == BENCH_LINE_DELAYS ? LATE_NS : 0;
  if (fault == BENCH_LINE_LOSES)
    return 0;
  return fault == BENCH_LINE_DOUBLES || fault == BENCH_LINE_INSERTS ? 2 : 1;
}
