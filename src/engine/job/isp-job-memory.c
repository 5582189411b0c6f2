/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job that write flash and compare it. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is handed to the engine at once: no less than one call of a fast programmer. */
#define RUN_BYTES 4096u

guint32
isp_job_get_page (const IspJob *job)
{
  return MAX (job->plan->part->flash.page_size, 2);
}

/* ── facts of errors ── */

void
isp_job_add_byte_facts (GError **error, IspMemoryId memory, guint32 address, guint8 read,
                        guint8 planned)
{
  const IspErrorFacts facts = { .kind = ISP_FACTS_MEMORY,
                                .memory = memory,
                                .address = address,
                                .bytes = 1,
                                .compared = TRUE,
                                .read = read,
                                .planned = planned };

  isp_error_set_facts (error, &facts);
}

static void
add_place_facts (GError **error, guint32 address, gsize bytes)
{
  const IspErrorFacts facts = {
    .kind = ISP_FACTS_MEMORY, .memory = ISP_MEMORY_FLASH, .address = address, .bytes = bytes
  };

  isp_error_set_facts (error, &facts);
}

/* ── flash ── */

void
isp_job_settle_flash (IspJob *job)
{
  const IspPlan *plan = job->plan;
  g_autoptr (IspImage) both = NULL;
  g_autoptr (IspImage) old = NULL;
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *data = g_malloc (page);

  if (job->flash != NULL)
    return;
  if (!plan->request->keep_firmware || job->backup == NULL)
    {
      job->flash = isp_image_ref (plan->flash);
      return;
    }
  both = isp_image_copy (plan->flash);
  old = isp_image_slice (job->backup->flash, 0, plan->boot_start);
  for (guint32 at = 0; isp_image_next_page (old, page, &at); at += page)
    {
      if (isp_image_is_blank (old, at, page))
        continue;
      isp_image_read (old, at, data, page, 0xFF);
      isp_image_put (both, at, data, page);
    }
  job->flash = g_steal_pointer (&both);
}

static gboolean
compares_all (const IspJob *job)
{
  return job->erased && (job->strayed || job->plan->request->verify_all);
}

/* What is to be compared: the pages of the image, or the whole flash. */
static IspImage *
get_scope (const IspJob *job)
{
  guint32 page = isp_job_get_page (job);
  IspImage *scope = isp_image_new ();
  g_autofree guint8 *marks = g_malloc0 (job->link.part->flash.size);

  if (compares_all (job))
    isp_image_put (scope, 0, marks, job->link.part->flash.size);
  else
    for (guint32 at = 0; isp_image_next_page (job->flash, page, &at); at += page)
      isp_image_put (scope, at, marks, page);
  return scope;
}

/* Without an erase a bit only goes from 1 to 0: look at every page first, before anything is
 * written. */
static gboolean
check_without_erase (IspJob *job, GError **error)
{
  g_autoptr (IspImage) scope = get_scope (job);

  for (guint i = 0; i < isp_image_get_n_ranges (scope); i++)
    {
      IspRange range = isp_image_get_range (scope, i);
      guint32 len = range.end - range.start;
      g_autofree guint8 *old = g_malloc (len);
      g_autofree guint8 *new = g_malloc (len);

      if (!isp_job_read_agreed (job, ISP_MEMORY_FLASH, range.start, old, len, error))
        return FALSE;
      isp_image_read (job->flash, range.start, new, len, 0xFF);
      for (guint32 j = 0; j < len; j++)
        if (isp_image_has (job->flash, range.start + j) && (old[j] & new[j]) != new[j])
          {
            g_set_error (error, ISP_ERROR, isp_hazard_get_error_code (ISP_HAZARD_NEEDS_ERASE),
                         /* Translators: an address, and bytes: "0x7000 holds 5E …" */
                         _ ("0x%04X holds %02X and should become %02X: that needs an erase first"),
                         range.start + j, old[j], new[j]);
            isp_job_add_byte_facts (error, ISP_MEMORY_FLASH, range.start + j, old[j], new[j]);
            return FALSE;
          }
    }
  return TRUE;
}

/* Neighbouring pages. Where the link had to be mended meanwhile, they may have gone elsewhere too.
 */
