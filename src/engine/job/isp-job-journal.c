/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What outlives a job that is killed: noted before the first change, taken away when the chip is as
 * planned. */
#include "config.h"
#include "core/isp-error.h"
#include "isp-job-private.h"

/* Over ISP without a backup the person wanted no way back. */
static gboolean
takes_note (const IspJob *job)
{
  const gboolean has_backup = job->backup != NULL && job->report->backup != NULL;

  return job->options->journal != NULL && (has_backup || job->loader != NULL) &&
         !job->now->rehearsal && job->noted == NULL;
}

gboolean
isp_job_begin_journal (IspJob *job, GError **error)
{
  g_autoptr (IspUnfinished) unfinished = NULL;

  if (!takes_note (job))
    return TRUE;
  if (job->plan->flash != NULL)
    isp_job_settle_flash (job);
  unfinished = isp_unfinished_new_for (job->plan, job->backup, job->report->backup, job->flash);
  if (!job->options->journal (unfinished, TRUE, job->options->journal_data, error))
    return FALSE;
  job->noted = g_steal_pointer (&unfinished);
  return TRUE;
}

static void
close_journal (IspJob *job, const IspUnfinished *unfinished)
{
  g_autoptr (GError) error = NULL;

  if (!job->options->journal ((IspUnfinished *) unfinished, FALSE, job->options->journal_data,
                              &error))
    isp_session_log (job->session, "journal: %s", error->message);
}

void
isp_job_end_journal (IspJob *job, gboolean ok)
{
  const IspUnfinished *before = job->plan->request->unfinished;
  gboolean own = before == NULL || before->backup != job->backup;

  if (job->noted == NULL)
    return;
  /* As planned, or as it was: there is nothing to go on with. */
  if (ok || (own && job->report->chip == ISP_CHIP_UNCHANGED))
    close_journal (job, job->noted);
  /* Somebody restored what they wanted, although the chip was not as the other job left it. */
  if (ok && own && before != NULL)
    close_journal (job, before);
  g_clear_pointer (&job->noted, isp_unfinished_unref);
}
