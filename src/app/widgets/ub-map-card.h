/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a chip with its legend, what is under the cursor, and the same as text. */
#pragma once

#include "app/model/ub-job.h"
#include "words/isp-words-map.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_MAP_CARD (ub_map_card_get_type ())
G_DECLARE_FINAL_TYPE (UbMapCard, ub_map_card, UB, MAP_CARD, GtkBox)

/* map: NULL: the card hides; else a reference is kept. part: whose map it is. use: what it is of.
 */
void ub_map_card_set_map (UbMapCard *self, IspMap *map, const IspPart *part, IspMapUse use);
/* The map of a job that has ended, where it came to something: before an erase was proven, nothing
 * is known of any page. */
void ub_map_card_set_job (UbMapCard *self, UbJob *job);
/* Pages have been marked. settled: TRUE: the text follows too, which is too much for every page of
 * a running job. */
void ub_map_card_refresh (UbMapCard *self, gboolean settled);
GtkWidget *ub_map_card_get_focus (UbMapCard *self); /* transfer none */

G_END_DECLS
