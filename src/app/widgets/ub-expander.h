/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that opens. What is in it is made when it does: few people look, and a page with many of
 * them would take long to show. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_EXPANDER (ub_expander_get_type ())
G_DECLARE_FINAL_TYPE (UbExpander, ub_expander, UB, EXPANDER, AdwExpanderRow)

/**
 * UbExpanderFunc:
 * @self: a row that is open
 * @data: the caller's
 *
 * Adds what is in it, see ub_expander_add().
 */
typedef void (*UbExpanderFunc) (UbExpander *self, gpointer data);

/* What was in it goes. make is called as soon as it is open, at once where it is, and not again;
 * free_data (NULL: none) when that is over, or something else is promised. */
void ub_expander_promise (UbExpander *self, UbExpanderFunc make, gpointer data,
                          GDestroyNotify free_data);
/* A row of its own, on as many lines as it takes; text may be NULL. No markup. */
void ub_expander_add (UbExpander *self, const char *title, const char *text);

G_END_DECLS
