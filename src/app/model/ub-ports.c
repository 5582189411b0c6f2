/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-ports.h"

#include "engine/scan/isp-scan.h"
#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"

/* The chip most keyboards have: what a rehearsal starts with. */
#define USUAL_PART "atmega32u4"

struct _UbPorts
{
  GObject parent_instance;

  IspSession *isp;
  IspScanner *scanner, *loader_scanner;
  GListStore *list;   /* UbPort */
  GPtrArray *loaders; /* IspPort */
  guint n_pauses, n_uses;

  IspPort *sim; /* NULL: no rehearsal */
  char *fault;  /* of the rehearsal; NULL: none */
};

G_DEFINE_FINAL_TYPE (UbPorts, ub_ports, G_TYPE_OBJECT)

enum
{
  CHANGED,
  PLUGGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

enum
{
  PROP_0,
  PROP_IN_USE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
emit_changed (UbPorts *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

IspSession *
ub_ports_get_isp (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  return self->isp;
}

/* ── the list ── */

GListModel *
ub_ports_get_list (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  return G_LIST_MODEL (self->list);
}

guint
ub_ports_get_n (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

const IspPort *
ub_ports_get (UbPorts *self, guint i)
{
  g_autoptr (UbPort) item = NULL;

  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
  return item != NULL ? ub_port_get (item) : NULL; /* the list keeps it */
}

const IspPort *
ub_ports_find (UbPorts *self, const char *id)
{
  const IspPort *port;

  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  for (guint i = 0; id != NULL && (port = ub_ports_get (self, i)) != NULL; i++)
    if (g_str_equal (port->id, id))
      return port;
  return NULL;
}

typedef gboolean (*PortFunc) (const IspPort *port);

static gboolean
is_ready (const IspPort *port)
{
  return port->state == ISP_PORT_READY;
}

static gboolean
is_likely (const IspPort *port)
{
  return port->state != ISP_PORT_NOT_A_PROGRAMMER;
}

/* NULL: none, or more than one. */
static const IspPort *
find_only (UbPorts *self, PortFunc is_one)
{
  const IspPort *only = NULL, *port;

  for (guint i = 0; (port = ub_ports_get (self, i)) != NULL; i++)
    {
      if (!is_one (port))
        continue;
      if (only != NULL)
        return NULL;
      only = port;
    }
  return only;
}

const IspPort *
ub_ports_find_only_ready (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  return find_only (self, is_ready);
}

const IspPort *
ub_ports_find_only_likely (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  return find_only (self, is_likely);
}

const IspPort *
ub_ports_find_likely_loader (UbPorts *self)
{
  const IspPort *only = ub_ports_get_n_loaders (self) == 1 ? ub_ports_get_loader (self, 0) : NULL;

  return only != NULL && only->state == ISP_PORT_ASK ? only : NULL;
}

gboolean
ub_ports_have_choice (UbPorts *self)
{
  const IspPort *port;

  g_return_val_if_fail (UB_IS_PORTS (self), FALSE);
  for (guint i = 0; (port = ub_ports_get (self, i)) != NULL; i++)
    if (port->state == ISP_PORT_READY || port->state == ISP_PORT_ASK)
      return TRUE;
  return FALSE;
}

/* NULL: no id row says more about the port. */
static IspPort *
make_settled (UbPorts *self, const IspPort *port)
{
  const IspDriver *driver =
      port->others[0].owner != NULL ? isp_programmer_recall (self->isp, port) : NULL;
  IspPort *settled;

  if (driver == NULL)
    return NULL;
  settled = isp_port_copy (port);
  isp_port_choose (settled, &driver->owner);
  return settled;
}

void
ub_ports_settle (UbPorts *self)
{
  gboolean changed = FALSE;

  g_return_if_fail (UB_IS_PORTS (self));
  for (guint i = 0; i < ub_ports_get_n (self); i++)
    {
      IspPort *settled = make_settled (self, ub_ports_get (self, i));
      g_autoptr (UbPort) item = settled != NULL ? ub_port_new (settled) : NULL;

      if (item == NULL)
        continue;
      g_list_store_splice (self->list, i, 1, (gpointer *) &item, 1);
      changed = TRUE;
    }
  if (changed)
    emit_changed (self);
}

/* The new ready ones; element: UbPort *. */
static GPtrArray *
find_plugged (UbPorts *self, GPtrArray *items)
{
  GPtrArray *plugged = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      const IspPort *port = ub_port_get (items->pdata[i]);

      if (is_ready (port) && ub_ports_find (self, port->id) == NULL)
        g_ptr_array_add (plugged, g_object_ref (items->pdata[i]));
    }
  return plugged;
}

void
ub_ports_take (UbPorts *self, GPtrArray *ports)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) plugged = NULL;

  g_return_if_fail (UB_IS_PORTS (self) && ports != NULL);
  for (guint i = 0; i < ports->len; i++)
    {
      IspPort *settled = make_settled (self, ports->pdata[i]);

      g_ptr_array_add (items,
                       ub_port_new (settled != NULL ? settled : isp_port_copy (ports->pdata[i])));
    }
  plugged = find_plugged (self, items);
  g_list_store_splice (self->list, 0, ub_ports_get_n (self), items->pdata, items->len);
  emit_changed (self);
  for (guint i = 0; self->sim != NULL && i < plugged->len; i++)
    g_signal_emit (self, signals[PLUGGED], 0, plugged->pdata[i]);
}

static void
scanner_cb (IspScanner *scanner, GPtrArray *ports, gpointer data)
{
  ub_ports_take (data, ports);
}

/* ── keyboards in their bootloader ── */

guint
ub_ports_get_n_loaders (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), 0);
  return self->loaders->len;
}

