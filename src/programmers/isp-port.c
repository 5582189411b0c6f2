/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports as values, and what people call them. */
#include "isp-programmer.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

/* "USBasp", "Arduino (CH340)", "Bus Pirate v3, Arduino or STK500 (FT232R)". */
static char *
make_name (const IspMatch *matches, guint n)
{
  g_autofree char *name = g_strdup (_ (matches[0].row->name));
  const char *adapter = matches[0].row->adapter;

  for (guint i = 1; i < n; i++)
    {
      g_autofree char *before = g_steal_pointer (&name);
      /* Translators: names of devices, it may be the one or the other */
      const char *format = i == n - 1 ? _ ("%s or %s") : "%s, %s";

      name = g_strdup_printf (format, before, _ (matches[i].row->name));
      if (adapter == NULL)
        adapter = matches[i].row->adapter;
    }
  return adapter != NULL ? g_strdup_printf ("%s (%s)", name, adapter) : g_steal_pointer (&name);
}

IspPort *
isp_port_new_matched (const IspMatch *matches, guint n, const char *id)
{
  g_autofree char *name = NULL;
  IspPort *self;

  g_return_val_if_fail (n > 0 && n <= ISP_MAX_MATCHES && id != NULL, NULL);
  name = make_name (matches, n);
  self = isp_port_new (matches[0].driver, id, name);
  for (guint i = 1; i < n; i++)
    self->others[i - 1] = matches[i].driver;
  self->is_sure = matches[0].row->kind == ISP_ID_PROGRAMMER;
  self->lacks = matches[0].row->lacks;
  if (matches[0].row->kind != ISP_ID_NOT_A_PROGRAMMER)
    return self;
  self->driver = NULL;
  self->state = ISP_PORT_NOT_A_PROGRAMMER;
  if (matches[0].row->advice != NULL)
    self->advice = g_strdup (_ (matches[0].row->advice));
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
  copy->advice = g_strdup (self->advice);
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
  g_free (self->advice);
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

gboolean
isp_port_may_be (const IspPort *self, const IspDriver *driver)
{
  g_return_val_if_fail (self != NULL && driver != NULL, FALSE);
  for (guint i = 0; i < ISP_MAX_OTHERS && self->others[i] != NULL; i++)
    if (self->others[i] == driver)
      return TRUE;
  return self->driver == driver;
}

char *
isp_port_get_name_as (const IspPort *self, const IspDriver *driver)
{
  g_return_val_if_fail (self != NULL && driver != NULL, NULL);
  for (guint i = 0; self->others[0] != NULL && i < driver->n_ids; i++)
    if (driver->ids[i].vid == self->vid && driver->ids[i].pid == self->pid &&
        driver->ids[i].kind != ISP_ID_NOT_A_PROGRAMMER)
      return g_strdup (_ (driver->ids[i].name));
  return g_strdup (self->others[0] != NULL ? _ (driver->name) : self->name);
}

void
isp_port_choose (IspPort *self, const IspDriver *driver)
{
  char *name;

  g_return_if_fail (self != NULL && driver != NULL);
  name = isp_port_get_name_as (self, driver);
  g_free (self->name);
  self->name = name;
  if (self->driver != driver)
    self->lacks = 0;
  self->driver = driver;
  memset (self->others, 0, sizeof self->others);
}

gboolean
isp_port_can (const IspPort *self, guint capabilities)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->driver != NULL && self->others[0] == NULL &&
         (self->driver->capabilities & ~self->lacks & capabilities) == capabilities;
}
