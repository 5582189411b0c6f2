/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of a job, its verdict, and every way out. The rules it keeps are listed in
 * CONTRIBUTING.md. */
#include "config.h"
#include "isp-job-private.h"

#include "core/isp-error.h"

#include <glib/gi18n-lib.h>

/* ── steps ── */

gboolean
isp_job_has_step (const IspJob *job, IspStepId id)
{
  return isp_plan_find_step (job->plan, id) != NULL;
}

gboolean
isp_job_looks_first (const IspJob *job)
{
  return isp_job_has_step (job, ISP_STEP_BACKUP) || isp_job_has_step (job, ISP_STEP_PROVE);
}

/* ── progress ── */

void
isp_job_tick (gsize bytes, gpointer data)
{
  IspJob *job = data;

  job->step_done += bytes;
  if (job->progress != NULL && job->step_bytes > 0)
    isp_progress_set_fraction (job->progress, MIN (1.0, (double) job->step_done / job->step_bytes));
}

void
isp_job_expect (IspJob *job, gsize bytes)
{
  job->step_bytes = bytes;
  job->step_done = 0;
}

static void
begin_progress (IspJob *job)
{
  GArray *steps = job->plan->steps;
  g_autofree int *ids = g_new (int, steps->len);
  g_autofree double *seconds = g_new (double, steps->len);

  for (guint i = 0; i < steps->len; i++)
    {
      const IspStep *step = &g_array_index (steps, IspStep, i);
      IspStepResult result = { .id = step->id, .state = ISP_STEP_PENDING };

      ids[i] = step->id;
      seconds[i] = step->seconds;
      g_array_append_val (job->report->steps, result);
    }
  if (job->progress != NULL)
    isp_progress_begin (job->progress, ids, seconds, steps->len);
}

/* ── the flow ── */

void
isp_job_set_chip (IspJob *job, IspChipState chip)
{
  job->report->chip = chip;
  if (job->progress != NULL)
    isp_progress_set_left_as (job->progress, chip);
}

void
isp_job_mark (IspJob *job, IspMemoryId memory, guint32 address, gsize len, IspPageState state)
{
  if (job->options->map != NULL && isp_map_get_memory (job->options->map) == memory)
    isp_map_mark (job->options->map, (IspRange){ address, address + (guint32) len }, state);
}

/* The state that a finished step leaves the chip in, given what is still to come. */
static IspChipState
get_state_after (IspJob *job, IspStepId finished)
{
  const IspChipState chip = job->report->chip;
  gboolean lock = isp_job_has_step (job, ISP_STEP_LOCK);

  if (chip == ISP_CHIP_UNCHANGED)
    return chip;
  if (finished == ISP_STEP_VERIFY_FLASH || finished == ISP_STEP_WRITE_EEPROM)
    {
      if (finished == ISP_STEP_VERIFY_FLASH && isp_job_has_step (job, ISP_STEP_WRITE_EEPROM))
        return ISP_CHIP_PARTLY;
      if (isp_job_has_step (job, ISP_STEP_FUSES))
        return ISP_CHIP_WRITTEN;
      if (isp_job_has_step (job, ISP_STEP_LIFE) || isp_job_has_step (job, ISP_STEP_START))
        return ISP_CHIP_UNPROVEN;
      return lock ? ISP_CHIP_WRITTEN : ISP_CHIP_DONE;
    }
  if (finished == ISP_STEP_FUSES && isp_job_has_step (job, ISP_STEP_LIFE))
    return ISP_CHIP_UNPROVEN;
  if (finished == ISP_STEP_FUSES || finished == ISP_STEP_LIFE)
    return lock ? ISP_CHIP_FUSES_OPEN : ISP_CHIP_DONE;
  if (finished == ISP_STEP_START && isp_job_has_step (job, ISP_STEP_ANSWER))
    return ISP_CHIP_UNPROVEN;
  return finished == ISP_STEP_LOCK || finished == ISP_STEP_START || finished == ISP_STEP_ANSWER
             ? ISP_CHIP_DONE
             : chip;
}

static gboolean
changes_chip (IspStepId id)
{
  return id != ISP_STEP_CONTACT && id != ISP_STEP_BACKUP && id != ISP_STEP_PROVE &&
         id != ISP_STEP_READ && id != ISP_STEP_COMPARE;
}

/* When a step begins. */
static void
note_stage (IspJob *job, IspStepId id)
{
  if (id == ISP_STEP_WRITE_FLASH && job->erased)
    isp_job_note_stage (job, ISP_STAGE_CHANGED);
  else if (id == ISP_STEP_VERIFY_FLASH)
    isp_job_note_stage (job, isp_job_has_step (job, ISP_STEP_WRITE_EEPROM) ? ISP_STAGE_CHANGED
                                                                           : ISP_STAGE_COMPLETE);
}

