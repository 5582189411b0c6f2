/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making sure that a folder's entries are on the disk. For this room alone. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* fsyncs the folder itself. File systems that cannot do that are fine. G_IO_ERROR. */
gboolean isp_sync_folder (const char *path, GError **error);

G_END_DECLS
