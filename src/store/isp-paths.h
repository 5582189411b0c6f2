/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things are kept on disk. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * isp_paths_get_shipped:
 * @name: a file's or folder's name among the shipped data
 *
 * Finds shipped data: in UNBRICK_DATA_DIR (tests, scripts/run) if that is set, else in the
 * installed folder.
 *
 * Returns: (transfer full) (type filename): the path, whether there is anything or not
 */
char *isp_paths_get_shipped (const char *name);

/**
 * isp_paths_get_user_presets:
 *
 * Tells where the user's own presets are: XDG data/unbrick/presets.
 *
 * Returns: (transfer full) (type filename): the folder, which need not exist
 */
char *isp_paths_get_user_presets (void);

/**
 * isp_paths_get_images:
 *
 * Tells where downloaded images are kept: XDG cache/unbrick/images.
 *
 * Returns: (transfer full) (type filename): the folder, which need not exist
 */
char *isp_paths_get_images (void);

/**
 * isp_paths_get_keyboards:
 *
 * Tells where keyboards are kept that were downloaded from QMK's list: XDG
 * cache/unbrick/keyboards.tsv.
 *
 * Returns: (transfer full) (type filename): the file, which need not exist
 */
char *isp_paths_get_keyboards (void);

/**
 * isp_paths_get_backups:
 *
 * Tells where backups are kept: XDG data/unbrick/backups.
 *
 * Returns: (transfer full) (type filename): the folder, which need not exist
 */
char *isp_paths_get_backups (void);

/**
 * isp_paths_get_rehearsals:
 *
 * Tells where the backups of rehearsals are kept, apart from those of keyboards: XDG
 * data/unbrick/rehearsals.
 *
 * Returns: (transfer full) (type filename): the folder, which need not exist
 */
char *isp_paths_get_rehearsals (void);

/**
 * isp_paths_get_reports:
 *
 * Tells where reports are saved: XDG data/unbrick/reports.
 *
 * Returns: (transfer full) (type filename): the folder, which need not exist
 */
char *isp_paths_get_reports (void);

/**
 * isp_paths_write:
 * @path: where
 * @bytes: the file's content
 * @error: return location
 *
 * Writes a file through a temporary one, so that @path never holds a part of it, and makes sure
 * that file and folder entry are on the disk. Makes the folder and those above it as needed.
 * Blocking; any thread.
 *
 * Returns: %FALSE with #G_FILE_ERROR or #G_IO_ERROR
 */
gboolean isp_paths_write (const char *path, GBytes *bytes, GError **error);

G_END_DECLS
