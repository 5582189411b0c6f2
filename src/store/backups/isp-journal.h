/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal: jobs that began to change a chip and did not end as planned. Each is a job.json in
 * the folder of the backup that was taken before it, which goes when there is nothing to go on
 * with. */
#pragma once

#include "engine/job/isp-job.h"

G_BEGIN_DECLS

/**
 * isp_journal_write:
 *
 * An IspJournalFunc; the location is a backup's folder. A job that ends takes later ones on the
 * same chip along. @data is not used.
 */
gboolean isp_journal_write (const IspUnfinished *unfinished, gboolean open, gpointer data,
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
 * isp_unfinished_is_of() can tell; %NULL: none
 */
IspUnfinished *isp_journal_find (const IspSnapshot *snapshot);

G_END_DECLS
