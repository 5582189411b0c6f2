/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looks different on newer libraries. The only file with a condition on their version. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*UbAnswerFunc) (gboolean yes, gpointer data);

/**
 * ub_compat_ask:
 * @parent: the window to ask over
 * @title: the question
 * @text: what to know about it
 * @no: label of the answer that Escape and closing give, and that has the focus
 * @yes: label of the other
 * @destructive: TRUE: @yes is shown as such
 * @func: gets the answer
 * @data: for @func
 *
 * Returns: (transfer none): the question, which goes away once it is answered
 */
GtkWidget *ub_compat_ask (GtkWindow *parent, const char *title, const char *text, const char *no,
                          const char *yes, gboolean destructive, UbAnswerFunc func, gpointer data);
void ub_compat_question_set_text (GtkWidget *question, const char *text);
/* Nobody has to answer it any more: the answer is "no", or none is given. */
void ub_compat_question_close (GtkWidget *question);

void ub_compat_about (GtkWindow *parent);

typedef void (*UbFileFunc) (GFile *file, gpointer data);

/* Lets the person choose an image file. func is not called when they do not. */
void ub_compat_choose_file (GtkWindow *parent, const char *title, UbFileFunc func, gpointer data,
                            GDestroyNotify destroy);

/* Lets the person choose where to save a file; name: what it is to be called. func is not called
 * when they do not. */
void ub_compat_save_file (GtkWindow *parent, const char *title, const char *name, UbFileFunc func,
                          gpointer data, GDestroyNotify destroy);

/* For tests: the next question for a file is answered with this one, and no dialog shows. */
void ub_compat_answer_next_file (GFile *file);

/* Says something to a screen reader, where the toolkit can. */
void ub_compat_announce (GtkWidget *widget, const char *text);

G_END_DECLS
