/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a map of the chip: what will become of each page of flash. */
#include "isp-plan-private.h"

/* Where two images want different bytes. */
static void
mark_overlaps (IspMap *map, const GPtrArray *files, guint file)
{
  const IspImageFile *a = files->pdata[file];

  for (guint i = 0; i < file; i++)
    {
      const IspImageFile *b = files->pdata[i];
      g_autoptr (GArray) overlaps = isp_image_get_overlaps (a->flash, b->flash);

      for (guint k = 0; k < overlaps->len; k++)
        {
          const IspOverlap *overlap = &g_array_index (overlaps, IspOverlap, k);

          if (overlap->differs)
            isp_map_mark (map, overlap->range, ISP_PAGE_IN_BOTH);
        }
    }
}

/* A bootloader leaves itself. */
static guint32
get_erased_end (const IspPlan *self)
{
  return self->snapshot->loader != NULL ? self->boot_start : self->part->flash.size;
}

static gboolean
has_overlap (const IspPlan *self)
{
  for (guint i = 0; i < self->hazards->len; i++)
    {
      const IspHazardId id = g_array_index (self->hazards, IspHazard, i).id;

      if (id == ISP_HAZARD_IMAGE_OVERLAP || id == ISP_HAZARD_FIRMWARE_IN_BOOT)
        return TRUE;
    }
  return FALSE;
}

IspMap *
isp_plan_make_map (const IspPlan *self)
{
  const IspRequest *request;
  IspMap *map;

  g_return_val_if_fail (self != NULL, NULL);

  request = self->request;
  if (self->flash == NULL && !isp_plan_erases (self))
    return NULL;
  map =
      isp_map_new (self->part, (IspRange){ self->boot_start, self->boot_start + self->boot_size });
  if (isp_plan_erases (self))
    isp_map_mark (map, (IspRange){ 0, get_erased_end (self) }, ISP_PAGE_TO_ERASE);
  if (request->keep_firmware)
    isp_map_mark (map, (IspRange){ 0, self->boot_start }, ISP_PAGE_KEPT);
  if (isp_plan_get_row (self)->flash)
    isp_map_mark_image (map, self->flash, ISP_PAGE_TO_WRITE);
  if (has_overlap (self))
    for (guint i = 0; i < request->images->len; i++)
      mark_overlaps (map, request->images, i);
  return map;
}
