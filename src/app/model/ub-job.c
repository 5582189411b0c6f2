/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-job.h"

#include "ub-same.h"
#include "ub-wire.h"

#include "core/isp-error.h"
#include "engine/scan/isp-lookout.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"
#include "store/isp-paths.h"
#include "store/isp-reports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* A keyboard that has left its bootloader since it was asked: time to start it again. */
#define WAIT_S 30

struct _UbJob
{
  GObject parent_instance;

  /* set before the worker starts, then read only */
  UbPorts *ports;
  IspSession *isp;
  GMutex *wire;
  IspPort *port;
  const IspRequest *request;
  const IspPlan *reviewed; /* NULL: the plan itself was */
  IspFuses fuses;
  guint32 max_sck_hz;
  IspChipState left_as;
  IspRange failed_at;
  IspProgress *progress;
  GCancellable *cancellable;

  GMutex lock; /* guards what follows */
  const IspPlan *plan;
  IspMap *map; /* of the plan; NULL: no plan yet, or it has nothing to do with flash */
  IspBackup *backup;
  gboolean needs_review;
  guint idle; /* the one pending call of progress_cb */

  /* main thread */
  IspReport *report;
};

G_DEFINE_FINAL_TYPE (UbJob, ub_job, G_TYPE_OBJECT)

enum
{
  PROGRESS,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
progress_cb (gpointer data)
{
  UbJob *self = data;

  g_mutex_lock (&self->lock);
  self->idle = 0;
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, signals[PROGRESS], 0);
  return G_SOURCE_REMOVE;
}

/* Worker thread: however often the job moves on, one idle is pending. */
static void
progress_changed (IspProgress *progress, gpointer data)
{
  UbJob *self = data;

  g_mutex_lock (&self->lock);
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, progress_cb, self, NULL);
  g_mutex_unlock (&self->lock);
}

/* The keyboard at the same USB port, in the same bootloader. */
static IspSnapshot *
ask_loader (UbJob *self, GCancellable *cancellable, GError **error)
{
  const IspSnapshot *before = self->reviewed->snapshot;
  const IspLoaderHint hint = { .part = before->part, .app_end = before->app_end };
  g_autoptr (IspPort) port = isp_lookout_await (self->isp, before->loader, before->port_id,
                                                WAIT_S * G_USEC_PER_SEC, cancellable, error);

  return port != NULL ? isp_snapshot_take_loader (self->isp, port, &hint, cancellable, error)
                      : NULL;
}

static IspSnapshot *
ask_chip (UbJob *self, GCancellable *cancellable, GError **error)
{
  const IspSpeed speed = { .max_sck_hz = self->max_sck_hz };

  return isp_snapshot_take (self->isp, self->port, self->reviewed->part, &speed, ISP_SNAPSHOT_QUICK,
                            cancellable, error);
}

/* Worker thread: for a job that starts without a reviewed plan. */
static IspPlan *
make_plan (UbJob *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspSnapshot) snapshot = self->request->kind == ISP_JOB_UPLOAD
                                         ? ask_loader (self, cancellable, error)
                                         : ask_chip (self, cancellable, error);
  g_autoptr (IspPlan) plan = NULL;

  if (snapshot == NULL)
    return NULL;
  plan = isp_plan_new (snapshot, self->request);
  if (ub_same_chip (self->reviewed, &self->fuses, snapshot) && ub_same_plan (self->reviewed, plan))
    return g_steal_pointer (&plan);
  self->needs_review = TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                       _ ("This is not the chip that the plan was made for"));
  return NULL;
}

