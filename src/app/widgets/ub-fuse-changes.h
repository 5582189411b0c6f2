/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fuse setting that a plan changes, in words, as rows of a group. */
#pragma once

#include "engine/plan/isp-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_FUSE_CHANGES (ub_fuse_changes_get_type ())
G_DECLARE_FINAL_TYPE (UbFuseChanges, ub_fuse_changes, UB, FUSE_CHANGES, AdwPreferencesGroup)

/**
 * ub_fuse_changes_set_says_kept:
 * @says_kept: TRUE: where no setting changes, the group says that they stay, and does not hide
 */
void ub_fuse_changes_set_says_kept (UbFuseChanges *self, gboolean says_kept);

/**
 * ub_fuse_changes_set_plan:
 * @plan: (nullable): NULL, or it changes no setting: the group hides
 *
 * Replaces the rows where they differ.
 */
void ub_fuse_changes_set_plan (UbFuseChanges *self, const IspPlan *plan);

G_END_DECLS
