/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families that make up the table, and what their rows share. Only for src/parts. */
#pragma once

#include "isp-parts.h"

G_BEGIN_DECLS

/* Instruction sets (parts-instructions.c). */
extern const IspInstructionSet isp_instructions_classic; /* no polling, EEPROM byte by byte */
extern const IspInstructionSet isp_instructions_paged;   /* polling, EEPROM pages, extended fuse */
extern const IspInstructionSet isp_instructions_wide;    /* the same, flash above 128 KiB */

/* Clock tables (parts-clocks.c); sized here so that rows can count them. */
extern const IspClockRow isp_clocks_usb[51];
extern const IspClockRow isp_clocks_mega[56];
extern const IspClockRow isp_clocks_classic[59];

/* For rows: a table and how many it has. */
#define FIELDS(name) .fields = fields_##name, .n_fields = G_N_ELEMENTS (fields_##name)
#define CLOCKS(name) .clocks = isp_clocks_##name, .n_clocks = G_N_ELEMENTS (isp_clocks_##name)

#define FIELD(name, where, bits)                                                                   \
  {                                                                                                \
    ISP_FIELD_##name, ISP_FUSE_##where, bits                                                       \
  }

/* Alike on every part with a boot section. */
#define LOCK_FIELDS FIELD (LB, LOCK, 0x03), FIELD (BLB0, LOCK, 0x0c), FIELD (BLB1, LOCK, 0x30)

/* Rows, one table per family; each ends with a row whose id is NULL. */
extern const IspPart isp_parts_usb[];     /* parts-usb.c */
extern const IspPart isp_parts_mega[];    /* parts-mega.c */
extern const IspPart isp_parts_classic[]; /* parts-classic.c */

G_END_DECLS
