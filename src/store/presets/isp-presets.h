/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of presets: shipped keyfiles and the user's own. */
#pragma once

#include "core/isp-preset.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IspPresets:
 *
 * All presets, shipped ones and the user's. Reference counted, and never changed after loading: any
 * thread may read it.
 */
typedef struct _IspPresets IspPresets;

/**
 * isp_presets_load:
 * @problems: (nullable) (element-type utf8): is given a line for each preset or file of the user's
 *   that was left out
 * @error: return location
 *
 * Reads the shipped presets and those in the user's folder. What is wrong with the user's is never
 * fatal. Reads the disk; any thread.
 *
 * Returns: (transfer full) (nullable): the presets; %NULL: the shipped ones are broken or missing,
 *   with %ISP_ERROR_BAD_FILE or #G_FILE_ERROR
 */
IspPresets *isp_presets_load (GPtrArray *problems, GError **error);

/**
 * isp_presets_ref:
 * @self: presets
 *
 * Shares presets.
 *
 * Returns: (transfer full): @self
 */
IspPresets *isp_presets_ref (IspPresets *self);

/**
 * isp_presets_unref:
 * @self: (nullable) (transfer full): presets
 *
 * Drops a reference; the last one frees them.
 */
void isp_presets_unref (IspPresets *self);

/**
 * isp_presets_get_list:
 * @self: presets
 *
 * Lists what a person can choose: every preset but the helpers.
 *
 * Returns: (transfer none) (element-type IspPreset): presets, by family and order
 */
GPtrArray *isp_presets_get_list (IspPresets *self);

/**
 * isp_presets_get_helpers:
 * @self: presets
 *
 * Lists helper firmware, which makes a board a programmer and never goes on a target.
 *
 * Returns: (transfer none) (element-type IspPreset): presets, by family and order
 */
GPtrArray *isp_presets_get_helpers (IspPresets *self);

/**
 * isp_presets_by_id:
 * @self: presets
 * @id: a preset's id
 *
 * Looks a preset up, helpers included.
 *
 * Returns: (transfer none) (nullable): the preset; %NULL: there is none of that id
 */
const IspPreset *isp_presets_by_id (IspPresets *self, const char *id);

/**
 * isp_presets_by_image:
 * @self: presets
 * @sha256: of an image, in lower case hexadecimal digits
 *
 * Looks for the preset whose whole image has a SHA-256, or else whose boot section has it. Helpers
 * are included.
 *
 * Returns: (transfer none) (nullable): the preset; %NULL: no preset's
 */
const IspPreset *isp_presets_by_image (IspPresets *self, const char *sha256);

/**
 * isp_presets_parse:
 * @data: (array length=len): a keyfile's text
 * @len: bytes
 * @user: whether it is a user's
 * @out: (element-type IspPreset): is given the presets, with a reference each
 * @error: return location
 *
 * Reads the presets of one keyfile, for tests and for checking a file. Pure, any thread.
 *
 * Returns: %FALSE with %ISP_ERROR_BAD_FILE, whose message names group and key; @out is then as it
 *   was
 */
gboolean isp_presets_parse (const char *data, gsize len, gboolean user, GPtrArray *out,
                            GError **error);

/**
 * IspPresetFamily:
 *
 * A family of presets: what the list calls it, and where it stands there.
 */
typedef struct
{
  char *id, *name, *description;
  char *gesture; /* how its bootloader is started by hand, a sentence; may be NULL */
  int order;
} IspPresetFamily;

/**
 * isp_presets_get_families:
 * @self: presets
 *
 * Lists the families, in the order in which a list shows them.
 *
 * Returns: (transfer none) (element-type IspPresetFamily): the families
 */
GPtrArray *isp_presets_get_families (IspPresets *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPresets, isp_presets_unref)

G_END_DECLS
