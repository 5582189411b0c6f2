/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a programmer with everything checked. */
#include "isp-programmer.h"

#include "config.h"
#include "core/isp-error.h"
#include "ports/isp-busy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
programmer_free (IspProgrammer *self)
{
  isp_serial_close (self->serial);
  isp_session_unref (self->session);
  g_free (self->port_id);
  g_free (self->version);
  g_free (self->name);
  g_free (self);
}

/* ── which driver ── */

/* Under which the session remembers what was found at a port. The address changes with every
 * plugging in. */
static const char *
get_key (const IspPort *port)
{
  g_autofree char *key =
      g_strdup_printf ("driver %s %u.%u", port->id, port->usb_bus, port->usb_address);

  return g_intern_string (key);
}

const IspDriver *
isp_programmer_recall (IspSession *session, const IspPort *port)
{
  const IspDriver *driver;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  driver = isp_session_get_data (session, get_key (port));
  return driver != NULL && isp_port_may_be (port, &driver->owner) ? driver : NULL;
}

/* Drivers to try, the most promising first; returns how many. */
static guint
list_matches (IspSession *session, const IspPort *port, IspMatch out[ISP_MAX_MATCHES])
{
  const IspDriver *first = isp_programmer_recall (session, port);
  guint n = 0;

  while (n < ISP_MAX_MATCHES && isp_port_get_match (port, n, &out[n]))
    n++;
  for (guint i = 1; i < n; i++)
    if (first != NULL && out[i].owner == &first->owner)
      {
        IspMatch match = out[i];

        memmove (out + 1, out, i * sizeof *out);
        out[0] = match;
      }
  return n;
}

/* ── opening ── */

/* What an operation takes at 19200 baud. */
#define SLOWEST_OP_US 2500u

static gboolean
open_with (IspProgrammer *self, const IspMatch *match, const IspPort *port,
           GCancellable *cancellable, GError **error)
{
  const IspDriver *driver = isp_driver_get (match->owner);

  self->driver = driver;
  self->row = match->row;
  self->reads = driver->reads;
  self->writes = driver->writes;
  self->cost = driver->cost;
  self->flash_reach = self->page_us = 0;
  self->link_bytes_per_s = 0;
  self->used_short_timeout = FALSE;
  self->op_us = SLOWEST_OP_US;
  isp_session_log (self->session, "open %s (%s) with %s", port->name, port->id, driver->owner.id);
  if (driver->open (self, port, cancellable, error))
    return TRUE;
  g_clear_pointer (&self->version, g_free);
  isp_session_log (self->session, "open failed: %s", (*error)->message);
  return FALSE;
}

/* Not its kind of device, as far as this driver can tell? Other troubles are everybody's. */
static gboolean
is_foreign (const GError *error)
{
  return isp_error_blames (error, ISP_BLAME_STRANGER) ||
         isp_error_blames (error, ISP_BLAME_PROGRAMMER);
}

static void
set_unknown_error (const IspMatch *matches, guint n, gboolean silent, GError **error)
{
  g_autoptr (GString) tried = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (tried, "%s%s", i > 0 ? ", " : "", _ (matches[i].owner->name));
  if (silent)
    g_set_error (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("Nothing answers; tried: %s"), tried->str);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                 _ ("It answers, but not like a programmer that Unbrick knows; tried: %s"),
                 tried->str);
}

/* Tries one driver after another. *silent: becomes FALSE if one heard anything. again: those that
 * used a short timeout. */
static gboolean
try_each (IspProgrammer *self, const IspMatch *matches, guint n, const IspPort *port,
          IspMatch *again, guint *n_again, gboolean *silent, GCancellable *cancellable,
          GError **error)
{
  *n_again = 0;
  for (guint i = 0; i < n; i++)
    {
      g_clear_error (error);
      if (open_with (self, &matches[i], port, cancellable, error))
        return TRUE;
      if (!is_foreign (*error))
        return FALSE;
      *silent = *silent && g_error_matches (*error, ISP_ERROR, ISP_ERROR_TIMEOUT);
      if (self->used_short_timeout)
        again[(*n_again)++] = matches[i];
    }
  return FALSE;
}

static gboolean
open_any (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  IspMatch matches[ISP_MAX_MATCHES], again[ISP_MAX_MATCHES];
  guint n = list_matches (self->session, port, matches);
  g_autoptr (GError) local = NULL;
  guint n_again = 0;
  gboolean silent = TRUE;
  gboolean ok;

  self->more_to_try = n > 1;
  ok = try_each (self, matches, n, port, again, &n_again, &silent, cancellable, &local);
  self->more_to_try = FALSE;
  /* If a device does not answer at all, report that now: replugging it helps more than waiting. */
  if (!ok && !silent && n_again > 0 && is_foreign (local))
    ok = try_each (self, again, n_again, port, again, &n_again, &silent, cancellable, &local);
  if (ok && n > 1)
    isp_session_set_data (self->session, get_key (port), (gpointer) self->driver, NULL);
  if (!ok && n > 1 && is_foreign (local))
    set_unknown_error (matches, n, silent, error);
  else if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

IspProgrammer *
isp_programmer_open (IspSession *session, const IspPort *port, GCancellable *cancellable,
                     GError **error)
{
  IspProgrammer *self;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  if (port->owner == NULL || port->state == ISP_PORT_NOT_A_PROGRAMMER)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER, _ ("Not a programmer: %s"),
                   port->name);
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self = g_new0 (IspProgrammer, 1);
  self->session = isp_session_ref (session);
  self->port_id = g_strdup (port->id);
  self->rescue_clock_hz = port->rescue_clock_hz;
  if (!open_any (self, port, cancellable, &local))
    {
      if (g_error_matches (local, ISP_ERROR, ISP_ERROR_BUSY))
        isp_busy_note (session, port);
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", port->name);
      programmer_free (self);
      return NULL;
    }
  self->name = isp_port_get_name_as (port, &self->driver->owner);
  if (self->version != NULL)
    isp_session_log (session, "firmware %s", self->version);
  return self;
}

gboolean
isp_programmer_has_quirk (const IspProgrammer *self, guint quirk)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->row != NULL && (self->row->quirks & quirk) != 0;
}

void
isp_programmer_close (IspProgrammer *self)
{
  if (self == NULL)
    return;
  /* RESET must never stay low, whatever went before. */
  self->driver->leave (self);
  self->driver->close (self);
  isp_session_log (self->session, "closed %s", self->port_id);
  programmer_free (self);
}

gboolean
isp_programmer_get_extended_op (const IspPart *part, guint32 address, IspOp *out)
{
  const guint8 *op;

  g_return_val_if_fail (part != NULL && out != NULL, FALSE);
  if (!isp_part_needs_extended_address (part))
    return FALSE;
  op = part->instructions->op[ISP_OP_LOAD_EXTENDED_ADDRESS];
  *out = (IspOp){ .tx = { op[0], op[1], (guint8) (address >> 17), 0 } };
  return TRUE;
}

double
isp_programmer_get_byte_us (const IspProgrammer *self, const IspByteCost *cost, guint32 sck_hz)
{
  double spi = cost->spi * 32e6 / (sck_hz > 0 ? sck_hz : ISP_UNKNOWN_SCK_HZ);
  double link = self->link_bytes_per_s > 0 ? cost->link_bytes * 1e6 / self->link_bytes_per_s : 0;

  return cost->us + (cost->overlaps ? MAX (link, spi) : link + spi);
}
