/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two columns side by side where there is room for them, else one below the other. The first child
 * comes first in reading and focus order either way. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UB_TYPE_COLUMNS (ub_columns_get_type ())
G_DECLARE_FINAL_TYPE (UbColumns, ub_columns, UB, COLUMNS, GtkWidget)

G_END_DECLS
