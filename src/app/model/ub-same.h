/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it still what the person has seen? Decides whether another try may go ahead without being
 * reviewed. Pure, any thread. */
#pragma once

#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

/**
 * ub_same_chip:
 * @reviewed: a plan that was shown, and perhaps begun
 * @last: the fuses as the last job left them; what it did not read is not in it
 * @now: what answers
 *
 * A job may have broken off anywhere: each fuse may be as before, as planned, or as it was read
 * last. Signature and calibration never change.
 *
 * Returns: TRUE: it can be the chip of that plan
 */
gboolean ub_same_chip (const IspPlan *reviewed, const IspFuses *last, const IspSnapshot *now);

/**
 * ub_same_plan:
 * @reviewed: a plan that was shown, its warnings answered
 * @plan: a plan for the same chip
 *
 * Returns: TRUE: @plan leads to the same fuses and has no warning that was not answered
 */
gboolean ub_same_plan (const IspPlan *reviewed, const IspPlan *plan);

G_END_DECLS
