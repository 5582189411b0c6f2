/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job that can lose a chip: fuses, proof of life, lock. Fuses take effect when
 * programming mode is left, so a wrong value is put right in the same session, before leaving. */
#include "core/isp-error.h"
#include "isp-avr.h"
#include "isp-job-private.h"

#define TRIES 3u

/* ── cancel waits, from the first fuse write until all are read back ── */

static void
hold_cancel (IspJob *job, gboolean hold)
{
  job->link.cancellable = hold ? NULL : job->cancellable;
  if (job->progress != NULL)
    isp_progress_set_can_cancel (job->progress, !hold);
}

/* ── one byte ── */

/* Writes value until it reads back twice the same; FALSE without an error: it never did, *read is
 * what is there. */
static gboolean
write_until_right (IspJob *job, IspFuseByte byte, guint8 value, guint8 *read, GError **error)
{
  const IspPart *part = job->link.part;

  for (guint try = 0; try < TRIES; try++)
    {
      guint8 again;

      if (!isp_avr_write_fuse (&job->link, byte, value, error) ||
          !isp_avr_read_fuse (&job->link, byte, read, error) ||
          !isp_avr_read_fuse (&job->link, byte, &again, error))
        return FALSE;
      isp_session_log (job->session, "%s: wrote %02X, reads %02X %02X", isp_fuse_byte_get_id (byte),
                       value, *read, again);
      if (*read == again && isp_fuse_byte_equal (part, byte, *read, value))
        return TRUE;
    }
  return FALSE;
}

