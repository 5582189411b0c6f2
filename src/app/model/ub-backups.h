/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backups on disk, read by a worker. Main thread. */
#pragma once

#include "core/isp-backup.h"
#include "core/isp-map.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UbSavedBackup:
 * @folder: its path
 * @backup: (nullable): what it holds; %NULL: it cannot be used
 * @problem: (nullable): why it cannot
 * @map: (nullable): of what its flash holds; %NULL: it holds none
 * @rehearsal: TRUE: it is of a simulated chip
 *
 * A folder with a backup.
 */
typedef struct
{
  char *folder;
  IspBackup *backup;
  char *problem;
  IspMap *map;
  gboolean rehearsal;
} UbSavedBackup;

/**
 * ub_backups_find_async:
 * @file: anything
 * @callback: called on the thread that asked
 * @data: for @callback
 *
 * Looks whether a file or folder is a backup, wherever it lies.
 */
void ub_backups_find_async (GFile *file, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_backups_find_finish:
 * @result: as the callback got it
 *
 * Returns: (transfer full) (nullable) (type filename): the backup's folder; NULL: it is none
 */
char *ub_backups_find_finish (GAsyncResult *result);

/**
 * ub_backups_load_async:
 * @other: (nullable): a folder with a backup that may lie elsewhere, listed before the others
 * @cancellable: (nullable): for who does not wait any more
 * @callback: called on the thread that asked
 * @data: for @callback
 *
 * Reads all backups, newest first, those of rehearsals last, and compares each with its checksums.
 */
void ub_backups_load_async (const char *other, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);

/**
 * ub_backups_load_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UbSavedBackup): the backups; NULL: cancelled
 */
GPtrArray *ub_backups_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
