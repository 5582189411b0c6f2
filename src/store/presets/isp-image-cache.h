/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets' images that are on this computer: in the cache, and in files of the person's own. An
 * image is told by its data, never by its file's name. Reads and writes the disk: not for a main
 * loop. */
#pragma once

#include "core/isp-image-file.h"
#include "isp-presets.h"

G_BEGIN_DECLS

/**
 * isp_image_cache_has:
 * @preset: a preset
 *
 * Looks whether there is a file, not what is in it.
 *
 * Returns: %TRUE: isp_image_cache_load() has something to look at
 */
gboolean isp_image_cache_has (const IspPreset *preset);

/**
 * isp_image_cache_load:
 * @preset: a preset
 * @error: #G_IO_ERROR_NOT_FOUND when it is not there, or was damaged: then it is removed
 *
 * Loads the preset's image, and checks it by its SHA-256.
 *
 * Returns: (transfer full) (nullable): the image
 */
IspImageFile *isp_image_cache_load (const IspPreset *preset, GError **error);

/**
 * isp_image_cache_check_and_keep:
 * @presets: (nullable): all presets, to name the one whose image the file holds
 * @preset: the preset that the file is meant for
 * @file: a file of the person's own
 * @error: #ISP_ERROR_BAD_FILE: the file holds something else; the message says what, where a preset
 *   knows it
 *
 * Checks whether a file holds the preset's image, and then keeps it in the cache. Where no image of
 * the preset is known, any file will do that is not another family's bootloader; it is not kept.
 *
 * Returns: (transfer full) (nullable): the preset's image and nothing else of the file; @file where
 *   no image of the preset is known
 */
IspImageFile *isp_image_cache_check_and_keep (IspPresets *presets, const IspPreset *preset,
                                              const IspImageFile *file, GError **error);

/**
 * isp_image_cache_find_preset:
 * @presets: (nullable): all presets
 * @flash: an image
 *
 * Looks for the preset that an image is of, by its SHA-256.
 *
 * Returns: (transfer none) (nullable): the preset whose image this is
 */
const IspPreset *isp_image_cache_find_preset (IspPresets *presets, const IspImage *flash);

/* ── for isp-fetch alone ── */

/**
 * isp_image_cache_is_file:
 * @preset: a preset
 * @bytes: a whole file
 *
 * Compares a file with the one that the preset names, by SHA-256.
 *
 * Returns: %TRUE: this is the very file that upstream has
 */
gboolean isp_image_cache_is_file (const IspPreset *preset, GBytes *bytes);

/**
 * isp_image_cache_is_image:
 * @preset: a preset
 * @flash: an image
 *
 * Compares an image with the preset's, by SHA-256.
 *
 * Returns: %TRUE: this is the preset's image and nothing else; FF around it counts as nothing,
 *   because raw binaries are padded with it
 */
gboolean isp_image_cache_is_image (const IspPreset *preset, const IspImage *flash);

/**
 * isp_image_cache_keep:
 * @preset: a preset
 * @bytes: a file that holds its image: the caller has checked that
 *
 * Puts a file into the cache. When that fails, the log says so and nothing else happens.
 */
void isp_image_cache_keep (const IspPreset *preset, GBytes *bytes);

G_END_DECLS
