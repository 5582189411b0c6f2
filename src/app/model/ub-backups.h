/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backups on disk, read by a worker. Main thread. */
#pragma once

#include "core/isp-backup.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UbSavedBackup:
 * @folder: its path
 * @backup: (nullable): what it holds; %NULL: it cannot be used
 * @problem: (nullable): why it cannot
 * @rehearsal: TRUE: it is of a simulated chip
 *
 * A folder with a backup.
 */
typedef struct
{
  char *folder;
  IspBackup *backup;
  char *problem;
  gboolean rehearsal;
} UbSavedBackup;

/**
 * ub_backups_load_async:
 * @cancellable: (nullable): for who does not wait any more
 * @callback: called on the thread that asked
 * @data: for @callback
 *
 * Reads all backups, newest first, those of rehearsals last, and compares each with its checksums.
 */
void ub_backups_load_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_backups_load_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UbSavedBackup): the backups; NULL: cancelled
 */
GPtrArray *ub_backups_load_finish (GAsyncResult *result, GError **error);

/**
 * ub_backups_save_async:
 * @image: what to save
 * @file: where; what is there is replaced
 * @callback: called on the thread that asked
 * @data: for @callback
 *
 * Saves an image as Intel HEX.
 */
void ub_backups_save_async (const IspImage *image, GFile *file, GAsyncReadyCallback callback,
                            gpointer data);

/**
 * ub_backups_save_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: FALSE: it could not be saved
 */
gboolean ub_backups_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
