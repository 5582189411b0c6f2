/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The near end of a serial port on the virtual clock: bytes go from hand to hand, as a pty delivers
 * them whenever the kernel likes. */
#include "bench-serial-private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#define ROOM 4096 /* bytes, as a pty keeps them */

static BenchSerial *
get_serial (Bench *bench)
{
  return bench->serial;
}

gboolean
bench_is_port (Bench *bench, int fd)
{
  BenchSerial *self = get_serial (bench);
  struct stat ours, asked;

  if (self == NULL || fd == self->host_fd)
    return self != NULL;
  if (fstat (fd, &asked) != 0 || !S_ISCHR (asked.st_mode) || fstat (self->slave, &ours) != 0 ||
      ours.st_rdev != asked.st_rdev)
    return FALSE;
  self->host_fd = fd;
  return TRUE;
}

void
bench_port_changes (Bench *bench)
{
  BenchSerial *self = get_serial (bench);

  if (self == NULL)
    return;
  self->host_fd = -1;
  self->judged_baud = self->port_baud = 0;
}

gboolean
bench_port_set_baud (Bench *bench, guint baud)
{
  BenchSerial *self = get_serial (bench);

  if (self == NULL || self->gone || baud == 0)
    return FALSE;
  self->port_baud = baud;
  self->judged_baud = 0;
  return TRUE;
}

static gboolean
is_readable (gpointer data)
{
  BenchSerial *self = data;

  return self->port_in->len > 0 || self->gone;
}

static gboolean
is_writable (gpointer data)
{
  BenchSerial *self = data;

  return self->port_out->len < ROOM || self->gone;
}

short
bench_port_poll (Bench *bench, short events, int timeout_ms)
{
  BenchSerial *self = get_serial (bench);
  BenchReadyFunc is_ready = events & POLLIN ? is_readable : is_writable;
  short result = 0;

  bench_lock (bench);
  guint64 until = timeout_ms < 0 ? BENCH_NEVER : bench->clock.now + timeout_ms * BENCH_MS;
  if (is_ready (self) || bench_host_wait (bench, until, is_ready, self))
    result = self->gone && self->port_in->len == 0 ? POLLHUP : events;
  bench_unlock (bench);
  return result;
}

gssize
bench_port_read (Bench *bench, void *data, gsize len)
{
  BenchSerial *self = get_serial (bench);

  bench_lock (bench);
  gsize n = MIN (len, self->port_in->len);
  if (n > 0)
    {
      memcpy (data, self->port_in->data, n);
      g_byte_array_remove_range (self->port_in, 0, n);
    }
  gboolean gone = self->gone;
  bench_unlock (bench);
  errno = EAGAIN;
  return n > 0 || gone ? (gssize) n : -1;
}

gssize
bench_port_write (Bench *bench, const void *data, gsize len)
{
  BenchSerial *self = get_serial (bench);

  bench_lock (bench);
  gsize n = MIN (len, ROOM - MIN (ROOM, self->port_out->len));
  g_byte_array_append (self->port_out, data, n);
  bench_device_wake (bench);
  bench_unlock (bench);
  errno = EAGAIN;
  return n > 0 ? (gssize) n : -1;
}