const IspPort *
ub_ports_get_loader (UbPorts *self, guint i)
{
  g_return_val_if_fail (UB_IS_PORTS (self) && i < self->loaders->len, NULL);
  return self->loaders->pdata[i];
}

void
ub_ports_take_loaders (UbPorts *self, GPtrArray *ports)
{
  g_return_if_fail (UB_IS_PORTS (self) && ports != NULL);
  g_ptr_array_set_size (self->loaders, 0);
  for (guint i = 0; i < ports->len; i++)
    g_ptr_array_add (self->loaders, isp_port_copy (ports->pdata[i]));
  emit_changed (self);
}

static void
loader_scanner_cb (IspScanner *scanner, GPtrArray *ports, gpointer data)
{
  ub_ports_take_loaders (data, ports);
}

/* ── scanning, and what is open ── */

static void
set_paused (UbPorts *self, gboolean paused)
{
  isp_scanner_set_paused (self->scanner, paused);
  isp_scanner_set_paused (self->loader_scanner, paused);
}

void
ub_ports_pause (UbPorts *self)
{
  g_return_if_fail (UB_IS_PORTS (self));
  if (self->n_pauses++ == 0)
    set_paused (self, TRUE);
}

void
ub_ports_resume (UbPorts *self)
{
  g_return_if_fail (UB_IS_PORTS (self) && self->n_pauses > 0);
  if (--self->n_pauses == 0)
    set_paused (self, FALSE);
}

void
ub_ports_begin_use (UbPorts *self)
{
  g_return_if_fail (UB_IS_PORTS (self));
  if (self->n_uses++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_USE]);
}

void
ub_ports_end_use (UbPorts *self)
{
  g_return_if_fail (UB_IS_PORTS (self) && self->n_uses > 0);
  if (--self->n_uses == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_USE]);
}

gboolean
ub_ports_are_in_use (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), FALSE);
  return self->n_uses > 0;
}

/* ── rehearsal ── */

/* Takes sim; NULL: none. */
static void
set_sim (UbPorts *self, IspPort *sim)
{
  g_clear_pointer (&self->sim, isp_port_free);
  self->sim = sim;
  emit_changed (self);
}

void
ub_ports_rehearse (UbPorts *self, const IspPart *part)
{
  g_return_if_fail (UB_IS_PORTS (self));
  if (part == NULL)
    part = isp_parts_by_name (USUAL_PART);
  set_sim (self, isp_rehearsal_port_new (part, self->fault));
}

void
ub_ports_rehearse_on (UbPorts *self, IspPort *sim)
{
  g_return_if_fail (UB_IS_PORTS (self) && sim != NULL);
  set_sim (self, sim);
}

void
ub_ports_end_rehearsal (UbPorts *self)
{
  g_return_if_fail (UB_IS_PORTS (self));
  g_clear_pointer (&self->fault, g_free);
  set_sim (self, NULL);
}

gboolean
ub_ports_are_rehearsing (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), FALSE);
  return self->sim != NULL;
}

const IspPort *
ub_ports_get_sim (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  return self->sim;
}

void
ub_ports_set_fault (UbPorts *self, const char *fault)
{
  g_return_if_fail (UB_IS_PORTS (self));
  g_free (self->fault);
  self->fault = g_strdup (fault);
}

const char *
ub_ports_get_fault (UbPorts *self)
{
  g_return_val_if_fail (UB_IS_PORTS (self), NULL);
  return self->fault != NULL ? self->fault : isp_rehearsal_get_fault (0)->id;
}

/* ── the object ── */

static void
ub_ports_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IN_USE)
    g_value_set_boolean (value, ub_ports_are_in_use (UB_PORTS (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ub_ports_dispose (GObject *object)
{
  UbPorts *self = UB_PORTS (object);

  g_clear_pointer (&self->scanner, isp_scanner_free);
  g_clear_pointer (&self->loader_scanner, isp_scanner_free);
  G_OBJECT_CLASS (ub_ports_parent_class)->dispose (object);
}

static void
ub_ports_finalize (GObject *object)
{
  UbPorts *self = UB_PORTS (object);

  g_clear_object (&self->list);
  g_clear_pointer (&self->loaders, g_ptr_array_unref);
  g_clear_pointer (&self->sim, isp_port_free);
  g_free (self->fault);
  g_clear_pointer (&self->isp, isp_session_unref);
  G_OBJECT_CLASS (ub_ports_parent_class)->finalize (object);
}

static void
ub_ports_class_init (UbPortsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = ub_ports_get_property;
  object_class->dispose = ub_ports_dispose;
  object_class->finalize = ub_ports_finalize;
  props[PROP_IN_USE] =
      g_param_spec_boolean ("in-use", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLUGGED] = g_signal_new ("plugged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, UB_TYPE_PORT);
}

static void
ub_ports_init (UbPorts *self)
{
  self->isp = isp_session_new ();
  self->list = g_list_store_new (UB_TYPE_PORT);
  self->loaders = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  self->scanner = isp_scanner_new (self->isp, ISP_SCAN_PROGRAMMERS, scanner_cb, self);
  self->loader_scanner = isp_scanner_new (self->isp, ISP_SCAN_LOADERS, loader_scanner_cb, self);
}

UbPorts *
ub_ports_new (void)
{
  return g_object_new (UB_TYPE_PORTS, NULL);
}
