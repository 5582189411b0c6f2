/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job that change flash and look at it: erase, write, verify. */
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
  return MAX (job->link.part->flash.page_size, 2);
}

/* ── facts of errors ── */

/* A byte of a memory that does not read as planned. */
static void
add_byte_facts (GError **error, guint32 address, guint8 read, guint8 planned)
{
  const IspErrorFacts facts = { .kind = ISP_FACTS_MEMORY,
                                .memory = ISP_MEMORY_FLASH,
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

/* ── erase ── */

/* What flash holds now, for check_erased: the backup; without one, what was seen of the boot
 * section, or the lowest page, where every program begins. */
static gboolean
note_known (IspJob *job, GError **error)
{
  const IspImage *boot = job->plan->snapshot->boot;
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *data = g_malloc (page);

  if (job->backup != NULL)
    {
      job->known = isp_image_ref (job->backup->flash);
      return TRUE;
    }
  if (job->now->locked)
    return TRUE;
  if (boot != NULL && !job->plan->snapshot->boot_blank)
    {
      job->known = isp_image_ref (boot);
      return TRUE;
    }
  if (!isp_avr_read (&job->link, ISP_MEMORY_FLASH, 0, data, page, error))
    return FALSE;
  job->known = isp_image_new_from_data (0, data, page);
  return TRUE;
}

/* What is known of one page has to be FF; where it is not, the slow rate decides. */
static gboolean
check_page_erased (IspJob *job, guint32 at, GError **error)
{
  guint32 len = isp_job_get_page (job), bad = 0;
  g_autofree guint8 *data = g_malloc (len);

  while (!isp_image_has (job->known, at + len - 1))
    len--;
  for (guint round = 0; round < 2; round++)
    {
      if ((round > 0 && !isp_job_slow_down (job, error)) ||
          !isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, data, len, error))
        return FALSE;
      for (bad = 0; bad < len && data[bad] == 0xFF;)
        bad++;
      if (bad == len)
        return TRUE;
    }
  g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY,
               _ ("The chip was not erased: 0x%04X still holds %02X"), at + bad, data[bad]);
  add_byte_facts (error, at + bad, data[bad], 0xFF);
  return FALSE;
}

/* What was programmed has to read FF now. The lowest and highest such pages and one between are
 * enough: silicon erases all or nothing. */
static gboolean
check_erased (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job);
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 at = 0; job->known != NULL && isp_image_next_page (job->known, page, &at);
       at += page)
    if (!isp_image_is_blank (job->known, at, page))
      g_array_append_val (pages, at);

  for (guint i = 0; i < MIN (pages->len, 3); i++)
    {
      guint which = pages->len < 3 ? i : (pages->len - 1) * i / 2;

      if (!check_page_erased (job, g_array_index (pages, guint32, which), error))
        return FALSE;
    }
  return TRUE;
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
               _ ("The chip was not erased: its lock still reads %02X"),
               fuses->value[ISP_FUSE_LOCK]);
  isp_error_set_facts (error, &(IspErrorFacts){ .kind = ISP_FACTS_FUSE,
                                                .fuse = ISP_FUSE_LOCK,
                                                .compared = TRUE,
                                                .read = fuses->value[ISP_FUSE_LOCK],
                                                .planned = 0xFF });
  return FALSE;
}

gboolean
isp_job_erase (IspJob *job, GError **error)
{
  if (!note_known (job, error))
    return FALSE;
  job->report->chip = ISP_CHIP_ERASING;
  if (!isp_avr_erase (&job->link, error))
    return FALSE;
  if (job->link.part->instructions->reset_after_erase &&
      !isp_link_reenter (&job->link, job->link.sck_hz, error))
    return FALSE;
  if (!check_erased (job, error) || !check_unlocked (job, error))
    return FALSE;
  job->erased = TRUE;
  job->report->chip = ISP_CHIP_ERASED;
  return TRUE;
}

/* ── flash ── */

/* The image of the plan, and beside it the application from the backup where it is to be kept. */
static void
settle_flash (IspJob *job)
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

/* Without an erase a bit only goes from 1 to 0: look at every page first, before anything is
 * written. */
static gboolean
check_without_erase (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job);
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
                         /* Translators: an address, and bytes: "0x7000 holds 5E …" */
                         _ ("0x%04X holds %02X and should become %02X: that needs an erase first"),
                         at + i, old[i], new[i]);
            add_byte_facts (error, at + i, old[i], new[i]);
            return FALSE;
          }
    }
  return TRUE;
}

gboolean
isp_job_write_flash (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job);
  guint32 most = MAX (RUN_BYTES / page, 1); /* pages of one run */
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
          g_prefix_error (error, _ ("Writing at 0x%04X: "), start);
          add_place_facts (error, start, n * page);
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
  gboolean writes = isp_plan_find_step (job->plan, ISP_STEP_WRITE_FLASH) != NULL;

  if (!isp_job_slow_down (job, error) ||
      !isp_avr_read (&job->link, ISP_MEMORY_FLASH, at, read, page, error))
    return FALSE;
  *right = page_is_right (job, at, read, &bad);
  if (*right || !writes)
    return TRUE;

  isp_image_read (job->flash, at, want, page, 0xFF);
  for (guint32 i = 0; i < page; i++)
    if ((job->erased || isp_image_has (job->flash, at + i)) && (read[i] & want[i]) != want[i])
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
  guint32 page = isp_job_get_page (job), bad = at;
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

  if (!isp_avr_read_bytes (&job->link, ISP_MEMORY_FLASH, addresses, read, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      isp_image_read (job->flash, addresses[i], &want, 1, 0xFF);
      if (read[i] != want &&
          (!isp_job_slow_down (job, error) ||
           !isp_avr_read_bytes (&job->link, ISP_MEMORY_FLASH, &addresses[i], &read[i], 1, error)))
        return FALSE;
      if (read[i] != want)
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_VERIFY, _ ("0x%04X reads %02X, should be %02X"),
                       addresses[i], read[i], want);
          add_byte_facts (error, addresses[i], read[i], want);
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

/* What is to be compared: the pages of the image, or the whole flash. */
static IspImage *
get_scope (const IspJob *job)
{
  guint32 page = isp_job_get_page (job);
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
  guint32 page = isp_job_get_page (job), first_bad = 0;
  guint32 most = MAX (RUN_BYTES / page, 1) * page;
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
                   /* Translators: address and number come in this order: %1$04X, %2$u. */
                   ngettext ("One page reads back wrong, at 0x%04X",
                             "%2$u pages read back wrong, the first at 0x%1$04X", n_bad),
                   first_bad, n_bad);
      add_place_facts (error, first_bad, (gsize) n_bad * page);
      return FALSE;
    }
  return check_spots (job, error);
}
