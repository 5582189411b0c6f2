/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short notices over the page. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ub_toast:
 * @widget: inside the window that is to say it
 * @text: a sentence; not read as markup
 *
 * Shows @text for a moment. Does nothing while @widget is in no window.
 */
void ub_toast (GtkWidget *widget, const char *text);

/**
 * ub_toast_copied:
 * @widget: inside the window that is to say it
 * @text: for the clipboard
 * @said: that it was copied
 *
 * Puts @text on the clipboard, and says so.
 */
void ub_toast_copied (GtkWidget *widget, const char *text, const char *said);

G_END_DECLS
