/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board's jobs, and the way back from them. */
#include "ub-board-private.h"

#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"

/* Slowest SCK for "Try Again, Slower": even a chip on its 128 kHz oscillator can follow. */
#define SLOW_SCK_HZ 8000

void
ub_board_clear_jobs (UbBoard *self)
{
  g_clear_object (&self->job);
  g_clear_object (&self->previous);
  g_clear_pointer (&self->reviewed, isp_plan_unref);
  ub_undo_clear (&self->undo);
  g_clear_pointer (&self->watch, ub_watch_free);
  self->failed_at = (IspRange){ 0, 0 };
}

/* A try that does not come so far says nothing about it. */
static void
note_failed_page (UbBoard *self, const IspReport *report)
{
  const IspRange page = isp_report_get_failed_page (report);

  if (page.end > 0 ||
      (report->verdict == ISP_VERDICT_OK && !isp_job_kind_only_looks (report->kind)))
    self->failed_at = page;
}

static void
job_ended_cb (UbJob *job, UbBoard *self)
{
  const IspReport *report;

  ub_ports_resume (self->ports);
  if (ub_job_needs_review (job))
    {
      /* It did nothing: the report before it still describes this keyboard. */
      g_clear_object (&self->job);
      self->job = g_steal_pointer (&self->previous);
    }
  else
    {
      report = ub_job_get_report (job);
      self->is_done = report->verdict == ISP_VERDICT_OK &&
                      (report->kind == ISP_JOB_FLASH || report->kind == ISP_JOB_RESTORE);
      note_failed_page (self, report);
      ub_undo_note (&self->undo, job);
    }
  g_clear_object (&self->previous);
  ub_board_drop_plan (self);
  /* The chip is not what it was: the next contact reads everything again. */
  ub_contact_forget (self->contact);
  ub_loader_forget (self->loader);
  ub_board_changed (self);
  g_signal_emit_by_name (self, "ended");
}

/* A job that tries again, or restores, and fails before it has touched the chip leaves it as the
 * one before did. */
static IspChipState
get_left_as (UbBoard *self, const UbJobOptions *options)
{
  const IspReport *report = self->job != NULL ? ub_job_get_report (self->job) : NULL;
  const gboolean follows = options->plan == NULL ||
                           options->plan->request->kind == ISP_JOB_RESTORE ||
                           options->plan->request->unfinished != NULL;

  return follows && report != NULL && report->verdict != ISP_VERDICT_OK ? report->chip
                                                                        : ISP_CHIP_UNCHANGED;
}

static void
start (UbBoard *self, UbJobOptions *options)
{
  const IspPort *port = ub_board_get_port (self);

  g_assert (port != NULL && !ub_board_is_busy (self));
  options->ports = self->ports;
  options->port = port;
  options->left_as = get_left_as (self, options);
  options->failed_at = self->failed_at;
  self->is_done = FALSE;
  g_clear_object (&self->previous);
  self->previous = g_steal_pointer (&self->job);
  /* A keyboard with a cable of its own comes back while the job still ends. */
  g_clear_pointer (&self->watch, ub_watch_free);
  self->watch = ub_watch_new ();
  self->job = ub_job_start (options);
  g_signal_connect (self->job, "ended", G_CALLBACK (job_ended_cb), self);
  ub_ports_pause (self->ports);
  ub_board_set_wanted (self, FALSE);
  ub_board_changed (self);
}

void
ub_board_start (UbBoard *self)
{
  UbJobOptions options = { 0 };
  const IspPlan *plan;

  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (ub_board_may_start (self));
  plan = ub_board_get_plan (self);
  g_clear_pointer (&self->reviewed, isp_plan_unref);
  self->reviewed = isp_plan_ref (plan);
  options.plan = self->reviewed;
  /* A job that restores something needs the old backup again, should it fail; one that only looks
   * leaves everything as it is. */
  if (plan->request->kind != ISP_JOB_RESTORE && !ub_board_puts_eeprom_back (self) &&
      !isp_job_kind_only_looks (plan->request->kind))
    ub_undo_clear (&self->undo);
  start (self, &options);
}

