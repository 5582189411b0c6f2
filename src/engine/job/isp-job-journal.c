/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What outlives a job that is killed: noted before the first change, taken away when the chip is as
 * planned. */
#include "config.h"
#include "core/isp-error.h"
#include "isp-job-private.h"

static gboolean
takes_note (const IspJob *job)
{
  return job->options->journal != NULL && !job->now->rehearsal && job->noted == NULL;
}

/* A job that writes fuses alone does not read the memories before: it leaves them alone. */
static gboolean
lacks_backup (const IspJob *job)
{
  const IspRequest *request = job->plan->request;

  return job->backup == NULL && request->kind == ISP_JOB_FUSES && !request->no_backup &&
         job->options->backup != NULL;
}

gboolean
isp_job_begin_journal (IspJob *job, GError **error)
{
  g_autoptr (IspUnfinished) unfinished = NULL;

  if (!takes_note (job))
    return TRUE;
  if (lacks_backup (job) && !isp_job_backup_fuses (job, error))
    return FALSE;
  /* Over ISP without a backup the person wanted no way back. */
  if (job->loader == NULL && (job->backup == NULL || job->report->backup == NULL))
    return TRUE;
  if (job->plan->flash != NULL)
    isp_job_settle_flash (job);
  unfinished = isp_unfinished_new_for (job->plan, job->backup, job->report->backup, job->flash);
  if (!job->options->journal (unfinished, ISP_JOURNAL_NOTE, job->options->journal_data, error))
    return FALSE;
  job->noted = g_steal_pointer (&unfinished);
  return TRUE;
}

/* Once the chip is changed the job goes on without. */
static void
write_journal (IspJob *job, const IspUnfinished *unfinished, IspJournalAct act)
{
  g_autoptr (GError) error = NULL;

  if (!job->options->journal ((IspUnfinished *) unfinished, act, job->options->journal_data,
                              &error))
    isp_session_log (job->session, "journal: %s", error->message);
}

/* Without it the job can still be continued, but less is certain then. */
void
isp_job_note_stage (IspJob *job, IspUnfinishedStage stage)
{
  if (job->noted != NULL && isp_unfinished_reach (job->noted, stage))
    write_journal (job, job->noted, ISP_JOURNAL_NOTE);
}

static void
note_failed_page (IspJob *job)
{
  const IspRange page = isp_report_get_failed_page (job->report);

  if (page.end == 0)
    return;
  job->noted->failed_at = page;
  write_journal (job, job->noted, ISP_JOURNAL_NOTE);
}

void
isp_job_end_journal (IspJob *job, gboolean ok)
{
  const IspUnfinished *before = job->plan->request->unfinished;
  gboolean own = before == NULL || before->backup != job->backup;

  if (job->noted == NULL)
    {
      /* The fuses are as wanted already. */
      if (ok && before != NULL && isp_unfinished_is_of_fuses (before) &&
          job->options->journal != NULL)
        write_journal (job, before, ISP_JOURNAL_SETTLE);
      return;
    }
  if (ok)
    write_journal (job, job->noted, ISP_JOURNAL_SETTLE);
  else if (own && job->report->chip == ISP_CHIP_UNCHANGED)
    write_journal (job, job->noted, ISP_JOURNAL_FORGET);
  /* For the next try, perhaps of another run of the program. */
  else
    note_failed_page (job);
  /* The board at this port; of chips there may be two that are alike, the other one half done. */
  if (ok && own && before != NULL && before->loader_id != NULL)
    write_journal (job, before, ISP_JOURNAL_SETTLE);
  g_clear_pointer (&job->noted, isp_unfinished_unref);
}