static gboolean
write_pages (IspJob *job, guint32 start, const guint8 *data, gsize len, GError **error)
{
  guint n_mended = job->link.n_mended;

  isp_job_set_chip (job, ISP_CHIP_PARTLY);
  job->link.patient = TRUE;
  if (!isp_avr_write_flash (&job->link, start, data, len, error))
    {
      isp_job_mark (job, ISP_MEMORY_FLASH, start, len, ISP_PAGE_UNSURE);
      g_prefix_error (error, _ ("Writing at 0x%04X: "), start);
      add_place_facts (error, start, len);
      return FALSE;
    }
  job->strayed |= job->link.n_mended != n_mended;
  isp_job_mark (job, ISP_MEMORY_FLASH, start, len, ISP_PAGE_WRITTEN);
  return TRUE;
}

/* Where the image has no more pages. */
#define NOWHERE G_MAXUINT32

/* The first page from there on that has to be written; NOWHERE: there is none. */
static guint32
find_page (const IspJob *job, guint32 from)
{
  guint32 page = isp_job_get_page (job), at = from;

  while (isp_image_next_page (job->flash, page, &at))
    {
      if (!isp_image_is_blank (job->flash, at, page))
        return at;
      at += page;
    }
  return NOWHERE;
}

/* A programmer that cuts addresses to 16 bits shows on a chip that was blank only by what it
 * writes. So a page above goes first, and is looked at before anything else is written; where it
 * went below, the chip is erased once more. *written: where that page is. */
static gboolean
write_above (IspJob *job, guint32 *written, GError **error)
{
  guint32 page = isp_job_get_page (job), at = find_page (job, ISP_AVR_BANK);
  g_autofree guint8 *data = g_malloc (page);
  gboolean right;

  *written = NOWHERE;
  if (!job->erased || at == NOWHERE)
    return TRUE;
  isp_image_read (job->flash, at, data, page, 0xFF);
  if (!write_pages (job, at, data, page, error) ||
      !isp_avr_check_writer (&job->link, at, data, page, &right, error))
    return FALSE;
  if (!right)
    return isp_job_erase (job, error);
  *written = at;
  return TRUE;
}

gboolean
isp_job_write_flash (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job), above;
  guint32 most = MAX (RUN_BYTES / page, 1); /* pages of one run */
  g_autofree guint8 *data = g_malloc (most * page);
  guint32 at = 0;

  isp_job_settle_flash (job);
  isp_job_expect (job, isp_image_count_pages (job->flash, page) * page);
  if (!job->erased && !check_without_erase (job, error))
    return FALSE;
  if (!write_above (job, &above, error))
    return FALSE;
  job->step_done = 0;

  while (isp_image_next_page (job->flash, page, &at))
    {
      guint32 start = at, n = 0;

      if (at == above || (job->erased && isp_image_is_blank (job->flash, at, page)))
        {
          job->link.tick (page, job->link.tick_data);
          at += page;
          continue;
        }
      /* A run of neighbours, so that a programmer with a long link does not wait for each. */
      for (guint32 next = at;
           n < most && isp_image_next_page (job->flash, page, &next) && next == at && at != above &&
           !(job->erased && isp_image_is_blank (job->flash, at, page));
           next = at)
        {
          at += page;
          n++;
        }
      isp_image_read (job->flash, start, data, n * page, 0xFF);
      if (!write_pages (job, start, data, n * page, error))
        return FALSE;
    }
  isp_job_set_chip (job, ISP_CHIP_PARTLY); /* written, not verified */
  return TRUE;
}

/* ── verify ── */

/* One page against the image: gaps count as FF after an erase, and not at all without one. */
static gboolean
page_is_right (const IspJob *job, guint32 at, const guint8 *read, guint32 *first_bad)
{
  guint32 page = isp_job_get_page (job);
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
  guint32 page = isp_job_get_page (job), bad;
  g_autofree guint8 *want = g_malloc (page);

  if (!isp_job_slow_down (job, error) ||
      !isp_job_read_agreed (job, ISP_MEMORY_FLASH, at, read, page, error))
    return FALSE;
  *right = page_is_right (job, at, read, &bad);
  if (*right)
    return TRUE;

  isp_image_read (job->flash, at, want, page, 0xFF);
  for (guint32 i = 0; i < page; i++)
    if ((job->erased || isp_image_has (job->flash, at + i)) && (read[i] & want[i]) != want[i])
      return TRUE; /* a 0 where a 1 should be: only an erase helps */
  isp_session_log (job->session, "page 0x%04X is written once more", at);
  job->strayed = TRUE; /* what was meant for it may be elsewhere */
  if (!write_pages (job, at, want, page, error) ||
      !isp_job_read_agreed (job, ISP_MEMORY_FLASH, at, read, page, error))
    return FALSE;
  *right = page_is_right (job, at, read, &bad);
  return TRUE;
}