/* A chip left half done is not worth a backup: use the failed job's own. */
static void
reuse_backup (UbBoard *self, IspRequest *request)
{
  const IspPlan *plan = ub_job_get_plan (self->job);
  const IspReport *report = ub_job_get_report (self->job);
  const IspBackup *backup = ub_undo_get_backup (&self->undo);
  IspUnfinished *unfinished;

  if (plan == NULL || backup == NULL || report->chip == ISP_CHIP_UNCHANGED)
    return;
  request->no_backup = TRUE;
  unfinished =
      isp_unfinished_new_for (plan, backup, ub_undo_get_location (&self->undo), plan->flash);
  isp_unfinished_reach (unfinished, ISP_STAGE_CHANGED);
  unfinished->failed_at = self->failed_at;
  g_clear_pointer (&request->unfinished, isp_unfinished_unref);
  request->unfinished = unfinished;
}

/* Starts a job that is like the one that was reviewed, if it is on the same chip. */
static void
start_unseen (UbBoard *self, IspRequest *request, guint32 max_sck_hz)
{
  UbJobOptions options = { 0 };

  options.request = request;
  options.reviewed = self->reviewed;
  options.fuses = self->undo.fuses;
  options.max_sck_hz = max_sck_hz;
  start (self, &options);
}

void
ub_board_start_again (UbBoard *self, gboolean slower)
{
  g_autoptr (IspRequest) request = NULL;
  const IspReport *report;
  guint32 max_sck_hz = 0;

  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (self->job != NULL && self->reviewed != NULL && !ub_board_is_busy (self));
  report = ub_job_get_report (self->job);
  request = isp_request_copy (ub_job_get_request (self->job));
  reuse_backup (self, request);
  if (slower)
    max_sck_hz = report->sck_hz > 4 * SLOW_SCK_HZ ? report->sck_hz / 4 : SLOW_SCK_HZ;
  start_unseen (self, request, max_sck_hz);
}

void
ub_board_start_fuses (UbBoard *self)
{
  g_autoptr (IspRequest) request = NULL;
  const IspPlan *plan;

  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (self->job != NULL && self->reviewed != NULL && !ub_board_is_busy (self));
  plan = ub_job_get_plan (self->job);
  g_return_if_fail (plan != NULL);

  request = isp_request_new (ISP_JOB_FUSES);
  if (plan->request->preset != NULL)
    request->preset = isp_preset_ref (plan->request->preset);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = plan->fuses_after;
  request->fuses.has &= ~(1 << ISP_FUSE_LOCK);
  reuse_backup (self, request);
  request->no_backup = TRUE;
  start_unseen (self, request, 0);
}

void
ub_board_review_again (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (self->reviewed != NULL && !ub_board_is_busy (self));
  /* The usual job is made from what is chosen, and with a backup of this chip. */
  ub_board_set_request (self, self->reviewed->request->kind != ISP_JOB_FLASH
                                  ? isp_request_ref (self->reviewed->request)
                                  : NULL);
}

void
ub_board_cancel (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  if (ub_board_is_busy (self))
    ub_job_cancel (self->job);
}

UbJob *
ub_board_get_job (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->job;
}

UbWatch *
ub_board_get_watch (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->watch;
}

gboolean
ub_board_is_busy (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return self->job != NULL && ub_job_is_running (self->job);
}

/* ── the way back ── */

const IspUnfinished *
ub_board_get_unfinished (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return ub_board_uploads (self) ? ub_loader_get_unfinished (self->loader)
                                 : ub_contact_get_unfinished (self->contact);
}

/* Fuses alone are set by a job of their own. */
const IspUnfinished *
ub_board_get_resumed (UbBoard *self)
{
  const IspUnfinished *unfinished = ub_board_get_unfinished (self);

  return unfinished != NULL && !isp_unfinished_is_of_fuses (unfinished) ? unfinished : NULL;
}

