/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page is shown, and the way back from it. Makes each page when it is first needed.
 *
 * Emits "went" after another page was shown, and "page-changed" when something that the frame
 * draws of the shown page has changed. */
#pragma once

#include "ub-pages.h"

#include "app/pages/ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_NAVIGATION (ub_navigation_get_type ())
G_DECLARE_FINAL_TYPE (UbNavigation, ub_navigation, UB, NAVIGATION, GObject)

/**
 * ub_navigation_new:
 * @board: the model of all pages
 * @stack: (transfer none): where the pages stand; must live as long as this
 *
 * Returns: (transfer full): without a page
 */
UbNavigation *ub_navigation_new (UbBoard *board, GtkStack *stack);
UbBoard *ub_navigation_get_board (UbNavigation *self); /* transfer none */

/**
 * ub_navigation_get_page:
 *
 * Returns: (transfer none) (nullable): the visible page; NULL: none yet
 */
UbPage *ub_navigation_get_page (UbNavigation *self);
const UbPageRow *ub_navigation_get_row (UbNavigation *self); /* of the visible page */

/**
 * ub_navigation_go:
 * @id: of the table of pages; that of a home page leads to the home page that fits
 *
 * A root page forgets the way back.
 */
void ub_navigation_go (UbNavigation *self, const char *id);
void ub_navigation_go_home (UbNavigation *self);
void ub_navigation_go_back (UbNavigation *self);
gboolean ub_navigation_can_go_back (UbNavigation *self);

G_END_DECLS
