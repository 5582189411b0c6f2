/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a cell of the map looks in each state: its shape says what it is, its colour only helps. */
#pragma once

#include "core/isp-map.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The cells of one size in one style. */
typedef struct
{
  GskRenderNode *nodes[ISP_N_PAGE_STATES];
  int size;
  GdkRGBA ink; /* text colour of the style */
  gboolean dark, contrast;
} UbMapCells;

/* Draws the cells where they are not there yet in this size and in the style of the widget. */
void ub_map_cells_update (UbMapCells *self, GtkWidget *widget, int size);
void ub_map_cells_clear (UbMapCells *self);
/* The band behind pages of the boot section, as large as they are. */
void ub_map_cells_draw_boot (const UbMapCells *self, GtkSnapshot *snapshot,
                             const graphene_rect_t *pages);
/* One cell with its corner at x, y. */
void ub_map_cells_draw (const UbMapCells *self, GtkSnapshot *snapshot, IspPageState state, float x,
                        float y);

G_END_DECLS
