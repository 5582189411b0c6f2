/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-inside.h"

#include <libserialport.h>
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
enum sp_return __wrap_sp_close (struct sp_port *port);
enum sp_return __wrap_sp_set_config (struct sp_port *port, const struct sp_port_config *config);
enum sp_return __wrap_sp_set_baudrate (struct sp_port *port, int baud);
enum sp_return __real_sp_close (struct sp_port *port);
enum sp_return __real_sp_set_config (struct sp_port *port, const struct sp_port_config *config);
enum sp_return __real_sp_set_baudrate (struct sp_port *port, int baud);
char *__wrap_isp_holder_find (const char *node, int *out_pid);
char *__real_isp_holder_find (const char *node, int *out_pid);
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

/* Nobody else is in there: /proc need not be searched at every open. */
char *
__wrap_isp_holder_find (const char *node, int *out_pid)
{
  return stage != NULL ? NULL : __real_isp_holder_find (node, out_pid);
}

static enum sp_return
note_change (enum sp_return result)
{
  if (stage != NULL)
    bench_port_changes (stage);
  return result;
}

enum sp_return
__wrap_sp_close (struct sp_port *port)
{
  return note_change (__real_sp_close (port));
}

enum sp_return
__wrap_sp_set_config (struct sp_port *port, const struct sp_port_config *config)
{
  return note_change (__real_sp_set_config (port, config));
}

enum sp_return
__wrap_sp_set_baudrate (struct sp_port *port, int baud)
{
  /* the terminal would ask umockdev's thread six times over */
  if (stage != NULL && baud > 0 && bench_port_set_baud (stage, (guint) baud))
    return SP_OK;
  return note_change (__real_sp_set_baudrate (port, baud));
}

void
bench_go_inside (Bench *bench)
{
  stage = bench;
}
