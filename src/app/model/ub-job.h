/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job: a plan that is carried out on a worker thread, seen from the main thread. */
#pragma once

#include "ub-contact.h"

#include "engine/job/isp-job.h"

G_BEGIN_DECLS

#define UB_TYPE_JOB (ub_job_get_type ())
G_DECLARE_FINAL_TYPE (UbJob, ub_job, UB, JOB, GObject)

typedef struct
{
  IspSession *isp;
  const IspPort *port;
  const IspPlan *plan;       /* what the person reviewed; NULL: made from request first */
  const IspRequest *request; /* with plan NULL: contact is made and the plan is drawn up anew */
  const IspPart *part;       /* with plan NULL: the chip asked for; may be NULL */
  guint32 max_sck_hz;        /* 0: as found */
} UbJobOptions;

/* Starts at once. Keeps references to plan and request. Emits "progress" (at most one pending) and
 * then "ended" once, both on the thread that made it. */
UbJob *ub_job_start (const UbJobOptions *options);
/* As soon as it is safe: from the first fuse write until all fuses are read back it waits. */
void ub_job_cancel (UbJob *self);
gboolean ub_job_is_cancelled (UbJob *self);
gboolean ub_job_is_running (UbJob *self);
/* The newest state; before the first one all zero. */
void ub_job_get_progress (UbJob *self, IspProgressState *out);
/* What was asked for. */
const IspRequest *ub_job_get_request (UbJob *self);
/* The plan that is carried out; NULL: not drawn up yet (or contact failed before it could be). */
const IspPlan *ub_job_get_plan (UbJob *self);
const IspReport *ub_job_get_report (UbJob *self); /* NULL while it runs */

G_END_DECLS