static gboolean
verify_page (IspJob *job, guint32 at, guint8 *read, guint32 *first_bad, guint *n_bad,
             GError **error)
{
  guint32 page = isp_job_get_page (job), bad = at;
  gboolean right = page_is_right (job, at, read, &bad);

  if (!right && !redo_page (job, at, read, &right, error))
    return FALSE;
  if (!job->erased || !isp_image_is_blank (job->flash, at, page) || !right)
    isp_job_mark (job, ISP_MEMORY_FLASH, at, page, right ? ISP_PAGE_VERIFIED : ISP_PAGE_WRONG);
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
#define SPOT_BYTES 4u
#define MAX_SPOTS  4u

static void
add_spot (const IspJob *job, guint32 at, guint32 *addresses, guint *n)
{
  guint32 page = isp_job_get_page (job), stride = MAX (page / SPOT_BYTES, 1);

  for (guint32 i = 0; i < page; i += stride)
    {
      guint32 address = at + i + (i / stride) % stride;

      if (isp_image_has (job->flash, address) || job->erased)
        addresses[(*n)++] = address;
    }
}

static gboolean
compare_spots (IspJob *job, const guint32 *addresses, guint n, GError **error)
{
  guint8 read[MAX_SPOTS * SPOT_BYTES], want;

  if (!isp_avr_read_bytes_agreed (&job->link, ISP_MEMORY_FLASH, addresses, read, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      isp_image_read (job->flash, addresses[i], &want, 1, 0xFF);
      if (read[i] != want && (!isp_job_slow_down (job, error) ||
                              !isp_avr_read_bytes_agreed (&job->link, ISP_MEMORY_FLASH,
                                                          &addresses[i], &read[i], 1, error)))
        return FALSE;
      if (read[i] != want)
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY, _ ("0x%04X reads %02X, should be %02X"),
                       addresses[i], read[i], want);
          isp_job_mark (job, ISP_MEMORY_FLASH, addresses[i], 1, ISP_PAGE_WRONG);
          isp_job_add_byte_facts (error, ISP_MEMORY_FLASH, addresses[i], read[i], want);
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
  const IspProgrammer *programmer = job->link.programmer;
  guint32 page = isp_job_get_page (job);
  guint32 low = isp_image_get_start (job->flash) & ~(page - 1);
  guint32 high = (isp_image_get_end (job->flash) - 1) & ~(page - 1);
  guint32 addresses[MAX_SPOTS * SPOT_BYTES];
  guint n = 0;

  if (!(((programmer->reads | programmer->writes) >> ISP_MEMORY_FLASH) & 1) && high < 0x10000)
    return TRUE;
  add_spot (job, low, addresses, &n);
  if (high != low)
    add_spot (job, high, addresses, &n);
  if (high >= 0x10000)
    add_spot (job, high & 0xFFFF, addresses, &n);
  if (high >= 0x20000)
    add_spot (job, high & 0x1FFFF, addresses, &n);
  return compare_spots (job, addresses, n, error);
}

static gboolean
verify_scope (IspJob *job, guint32 *first_bad, guint *n_bad, GError **error)
{
  guint32 page = isp_job_get_page (job);
  guint32 most = MAX (RUN_BYTES / page, 1) * page;
  g_autofree guint8 *data = g_malloc (most);
  g_autoptr (IspImage) scope = get_scope (job);

  *n_bad = 0;
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
            if (!verify_page (job, at + j, data + j, first_bad, n_bad, error))
              return FALSE;
        }
    }
  return TRUE;
}

gboolean
isp_job_verify_flash (IspJob *job, GError **error)
{
  guint32 first_bad = 0;
  gboolean all;
  guint n_bad = 0;

  isp_job_settle_flash (job);
  do
    {
      all = compares_all (job);
      if (!verify_scope (job, &first_bad, &n_bad, error))
        return FALSE;
    }
  while (n_bad == 0 && compares_all (job) != all);

  if (n_bad > 0)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
                   /* Translators: address and number come in this order: %1$04X, %2$u. */
                   ngettext ("One page reads back wrong, at 0x%04X",
                             "%2$u pages read back wrong, the first at 0x%1$04X", n_bad),
                   first_bad, n_bad);
      add_place_facts (error, first_bad, (gsize) n_bad * isp_job_get_page (job));
      return FALSE;
    }
  return check_spots (job, error);
}
