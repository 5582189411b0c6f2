/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window says for a moment, and what it refuses. */
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

/**
 * ub_refuse:
 * @widget: inside the window that is to say it
 * @text: why something was not done, and what to do; not read as markup
 *
 * Shows @text below the page, see #UbRefusal: advice has to be read to its end. Does nothing while
 * @widget is in no window.
 */
void ub_refuse (GtkWidget *widget, const char *text);

G_END_DECLS
