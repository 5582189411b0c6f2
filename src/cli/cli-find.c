/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The port that a command line means: -c and -P, or the only one there is. */
#include "config.h"

#include "cli.h"

#include "engine/scan/isp-scan.h"
#include "transport/isp-wait.h"
#include "words/isp-words-ports.h"

#include <glib/gi18n.h>
#include <sys/stat.h>

/* udev sets rights only after a device showed up: how young it has to be to be waited for, and how
 * long. */
#define YOUNG_S        5
#define LATE_RIGHTS_US (2 * G_USEC_PER_SEC)

static gboolean
set_driver (IspPort *port, const IspDriver *driver, GError **error)
{
  IspLinkKind link = *port->id == '/' ? ISP_LINK_SERIAL : ISP_LINK_USB;

  if (driver == NULL || port->state == ISP_PORT_NOT_A_PROGRAMMER)
    return TRUE;
  if (driver->owner.link != link)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("%s is not a port for %s"),
                   port->id, driver->owner.name);
      return FALSE;
    }
  isp_port_choose (port, &driver->owner);
  return TRUE;
}

/* Is this port meant when none is named? Sure ones; with a driver asked for, likely ones too. An
 * impostor is reported where nothing better is there. */
static guint
get_fit (const IspPort *port, const IspDriver *driver)
{
  gboolean asked = driver != NULL;

  if (port->state == ISP_PORT_NOT_A_PROGRAMMER)
    return asked && driver->owner.link != ISP_LINK_USB ? 0 : 1;
  if (asked && !isp_port_may_be (port, &driver->owner))
    return 0;
  if (isp_port_is_sure (port))
    return 3;
  /* Opening an unknown serial port may reset the board behind it: only if its programmer was asked
   * for. */
  return asked && port->vid != 0 ? 2 : 0;
}

static char *
list_names (GPtrArray *ports)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < ports->len; i++)
    {
      const IspPort *port = ports->pdata[i];

      g_string_append_printf (names, "%s%s (%s)", i > 0 ? ", " : "", port->id, port->name);
    }
  return g_string_free (names, FALSE);
}

/* Name the ports that may be meant: the user has to choose one. */
static void
set_none_error (GPtrArray *ports, const IspDriver *driver, GError **error)
{
  g_autoptr (GPtrArray) likely = g_ptr_array_new ();
  g_autofree char *names = NULL;

  for (guint i = 0; i < ports->len; i++)
    {
      const IspPort *port = ports->pdata[i];

      if (port->owner != NULL && (driver == NULL || isp_port_may_be (port, &driver->owner)))
        g_ptr_array_add (likely, ports->pdata[i]);
    }
  names = list_names (likely);
  if (likely->len > 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WHICH_PORT,
                 ngettext ("This may be it: %s", "One of these may be it: %s", likely->len), names);
  else if (driver != NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("No %s is plugged in"),
                 driver->owner.name);
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER,
                         _ ("No programmer is plugged in"));
}

static IspPort *
find_only (GPtrArray *ports, const IspDriver *driver, GError **error)
{
  g_autoptr (GPtrArray) best = g_ptr_array_new ();
  guint best_fit = 1;

  for (guint i = 0; i < ports->len; i++)
    {
      guint fit = get_fit (ports->pdata[i], driver);

      if (fit > best_fit)
        g_ptr_array_set_size (best, 0);
      best_fit = MAX (fit, best_fit);
      if (fit == best_fit)
        g_ptr_array_add (best, ports->pdata[i]);
    }
  if (best->len == 0)
    {
      set_none_error (ports, driver, error);
      return NULL;
    }
  if (best->len > 1 && best_fit > 1)
    {
      g_autofree char *names = list_names (best);

      g_set_error (error, ISP_ERROR, ISP_ERROR_WHICH_PORT, _ ("Several are plugged in: %s"), names);
      return NULL;
    }
  return isp_port_copy (best->pdata[0]);
}

static gboolean
check_state (const IspPort *port, GError **error)
{
  static const int codes[] = {
    [ISP_PORT_READY] = -1,
    [ISP_PORT_ASK] = -1,
    [ISP_PORT_NO_PERMISSION] = ISP_ERROR_PERMISSION,
    [ISP_PORT_BUSY] = ISP_ERROR_BUSY,
    [ISP_PORT_NOT_A_PROGRAMMER] = ISP_ERROR_NOT_A_PROGRAMMER,
  };
  g_autofree char *state = NULL;

  if (codes[port->state] < 0)
    return TRUE;
  state = isp_words_port_state (port);
  if (port->state == ISP_PORT_NOT_A_PROGRAMMER && isp_port_get_advice (port) != NULL)
    g_set_error (error, ISP_ERROR, codes[port->state], "%s (%s). %s", port->name, port->id,
                 isp_port_get_advice (port));
  else
    g_set_error (error, ISP_ERROR, codes[port->state], "%s (%s): %s", port->name, port->device_node,
                 state);
  return FALSE;
}

static gboolean
is_young (const IspPort *port)
{
  struct stat info;

  return stat (port->device_node, &info) == 0 && time (NULL) - info.st_ctime < YOUNG_S;
}

static IspPort *
find (IspSession *session, const IspDriver *driver, const char *port_id, GError **error)
{
  g_autoptr (GPtrArray) ports = NULL;
  g_autoptr (IspPort) port = NULL;

  if (port_id)
    {
      port = isp_scan_port (session, port_id);
      if (!port)
        g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("Nothing is plugged in at %s"),
                     port_id);
    }
  else
    {
      ports = isp_scan (session, error);
      port = find_only (ports, driver, error);
    }
  if (!port || !set_driver (port, driver, error))
    return NULL;
  return g_steal_pointer (&port);
}

IspPort *
cli_find_programmer (IspSession *session, const char *driver_id, const char *port_id,
                     GError **error)
{
  const IspDriver *driver = driver_id != NULL ? isp_drivers_by_id (driver_id) : NULL;
  gint64 give_up = g_get_monotonic_time () + LATE_RIGHTS_US;
  g_autoptr (IspPort) port = NULL;

  g_return_val_if_fail (session != NULL, NULL);
  if (driver_id != NULL && driver == NULL)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("No programmer is called “%s”"),
                   driver_id);
      return NULL;
    }
  for (;;)
    {
      g_clear_pointer (&port, isp_port_free);
      port = find (session, driver, port_id, error);
      if (port == NULL)
        return NULL;
      if (port->state != ISP_PORT_NO_PERMISSION || !is_young (port) ||
          g_get_monotonic_time () > give_up)
        break;
      g_usleep (2 * ISP_WAIT_SLICE_US);
    }
  return check_state (port, error) ? g_steal_pointer (&port) : NULL;
}
