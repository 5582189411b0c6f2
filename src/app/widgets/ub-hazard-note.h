/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is dangerous about a plan: a note, and for a warning a box to tick.
 *
 * Emits "toggled" when the person ticks or unticks it. */
#pragma once

#include "engine/plan/isp-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_HAZARD_NOTE (ub_hazard_note_get_type ())
G_DECLARE_FINAL_TYPE (UbHazardNote, ub_hazard_note, UB, HAZARD_NOTE, AdwBin)

/**
 * ub_hazard_note_new:
 * @hazard: a blocking one or a warning
 * @plan: the plan that has it
 *
 * Returns: (transfer floating): a note; without a box where there is nothing to answer
 */
GtkWidget *ub_hazard_note_new (const IspHazard *hazard, const IspPlan *plan);
IspHazardId ub_hazard_note_get_id (UbHazardNote *self);
/* Without "toggled". */
void ub_hazard_note_set_acknowledged (UbHazardNote *self, gboolean acknowledged);
gboolean ub_hazard_note_get_acknowledged (UbHazardNote *self);

G_END_DECLS
