/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job that can lose a chip: fuses, proof of life, lock. Fuses take effect when
 * programming mode is left, so a wrong value is put right in the same session, before leaving. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>

#define TRIES 3u

/* ── cancel waits, from the first fuse write until all are read back ── */

static void
hold_cancel (IspJob *job, gboolean hold)
{
  job->link.stays = hold;
  job->link.cancellable = hold ? NULL : job->cancellable;
  if (job->progress != NULL)
    isp_progress_set_can_cancel (job->progress, !hold);
}

/* ── staying in the session ── */

/* After an unstable answer, or none: TRUE when the chip is still in step, so that the session goes
 * on, and with it the chance to put a fuse right. */
static gboolean
recover (IspJob *job, GError **error)
{
  if (isp_link_mend (&job->link, FALSE, error))
    return TRUE;
  if (!isp_error_get_row_for (*error)->passes)
    return FALSE;
  isp_session_log (job->session, "%s: is the chip still in step?", (*error)->message);
  for (guint try = 0; try < TRIES; try++)
    {
      g_autoptr (GError) local = NULL;

      if (isp_avr_check_sync_later (&job->link, &local))
        {
          /* The programmer's own failure still ends the job, once the fuses are right. */
          if (job->trouble == NULL && isp_error_blames (*error, ISP_BLAME_PROGRAMMER))
            job->trouble = g_error_copy (*error);
          g_clear_error (error);
          return TRUE;
        }
      if (!g_error_matches (local, ISP_ERROR, ISP_ERROR_UNSTABLE))
        return FALSE;
    }
  return FALSE;
}

/* A byte that does not read as planned. */
static void
set_fuse_error (GError **error, IspError code, const IspPart *part, IspFuseByte byte, guint8 read,
                guint8 planned)
{
  const IspErrorFacts facts = { .kind = ISP_FACTS_FUSE,
                                .fuse = byte,
                                .compared = TRUE,
                                .read = isp_fuse_byte_shown (part, byte, read),
                                .planned = isp_fuse_byte_shown (part, byte, planned) };

  /* Translators: "hfuse reads D8, should be D9" */
  g_set_error (error, ISP_ERROR, code, _ ("%s reads %02X, should be %02X"),
               isp_fuse_byte_get_id (byte), facts.read, facts.planned);
  isp_error_set_facts (error, &facts);
}

/* ── one byte ── */

/* Writes value until it reads back twice the same; FALSE without an error: it never did, *read is
 * what is there. */
