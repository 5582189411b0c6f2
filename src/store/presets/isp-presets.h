/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of presets: shipped keyfiles and the user's own. */
#pragma once

#include "core/isp-preset.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _IspPresets IspPresets; /* reference counted, immutable after loading: any thread */

/* Reads data/presets/ *.preset and the user's folder. problems (may be NULL): char * lines about
 * user files that could not be read; those are left out, never fatal. Error only when the shipped
 * ones are broken or missing. */
IspPresets *isp_presets_load (GPtrArray *problems, GError **error);
IspPresets *isp_presets_ref (IspPresets *self);
void isp_presets_unref (IspPresets *self);
GPtrArray *
isp_presets_get_list (IspPresets *self); /* IspPreset *, borrowed, list order; without helpers */
const IspPreset *isp_presets_by_id (IspPresets *self, const char *id); /* helpers too */
/* The preset whose image has this SHA-256 (whole, or its boot section). */
const IspPreset *isp_presets_by_image (IspPresets *self, const char *sha256);
/* One keyfile's presets, appended; for tests and for linting. */
gboolean isp_presets_parse (const char *data, gsize len, gboolean user, GPtrArray *out,
                            GError **error);
/* Families: name and description for people, in the order the list shows them. */
typedef struct
{
  char *id, *name, *description;
  int order;
} IspPresetFamily;
GPtrArray *isp_presets_get_families (IspPresets *self); /* IspPresetFamily *, borrowed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPresets, isp_presets_unref)

G_END_DECLS