/* Worker thread; an IspBackupFunc. */
static gboolean
store_backup (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  UbJob *self = data;

  const gboolean rehearsal = isp_port_is_simulated (self->port);
  g_autofree char *folder = rehearsal ? isp_paths_get_rehearsals () : NULL;

  if (!isp_backups_store (backup, location, folder, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->backup, isp_backup_unref);
  self->backup = isp_backup_ref (backup);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
take_plan (UbJob *self, const IspPlan *plan)
{
  g_mutex_lock (&self->lock);
  self->plan = plan;
  self->map = isp_plan_make_map (plan);
  g_mutex_unlock (&self->lock);
}

static IspReport *
run (UbJob *self, GCancellable *cancellable)
{
  IspJobOptions options = { .backup = store_backup,
                            .backup_data = self,
                            .journal = isp_journal_write,
                            .wait_s = WAIT_S,
                            .max_sck_hz = self->max_sck_hz,
                            .left_as = self->left_as,
                            .failed_at = self->failed_at };
  const IspPlan *plan = self->plan;

  if (plan == NULL)
    {
      GError *error = NULL;

      plan = make_plan (self, cancellable, &error);
      if (plan == NULL)
        return isp_report_new_refused (self->request->kind, self->port, self->left_as, error);
      take_plan (self, plan);
    }
  options.map = self->map;
  return isp_job_run (self->isp, self->port, plan, &options, self->progress, cancellable);
}

/* A report that cannot be saved does not make the job a failure. */
static void
save (UbJob *self, const IspReport *report)
{
  g_autoptr (GError) error = NULL;
  const char *advice =
      report->error != NULL ? isp_words_error_advice (report->error, ISP_WORDS_FOR_WINDOW) : NULL;

  if (!isp_reports_save (report, advice, NULL, &error))
    isp_session_log (self->isp, "report not saved: %s", error->message);
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  UbJob *self = source;
  IspReport *report;

  g_mutex_lock (self->wire);
  report = run (self, cancellable);
  g_mutex_unlock (self->wire);
  if (!self->needs_review)
    save (self, report);
  g_task_return_pointer (task, report, (GDestroyNotify) isp_report_free);
}

static void
job_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbJob *self = UB_JOB (source);

  g_mutex_lock (&self->lock);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_mutex_unlock (&self->lock);
  self->report = g_task_propagate_pointer (G_TASK (result), NULL);
  ub_ports_end_use (self->ports);
  g_signal_emit (self, signals[ENDED], 0);
}

static void
ub_job_finalize (GObject *object)
{
  UbJob *self = UB_JOB (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_pointer (&self->request, isp_request_unref);
  g_clear_pointer (&self->plan, isp_plan_unref);
  g_clear_pointer (&self->map, isp_map_unref);
  g_clear_pointer (&self->reviewed, isp_plan_unref);
  g_clear_pointer (&self->report, isp_report_free);
  g_clear_pointer (&self->backup, isp_backup_unref);
  g_clear_pointer (&self->progress, isp_progress_unref);
  g_clear_object (&self->ports);
  g_clear_pointer (&self->isp, isp_session_unref);
  g_clear_object (&self->cancellable);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ub_job_parent_class)->finalize (object);
}

static void
ub_job_class_init (UbJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_job_finalize;
  signals[PROGRESS] = g_signal_new ("progress", UB_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[ENDED] =
      g_signal_new ("ended", UB_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_job_init (UbJob *self)
{
  g_mutex_init (&self->lock);
  self->cancellable = g_cancellable_new ();
  self->progress = isp_progress_new (progress_changed, self);
}

UbJob *
ub_job_start (const UbJobOptions *options)
{
  UbJob *self;
  g_autoptr (GTask) task = NULL;
  const IspRequest *request;

  g_return_val_if_fail (
      options->plan != NULL || (options->request != NULL && options->reviewed != NULL), NULL);
  request = options->plan != NULL ? options->plan->request : options->request;

  self = g_object_new (UB_TYPE_JOB, NULL);
  self->ports = g_object_ref (options->ports);
  self->isp = isp_session_ref (ub_ports_get_isp (self->ports));
  self->wire = ub_wire_get (self->isp, options->port->id);
  self->port = isp_port_copy (options->port);
  self->request = isp_request_ref (request);
  if (request->unfinished != NULL && request->unfinished->backup != NULL)
    self->backup = isp_backup_ref (request->unfinished->backup);
  self->fuses = options->fuses;
  self->max_sck_hz = options->max_sck_hz;
  self->left_as = options->left_as;
  self->failed_at = options->failed_at;
  if (options->plan != NULL)
    take_plan (self, isp_plan_ref (options->plan));
  else
    self->reviewed = isp_plan_ref (options->reviewed);

  task = g_task_new (self, self->cancellable, job_done_cb, NULL);
  g_task_set_source_tag (task, ub_job_start);
  g_task_set_check_cancellable (task, FALSE);
  ub_ports_begin_use (self->ports);
  g_task_run_in_thread (task, job_thread);
  return self;
}

void
ub_job_cancel (UbJob *self)
{
  g_return_if_fail (UB_IS_JOB (self));
  g_cancellable_cancel (self->cancellable);
}

gboolean
ub_job_is_cancelled (UbJob *self)
{
  g_return_val_if_fail (UB_IS_JOB (self), FALSE);
  return g_cancellable_is_cancelled (self->cancellable);
}

gboolean
ub_job_is_running (UbJob *self)
{
  g_return_val_if_fail (UB_IS_JOB (self), FALSE);
  return self->report == NULL;
}

gboolean
ub_job_needs_review (UbJob *self)
{
  g_return_val_if_fail (UB_IS_JOB (self), FALSE);
  return self->report != NULL && self->needs_review;
}

void
ub_job_get_progress (UbJob *self, IspProgressState *out)
{
  g_return_if_fail (UB_IS_JOB (self));
  isp_progress_get (self->progress, out);
}

const IspRequest *
ub_job_get_request (UbJob *self)
{
  g_return_val_if_fail (UB_IS_JOB (self), NULL);
  return self->request;
}

const IspPlan *
ub_job_get_plan (UbJob *self)
{
  const IspPlan *plan;

  g_return_val_if_fail (UB_IS_JOB (self), NULL);
  g_mutex_lock (&self->lock);
  plan = self->plan;
  g_mutex_unlock (&self->lock);
  return plan;
}

IspMap *
ub_job_get_map (UbJob *self)
{
  IspMap *map;

  g_return_val_if_fail (UB_IS_JOB (self), NULL);
  g_mutex_lock (&self->lock);
  map = self->map;
  g_mutex_unlock (&self->lock);
  return map;
}

const IspReport *
ub_job_get_report (UbJob *self)
{
  g_return_val_if_fail (UB_IS_JOB (self), NULL);
  return self->report;
}

const IspBackup *
ub_job_get_backup (UbJob *self)
{
  g_return_val_if_fail (UB_IS_JOB (self), NULL);
  return self->report != NULL ? self->backup : NULL;
}
