/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job: a plan that is carried out on a worker thread, seen from the main thread. */
#pragma once

#include "ub-ports.h"

#include "engine/job/isp-job.h"

G_BEGIN_DECLS

#define UB_TYPE_JOB (ub_job_get_type ())
G_DECLARE_FINAL_TYPE (UbJob, ub_job, UB, JOB, GObject)

typedef struct
{
  UbPorts *ports; /* told while the programmer may be open */
  const IspPort *port;
  const IspPlan *plan; /* to carry out as it is; NULL: contact is made, and it is made then */
  /* with plan NULL */
  const IspRequest *request;
  const IspPlan *reviewed; /* what the person saw: the new plan has to be covered by it */
  IspFuses fuses;          /* as the chip's were read last; what was not read is not in it */
  guint32 max_sck_hz;      /* 0: as found */
  IspChipState left_as;    /* by the job on this chip before, if that failed; also with a plan */
  IspRange failed_at;      /* page at which that one failed; also with a plan */
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
/* It has ended without doing anything: another chip answered than the one that was reviewed, or it
 * has other warnings. The person has to see the new plan first. */
gboolean ub_job_needs_review (UbJob *self);
/* What was asked for. */
const IspRequest *ub_job_get_request (UbJob *self);
/* The plan that is carried out; NULL: not drawn up yet (or contact failed before it could be). */
const IspPlan *ub_job_get_plan (UbJob *self);
/* What is known of each page of flash; it changes with each "progress". NULL: no plan yet, or a job
 * that has nothing to do with flash. */
IspMap *ub_job_get_map (UbJob *self);
const IspReport *ub_job_get_report (UbJob *self); /* NULL while it runs */
/* What was on the chip, also if the file with it is gone by now; NULL: no backup was stored, or the
 * job still runs. */
const IspBackup *ub_job_get_backup (UbJob *self);

G_END_DECLS
