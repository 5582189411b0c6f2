/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-inside.h"

#include <poll.h>
#include <unistd.h>

/* NULL: nothing is redirected */
static Bench *stage;

/* clang-format off */
gint64 __wrap_g_get_monotonic_time (void);
void __wrap_g_usleep (gulong us);
int __wrap_poll (struct pollfd *items, nfds_t n, int timeout_ms);
ssize_t __wrap_read (int fd, void *data, size_t len);
ssize_t __wrap_write (int fd, const void *data, size_t len);
int __real_poll (struct pollfd *items, nfds_t n, int timeout_ms);
ssize_t __real_read (int fd, void *data, size_t len);
ssize_t __real_write (int fd, const void *data, size_t len);
/* clang-format on */

gint64
__wrap_g_get_monotonic_time (void)
{
  return stage != NULL ? (gint64) (bench_host_now (stage) / 1000) : 0;
}

void
__wrap_g_usleep (gulong us)
{
  if (stage != NULL)
    bench_host_sleep (stage, us * G_GUINT64_CONSTANT (1000));
}

int
__wrap_poll (struct pollfd *items, nfds_t n, int timeout_ms)
{
  if (stage == NULL || n != 1 || !bench_is_port (stage, items->fd))
    return __real_poll (items, n, timeout_ms);
  items->revents = bench_port_poll (stage, items->events, timeout_ms);
  return items->revents != 0;
}

ssize_t
__wrap_read (int fd, void *data, size_t len)
{
  if (stage == NULL || !bench_is_port (stage, fd))
    return __real_read (fd, data, len);
  return bench_port_read (stage, data, len);
}

ssize_t
__wrap_write (int fd, const void *data, size_t len)
{
  if (stage == NULL || !bench_is_port (stage, fd))
    return __real_write (fd, data, len);
  return bench_port_write (stage, data, len);
}

void
bench_go_inside (Bench *bench)
{
  stage = bench;
}
