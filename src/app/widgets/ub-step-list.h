/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every step of a plan, as rows of a group. */
#pragma once

#include "engine/plan/isp-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_STEP_LIST (ub_step_list_get_type ())
G_DECLARE_FINAL_TYPE (UbStepList, ub_step_list, UB, STEP_LIST, AdwPreferencesGroup)

/**
 * ub_step_list_set_plan:
 * @plan: (nullable): what will happen; a refused plan, or NULL: nothing, and the group hides
 *
 * Replaces the rows, unless they are of that very plan.
 */
void ub_step_list_set_plan (UbStepList *self, const IspPlan *plan);

/**
 * ub_step_list_count:
 * @plan: a plan
 * @n: how many of its steps to count, such as all of @plan->steps
 *
 * Returns: how many of them a list of steps shows
 */
guint ub_step_list_count (const IspPlan *plan, guint n);

G_END_DECLS
