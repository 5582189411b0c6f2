/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-scan.h"

#include "config.h"
#include "ports/isp-busy.h"
#include "transport/isp-serial.h"
#include "transport/isp-usb.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* What a serial port without a row of its own may turn out to be, in the order of trying. */
static const char *const serial_drivers[] = { "avrisp", "stk500v2" };

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

/* Whose a device may be: a programmer's or, for who looks for keyboards, a loader's. In its
 * bootloader a board is something else than a programmer. */
static guint
find_matches (IspScanFor what, const IspUsbInfo *usb, guint interface, IspLinkKind link,
              IspMatch out[ISP_MAX_MATCHES])
{
  IspMatch loaders[ISP_MAX_MATCHES];
  guint n_loaders = isp_match (isp_loader_drivers_get_owners (), usb, interface, link, loaders);
  gboolean is_loader =
      n_loaders > 0 && loaders[0].owner != NULL && loaders[0].row->kind != ISP_ID_NOT_A_PROGRAMMER;
  guint n;

  if (what == ISP_SCAN_LOADERS)
    {
      memcpy (out, loaders, n_loaders * sizeof *out);
      return is_loader ? n_loaders : 0;
    }
  n = isp_match (isp_drivers_get_owners (), usb, interface, link, out);
  if ((n > 0 && out[0].owner != NULL) || n_loaders == 0)
    return n;
  out[0] = (IspMatch){ NULL, loaders[0].row };
  return 1;
}

static void
set_usb (IspPort *port, const IspUsbInfo *usb)
{
  port->vid = usb->vid;
  port->pid = usb->pid;
  port->bcd_device = usb->bcd_device;
  port->usb_path = g_strdup (usb->path);
  port->usb_bus = usb->bus;
  port->usb_address = usb->address;
}

/* A serial port with no id row. */
static IspPort *
unknown_serial_port_new (const char *node)
{
  IspPort *port =
      isp_port_new (&isp_drivers_by_id (serial_drivers[0])->owner, node, _ ("Serial port"));

  for (guint i = 1; i < G_N_ELEMENTS (serial_drivers); i++)
    port->others[i - 1].owner = &isp_drivers_by_id (serial_drivers[i])->owner;
  return port;
}

/* NULL: nobody has these ids. */
static IspPort *
usb_port_new (IspScanFor what, const IspUsbInfo *usb, IspSession *session)
{
  IspMatch matches[ISP_MAX_MATCHES];
  guint n = find_matches (what, usb, 0, ISP_LINK_USB, matches);
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

/* NULL: it is no board in its bootloader, and such are looked for. */
static IspPort *
serial_port_new (IspScanFor what, const IspSerialInfo *serial, IspSession *session,
                 gboolean *has_row)
{
  IspMatch matches[ISP_MAX_MATCHES];
  const IspUsbInfo *usb = serial->usb;
  guint n = 0;
  IspPort *port;

  if (usb != NULL)
    n = find_matches (what, usb, serial->interface, ISP_LINK_SERIAL, matches);
  *has_row = n > 0;
  if (n == 0 && what == ISP_SCAN_LOADERS)
    return NULL;
  port = n > 0 ? isp_port_new_matched (matches, n, serial->node)
               : unknown_serial_port_new (serial->node);
  port->where = g_path_get_basename (serial->node);
  port->device_node = g_strdup (serial->node);
  if (usb != NULL)
    set_usb (port, usb);
  set_state (port, session);
  /* It may be a modem: its missing rights are not for us to report. */
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
isp_scan_for (IspSession *session, IspScanFor what)
{
  g_autoptr (GPtrArray) usb = isp_usb_list ();
  g_autoptr (GPtrArray) serial = isp_serial_list ();
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  GPtrArray *ports;

  g_return_val_if_fail (session != NULL, NULL);
  for (guint i = 0; i < usb->len; i++)
    {
      IspPort *port = usb_port_new (what, usb->pdata[i], session);

      if (port != NULL)
        add_found (found, port, TRUE);
    }
  for (guint i = 0; i < serial->len; i++)
    {
      gboolean has_row;
      IspPort *port = serial_port_new (what, serial->pdata[i], session, &has_row);

      if (port != NULL)
        add_found (found, port, has_row);
    }
  g_array_sort (found, compare_found);
  ports = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (ports, g_array_index (found, Found, i).port);
  return ports;
}

GPtrArray *
isp_scan (IspSession *session, GError **error)
{
  return isp_scan_for (session, ISP_SCAN_PROGRAMMERS);
}

/* ── one of them ── */

static gboolean
is_named (const IspPort *port, const char *name)
{
  return strcmp (port->id, name) == 0 || g_strcmp0 (port->where, name) == 0;
}

IspPort *
isp_scan_port (IspSession *session, const char *name)
{
  g_autoptr (GPtrArray) ports = NULL;
  g_autofree char *node = NULL;
  IspPort *port;

  g_return_val_if_fail (session != NULL && name != NULL, NULL);
  ports = isp_scan (session, NULL);
  node = isp_serial_resolve (name);
  for (guint i = 0; i < ports->len; i++)
    if (is_named (ports->pdata[i], node))
      return isp_port_copy (ports->pdata[i]);
  if (*node != '/' || access (node, F_OK) != 0)
    return NULL;
  port = unknown_serial_port_new (node);
  port->where = g_path_get_basename (node);
  port->device_node = g_strdup (node);
  set_state (port, session);
  return port;
}
