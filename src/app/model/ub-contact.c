/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-contact.h"

#include "ub-wire.h"

#include "core/isp-error.h"
#include "store/backups/isp-journal.h"

/* The longest that the boot section may take to read, while somebody looks on. */
#define MOST_BOOT_S 3

#define PERIOD_MS   1000
#define SILENT_MS   5000
#define PATIENCE_MS 120000
/* After that: somebody is soldering, or has gone. */
#define SLOWER 5

struct _UbContact
{
  GObject parent_instance;

  UbPorts *ports;
  IspPort *port;
  const IspPart *part;
  gboolean wanted;

  guint timer; /* the next try */
  guint period_ms, silent_ms, patience_ms;
  GCancellable *cancellable; /* of the running try; NULL: none runs */
  gint64 failing_since;      /* 0: not failing */
  gboolean slow;             /* for so long that it asks less often */
  gboolean silent;           /* has been failing for so long that it is worth a word */
  IspSnapshot *snapshot;
  IspUnfinished *unfinished; /* on the chip that answered last; NULL: none */
  GError *error;
  const IspPart *found;
};

G_DEFINE_FINAL_TYPE (UbContact, ub_contact, G_TYPE_OBJECT)

static guint changed_signal;

/* One try, as the worker sees it. */
typedef struct
{
  IspSession *isp;
  GMutex *wire;
  IspPort *port;
  const IspPart *part;
  IspSnapshot *last;         /* what was known: spares reading the boot section again */
  const IspPart *found;      /* out */
  gboolean fresh;            /* out: it is not what was known */
  IspUnfinished *unfinished; /* out, where it is fresh */
} Try;

static void
try_free (gpointer data)
{
  Try *try = data;

  isp_session_unref (try->isp);
  isp_port_free (try->port);
  g_clear_pointer (&try->last, isp_snapshot_unref);
  g_clear_pointer (&try->unfinished, isp_unfinished_unref);
  g_free (try);
}

/* Read the boot section only if that takes no longer than a user waits. */
static gboolean
wants_boot (const IspSnapshot *snapshot)
{
  const double bits_per_byte = 32; /* an instruction */
  guint32 start, size;

  return snapshot != NULL && snapshot->boot == NULL && !snapshot->locked &&
         isp_fuses_get_boot_section (&snapshot->fuses, snapshot->part, &start, &size) &&
         size * bits_per_byte < MOST_BOOT_S * snapshot->sck_hz;
}

/* Worker thread. The first answer is quick, so that it shows at once; the boot section comes with
 * the second, and then nothing more is read than needed. */
static IspSnapshot *
try_run (Try *try, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspSnapshot) now = NULL;
  g_autoptr (GError) local = NULL;

  now = isp_snapshot_take (try->isp, try->port, try->part, NULL,
                           wants_boot (try->last) ? ISP_SNAPSHOT_BOOT : ISP_SNAPSHOT_QUICK,
                           cancellable, &local);
  if (now != NULL && now->boot == NULL && try->last != NULL &&
      isp_snapshot_check_same (try->last, now, NULL))
    return g_steal_pointer (&try->last);
  try->fresh = now != NULL;
  if (try->fresh)
    try->unfinished = isp_journal_find (now);
  if (g_error_matches (local, ISP_ERROR, ISP_ERROR_WRONG_PART) && try->part != NULL)
    {
      /* The person's choice stands, but they should know what is there. */
      g_autoptr (IspSnapshot) other = isp_snapshot_take (try->isp, try->port, NULL, NULL,
                                                         ISP_SNAPSHOT_QUICK, cancellable, NULL);
      try->found = other != NULL ? other->part : NULL;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return g_steal_pointer (&now);
}

static void
try_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Try *try = data;
  GError *error = NULL;
  IspSnapshot *snapshot;

  g_mutex_lock (try->wire);
  snapshot = try_run (try, cancellable, &error);
  g_mutex_unlock (try->wire);

  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify) isp_snapshot_unref);
  else
    g_task_return_error (task, error);
}

