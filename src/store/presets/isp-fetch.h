/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads a preset's image, where the cache does not have it. */
#pragma once

#include "core/isp-image-file.h"
#include "isp-presets.h"

G_BEGIN_DECLS

/**
 * IspFetchFunc:
 * @received: bytes so far
 * @total: bytes in all; 0: not known
 * @data: the caller's
 *
 * Called while a download is under way: by isp_fetch_async() on the caller's thread-default main
 * context, by isp_fetch() on the calling thread.
 */
typedef void (*IspFetchFunc) (guint64 received, guint64 total, gpointer data);

/**
 * isp_fetch_async:
 * @preset: a preset; a reference is kept
 * @progress: (nullable): called while the download is under way
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is over, on the caller's thread-default main context
 * @data: for @callback
 *
 * Loads a preset's image: from the cache, or else over HTTPS. Everything is checked before it is
 * kept; a file that is not the right one never is. Works on a thread of its own.
 */
void isp_fetch_async (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/**
 * isp_fetch_finish:
 * @result: what @callback was given
 * @error: return location
 *
 * Ends isp_fetch_async().
 *
 * Returns: (transfer full) (nullable): the image; %NULL with %ISP_ERROR_FETCH, whose message is a
 *   sentence, or %G_IO_ERROR_CANCELLED
 */
IspImageFile *isp_fetch_finish (GAsyncResult *result, GError **error);

/**
 * isp_fetch:
 * @preset: a preset
 * @progress: (nullable): called while the download is under way
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @error: return location
 *
 * Works like isp_fetch_async(), but blocks: for the command line.
 *
 * Returns: (transfer full) (nullable): the image; %NULL with the errors of isp_fetch_finish()
 */
IspImageFile *isp_fetch (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
