/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-loader.h"

#include "ub-wire.h"

#include "core/isp-error.h"

#define AGAIN_MS 1000

struct _UbLoader
{
  GObject parent_instance;

  UbPorts *ports;
  char *chosen;  /* id, by hand; NULL: none */
  IspPort *port; /* which is meant; NULL: none */
  gboolean wanted;
  guint timer;               /* asks again after an error */
  GCancellable *cancellable; /* of the worker that asks; NULL: none */
  IspSnapshot *snapshot;
  GError *error;
};

G_DEFINE_FINAL_TYPE (UbLoader, ub_loader, G_TYPE_OBJECT)

static guint changed_signal;

/* ── asking ── */

/* What the worker needs. */
typedef struct
{
  IspSession *isp;
  GMutex *wire;
  IspPort *port;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *what = data;

  isp_session_unref (what->isp);
  isp_port_free (what->port);
  g_free (what);
}

static void
ask_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Ask *what = data;
  GError *error = NULL;
  IspSnapshot *snapshot;

  g_mutex_lock (what->wire);
  snapshot = isp_snapshot_take_loader (what->isp, what->port, NULL, cancellable, &error);
  g_mutex_unlock (what->wire);
  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify) isp_snapshot_unref);
  else
    g_task_return_error (task, error);
}

static gboolean again_cb (gpointer data);

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbLoader *self = UB_LOADER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSnapshot) snapshot = g_task_propagate_pointer (G_TASK (result), &error);

  ub_ports_end_use (self->ports);
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return; /* nobody asks for this any more */
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  self->snapshot = g_steal_pointer (&snapshot);
  self->error = g_steal_pointer (&error);
  if (self->error != NULL)
    self->timer = g_timeout_add (AGAIN_MS, again_cb, self);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
may_ask (UbLoader *self)
{
  if (!self->wanted || self->port == NULL || self->snapshot != NULL || self->cancellable != NULL ||
      self->timer != 0)
    return FALSE;
  return self->port->state == ISP_PORT_READY ||
         (self->port->state == ISP_PORT_ASK && g_strcmp0 (self->port->id, self->chosen) == 0);
}

static void
ask (UbLoader *self)
{
  g_autoptr (GTask) task = NULL;
  Ask *what;

  if (!may_ask (self))
    return;
  what = g_new0 (Ask, 1);
  what->isp = isp_session_ref (ub_ports_get_isp (self->ports));
  what->wire = ub_wire_get (what->isp, self->port->id);
  what->port = isp_port_copy (self->port);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, asked_cb, NULL);
  g_task_set_source_tag (task, ask_thread);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, what, ask_free);
  ub_ports_begin_use (self->ports);
  g_task_run_in_thread (task, ask_thread);
}

static gboolean
again_cb (gpointer data)
{
  UbLoader *self = data;

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
stop (UbLoader *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
forget (UbLoader *self)
{
  stop (self);
  g_clear_pointer (&self->snapshot, isp_snapshot_unref);
  g_clear_error (&self->error);
}

/* ── which one ── */

static const IspPort *
find_port (UbLoader *self)
{
  const IspPort *only = NULL;

  if (ub_ports_are_rehearsing (self->ports))
    return NULL;
  for (guint i = 0; i < ub_ports_get_n_loaders (self->ports); i++)
    {
      const IspPort *port = ub_ports_get_loader (self->ports, i);

      if (g_strcmp0 (port->id, self->chosen) == 0)
        return port;
      if (port->state == ISP_PORT_ASK)
        continue;
      if (only != NULL)
        return NULL;
      only = port;
    }
  return only;
}

static gboolean
is_same (const IspPort *a, const IspPort *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_str_equal (a->id, b->id) && a->usb_address == b->usb_address && a->state == b->state;
}

/* Also an unplugged one that came back is another one. */
static gboolean
sync_port (UbLoader *self)
{
  const IspPort *found = find_port (self);

  if (is_same (self->port, found))
    return FALSE;
  forget (self);
  g_clear_pointer (&self->port, isp_port_free);
  self->port = found != NULL ? isp_port_copy (found) : NULL;
  ask (self);
  return TRUE;
}

static gboolean
is_there (UbLoader *self, const char *id)
{
  for (guint i = 0; i < ub_ports_get_n_loaders (self->ports); i++)
    if (g_strcmp0 (ub_ports_get_loader (self->ports, i)->id, id) == 0)
      return TRUE;
  return FALSE;
}

static void
ports_changed_cb (UbPorts *ports, UbLoader *self)
{
  if (!is_there (self, self->chosen))
    g_clear_pointer (&self->chosen, g_free);
  if (sync_port (self))
    g_signal_emit (self, changed_signal, 0);
}

/* ── the object ── */

static void
ub_loader_dispose (GObject *object)
{
  UbLoader *self = UB_LOADER (object);

  if (self->ports != NULL)
    g_signal_handlers_disconnect_by_data (self->ports, self);
  forget (self);
  G_OBJECT_CLASS (ub_loader_parent_class)->dispose (object);
}

static void
ub_loader_finalize (GObject *object)
{
  UbLoader *self = UB_LOADER (object);

  g_free (self->chosen);
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_object (&self->ports);
  G_OBJECT_CLASS (ub_loader_parent_class)->finalize (object);
}

static void
ub_loader_class_init (UbLoaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ub_loader_dispose;
  object_class->finalize = ub_loader_finalize;
  changed_signal = g_signal_new ("changed", UB_TYPE_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
ub_loader_init (UbLoader *self)
{
}

UbLoader *
ub_loader_new (UbPorts *ports)
{
  UbLoader *self;

  g_return_val_if_fail (UB_IS_PORTS (ports), NULL);
  self = g_object_new (UB_TYPE_LOADER, NULL);
  self->ports = g_object_ref (ports);
  g_signal_connect (ports, "changed", G_CALLBACK (ports_changed_cb), self);
  sync_port (self);
  return self;
}

void
ub_loader_set_wanted (UbLoader *self, gboolean wanted)
{
  g_return_if_fail (UB_IS_LOADER (self));
  if (self->wanted == !!wanted)
    return;
  self->wanted = !!wanted;
  if (wanted)
    ask (self);
  else
    stop (self);
}

void
ub_loader_choose (UbLoader *self, const char *port_id)
{
  g_return_if_fail (UB_IS_LOADER (self) && port_id != NULL);
  g_free (self->chosen);
  self->chosen = g_strdup (port_id);
  if (!sync_port (self))
    ask (self);
  g_signal_emit (self, changed_signal, 0);
}

void
ub_loader_forget (UbLoader *self)
{
  g_return_if_fail (UB_IS_LOADER (self));
  forget (self);
  ask (self);
  g_signal_emit (self, changed_signal, 0);
}

const IspPort *
ub_loader_get_port (UbLoader *self)
{
  g_return_val_if_fail (UB_IS_LOADER (self), NULL);
  return self->port;
}

const IspSnapshot *
ub_loader_get_snapshot (UbLoader *self)
{
  g_return_val_if_fail (UB_IS_LOADER (self), NULL);
  return self->snapshot;
}

const GError *
ub_loader_get_error (UbLoader *self)
{
  g_return_val_if_fail (UB_IS_LOADER (self), NULL);
  return self->error;
}
