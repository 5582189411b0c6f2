/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a list with a state that is seen and read out: ready, needs attention, waiting. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_ROW (ub_row_get_type ())
G_DECLARE_FINAL_TYPE (UbRow, ub_row, UB, ROW, AdwActionRow)

typedef enum
{
  UB_ROW_NONE,
  UB_ROW_READY,
  UB_ROW_ATTENTION,
  UB_ROW_WAITING, /* with a spinner */
} UbRowState;

/* A row that leads somewhere: the whole of it is activatable and shows an arrow. */
GtkWidget *ub_row_new (const char *icon_name, const char *title, const char *subtitle);
/* A row that only says something. Tab stops at it all the same: it can then be read without a
 * mouse, and GTK’s lists let nobody past a row that takes no focus. */
GtkWidget *ub_row_new_plain (const char *title, const char *subtitle);
void ub_row_set_state (UbRow *self, UbRowState state);
UbRowState ub_row_get_state (UbRow *self);
/* How long the spinner of a waiting row turns; for tests. */
void ub_row_set_spin (guint ms);
/* Without an arrow: for a row that chooses and goes back. */
void ub_row_set_arrow (UbRow *self, gboolean arrow);
/* Sets the subtitle only when it differs; text may be NULL. Never read as markup. */
void ub_row_set_text (UbRow *self, const char *text);

G_END_DECLS
