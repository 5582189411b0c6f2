/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job on this keyboard that was broken off, on any page: the note, and the ways on from there. */
#pragma once

#include "ub-page.h"

#include "app/widgets/ub-note.h"

G_BEGIN_DECLS

/* In the class_init of a page: the actions of the buttons. */
void ub_ways_on_install (GtkWidgetClass *page_class);

/**
 * ub_ways_on_new:
 *
 * Returns: (transfer full): the buttons, for ub_ways_on_show()
 */
GtkWidget *ub_ways_on_new (void);

/**
 * ub_ways_on_show:
 * @ways: of ub_ways_on_new()
 * @note: the page's
 * @board: one with an unfinished job
 */
void ub_ways_on_show (GtkWidget *ways, UbNote *note, UbBoard *board);

G_END_DECLS
