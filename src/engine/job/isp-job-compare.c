/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step of a job that compares the chip with what it should hold, and changes nothing: bytes of
 * a file, or FF everywhere. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-job-private.h"

#include <glib/gi18n-lib.h>

/* What is handed to the engine at once: no less than one call of a fast programmer. */
#define RUN_BYTES 4096u
/* The least that is read again where something differs; a flash page where that is larger. */
#define PIECE_BYTES 64u

typedef struct
{
  IspJob *job;
  IspMemoryId memory;
  const IspImage *want;
  guint32 piece;
} Comparison;

static gboolean
is_same (const Comparison *self, guint32 at, guint8 read)
{
  guint8 want;

  if (!isp_image_has (self->want, at))
    return TRUE;
  isp_image_read (self->want, at, &want, 1, 0xFF);
  return read == want;
}

static gboolean
is_same_piece (const Comparison *self, guint32 at, const guint8 *read)
{
  for (guint32 i = 0; i < self->piece; i++)
    if (!is_same (self, at + i, read[i]))
      return FALSE;
  return TRUE;
}

static void
mark (const Comparison *self, guint32 at, const guint8 *read)
{
  const gboolean blank = self->job->plan->request->kind == ISP_JOB_BLANK;

  for (guint32 i = 0; i < self->piece; i++)
    if (isp_image_has (self->want, at + i) && is_same (self, at + i, read[i]))
      isp_job_mark (self->job, self->memory, at + i, 1, blank ? ISP_PAGE_BLANK : ISP_PAGE_VERIFIED);
  for (guint32 i = 0; i < self->piece; i++)
    if (!is_same (self, at + i, read[i]))
      isp_job_mark (self->job, self->memory, at + i, 1, blank ? ISP_PAGE_IN_USE : ISP_PAGE_WRONG);
}

/* What matches is believed; what differs is read until two readings agree. In a comparison with a
 * file at the slow rate, as the clock may be what differs; that there is something on a chip is no
 * news. */
static gboolean
settle_piece (const Comparison *self, guint32 at, guint8 *read, GError **error)
{
  IspJob *job = self->job;
  const gsize done = job->step_done;

  if (is_same_piece (self, at, read))
    return TRUE;
  if (job->plan->request->kind == ISP_JOB_VERIFY && !isp_job_slow_down (job, error))
    return FALSE;
  if (!isp_job_read_agreed (job, self->memory, at, read, self->piece, error))
    return FALSE;
  job->step_done = done; /* each byte counts once */
  return TRUE;
}

static gboolean
read_range (const Comparison *self, IspRange range, guint8 *read, GError **error)
{
  for (guint32 at = range.start; at < range.end; at += RUN_BYTES)
    {
      const guint32 len = MIN (RUN_BYTES, range.end - at);
      guint8 *run = read + (at - range.start);

      if (!isp_avr_read (&self->job->link, self->memory, at, run, len, error))
        return FALSE;
      for (guint32 i = 0; i < len; i += self->piece)
        {
          if (!settle_piece (self, at + i, run + i, error))
            return FALSE;
          mark (self, at + i, run + i);
        }
    }
  return TRUE;
}

static void
note_differences (const Comparison *self, IspRange range, const guint8 *read)
{
  IspImage **differs = &self->job->report->differs[self->memory];

  for (guint32 at = range.start; at < range.end; at++)
    if (!is_same (self, at, read[at - range.start]))
      {
        if (*differs == NULL)
          *differs = isp_image_new ();
        isp_image_put (*differs, at, &read[at - range.start], 1);
      }
}

static gboolean
compare_range (const Comparison *self, IspRange range, GError **error)
{
  g_autofree guint8 *read = g_malloc (range.end - range.start);
  gboolean right = FALSE;

  while (!right)
    {
      isp_job_mark (self->job, self->memory, range.start, range.end - range.start, ISP_PAGE_KEPT);
      if (!read_range (self, range, read, error) ||
          !isp_avr_check_accelerator (&self->job->link, self->memory, range.start, read,
                                      range.end - range.start, &right, error))
        return FALSE;
    }
  note_differences (self, range, read);
  return TRUE;
}

/* The pieces in which there is something to compare. */
static IspImage *
get_scope (const Comparison *self)
{
  IspImage *scope = isp_image_new ();
  g_autofree guint8 *marks = g_malloc0 (self->piece);

  if (self->want != NULL)
    for (guint32 at = 0; isp_image_next_page (self->want, self->piece, &at); at += self->piece)
      isp_image_put (scope, at, marks, self->piece);
  return scope;
}

static gboolean
compare_scope (const Comparison *self, const IspImage *scope, GError **error)
{
  for (guint i = 0; i < isp_image_get_n_ranges (scope); i++)
    if (!compare_range (self, isp_image_get_range (scope, i), error))
      return FALSE;
  return TRUE;
}

/* ── what came of it ── */

static gsize
count (const IspImage *differs)
{
  return differs != NULL ? isp_image_get_size (differs) : 0;
}

static void
set_difference (const Comparison *self, const IspImage *differs, GError **error)
{
  const guint32 at = isp_image_get_start (differs);
  guint8 read, want;

  isp_image_read (differs, at, &read, 1, 0xFF);
  isp_image_read (self->want, at, &want, 1, 0xFF);
  if (self->job->plan->request->kind == ISP_JOB_BLANK)
    g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_BLANK,
                 self->memory == ISP_MEMORY_FLASH
                     /* Translators: an address and a byte: "0x7000 of the flash holds 5E" */
                     ? _ ("0x%04X of the flash holds %02X")
                     : _ ("0x%04X of the EEPROM holds %02X"),
                 at, read);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_DIFFERS,
                 self->memory == ISP_MEMORY_FLASH
                     /* Translators: an address and two bytes */
                     ? _ ("0x%04X of the flash holds %02X, in the file it is %02X")
                     : _ ("0x%04X of the EEPROM holds %02X, in the file it is %02X"),
                 at, read, want);
  isp_job_add_byte_facts (error, self->memory, at, read, want);
}

gboolean
isp_job_compare (IspJob *job, GError **error)
{
  const IspPart *part = job->link.part;
  const Comparison flash = { job, ISP_MEMORY_FLASH, job->plan->flash,
                             MAX (PIECE_BYTES, part->flash.page_size) };
  const Comparison eeprom = { job, ISP_MEMORY_EEPROM, job->plan->eeprom, PIECE_BYTES };
  g_autoptr (IspImage) flash_scope = get_scope (&flash);
  g_autoptr (IspImage) eeprom_scope = get_scope (&eeprom);
  IspImage *const *differs = job->report->differs;

  isp_job_expect (job, isp_image_get_size (flash_scope) + isp_image_get_size (eeprom_scope));
  if (!compare_scope (&flash, flash_scope, error) || !compare_scope (&eeprom, eeprom_scope, error))
    return FALSE;
  if (count (differs[ISP_MEMORY_FLASH]) > 0)
    set_difference (&flash, differs[ISP_MEMORY_FLASH], error);
  else if (count (differs[ISP_MEMORY_EEPROM]) > 0)
    set_difference (&eeprom, differs[ISP_MEMORY_EEPROM], error);
  else
    return TRUE;
  return FALSE;
}
