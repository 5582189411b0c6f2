/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image of the bootloader in force: from a file, from the cache, or on its way from upstream.
 * Main thread; workers read and download.
 *
 * Emits "changed" when the state has changed, and "downloading" when a download has moved on. */
#pragma once

#include "ub-load.h"

G_BEGIN_DECLS

#define UB_TYPE_IMAGE (ub_image_get_type ())
G_DECLARE_FINAL_TYPE (UbImage, ub_image, UB, IMAGE, GObject)

typedef enum
{
  UB_IMAGE_NONE,    /* nothing chosen */
  UB_IMAGE_READING, /* is it in the cache? */
  UB_IMAGE_NEEDED,  /* the preset has no public image: a file of the person's own is needed */
  UB_IMAGE_DOWNLOADING,
  UB_IMAGE_FAILED, /* ub_image_get_error() says why */
  UB_IMAGE_READY,
} UbImageState;

UbImage *ub_image_new (void);

/**
 * ub_image_seek:
 * @presets: keeps @preset alive
 * @preset: (nullable): whose image is wanted; NULL: none
 * @stand_ins: TRUE: nothing is downloaded. What is not in the cache is made up, of the same place
 *   and size
 *
 * Starts to look for the image. Does not emit "changed" before it has found something out.
 */
void ub_image_seek (UbImage *self, IspPresets *presets, const IspPreset *preset,
                    gboolean stand_ins);

/**
 * ub_image_take:
 * @preset: (nullable): the preset whose image it is; NULL: one that no preset knows
 * @image: (transfer full): the image
 *
 * Uses this one, without "changed".
 */
void ub_image_take (UbImage *self, const IspPreset *preset, IspImageFile *image);
void ub_image_download_again (UbImage *self); /* after a failure */

UbImageState ub_image_get_state (UbImage *self);

/**
 * ub_image_get_preset:
 *
 * Returns: (transfer none) (nullable): whose image is there, or is looked for
 */
const IspPreset *ub_image_get_preset (UbImage *self);

/**
 * ub_image_get_file:
 *
 * Returns: (transfer none) (nullable): the image; NULL: it is not ready
 */
const IspImageFile *ub_image_get_file (UbImage *self);
const GError *ub_image_get_error (UbImage *self); /* NULL: it did not fail */
double ub_image_get_fraction (UbImage *self);     /* of a download, 0 to 1; negative: not known */
gboolean ub_image_is_stand_in (UbImage *self);

G_END_DECLS
