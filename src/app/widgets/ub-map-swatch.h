/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of the map, for its legend. */
#pragma once

#include "core/isp-map.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UB_TYPE_MAP_SWATCH (ub_map_swatch_get_type ())
G_DECLARE_FINAL_TYPE (UbMapSwatch, ub_map_swatch, UB, MAP_SWATCH, GtkWidget)

/* is_boot: the band of the boot section instead, without a page on it. */
GtkWidget *ub_map_swatch_new (IspPageState state, gboolean is_boot);

G_END_DECLS
