/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-loader.h"

#include "ub-wire.h"

#include "core/isp-error.h"
#include "engine/scan/isp-lookout.h"
#include "store/backups/isp-journal.h"

#define AGAIN_MS 1000
/* How many times within its patience one that would leave is asked something. */
#define ASKS_IN_TIME 3

/* What a worker does with the keyboard. */
typedef enum
{
  NOTHING,
  ASK,   /* who it is */
  KEEP,  /* anything, so that it stays */
  TOUCH, /* to start its bootloader */
} Errand;

struct _UbLoader
{
  GObject parent_instance;

  UbPorts *ports;
  char *chosen;  /* id, by hand: whatever comes there; NULL: none */
  IspPort *port; /* which is meant; NULL: none */
  gboolean wanted;
  IspLoaderHint said, suggested; /* without a part: nothing */
  guint timer;                   /* the next ASK or KEEP */
  Errand errand;                 /* that runs */
  GCancellable *cancellable;     /* of the errand; NULL: none runs */
  IspSnapshot *snapshot;
  IspUnfinished *unfinished; /* on that keyboard; NULL: none */
  GError *error;
};

G_DEFINE_FINAL_TYPE (UbLoader, ub_loader, G_TYPE_OBJECT)

static guint changed_signal;

/* ── errands ── */

/* What the worker needs. */
typedef struct
{
  IspSession *isp;
  GMutex *wire;
  IspPort *port;
  IspLoaderHint hint;
  Errand errand;
  IspUnfinished *unfinished; /* out */
} Task;

static void
task_free (gpointer data)
{
  Task *what = data;

  isp_session_unref (what->isp);
  isp_port_free (what->port);
  g_clear_pointer (&what->unfinished, isp_unfinished_unref);
  g_free (what);
}

/* NULL where it fails, and for what has no other result. */
static IspSnapshot *
run (Task *what, GCancellable *cancellable, GError **error)
{
  if (what->errand == ASK)
    {
      IspSnapshot *snapshot =
          isp_snapshot_take_loader (what->isp, what->port, &what->hint, cancellable, error);

      what->unfinished = snapshot != NULL ? isp_journal_find (snapshot) : NULL;
      return snapshot;
    }
  if (what->errand == KEEP)
    isp_loader_close (isp_loader_open (what->isp, what->port, &what->hint, cancellable, error));
  else
    isp_lookout_touch (what->isp, what->port, cancellable, error);
  return NULL;
}

static void
thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Task *what = data;
  GError *error = NULL;
  IspSnapshot *snapshot;

  g_mutex_lock (what->wire);
  snapshot = run (what, cancellable, &error);
  g_mutex_unlock (what->wire);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, snapshot, (GDestroyNotify) isp_snapshot_unref);
}

static gboolean timer_cb (gpointer data);

static void
schedule (UbLoader *self)
{
  guint leaves_s = self->port != NULL && self->snapshot != NULL
                       ? isp_loader_driver_get (self->port->owner)->leaves_s
                       : 0;

  if (self->timer != 0 || !self->wanted)
    return;
  if (leaves_s > 0)
    self->timer = g_timeout_add (leaves_s * 1000 / ASKS_IN_TIME, timer_cb, self);
  else if (self->error != NULL && self->port != NULL)
    self->timer = g_timeout_add (AGAIN_MS, timer_cb, self);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbLoader *self = UB_LOADER (source);
  Task *what = g_task_get_task_data (G_TASK (result));
  const Errand errand = what->errand;
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSnapshot) snapshot = g_task_propagate_pointer (G_TASK (result), &error);

  ub_ports_end_use (self->ports);
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return; /* nobody asks for this any more */
  g_clear_object (&self->cancellable);
  /* One that was asked to start its bootloader is there with the next look at the ports. */
  if (errand != TOUCH || error != NULL)
    self->errand = NOTHING;
  /* One that could not be kept is gone, as the next look at the ports tells. */
  if (errand != KEEP)
    {
      g_clear_error (&self->error);
      self->snapshot = g_steal_pointer (&snapshot);
      self->unfinished = g_steal_pointer (&what->unfinished);
      self->error = g_steal_pointer (&error);
    }
  schedule (self);
  if (errand != KEEP)
    g_signal_emit (self, changed_signal, 0);
}

static void
send (UbLoader *self, Errand errand, const IspPort *port)
{
  g_autoptr (GTask) task = NULL;
  Task *what = g_new0 (Task, 1);

  what->isp = isp_session_ref (ub_ports_get_isp (self->ports));
  what->wire = ub_wire_get (what->isp, port->id);
  what->port = isp_port_copy (port);
  what->errand = self->errand = errand;
  if (ub_loader_needs_part (self))
    what->hint = *ub_loader_get_hint (self);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, done_cb, NULL);
  g_task_set_source_tag (task, thread);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, what, task_free);
  ub_ports_begin_use (self->ports);
  g_task_run_in_thread (task, thread);
}

