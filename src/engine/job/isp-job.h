/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a plan, on the calling (worker) thread, blocking; every way out releases RESET, or lets go
 * of the bootloader, and closes.
 */
#pragma once

#include "core/isp-backup.h"
#include "core/isp-progress.h"
#include "engine/plan/isp-unfinished.h"
#include "isp-report.h"

G_BEGIN_DECLS

/**
 * IspBackupFunc:
 * @backup: what to keep
 * @location: (out) (transfer full) (optional): where it is now, to tell the person: a path or a
 *   name
 * @data: backup_data
 * @error: return location
 *
 * Stores a backup so that it survives a power cut, and then returns. Runs on the job's thread.
 *
 * Returns: %FALSE: it was not stored, and the job ends before it changes anything
 */
typedef gboolean (*IspBackupFunc) (const IspBackup *backup, char **location, gpointer data,
                                   GError **error);

/**
 * IspJournalAct:
 * @ISP_JOURNAL_NOTE: it begins, or has come further: on the disk when this returns, in place of
 * what was noted there before
 * @ISP_JOURNAL_SETTLE: it ended as planned, which settles others on the same chip too
 * @ISP_JOURNAL_FORGET: there is nothing to go on with: it changed nothing, or the person said so.
 *   Others stay: boards of one kind can be alike, and another one may be half done
 *
 * What the journal does with a job.
 */
typedef enum
{
  ISP_JOURNAL_NOTE,
  ISP_JOURNAL_SETTLE,
  ISP_JOURNAL_FORGET,
} IspJournalAct;

/**
 * IspJournalFunc:
 * @unfinished: what is about to be done, or was to be
 * @act: what to do with it
 * @data: journal_data
 * @error: return location
 *
 * Keeps what has to be known of a job that is broken off, in @unfinished's location; where it has
 * none, as there is no backup, it is given one. Runs on the job's thread.
 *
 * Returns: %FALSE: that could not be done
 */
typedef gboolean (*IspJournalFunc) (IspUnfinished *unfinished, IspJournalAct act, gpointer data,
                                    GError **error);

/**
 * IspJobOptions:
 *
 * What a job needs from outside, and how it may go about it. Borrowed for as long as isp_job_run()
 * takes.
 */
typedef struct
{
  IspBackupFunc backup; /* needed where the plan has a backup step */
  gpointer backup_data;
  IspJournalFunc journal; /* NULL: nothing is noted; a rehearsal notes nothing either */
  gpointer journal_data;
  guint wait_s; /* ISP_JOB_UPLOAD: how long the keyboard is waited for if it has left its bootloader
                   since the snapshot, as Caterina does after 8 s */
  guint32 max_sck_hz;   /* 0: as the snapshot found */
  IspChipState left_as; /* by the job on this chip before, if that failed */
  IspRange failed_at;   /* page of flash at which the job on this chip before failed, beside the one
                           that the request's unfinished job knows; an end of 0: none */
  IspLink *link; /* still in contact since the plan's snapshot; the job takes it over. NULL: makes
                    contact itself */
  IspMap *map;   /* of isp_plan_make_map(): the job marks what it does there. NULL: it does not */
} IspJobOptions;

/**
 * isp_job_run:
 * @session: the session
 * @port: where the programmer is, or the keyboard in its bootloader
 * @plan: a plan
 * @options: (nullable): %NULL: none
 * @progress: (nullable): moved while the job runs
 * @cancellable: (nullable): where cancelling would leave the chip worse off, it has to wait
 *
 * Does what the plan says, and judges the result by reading back. Every way out releases RESET and
 * closes the programmer. A plan with an error is refused, and nothing is touched. Blocking; worker
 * thread.
 *
 * Returns: (transfer full): the report, also of a failure; never %NULL
 */
IspReport *isp_job_run (IspSession *session, const IspPort *port, const IspPlan *plan,
                        const IspJobOptions *options, IspProgress *progress,
                        GCancellable *cancellable);

G_END_DECLS
