/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step of a job that erases the chip, and proves it: what was programmed reads FF. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where an accelerator that counts in 16 bits goes wrong. */
#define BANK 0x10000u
/* Of the single bytes of EEPROM that are looked at for FF. */
#define MAX_BYTES 32u

/* ── what was there ── */

static gboolean
note_page (IspJob *job, guint32 at, GError **error)
{
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *data = g_malloc (page);

  if (!isp_job_read_agreed (job, ISP_MEMORY_FLASH, at, data, page, error))
    return FALSE;
  isp_image_put (job->known, at, data, page);
  return TRUE;
}

/* The lowest page of each 64 KiB also shows whether the accelerator gets there. */
gboolean
isp_job_note_known (IspJob *job, GError **error)
{
  const IspSnapshot *snapshot = job->plan->snapshot;

  g_clear_pointer (&job->known, isp_image_unref); /* it erases once more */
  if (job->found != NULL)
    {
      job->known = isp_image_ref (job->found->flash);
      return TRUE;
    }
  if (job->now->locked)
    return TRUE;
  job->known = snapshot->boot != NULL ? isp_image_copy (snapshot->boot) : isp_image_new ();
  for (guint32 at = 0; at < job->link.part->flash.size; at += BANK)
    if ((at > 0 || snapshot->boot == NULL || snapshot->boot_blank) && !note_page (job, at, error))
      return FALSE;
  return TRUE;
}

/* ── what has to be FF ── */

static gboolean
is_blank (const guint8 *data, gsize len, gsize *bad)
{
  for (*bad = 0; *bad < len && data[*bad] == 0xFF;)
    ++*bad;
  return *bad == len;
}

/* Where it is not blank, two readings at the slow rate decide. */
static gboolean
check_page (IspJob *job, guint32 at, GError **error)
{
  guint32 len = MIN (isp_job_get_page (job), job->link.part->flash.size - at);
  g_autofree guint8 *data = g_malloc (len);
  gsize bad;

  if (!isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, data, len, error))
    return FALSE;
  if (is_blank (data, len, &bad))
    return TRUE;
  if (!isp_job_slow_down (job, error) ||
      !isp_job_read_agreed (job, ISP_MEMORY_FLASH, at, data, len, error))
    return FALSE;
  if (is_blank (data, len, &bad))
    return TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
               _ ("The chip is not fully erased: 0x%04X still holds %02X"), at + (guint) bad,
               data[bad]);
  isp_job_add_byte_facts (error, ISP_MEMORY_FLASH, at + bad, data[bad], 0xFF);
  return FALSE;
}

guint32
isp_job_get_place (const GArray *places, guint i, guint n)
{
  return g_array_index (places, guint32, n > 1 ? (guint64) (places->len - 1) * i / (n - 1) : 0);
}

static gboolean
check_pages (IspJob *job, const GArray *pages, guint most, GError **error)
{
  guint n = MIN (pages->len, most);

  for (guint i = 0; i < n; i++)
    if (!check_page (job, isp_job_get_place (pages, i, n), error))
      return FALSE;
  return TRUE;
}

static gboolean
check_flash (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job);
  guint most = isp_plan_count_proof_pages (job->plan, job->link.sck_hz);
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 at = 0; job->known != NULL && isp_image_next_page (job->known, page, &at);
       at += page)
    if (!isp_image_is_blank (job->known, at, page))
      g_array_append_val (known, at);
  if (job->plan->request->kind == ISP_JOB_ERASE)
    for (guint32 at = 0; at < job->link.part->flash.size; at += page)
      g_array_append_val (all, at);
  return check_pages (job, known, most, error) && check_pages (job, all, most, error);
}

gboolean
isp_job_erase_spares_eeprom (const IspJob *job)
{
  return isp_fuses_is_programmed (&job->link.fuses, job->link.part, ISP_FIELD_EESAVE);
}

