/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading files that somebody names: whatever stands at the path, it neither blocks nor fills
 * memory. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * isp_file_read:
 * @file: the file
 * @max: how many bytes it may have
 * @cancellable: (nullable): stops the reading between two blocks
 * @error: return location
 *
 * Reads a regular file. A pipe, a device or a socket is refused by its kind and a file that is
 * too big by its size, both before anything is read; one that grows while it is read ends at
 * @max. Blocking, any thread.
 *
 * Errors: ISP_ERROR_BAD_FILE (its kind, its size), G_IO_ERROR (not found, not permitted, a folder,
 * cancelled).
 *
 * Returns: (transfer full) (nullable): what it holds
 */
GBytes *isp_file_read (GFile *file, gsize max, GCancellable *cancellable, GError **error);

/**
 * isp_file_explain:
 * @error: (transfer full): why a file that a person named could not be read
 * @path: how it is called there, a path or a name, in the file system's encoding
 *
 * Names the file, and says what people can do something about in words. What this program found
 * wrong with it, and %G_IO_ERROR_CANCELLED, stay as they are. Pure.
 *
 * Returns: (transfer full): @error, or an ISP_ERROR_BAD_FILE
 */
GError *isp_file_explain (GError *error, const char *path);

/**
 * isp_file_may_replace:
 * @file: where something is to be written
 * @error: return location
 *
 * Writing replaces what stands at the path, so only a regular file may stand there, or nothing.
 *
 * Errors: ISP_ERROR_BAD_FILE (a link, a pipe, a device), G_IO_ERROR (a folder).
 *
 * Returns: %FALSE: something else stands there
 */
gboolean isp_file_may_replace (GFile *file, GError **error);

G_END_DECLS
