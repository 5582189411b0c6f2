/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ub_wrap_titles:
 * @root: a page, or a group of rows
 *
 * Lets the titles of all groups below wrap, which libadwaita cuts off: letters may be large.
 */
void ub_wrap_titles (GtkWidget *root);

/**
 * ub_wrap_centred:
 * @root: a button, or the title of a window
 *
 * Lets what it says wrap, centred: in large letters it may be wider than a narrow screen.
 */
void ub_wrap_centred (GtkWidget *root);

G_END_DECLS
