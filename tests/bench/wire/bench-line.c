/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line between host and board: its rate, and what a bad one does to bytes. */
#include "bench-serial-private.h"

#include <termios.h>

#define NOISE_BYTE 0x5A
#define LATE_NS    (3 * BENCH_S)

typedef struct
{
  guint baud;
  speed_t speed;
} Speed;

static const Speed speeds[] = {
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

/* The rate's row; NULL: a terminal at it shows as one at 115200. */
static const Speed *
find_speed (guint baud)
{
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i].baud == baud)
      return &speeds[i];
  return NULL;
}

/* A program that asks by number, as libserialport does, shows as the last. */
static speed_t
get_speed (guint baud)
{
  const Speed *speed = find_speed (baud);

  return baud >= 1000000 ? CBAUDEX : speed != NULL ? speed->speed : B115200;
}

gboolean
bench_line_are_alike (guint one, guint other)
{
  return get_speed (one) == get_speed (other);
}

gboolean
bench_line_is_rate (int fd, guint baud)
{
  const Speed *named = find_speed (baud);
  struct termios tio;

  if (tcgetattr (fd, &tio) != 0)
    return TRUE;
  return cfgetospeed (&tio) == get_speed (baud) ||
         (named != NULL && cfgetospeed (&tio) == named->speed);
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