static gboolean
run_step (IspJob *job, guint i, GError **error)
{
  const IspStep *step = &g_array_index (job->plan->steps, IspStep, i);
  IspStepResult *result = &g_array_index (job->report->steps, IspStepResult, i);
  gint64 start = g_get_monotonic_time ();
  gboolean ok;

  if (job->progress != NULL)
    isp_progress_step (job->progress, i);
  isp_job_expect (job, step->bytes);
  isp_session_log (job->session, "step %s", isp_step_get_id (step->id));

  note_stage (job, step->id);
  ok = !g_cancellable_set_error_if_cancelled (job->cancellable, error) &&
       (!changes_chip (step->id) || isp_job_begin_journal (job, error)) &&
       job->way->steps[step->id](job, error);
  /* Fuses that were read back are right, whatever the programmer did meanwhile; life is proven by a
   * step without any trouble. */
  if (ok && (job->trouble == NULL || step->id != ISP_STEP_LIFE))
    isp_job_set_chip (job, get_state_after (job, step->id));
  if (ok && job->trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&job->trouble));
      ok = FALSE;
    }
  result->seconds = (g_get_monotonic_time () - start) / 1e6;
  result->bytes =
      MIN (job->step_done, step->bytes); /* each counts once, however often it was read */
  result->state = ok                                                           ? ISP_STEP_DONE
                  : g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? ISP_STEP_CANCELLED
                                                                               : ISP_STEP_FAILED;
  if (!ok)
    isp_session_log (job->session, "step %s: %s", isp_step_get_id (step->id), (*error)->message);
  return ok;
}

/* A bit that flips on its way to the chip may clear another bit than planned, send a write
 * elsewhere or make a lock byte another one, which only an erase takes away; or it makes an erase
 * of a write. So the job goes back to its erase, once; by then what the chip held is in the backup.
 */
static gboolean
start_over (IspJob *job, guint *i, const GError *error)
{
  const IspStep *failed = &g_array_index (job->plan->steps, IspStep, *i);
  guint erase = 0;

  while (erase <= *i && g_array_index (job->plan->steps, IspStep, erase).id != ISP_STEP_ERASE)
    erase++;
  if (job->started_over || erase > *i || !job->way->is_open (job) ||
      !(g_error_matches (error, ISP_ERROR, ISP_ERROR_VERIFY) ||
        g_error_matches (error, ISP_ERROR, ISP_ERROR_NOT_KEPT) ||
        (failed->id == ISP_STEP_LOCK && g_error_matches (error, ISP_ERROR, ISP_ERROR_FUSE))))
    return FALSE;
  isp_session_log (job->session, "once more from the erase");
  for (guint k = erase; k <= *i; k++)
    g_array_index (job->report->steps, IspStepResult, k).state = ISP_STEP_PENDING;
  job->started_over = TRUE;
  job->failed_at = isp_report_find_page (job->report, error);
  job->erased = FALSE;
  g_clear_pointer (&job->known, isp_image_unref);
  g_clear_pointer (&job->report->bad, isp_image_unref);
  *i = erase;
  return TRUE;
}

