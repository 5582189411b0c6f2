/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-port.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

IspPort *
isp_port_new (const IspOwner *owner, const char *id, const char *name)
{
  IspPort *self;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);
  self = g_new0 (IspPort, 1);
  self->owner = owner;
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
  self = isp_port_new (matches[0].owner, id, name);
  self->row = matches[0].row;
  memcpy (self->others, matches + 1, (n - 1) * sizeof *matches);
  if (self->owner == NULL || self->row->kind == ISP_ID_NOT_A_PROGRAMMER)
    {
      self->owner = NULL;
      self->state = ISP_PORT_NOT_A_PROGRAMMER;
    }
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
  copy->usb_path = g_strdup (self->usb_path);
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
  g_free (self->usb_path);
  g_free (self->used_by);
  g_free (self->device_node);
  g_free (self);
}

gboolean
isp_port_is_simulated (const IspPort *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->owner != NULL && self->owner->link == ISP_LINK_SIMULATED;
}

const char *
isp_port_state_to_nick (IspPortState state)
{
  static const char *const nicks[] = {
    [ISP_PORT_READY] = "ready",
    [ISP_PORT_ASK] = "ask",
    [ISP_PORT_NO_PERMISSION] = "no-permission",
    [ISP_PORT_BUSY] = "busy",
    [ISP_PORT_NOT_A_PROGRAMMER] = "not-a-programmer",
  };

  g_return_val_if_fail (state < G_N_ELEMENTS (nicks), NULL);
  return nicks[state];
}

gboolean
isp_port_is_sure (const IspPort *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->row != NULL &&
         (self->row->kind == ISP_ID_PROGRAMMER || self->row->kind == ISP_ID_LOADER);
}

const char *
isp_port_get_advice (const IspPort *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->row != NULL && self->row->advice != NULL ? _ (self->row->advice) : NULL;
}

/* ── whose it is ── */

gboolean
isp_port_get_match (const IspPort *self, guint i, IspMatch *out)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);
  if (i == 0)
    *out = (IspMatch){ self->owner, self->row };
  else
    *out = i <= ISP_MAX_OTHERS ? self->others[i - 1] : (IspMatch){ NULL };
  return out->owner != NULL;
}

/* The match with owner; FALSE: owner is not one that the port may belong to. */
static gboolean
find_match (const IspPort *self, const IspOwner *owner, IspMatch *out)
{
  for (guint i = 0; isp_port_get_match (self, i, out); i++)
    if (out->owner == owner)
      return TRUE;
  return FALSE;
}

gboolean
isp_port_may_be (const IspPort *self, const IspOwner *owner)
{
  IspMatch match;

  g_return_val_if_fail (self != NULL && owner != NULL, FALSE);
  return find_match (self, owner, &match);
}

char *
isp_port_get_name_as (const IspPort *self, const IspOwner *owner)
{
  IspMatch match;

  g_return_val_if_fail (self != NULL && owner != NULL, NULL);
  if (self->others[0].owner == NULL)
    return g_strdup (self->name);
  if (find_match (self, owner, &match) && match.row != NULL)
    return g_strdup (_ (match.row->name));
  return g_strdup (_ (owner->name));
}

void
isp_port_choose (IspPort *self, const IspOwner *owner)
{
  IspMatch match;
  char *name;

  g_return_if_fail (self != NULL && owner != NULL);
  name = isp_port_get_name_as (self, owner);
  g_free (self->name);
  self->name = name;
  /* An owner that was not known to match has no row for it. */
  self->row = find_match (self, owner, &match) ? match.row : NULL;
  self->owner = owner;
  memset (self->others, 0, sizeof self->others);
}

/* ── its pins ── */

static void
add_wiring (GPtrArray *list, const IspWiring *wiring)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const IspWiring *) list->pdata[i])->name, wiring->name))
      return;
  g_ptr_array_add (list, (gpointer) wiring);
}

GPtrArray *
isp_port_list_wirings (const IspPort *self)
{
  GPtrArray *list = g_ptr_array_new ();
  IspMatch match;

  g_return_val_if_fail (self != NULL, list);
  for (guint i = 0; isp_port_get_match (self, i, &match); i++)
    {
      const IspWiring *wiring =
          match.row != NULL && match.row->wiring != NULL ? match.row->wiring : match.owner->wiring;

      for (; wiring != NULL && wiring->name != NULL; wiring++)
        add_wiring (list, wiring);
    }
  return list;
}
