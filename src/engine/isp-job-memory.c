/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job that move memory: backup, erase, write, verify, EEPROM, read. */
#include "core/isp-error.h"
#include "isp-avr.h"
#include "isp-job-private.h"

#include <string.h>

/* ── backup ── */

static gboolean
read_all (IspJob *job, IspMemoryId memory, guint32 size, guint8 *out, GError **error)
{
  return size == 0 || isp_avr_read (&job->link, memory, 0, out, size, error);
}

/* Twice at a fast rate, once at the slow, proven one. */
static gboolean
read_trusted (IspJob *job, IspMemoryId memory, guint32 size, IspImage *into, GError **error)
{
  gboolean twice = job->link.sck_hz > job->link.proven_sck_hz;
  g_autofree guint8 *first = g_malloc (size + 1);
  g_autofree guint8 *second = NULL;

  if (!read_all (job, memory, size, first, error))
    return FALSE;
  if (twice)
    {
      second = g_malloc (size + 1);
      if (!read_all (job, memory, size, second, error))
        return FALSE;
      if (memcmp (first, second, size) != 0)
        {
          /* The rate is too fast after all; the slow one decides. */
          isp_session_log (job->session, "two readings differ");
          if (!isp_job_slow_down (job, error) || !read_all (job, memory, size, first, error) ||
              !read_all (job, memory, size, second, error))
            return FALSE;
          if (memcmp (first, second, size) != 0)
            {
              g_set_error_literal (
                  error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                  "The chip's memory reads differently each time, no backup can be "
                  "trusted");
              return FALSE;
            }
        }
    }
  isp_image_put (into, 0, first, size);
  return TRUE;
}

gboolean
isp_job_backup (IspJob *job, GError **error)
{
  const IspPart *part = job->link.part;
  gboolean twice = job->link.sck_hz > job->link.proven_sck_hz;
  g_autoptr (IspBackup) backup = isp_backup_new (part);

  isp_job_expect (job, (part->flash.size + part->eeprom.size) * (twice ? 2 : 1));
  if (!read_trusted (job, ISP_MEMORY_FLASH, part->flash.size, backup->flash, error) ||
      !read_trusted (job, ISP_MEMORY_EEPROM, part->eeprom.size, backup->eeprom, error))
    {
      g_prefix_error (error, "Reading for the backup: ");
      return FALSE;
    }
  backup->fuses = job->now->fuses;
  memcpy (backup->signature, job->now->signature, 3);
  memcpy (backup->calibration, job->now->calibration, 4);
  backup->n_calibration = job->now->n_calibration;
  backup->programmer_name = g_strdup (job->now->programmer_name);
  backup->rehearsal = job->now->rehearsal;

  if (!job->options->backup (backup, &job->report->backup, job->options->backup_data, error))
    {
      if (error != NULL && *error != NULL && (*error)->domain != ISP_ERROR)
        {
          GError *why = *error;

          *error = g_error_new (ISP_ERROR, ISP_ERROR_BACKUP, "The backup could not be kept: %s",
                                why->message);
          g_error_free (why);
        }
      return FALSE;
    }
  job->backup = g_steal_pointer (&backup);
  return TRUE;
}

/* ── erase ── */

/* Bytes that are known to be programmed: from the backup, else from the boot section. */
static const IspImage *
get_known (const IspJob *job)
{
  return job->backup != NULL ? job->backup->flash : job->plan->snapshot->boot;
}

/* What was programmed has to read FF now. The lowest and highest such pages and one between are
 * enough: silicon erases all or nothing. */
static gboolean
check_erased (IspJob *job, GError **error)
{
  const IspImage *known = get_known (job);
  guint32 page = MAX (job->link.part->flash.page_size, 2);
  g_autofree guint8 *data = g_malloc (page);
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint step;

  for (guint32 at = 0; known != NULL && isp_image_next_page (known, page, &at); at += page)
    if (!isp_image_is_blank (known, at, page))
      g_array_append_val (pages, at);

  step = MAX (pages->len / 2, 1);
  for (guint i = 0; i < pages->len; i += step)
    {
      guint32 at = g_array_index (
          pages, guint32, MIN (i + step >= pages->len ? pages->len - 1 : i, pages->len - 1));
      if (!isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, data, page, error))
        return FALSE;
      for (guint32 j = 0; j < page; j++)
        if (data[j] != 0xFF)
          {
            g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
                         "The chip was not erased: 0x%04X still holds %02X", at + j, data[j]);
            return FALSE;
          }
    }
  return TRUE;
}

