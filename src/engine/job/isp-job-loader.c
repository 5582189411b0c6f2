/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job through a bootloader. Everything is compared that can be read, and what is
 * kept is read until two readings agree. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/plan/isp-snapshot-private.h"
#include "engine/scan/isp-lookout.h"
#include "isp-job-private.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is handed to the driver at once, so that a cancel is heard and progress seen. */
#define RUN_BYTES 4096u
/* Of what is kept; two of them have to agree. */
#define MAX_READINGS 3u
/* A board that left shows up as something else after 0.2 to 2 s. */
#define BACK_US       (3 * G_USEC_PER_SEC)
#define LOOK_US       (50 * 1000)
#define INTERFACES_US (500 * 1000)

/* ── contact and backup ── */

/* The board, found again at its USB port: the plan holds for it and this bootloader only. */
static gboolean
make_contact (IspJob *job, GError **error)
{
  const IspSnapshot *before = job->plan->snapshot;
  const IspLoaderHint hint = { .part = before->part, .app_end = before->app_end };
  g_autoptr (IspPort) port =
      isp_lookout_await (job->session, before->loader, before->port_id,
                         job->options->wait_s * G_USEC_PER_SEC, job->cancellable, error);

  if (port == NULL)
    return FALSE;
  job->loader = isp_loader_open (job->session, port, &hint, job->cancellable, error);
  if (job->loader == NULL)
    return FALSE;
  job->loader->tick = isp_job_tick;
  job->loader->tick_data = job;
  job->now = isp_snapshot_of_loader (job->loader);
  job->report->fuses_after = job->now->fuses;
  if (!isp_snapshot_check_same (before, job->now, error))
    return FALSE;
  if (job->plan->request->unfinished != NULL && !isp_job_looks_first (job))
    isp_job_take_first_backup (job);
  return TRUE;
}

