/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images to files, written by a worker. Main thread. */
#pragma once

#include "core/isp-image-file.h"

G_BEGIN_DECLS

/**
 * ub_save_async:
 * @image: what to save
 * @file: where; what is there is replaced. Its suffix says the format, Intel HEX where it says
 *   none
 * @callback: called on the thread that asked
 * @data: for @callback
 *
 * Saves an image.
 */
void ub_save_async (const IspImage *image, GFile *file, GAsyncReadyCallback callback,
                    gpointer data);

/**
 * ub_save_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: FALSE: it could not be saved
 */
gboolean ub_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