void
ub_board_continue_unfinished (UbBoard *self)
{
  const IspUnfinished *unfinished;
  const IspPreset *preset = NULL;

  g_return_if_fail (UB_IS_BOARD (self) && ub_board_get_unfinished (self) != NULL);
  unfinished = ub_board_get_unfinished (self);
  if (unfinished->preset_id != NULL)
    preset = isp_presets_by_id (ub_choice_get_presets (self->choice), unfinished->preset_id);
  ub_board_set_request (self, isp_unfinished_make_request (unfinished, preset));
}

/* NULL: what was there is not known, or there was nothing. */
static IspRequest *
make_restore (const IspUnfinished *unfinished)
{
  if (unfinished == NULL || unfinished->backup == NULL)
    return NULL;
  return unfinished->loader_id != NULL
             ? isp_backups_make_upload (unfinished->backup)
             : isp_backups_make_request (unfinished->backup, ISP_BACKUP_ALL);
}

gboolean
ub_board_may_restore_unfinished (UbBoard *self)
{
  g_autoptr (IspRequest) request = NULL;

  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  request = make_restore (ub_board_get_unfinished (self));
  return request != NULL;
}

void
ub_board_restore_unfinished (UbBoard *self)
{
  const IspUnfinished *unfinished;
  IspRequest *request;

  g_return_if_fail (UB_IS_BOARD (self) && ub_board_get_unfinished (self) != NULL);
  unfinished = ub_board_get_unfinished (self);
  request = make_restore (unfinished);
  g_return_if_fail (request != NULL);
  request->unfinished = isp_unfinished_ref (unfinished);
  ub_board_set_request (self, request);
}

static void
give_up_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (isp_journal_write (data, ISP_JOURNAL_FORGET, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ub_board_give_up_unfinished_async (UbBoard *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (UB_IS_BOARD (self) && ub_board_get_unfinished (self) != NULL);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ub_board_give_up_unfinished_async);
  g_task_set_task_data (task, isp_unfinished_ref (ub_board_get_unfinished (self)),
                        (GDestroyNotify) isp_unfinished_unref);
  g_task_run_in_thread (task, give_up_thread);
}

gboolean
ub_board_give_up_unfinished_finish (UbBoard *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_board_give_up_unfinished_async),
                        FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  ub_board_drop_plan (self);
  ub_contact_forget (self->contact);
  ub_loader_forget (self->loader);
  return TRUE;
}

gboolean
ub_board_has_backup (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return ub_undo_get_backup (&self->undo) != NULL;
}

/* The way that the backup came. NULL: there is none, or nothing that a bootloader could write. */
static IspRequest *
make_undo (UbBoard *self)
{
  const IspBackup *backup = ub_undo_get_backup (&self->undo);

  if (backup == NULL)
    return NULL;
  return backup->app_end != 0 ? isp_backups_make_upload (backup)
                              : isp_backups_make_request (backup, ISP_BACKUP_ALL);
}

gboolean
ub_board_may_restore (UbBoard *self)
{
  g_autoptr (IspRequest) request = NULL;

  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  request = self->undo.differs ? make_undo (self) : NULL;
  return request != NULL;
}

GDateTime *
ub_board_get_backup_time (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return ub_board_has_backup (self) ? ub_undo_get_backup (&self->undo)->taken : NULL;
}

void
ub_board_request_restore (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (ub_board_may_restore (self));
  ub_board_set_request (self, make_undo (self));
}

gboolean
ub_board_may_put_eeprom_back (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  /* Where the usual job goes on with another, it restores the EEPROM by itself. */
  return self->request == NULL && !ub_board_uploads (self) &&
         ub_choice_get_eeprom (self->choice) == NULL && ub_board_get_resumed (self) == NULL &&
         ub_undo_may_put_eeprom_back (&self->undo, self->port, ub_board_get_snapshot (self));
}

gboolean
ub_board_puts_eeprom_back (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return self->undo.wants_eeprom && ub_board_may_put_eeprom_back (self);
}

void
ub_board_set_put_eeprom_back (UbBoard *self, gboolean put_back)
{
  g_return_if_fail (UB_IS_BOARD (self));
  if (self->undo.wants_eeprom == !!put_back)
    return;
  self->undo.wants_eeprom = !!put_back;
  g_clear_pointer (&self->plan, isp_plan_unref);
  ub_board_changed (self);
}
