/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page's content, and below it a shelf for what comes and goes by itself: what lies there takes
 * its place from the bottom of the content and moves nothing. Both scroll. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_SHELF (ub_shelf_get_type ())
G_DECLARE_FINAL_TYPE (UbShelf, ub_shelf, UB, SHELF, GtkWidget)

GtkWidget *ub_shelf_new (void);
void ub_shelf_set_content (UbShelf *self, GtkWidget *content);
GtkWidget *ub_shelf_get_content (UbShelf *self);

/**
 * ub_shelf_set_notice:
 * @notice: (nullable): lies on the shelf while it is visible
 */
void ub_shelf_set_notice (UbShelf *self, GtkWidget *notice);
GtkWidget *ub_shelf_get_notice (UbShelf *self);
void ub_shelf_set_max_width (UbShelf *self, int width); /* px, of both */
int ub_shelf_get_max_width (UbShelf *self);

/**
 * ub_shelf_take_focus:
 * @widget: somewhere in the content
 *
 * Gives it the focus, and does not scroll to it.
 */
void ub_shelf_take_focus (UbShelf *self, GtkWidget *widget);

/**
 * ub_shelf_rewind:
 *
 * Scrolls the content to its top.
 */
void ub_shelf_rewind (UbShelf *self);

G_END_DECLS