static gboolean
write_until_right (IspJob *job, IspFuseByte byte, guint8 value, guint8 *read, GError **error)
{
  const IspPart *part = job->link.part;

  for (guint try = 1;; try++)
    {
      g_autoptr (GError) local = NULL;
      guint8 again;

      if (!isp_avr_write_fuse (&job->link, byte, value, &local) ||
          !isp_avr_read_fuse (&job->link, byte, read, &local) ||
          !isp_avr_read_fuse (&job->link, byte, &again, &local) ||
          !isp_avr_check_sync (&job->link, &local))
        {
          if (!recover (job, &local) || try == TRIES)
            {
              if (local == NULL)
                g_set_error (&local, ISP_ERROR, ISP_ERROR_UNSTABLE,
                             /* Translators: %s is a fuse byte, "hfuse" */
                             _ ("%s could not be read back in %u attempts"),
                             isp_fuse_byte_get_id (byte), TRIES);
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          continue;
        }
      isp_session_log (job->session, "%s: wrote %02X, reads %02X %02X", isp_fuse_byte_get_id (byte),
                       value, *read, again);
      if (*read == again && isp_fuse_byte_equal (part, byte, *read, value))
        return TRUE;
      if (try == TRIES)
        return FALSE;
      /* The instruction may have become another one. */
      isp_link_guard_fuses (&job->link);
    }
}

/* Planned, and where that does not take the old value. */
static gboolean
write_byte (IspJob *job, IspFuseByte byte, guint8 planned, GError **error)
{
  IspFuses *after = &job->report->fuses_after;
  guint8 old = job->now->fuses.value[byte];
  guint8 read = old;
  gboolean right;
  GError *local = NULL;

  isp_job_set_chip (job, ISP_CHIP_FUSES_OPEN);
  after->has &= ~(1 << byte); /* not known until it is read back */
  job->link.fuses.value[byte] = planned;
  right = write_until_right (job, byte, planned, &read, &local);
  if (!right && local == NULL && byte != ISP_FUSE_LOCK &&
      !isp_fuse_byte_equal (job->link.part, byte, read, old))
    {
      job->link.fuses.value[byte] = old;
      write_until_right (job, byte, old, &read, &local);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  after->value[byte] = read;
  after->has |= 1 << byte;
  job->link.fuses.value[byte] = read;
  if (!right)
    set_fuse_error (error, ISP_ERROR_FUSE, job->link.part, byte, read, planned);
  return right;
}

/* ── all bytes ── */

/* patient: fuses were written, so a glitch while reading is no reason to leave. */
static gboolean
read_all (IspJob *job, const IspFuses *expected, gboolean patient, GError **error)
{
  IspFuses read;

  for (guint try = 1;; try++)
    {
      g_autoptr (GError) local = NULL;

      if (isp_avr_read_fuses_again (&job->link, expected, &read, &local) &&
          isp_avr_check_sync (&job->link, &local))
        {
          job->report->fuses_after = read;
          return TRUE;
        }
      if (!patient || try == TRIES || !recover (job, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

/* Bytes of report->fuses_after that are not as expected, 1 << IspFuseByte. */
static guint8
find_wrong (const IspJob *job, const IspFuses *expected)
{
  const IspFuses *read = &job->report->fuses_after;
  guint8 wrong = 0;

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (ISP_FUSES_HAS (read, byte) && ISP_FUSES_HAS (expected, byte) &&
        !isp_fuse_byte_equal (job->link.part, byte, read->value[byte], expected->value[byte]))
      wrong |= 1 << byte;
  return wrong;
}

/* All bytes at once, against what is known to be there now; code: what a difference means. */
static gboolean
check_all (IspJob *job, const IspFuses *expected, gboolean patient, IspError code, GError **error)
{
  guint8 wrong;
  guint byte;

  if (!read_all (job, expected, patient, error))
    return FALSE;
  wrong = find_wrong (job, expected);
  if (wrong == 0)
    return TRUE;
  byte = g_bit_nth_lsf (wrong, -1);
  set_fuse_error (error, code, job->link.part, byte, job->report->fuses_after.value[byte],
                  expected->value[byte]);
  return FALSE;
}

/* Out, RESET, in, no faster than the clock that these fuses set bears. */
static gboolean
reenter_for (IspJob *job, const IspFuses *fuses, GError **error)
{
  IspLink *link = &job->link;
  guint32 sck = isp_link_get_sck_for (isp_fuses_get_cpu_hz (fuses, link->part, 0));

  if (sck > 0 && sck < link->proven_sck_hz)
    link->proven_sck_hz = sck;
  return isp_link_reenter (link, link->proven_sck_hz, error);
}

/* Back to the slow rate, out, RESET, in: the chip that answers is in step and is the one that was
 * verified. */
static gboolean
prepare (IspJob *job, const IspFuses *expected, GError **error)
{
  /* Nothing has been written to the fuses: one that reads otherwise now was misread. */
  return reenter_for (job, expected, error) &&
         check_all (job, expected, FALSE, ISP_ERROR_UNSTABLE, error);
}

/* Fuse bytes as they are on the chip now: as found or as written since, but for the lock after an
 * erase. */
static IspFuses
get_present (const IspJob *job)
{
  IspFuses fuses = job->link.fuses;

  if (job->erased)
    fuses.value[ISP_FUSE_LOCK] = 0xFF;
  return fuses;
}

/* The bytes in `bytes`: extended, high, low. */
static gboolean
write_bytes (IspJob *job, const IspFuses *target, guint8 bytes, GError **error)
{
  static const IspFuseByte order[] = { ISP_FUSE_EXTENDED, ISP_FUSE_HIGH, ISP_FUSE_LOW };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (((bytes >> order[i]) & 1) && !write_byte (job, order[i], target->value[order[i]], error))
      return FALSE;
  return TRUE;
}

/* All are looked at in the end; one that was right and is not any more, planned or not, is put
 * right in the same session. */
static gboolean
write_and_check (IspJob *job, const IspFuses *target, guint8 bytes, GError **error)
{
  for (guint try = 1;; try++)
    {
      g_autoptr (GError) local = NULL;

      if (!write_bytes (job, target, bytes, error))
        return FALSE;
      if (check_all (job, target, TRUE, ISP_ERROR_FUSE, &local))
        return TRUE;
      bytes = find_wrong (job, target) & ~(1 << ISP_FUSE_LOCK);
      if (try == TRIES || bytes == 0 || !g_error_matches (local, ISP_ERROR, ISP_ERROR_FUSE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

/* ok: whether the fuses are right. That one is not may be the work of an erase, too. */
static gboolean
check_memories (IspJob *job, gboolean ok, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!ok && !g_error_matches (*error, ISP_ERROR, ISP_ERROR_FUSE))
    return FALSE;
  if (isp_job_check_marks (job, &local))
    return ok;
  if (ok || g_error_matches (local, ISP_ERROR, ISP_ERROR_VERIFY))
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return FALSE;
}

gboolean
isp_job_fuses (IspJob *job, GError **error)
{
  IspFuses target = get_present (job);
  guint8 bytes = job->plan->fuses_to_write & ~(1 << ISP_FUSE_LOCK);
  gboolean ok;

  if (!isp_job_note_marks (job, error) || !prepare (job, &target, error))
    return FALSE;
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    {
      const guint8 *planned = &job->plan->fuses_after.value[byte];

      if (((bytes >> byte) & 1) &&
          isp_fuse_byte_equal (job->link.part, byte, target.value[byte], *planned))
        bytes &= ~(1 << byte); /* written already, before the job went back to its erase */
      else if ((bytes >> byte) & 1)
        target.value[byte] = *planned;
    }

  hold_cancel (job, TRUE);
  ok = check_memories (job, write_and_check (job, &target, bytes, error), error);
  hold_cancel (job, FALSE);
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
  guint32 startup_ms = clock != NULL ? clock->startup_ms : 65;
  gboolean rescued = job->link.programmer->rescue_clock_hz > 0;
  g_autoptr (GError) local = NULL;

  /* Programming mode is left here: the new settings hold from now on, without a rescue clock. */
  job->link.programmer->rescue_clock_hz = 0;
  job->link.programmer->driver->leave (job->link.programmer);
  if (!isp_wait ((startup_ms + 20) * G_GUINT64_CONSTANT (1000), job->cancellable, error))
    return FALSE;

  /* At the rate that fits the new clock; a chip that came back slower than planned still shows up
   * below. */
  if (!reenter_for (job, &job->plan->fuses_after, &local))
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
              if (job->report->chip != ISP_CHIP_UNCHANGED)
                isp_job_set_chip (job, ISP_CHIP_SILENT);
              g_set_error (error, ISP_ERROR, ISP_ERROR_NO_LIFE,
                           rescued ? _ ("The chip does not run without the rescue clock: %s")
                                   : _ ("The chip does not run with its new settings: %s"),
                           local->message);
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

  if (check_all (job, &planned, TRUE, ISP_ERROR_FUSE, error))
    return TRUE;
  if (g_error_matches (*error, ISP_ERROR, ISP_ERROR_FUSE))
    isp_job_set_chip (job, ISP_CHIP_FUSES_OPEN);
  return FALSE;
}

/* ── lock ── */

gboolean
isp_job_lock (IspJob *job, GError **error)
{
  IspFuses present = get_planned (job);
  gboolean ok;

  /* A fuse step that was not in the plan leaves the other bytes as they were found. */
  if (!isp_job_note_marks (job, error) || !prepare (job, &present, error))
    return FALSE;
  hold_cancel (job, TRUE);
  ok = write_byte (job, ISP_FUSE_LOCK, job->plan->fuses_after.value[ISP_FUSE_LOCK], error);
  present.value[ISP_FUSE_LOCK] = job->plan->fuses_after.value[ISP_FUSE_LOCK];
  ok = ok && check_all (job, &present, TRUE, ISP_ERROR_FUSE, error);
  ok = check_memories (job, ok, error);
  hold_cancel (job, FALSE);
  return ok;
}
