/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the window. A page draws only what is its own; title, back button, rehearsal strip and
 * the bottom bar with its one button are the frame's. It reads them here, again at each “changed”.
 *
 * Properties, for the template:
 *
 *   title        header
 *   max-width    of the content; 640 unless set
 *   content      what the page shows; stands in a scroller and a clamp
 *   notice       what comes and goes by itself: it has its place between the content and the
 * button, so that it moves no control; there while it is visible board        the model, set once
 * when the page is made
 *
 * A page is a template in ui/ub-page-NAME.ui with UbPage as its parent, and one row in
 * ub-page-list.h. It never keeps state that another page needs: that stands in the model. */
#pragma once

#include "app/model/ub-board.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_PAGE (ub_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (UbPage, ub_page, UB, PAGE, AdwBin)

struct _UbPageClass
{
  AdwBinClass parent_class;

  /* The one place that reads the model and sets everything that depends on it. Called before the
   * page is shown, and on each change of the board while it is the visible one. */
  void (*update) (UbPage *self);
  /* The page became, or is no longer, the visible one. */
  void (*shown) (UbPage *self);
  void (*hidden) (UbPage *self);
  /* The widget that gets the focus once the page is shown; it must not be one that starts, stops
   * or discards anything. NULL: none. */
  GtkWidget *(*get_focus) (UbPage *self);
  /* The button of the bottom bar, or Ctrl+Return. Only called while it is sensitive. */
  void (*primary) (UbPage *self);
  /* Ctrl+R. */
  void (*check_again) (UbPage *self);
  /* Ctrl+Shift+C. */
  void (*copy_report) (UbPage *self);
};

UbBoard *ub_page_get_board (UbPage *self);
/* The board's. */
UbChoice *ub_page_get_choice (UbPage *self);
UbPorts *ub_page_get_ports (UbPage *self);

/* What the frame draws. Strings are NULL where there is none. */
const char *ub_page_get_title (UbPage *self);
const char *ub_page_get_subtitle (UbPage *self);
void ub_page_set_subtitle (UbPage *self, const char *subtitle);
/* Goes before the program's name in the window's title: "Writing 62 %". */
const char *ub_page_get_status (UbPage *self);
void ub_page_set_status (UbPage *self, const char *status);
/* A job runs: no menu, no back, drops are refused. */
gboolean ub_page_get_busy (UbPage *self);
void ub_page_set_busy (UbPage *self, gboolean busy);

/* The button of the bottom bar, with mnemonic, and the line above it, which says why it is
 * insensitive. Label NULL: no bar. */
const char *ub_page_get_primary_label (UbPage *self);
const char *ub_page_get_primary_caption (UbPage *self);
gboolean ub_page_get_primary_sensitive (UbPage *self);
void ub_page_set_primary (UbPage *self, const char *label, gboolean sensitive, const char *caption);
/* "suggested-action" unless set, "destructive-action" or NULL (plain). */
const char *ub_page_get_primary_class (UbPage *self);
void ub_page_set_primary_class (UbPage *self, const char *css_class);

/* Calls of the frame: run the functions of the class. */
void ub_page_update (UbPage *self);
void ub_page_shown (UbPage *self);
void ub_page_hidden (UbPage *self);
/* What had the focus when the person left for a page beyond: it has it again on the way back.
 * NULL or what is not on the page: none. */
void ub_page_set_left (UbPage *self, GtkWidget *widget);
/* Before it is shown other than on the way back: scrolls to its top, and forgets what had the
 * focus. */
void ub_page_begin (UbPage *self);
GtkWidget *ub_page_get_focus (UbPage *self);
/* Gives get_focus the focus and leaves the page where it is: what it begins with is to be seen. */
void ub_page_take_focus (UbPage *self);
void ub_page_activate_primary (UbPage *self);
void ub_page_check_again (UbPage *self);
void ub_page_copy_report (UbPage *self);

/* The page on which a job of that kind is asked for. */
const char *ub_page_get_origin (IspJobKind kind);
/* For pages that start a job with one click where there is nothing to answer; otherwise Review
 * asks: the button with this label, and what it does. */
void ub_page_set_start (UbPage *self, const char *label);
void ub_page_start (UbPage *self);

/* What is missing for another job over the way of the last one; NULL: nothing. */
const char *ub_page_get_missing_port (UbPage *self);
/* Puts back what the chip held before. It goes through Review like any job, and needs contact
 * first: without, it says what is missing, unless it waits for that on Review. */
void ub_page_restore (UbPage *self, gboolean waits);

/* For pages that need a programmer: while there is none, the button leads to where one is chosen,
 * and from there back. Returns: whether there is none. */
gboolean ub_page_set_way_to_programmer (UbPage *self);
void ub_page_choose_programmer (UbPage *self);

/* For pages: leads to the page of that id ("setup", "review", "flash", "done" …; see
 * ub-page-list.h), or goes back. */
void ub_page_go (UbPage *self, const char *id);
void ub_page_go_back (UbPage *self);

G_END_DECLS
