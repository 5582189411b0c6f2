/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, using and leaving a board with everything checked. */
#include "isp-loader.h"

#include "config.h"
#include "core/isp-error.h"
#include "ports/isp-busy.h"
#include "transport/isp-usb.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A board that was told to start is gone by then. */
#define LEAVES_US (2 * G_USEC_PER_SEC)
#define LOOK_US   (20 * 1000)

/* What a cable or a programmer would be told by these is told by other words of a board. */
static gboolean
put_error (IspLoader *self, GError *local, GError **error)
{
  if (g_error_matches (local, ISP_ERROR, ISP_ERROR_UNPLUGGED))
    local->code = ISP_ERROR_LOADER_GONE;
  else if (g_error_matches (local, ISP_ERROR, ISP_ERROR_PROTOCOL))
    local->code = ISP_ERROR_LOADER_SILENT;
  else if (g_error_matches (local, ISP_ERROR, ISP_ERROR_TIMEOUT))
    {
      g_clear_error (&local);
      local = g_error_new_literal (ISP_ERROR, ISP_ERROR_LOADER_SILENT,
                                   _ ("The bootloader went silent"));
    }
  isp_session_log (self->session, "%s: %s", self->driver->owner.id, local->message);
  g_propagate_error (error, local);
  return FALSE;
}

static void
loader_free (IspLoader *self)
{
  isp_session_unref (self->session);
  g_free (self->usb_path);
  g_free (self->name);
  g_free (self->version);
  g_free (self);
}

/* The chip that the person named has to be the one that is there. */
static gboolean
check_part (const IspLoader *self, const IspLoaderHint *hint, GError **error)
{
  if (hint->part == NULL || memcmp (hint->part->signature, self->part->signature, 3) == 0)
    return TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
               /* Translators: two chips */
               _ ("This is not the chip that was named: %s instead of %s"), self->part->name,
               hint->part->name);
  return FALSE;
}

gboolean
isp_loader_driver_erases_pages (const IspLoaderDriver *self)
{
  return self->order == ISP_ORDER_PAGES || self->order == ISP_ORDER_FIRST_LAST;
}

double
isp_loader_driver_get_write_seconds (const IspLoaderDriver *self, guint n_pages, guint32 page_size)
{
  return n_pages * (self->page_ms / 1e3 + (double) page_size / self->write_bps);
}

gboolean
isp_loader_driver_looks_first (const IspLoaderDriver *self, guint32 read_bps, guint32 page_size)
{
  return isp_loader_driver_erases_pages (self) && read_bps > 0 &&
         (double) page_size / read_bps < isp_loader_driver_get_write_seconds (self, 1, page_size);
}

IspLoader *
isp_loader_open (IspSession *session, const IspPort *port, const IspLoaderHint *hint,
                 GCancellable *cancellable, GError **error)
{
  static const IspLoaderHint nothing;
  const IspLoaderHint *known = hint != NULL ? hint : &nothing;
  IspLoader *self;
  GError *local = NULL;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  g_return_val_if_fail (port->owner != NULL && port->usb_path != NULL, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  self = g_new0 (IspLoader, 1);
  self->driver = isp_loader_driver_get (port->owner);
  self->row = port->row;
  self->read_bps = self->driver->read_bps;
  self->session = isp_session_ref (session);
  self->usb_path = g_strdup (port->usb_path);
  self->name = g_strdup (port->name);
  isp_session_log (session, "open %s (%s) with %s", port->name, port->id, port->owner->id);
  if (!self->driver->open (self, port, known, cancellable, &local))
    {
      if (g_error_matches (local, ISP_ERROR, ISP_ERROR_BUSY))
        isp_busy_note (session, port);
      put_error (self, local, error);
      loader_free (self);
      return NULL;
    }
  isp_session_log (session, "%s, application ends at 0x%04X%s%s", self->part->name, self->app_end,
                   self->version != NULL ? ", version " : "",
                   self->version != NULL ? self->version : "");
  if (check_part (self, known, error))
    return self;
  isp_loader_close (self);
  return NULL;
}

void
isp_loader_close (IspLoader *self)
{
  if (self == NULL)
    return;
  self->driver->close (self);
  loader_free (self);
}

gboolean
isp_loader_erase (IspLoader *self, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  g_return_val_if_fail (self != NULL && self->driver->order == ISP_ORDER_ERASES, FALSE);
  return self->driver->erase (self, cancellable, &local) || put_error (self, local, error);
}

void
isp_loader_tick (IspLoader *self, gsize bytes)
{
  if (self->tick != NULL)
    self->tick (bytes, self->tick_data);
}

gboolean
isp_loader_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data,
                  gsize len, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  g_return_val_if_fail (self != NULL && (self->driver->writes >> memory & 1) != 0, FALSE);
  /* The last guard before the bootloader itself: most do not check addresses. */
  g_return_val_if_fail (memory != ISP_MEMORY_FLASH || address + len <= self->app_end, FALSE);
  return self->driver->write (self, memory, address, data, len, cancellable, &local) ||
         put_error (self, local, error);
}

gboolean
isp_loader_read (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                 GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  g_return_val_if_fail (self != NULL && self->readable != ISP_READABLE_NEVER, FALSE);
  return self->driver->read (self, memory, address, out, len, cancellable, &local) ||
         put_error (self, local, error);
}

/* ── leaving ── */

/* Another device, or this one plugged in anew, counts as gone. */
static gboolean
has_left (const IspLoader *self, guint16 address)
{
  g_autoptr (IspUsbInfo) info = isp_usb_info_for_path (self->usb_path);

  return info == NULL || info->address != address;
}

static guint16
get_address (const IspLoader *self)
{
  g_autoptr (IspUsbInfo) info = isp_usb_info_for_path (self->usb_path);

  return info != NULL ? info->address : G_MAXUINT16;
}

gboolean
isp_loader_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint16 address;
  gint64 give_up;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  address = get_address (self);
  if (!self->driver->start (self, cancellable, &local))
    isp_session_log (self->session, "start: %s", local->message);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  give_up = g_get_monotonic_time () + LEAVES_US;
  while (!has_left (self, address))
    {
      if (g_get_monotonic_time () > give_up)
        {
          g_set_error_literal (error, ISP_ERROR, ISP_ERROR_STAYED,
                               _ ("The keyboard did not leave its bootloader"));
          return FALSE;
        }
      if (!isp_wait (LOOK_US, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
