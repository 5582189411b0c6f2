/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen reader hears of a line of a GtkListView. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ub_list_item_speak:
 * @item: a list item that is being bound, with its child
 * @name: what it is called
 *
 * Names what takes the focus: GTK’s own widget around the child, which GTK 4.8 leaves without a
 * name.
 */
void ub_list_item_speak (GtkListItem *item, const char *name);

G_END_DECLS
