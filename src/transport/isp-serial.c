/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-serial.h"

#include "config.h"
#include "core/isp-error.h"
#include "isp-holder.h"
#include "isp-wait.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libserialport.h>
#include <linux/serial.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* udev sets rights only after the device showed up. */
#define LATE_RIGHTS_US (2 * G_USEC_PER_SEC)

struct _IspSerial
{
  struct sp_port *port;
  int fd; /* the port's; -1: none */
  char *node;
  guint8 kept[1024]; /* read ahead: most replies are a few bytes of those that arrived together */
  gsize kept_at, n_kept;
  gint64 overrun; /* the last deadline after which something was still read */
};

/* ── errors ── */

static void
set_busy_error (GError **error, const char *node)
{
  g_autofree char *holder = isp_holder_guess (node);

  if (holder != NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("%s is using %s"), holder, node);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("Another program is using %s"), node);
}

static gboolean
set_errno_error (GError **error, int saved_errno, const char *node)
{
  switch (saved_errno)
    {
    case EACCES:
    case EPERM:
      g_set_error (error, ISP_ERROR, ISP_ERROR_PERMISSION, _ ("No permission to use %s"), node);
      break;
    case EBUSY:
    case EWOULDBLOCK:
      set_busy_error (error, node);
      break;
    case EIO:
    case ENXIO:
    case ENODEV:
    case ENOENT:
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNPLUGGED, _ ("It was unplugged"));
      break;
    case ENOTTY:
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                   _ ("%s is not a serial port with modem lines, as programmers have"), node);
      break;
    default:
      g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL, "%s: %s", node, g_strerror (saved_errno));
      break;
    }
  return FALSE;
}

/* What libserialport reports, as an errno. It rejects terminals that are not devices, such as those
 * of a terminal window. */
static int
get_errno (const IspSerial *self, enum sp_return rc)
{
  int saved_errno = errno;

  switch (rc)
    {
    case SP_ERR_FAIL:
      return saved_errno;
    case SP_ERR_ARG:
      return g_file_test (self->node, G_FILE_TEST_EXISTS) ? ENOTTY : ENOENT;
    case SP_ERR_MEM:
      return ENOMEM;
    default:
      return EINVAL;
    }
}

/* ── opening ── */

static int
open_port (IspSerial *self)
{
  enum sp_return rc = sp_get_port_by_name (self->node, &self->port);
  int saved_errno;

  if (rc == SP_OK)
    rc = sp_open (self->port, SP_MODE_READ_WRITE);
  if (rc == SP_OK)
    return 0;
  saved_errno = get_errno (self, rc);
  g_clear_pointer (&self->port, sp_free_port);
  return saved_errno;
}

/* The kernel lets a terminal be opened twice, unless its holder forbids it, which avrdude, for one,
 * does not. Two programs on one line would wreck each other's work. */
static gboolean
check_alone (IspSerial *self, GError **error)
{
  g_autofree char *holder = NULL;

  /* The program behind a pseudoterminal has it open itself. */
  if (g_str_has_prefix (self->node, "/dev/pts/"))
    return TRUE;
  holder = isp_holder_find (self->node, NULL);
  return holder == NULL || set_errno_error (error, EBUSY, self->node);
}

static gboolean
open_when_allowed (IspSerial *self, GCancellable *cancellable, GError **error)
{
  gint64 give_up = g_get_monotonic_time () + LATE_RIGHTS_US;
  int saved_errno;

  while ((saved_errno = open_port (self)) == EACCES && g_get_monotonic_time () < give_up)
    if (!isp_wait (2 * ISP_WAIT_SLICE_US, cancellable, error))
      return FALSE;
  return saved_errno == 0 || set_errno_error (error, saved_errno, self->node);
}

/* An FT232R otherwise holds short answers back for 16 ms. Other adapters do not know this. */
static void
ask_low_latency (IspSerial *self)
{
  struct serial_struct serial;

  if (ioctl (self->fd, TIOCGSERIAL, &serial) != 0 || (serial.flags & ASYNC_LOW_LATENCY))
    return;
  serial.flags |= ASYNC_LOW_LATENCY;
  ioctl (self->fd, TIOCSSERIAL, &serial);
}

