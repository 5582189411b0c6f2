/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images of a plan: cut, merged, and held against the part and its boot section. */
#include "config.h"
#include "core/isp-error.h"
#include "isp-plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const IspRange NOWHERE;

/* Where firmware and bootloader share bytes that differ. */
static void
block_overlap (IspPlan *self, const IspImageFile *a, const IspImageFile *b, GArray *overlaps)
{
  IspRange range = { G_MAXUINT32, 0 };
  gboolean in_boot;
  guint32 boot_end = self->boot_start + self->boot_size;

  for (guint i = 0; i < overlaps->len; i++)
    {
      const IspOverlap *overlap = &g_array_index (overlaps, IspOverlap, i);

      if (!overlap->differs)
        continue;
      range.start = MIN (range.start, overlap->range.start);
      range.end = MAX (range.end, overlap->range.end);
    }
  in_boot = self->boot_size > 0 && range.start >= self->boot_start && range.end <= boot_end;
  isp_plan_block (self, in_boot ? ISP_HAZARD_FIRMWARE_IN_BOOT : ISP_HAZARD_IMAGE_OVERLAP, range,
                  range.end - range.start,
                  _ ("%s and %s both want 0x%04X–0x%04X, with different contents"),
                  a->title != NULL ? a->title : _ ("One image"),
                  b->title != NULL ? b->title : _ ("the other"), range.start, range.end - 1);
}

static gboolean
differs (GArray *overlaps)
{
  for (guint i = 0; i < overlaps->len; i++)
    if (g_array_index (overlaps, IspOverlap, i).differs)
      return TRUE;
  return FALSE;
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
      g_autoptr (GArray) overlaps = all != NULL ? isp_image_get_overlaps (all, mine) : NULL;

      if (all == NULL)
        all = g_steal_pointer (&mine);
      else if (differs (overlaps))
        block_overlap (self, files->pdata[0], file, overlaps);
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
                        _ ("%s is for a chip with signature %02X %02X %02X, this is an %s"),
                        file->title != NULL ? file->title : _ ("The image"), file->signature[0],
                        file->signature[1], file->signature[2], part->name);
    }
  if (self->request->preset != NULL && !isp_preset_fits_part (self->request->preset, part->id))
    {
      g_autofree char *title = isp_preset_get_title (self->request->preset);

      isp_plan_block (self, ISP_HAZARD_IMAGE_PART, NOWHERE,
                      0, /* Translators: a bootloader and a chip */
                      _ ("%s is not for an %s"), title, part->name);
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
                  _ ("The image runs to 0x%04X, but the %s of an %s ends at 0x%04X"),
                  outside.end - 1, memory, self->part->name, size - 1);
}

/* The range of image that runs on from below at without a gap; FALSE when there is none. */
static gboolean
find_across (const IspImage *image, guint32 at, IspRange *across)
{
  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    {
      *across = isp_image_get_range (image, i);
      if (across->start < at && across->end > at)
        return TRUE;
    }
  return FALSE;
}

/* A file that runs into the boot section from below. From below the largest one it is firmware,
 * and the chip would start in its middle, unless a bootloader follows up to the last page; else it
 * is a bootloader for a larger section. */
static void
check_across (IspPlan *self)
{
  const IspPart *part = self->part;
  IspRange boot = { self->boot_start, self->boot_start + self->boot_size };
  guint32 lowest = boot.start, size;

  if (self->boot_size == 0 || self->request->boot_only || self->request->kind != ISP_JOB_FLASH ||
      (self->request->preset == NULL &&
       isp_fuses_get_field (&self->fuses_after, part, ISP_FIELD_BOOTRST) != 0))
    return;
  isp_part_get_boot_section (part, 0, &lowest, &size);
  for (guint i = 0; i < self->request->images->len && self->error == NULL; i++)
    {
      const IspImageFile *file = self->request->images->pdata[i];
      const char *title = file->title != NULL ? file->title : _ ("The image");
      IspRange across;

      if (!find_across (file->flash, boot.start, &across))
        continue;
      if (across.start >= lowest)
        isp_plan_block (self, ISP_HAZARD_BOOT_MISMATCH, boot, across.start,
                        _ ("%s starts at 0x%04X, but with these fuses the chip looks at 0x%04X"),
                        title, across.start, boot.start);
      else if (across.end <= boot.end - part->flash.page_size)
        isp_plan_block (self, ISP_HAZARD_FIRMWARE_IN_BOOT, (IspRange){ boot.start, across.end },
                        across.end - boot.start,
                        _ ("%s runs to 0x%04X, but the chip looks for its bootloader at 0x%04X"),
                        title, across.end - 1, boot.start);
    }
}

