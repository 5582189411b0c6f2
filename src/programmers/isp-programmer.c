/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports as values, and opening and closing a programmer with everything checked. */
#include "isp-programmer.h"

#include "config.h"
#include "core/isp-error.h"

#include <glib/gi18n-lib.h>

IspPort *
isp_port_new (const IspDriver *driver, const char *id, const char *name)
{
  IspPort *self;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);
  self = g_new0 (IspPort, 1);
  self->driver = driver;
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return self;
}

IspPort *
isp_port_copy (const IspPort *self)
{
  IspPort *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_new (IspPort, 1);
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->where = g_strdup (self->where);
  copy->used_by = g_strdup (self->used_by);
  copy->device_node = g_strdup (self->device_node);
  return copy;
}

void
isp_port_free (IspPort *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->where);
  g_free (self->used_by);
  g_free (self->device_node);
  g_free (self);
}

gboolean
isp_port_is_simulated (const IspPort *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->driver != NULL && self->driver->link == ISP_LINK_SIMULATED;
}

static void
programmer_free (IspProgrammer *self)
{
  isp_session_unref (self->session);
  g_free (self->port_id);
  g_free (self->version);
  g_free (self);
}

IspProgrammer *
isp_programmer_open (IspSession *session, const IspPort *port, GCancellable *cancellable,
                     GError **error)
{
  IspProgrammer *self;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  if (port->driver == NULL || port->state == ISP_PORT_NOT_A_PROGRAMMER)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER, _ ("Not a programmer: %s"),
                   port->name);
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self = g_new0 (IspProgrammer, 1);
  self->driver = port->driver;
  self->session = isp_session_ref (session);
  self->port_id = g_strdup (port->id);
  self->reads = port->driver->reads;
  self->writes = port->driver->writes;
  isp_session_log (session, "open %s (%s) with %s", port->name, port->id, port->driver->id);
  if (!self->driver->open (self, port, cancellable, error))
    {
      if (error != NULL && *error != NULL)
        isp_session_log (session, "open failed: %s", (*error)->message);
      g_prefix_error (error, "%s: ", port->name);
      programmer_free (self);
      return NULL;
    }
  if (self->version != NULL)
    isp_session_log (session, "firmware %s", self->version);
  return self;
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
