/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-lookout.h"

#include "config.h"
#include "core/isp-error.h"
#include "transport/isp-serial.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOOK_US        (50 * 1000)
#define LATE_RIGHTS_US (2 * G_USEC_PER_SEC)
#define LEAVES_US      (1500 * 1000) /* a board that was touched */

static gboolean
is_named (const IspPort *port, const char *name)
{
  return g_str_equal (port->id, name) || g_strcmp0 (port->where, name) == 0 ||
         (g_str_has_prefix (name, "usb:") && g_strcmp0 (port->usb_path, name + 4) == 0);
}

/* An id that may be another device's counts only for who named the port or the bootloader. */
static gboolean
is_meant (const IspPort *port, const IspLoaderDriver *driver, const char *name)
{
  if (name != NULL && !is_named (port, name))
    return FALSE;
  if (driver != NULL)
    return isp_port_may_be (port, &driver->owner);
  return name != NULL || isp_port_is_sure (port);
}

/* NULL without an error: none. */
static IspPort *
look (IspSession *session, const IspLoaderDriver *driver, const char *name, GError **error)
{
  g_autoptr (GPtrArray) ports = isp_scan_for (session, ISP_SCAN_LOADERS);
  g_autoptr (GString) names = g_string_new (NULL);
  IspPort *found = NULL;
  guint n = 0;

  for (guint i = 0; i < ports->len; i++)
    {
      const IspPort *port = ports->pdata[i];

      if (!is_meant (port, driver, name))
        continue;
      g_string_append_printf (names, "%s%s (%s)", n > 0 ? ", " : "", port->id, port->name);
      if (n++ == 0)
        found = isp_port_copy (port);
    }
  if (n <= 1)
    return found;
  isp_port_free (found);
  g_set_error (error, ISP_ERROR, ISP_ERROR_WHICH_PORT,
               _ ("Several keyboards are in their bootloader: %s"), names->str);
  return NULL;
}

static gboolean
check_state (const IspPort *port, GError **error)
{
  if (port->state == ISP_PORT_NO_PERMISSION)
    g_set_error (error, ISP_ERROR, ISP_ERROR_PERMISSION, _ ("No permission to use %s"),
                 port->device_node);
  else if (port->state == ISP_PORT_BUSY)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("%s is using %s"), port->used_by,
                 port->device_node);
  else
    return TRUE;
  return FALSE;
}

IspPort *
isp_lookout_await (IspSession *session, const IspLoaderDriver *driver, const char *name,
                   gint64 wait_us, GCancellable *cancellable, GError **error)
{
  gint64 give_up = g_get_monotonic_time () + wait_us;
  gint64 seen = 0;

  g_return_val_if_fail (session != NULL, NULL);
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (IspPort) port = look (session, driver, name, &local);
      gint64 now = g_get_monotonic_time ();

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (port != NULL && seen == 0)
        seen = now;
      if (port != NULL && (port->state != ISP_PORT_NO_PERMISSION || now > seen + LATE_RIGHTS_US))
        return check_state (port, error) ? g_steal_pointer (&port) : NULL;
      if (port == NULL && now >= give_up)
        {
          if (name != NULL)
            g_set_error (error, ISP_ERROR, ISP_ERROR_NO_LOADER,
                         _ ("There is no keyboard in its bootloader at %s"), name);
          else
            g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_LOADER,
                                 _ ("No keyboard is in its bootloader"));
          return NULL;
        }
      if (!isp_wait (LOOK_US, cancellable, error))
        return NULL;
    }
}

gboolean
isp_lookout_can_touch (const IspPort *port)
{
  g_return_val_if_fail (port != NULL, FALSE);
  return *port->id == '/' && port->usb_path != NULL &&
         (port->row == NULL || port->row->adapter == NULL);
}

gboolean
isp_lookout_touch (IspSession *session, const IspPort *port, GCancellable *cancellable,
                   GError **error)
{
  gint64 give_up;

  g_return_val_if_fail (session != NULL && port != NULL && port->usb_path != NULL, FALSE);
  isp_session_log (session, "1200 baud touch at %s", port->id);
  if (!isp_serial_touch_1200 (port->id, cancellable, error))
    return FALSE;
  give_up = g_get_monotonic_time () + LEAVES_US;
  for (;;)
    {
      g_autoptr (IspUsbInfo) info = isp_usb_info_for_path (port->usb_path);

      if (info == NULL || info->address != port->usb_address)
        return TRUE;
      if (g_get_monotonic_time () > give_up)
        break;
      if (!isp_wait (LOOK_US, cancellable, error))
        return FALSE;
    }
  g_set_error (
      error, ISP_ERROR, ISP_ERROR_NO_LOADER,
      _ ("The keyboard at %s runs, and does not go into its bootloader when it is asked to"),
      port->id);
  return FALSE;
}
