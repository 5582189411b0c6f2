/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One keyfile of presets. For this room alone; isp-presets.h has what others use. */
#pragma once

#include "isp-presets.h"

G_BEGIN_DECLS

void isp_preset_family_free (IspPresetFamily *self);
/* Adds the file's presets to presets and its [Family] to families (each may be NULL, families
 * then is dropped). ISP_ERROR_BAD_FILE naming group and key; then nothing is added. */
gboolean isp_preset_parse (const char *data, gsize len, gboolean user, GPtrArray *presets,
                           GPtrArray *families, GError **error);

G_END_DECLS
