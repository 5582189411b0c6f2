/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-combine.h"

#include "isp-plan-private.h"
#include "parts/isp-parts.h"

#include <string.h>

#define ENDING "_production"

/* ── the chip ── */

static gboolean
fits_place (const IspPart *part, const IspImage *flash)
{
  return !isp_image_is_empty (flash) &&
         isp_plan_find_bootsz (part, isp_image_get_start (flash)) >= 0 &&
         isp_image_get_end (flash) <= part->flash.size;
}

static const IspPart *
guess_part (const IspImageFile *file)
{
  if (file->has_signature)
    return isp_parts_only_by_signature (file->signature);
  for (guint i = 0; i < isp_parts_count (); i++)
    if (fits_place (isp_parts_get (i), file->flash))
      return isp_parts_get (i);
  return NULL;
}

const IspPart *
isp_combine_guess_part (const IspRequest *request)
{
  g_return_val_if_fail (request != NULL, NULL);

  if (request->preset != NULL)
    return isp_parts_by_name (request->preset->parts[0]);
  for (guint i = 0; i < request->images->len; i++)
    {
      const IspPart *part = guess_part (request->images->pdata[i]);

      if (part != NULL)
        return part;
    }
  return NULL;
}

/* ── the plan ── */

IspImageFile *
isp_combine_leave_out_sketch (const IspPreset *preset, const IspImageFile *file)
{
  IspImageFile *copy;

  g_return_val_if_fail (file != NULL, NULL);

  if (preset == NULL || !preset->has_sketch)
    return isp_image_file_ref (file);
  copy = isp_image_file_copy (file);
  isp_image_file_take_flash (copy, isp_image_slice (copy->flash, preset->boot_start, G_MAXUINT32));
  return copy;
}

/* Those of a new chip, but that it starts the bootloader that is among the files. */
static IspFuses
make_fuses (const IspPart *part, const GPtrArray *files)
{
  IspFuses fuses = isp_fuses_from_factory (part);

  for (guint i = 0; i < files->len; i++)
    {
      const IspImageFile *file = files->pdata[i];

      if (!fits_place (part, file->flash))
        continue;
      isp_fuses_set_field (&fuses, part, ISP_FIELD_BOOTSZ,
                           isp_plan_find_bootsz (part, isp_image_get_start (file->flash)));
      isp_fuses_set_field (&fuses, part, ISP_FIELD_BOOTRST, 0);
    }
  return fuses;
}

IspPlan *
isp_combine_new (const IspPart *part, const IspRequest *request)
{
  IspSnapshot *chip;
  IspPlan *self;

  g_return_val_if_fail (part != NULL && request != NULL, NULL);
  g_return_val_if_fail (request->kind == ISP_JOB_FLASH, NULL);

  chip = isp_snapshot_new ();
  chip->part = part;
  chip->fuses = make_fuses (part, request->images);
  self = isp_plan_alloc (chip, request);
  isp_snapshot_unref (chip);
  isp_plan_collect_fuses (self);
  isp_plan_collect_images (self);
  isp_plan_sort_hazards (self);
  return self;
}

IspMap *
isp_combine_make_map (const IspPlan *plan)
{
  IspMap *map;

  g_return_val_if_fail (plan != NULL, NULL);
  map = isp_map_new_of_image (
      plan->part, (IspRange){ plan->boot_start, plan->boot_start + plan->boot_size }, plan->flash);
  isp_plan_mark_files (plan, map, ISP_PAGE_IN_USE);
  return map;
}

/* ── the name ── */

char *
isp_combine_make_name (const IspImageFile *firmware, const char *folder)
{
  g_autofree char *keyboard = g_strdelimit (g_strdup (folder != NULL ? folder : ""), "/", '_');
  g_autofree char *name = NULL;
  gboolean named;
  char *dot;

  g_return_val_if_fail (firmware != NULL, NULL);

  name = g_strdup (firmware->title != NULL ? firmware->title : "firmware");
  dot = strrchr (name, '.');
  if (dot != NULL && dot > name)
    *dot = '\0';
  named = *keyboard == '\0' || g_str_has_prefix (name, keyboard);
  return g_strconcat (named ? "" : keyboard, named ? "" : "_", name,
                      g_str_has_suffix (name, ENDING) ? "" : ENDING, ".hex", NULL);
}