static void schedule (UbContact *self, guint ms);

/* Takes snapshot and error. TRUE: something that a person can see has changed. */
static gboolean
take_result (UbContact *self, IspSnapshot *snapshot, GError *error, Try *try)
{
  const IspPart *found = try->found;
  const gint64 now = g_get_monotonic_time ();
  const gboolean was_silent = self->silent, was_slow = self->slow;
  const gboolean same_chip = snapshot != NULL && self->snapshot != NULL &&
                             (self->snapshot->boot == NULL) == (snapshot->boot == NULL) &&
                             isp_snapshot_check_same (self->snapshot, snapshot, NULL);
  const gboolean same_error = error != NULL && self->error != NULL &&
                              g_error_matches (error, self->error->domain, self->error->code);
  const gboolean same_found = self->found == found;
  gint64 failing_ms;

  if (snapshot != NULL && try->fresh)
    {
      g_clear_pointer (&self->unfinished, isp_unfinished_unref);
      self->unfinished = g_steal_pointer (&try->unfinished);
    }
  g_clear_pointer (&self->snapshot, isp_snapshot_unref);
  g_clear_error (&self->error);
  self->snapshot = snapshot;
  self->error = error;
  self->found = found;
  if (snapshot != NULL)
    self->failing_since = 0;
  else if (self->failing_since == 0)
    self->failing_since = now;
  failing_ms = self->failing_since != 0 ? (now - self->failing_since) / 1000 : -1;
  self->silent = failing_ms >= (gint64) self->silent_ms;
  self->slow = failing_ms >= (gint64) self->patience_ms;
  return !(same_chip || same_error) || !same_found || was_slow != self->slow ||
         was_silent != self->silent;
}

static void
try_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbContact *self = UB_CONTACT (source);
  Try *try = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  IspSnapshot *snapshot = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean changed;

  ub_ports_end_use (self->ports);
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    {
      /* Another target was set, or contact is not wanted any more: nobody asks for this result. */
      g_clear_pointer (&snapshot, isp_snapshot_unref);
      g_clear_error (&error);
      return;
    }
  g_clear_object (&self->cancellable);
  changed = take_result (self, snapshot, error, try);
  schedule (self, changed && wants_boot (self->snapshot) ? 0
                  : self->slow                           ? SLOWER * self->period_ms
                                                         : self->period_ms);
  if (changed)
    g_signal_emit (self, changed_signal, 0);
}

static gboolean
timer_cb (gpointer data)
{
  UbContact *self = data;
  g_autoptr (GTask) task = NULL;
  Try *try;

  self->timer = 0;
  try = g_new0 (Try, 1);
  try->isp = isp_session_ref (ub_ports_get_isp (self->ports));
  try->wire = ub_wire_get (try->isp, self->port->id);
  try->port = isp_port_copy (self->port);
  try->part = self->part;
  try->last = self->snapshot != NULL ? isp_snapshot_ref (self->snapshot) : NULL;

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, try_done_cb, NULL);
  g_task_set_source_tag (task, timer_cb);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, try, try_free);
  ub_ports_begin_use (self->ports);
  g_task_run_in_thread (task, try_thread);
  return G_SOURCE_REMOVE;
}

static void
schedule (UbContact *self, guint ms)
{
  if (self->timer == 0 && self->cancellable == NULL && self->wanted && self->port != NULL)
    self->timer = g_timeout_add (ms, timer_cb, self);
}

