/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a group, made anew from the model; the group hides while it has none. The row in
 * focus keeps it when a row of the same place and title follows. Rows are only replaced when one
 * differs, so that nothing flickers and a screen reader is not interrupted. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _UbList UbList;

UbList *ub_list_new (AdwPreferencesGroup *group);
void ub_list_free (UbList *self); /* leaves the group as it is */

/* begin, add each row, end. */
void ub_list_begin (UbList *self);
void ub_list_add (UbList *self, GtkWidget *row); /* takes the floating reference */
void ub_list_end (UbList *self);
guint ub_list_get_n (UbList *self);                 /* rows added since begin */
GtkWidget *ub_list_get_row (UbList *self, guint i); /* NULL past the last */
/* The first row that leads somewhere, the one marked ready before others; NULL: none. */
GtkWidget *ub_list_get_focus (UbList *self);

G_END_DECLS