/* Where the erase takes the EEPROM: bytes of it that were programmed, and in a job that ends here
 * any. */
static gboolean
check_eeprom (IspJob *job, GError **error)
{
  const IspPart *part = job->link.part;
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 addresses[MAX_BYTES];
  guint8 data[MAX_BYTES], old = 0;
  gsize n, bad;

  if (isp_job_erase_spares_eeprom (job))
    return TRUE;
  for (guint32 at = 0; at < part->eeprom.size; at++)
    {
      if (job->found != NULL)
        isp_image_read (job->found->eeprom, at, &old, 1, 0xFF);
      if (job->found != NULL ? old != 0xFF : job->plan->request->kind == ISP_JOB_ERASE)
        g_array_append_val (places, at);
    }
  n = MIN (places->len, MAX_BYTES);
  for (guint i = 0; i < n; i++)
    addresses[i] = isp_job_get_place (places, i, n);
  if (n == 0 ||
      !isp_avr_read_bytes_agreed (&job->link, ISP_MEMORY_EEPROM, addresses, data, n, error))
    return n == 0;
  if (is_blank (data, n, &bad))
    return TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
               _ ("The chip is not fully erased: EEPROM 0x%04X still holds %02X"), addresses[bad],
               data[bad]);
  isp_job_add_byte_facts (error, ISP_MEMORY_EEPROM, addresses[bad], data[bad], 0xFF);
  return FALSE;
}

/* An erase sets the lock bits back, which of a locked chip was all that could be read. */
static gboolean
check_unlocked (IspJob *job, GError **error)
{
  IspFuses *fuses = &job->report->fuses_after;
  IspFuses expected = job->now->fuses;

  if (!ISP_FUSES_HAS (&expected, ISP_FUSE_LOCK) ||
      isp_fuse_byte_equal (job->link.part, ISP_FUSE_LOCK, expected.value[ISP_FUSE_LOCK], 0xFF))
    return TRUE;
  expected.value[ISP_FUSE_LOCK] = 0xFF;
  if (!isp_avr_read_fuses_again (&job->link, &expected, fuses, error))
    return FALSE;
  if (isp_fuse_byte_equal (job->link.part, ISP_FUSE_LOCK, fuses->value[ISP_FUSE_LOCK], 0xFF))
    return TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
               _ ("The chip is not fully erased: its lock still reads %02X"),
               fuses->value[ISP_FUSE_LOCK]);
  isp_error_set_facts (error, &(IspErrorFacts){ .kind = ISP_FACTS_FUSE,
                                                .fuse = ISP_FUSE_LOCK,
                                                .compared = TRUE,
                                                .read = fuses->value[ISP_FUSE_LOCK],
                                                .planned = 0xFF });
  return FALSE;
}

static void
mark_erased (IspJob *job)
{
  isp_job_mark (job, ISP_MEMORY_FLASH, 0, job->link.part->flash.size, ISP_PAGE_BLANK);
  if (job->plan->flash == NULL)
    return;
  isp_job_settle_flash (job);
  if (job->options->map != NULL)
    isp_map_mark_image (job->options->map, job->flash, ISP_PAGE_TO_WRITE);
}

gboolean
isp_job_erase (IspJob *job, GError **error)
{
  if (!isp_job_note_known (job, error))
    return FALSE;
  isp_job_set_chip (job, ISP_CHIP_ERASING);
  job->link.patient = TRUE;
  if (!isp_avr_erase (&job->link, error))
    return FALSE;
  if (job->link.part->instructions->reset_after_erase &&
      !isp_link_reenter (&job->link, job->link.sck_hz, error))
    return FALSE;
  if (!check_flash (job, error) || !check_eeprom (job, error) || !check_unlocked (job, error))
    return FALSE;
  job->erased = TRUE;
  mark_erased (job);
  isp_job_set_chip (job, ISP_CHIP_ERASED);
  return TRUE;
}
