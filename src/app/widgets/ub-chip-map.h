/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a chip's flash as cells, with a cursor that the arrow keys and the pointer move. */
#pragma once

#include "core/isp-map.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_CHIP_MAP (ub_chip_map_get_type ())
G_DECLARE_FINAL_TYPE (UbChipMap, ub_chip_map, UB, CHIP_MAP, GtkWidget)

/* Cells of a map on a given width. */
typedef struct
{
  guint columns, rows;
  int cell; /* px, both ways */
} UbMapGrid;

/* Room in px beside the labels. As many columns as keep the cells large, and no higher than 300 px
 * where they can be. */
UbMapGrid ub_map_grid_fit (guint n_pages, int room);

/* Emits "cursor-moved" when another page is under the cursor. map: NULL: none; a reference is kept.
 */
void ub_chip_map_set_map (UbChipMap *self, IspMap *map);
/* The page under the cursor; -1: there is no cursor. */
int ub_chip_map_get_cursor (UbChipMap *self);

G_END_DECLS
