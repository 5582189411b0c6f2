/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What menus, keys and rows can do with the pages. */
#pragma once

#include "ub-navigation.h"

G_BEGIN_DECLS

/**
 * ub_actions_add:
 * @map: the window
 * @navigation: outlives @map's actions
 *
 * Adds "go", "back", "primary", "primary-by-key", "check-again", "copy-report", "rehearse",
 * "end-rehearsal" and "use-port".
 */
void ub_actions_add (GActionMap *map, UbNavigation *navigation);

/**
 * ub_actions_update:
 * @map: the window
 * @navigation: as given to ub_actions_add()
 * @busy: TRUE: only what does not disturb a job
 * @may_press: TRUE: the page's button can be pressed
 *
 * Enables what can be done now.
 */
void ub_actions_update (GActionMap *map, UbNavigation *navigation, gboolean busy,
                        gboolean may_press);

G_END_DECLS