gboolean
isp_job_erase (IspJob *job, GError **error)
{
  job->report->chip = ISP_CHIP_ERASING;
  if (!isp_avr_erase (&job->link, error) || !check_erased (job, error))
    return FALSE;
  job->erased = TRUE;
  job->report->chip = ISP_CHIP_ERASED;
  return TRUE;
}

/* ── flash ── */

static guint32
flash_page (const IspJob *job)
{
  return MAX (job->link.part->flash.page_size, 2);
}

/* The image of the plan, and beside it the application from the backup where it is to be kept. */
static void
settle_flash (IspJob *job)
{
  const IspPlan *plan = job->plan;

  if (job->flash != NULL)
    return;
  job->flash = isp_image_copy (plan->flash);
  if (plan->request->keep_firmware && job->backup != NULL)
    {
      g_autoptr (IspImage) old = isp_image_slice (job->backup->flash, 0, plan->boot_start);
      guint32 page = flash_page (job);

      for (guint32 at = 0; isp_image_next_page (old, page, &at); at += page)
        {
          g_autofree guint8 *data = g_malloc (page);

          if (isp_image_is_blank (old, at, page))
            continue;
          isp_image_read (old, at, data, page, 0xFF);
          isp_image_put (job->flash, at, data, page);
        }
    }
}

/* Without an erase a bit only goes from 1 to 0: look at every page first, before anything is
 * written. */
static gboolean
check_without_erase (IspJob *job, GError **error)
{
  guint32 page = flash_page (job);
  g_autofree guint8 *old = g_malloc (page);
  g_autofree guint8 *new = g_malloc (page);

  for (guint32 at = 0; isp_image_next_page (job->flash, page, &at); at += page)
    {
      if (!isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, old, page, error))
        return FALSE;
      isp_image_read (job->flash, at, new, page, 0xFF);
      for (guint32 i = 0; i < page; i++)
        if (isp_image_has (job->flash, at + i) && (old[i] & new[i]) != new[i])
          {
            g_set_error (error, ISP_ERROR, isp_hazard_get_error_code (ISP_HAZARD_NEEDS_ERASE),
                         "0x%04X holds %02X and should become %02X: that needs an erase first",
                         at + i, old[i], new[i]);
            return FALSE;
          }
    }
  return TRUE;
}

gboolean
isp_job_write_flash (IspJob *job, GError **error)
{
  guint32 page = flash_page (job);
  guint32 most = MAX (2048 / page, 1); /* pages of one run */
  g_autofree guint8 *data = g_malloc (most * page);
  guint32 at = 0;

  settle_flash (job);
  isp_job_expect (job, isp_image_count_pages (job->flash, page) * page);
  if (!job->erased && !check_without_erase (job, error))
    return FALSE;
  job->step_done = 0;

  while (isp_image_next_page (job->flash, page, &at))
    {
      guint32 start = at, n = 0;

      if (job->erased && isp_image_is_blank (job->flash, at, page))
        {
          job->link.tick (page, job->link.tick_data);
          at += page;
          continue;
        }
      /* A run of neighbours, so that a programmer with a long link does not wait for each. */
      for (guint32 next = at;
           n < most && isp_image_next_page (job->flash, page, &next) && next == at &&
           !(job->erased && isp_image_is_blank (job->flash, at, page));
           next = at)
        {
          at += page;
          n++;
        }
      isp_image_read (job->flash, start, data, n * page, 0xFF);
      job->report->chip = ISP_CHIP_PARTLY;
      if (!isp_avr_write_flash (&job->link, start, data, n * page, error))
        {
          g_prefix_error (error, "Writing at 0x%04X: ", start);
          return FALSE;
        }
    }
  job->report->chip = ISP_CHIP_PARTLY; /* written, not verified */
  return TRUE;
}

/* ── verify ── */

/* One page against the image: gaps count as FF after an erase, and not at all without one. */
static gboolean
page_is_right (const IspJob *job, guint32 at, const guint8 *read, guint32 *first_bad)
{
  guint32 page = flash_page (job);
  g_autofree guint8 *want = g_malloc (page);

  isp_image_read (job->flash, at, want, page, 0xFF);
  for (guint32 i = 0; i < page; i++)
    if (read[i] != want[i] && (job->erased || isp_image_has (job->flash, at + i)))
      {
        *first_bad = at + i;
        return FALSE;
      }
  return TRUE;
}

