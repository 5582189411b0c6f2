/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One flipped bit makes a chip erase (AC 80) of a write of the low fuse (AC A0). So bytes that are
 * programmed are noted before fuses are written, and looked at afterwards. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"

#include <glib/gi18n-lib.h>

/* Of the EEPROM where nothing is known of it. */
#define SAMPLE_BYTES 64u

static void
add_mark (IspMarks *marks, const IspImage *image, guint32 from, guint32 to)
{
  guint8 value;

  for (guint32 at = from; at < to; at++)
    {
      isp_image_read (image, at, &value, 1, 0xFF);
      if (value == 0xFF)
        continue;
      marks->addresses[marks->n] = at;
      marks->values[marks->n++] = value;
      return;
    }
}

/* A programmed byte of each of some pages, with the first and the last. */
static void
add_marks (IspMarks *marks, const IspImage *image, guint32 page)
{
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint32));

  marks->n = 0;
  for (guint32 at = 0; image != NULL && isp_image_next_page (image, page, &at); at += page)
    if (!isp_image_is_blank (image, at, page))
      g_array_append_val (pages, at);
  for (guint i = 0, n = MIN (pages->len, ISP_N_MARKS); i < n; i++)
    {
      guint32 at = isp_job_get_place (pages, i, n);

      add_mark (marks, image, at, at + page);
    }
}

/* What flash holds where the job did not write it. */
static gboolean
settle_flash (IspJob *job, const IspImage **image, GError **error)
{
  if (isp_plan_find_step (job->plan, ISP_STEP_WRITE_FLASH) != NULL)
    *image = job->flash;
  else if (job->known != NULL || isp_job_note_known (job, error))
    *image = job->known;
  else
    return FALSE;
  return TRUE;
}

static gboolean
settle_eeprom (IspJob *job, IspImage **image, GError **error)
{
  const IspPart *part = job->link.part;
  const IspImage *written = isp_job_get_eeprom (job);
  guint8 data[SAMPLE_BYTES];
  gsize n = MIN (part->eeprom.size, SAMPLE_BYTES);

  if (isp_plan_find_step (job->plan, ISP_STEP_WRITE_EEPROM) != NULL)
    *image = isp_image_ref (written);
  else if (job->now->locked || job->erased || n == 0)
    *image = NULL;
  else if (job->found != NULL)
    *image = isp_image_ref (job->found->eeprom);
  else if (isp_job_read_agreed (job, ISP_MEMORY_EEPROM, 0, data, n, error))
    *image = isp_image_new_from_data (0, data, n);
  else
    return FALSE;
  return TRUE;
}

gboolean
isp_job_note_marks (IspJob *job, GError **error)
{
  g_autoptr (IspImage) eeprom = NULL;
  const IspImage *flash;

  if (!settle_flash (job, &flash, error) || !settle_eeprom (job, &eeprom, error))
    return FALSE;
  add_marks (&job->marks[ISP_MEMORY_FLASH], flash, isp_job_get_page (job));
  add_marks (&job->marks[ISP_MEMORY_EEPROM], eeprom, MAX (job->link.part->eeprom.page_size, 4));
  return TRUE;
}

/* *bad: the first mark that is not there; marks->n: all are. */
static gboolean
compare (IspJob *job, IspMemoryId memory, guint8 *read, guint *bad, GError **error)
{
  const IspMarks *marks = &job->marks[memory];

  for (guint reading = 0; reading < 2; reading++)
    {
      if (marks->n > 0 && !(reading == 0 ? isp_avr_read_bytes : isp_avr_read_bytes_agreed) (
                              &job->link, memory, marks->addresses, read, marks->n, error))
        return FALSE;
      for (*bad = 0; *bad < marks->n && read[*bad] == marks->values[*bad];)
        ++*bad;
      if (*bad == marks->n)
        break;
    }
  return TRUE;
}

static gboolean
check_memory (IspJob *job, IspMemoryId memory, GError **error)
{
  const IspMarks *marks = &job->marks[memory];
  guint8 read[ISP_N_MARKS];
  gboolean blank = TRUE;
  guint bad;

  if (!compare (job, memory, read, &bad, error))
    return FALSE;
  if (bad == marks->n)
    return TRUE;
  for (guint i = 0; i < marks->n; i++)
    blank = blank && read[i] == 0xFF;
  isp_job_set_chip (job, blank && memory == ISP_MEMORY_FLASH ? ISP_CHIP_ERASED : ISP_CHIP_PARTLY);
  g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
               memory == ISP_MEMORY_FLASH
                   ? _ ("While the fuses were written, 0x%04X became %02X; it was %02X")
                   : _ ("While the fuses were written, EEPROM 0x%04X became %02X; it was %02X"),
               marks->addresses[bad], read[bad], marks->values[bad]);
  isp_job_add_byte_facts (error, memory, marks->addresses[bad], read[bad], marks->values[bad]);
  return FALSE;
}

gboolean
isp_job_check_marks (IspJob *job, GError **error)
{
  if (isp_fuses_blocks_reading (&job->report->fuses_after, job->link.part))
    return TRUE;
  return check_memory (job, ISP_MEMORY_FLASH, error) &&
         check_memory (job, ISP_MEMORY_EEPROM, error);
}
