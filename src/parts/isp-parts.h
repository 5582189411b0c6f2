/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of target MCUs, and of what is none. */
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

/* Chips that pass for an AVR, by name or by signature, and are not programmed like one. Over ISP a
 * signature that a real AVR has as well is that AVR's; so these are told apart by name, and by
 * signature only where no AVR has it. */
typedef struct
{
  const char *name;    /* "LGT8F328P" */
  const char *aliases; /* may be NULL */
  guint8 signature[3];
  const char *looks_like; /* "ATmega328P"; NULL: like none */
} IspClone;

/* By name or alias, case ignored; NULL: none. */
const IspClone *isp_parts_clone_by_name (const char *name);
/* NULL: none, or an AVR has the signature. */
const IspClone *isp_parts_clone_by_signature (const guint8 signature[3]);

G_END_DECLS
