/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things are kept on disk. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Shipped data: UNBRICK_DATA_DIR (tests, scripts/run), else the installed folder. */
char *isp_paths_get_shipped (const char *name);
char *isp_paths_get_user_presets (void); /* XDG data/unbrick/presets */
char *isp_paths_get_images (void);       /* XDG cache/unbrick/images */
char *isp_paths_get_backups (void);      /* XDG data/unbrick/backups */
char *isp_paths_get_reports (void);      /* XDG data/unbrick/reports */
/* Writes through a temporary file, fsyncs file and folder, renames. */
gboolean isp_paths_write (const char *path, GBytes *bytes, GError **error);

G_END_DECLS
