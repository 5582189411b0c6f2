/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a list of texts to choose from. What is chosen stands below its title, and the list
 * shows each text whole, on as many lines as it takes: several often differ only at their ends. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_COMBO_ROW (ub_combo_row_get_type ())
G_DECLARE_FINAL_TYPE (UbComboRow, ub_combo_row, UB, COMBO_ROW, AdwComboRow)

/* title is no markup. */
GtkWidget *ub_combo_row_new (const char *title);

G_END_DECLS
