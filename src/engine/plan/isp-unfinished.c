/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-unfinished.h"

#include <string.h>

#define NEXT_FILE " + "

static void
intent_free (gpointer data)
{
  IspIntent *self = data;

  g_clear_pointer (&self->flash, isp_image_unref);
  g_clear_pointer (&self->eeprom, isp_image_unref);
  g_free (self);
}

IspUnfinished *
isp_unfinished_new (const IspPart *part, const IspBackup *backup, const char *location)
{
  IspUnfinished *self;

  g_return_val_if_fail (part != NULL && (backup == NULL || location != NULL), NULL);
  self = g_new0 (IspUnfinished, 1);
  g_atomic_ref_count_init (&self->refs);
  self->part = part;
  self->backup = backup != NULL ? isp_backup_ref (backup) : NULL;
  self->location = g_strdup (location);
  self->begun = g_date_time_new_now_local ();
  self->intents = g_ptr_array_new_with_free_func (intent_free);
  return self;
}

IspUnfinished *
isp_unfinished_ref (const IspUnfinished *self)
{
  IspUnfinished *own = (IspUnfinished *) self;

  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_unfinished_unref (const IspUnfinished *unfinished)
{
  IspUnfinished *self = (IspUnfinished *) unfinished;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  isp_backup_unref (self->backup);
  g_free (self->loader_id);
  g_free (self->board);
  g_free (self->location);
  g_free (self->preset_id);
  g_free (self->title);
  g_clear_pointer (&self->begun, g_date_time_unref);
  g_ptr_array_unref (self->intents);
  g_free (self);
}

void
isp_unfinished_add_intent (IspUnfinished *self, const IspImage *flash, const IspImage *eeprom,
                           const IspFuses *fuses)
{
  IspIntent *intent = g_new0 (IspIntent, 1);

  if (flash != NULL && !isp_image_is_empty (flash))
    intent->flash = isp_image_ref (flash);
  if (eeprom != NULL && !isp_image_is_empty (eeprom))
    intent->eeprom = isp_image_ref (eeprom);
  intent->fuses = *fuses;
  g_ptr_array_add (self->intents, intent);
}

/* ── from a plan ── */

/* The preset in place of its own file, which is the first, and the files by name. */
static char *
make_title (const IspRequest *request)
{
  g_autofree char *preset = request->preset != NULL ? isp_preset_get_title (request->preset) : NULL;
  g_autoptr (GString) text = g_string_new (preset);

  for (guint i = preset != NULL ? 1 : 0; i < request->images->len; i++)
    {
      const IspImageFile *file = request->images->pdata[i];

      if (file->title != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? NEXT_FILE : "", file->title);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static const IspImage *
get_eeprom (const IspPlan *plan, const IspBackup *backup)
{
  if (plan->eeprom != NULL)
    return plan->eeprom;
  return plan->eeprom_fate == ISP_EEPROM_RESTORED ? backup->eeprom : NULL;
}

IspUnfinished *
isp_unfinished_new_for (const IspPlan *plan, const IspBackup *backup, const char *location,
                        const IspImage *flash)
{
  const IspUnfinished *before = plan->request->unfinished;
  IspUnfinished *self = isp_unfinished_new (plan->part, backup, location);

  if (plan->snapshot->loader != NULL)
    {
      self->loader_id = g_strdup (plan->snapshot->driver_id);
      self->board = g_strdup (plan->snapshot->port_id);
    }
  self->kind = plan->request->kind;
  self->title = make_title (plan->request);
  if (plan->request->preset != NULL)
    self->preset_id = g_strdup (plan->request->preset->id);
  if (before != NULL)
    self->failed_at = before->failed_at;
  if (before != NULL && before->backup == backup)
    {
      g_free (self->location);
      self->location = g_strdup (before->location);
      g_date_time_unref (self->begun);
      self->begun = g_date_time_ref (before->begun);
      self->stage = ISP_STAGE_CHANGED;
      for (guint i = 0; i < before->intents->len; i++)
        {
          const IspIntent *intent = before->intents->pdata[i];

          isp_unfinished_add_intent (self, intent->flash, intent->eeprom, &intent->fuses);
        }
    }
  isp_unfinished_add_intent (self, flash, get_eeprom (plan, backup), &plan->fuses_after);
  return self;
}

/* ── whose it is ── */

gboolean
isp_unfinished_is_of_fuses (const IspUnfinished *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->loader_id == NULL && !isp_backup_has_memories (self->backup);
}

/* A write of a fuse sets its bits before it clears those of the new value; an erase sets those of
 * the lock. */
static gboolean
fits_fuse (const IspUnfinished *self, IspFuseByte byte, guint8 now)
{
  const IspBackup *backup = self->backup;
  guint8 lacking = ~now & backup->part->fuse_mask[byte];

  if ((lacking & backup->fuses.value[byte]) == 0)
    return TRUE;
  for (guint i = 0; i < self->intents->len; i++)
    {
      const IspIntent *intent = self->intents->pdata[i];

      if ((lacking & intent->fuses.value[byte]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
fits_fuses (const IspUnfinished *self, const IspFuses *now)
{
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (ISP_FUSES_HAS (now, byte) && !fits_fuse (self, byte, now->value[byte]))
      return FALSE;
  return TRUE;
}

gboolean
isp_unfinished_is_of (const IspUnfinished *self, const IspSnapshot *snapshot)
{
  const IspBackup *backup = self->backup;

  if (self->loader_id != NULL || snapshot->loader != NULL)
    return self->loader_id != NULL && snapshot->loader != NULL && self->part == snapshot->part &&
           g_str_equal (self->loader_id, snapshot->driver_id) &&
           g_str_equal (self->board, snapshot->port_id);
  return backup->part == snapshot->part && backup->rehearsal == snapshot->rehearsal &&
         memcmp (backup->signature, snapshot->signature, sizeof backup->signature) == 0 &&
         backup->n_calibration == snapshot->n_calibration &&
         memcmp (backup->calibration, snapshot->calibration, backup->n_calibration) == 0 &&
         fits_fuses (self, &snapshot->fuses);
}

gboolean
isp_unfinished_covers (const IspUnfinished *self, const IspUnfinished *later)
{
  const IspBackup *a = self->backup, *b = later->backup;

  if (self->loader_id != NULL || later->loader_id != NULL)
    return self->part == later->part && g_strcmp0 (self->loader_id, later->loader_id) == 0 &&
           g_strcmp0 (self->board, later->board) == 0;
  return a->part == b->part && a->rehearsal == b->rehearsal &&
         memcmp (a->signature, b->signature, sizeof a->signature) == 0 &&
         a->n_calibration == b->n_calibration &&
         memcmp (a->calibration, b->calibration, a->n_calibration) == 0 &&
         fits_fuses (self, &b->fuses) &&
         (isp_unfinished_is_of_fuses (self) ||
          isp_unfinished_is_proven (self, isp_unfinished_compare (self, b->flash, b->eeprom)));
}

/* ── what a chip holds ── */

/* A memory; what is not in an image is FF. */
typedef struct
{
  const IspUnfinished *job;
  IspMemoryId memory;
  guint32 size;
  guint8 *now, *before;
  GPtrArray *wanted; /* guint8 *, by the intents in their order */
} Contents;

static guint8 *
get_bytes (const IspImage *image, guint32 size)
{
  guint8 *bytes = g_malloc (size + 1);

  memset (bytes, 0xFF, size);
  if (image != NULL)
    isp_image_read (image, 0, bytes, size, 0xFF);
  return bytes;
}

static void
contents_init (Contents *self, const IspUnfinished *job, IspMemoryId memory, const IspImage *now)
{
  const IspBackup *backup = job->backup;
  gboolean is_flash = memory == ISP_MEMORY_FLASH;

  self->job = job;
  self->memory = memory;
  self->size = is_flash ? backup->part->flash.size : backup->part->eeprom.size;
  self->now = get_bytes (now, self->size);
  self->before = get_bytes (is_flash ? backup->flash : backup->eeprom, self->size);
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < job->intents->len; i++)
    {
      const IspIntent *intent = job->intents->pdata[i];
      guint8 *want = get_bytes (is_flash ? intent->flash : intent->eeprom, self->size);

      if (is_flash && job->loader_id != NULL && backup->app_end < self->size)
        memcpy (want + backup->app_end, self->before + backup->app_end,
                self->size - backup->app_end); /* a bootloader leaves itself alone */
      g_ptr_array_add (self->wanted, want);
    }
}

static void
contents_clear (Contents *self)
{
  g_free (self->now);
  g_free (self->before);
  g_ptr_array_unref (self->wanted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contents, contents_clear)

static gboolean
is_on_the_way (const Contents *self, guint32 at)
{
  const guint8 now = self->now[at];

  if ((now & self->before[at]) == self->before[at])
    return TRUE;
  for (guint i = 0; i < self->wanted->len; i++)
    {
      const guint8 want = ((const guint8 *) self->wanted->pdata[i])[at];

      if ((now & want) == want)
        return TRUE;
    }
  return FALSE;
}

/* A page that is worn out keeps bits that nobody wants. */
static gboolean
is_where_it_failed (const Contents *self, guint32 at)
{
  return self->memory == ISP_MEMORY_FLASH && at >= self->job->failed_at.start &&
         at < self->job->failed_at.end;
}

static gboolean
all_on_the_way (const Contents *self)
{
  for (guint32 at = 0; at < self->size; at++)
    if (!is_where_it_failed (self, at) && !is_on_the_way (self, at))
      return FALSE;
  return TRUE;
}

static gboolean
is_as_before (const Contents *self)
{
  return memcmp (self->now, self->before, self->size) == 0;
}

static gboolean
is_blank (const guint8 *bytes, guint32 size)
{
  for (guint32 at = 0; at < size; at++)
    if (bytes[at] != 0xFF)
      return FALSE;
  return TRUE;
}

/* A job that wanted none leaves it blank where it erases, and as before where not. */
static gboolean
is_as_wanted (const Contents *self, guint i)
{
  const IspIntent *intent = self->job->intents->pdata[i];
  gboolean given =
      self->memory == ISP_MEMORY_FLASH ? intent->flash != NULL : intent->eeprom != NULL;

  return memcmp (self->now, self->wanted->pdata[i], self->size) == 0 ||
         (!given && is_as_before (self));
}

/* Written up to some place, in pages; behind it blank, or as before. */
static gboolean
is_partly_written (const Contents *self, guint i)
{
  const guint8 *want = self->wanted->pdata[i];
  guint32 page = MAX (self->job->backup->part->eeprom.page_size, 1), at = 0, behind;

  while (at < self->size && self->now[at] == want[at])
    at++;
  behind = MIN (at / page * page + page, self->size);
  for (; at < behind; at++)
    if (!is_on_the_way (self, at))
      return FALSE;
  return is_blank (self->now + behind, self->size - behind) ||
         (memcmp (want, self->before, self->size) != 0 &&
          memcmp (self->now + behind, self->before + behind, self->size - behind) == 0);
}

/* With all of the flash that a job wanted; eeprom is not as that wanted it. */
static gboolean
is_before_end (const Contents *flash, const Contents *eeprom)
{
  for (guint i = 0; i < flash->wanted->len; i++)
    if (is_as_wanted (flash, i) && is_partly_written (eeprom, i))
      return TRUE;
  return FALSE;
}

/* Where nothing stood behind kept firmware, flash is as before once that is back. */
static gboolean
passes_before (const Contents *self)
{
  for (guint i = 0; i < self->wanted->len; i++)
    {
      const guint8 *want = self->wanted->pdata[i];
      guint32 at = 0;

      while (at < self->size && (self->before[at] == 0xFF || self->before[at] == want[at]))
        at++;
      if (at == self->size)
        return TRUE;
    }
  return FALSE;
}

IspLeftAs
isp_unfinished_compare (const IspUnfinished *self, const IspImage *flash, const IspImage *eeprom)
{
  g_auto (Contents) of_flash = { 0 };
  g_auto (Contents) of_eeprom = { 0 };
  gboolean whole = FALSE;

  g_return_val_if_fail (self != NULL && self->backup != NULL, ISP_LEFT_OTHERWISE);
  contents_init (&of_flash, self, ISP_MEMORY_FLASH, flash);
  contents_init (&of_eeprom, self, ISP_MEMORY_EEPROM, eeprom);
  for (guint i = 0; i < self->intents->len; i++)
    {
      const gboolean flash_is_whole = is_as_wanted (&of_flash, i);

      if (flash_is_whole && is_as_wanted (&of_eeprom, i))
        return ISP_LEFT_AFTER;
      whole |= flash_is_whole;
    }
  if (is_as_before (&of_flash) && is_as_before (&of_eeprom))
    return ISP_LEFT_BEFORE;
  if (whole)
    return is_before_end (&of_flash, &of_eeprom) ? ISP_LEFT_HALF : ISP_LEFT_OTHERWISE;
  /* the erase goes first */
  if (is_as_before (&of_flash) && !is_blank (of_flash.now, of_flash.size) &&
      !(passes_before (&of_flash) && is_blank (of_eeprom.now, of_eeprom.size)))
    return ISP_LEFT_OTHERWISE;
  return all_on_the_way (&of_flash) && all_on_the_way (&of_eeprom) ? ISP_LEFT_HALF
                                                                   : ISP_LEFT_OTHERWISE;
}

gboolean
isp_unfinished_is_proven (const IspUnfinished *self, IspLeftAs left)
{
  return left == ISP_LEFT_HALF || (left == ISP_LEFT_BEFORE && self->stage == ISP_STAGE_NOTED) ||
         (left == ISP_LEFT_AFTER && self->stage == ISP_STAGE_COMPLETE);
}

gboolean
isp_unfinished_reach (IspUnfinished *self, IspUnfinishedStage stage)
{
  if (stage <= self->stage)
    return FALSE;
  self->stage = stage;
  return TRUE;
}

gboolean
isp_unfinished_may_have_left_boot (const IspUnfinished *self, const IspSnapshot *snapshot)
{
  g_return_val_if_fail (self != NULL && snapshot != NULL, FALSE);
  if (snapshot->boot == NULL || self->loader_id != NULL || isp_unfinished_is_of_fuses (self))
    return TRUE;

  /* What is not known counts as erased, which is always on the way. */
  g_auto (Contents) flash = { 0 };
  contents_init (&flash, self, ISP_MEMORY_FLASH, snapshot->boot);
  return all_on_the_way (&flash);
}

/* ── going on ── */

/* No job wanted another EEPROM: it is restored from the backup anyway, once the chip is proven to
 * be the one. */
static gboolean
keeps_eeprom (const IspUnfinished *self)
{
  const guint32 size = self->part->eeprom.size;
  g_autofree guint8 *before = NULL;

  if (self->kind != ISP_JOB_FLASH || self->loader_id != NULL || self->backup == NULL ||
      !isp_backup_has_memories (self->backup))
    return FALSE;
  before = get_bytes (self->backup->eeprom, size);
  for (guint i = 0; i < self->intents->len; i++)
    {
      const IspIntent *intent = self->intents->pdata[i];
      g_autofree guint8 *want = get_bytes (intent->eeprom, size);

      if (intent->eeprom != NULL && memcmp (want, before, size) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
add_file (IspRequest *request, const char *title, IspImage *flash)
{
  IspImageFile *file = isp_image_file_new (title);

  isp_image_file_take_flash (file, flash);
  g_ptr_array_add (request->images, file);
}

/* The bootloader and what lies below it are two files again, where they were. */
static void
add_files (const IspUnfinished *self, const IspImage *flash, IspRequest *request)
{
  g_autofree char *name = request->preset != NULL ? isp_preset_get_title (request->preset) : NULL;
  const char *title = self->title != NULL ? self->title : self->part->name;
  const gsize n = name != NULL ? strlen (name) : 0;
  const guint32 boot = request->preset != NULL ? request->preset->boot_start : 0;

  if (n > 0 && boot > 0 && g_str_has_prefix (title, name) &&
      g_str_has_prefix (title + n, NEXT_FILE) && isp_image_get_start (flash) < boot &&
      isp_image_get_end (flash) > boot)
    {
      add_file (request, name, isp_image_slice (flash, boot, isp_image_get_end (flash)));
      add_file (request, title + n + strlen (NEXT_FILE),
                isp_image_slice (flash, isp_image_get_start (flash), boot));
    }
  else
    add_file (request, title, isp_image_ref (flash));
}

IspRequest *
isp_unfinished_make_request (const IspUnfinished *self, const IspPreset *preset)
{
  const IspIntent *intent;
  IspRequest *request;

  g_return_val_if_fail (self != NULL, NULL);
  intent = self->intents->pdata[self->intents->len - 1];
  request = isp_request_new (self->kind);
  request->unfinished = isp_unfinished_ref (self);
  if (preset != NULL && g_strcmp0 (preset->id, self->preset_id) == 0 &&
      isp_preset_fits_part (preset, self->part->id))
    request->preset = isp_preset_ref (preset);
  if (intent->flash != NULL)
    add_files (self, intent->flash, request);
  if (intent->eeprom != NULL && !keeps_eeprom (self))
    request->eeprom = isp_image_ref (intent->eeprom);
  if (self->kind == ISP_JOB_UPLOAD)
    return request;
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = intent->fuses;
  request->set_lock = ISP_FUSES_HAS (&intent->fuses, ISP_FUSE_LOCK);
  request->lock = intent->fuses.value[ISP_FUSE_LOCK];
  return request;
}
