/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is peculiar to a job over ISP: contact, the rate, and the fuses in the verdict. */
#include "config.h"
#include "engine/avr/isp-avr.h"
#include "engine/plan/isp-snapshot-private.h"
#include "isp-job-private.h"

/* ── contact ── */

/* The contact that the plan's snapshot left open. */
static void
adopt_link (IspJob *job, IspLink *link)
{
  job->link = *link;
  job->link.cancellable = job->cancellable;
  *link = (IspLink){ 0 };
}

/* The snapshot again: NULL with an error. */
static IspSnapshot *
look_again (IspJob *job, GError **error)
{
  const IspSnapshot *before = job->plan->snapshot;
  IspSpeed speed = {
    .max_sck_hz = job->options->max_sck_hz > 0 ? job->options->max_sck_hz : before->sck_hz,
    .crystal_hz = before->crystal_hz,
  };

  if (job->link.programmer != NULL)
    return isp_snapshot_read_again (&job->link, before, error);
  if (!isp_link_open (&job->link, job->session, job->port, &speed, job->cancellable, error))
    return NULL;
  return isp_snapshot_read (&job->link, job->port, before->part, ISP_SNAPSHOT_QUICK, error);
}

/* Contact, and the snapshot again: the plan holds for this chip on this programmer only. */
static gboolean
make_contact (IspJob *job, GError **error)
{
  const IspUnfinished *unfinished = job->plan->request->unfinished;

  if (job->options->link != NULL)
    adopt_link (job, job->options->link);
  job->now = look_again (job, error);
  if (job->now == NULL)
    return FALSE;
  job->link.tick = isp_job_tick;
  job->link.tick_data = job;
  job->report->sck_hz = job->link.sck_hz;
  job->report->one_sck = !isp_link_can_set_sck (&job->link);
  job->report->fuses_after = job->now->fuses;
  g_free (job->report->programmer_version);
  job->report->programmer_version = g_strdup (job->now->programmer_version);
  if (!isp_snapshot_check_same (job->plan->snapshot, job->now, error))
    return FALSE;
  /* Where a step looks at all of the chip, it may find that this is not its backup. */
  if (unfinished != NULL && !isp_job_looks_first (job))
    isp_job_take_first_backup (job);
  return TRUE;
}

/* ── the rate ── */

gboolean
isp_job_slow_down (IspJob *job, GError **error)
{
  gboolean ok = isp_link_slow_down (&job->link, error);

  job->report->sck_hz = job->link.sck_hz;
  return ok;
}

gboolean
isp_job_read_agreed (IspJob *job, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                     GError **error)
{
  gboolean ok = isp_avr_read_agreed (&job->link, memory, address, out, len, error);

  job->report->sck_hz = job->link.sck_hz;
  return ok;
}

/* ── the way ── */

/* The verdict covers the fuses too where no step of their own has just read them. */
static gboolean
check_fuses (IspJob *job, GError **error)
{
  if (job->report->chip == ISP_CHIP_UNCHANGED || isp_job_has_step (job, ISP_STEP_FUSES) ||
      isp_job_has_step (job, ISP_STEP_LIFE) || isp_job_has_step (job, ISP_STEP_LOCK))
    return TRUE;
  if (job->report->chip == ISP_CHIP_DONE)
    isp_job_set_chip (job, ISP_CHIP_WRITTEN);
  if (!isp_job_check_fuses (job, error))
    return FALSE;
  if (job->trouble != NULL)
    g_propagate_error (error, g_steal_pointer (&job->trouble));
  return *error == NULL;
}

static gboolean
is_open (const IspJob *job)
{
  return job->link.programmer != NULL;
}

static void
close_link (IspJob *job)
{
  isp_link_close (&job->link);
}

/* clang-format off */
const IspJobWay isp_job_over_isp = {
  .steps = {
    [ISP_STEP_CONTACT]      = make_contact,
    [ISP_STEP_BACKUP]       = isp_job_backup,
    [ISP_STEP_PROVE]        = isp_job_backup,
    [ISP_STEP_ERASE]        = isp_job_erase,
    [ISP_STEP_WRITE_FLASH]  = isp_job_write_flash,
    [ISP_STEP_VERIFY_FLASH] = isp_job_verify_flash,
    [ISP_STEP_WRITE_EEPROM] = isp_job_write_eeprom,
    [ISP_STEP_FUSES]        = isp_job_fuses,
    [ISP_STEP_LIFE]         = isp_job_life,
    [ISP_STEP_LOCK]         = isp_job_lock,
    [ISP_STEP_READ]         = isp_job_read,
    [ISP_STEP_COMPARE]      = isp_job_compare,
  },
  .is_open = is_open,
  .finish = check_fuses,
  .close = close_link,
};
/* clang-format on */
