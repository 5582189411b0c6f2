/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-scan.h"

#include "config.h"
#include "core/isp-error.h"
#include "ports/isp-busy.h"
#include "transport/isp-serial.h"
#include "transport/isp-usb.h"
#include "transport/isp-wait.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a serial port without a row of its own may turn out to be, in the order of trying. */
static const char *const serial_drivers[] = { "avrisp", "stk500v2" };

/* udev sets rights only after a device showed up: how young it has to be to be waited for, and how
 * long. */
#define YOUNG_S        5
#define LATE_RIGHTS_US (2 * G_USEC_PER_SEC)

/* ── one port ── */

static void
set_state (IspPort *port, IspSession *session)
{
  const char *holder = isp_busy_recall (session, port);

  if (port->state == ISP_PORT_NOT_A_PROGRAMMER)
    return;
  if (holder != NULL)
    {
      port->state = ISP_PORT_BUSY;
      port->used_by = g_strdup (holder);
    }
  else if (access (port->device_node, R_OK | W_OK) != 0 && errno == EACCES)
    port->state = ISP_PORT_NO_PERMISSION;
  else
    port->state = isp_port_is_sure (port) ? ISP_PORT_READY : ISP_PORT_ASK;
}

static void
set_usb (IspPort *port, const IspUsbInfo *usb)
{
  port->vid = usb->vid;
  port->pid = usb->pid;
  port->bcd_device = usb->bcd_device;
  port->usb_bus = usb->bus;
  port->usb_address = usb->address;
}

/* A serial port that may be anybody's. */
static IspPort *
nobodys_port_new (const char *node)
{
  IspPort *port =
      isp_port_new (&isp_drivers_by_id (serial_drivers[0])->owner, node, _ ("Serial port"));

  for (guint i = 1; i < G_N_ELEMENTS (serial_drivers); i++)
    port->others[i - 1].owner = &isp_drivers_by_id (serial_drivers[i])->owner;
  return port;
}

/* NULL: no programmer has these ids. */
static IspPort *
usb_port_new (const IspUsbInfo *usb, IspSession *session)
{
  IspMatch matches[ISP_MAX_MATCHES];
  guint n = isp_match (isp_drivers_get_owners (), usb, 0, ISP_LINK_USB, matches);
  g_autofree char *id = g_strconcat ("usb:", usb->path, NULL);
  IspPort *port;

  if (n == 0)
    return NULL;
  port = isp_port_new_matched (matches, n, id);
  port->where = g_strconcat ("USB ", usb->path, NULL);
  port->device_node = g_strdup (usb->node);
  set_usb (port, usb);
  set_state (port, session);
  return port;
}

static IspPort *
serial_port_new (const IspSerialInfo *serial, IspSession *session, gboolean *has_row)
{
  IspMatch matches[ISP_MAX_MATCHES];
  const IspUsbInfo *usb = serial->usb;
  guint n = 0;
  IspPort *port;

  if (usb != NULL)
    n = isp_match (isp_drivers_get_owners (), usb, serial->interface, ISP_LINK_SERIAL, matches);
  *has_row = n > 0;
  port = n > 0 ? isp_port_new_matched (matches, n, serial->node) : nobodys_port_new (serial->node);
  port->where = g_path_get_basename (serial->node);
  port->device_node = g_strdup (serial->node);
  if (usb != NULL)
    set_usb (port, usb);
  set_state (port, session);
  /* Somebody's modem is no programmer that lacks rights. */
  if (n == 0 && port->state == ISP_PORT_NO_PERMISSION)
    port->state = ISP_PORT_ASK;
  return port;
}

/* ── all ports ── */

/* A port and how sure its row is of it. */
typedef struct
{
  IspPort *port;
  guint rank;
} Found;

static guint
get_rank (const IspPort *port)
{
  if (port->state == ISP_PORT_NOT_A_PROGRAMMER)
    return 2;
  if (!isp_port_is_sure (port))
    return 3;
  return port->state == ISP_PORT_READY ? 0 : 1;
}

static void
add_found (GArray *found, IspPort *port, gboolean has_row)
{
  Found item = { port, has_row ? get_rank (port) : G_MAXUINT };

  g_array_append_val (found, item);
}

static gint
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a;
  const Found *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return strcmp (x->port->id, y->port->id);
}

