/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups on disk: one dated folder each, with Intel HEX files and a backup.json. */
#pragma once

#include "core/isp-backup.h"
#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

/**
 * isp_backups_store:
 * @backup: what to keep
 * @location: (out) (transfer full) (optional): the folder that was made
 * @data: (nullable): path of the parent folder, a string; %NULL: the user's backups folder
 * @error: return location
 *
 * An #IspBackupFunc: stores a backup in a dated folder of its own, makes sure that it is on the
 * disk, and loads it again to compare. What is stored only in part is removed. Blocking; any
 * thread.
 *
 * Returns: %FALSE with %ISP_ERROR_BACKUP: it could not be stored, or reads back differently
 */
gboolean isp_backups_store (const IspBackup *backup, char **location, gpointer data,
                            GError **error);

/**
 * isp_backups_load:
 * @folder: path of a backup's folder
 * @error: return location
 *
 * Loads a backup, and checks the checksums of its files. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): the backup; %NULL with %ISP_ERROR_BAD_FILE or #G_IO_ERROR,
 *   the message beginning with the folder's name
 */
IspBackup *isp_backups_load (const char *folder, GError **error);

/**
 * IspBackupParts:
 * @ISP_BACKUP_FLASH: firmware and bootloader
 * @ISP_BACKUP_EEPROM: the EEPROM
 * @ISP_BACKUP_FUSES: fuses, and the lock
 * @ISP_BACKUP_ALL: all of it
 *
 * What of a backup is to be restored.
 */
typedef enum
{
  ISP_BACKUP_FLASH = 1 << 0,
  ISP_BACKUP_EEPROM = 1 << 1,
  ISP_BACKUP_FUSES = 1 << 2,
  ISP_BACKUP_ALL = ISP_BACKUP_FLASH | ISP_BACKUP_EEPROM | ISP_BACKUP_FUSES,
} IspBackupParts;

/**
 * isp_backups_make_request:
 * @backup: a backup
 * @parts: which of it, as a set of #IspBackupParts
 *
 * Makes a request that restores a backup: flash, EEPROM and fuses, the lock last. Blank pages of
 * flash are left out, as the erase before leaves them blank; without flash nothing is erased. Pure,
 * any thread.
 *
 * Returns: (transfer full): the request
 */
IspRequest *isp_backups_make_request (const IspBackup *backup, IspBackupParts parts);

/**
 * isp_backups_make_upload:
 * @backup: one that was read through a bootloader: its app_end is not 0
 *
 * Makes a request that gives a board its own firmware back through its bootloader: flash below the
 * bootloader, and EEPROM. Pure, any thread.
 *
 * Returns: (transfer full) (nullable): the request; %NULL: there was no firmware
 */
IspRequest *isp_backups_make_upload (const IspBackup *backup);

/**
 * isp_backups_list:
 * @parent: (nullable): path of the folder to look in; %NULL: the user's backups folder
 *
 * Lists the folders of backups. Reads the disk; any thread.
 *
 * Returns: (transfer full) (element-type filename): their paths, newest first; empty: there are
 *   none
 */
GPtrArray *isp_backups_list (const char *parent);

/**
 * isp_backups_find:
 * @path: (type filename): any path
 *
 * Tells whether a path is that of a backup: its folder, or its backup.json. Reads the disk; any
 * thread.
 *
 * Returns: (transfer full) (nullable) (type filename): the folder; %NULL: it is something else
 */
char *isp_backups_find (const char *path);

G_END_DECLS
