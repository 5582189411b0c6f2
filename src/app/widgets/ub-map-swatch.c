/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-map-swatch.h"

#include "ub-map-cells.h"

#define SIZE 14 /* px */

struct _UbMapSwatch
{
  GtkWidget parent_instance;

  IspPageState state;
  gboolean is_boot;
  UbMapCells cells;
};

G_DEFINE_FINAL_TYPE (UbMapSwatch, ub_map_swatch, GTK_TYPE_WIDGET)

static void
ub_map_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UbMapSwatch *self = UB_MAP_SWATCH (widget);

  ub_map_cells_update (&self->cells, widget, SIZE);
  if (self->is_boot)
    ub_map_cells_draw_boot (&self->cells, snapshot, &GRAPHENE_RECT_INIT (2, 2, SIZE - 4, SIZE - 4));
  else
    ub_map_cells_draw (&self->cells, snapshot, self->state, 1, 1);
}

static void
ub_map_swatch_dispose (GObject *object)
{
  ub_map_cells_clear (&UB_MAP_SWATCH (object)->cells);
  G_OBJECT_CLASS (ub_map_swatch_parent_class)->dispose (object);
}

static void
ub_map_swatch_class_init (UbMapSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_map_swatch_dispose;
  widget_class->snapshot = ub_map_swatch_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ub_map_swatch_init (UbMapSwatch *self)
{
}

GtkWidget *
ub_map_swatch_new (IspPageState state, gboolean is_boot)
{
  UbMapSwatch *self = g_object_new (UB_TYPE_MAP_SWATCH, "width-request", SIZE, "height-request",
                                    SIZE, "valign", GTK_ALIGN_CENTER, NULL);

  self->state = state;
  self->is_boot = is_boot;
  return GTK_WIDGET (self);
}