static void
pause_tries (UbContact *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* What was silent before another page was shown is silent until something answers; how long
 * somebody looks on begins anew. */
static void
resume_tries (UbContact *self)
{
  self->failing_since =
      self->silent ? g_get_monotonic_time () - (gint64) self->silent_ms * 1000 : 0;
  self->slow = FALSE;
  schedule (self, 0);
}

static void
stop (UbContact *self)
{
  pause_tries (self);
  self->failing_since = 0;
  self->silent = FALSE;
  self->slow = FALSE;
}

static void
forget (UbContact *self)
{
  stop (self);
  g_clear_pointer (&self->snapshot, isp_snapshot_unref);
  g_clear_pointer (&self->unfinished, isp_unfinished_unref);
  g_clear_error (&self->error);
  self->found = NULL;
}

static void
ub_contact_dispose (GObject *object)
{
  forget (UB_CONTACT (object));
  G_OBJECT_CLASS (ub_contact_parent_class)->dispose (object);
}

static void
ub_contact_finalize (GObject *object)
{
  UbContact *self = UB_CONTACT (object);

  g_clear_pointer (&self->port, isp_port_free);
  g_clear_object (&self->ports);
  G_OBJECT_CLASS (ub_contact_parent_class)->finalize (object);
}

static void
ub_contact_class_init (UbContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ub_contact_dispose;
  object_class->finalize = ub_contact_finalize;
  changed_signal = g_signal_new ("changed", UB_TYPE_CONTACT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
ub_contact_init (UbContact *self)
{
  ub_contact_set_times (self, PERIOD_MS, SILENT_MS, PATIENCE_MS);
}

UbContact *
ub_contact_new (UbPorts *ports)
{
  UbContact *self;

  g_return_val_if_fail (UB_IS_PORTS (ports), NULL);
  self = g_object_new (UB_TYPE_CONTACT, NULL);
  self->ports = g_object_ref (ports);
  return self;
}

void
ub_contact_set_target (UbContact *self, const IspPort *port, const IspPart *part)
{
  g_return_if_fail (UB_IS_CONTACT (self));
  if (self->part == part &&
      g_strcmp0 (self->port ? self->port->id : NULL, port ? port->id : NULL) == 0 &&
      (port == NULL || self->port->rescue_clock_hz == port->rescue_clock_hz))
    return;
  forget (self);
  g_clear_pointer (&self->port, isp_port_free);
  self->port = port != NULL ? isp_port_copy (port) : NULL;
  self->part = part;
  schedule (self, 0);
  g_signal_emit (self, changed_signal, 0);
}

void
ub_contact_set_wanted (UbContact *self, gboolean wanted)
{
  g_return_if_fail (UB_IS_CONTACT (self));
  if (self->wanted == !!wanted)
    return;
  self->wanted = !!wanted;
  if (wanted)
    resume_tries (self);
  else
    pause_tries (self);
  g_signal_emit (self, changed_signal, 0);
}

void
ub_contact_try_again (UbContact *self)
{
  g_return_if_fail (UB_IS_CONTACT (self));
  stop (self);
  schedule (self, 0);
  g_signal_emit (self, changed_signal, 0);
}

void
ub_contact_forget (UbContact *self)
{
  g_return_if_fail (UB_IS_CONTACT (self));
  forget (self);
  schedule (self, 0);
  g_signal_emit (self, changed_signal, 0);
}

void
ub_contact_set_times (UbContact *self, guint period_ms, guint silent_ms, guint patience_ms)
{
  g_return_if_fail (UB_IS_CONTACT (self));
  self->period_ms = period_ms;
  self->silent_ms = silent_ms;
  self->patience_ms = patience_ms;
}

UbContactState
ub_contact_get_state (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), UB_CONTACT_OFF);
  if (self->snapshot != NULL)
    return UB_CONTACT_ANSWERS;
  if (self->port == NULL || !self->wanted)
    return UB_CONTACT_OFF;
  return UB_CONTACT_TRYING;
}

const IspSnapshot *
ub_contact_get_snapshot (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), NULL);
  return self->snapshot;
}

const GError *
ub_contact_get_error (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), NULL);
  return self->error;
}

const IspPart *
ub_contact_get_found (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), NULL);
  return self->found;
}

gboolean
ub_contact_is_silent (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), FALSE);
  return self->silent;
}

const IspUnfinished *
ub_contact_get_unfinished (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), NULL);
  return self->snapshot != NULL ? self->unfinished : NULL;
}

gboolean
ub_contact_is_slow (UbContact *self)
{
  g_return_val_if_fail (UB_IS_CONTACT (self), FALSE);
  return self->slow;
}
