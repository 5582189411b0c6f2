/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-map.h"

#include <stdatomic.h>

/* Where a memory has no pages. */
#define FLASH_PAGE_BYTES  64u
#define EEPROM_PAGE_BYTES 4u

struct _IspMap
{
  gatomicrefcount refs;
  IspMemoryId memory;
  guint32 page_size;
  guint n_pages;
  IspRange boot;
  _Atomic guint8 states[]; /* IspPageState */
};

static IspMap *
map_new (IspMemoryId memory, guint32 size, guint32 page_size)
{
  const guint n_pages = size / page_size;
  IspMap *self = g_malloc0 (sizeof *self + n_pages * sizeof self->states[0]);

  g_atomic_ref_count_init (&self->refs);
  self->memory = memory;
  self->page_size = page_size;
  self->n_pages = n_pages;
  return self;
}

IspMap *
isp_map_new (const IspPart *part, IspRange boot)
{
  IspMap *self;

  g_return_val_if_fail (part != NULL, NULL);
  self = map_new (ISP_MEMORY_FLASH, part->flash.size,
                  part->flash.page_size > 0 ? part->flash.page_size : FLASH_PAGE_BYTES);
  self->boot = boot;
  return self;
}

IspMap *
isp_map_new_of_image (const IspPart *part, IspRange boot, const IspImage *image)
{
  IspMap *self;

  g_return_val_if_fail (part != NULL && image != NULL, NULL);
  self = isp_map_new (part, boot);
  isp_map_mark (self, (IspRange){ 0, part->flash.size }, ISP_PAGE_BLANK);
  isp_map_mark_image (self, image, ISP_PAGE_IN_USE);
  return self;
}

IspMap *
isp_map_new_eeprom (const IspPart *part)
{
  g_return_val_if_fail (part != NULL && part->eeprom.size > 0, NULL);
  return map_new (ISP_MEMORY_EEPROM, part->eeprom.size,
                  part->eeprom.page_size > 1 ? part->eeprom.page_size : EEPROM_PAGE_BYTES);
}

IspMemoryId
isp_map_get_memory (const IspMap *self)
{
  g_return_val_if_fail (self != NULL, ISP_MEMORY_FLASH);
  return self->memory;
}

IspMap *
isp_map_ref (IspMap *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
isp_map_unref (IspMap *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

void
isp_map_mark (IspMap *self, IspRange range, IspPageState state)
{
  g_return_if_fail (self != NULL && state < ISP_N_PAGE_STATES);

  range.end = MIN (range.end, self->page_size * self->n_pages);
  for (guint32 at = range.start - range.start % self->page_size; at < range.end;
       at += self->page_size)
    {
      const gboolean whole = range.start <= at && at + self->page_size <= range.end;
      _Atomic guint8 *page = &self->states[at / self->page_size];

      if (whole || state != ISP_PAGE_VERIFIED || atomic_load (page) != ISP_PAGE_WRONG)
        atomic_store (page, (guint8) state);
    }
}

void
isp_map_mark_image (IspMap *self, const IspImage *image, IspPageState state)
{
  g_return_if_fail (self != NULL);

  if (image == NULL)
    return;
  for (guint32 at = 0; isp_image_next_page (image, self->page_size, &at); at += self->page_size)
    if (!isp_image_is_blank (image, at, self->page_size))
      isp_map_mark (self, (IspRange){ at, at + self->page_size }, state);
}

guint
isp_map_get_n_pages (const IspMap *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_pages;
}

IspPageState
isp_map_get_state (const IspMap *self, guint page)
{
  g_return_val_if_fail (self != NULL && page < self->n_pages, ISP_PAGE_KEPT);
  return (IspPageState) atomic_load (&self->states[page]);
}

gboolean
isp_map_is_boot (const IspMap *self, guint page)
{
  g_return_val_if_fail (self != NULL && page < self->n_pages, FALSE);
  return page * self->page_size >= self->boot.start && page * self->page_size < self->boot.end;
}

IspRange
isp_map_get_range (const IspMap *self, guint page)
{
  g_return_val_if_fail (self != NULL && page < self->n_pages, (IspRange){ 0 });
  return (IspRange){ page * self->page_size, (page + 1) * self->page_size };
}

gboolean
isp_map_next_run (const IspMap *self, guint *page, IspMapRun *run)
{
  guint first;

  g_return_val_if_fail (self != NULL && page != NULL && run != NULL, FALSE);

  first = *page;
  if (first >= self->n_pages)
    return FALSE;
  run->state = isp_map_get_state (self, first);
  run->is_boot = isp_map_is_boot (self, first);
  while (*page < self->n_pages && isp_map_get_state (self, *page) == run->state &&
         isp_map_is_boot (self, *page) == run->is_boot)
    ++*page;
  run->n_pages = *page - first;
  run->range = (IspRange){ first * self->page_size, *page * self->page_size };
  return TRUE;
}
