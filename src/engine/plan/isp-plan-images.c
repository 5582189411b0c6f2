/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images of a plan: cut, merged, and held against the part and its boot section. */
#include "config.h"
#include "core/isp-error.h"
#include "isp-plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The first of the n files before that has its own bytes where mine has some. */
static const IspImageFile *
find_rival (const IspPlan *self, guint n, const IspImage *mine)
{
  for (guint i = 0; i < n; i++)
    {
      const IspImageFile *file = self->request->images->pdata[i];
      g_autoptr (GArray) conflicts = isp_image_get_conflicts (file->flash, mine);

      if (conflicts->len > 0)
        return file;
    }
  return self->request->images->pdata[0];
}

/* Where firmware and bootloader share bytes that differ: between what was merged so far, and mine
 * of file i. */
static void
block_overlap (IspPlan *self, guint i, const IspImage *merged, const IspImage *mine,
               const GArray *conflicts)
{
  const IspImageFile *a = find_rival (self, i, mine), *b = self->request->images->pdata[i];
  const IspRange range = { g_array_index (conflicts, IspRange, 0).start,
                           g_array_index (conflicts, IspRange, conflicts->len - 1).end };
  const guint32 boot_end = self->boot_start + self->boot_size;
  const gboolean in_boot =
      self->boot_size > 0 && range.start >= self->boot_start && range.end <= boot_end &&
      !(isp_plan_is_bootloader (self, a->flash) && isp_plan_is_bootloader (self, b->flash));
  g_autofree char *places = isp_image_name_conflicts (merged, mine);

  isp_plan_block (self, in_boot ? ISP_HAZARD_FIRMWARE_IN_BOOT : ISP_HAZARD_IMAGE_OVERLAP, range,
                  range.end - (in_boot ? self->boot_start : range.start),
                  /* Translators: two files, and addresses */
                  _ ("%s and %s have different bytes at %s"),
                  a->title != NULL ? a->title : _ ("One image"),
                  b->title != NULL ? b->title : _ ("the other"), places);
}

/* The first image that reaches into the boot section gives only that part of itself. */
static gboolean
is_cut (const IspPlan *self, const IspImageFile *file, gboolean *cut_done)
{
  g_autoptr (IspImage) boot = NULL;

  if (!self->request->boot_only || *cut_done || self->boot_size == 0)
    return FALSE;
  boot = isp_image_slice (file->flash, self->boot_start, self->boot_start + self->boot_size);
  *cut_done = !isp_image_is_empty (boot);
  return *cut_done;
}

static void
merge_flash (IspPlan *self)
{
  GPtrArray *files = self->request->images;
  gboolean cut_done = FALSE;
  g_autoptr (IspImage) all = NULL;

  for (guint i = 0; i < files->len; i++)
    {
      const IspImageFile *file = files->pdata[i];
      g_autoptr (IspImage) mine =
          is_cut (self, file, &cut_done)
              ? isp_image_slice (file->flash, self->boot_start, self->boot_start + self->boot_size)
              : isp_image_ref (file->flash);
      g_autoptr (GArray) conflicts = all != NULL ? isp_image_get_conflicts (all, mine) : NULL;

      if (all == NULL)
        all = g_steal_pointer (&mine);
      else if (conflicts->len > 0)
        block_overlap (self, i, all, mine, conflicts);
      else
        {
          IspImage *merged = isp_image_merge (all, mine, NULL);

          isp_image_unref (all);
          all = merged;
        }
    }
  if (all == NULL)
    all = isp_image_new ();
  isp_image_seal (all);
  self->flash = g_steal_pointer (&all);
}

static void
check_signatures (IspPlan *self)
{
  const IspPart *part = self->part;

  for (guint i = 0; i < self->request->images->len; i++)
    {
      const IspImageFile *file = self->request->images->pdata[i];

      if (file->has_signature && memcmp (file->signature, part->signature, 3) != 0)
        isp_plan_block (self, ISP_HAZARD_IMAGE_PART, NOWHERE, 0,
                        /* Translators: a file, three bytes and a chip */
                        _ ("%s is for a chip with signature %02X %02X %02X, this is %s"),
                        file->title != NULL ? file->title : _ ("The image"), file->signature[0],
                        file->signature[1], file->signature[2], part->name);
    }
  if (self->request->preset != NULL && !isp_preset_fits_part (self->request->preset, part->id))
    {
      g_autofree char *title = isp_preset_get_title (self->request->preset);

      isp_plan_block (self, ISP_HAZARD_IMAGE_PART, NOWHERE,
                      0, /* Translators: a bootloader and a chip */
                      _ ("%s is not for %s"), title, part->name);
    }
}

