/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a map of the chip: what will become of each page of flash. */
#include "isp-plan-private.h"

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

/* Of two files. */
static void
mark_overlap (IspMap *map, const IspImageFile *a, const IspImageFile *b)
{
  g_autoptr (GArray) conflicts = isp_image_get_conflicts (a->flash, b->flash);

  for (guint i = 0; i < conflicts->len; i++)
    isp_map_mark (map, g_array_index (conflicts, IspRange, i), ISP_PAGE_IN_BOTH);
}

void
isp_plan_mark_files (const IspPlan *self, IspMap *map, IspPageState state)
{
  const GPtrArray *files = self->request->images;

  isp_map_mark_image (map, self->flash, state);
  if (!has_overlap (self))
    return;
  for (guint i = 0; i < files->len; i++)
    isp_map_mark_image (map, ((const IspImageFile *) files->pdata[i])->flash, state);
  for (guint i = 1; i < files->len; i++)
    for (guint k = 0; k < i; k++)
      mark_overlap (map, files->pdata[k], files->pdata[i]);
}

/* And not at the flash. */
static gboolean
looks_at_eeprom (const IspPlan *self)
{
  const IspJobRow *row = isp_plan_get_row (self);

  if (self->part->eeprom.size == 0)
    return FALSE;
  return row->read ? self->request->memory == ISP_MEMORY_EEPROM
                   : row->compare && self->eeprom != NULL && isp_image_is_empty (self->flash);
}

IspMap *
isp_plan_make_map (const IspPlan *self)
{
  const IspRequest *request;
  IspMap *map;

  g_return_val_if_fail (self != NULL, NULL);

  request = self->request;
  if (looks_at_eeprom (self))
    return isp_map_new_eeprom (self->part);
  if (self->flash == NULL && !isp_plan_erases (self) && !isp_plan_get_row (self)->read)
    return NULL;
  map =
      isp_map_new (self->part, (IspRange){ self->boot_start, self->boot_start + self->boot_size });
  if (isp_plan_erases (self))
    isp_map_mark (map, (IspRange){ 0, get_erased_end (self) }, ISP_PAGE_TO_ERASE);
  if (request->keep_firmware)
    isp_map_mark (map, (IspRange){ 0, self->boot_start }, ISP_PAGE_KEPT);
  if (isp_plan_get_row (self)->flash)
    isp_plan_mark_files (self, map, ISP_PAGE_TO_WRITE);
  return map;
}
