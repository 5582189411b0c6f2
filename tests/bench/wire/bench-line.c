/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line between host and board: its rate, and what a bad one does to bytes. */
#include "bench-serial-private.h"

/* glibc knows rates by name only */
#include <asm/termbits.h>
#include <sys/ioctl.h>

#define NOISE_BYTE 0x5A
#define LATE_NS    (3 * BENCH_S)
#define MOST_OFF   3u /* percent */

guint
bench_line_get_rate (int fd)
{
  struct termios2 tio;

  return ioctl (fd, TCGETS2, &tio) == 0 ? tio.c_ospeed : 0;
}

/* A receiver still reads the last bit of a byte right if that is off by less than half of it. */
gboolean
bench_line_are_alike (guint one, guint other)
{
  guint off = MAX (one, other) - MIN (one, other);

  return (guint64) off * 100 <= (guint64) MOST_OFF * MIN (one, other);
}

gboolean
bench_line_is_rate (int fd, guint baud)
{
  guint rate = bench_line_get_rate (fd);

  return rate == 0 || bench_line_are_alike (rate, baud);
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
