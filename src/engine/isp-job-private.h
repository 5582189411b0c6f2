/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job while it runs, and its steps. Worker thread; private to the engine. */
#pragma once

#include "isp-job.h"
#include "isp-link.h"

G_BEGIN_DECLS

typedef struct
{
  IspSession *session;
  const IspPort *port;
  const IspPlan *plan;
  const IspJobOptions *options;
  IspProgress *progress;     /* may be NULL */
  GCancellable *cancellable; /* may be NULL */
  IspReport *report;
  IspLink link;
  IspSnapshot *now;  /* the snapshot taken at the start of the job */
  IspBackup *backup; /* NULL: none was made */
  IspImage *flash;   /* what flash is to hold where the plan writes; with the kept firmware */
  gboolean erased;   /* certainly: what was programmed reads FF */
  gsize step_bytes, step_done; /* of the running step, for progress */
} IspJob;

/* Steps, in isp-job-memory.c and isp-job-fuses.c. Each leaves the chip's state in
 * job->report->chip. */
gboolean isp_job_backup (IspJob *job, GError **error);
gboolean isp_job_erase (IspJob *job, GError **error);
gboolean isp_job_write_flash (IspJob *job, GError **error);
gboolean isp_job_verify_flash (IspJob *job, GError **error);
gboolean isp_job_write_eeprom (IspJob *job, GError **error);
gboolean isp_job_read (IspJob *job, GError **error);
gboolean isp_job_fuses (IspJob *job, GError **error);
gboolean isp_job_life (IspJob *job, GError **error);
gboolean isp_job_lock (IspJob *job, GError **error);

/* Every fuse and lock byte, once more, against the plan. */
gboolean isp_job_check_fuses (IspJob *job, GError **error);
/* Back to the slow, proven rate, for good. */
gboolean isp_job_slow_down (IspJob *job, GError **error);
/* Sets how many bytes the running step moves. */
void isp_job_expect (IspJob *job, gsize bytes);

G_END_DECLS
