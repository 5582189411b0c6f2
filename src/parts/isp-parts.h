/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of target chips, and of chips that only look like one. */
#pragma once

#include "core/isp-package.h"
#include "core/isp-part.h"

G_BEGIN_DECLS

/**
 * isp_parts_get:
 * @i: index, from 0
 *
 * Walks through the table of parts; those that keyboards have come first. Any thread.
 *
 * Returns: (transfer none) (nullable): the row at @i; %NULL past the last
 */
const IspPart *isp_parts_get (guint i);

/**
 * isp_parts_count:
 *
 * Counts the rows of the table. Any thread.
 *
 * Returns: how many there are
 */
guint isp_parts_count (void);

/**
 * isp_parts_by_name:
 * @name: an id, a name or an alias: "atmega32u4", "ATmega32U4", "m32u4"
 *
 * Looks a part up by name; letter case does not matter. Any thread.
 *
 * Returns: (transfer none) (nullable): the part; %NULL if none has this name
 */
const IspPart *isp_parts_by_name (const char *name);

/**
 * isp_parts_by_signature:
 * @signature: (array fixed-size=3): signature bytes
 *
 * Finds every part with a signature: several parts may share one. Any thread.
 *
 * Returns: (transfer container) (element-type IspPart): the parts; empty if there is none
 */
GPtrArray *isp_parts_by_signature (const guint8 signature[3]);

/**
 * isp_parts_only_by_signature:
 * @signature: (array fixed-size=3): signature bytes
 *
 * Finds the part with a signature. If several parts have it and isp_part_is_same_for_engine() holds
 * between them, the first counts. Any thread.
 *
 * Returns: (transfer none) (nullable): the part; %NULL if there is none, or if they differ
 */
const IspPart *isp_parts_only_by_signature (const guint8 signature[3]);

/**
 * isp_parts_list_packages:
 * @part: a part
 *
 * Lists the packages that a part is sold in, as far as wires can be soldered to them. Any thread.
 *
 * Returns: (transfer container) (element-type IspPackage): rows that live for ever; empty: where
 * its pins are is not known
 */
GPtrArray *isp_parts_list_packages (const IspPart *part);

/**
 * isp_parts_get_package:
 * @i: index, from 0
 *
 * Walks through the table of packages. Any thread.
 *
 * Returns: (transfer none) (nullable): the row at @i; %NULL past the last
 */
const IspPackage *isp_parts_get_package (guint i);

/**
 * IspClone:
 *
 * A chip that passes for an AVR, by name or by signature, and is not programmed like one. Rows are
 * const and live for ever.
 */
typedef struct
{
  const char *name;    /* "LGT8F328P" */
  const char *aliases; /* may be NULL */
  guint8 signature[3];
  const char *looks_like; /* "ATmega328P"; NULL: like none */
} IspClone;

/**
 * isp_parts_clone_by_name:
 * @name: a name or an alias
 *
 * Looks up a chip that passes for an AVR; letter case does not matter. Any thread.
 *
 * Returns: (transfer none) (nullable): its row; %NULL if none has this name
 */
const IspClone *isp_parts_clone_by_name (const char *name);

/**
 * isp_parts_clone_by_signature:
 * @signature: (array fixed-size=3): signature bytes
 *
 * Looks up a chip that passes for an AVR. A signature that an AVR has counts as that AVR's. Any
 * thread.
 *
 * Returns: (transfer none) (nullable): its row; %NULL if none has the signature, or an AVR has it
 */
const IspClone *isp_parts_clone_by_signature (const guint8 signature[3]);

G_END_DECLS
