/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups on disk: one dated folder each, with Intel HEX files and a backup.json. */
#pragma once

#include "core/isp-backup.h"
#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

/* An IspBackupFunc; data: the parent folder (char *, NULL: the user's backups folder). */
gboolean isp_backups_store (const IspBackup *backup, char **location, gpointer data,
                            GError **error);
IspBackup *isp_backups_load (const char *folder, GError **error);
/* A restore request from a backup: flash, EEPROM, fuses, lock last. */
IspRequest *isp_backups_make_request (const IspBackup *backup);
/* Folders, newest first; element: char *. */
GPtrArray *isp_backups_list (void);

G_END_DECLS
