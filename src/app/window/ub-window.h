/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame: header, rehearsal strip, stack of pages, bottom bar. */
#pragma once

#include "app/pages/ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_WINDOW (ub_window_get_type ())
G_DECLARE_FINAL_TYPE (UbWindow, ub_window, UB, WINDOW, AdwApplicationWindow)

/* application may be NULL (tests). */
UbWindow *ub_window_new (GtkApplication *application, UbBoard *board);
UbBoard *ub_window_get_board (UbWindow *self);
UbPage *ub_window_get_page (UbWindow *self);        /* the visible one */
const char *ub_window_get_page_id (UbWindow *self); /* of the visible one */
/* id: of the table of pages. A root page forgets the way back. */
void ub_window_go (UbWindow *self, const char *id);
/* Without a question: a running job is cancelled, and the window closes when it has ended. */
void ub_window_end (UbWindow *self);
/* A file that was dropped, chosen, or named on the command line. */
void ub_window_open (UbWindow *self, GFile *file);
/* How long the button of a page that was just shown waits; 600 ms. For tests. */
void ub_window_set_button_rest (guint ms);

G_END_DECLS