static gboolean
may_ask (UbLoader *self)
{
  if (!self->wanted || self->port == NULL || self->cancellable != NULL || self->timer != 0 ||
      ub_loader_lacks_part (self))
    return FALSE;
  return self->port->state == ISP_PORT_READY ||
         (self->port->state == ISP_PORT_ASK && g_strcmp0 (self->port->id, self->chosen) == 0);
}

static void
ask (UbLoader *self)
{
  if (may_ask (self))
    send (self, self->snapshot == NULL ? ASK : KEEP, self->port);
}

static gboolean
timer_cb (gpointer data)
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
  self->errand = NOTHING;
}

static void
forget (UbLoader *self)
{
  stop (self);
  g_clear_pointer (&self->snapshot, isp_snapshot_unref);
  g_clear_pointer (&self->unfinished, isp_unfinished_unref);
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

static void
ports_changed_cb (UbPorts *ports, UbLoader *self)
{
  if (self->cancellable == NULL)
    self->errand = NOTHING;
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

/* ── what is known of one that does not say it ── */

gboolean
ub_loader_needs_part (UbLoader *self)
{
  g_return_val_if_fail (UB_IS_LOADER (self), FALSE);
  return self->port != NULL && isp_loader_driver_get (self->port->owner)->parts != NULL;
}

gboolean
ub_loader_lacks_part (UbLoader *self)
{
  return ub_loader_needs_part (self) && ub_loader_get_hint (self)->part == NULL;
}

static gboolean
may_be_on (UbLoader *self, const IspPart *part)
{
  const char *const *parts =
      self->port != NULL ? isp_loader_driver_get (self->port->owner)->parts : NULL;

  return parts == NULL || (part != NULL && g_strv_contains (parts, part->id));
}

const IspLoaderHint *
ub_loader_get_hint (UbLoader *self)
{
  static const IspLoaderHint nothing;
  const IspLoaderHint *hint;

  g_return_val_if_fail (UB_IS_LOADER (self), NULL);
  hint = self->said.part != NULL ? &self->said : &self->suggested;
  return may_be_on (self, hint->part) ? hint : &nothing;
}

/* What it said, it said as another chip. */
static void
take_hint (UbLoader *self, IspLoaderHint *into, const IspLoaderHint *hint)
{
  const IspLoaderHint before = *ub_loader_get_hint (self);
  const IspLoaderHint *now;

  *into = *hint;
  now = ub_loader_get_hint (self);
  if (now->part == before.part && now->app_end == before.app_end)
    return;
  if (ub_loader_needs_part (self))
    {
      forget (self);
      ask (self);
    }
  g_signal_emit (self, changed_signal, 0);
}

void
ub_loader_set_hint (UbLoader *self, const IspLoaderHint *hint)
{
  g_return_if_fail (UB_IS_LOADER (self) && hint != NULL);
  take_hint (self, &self->said, hint);
}

void
ub_loader_suggest (UbLoader *self, const IspLoaderHint *hint)
{
  g_return_if_fail (UB_IS_LOADER (self) && hint != NULL);
  take_hint (self, &self->suggested, hint);
}

/* ── one that still runs ── */

const IspPort *
ub_loader_get_running (UbLoader *self)
{
  const IspPort *only = NULL;

  g_return_val_if_fail (UB_IS_LOADER (self), NULL);
  if (ub_ports_are_rehearsing (self->ports) || ub_ports_get_n_loaders (self->ports) > 0)
    return NULL;
  for (guint i = 0; i < ub_ports_get_n (self->ports); i++)
    {
      const IspPort *port = ub_ports_get (self->ports, i);

      if (port->state != ISP_PORT_ASK || !isp_lookout_can_touch (port))
        continue;
      if (only != NULL)
        return NULL;
      only = port;
    }
  return only;
}

void
ub_loader_touch (UbLoader *self)
{
  const IspPort *running;

  g_return_if_fail (UB_IS_LOADER (self));
  running = ub_loader_get_running (self);
  if (running == NULL || self->cancellable != NULL)
    return;
  forget (self);
  send (self, TOUCH, running);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
ub_loader_is_touching (UbLoader *self)
{
  g_return_val_if_fail (UB_IS_LOADER (self), FALSE);
  return self->errand == TOUCH;
}

/* ── what it said ── */

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

const IspUnfinished *
ub_loader_get_unfinished (UbLoader *self)
{
  g_return_val_if_fail (UB_IS_LOADER (self), NULL);
  return self->unfinished;
}