static void
check_size (IspPlan *self, const IspImage *image, guint32 size, const char *memory)
{
  IspRange outside = { size, image != NULL ? isp_image_get_end (image) : 0 };

  if (outside.end <= size)
    return;
  outside.start = MAX (size, isp_image_get_start (image));
  isp_plan_block (self, ISP_HAZARD_IMAGE_OUTSIDE, outside, outside.end - size,
                  /* Translators: the first %s is "flash" or "EEPROM", the second a chip */
                  _ ("The image runs to 0x%04X, but the %s of %s ends at 0x%04X"), outside.end - 1,
                  memory, self->part->name, size - 1);
}

/* The application goes back from the backup: the image must leave it room. */
static void
check_keep_firmware (IspPlan *self)
{
  IspRange below = { 0, self->boot_start };

  if (!self->request->keep_firmware)
    return;
  if (self->boot_size == 0 || isp_image_get_start (self->flash) < self->boot_start)
    isp_plan_block (
        self, ISP_HAZARD_IMAGE_OVERLAP, below, 0,
        _ ("The firmware on the chip cannot be kept: the image writes below 0x%04X as well"),
        self->boot_start);
  else if (!isp_plan_has_backup (self))
    isp_plan_block (self, ISP_HAZARD_NO_BACKUP, NOWHERE, 0,
                    _ ("Keeping the firmware needs a backup, and there is none"));
}

/* Without an erase bits only go from 1 to 0. The snapshot knows the boot section; the job looks at
 * the rest before it writes. */
static void
check_no_erase (IspPlan *self)
{
  const IspImage *boot = self->snapshot->boot;

  if (isp_plan_erases (self) || boot == NULL)
    return;
  for (guint i = 0; i < isp_image_get_n_ranges (self->flash); i++)
    {
      IspRange range = isp_image_get_range (self->flash, i);

      for (guint32 at = MAX (range.start, isp_image_get_start (boot));
           at < MIN (range.end, isp_image_get_end (boot)); at++)
        {
          guint8 old, new;

          isp_image_read (boot, at, &old, 1, 0xFF);
          isp_image_read (self->flash, at, &new, 1, 0xFF);
          if ((old & new) == new)
            continue;
          isp_plan_block (self, ISP_HAZARD_NEEDS_ERASE, (IspRange){ at, at + 1 }, 0,
                          _ ("0x%04X holds %02X and should become %02X: that needs an erase first"),
                          at, old, new);
          return;
        }
    }
}

/* What an erased memory reads as. NULL: there is no such memory. */
static IspImage *
make_blank (guint32 size)
{
  IspImage *blank;

  if (size == 0)
    return NULL;
  blank = isp_eeprom_make (ISP_EEPROM_CHOICE_CLEAR, size);
  isp_image_seal (blank);
  return blank;
}

void
isp_plan_collect_images (IspPlan *self)
{
  const IspJobRow *row = isp_plan_get_row (self);
  const IspRequest *request = self->request;

  if (request->kind == ISP_JOB_BLANK)
    {
      self->flash = make_blank (self->part->flash.size);
      self->eeprom = make_blank (self->part->eeprom.size);
    }
  else if (row->eeprom && request->eeprom_choice != ISP_EEPROM_CHOICE_NONE)
    {
      IspImage *chosen = isp_eeprom_make (request->eeprom_choice, self->part->eeprom.size);

      isp_image_seal (chosen);
      self->eeprom = chosen;
    }
  else if ((row->eeprom || row->compare) && request->eeprom != NULL)
    {
      self->eeprom = isp_image_ref (request->eeprom);
      check_size (self, self->eeprom, self->part->eeprom.size, _ ("EEPROM"));
    }
  check_signatures (self);
  if (request->kind == ISP_JOB_BLANK || (!row->flash && !row->compare))
    return;

  merge_flash (self);
  check_size (self, self->flash, self->part->flash.size, _ ("flash"));
  /* A backup of a blank chip is worth restoring: the erase is the point. */
  if (isp_image_is_empty (self->flash) && request->kind != ISP_JOB_RESTORE &&
      (self->eeprom == NULL || request->images->len > 0))
    isp_plan_block (self, ISP_HAZARD_IMAGE_EMPTY, NOWHERE, 0,
                    _ ("The image holds nothing to write"));
  if (request->kind == ISP_JOB_FLASH || request->kind == ISP_JOB_UPLOAD)
    isp_plan_judge_files (self);
  if (row->flash && request->kind != ISP_JOB_UPLOAD)
    {
      isp_plan_judge_boot (self);
      isp_plan_judge_restore (self);
      check_keep_firmware (self);
      check_no_erase (self);
    }
}