/* Planned, and where that does not take the old value. */
static gboolean
write_byte (IspJob *job, IspFuseByte byte, GError **error)
{
  guint8 planned = job->plan->fuses_after.value[byte];
  guint8 old = job->now->fuses.value[byte];
  guint8 read = old;
  GError *local = NULL;

  job->report->chip = ISP_CHIP_FUSES_OPEN;
  if (write_until_right (job, byte, planned, &read, &local))
    {
      job->report->fuses_after.value[byte] = read;
      job->report->fuses_after.has |= 1 << byte;
      return TRUE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }

  if (!isp_fuse_byte_equal (job->link.part, byte, read, old) && byte != ISP_FUSE_LOCK)
    write_until_right (job, byte, old, &read, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  job->report->fuses_after.value[byte] = read;
  job->report->fuses_after.has |= 1 << byte;
  g_set_error (error, ISP_ERROR, ISP_ERROR_FUSE, "%s reads %02X, should be %02X",
               isp_fuse_byte_get_id (byte), read, planned);
  return FALSE;
}

/* All bytes at once, against what is known to be there now. */
static gboolean
check_all (IspJob *job, const IspFuses *expected, GError **error)
{
  IspFuses read;

  if (!isp_avr_read_fuses (&job->link, &read, error))
    return FALSE;
  job->report->fuses_after = read;
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (ISP_FUSES_HAS (&read, byte) && ISP_FUSES_HAS (expected, byte) &&
        !isp_fuse_byte_equal (job->link.part, byte, read.value[byte], expected->value[byte]))
      {
        g_set_error (error, ISP_ERROR, ISP_ERROR_FUSE, "%s reads %02X, should be %02X",
                     isp_fuse_byte_get_id (byte), read.value[byte], expected->value[byte]);
        return FALSE;
      }
  return TRUE;
}

/* Back to the slow rate, out, RESET, in: the chip that answers is in step and is the one that was
 * verified. */
static gboolean
prepare (IspJob *job, const IspFuses *expected, GError **error)
{
  if (!isp_link_reenter (&job->link, job->link.proven_sck_hz, error))
    return FALSE;
  if (!check_all (job, expected, error))
    {
      if (error != NULL && g_error_matches (*error, ISP_ERROR, ISP_ERROR_FUSE))
        (*error)->code = ISP_ERROR_UNSTABLE;
      return FALSE;
    }
  return TRUE;
}

/* Fuse bytes as they are on the chip now: as found, but for the lock after an erase. */
static IspFuses
get_present (const IspJob *job)
{
  IspFuses fuses = job->now->fuses;

  if (job->erased)
    fuses.value[ISP_FUSE_LOCK] = 0xFF;
  return fuses;
}

gboolean
isp_job_fuses (IspJob *job, GError **error)
{
  static const IspFuseByte order[] = { ISP_FUSE_EXTENDED, ISP_FUSE_HIGH, ISP_FUSE_LOW };
  IspFuses present = get_present (job);
  IspChipState before = job->report->chip;
  gboolean ok = TRUE;

  if (!prepare (job, &present, error))
    return FALSE;

  hold_cancel (job, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (order) && ok; i++)
    if ((job->plan->fuses_to_write >> order[i]) & 1)
      {
        ok = write_byte (job, order[i], error);
        if (ok)
          present.value[order[i]] = job->plan->fuses_after.value[order[i]];
      }
  ok = ok && check_all (job, &present, error);
  hold_cancel (job, FALSE);
  if (ok)
    job->report->chip = before == ISP_CHIP_UNCHANGED ? ISP_CHIP_WRITTEN : before;
  return ok;
}

/* ── proof of life ── */

/* Fuses as they should read after the fuse step, before the lock. */
static IspFuses
get_planned (const IspJob *job)
{
  IspFuses fuses = job->plan->fuses_after;

  fuses.value[ISP_FUSE_LOCK] = get_present (job).value[ISP_FUSE_LOCK];
  return fuses;
}

gboolean
isp_job_life (IspJob *job, GError **error)
{
  const IspPart *part = job->link.part;
  const IspClockRow *clock = isp_fuses_get_clock (&job->plan->fuses_after, part);
  guint32 sck = isp_link_get_sck_for (isp_fuses_get_cpu_hz (&job->plan->fuses_after, part, 0));
  guint32 startup_ms = clock != NULL ? clock->startup_ms : 65;
  g_autoptr (GError) local = NULL;

  /* Programming mode is left here: the new settings hold from now on. */
  job->link.programmer->driver->leave (job->link.programmer);
  for (guint32 waited = 0; waited < startup_ms + 20; waited += 5)
    {
      if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
        return FALSE;
      g_usleep (5000);
    }

  /* At the rate that fits the new clock; a chip that came back slower than planned still shows up
   * below. */
  sck = sck > 0 ? MIN (sck, job->link.proven_sck_hz) : job->link.proven_sck_hz;
  if (!isp_link_reenter (&job->link, sck, &local))
    {
      if (!g_error_matches (local, ISP_ERROR, ISP_ERROR_NO_TARGET) &&
          !g_error_matches (local, ISP_ERROR, ISP_ERROR_UNSTABLE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_clear_error (&local);
      if (!isp_link_contact (&job->link, part, &local))
        {
          if (local->domain == ISP_ERROR &&
              (local->code == ISP_ERROR_NO_TARGET || local->code == ISP_ERROR_UNSTABLE ||
               local->code == ISP_ERROR_WRONG_PART))
            {
              job->report->chip = ISP_CHIP_SILENT;
              g_set_error (error, ISP_ERROR, ISP_ERROR_NO_LIFE,
                           "The chip does not run with its new settings: %s", local->message);
            }
          else
            g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return isp_job_check_fuses (job, error);
}

gboolean
isp_job_check_fuses (IspJob *job, GError **error)
{
  IspFuses planned = get_planned (job);

  if (check_all (job, &planned, error))
    return TRUE;
  if (g_error_matches (*error, ISP_ERROR, ISP_ERROR_FUSE))
    job->report->chip = ISP_CHIP_FUSES_OPEN;
  return FALSE;
}

/* ── lock ── */

gboolean
isp_job_lock (IspJob *job, GError **error)
{
  IspFuses present = get_planned (job);
  gboolean ok;

  /* A fuse step that was not in the plan leaves the other bytes as they were found. */
  if (!prepare (job, &present, error))
    return FALSE;
  hold_cancel (job, TRUE);
  ok = write_byte (job, ISP_FUSE_LOCK, error);
  hold_cancel (job, FALSE);
  if (ok)
    job->report->chip = ISP_CHIP_WRITTEN;
  return ok;
}
