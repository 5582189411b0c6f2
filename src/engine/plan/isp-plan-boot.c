/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bootloaders in a plan: whether the chip will start there, by the fuses that it will have. */
#include "config.h"
#include "isp-plan-private.h"

#include <glib/gi18n-lib.h>

int
isp_plan_find_bootsz (const IspPart *part, guint32 at)
{
  for (guint bootsz = 0; bootsz < G_N_ELEMENTS (part->boot_bytes); bootsz++)
    {
      guint32 start, size;

      if (isp_part_get_boot_section (part, bootsz, &start, &size) && start == at)
        return bootsz;
    }
  return -1;
}

gboolean
isp_plan_is_bootloader (const IspPlan *self, const IspImage *flash)
{
  const IspPart *part = self->part;

  return !isp_image_is_empty (flash) &&
         isp_plan_find_bootsz (part, isp_image_get_start (flash)) >= 0 &&
         isp_image_get_end (flash) <= part->flash.size;
}

/* ── fuses that fit ── */

static gboolean
is_started (const IspPlan *self, const IspFuses *fuses)
{
  return isp_fuses_is_programmed (fuses, self->part, ISP_FIELD_BOOTRST) ||
         isp_fuses_is_programmed (fuses, self->part, ISP_FIELD_HWBE);
}

/* The plan's fuses, but for a boot section that begins at start and is started; none where no boot
 * section begins there. */
static IspFuses
find_fitting (const IspPlan *self, guint32 start)
{
  const IspPart *part = self->part;
  IspFuses fuses = self->fuses_after;
  int bootsz = isp_plan_find_bootsz (part, start);

  if (bootsz < 0)
    return (IspFuses){ 0 };
  isp_fuses_set_field (&fuses, part, ISP_FIELD_BOOTSZ, bootsz);
  if (!is_started (self, &fuses))
    isp_fuses_set_field (&fuses, part, ISP_FIELD_BOOTRST, 0);
  fuses.has &= ~(1 << ISP_FUSE_LOCK);
  return fuses;
}

/* what starts at start, and the chip looks elsewhere. */
static void
block_mismatch (IspPlan *self, const char *what, guint32 start)
{
  IspRange boot = { self->boot_start, self->boot_start + self->boot_size };

  isp_plan_block (self, ISP_HAZARD_BOOT_MISMATCH, boot, start,
                  _ ("%s starts at 0x%04X, but with these fuses the chip looks at 0x%04X"), what,
                  start, boot.start);
  g_array_index (self->hazards, IspHazard, self->hazards->len - 1).fuses =
      find_fitting (self, start);
}

/* ── what speaks against it ── */

/* Without a preset a file tells by its place that it is a bootloader. */
static void
judge_bootloader (IspPlan *self, const IspImageFile *file)
{
  const char *title = file->title != NULL ? file->title : _ ("The image");
  guint32 start = isp_image_get_start (file->flash);
  IspHazard hazard = { .id = ISP_HAZARD_BOOTRST_OFF, .severity = ISP_SEVERITY_WARNING };

  hazard.fuses = find_fitting (self, start);
  if (start != self->boot_start)
    block_mismatch (self, title, start);
  else if (!is_started (self, &self->fuses_after))
    {
      hazard.byte = isp_part_get_field (self->part, ISP_FIELD_BOOTRST)->byte;
      g_array_append_val (self->hazards, hazard);
    }
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
        block_mismatch (self, title, across.start);
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
                      _ ("%s has no boot section for a bootloader"), self->part->name);
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
    block_mismatch (self, _ ("The image"), isp_image_get_start (slice));
  else if (preset->boot_sha256 != NULL && preset->boot_start != boot.start)
    block_mismatch (self, preset->name, preset->boot_start);
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
isp_plan_judge_boot (IspPlan *self)
{
  const IspRequest *request = self->request;

  check_boot_section (self);
  check_across (self);
  for (guint i = 0; request->kind == ISP_JOB_FLASH && request->preset == NULL &&
                    i < request->images->len && self->error == NULL;
       i++)
    {
      const IspImageFile *file = request->images->pdata[i];

      if (isp_plan_is_bootloader (self, file->flash))
        judge_bootloader (self, file);
    }
  warn_of_lost_bootloader (self);
}