/* For this program alone: TIOCEXCL for those who open later, flock for those who look at locks. */
static gboolean
take_port (IspSerial *self, GError **error)
{
  if (sp_get_port_handle (self->port, &self->fd) != SP_OK)
    return set_errno_error (error, EINVAL, self->node);
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return set_errno_error (error, EBUSY, self->node);
  ioctl (self->fd, TIOCEXCL);
  ask_low_latency (self);
  return TRUE;
}

/* A device may refuse the request for its modem lines, as the bootloader Caterina does: it has
 * none. */
static gboolean
set_dtr (IspSerial *self, gboolean on, GError **error)
{
  enum sp_return rc = sp_set_dtr (self->port, on ? SP_DTR_ON : SP_DTR_OFF);

  if (rc == SP_OK)
    rc = sp_set_rts (self->port, on ? SP_RTS_ON : SP_RTS_OFF);
  if (rc == SP_OK || (rc == SP_ERR_FAIL && errno == EPIPE))
    return TRUE;
  return set_errno_error (error, get_errno (self, rc), self->node);
}

static gboolean
configure (IspSerial *self, guint baud, GError **error)
{
  struct sp_port_config *config;
  enum sp_return rc;

  if (sp_new_config (&config) != SP_OK)
    return set_errno_error (error, ENOMEM, self->node);
  sp_set_config_baudrate (config, (int) baud);
  sp_set_config_bits (config, 8);
  sp_set_config_parity (config, SP_PARITY_NONE);
  sp_set_config_stopbits (config, 1);
  sp_set_config_flowcontrol (config, SP_FLOWCONTROL_NONE);
  rc = sp_set_config (self->port, config);
  if (rc != SP_OK)
    set_errno_error (error, get_errno (self, rc), self->node);
  sp_free_config (config);
  return rc == SP_OK && set_dtr (self, TRUE, error);
}

static IspSerial *
open_at (const char *node, guint baud, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspSerial) self = NULL;

  self = g_new0 (IspSerial, 1);
  self->fd = -1;
  /* libserialport knows no links such as those in /dev/serial/by-id. */
  self->node = isp_serial_resolve (node);
  if (!check_alone (self, error) || !open_when_allowed (self, cancellable, error) ||
      !take_port (self, error) || !configure (self, baud, error))
    return NULL;
  return g_steal_pointer (&self);
}

IspSerial *
isp_serial_open (const char *node, guint baud, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (node != NULL && baud != 1200, NULL);
  return open_at (node, baud, cancellable, error);
}

gboolean
isp_serial_touch_1200 (const char *node, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspSerial) self = NULL;

  g_return_val_if_fail (node != NULL, FALSE);
  self = open_at (node, 1200, cancellable, error);
  return self != NULL && set_dtr (self, FALSE, error);
}

void
isp_serial_close (IspSerial *self)
{
  if (self == NULL)
    return;
  if (self->port != NULL)
    {
      /* Otherwise the next program would be turned away until the kernel lets go. */
      if (self->fd >= 0)
        ioctl (self->fd, TIOCNXCL);
      sp_close (self->port);
      sp_free_port (self->port);
    }
  g_free (self->node);
  g_free (self);
}

gboolean
isp_serial_set_baud (IspSerial *self, guint baud, GError **error)
{
  enum sp_return rc;

  g_return_val_if_fail (self != NULL && baud != 1200, FALSE);
  rc = sp_set_baudrate (self->port, (int) baud);
  return rc == SP_OK || set_errno_error (error, get_errno (self, rc), self->node);
}

/* ── bytes ── */

static gboolean
set_timeout_error (GError **error)
{
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("The programmer went silent"));
  return FALSE;
}