/* A bootloader has to start where the chip jumps to. */
static void
check_boot_section (IspPlan *self)
{
  const IspPreset *preset = self->request->preset;
  IspRange boot = { self->boot_start, self->boot_start + self->boot_size };
  g_autoptr (IspImage) slice = NULL;

  if (preset == NULL || isp_image_is_empty (self->flash))
    return;
  if (self->boot_size == 0)
    {
      isp_plan_block (self, ISP_HAZARD_BOOT_MISMATCH, boot, 0,
                      _ ("An %s has no boot section for a bootloader"), self->part->name);
      return;
    }
  slice = isp_image_slice (self->flash, boot.start, boot.end);
  if (isp_image_is_empty (slice))
    isp_plan_block (
        self, ISP_HAZARD_BOOT_MISMATCH, boot, boot.start,
        _ ("With these fuses the chip looks for its bootloader at 0x%04X, but the image "
           "has nothing there"),
        boot.start);
  else if (isp_image_get_start (slice) != boot.start)
    isp_plan_block (
        self, ISP_HAZARD_BOOT_MISMATCH, boot, isp_image_get_start (slice),
        _ ("With these fuses the chip looks for its bootloader at 0x%04X, but the image "
           "starts at 0x%04X"),
        boot.start, isp_image_get_start (slice));
  else if (preset->image_end > 0 && preset->boot_start != boot.start)
    isp_plan_block (self, ISP_HAZARD_BOOT_MISMATCH, boot, preset->boot_start,
                    _ ("%s starts at 0x%04X, but with these fuses the chip looks at 0x%04X"),
                    preset->name, preset->boot_start, boot.start);
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
  else if (self->request->no_backup || self->snapshot->locked)
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

/* Firmware alone: the erase takes the bootloader that is there. */
static void
warn_of_lost_bootloader (IspPlan *self)
{
  const IspSnapshot *snapshot = self->snapshot;
  IspHazard hazard = { .id = ISP_HAZARD_LOSES_BOOTLOADER, .severity = ISP_SEVERITY_WARNING };
  g_autoptr (IspImage) mine = NULL;
  guint32 start, size;

  if (self->request->kind != ISP_JOB_FLASH || !isp_plan_erases (self) || snapshot->boot == NULL ||
      snapshot->boot_blank || isp_image_is_empty (self->flash) ||
      !isp_fuses_get_boot_section (&self->fuses_before, snapshot->part, &start, &size))
    return;
  hazard.range = (IspRange){ start, start + size };
  mine = isp_image_slice (self->flash, hazard.range.start, hazard.range.end);
  if (isp_image_is_empty (mine))
    g_array_append_val (self->hazards, hazard);
}

void
isp_plan_collect_images (IspPlan *self)
{
  const IspJobRow *row = isp_plan_get_row (self);
  const IspRequest *request = self->request;

  if (row->eeprom && request->eeprom != NULL)
    {
      self->eeprom = isp_image_ref (request->eeprom);
      check_size (self, self->eeprom, self->part->eeprom.size, _ ("EEPROM"));
    }
  check_signatures (self);
  if (!row->flash && !row->verify)
    return;

  merge_flash (self);
  check_size (self, self->flash, self->part->flash.size, _ ("flash"));
  /* A backup of a blank chip is worth restoring: the erase is the point. */
  if (isp_image_is_empty (self->flash) && request->kind != ISP_JOB_RESTORE &&
      (self->eeprom == NULL || request->images->len > 0))
    isp_plan_block (self, ISP_HAZARD_IMAGE_EMPTY, NOWHERE, 0,
                    _ ("The image holds nothing to write"));
  if (row->flash)
    {
      check_boot_section (self);
      check_across (self);
      check_keep_firmware (self);
      check_no_erase (self);
      warn_of_lost_bootloader (self);
    }
}
