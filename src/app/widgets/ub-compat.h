/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looks different on newer libraries. The only file with a condition on their version. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*UbAnswerFunc) (gboolean yes, gpointer data);

/* A question with two answers; Escape and closing are "no", and "no" has the focus. destructive:
 * "yes" is shown as such. */
void ub_compat_ask (GtkWindow *parent, const char *title, const char *text, const char *no,
                    const char *yes, gboolean destructive, UbAnswerFunc func, gpointer data);

void ub_compat_about (GtkWindow *parent);

typedef void (*UbFileFunc) (GFile *file, gpointer data);

/* Lets the person choose an image file. func is not called when they do not. */
void ub_compat_choose_file (GtkWindow *parent, const char *title, UbFileFunc func, gpointer data,
                            GDestroyNotify destroy);

/* Says something to a screen reader, where the toolkit can. */
void ub_compat_announce (GtkWidget *widget, const char *text);

G_END_DECLS
