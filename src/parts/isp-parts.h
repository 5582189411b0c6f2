/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of target MCUs. */
#pragma once

#include "core/isp-part.h"

G_BEGIN_DECLS

const IspPart *isp_parts_get (guint i); /* NULL past the last */
guint isp_parts_count (void);
/* By id, name or alias, case ignored: "atmega32u4", "ATmega32U4", "m32u4". NULL: unknown. */
const IspPart *isp_parts_by_name (const char *name);
/* All rows with this signature; element: const IspPart *. Free the container. Never NULL, may be
 * empty. */
GPtrArray *isp_parts_by_signature (const guint8 signature[3]);
/* The row for a signature when all rows with it are alike for the engine (then the first);
 * NULL when there is none or when they differ. */
const IspPart *isp_parts_only_by_signature (const guint8 signature[3]);

G_END_DECLS
