/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job that read all of a memory: backup and read. */
#include "config.h"
#include "core/isp-date.h"
#include "core/isp-error.h"
#include "core/isp-printable.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Readings of each byte. */
#define READINGS 2

static gboolean
read_all (IspJob *job, IspMemoryId memory, guint32 size, IspImage *into, GError **error)
{
  g_autofree guint8 *data = g_malloc (size + 1);

  if (!isp_job_read_agreed (job, memory, 0, data, size, error))
    return FALSE;
  isp_image_put (into, 0, data, size);
  return TRUE;
}

gboolean
isp_job_keep_backup (IspJob *job, const IspBackup *backup, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (job->options->backup (backup, &job->report->backup, job->options->backup_data, &why))
    return TRUE;
  if (why == NULL || !g_error_matches (why, ISP_ERROR, ISP_ERROR_BACKUP))
    g_set_error (error, ISP_ERROR, ISP_ERROR_BACKUP, _ ("The backup could not be kept: %s"),
                 why != NULL ? why->message : _ ("no reason given"));
  else
    g_propagate_error (error, g_steal_pointer (&why));
  g_clear_pointer (&job->report->backup, g_free);
  return FALSE;
}

/* Firmware that is to be kept ends below the new boot section: what reaches into it would be cut
 * off. Where the old boot section began lower, that is a bootloader and goes. */
static gboolean
check_kept_firmware (IspJob *job, GError **error)
{
  const IspPlan *plan = job->plan;
  guint32 old_start, old_size;

  if (!plan->request->keep_firmware ||
      !isp_fuses_get_boot_section (&job->backup->fuses, job->link.part, &old_start, &old_size) ||
      old_start <= plan->boot_start ||
      isp_image_is_blank (job->backup->flash, plan->boot_start, old_start - plan->boot_start))
    return TRUE;
  g_set_error (
      error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT,
      _ ("The firmware on the chip reaches beyond 0x%04X, where the new bootloader begins: it "
         "cannot be kept"),
      plan->boot_start);
  return FALSE;
}

void
isp_job_take_first_backup (IspJob *job)
{
  const IspUnfinished *unfinished = job->plan->request->unfinished;

  if (unfinished->backup == NULL)
    return;
  job->backup = isp_backup_ref (unfinished->backup);
  g_free (job->report->backup);
  job->report->backup = g_strdup (unfinished->location);
  job->report->only_fuses = !isp_backup_has_memories (unfinished->backup);
}

gboolean
isp_job_take_proven_backup (IspJob *job)
{
  const IspUnfinished *unfinished = job->plan->request->unfinished;
  IspLeftAs left;

  if (unfinished == NULL || !isp_backup_has_memories (unfinished->backup))
    return FALSE;
  left = isp_unfinished_compare (unfinished, job->found->flash, job->found->eeprom);
  if (isp_unfinished_is_proven (unfinished, left))
    {
      isp_session_log (job->session, "the backup is that of a job that was broken off");
      isp_job_take_first_backup (job);
      return TRUE;
    }
  job->is_whole = left != ISP_LEFT_OTHERWISE;
  isp_session_log (job->session, "%s",
                   job->is_whole ? "whole, so perhaps a chip that is like it"
                                 : "not what that job left");
  return FALSE;
}

/* What a job left half done is no backup: what the chip held before that is. What is whole has a
 * backup of its own, as has what only a backup of the person's own choice may replace. */
static gboolean
settle_backup (IspJob *job, GError **error)
{
  const IspRequest *request = job->plan->request;
  g_autofree char *date = NULL;

  if (isp_job_take_proven_backup (job))
    return TRUE;
  if (request->unfinished != NULL && !job->is_whole && request->kind != ISP_JOB_RESTORE)
    {
      date = isp_date_format (request->unfinished->begun);
      g_set_error (error, ISP_ERROR, ISP_ERROR_OTHER_BOARD,
                   /* Translators: a date and time */
                   _ ("The chip does not hold what the interrupted job of %s left on it"), date);
      return FALSE;
    }
  if (!isp_job_keep_backup (job, job->found, error))
    return FALSE;
  job->backup = isp_backup_ref (job->found);
  return TRUE;
}

/* Without its memories. */
static IspBackup *
begin_backup (const IspJob *job)
{
  IspBackup *backup = isp_backup_new (job->link.part);

  backup->fuses = job->now->fuses;
  memcpy (backup->signature, job->now->signature, 3);
  memcpy (backup->calibration, job->now->calibration, 4);
  backup->n_calibration = job->now->n_calibration;
  backup->programmer_name = g_strdup (job->now->programmer_name);
  backup->keyboard = g_strdup (job->plan->request->keyboard);
  backup->rehearsal = job->now->rehearsal;
  return backup;
}

gboolean
isp_job_backup_fuses (IspJob *job, GError **error)
{
  g_autoptr (IspBackup) backup = begin_backup (job);

  if (!isp_job_keep_backup (job, backup, error))
    return FALSE;
  job->backup = g_steal_pointer (&backup);
  job->report->only_fuses = TRUE;
  return TRUE;
}

gboolean
isp_job_backup (IspJob *job, GError **error)
{
  const IspPart *part = job->link.part;
  g_autoptr (IspBackup) backup = begin_backup (job);

  isp_job_expect (job, READINGS * (part->flash.size + part->eeprom.size));
  if (!read_all (job, ISP_MEMORY_FLASH, part->flash.size, backup->flash, error) ||
      !read_all (job, ISP_MEMORY_EEPROM, part->eeprom.size, backup->eeprom, error))
    {
      g_prefix_error (error, _ ("Reading for the backup: "));
      return FALSE;
    }
  job->found = g_steal_pointer (&backup);
  return settle_backup (job, error) && check_kept_firmware (job, error);
}

/* ── read ── */

/* The map shows what there is. */
static void
mark_pages (IspJob *job, IspMemoryId memory, const IspImage *image)
{
  isp_job_mark (job, memory, 0, isp_image_get_end (image), ISP_PAGE_BLANK);
  if (job->options->map != NULL && isp_map_get_memory (job->options->map) == memory)
    isp_map_mark_image (job->options->map, image, ISP_PAGE_IN_USE);
}

/* Before it is read, which takes a while: whether it can be saved. */
static gboolean
save (IspJob *job, gboolean check, GError **error)
{
  const char *uri = job->plan->request->output;
  IspReport *report = job->report;
  g_autoptr (GFile) file = uri != NULL ? g_file_new_for_uri (uri) : NULL;
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (file == NULL)
    return TRUE;
  if (check)
    return isp_image_check_target (file, error);
  if (!isp_image_save (report->data, file, NULL, error))
    return FALSE;
  g_free (report->saved);
  report->saved = isp_text_make_line (name, ISP_NAME_CHARS);
  return TRUE;
}

gboolean
isp_job_read (IspJob *job, GError **error)
{
  IspMemoryId memory = job->plan->request->memory;
  guint32 size =
      memory == ISP_MEMORY_FLASH ? job->link.part->flash.size : job->link.part->eeprom.size;

  isp_job_expect (job, READINGS * size);
  g_clear_pointer (&job->report->data, isp_image_unref);
  job->report->data = isp_image_new ();
  if (!save (job, TRUE, error) || !read_all (job, memory, size, job->report->data, error))
    return FALSE;
  mark_pages (job, memory, job->report->data);
  return save (job, FALSE, error);
}