static gboolean
run_steps (IspJob *job, GError **error)
{
  for (guint i = 0; i < job->plan->steps->len;)
    {
      g_autoptr (GError) local = NULL;

      if (run_step (job, i, &local))
        i++;
      else if (!start_over (job, &i, local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return job->way->finish (job, error);
}

/* Reading, comparing and backing up change nothing, so a failure there is the answer, not a
 * refusal. */
static IspVerdict
judge (const IspJob *job, const GError *error)
{
  if (error == NULL)
    return ISP_VERDICT_OK;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ISP_VERDICT_CANCELLED;
  if (g_error_matches (error, ISP_ERROR, ISP_ERROR_DIFFERS) ||
      g_error_matches (error, ISP_ERROR, ISP_ERROR_NOT_BLANK) ||
      g_error_matches (error, ISP_ERROR, ISP_ERROR_NOT_KEPT) ||
      g_error_matches (error, ISP_ERROR, ISP_ERROR_VERIFY))
    return ISP_VERDICT_FAILED;
  return job->report->chip == ISP_CHIP_UNCHANGED ? ISP_VERDICT_REFUSED : ISP_VERDICT_FAILED;
}

/* Beside or without a bootloader. */
static gboolean
writes_firmware (const IspPlan *plan)
{
  if (plan->request->kind == ISP_JOB_UPLOAD)
    return TRUE;
  if (plan->request->kind != ISP_JOB_FLASH || plan->flash == NULL)
    return FALSE;
  return plan->request->keep_firmware ||
         (!isp_image_is_empty (plan->flash) &&
          (plan->boot_size == 0 || isp_image_get_start (plan->flash) < plan->boot_start));
}

static void
fill_report (IspJob *job)
{
  IspReport *report = job->report;
  const IspPlan *plan = job->plan;
  const IspPreset *preset = plan->request->preset;

  report->programmer_name = g_strdup (plan->snapshot->programmer_name);
  report->programmer_version = g_strdup (plan->snapshot->programmer_version);
  report->driver_id = g_strdup (plan->snapshot->driver_id);
  report->port_id = g_strdup (job->port->id);
  report->part = plan->part;
  report->rehearsal = isp_port_is_simulated (job->port);
  report->fuses_before = plan->fuses_before;
  report->fuses_wanted = plan->fuses_after;
  report->fuses_wanted.has = plan->fuses_to_write;
  report->firmware = writes_firmware (plan);
  report->own = plan->request->own;
  for (guint i = 0; i < plan->request->images->len; i++)
    {
      const IspImageFile *file = plan->request->images->pdata[i];

      if (file->title != NULL)
        g_ptr_array_add (report->files, g_strdup (file->title));
    }
  report->eeprom_file = g_strdup (plan->request->eeprom_title);
  report->memory = plan->request->memory;
  report->keyboard = g_strdup (plan->request->keyboard);
  if (preset != NULL)
    {
      report->preset_id = g_strdup (preset->id);
      report->preset_name = isp_preset_get_title (preset);
    }
}

static gboolean
is_at (IspRange a, IspRange b)
{
  return a.end > b.start && b.end > a.start;
}

/* More pages than that are no worn page, but wires or a clock. */
#define MAX_WORN_PAGES 4u

/* Wires fail here and there; a page fails where it is. What an erase has left says nothing of a
 * page: it may have erased none. */
static void
note_again (IspJob *job)
{
  const IspUnfinished *before = job->plan->request->unfinished;
  const gboolean over_isp = job->way == &isp_job_over_isp;
  const IspImage *bad = job->report->bad;
  const IspRange page = isp_report_get_failed_page (job->report);
  const gsize size = page.end - page.start, n_bad = bad != NULL ? isp_image_get_size (bad) : 0;

  if (over_isp && n_bad > MAX_WORN_PAGES * size)
    return;
  job->report->twice = over_isp && n_bad == size && is_at (page, job->failed_at);
  job->report->again =
      is_at (page, job->options->failed_at) || (before != NULL && is_at (page, before->failed_at));
}

IspReport *
isp_job_run (IspSession *session, const IspPort *port, const IspPlan *plan,
             const IspJobOptions *options, IspProgress *progress, GCancellable *cancellable)
{
  static const IspJobOptions no_options;
  IspJob job = { .session = session,
                 .port = port,
                 .plan = plan,
                 .way = plan != NULL && plan->snapshot->loader != NULL ? &isp_job_over_loader
                                                                       : &isp_job_over_isp,
                 .options = options != NULL ? options : &no_options,
                 .progress = progress,
                 .cancellable = cancellable };
  GError *error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  g_return_val_if_fail (plan != NULL, NULL);

  job.report = isp_report_new (plan->request->kind);
  fill_report (&job);
  begin_progress (&job);
  isp_job_set_chip (&job, job.options->left_as);

  if (plan->error != NULL)
    error = g_error_copy (plan->error);
  else if (plan->fuses_to_write != 0 && !isp_fuses_is_possible (&plan->fuses_after, plan->part))
    g_set_error_literal (&error, ISP_ERROR, ISP_ERROR_UNSAFE,
                         _ ("These fuses would lock the programmer out for good"));
  else if (isp_job_looks_first (&job) && job.options->backup == NULL)
    g_set_error_literal (&error, ISP_ERROR, ISP_ERROR_BACKUP,
                         _ ("There is nowhere to keep the backup"));
  else
    run_steps (&job, &error);

  job.way->close (&job);

  job.report->error = error;
  note_again (&job);
  if (error == NULL && job.report->chip != ISP_CHIP_UNCHANGED)
    job.report->chip = ISP_CHIP_DONE;
  isp_job_end_journal (&job, error == NULL);
  job.report->verdict = judge (&job, error);
  job.report->seconds = (g_get_monotonic_time () - start) / 1e6;
  if (progress != NULL)
    isp_progress_finish (progress);

  isp_snapshot_unref (job.now);
  isp_backup_unref (job.found);
  isp_backup_unref (job.backup);
  g_clear_error (&job.trouble);
  g_clear_pointer (&job.known, isp_image_unref);
  g_clear_pointer (&job.flash, isp_image_unref);
  return job.report;
}