/* A page read back wrong: slower, read again; where only zeros are missing, write it once more. */
static gboolean
redo_page (IspJob *job, guint32 at, guint8 *read, gboolean *right, GError **error)
{
  guint32 page = flash_page (job), bad;
  g_autofree guint8 *want = g_malloc (page);
  gboolean writes = isp_plan_find_step (job->plan, ISP_STEP_WRITE_FLASH) != NULL;

  if (!isp_job_slow_down (job, error) ||
      !isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, read, page, error))
    return FALSE;
  *right = page_is_right (job, at, read, &bad);
  if (*right || !writes)
    return TRUE;

  isp_image_read (job->flash, at, want, page, 0xFF);
  for (guint32 i = 0; i < page; i++)
    if ((read[i] & want[i]) != want[i])
      return TRUE; /* a 0 where a 1 should be: only an erase helps */
  isp_session_log (job->session, "page 0x%04X is written once more", at);
  if (!isp_avr_write_flash (&job->link, at, want, page, error) ||
      !isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, read, page, error))
    return FALSE;
  *right = page_is_right (job, at, read, &bad);
  return TRUE;
}

static gboolean
verify_page (IspJob *job, guint32 at, guint8 *read, guint32 *first_bad, guint *n_bad,
             GError **error)
{
  guint32 page = flash_page (job), bad = at;
  gboolean right = page_is_right (job, at, read, &bad);

  if (!right && !redo_page (job, at, read, &right, error))
    return FALSE;
  if (right)
    return TRUE;
  if (job->report->bad == NULL)
    job->report->bad = isp_image_new ();
  isp_image_put (job->report->bad, at, read, page);
  if ((*n_bad)++ == 0)
    *first_bad = bad;
  return TRUE;
}

/* Bytes of a page by single instructions, spread over it, against what the page should hold. An
 * address that overflowed, or an accelerator that answers from its own buffer, shows in each of
 * them. */
#define SPOT_BYTES 8u

static gboolean
check_spot (IspJob *job, guint32 at, GError **error)
{
  guint32 page = flash_page (job), stride = MAX (page / SPOT_BYTES, 1);

  for (guint32 i = 0; i < page; i += stride)
    {
      guint32 address = at + i + (i / stride) % stride;
      guint8 read, want;

      if (!isp_image_has (job->flash, address) && !job->erased)
        continue;
      if (!isp_avr_read_single (&job->link, ISP_MEMORY_FLASH, address, &read, 1, error))
        return FALSE;
      isp_image_read (job->flash, address, &want, 1, 0xFF);
      if (read != want)
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY, "0x%04X reads %02X, should be %02X",
                       address, read, want);
          return FALSE;
        }
    }
  return TRUE;
}

/* Lowest and highest page, and the places that an overflow of 16 or 17 address bits would have hit.
 */
static gboolean
check_spots (IspJob *job, GError **error)
{
  const IspDriver *driver = job->link.programmer->driver;
  guint32 page = flash_page (job);
  guint32 low = isp_image_get_start (job->flash) & ~(page - 1);
  guint32 high = (isp_image_get_end (job->flash) - 1) & ~(page - 1);
  guint32 spots[4] = { low, high };
  guint n = low == high ? 1 : 2;

  if (!((driver->accelerates >> ISP_MEMORY_FLASH) & 1) && high < 0x10000)
    return TRUE;
  if (high >= 0x10000)
    spots[n++] = high & 0xFFFF;
  if (high >= 0x20000)
    spots[n++] = high & 0x1FFFF;
  for (guint i = 0; i < n; i++)
    if (!check_spot (job, spots[i], error))
      return FALSE;
  return TRUE;
}

/* What is to be compared: the pages of the image, or the whole flash. */
static IspImage *
get_scope (const IspJob *job)
{
  guint32 page = flash_page (job);
  IspImage *scope = isp_image_new ();
  g_autofree guint8 *marks = g_malloc0 (job->link.part->flash.size);

  if (job->plan->request->verify_all && job->erased)
    isp_image_put (scope, 0, marks, job->link.part->flash.size);
  else
    for (guint32 at = 0; isp_image_next_page (job->flash, page, &at); at += page)
      isp_image_put (scope, at, marks, page);
  return scope;
}

