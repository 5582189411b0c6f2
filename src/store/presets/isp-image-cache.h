/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images in the cache, told by their data. For isp-fetch alone; others use isp-fetch.h. */
#pragma once

#include "core/isp-image-file.h"
#include "core/isp-preset.h"

G_BEGIN_DECLS

/* TRUE when these are the bytes of upstream's file. */
gboolean isp_image_cache_is_file (const IspPreset *preset, GBytes *bytes);
/* TRUE when the flash bytes are the preset's image and nothing else; FF around it counts as nothing
 * (raw binaries are padded). */
gboolean isp_image_cache_is_image (const IspPreset *preset, const IspImage *flash);
/* Stores checked bytes; a failure is logged only. */
void isp_image_cache_keep (const IspPreset *preset, GBytes *bytes);

G_END_DECLS
