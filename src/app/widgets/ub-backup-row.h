/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup as a row that opens: what it holds, which of it to restore, and what else can be done.
 */
#pragma once

#include "app/model/ub-backups.h"

#include "store/backups/isp-backups.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_BACKUP_ROW (ub_backup_row_get_type ())
G_DECLARE_FINAL_TYPE (UbBackupRow, ub_backup_row, UB, BACKUP_ROW, AdwExpanderRow)

/* may_restore: FALSE: it is of a simulated chip while a real one is on the wires, or the other way
 * round. Emits "restore", "save", "open" and "delete". saved lives longer than the row. */
GtkWidget *ub_backup_row_new (const UbSavedBackup *saved, gboolean may_restore);
const UbSavedBackup *ub_backup_row_get_saved (UbBackupRow *self);
/* What is ticked. */
IspBackupParts ub_backup_row_get_parts (UbBackupRow *self);

G_END_DECLS