gboolean
isp_job_verify_flash (IspJob *job, GError **error)
{
  guint32 page = flash_page (job), first_bad = 0;
  guint32 most = MAX (2048 / page, 1) * page;
  g_autofree guint8 *data = g_malloc (most);
  g_autoptr (IspImage) scope = NULL;
  guint n_bad = 0;

  settle_flash (job);
  scope = get_scope (job);
  isp_job_expect (job, isp_image_get_size (scope));
  for (guint i = 0; i < isp_image_get_n_ranges (scope); i++)
    {
      IspRange range = isp_image_get_range (scope, i);

      for (guint32 at = range.start; at < range.end; at += most)
        {
          guint32 len = MIN (most, range.end - at);

          if (!isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, data, len, error))
            return FALSE;
          for (guint32 j = 0; j < len; j += page)
            if (!verify_page (job, at + j, data + j, &first_bad, &n_bad, error))
              return FALSE;
        }
    }

  if (n_bad > 0)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
                   n_bad == 1 ? "One page reads back wrong, at 0x%04X"
                              : "%2$u pages read back wrong, the first at 0x%1$04X",
                   first_bad, n_bad);
      return FALSE;
    }
  if (!check_spots (job, error))
    return FALSE;
  if (isp_plan_find_step (job->plan, ISP_STEP_WRITE_FLASH) != NULL)
    job->report->chip = ISP_CHIP_WRITTEN;
  return TRUE;
}

/* ── EEPROM ── */

static const IspImage *
get_eeprom (const IspJob *job)
{
  if (job->plan->eeprom != NULL)
    return job->plan->eeprom;
  return job->backup != NULL ? job->backup->eeprom : NULL;
}

static gboolean
verify_eeprom (IspJob *job, const IspImage *image, GError **error)
{
  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    {
      IspRange range = isp_image_get_range (image, i);
      gsize len = range.end - range.start;
      g_autofree guint8 *want = g_malloc (len);
      g_autofree guint8 *read = g_malloc (len);

      isp_image_read (image, range.start, want, len, 0xFF);
      if (!isp_avr_read (&job->link, ISP_MEMORY_EEPROM, range.start, read, len, error))
        return FALSE;
      for (gsize j = 0; j < len; j++)
        if (read[j] != want[j])
          {
            g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
                         "EEPROM 0x%04X reads %02X, should be %02X", (guint) (range.start + j),
                         read[j], want[j]);
            return FALSE;
          }
    }
  return TRUE;
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
      job->report->chip = ISP_CHIP_PARTLY;
      if (!isp_avr_write_eeprom (&job->link, range.start + at, want + at, end - at, error))
        return FALSE;
      at = end;
    }
  return TRUE;
}

gboolean
isp_job_write_eeprom (IspJob *job, GError **error)
{
  const IspImage *image = get_eeprom (job);
  gboolean writes = job->plan->request->kind != ISP_JOB_VERIFY;

  g_assert (image != NULL);
  isp_job_expect (job, isp_image_get_size (image) * (writes ? 3 : 1));
  for (guint i = 0; writes && i < isp_image_get_n_ranges (image); i++)
    if (!write_eeprom_range (job, image, isp_image_get_range (image, i), error))
      {
        g_prefix_error (error, "Writing EEPROM: ");
        return FALSE;
      }
  if (!verify_eeprom (job, image, error))
    return FALSE;
  if (job->report->chip == ISP_CHIP_PARTLY)
    job->report->chip = ISP_CHIP_WRITTEN;
  return TRUE;
}

/* ── read ── */

gboolean
isp_job_read (IspJob *job, GError **error)
{
  IspMemoryId memory = job->plan->request->memory;
  guint32 size =
      memory == ISP_MEMORY_FLASH ? job->link.part->flash.size : job->link.part->eeprom.size;
  gboolean twice = job->link.sck_hz > job->link.proven_sck_hz;

  isp_job_expect (job, size * (twice ? 2 : 1));
  g_clear_pointer (&job->report->data, isp_image_unref);
  job->report->data = isp_image_new ();
  return read_trusted (job, memory, size, job->report->data, error);
}