static gboolean
read_all (IspJob *job, IspMemoryId memory, guint8 *out, gsize size, GError **error)
{
  for (gsize at = 0; at < size; at += RUN_BYTES)
    if (!isp_loader_read (job->loader, memory, at, out + at, MIN (RUN_BYTES, size - at),
                          job->cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_agreed (IspJob *job, IspMemoryId memory, gsize size, IspImage *into, GError **error)
{
  g_autofree guint8 *readings = g_malloc (MAX_READINGS * size + 1);

  for (guint i = 0; i < MAX_READINGS; i++)
    {
      guint8 *now = readings + i * size;

      if (!read_all (job, memory, now, size, error))
        return FALSE;
      for (guint k = 0; k < i; k++)
        if (memcmp (now, readings + k * size, size) == 0)
          {
            isp_image_put (into, 0, now, size);
            return TRUE;
          }
    }
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_LOADER_SILENT,
                       _ ("The bootloader sends something else each time"));
  return FALSE;
}

/* What a job left half done on this very board is no backup: what it held before that is. Another
 * one at the same USB port has something of its own. */
static gboolean
settle_backup (IspJob *job, GError **error)
{
  if (isp_job_take_proven_backup (job))
    return TRUE;
  if (!isp_job_keep_backup (job, job->found, error))
    return FALSE;
  job->backup = isp_backup_ref (job->found);
  return TRUE;
}

static gboolean
back_up (IspJob *job, GError **error)
{
  const IspPart *part = job->plan->part;
  const guint32 end = job->loader->read_end != 0 ? job->loader->read_end : part->flash.size;
  g_autoptr (IspBackup) backup = isp_backup_new (part);

  isp_job_expect (job, 2 * (end + part->eeprom.size));
  if (!read_agreed (job, ISP_MEMORY_FLASH, end, backup->flash, error) ||
      !read_agreed (job, ISP_MEMORY_EEPROM, part->eeprom.size, backup->eeprom, error))
    {
      g_prefix_error (error, _ ("Reading for the backup: "));
      return FALSE;
    }
  backup->fuses = job->now->fuses;
  memcpy (backup->signature, job->now->signature, sizeof backup->signature);
  backup->programmer_name = g_strdup (job->now->programmer_name);
  backup->keyboard = g_strdup (job->plan->request->keyboard);
  backup->app_end = job->now->app_end;
  backup->helper = job->plan->request->helper;
  job->found = g_steal_pointer (&backup);
  return settle_backup (job, error);
}

/* ── writing ── */

static void
mark_erased (IspJob *job)
{
  isp_job_mark (job, ISP_MEMORY_FLASH, 0, job->plan->boot_start, ISP_PAGE_BLANK);
  if (job->options->map != NULL)
    isp_map_mark_image (job->options->map, job->plan->flash, ISP_PAGE_TO_WRITE);
}

static gboolean
erase (IspJob *job, GError **error)
{
  isp_job_set_chip (job, ISP_CHIP_ERASING);
  if (!isp_loader_erase (job->loader, job->cancellable, error))
    return FALSE;
  isp_job_set_chip (job, ISP_CHIP_ERASED);
  mark_erased (job);
  return TRUE;
}

static gboolean
write_run (IspJob *job, guint32 at, const guint8 *data, gsize len, GError **error)
{
  isp_job_set_chip (job, ISP_CHIP_PARTLY);
  if (isp_loader_write (job->loader, ISP_MEMORY_FLASH, at, data, len, job->cancellable, error))
    {
      if (at == 0 && job->loader->driver->order == ISP_ORDER_FIRST_ERASES)
        mark_erased (job);
      isp_job_mark (job, ISP_MEMORY_FLASH, at, len, ISP_PAGE_WRITTEN);
      return TRUE;
    }
  isp_job_mark (job, ISP_MEMORY_FLASH, at, len, ISP_PAGE_UNSURE);
  g_prefix_error (error, _ ("Writing at 0x%04X: "), at);
  isp_error_set_facts (error, &(IspErrorFacts){ .kind = ISP_FACTS_MEMORY,
                                                .memory = ISP_MEMORY_FLASH,
                                                .address = at,
                                                .bytes = len });
  return FALSE;
}

/* How many bytes from @at on, of so many at most, the image leaves blank. */
static guint32
count_blank (const IspJob *job, guint32 at, guint32 most)
{
  guint32 page = isp_job_get_page (job), n = 0;

  while (n < most && isp_image_is_blank (job->plan->flash, at + n, page))
    n += page;
  return n;
}

/* Pages that have to be blank often are, and to look costs less than to write; the others seldom
 * hold what the image has. A backup has read them all. */
static gboolean
note_known (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job), end = job->plan->boot_start;
  g_autofree guint8 *data = g_malloc (RUN_BYTES);

  if (job->found != NULL)
    job->known = isp_image_ref (job->found->flash);
  if (job->found != NULL ||
      !isp_loader_driver_looks_first (job->loader->driver, job->loader->read_bps, page))
    return TRUE;
  job->known = isp_image_new ();
  for (guint32 at = 0; at < end;)
    {
      guint32 n = count_blank (job, at, MIN (RUN_BYTES, end - at));

      if (n > 0 &&
          !isp_loader_read (job->loader, ISP_MEMORY_FLASH, at, data, n, job->cancellable, error))
        return FALSE;
      isp_image_put (job->known, at, data, n);
      at += MAX (n, page);
    }
  isp_job_expect (job, end);
  return TRUE;
}

/* Nothing has to be written there. */
static gboolean
is_done (const IspJob *job, guint32 at)
{
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *want = NULL, *have = NULL;

  if (!isp_loader_driver_erases_pages (job->loader->driver))
    return isp_image_is_blank (job->plan->flash, at, page) &&
           !(at == 0 && job->loader->driver->order == ISP_ORDER_FIRST_ERASES);
  if (job->known == NULL || !isp_image_has (job->known, at))
    return FALSE;
  want = g_malloc (page);
  have = g_malloc (page);
  isp_image_read (job->plan->flash, at, want, page, 0xFF);
  isp_image_read (job->known, at, have, page, 0xFF);
  return memcmp (want, have, page) == 0;
}

/* From @at on, in runs of neighbours. */
static gboolean
write_from (IspJob *job, guint32 at, GError **error)
{
  guint32 page = isp_job_get_page (job), end = job->plan->boot_start;
  g_autofree guint8 *data = g_malloc (RUN_BYTES);

  while (at < end)
    {
      guint32 n = 0;

      if (is_done (job, at))
        {
          isp_job_tick (isp_loader_driver_erases_pages (job->loader->driver) ? page : 0, job);
          if (isp_loader_driver_erases_pages (job->loader->driver))
            isp_job_mark (job, ISP_MEMORY_FLASH, at, page, ISP_PAGE_KEPT);
          at += page;
          continue;
        }
      while (n < RUN_BYTES && at + n < end && !is_done (job, at + n))
        n += page;
      isp_image_read (job->plan->flash, at, data, n, 0xFF);
      if (!write_run (job, at, data, n, error))
        return FALSE;
      at += n;
    }
  return TRUE;
}

/* Where the bootloader stays in charge for as long as page 0 is empty, it comes up again wherever
 * the job breaks off. */
static gboolean
write_flash (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *blank = g_malloc (page);

  if (!note_known (job, error))
    return FALSE;
  if (job->loader->driver->order != ISP_ORDER_FIRST_LAST)
    return write_from (job, 0, error);
  memset (blank, 0xFF, page);
  return write_run (job, 0, blank, page, error) && write_from (job, page, error);
}

/* ── comparing ── */

static gboolean
is_page_right (const IspJob *job, guint32 at, const guint8 *read, guint32 *bad)
{
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *want = g_malloc (page);

  isp_image_read (job->plan->flash, at, want, page, 0xFF);
  for (guint32 i = 0; i < page; i++)
    if (read[i] != want[i])
      {
        *bad = at + i;
        return FALSE;
      }
  return TRUE;
}

/* A page that is wrong is written once more where that is possible without an erase of all. */
static gboolean
redo_page (IspJob *job, guint32 at, guint8 *read, gboolean *right, GError **error)
{
  guint32 page = isp_job_get_page (job), bad;
  g_autofree guint8 *want = g_malloc (page);

  isp_image_read (job->plan->flash, at, want, page, 0xFF);
  if (isp_loader_driver_erases_pages (job->loader->driver) &&
      !write_run (job, at, want, page, error))
    return FALSE;
  if (!isp_loader_read (job->loader, ISP_MEMORY_FLASH, at, read, page, job->cancellable, error))
    return FALSE;
  *right = is_page_right (job, at, read, &bad);
  return TRUE;
}

static gboolean
compare_page (IspJob *job, guint32 at, guint8 *read, guint32 *first_bad, GError **error)
{
  guint32 bad = at;
  gboolean right = is_page_right (job, at, read, &bad);

  if (!right && !redo_page (job, at, read, &right, error))
    return FALSE;
  isp_job_mark (job, ISP_MEMORY_FLASH, at, isp_job_get_page (job),
                right ? ISP_PAGE_VERIFIED : ISP_PAGE_WRONG);
  if (right)
    return TRUE;
  if (job->report->bad == NULL)
    {
      job->report->bad = isp_image_new ();
      *first_bad = bad;
    }
  isp_image_put (job->report->bad, at, read, isp_job_get_page (job));
  return TRUE;
}

static gboolean
compare (IspJob *job, guint32 from, guint32 to, guint32 *first_bad, GError **error)
{
  guint32 page = isp_job_get_page (job);
  g_autofree guint8 *data = g_malloc (RUN_BYTES);

  for (guint32 at = from; at < to; at += RUN_BYTES)
    {
      guint32 n = MIN (RUN_BYTES, to - at);

      if (!isp_loader_read (job->loader, ISP_MEMORY_FLASH, at, data, n, job->cancellable, error))
        return FALSE;
      for (guint32 i = 0; i < n; i += page)
        if (!compare_page (job, at + i, data + i, first_bad, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
check_compared (const IspJob *job, guint32 first_bad, GError **error)
{
  guint n;

  if (job->report->bad == NULL)
    return TRUE;
  n = isp_image_count_pages (job->report->bad, isp_job_get_page (job));
  g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_KEPT,
               /* Translators: address and number come in this order: %1$04X, %2$u. */
               ngettext ("One page reads back wrong, at 0x%04X",
                         "%2$u pages read back wrong, the first at 0x%1$04X", n),
               first_bad, n);
  isp_error_set_facts (error, &(IspErrorFacts){ .kind = ISP_FACTS_MEMORY,
                                                .memory = ISP_MEMORY_FLASH,
                                                .address = first_bad,
                                                .bytes = (gsize) n * isp_job_get_page (job) });
  return FALSE;
}

static gboolean
verify_flash (IspJob *job, GError **error)
{
  guint32 page = isp_job_get_page (job), end = job->plan->boot_start, first_bad = 0;
  gboolean last = job->loader->driver->order == ISP_ORDER_FIRST_LAST;
  g_autofree guint8 *first = g_malloc (page);

  isp_job_expect (job, end);
  if (!compare (job, last ? page : 0, end, &first_bad, error) ||
      !check_compared (job, first_bad, error))
    return FALSE;
  if (!last)
    return TRUE;
  /* From here on the firmware starts. */
  isp_image_read (job->plan->flash, 0, first, page, 0xFF);
  return write_run (job, 0, first, page, error) && compare (job, 0, page, &first_bad, error) &&
         check_compared (job, first_bad, error);
}

/* ── EEPROM ── */

static gboolean
write_eeprom (IspJob *job, GError **error)
{
  const IspImage *image = job->plan->eeprom;
  guint32 size = job->plan->part->eeprom.size;
  g_autofree guint8 *want = g_malloc (size);
  g_autofree guint8 *have = g_malloc (size);
  g_autoptr (IspImage) now = isp_image_new ();

  isp_job_expect (job, 3 * size);
  if (!read_agreed (job, ISP_MEMORY_EEPROM, size, now, error))
    return FALSE;
  isp_image_read (now, 0, have, size, 0xFF);
  memcpy (want, have, size);
  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    {
      IspRange range = isp_image_get_range (image, i);

      isp_image_read (image, range.start, want + range.start, range.end - range.start, 0xFF);
    }
  for (guint32 at = 0; at < size; at += ISP_LOADER_EEPROM)
    {
      if (memcmp (want + at, have + at, ISP_LOADER_EEPROM) == 0)
        continue;
      isp_job_set_chip (job, ISP_CHIP_PARTLY);
      if (!isp_loader_write (job->loader, ISP_MEMORY_EEPROM, at, want + at, ISP_LOADER_EEPROM,
                             job->cancellable, error))
        {
          g_prefix_error (error, _ ("Writing EEPROM: "));
          return FALSE;
        }
    }
  if (!isp_loader_read (job->loader, ISP_MEMORY_EEPROM, 0, have, size, job->cancellable, error))
    return FALSE;
  for (guint32 at = 0; at < size; at++)
    if (have[at] != want[at])
      {
        g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_KEPT,
                     _ ("EEPROM 0x%04X reads %02X, should be %02X"), at, have[at], want[at]);
        isp_job_add_byte_facts (error, ISP_MEMORY_EEPROM, at, have[at], want[at]);
        return FALSE;
      }
  return TRUE;
}

/* ── start ── */

/* What is plugged in where the board was; NULL: nothing within its time. */
static IspUsbInfo *
await_back (IspJob *job)
{
  gint64 give_up = g_get_monotonic_time () + BACK_US;

  do
    {
      IspUsbInfo *info = isp_usb_info_for_path (job->loader->usb_path);

      if (info != NULL)
        return info;
    }
  while (isp_wait (LOOK_US, job->cancellable, NULL) && g_get_monotonic_time () < give_up);
  return NULL;
}

/* Its interfaces show up a little later than the board itself. */
static gboolean
await_keyboard (IspJob *job, const IspUsbInfo *info)
{
  gint64 give_up = g_get_monotonic_time () + INTERFACES_US;

  while (!isp_usb_info_is_keyboard (info))
    if (g_get_monotonic_time () > give_up || !isp_wait (LOOK_US, job->cancellable, NULL))
      return FALSE;
  return TRUE;
}

/* In its bootloader again, or as what else. */
static gboolean
note_back (IspJob *job, GError **error)
{
  g_autoptr (IspUsbInfo) info = await_back (job);
  g_autoptr (IspPort) again = NULL;

  job->report->start = info != NULL ? ISP_START_BACK : ISP_START_LEFT;
  if (info == NULL)
    return TRUE;
  again = isp_lookout_await (job->session, job->loader->driver, job->now->port_id, 0,
                             job->cancellable, NULL);
  if (again != NULL)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_STAYED,
                           _ ("The keyboard came back in its bootloader"));
      return FALSE;
    }
  job->report->types = !job->plan->request->helper && await_keyboard (job, info);
  job->report->came_back = info->product != NULL && *info->product != '\0'
                               ? g_strdup (info->product)
                               : g_strdup_printf ("%04X:%04X", info->vid, info->pid);
  return TRUE;
}

/* A board that does not leave is worth a word where everything was compared; where nothing could
 * be, its leaving is all the proof that there is. */
static gboolean
start (IspJob *job, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (isp_loader_start (job->loader, job->cancellable, &local) && note_back (job, &local))
    return TRUE;
  if (g_error_matches (local, ISP_ERROR, ISP_ERROR_STAYED))
    job->report->start = ISP_START_STAYED;
  if (job->report->start == ISP_START_STAYED && isp_job_has_step (job, ISP_STEP_VERIFY_FLASH))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ── the way ── */

static gboolean
is_open (const IspJob *job)
{
  return job->loader != NULL;
}

static gboolean
finish (IspJob *job, GError **error)
{
  return TRUE;
}

static void
close_loader (IspJob *job)
{
  g_clear_pointer (&job->loader, isp_loader_close);
}

/* clang-format off */
const IspJobWay isp_job_over_loader = {
  .steps = {
    [ISP_STEP_CONTACT]      = make_contact,
    [ISP_STEP_BACKUP]       = back_up,
    [ISP_STEP_ERASE]        = erase,
    [ISP_STEP_WRITE_FLASH]  = write_flash,
    [ISP_STEP_VERIFY_FLASH] = verify_flash,
    [ISP_STEP_WRITE_EEPROM] = write_eeprom,
    [ISP_STEP_START]        = start,
    [ISP_STEP_ANSWER]       = isp_job_answer,
  },
  .is_open = is_open,
  .finish = finish,
  .close = close_loader,
};
/* clang-format on */
