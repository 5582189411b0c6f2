/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step of a job that writes EEPROM and compares it. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const IspImage *
isp_job_get_eeprom (const IspJob *job)
{
  if (job->plan->eeprom != NULL)
    return job->plan->eeprom;
  return job->backup != NULL ? job->backup->eeprom : NULL;
}

/* Writes what is not there yet: an erased EEPROM is FF already, a kept one may hold the same bytes.
 */
static gboolean
write_eeprom_range (IspJob *job, const IspImage *image, IspRange range, GError **error)
{
  gsize page = MAX (job->link.part->eeprom.page_size, 1), len = range.end - range.start;
  g_autofree guint8 *want = g_malloc (len);
  g_autofree guint8 *old = g_malloc (len);

  isp_image_read (image, range.start, want, len, 0xFF);
  if (!isp_avr_read (&job->link, ISP_MEMORY_EEPROM, range.start, old, len, error))
    return FALSE;
  for (gsize at = 0; at < len;)
    {
      gsize n = MIN (page - ((range.start + at) & (page - 1)), len - at);
      gsize end = at;

      /* A run of pages that differ goes in one call. */
      while (end < len && memcmp (want + end, old + end, MIN (n, len - end)) != 0)
        {
          end = MIN (end + n, len);
          n = page;
        }
      if (end == at)
        {
          job->link.tick (n, job->link.tick_data);
          at += n;
          continue;
        }
      isp_job_set_chip (job, ISP_CHIP_PARTLY);
      job->link.patient = TRUE;
      if (!isp_avr_write_eeprom (&job->link, range.start + at, want + at, end - at, error))
        return FALSE;
      at = end;
    }
  return TRUE;
}

/* *bad: the first address that differs, and what is there and should be. */
typedef struct
{
  guint32 address;
  guint8 read, want;
} Difference;

static gboolean
is_same (IspRange range, const guint8 *read, const guint8 *want, Difference *bad)
{
  for (gsize i = 0; i < range.end - range.start; i++)
    if (read[i] != want[i])
      {
        *bad = (Difference){ range.start + i, read[i], want[i] };
        return FALSE;
      }
  return TRUE;
}

/* What matches, matches, as long as it was really read; what differs has to do so twice. */
static gboolean
compare_range (IspJob *job, const IspImage *image, IspRange range, Difference *bad, gboolean *same,
               GError **error)
{
  gsize len = range.end - range.start;
  g_autofree guint8 *want = g_malloc (len);
  g_autofree guint8 *read = g_malloc (len);

  isp_image_read (image, range.start, want, len, 0xFF);
  if (!isp_avr_read (&job->link, ISP_MEMORY_EEPROM, range.start, read, len, error))
    return FALSE;
  *same = is_same (range, read, want, bad);
  if (*same && !isp_avr_check_accelerator (&job->link, ISP_MEMORY_EEPROM, range.start, read, len,
                                           same, error))
    return FALSE;
  if (*same)
    return TRUE;
  if (!isp_job_slow_down (job, error) ||
      !isp_job_read_agreed (job, ISP_MEMORY_EEPROM, range.start, read, len, error))
    return FALSE;
  *same = is_same (range, read, want, bad);
  return TRUE;
}

#define ROUNDS 3u

/* Written where it differs, and compared; again, slower, where that fails. */
static gboolean
settle_range (IspJob *job, const IspImage *image, IspRange range, GError **error)
{
  Difference bad = { 0 };

  for (guint round = 1; round <= ROUNDS; round++)
    {
      gboolean same;

      if (round > 1 && !isp_job_slow_down (job, error))
        return FALSE;
      if (!write_eeprom_range (job, image, range, error))
        {
          g_prefix_error (error, _ ("Writing EEPROM: "));
          isp_error_set_facts (error, &(IspErrorFacts){ .kind = ISP_FACTS_MEMORY,
                                                        .memory = ISP_MEMORY_EEPROM,
                                                        .address = range.start,
                                                        .bytes = range.end - range.start });
          return FALSE;
        }
      isp_job_note_stage (job, ISP_STAGE_COMPLETE);
      if (!compare_range (job, image, range, &bad, &same, error))
        return FALSE;
      if (same)
        return TRUE;
      isp_session_log (job->session, "EEPROM 0x%04X reads %02X, should be %02X", bad.address,
                       bad.read, bad.want);
    }
  g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY, _ ("EEPROM 0x%04X reads %02X, should be %02X"),
               bad.address, bad.read, bad.want);
  isp_error_set_facts (error, &(IspErrorFacts){ .kind = ISP_FACTS_MEMORY,
                                                .memory = ISP_MEMORY_EEPROM,
                                                .address = bad.address,
                                                .bytes = 1,
                                                .compared = TRUE,
                                                .read = bad.read,
                                                .planned = bad.want });
  return FALSE;
}

/* What all of EEPROM has to hold afterwards: beside the image stays what was there, or what the
 * erase left. Where that was not read, the image is all that is known. */
static IspImage *
get_whole (const IspJob *job, const IspImage *image)
{
  gsize size = job->link.part->eeprom.size;
  gboolean was_erased = job->erased && !isp_job_erase_spares_eeprom (job);
  g_autofree guint8 *data = g_malloc (size + 1);

  if (job->found == NULL)
    return isp_image_ref (image);
  memset (data, 0xFF, size);
  if (!was_erased)
    isp_image_read (job->found->eeprom, 0, data, size, 0xFF);
  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    {
      IspRange range = isp_image_get_range (image, i);

      isp_image_read (image, range.start, data + range.start, range.end - range.start, 0xFF);
    }
  return isp_image_new_from_data (0, data, size);
}

gboolean
isp_job_write_eeprom (IspJob *job, GError **error)
{
  const IspImage *image = isp_job_get_eeprom (job);
  g_autoptr (IspImage) whole = NULL;

  g_assert (image != NULL);
  whole = get_whole (job, image);
  isp_job_expect (job, isp_image_get_size (whole) * 3);
  for (guint i = 0; i < isp_image_get_n_ranges (whole); i++)
    if (!settle_range (job, whole, isp_image_get_range (whole, i), error))
      return FALSE;
  return TRUE;
}