GPtrArray *
isp_scan (IspSession *session, GError **error)
{
  g_autoptr (GPtrArray) usb = isp_usb_list ();
  g_autoptr (GPtrArray) serial = isp_serial_list ();
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  GPtrArray *ports;

  g_return_val_if_fail (session != NULL, NULL);
  for (guint i = 0; i < usb->len; i++)
    {
      IspPort *port = usb_port_new (usb->pdata[i], session);

      if (port != NULL)
        add_found (found, port, TRUE);
    }
  for (guint i = 0; i < serial->len; i++)
    {
      gboolean has_row;
      IspPort *port = serial_port_new (serial->pdata[i], session, &has_row);

      add_found (found, port, has_row);
    }
  g_array_sort (found, compare_found);
  ports = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (ports, g_array_index (found, Found, i).port);
  return ports;
}

/* ── the one that is meant ── */

static gboolean
is_named (const IspPort *port, const char *port_id)
{
  return strcmp (port->id, port_id) == 0 || g_strcmp0 (port->where, port_id) == 0;
}

/* A tty that the person names needs no row, and may be a built-in one. */
static IspPort *
named_tty (const char *node, IspSession *session)
{
  IspPort *port;

  if (*node != '/' || access (node, F_OK) != 0)
    return NULL;
  port = nobodys_port_new (node);
  port->where = g_path_get_basename (node);
  port->device_node = g_strdup (node);
  set_state (port, session);
  return port;
}

static IspPort *
find_named (GPtrArray *ports, const char *port_id, IspSession *session, GError **error)
{
  g_autofree char *node = isp_serial_resolve (port_id);
  IspPort *port;

  for (guint i = 0; i < ports->len; i++)
    if (is_named (ports->pdata[i], node))
      return isp_port_copy (ports->pdata[i]);
  port = named_tty (node, session);
  if (port == NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("Nothing is plugged in at %s"),
                 port_id);
  return port;
}

static gboolean
set_driver (IspPort *port, const IspDriver *driver, GError **error)
{
  IspLinkKind link = *port->id == '/' ? ISP_LINK_SERIAL : ISP_LINK_USB;

  if (driver == NULL || port->state == ISP_PORT_NOT_A_PROGRAMMER)
    return TRUE;
  if (driver->owner.link != link)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("%s is no port for %s"), port->id,
                   driver->owner.name);
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
  if (get_rank (port) <= 1)
    return 3;
  /* Opening somebody's serial port resets boards: only for who asked for such a programmer. */
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

/* Serial ports that may be what is looked for, once the person says so. */
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
    g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER,
                 _ ("No programmer found. If it is one of these, name its port with -P: %s"),
                 names);
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

      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER,
                   _ ("Several programmers are plugged in, name the port of one: %s"), names);
      return NULL;
    }
  return isp_port_copy (best->pdata[0]);
}

static gboolean
check_state (const IspPort *port, GError **error)
{
  const char *advice;

  switch (port->state)
    {
    case ISP_PORT_NO_PERMISSION:
      g_set_error (error, ISP_ERROR, ISP_ERROR_PERMISSION, _ ("%s: no permission to use %s"),
                   port->name, port->device_node);
      return FALSE;
    case ISP_PORT_BUSY:
      g_set_error (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("%s: %s is using %s"), port->name,
                   port->used_by, port->device_node);
      return FALSE;
    case ISP_PORT_NOT_A_PROGRAMMER:
      advice = isp_port_get_advice (port);
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER, "%s (%s)%s%s", port->name,
                   port->id, advice != NULL ? ". " : "", advice != NULL ? advice : "");
      return FALSE;
    default:
      return TRUE;
    }
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
  g_autoptr (GPtrArray) ports = isp_scan (session, error);
  g_autoptr (IspPort) port = NULL;

  if (ports == NULL)
    return NULL;
  port = port_id != NULL ? find_named (ports, port_id, session, error)
                         : find_only (ports, driver, error);
  if (port == NULL || !set_driver (port, driver, error))
    return NULL;
  return g_steal_pointer (&port);
}

IspPort *
isp_scan_find (IspSession *session, const char *driver_id, const char *port_id, GError **error)
{
  const IspDriver *driver = driver_id != NULL ? isp_drivers_by_id (driver_id) : NULL;
  gint64 give_up = g_get_monotonic_time () + LATE_RIGHTS_US;
  g_autoptr (IspPort) port = NULL;

  g_return_val_if_fail (session != NULL, NULL);
  if (driver_id != NULL && driver == NULL)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER, _ ("No programmer is called \"%s\""),
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
