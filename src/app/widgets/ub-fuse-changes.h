/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fuse setting that a plan changes, in words, as rows of a group. */
#pragma once

#include "engine/plan/isp-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_FUSE_CHANGES (ub_fuse_changes_get_type ())
G_DECLARE_FINAL_TYPE (UbFuseChanges, ub_fuse_changes, UB, FUSE_CHANGES, AdwPreferencesGroup)

/**
 * ub_fuse_changes_set_plan:
 * @plan: (nullable): NULL: the group hides. One that changes no setting says that they stay
 *
 * Replaces the rows where they differ.
 */
void ub_fuse_changes_set_plan (UbFuseChanges *self, const IspPlan *plan);

G_END_DECLS