/* Waits until the port is ready for events, looking at cancellable and deadline. */
static gboolean
wait_ready (IspSerial *self, short events, gint64 deadline, GCancellable *cancellable,
            GError **error)
{
  for (;;)
    {
      gint64 left = deadline - g_get_monotonic_time ();
      struct pollfd item = { .fd = self->fd, .events = events };
      int slice = (int) (CLAMP (left, 0, ISP_WAIT_SLICE_US) + 999) / 1000;
      int n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = poll (&item, 1, slice);
      if (n < 0 && errno != EINTR)
        return set_errno_error (error, errno, self->node);
      /* What came before the plug was pulled may still be read. */
      if (n > 0 && (item.revents & events))
        return TRUE;
      if (n > 0)
        return set_errno_error (error, ENODEV, self->node);
      if (left <= 0)
        {
          return set_timeout_error (error);
        }
    }
}

gboolean
isp_serial_write (IspSerial *self, const guint8 *data, gsize len, gint64 deadline,
                  GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL && (data != NULL || len == 0), FALSE);
  while (len > 0)
    {
      ssize_t n;

      if (!wait_ready (self, POLLOUT, deadline, cancellable, error))
        return FALSE;
      n = write (self->fd, data, len);
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return set_errno_error (error, errno, self->node);
      if (n > 0)
        data += n, len -= (gsize) n;
    }
  return TRUE;
}

/* Reads whatever has come, once something has. */
static gboolean
fetch (IspSerial *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  ssize_t n;

  /* Read what came in time even if this thread was kept from it; if more keeps coming, the device
   * talks for ever. */
  if (g_get_monotonic_time () >= deadline && self->overrun == deadline)
    return set_timeout_error (error);
  if (g_get_monotonic_time () >= deadline)
    self->overrun = deadline;
  if (!wait_ready (self, POLLIN, deadline, cancellable, error))
    return FALSE;
  n = read (self->fd, self->kept, sizeof self->kept);
  if (n < 0 && errno != EAGAIN && errno != EINTR)
    return set_errno_error (error, errno, self->node);
  /* Ready, and nothing there: the line was hung up. */
  if (n == 0)
    return set_errno_error (error, ENODEV, self->node);
  self->kept_at = 0;
  self->n_kept = (gsize) MAX (n, 0);
  return TRUE;
}

gboolean
isp_serial_read (IspSerial *self, guint8 *data, gsize len, gint64 deadline, gsize *n_read,
                 GCancellable *cancellable, GError **error)
{
  gsize done = 0;

  g_return_val_if_fail (self != NULL && (data != NULL || len == 0), FALSE);
  if (n_read != NULL)
    *n_read = 0;
  while (done < len)
    {
      gsize n;

      if (self->n_kept == 0 && !fetch (self, deadline, cancellable, error))
        return FALSE;
      n = MIN (self->n_kept, len - done);
      memcpy (data + done, self->kept + self->kept_at, n);
      self->kept_at += n;
      self->n_kept -= n;
      done += n;
      if (n_read != NULL)
        *n_read = done;
    }
  return TRUE;
}

gsize
isp_serial_drain (IspSerial *self, guint64 quiet_us, gint64 deadline, GCancellable *cancellable)
{
  gsize total = 0;
  guint8 byte;

  g_return_val_if_fail (self != NULL, 0);
  for (;;)
    {
      gint64 now = g_get_monotonic_time ();

      if (now >= deadline ||
          !isp_serial_read (self, &byte, 1, MIN (deadline, now + (gint64) quiet_us), NULL,
                            cancellable, NULL))
        return total;
      total++;
    }
}

gboolean
isp_serial_pulse_dtr (IspSerial *self, guint64 off_us, GCancellable *cancellable, GError **error)
{
  gboolean waited;

  g_return_val_if_fail (self != NULL, FALSE);
  if (!set_dtr (self, FALSE, error))
    return FALSE;
  waited = isp_wait (off_us, cancellable, error);
  return set_dtr (self, TRUE, waited ? error : NULL) && waited;
}
