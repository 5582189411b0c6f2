/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal: jobs that began to change a chip and did not end as planned. Each is a job.json in
 * the folder of the backup that was taken before it, or in one of its own where there is none. It
 * goes when there is nothing to go on with. */
#pragma once

#include "engine/job/isp-job.h"

G_BEGIN_DECLS

/**
 * isp_journal_write:
 * @unfinished: what is about to be done, or was to be; its location is a backup's folder. Without a
 *   backup it is given a folder
 * @act: what to do with it. Settled with it are those on the same chip: later ones, and earlier
 *   ones that were to write fuses alone
 * @data: (nullable): not used
 * @error: return location
 *
 * An #IspJournalFunc. What is noted is on the disk when this returns. Blocking; any thread.
 *
 * Returns: %FALSE with %ISP_ERROR_BACKUP: that could not be done
 */
gboolean isp_journal_write (IspUnfinished *unfinished, IspJournalAct act, gpointer data,
                            GError **error);

/**
 * isp_journal_list:
 *
 * What is damaged is left out. Reads the disk.
 *
 * Returns: (transfer full) (element-type IspUnfinished): what was broken off, oldest first
 */
GPtrArray *isp_journal_list (void);

/**
 * isp_journal_find:
 * @snapshot: a chip as it was found
 *
 * Reads the disk.
 *
 * Returns: (transfer full) (nullable): the first job that was broken off on this chip, as far as
 * isp_unfinished_is_of() can tell, and rather one that took more than fuses; %NULL: none
 */
IspUnfinished *isp_journal_find (const IspSnapshot *snapshot);

G_END_DECLS
