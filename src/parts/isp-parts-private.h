/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families that make up the table, and what their rows share. Only for src/parts. */
#pragma once

#include "isp-parts.h"

G_BEGIN_DECLS

/* Instruction sets (parts-instructions.c). */
extern const IspInstructionSet isp_instructions_classic; /* no polling, EEPROM byte by byte */
extern const IspInstructionSet isp_instructions_paged;   /* polling, EEPROM pages, extended fuse */
extern const IspInstructionSet isp_instructions_wide;    /* as paged, flash above 128 KiB */
extern const IspInstructionSet isp_instructions_small;   /* as paged, no extended fuse */
extern const IspInstructionSet isp_instructions_hva;     /* as paged, one fuse byte */
extern const IspInstructionSet isp_instructions_tiny861; /* as paged, lock in byte 2 */
extern const IspInstructionSet isp_instructions_tiny26;  /* as classic, lock in byte 2 */
extern const IspInstructionSet isp_instructions_classic_extended; /* classic, extended fuse */
/* The first AVRs; what they lack or do differently is explained where they are defined. */
extern const IspInstructionSet isp_instructions_mega163, isp_instructions_mega161,
    isp_instructions_mega103, isp_instructions_tiny12, isp_instructions_at90s4433,
    isp_instructions_at90s2323, isp_instructions_at90s, isp_instructions_at90s1200;

/* Clock tables (parts-clocks.c, and the shorter ones in parts-clocks-short.c); sized here so that
 * rows can count them. */
extern const IspClockRow isp_clocks_usb[51];
extern const IspClockRow isp_clocks_mega[56];
extern const IspClockRow isp_clocks_mega_pb[48];
extern const IspClockRow isp_clocks_mega165[45];
extern const IspClockRow isp_clocks_rfa1[18];
extern const IspClockRow isp_clocks_rfr2[50];
extern const IspClockRow isp_clocks_m1[54];
extern const IspClockRow isp_clocks_pwm2[43];
extern const IspClockRow isp_clocks_pwm81[57];
extern const IspClockRow isp_clocks_classic[59];
extern const IspClockRow isp_clocks_tiny26[63];
extern const IspClockRow isp_clocks_tiny2313[45];
extern const IspClockRow isp_clocks_tiny24[45];
extern const IspClockRow isp_clocks_tiny25[52];
extern const IspClockRow isp_clocks_tiny861[49];
extern const IspClockRow isp_clocks_tiny167[45];
extern const IspClockRow isp_clocks_tiny88[10];
extern const IspClockRow isp_clocks_crystal[1];
extern const IspClockRow isp_clocks_fstrt[2];
extern const IspClockRow isp_clocks_rcen[2];
extern const IspClockRow isp_clocks_mega103[4];
extern const IspClockRow isp_clocks_tiny15[1];
extern const IspClockRow isp_clocks_tiny828[9];
extern const IspClockRow isp_clocks_at90s4433[3];
extern const IspClockRow isp_clocks_hva[2];
extern const IspClockRow isp_clocks_hve2[2];
extern const IspClockRow isp_clocks_tiny13[13];
extern const IspClockRow isp_clocks_tiny12[8];
extern const IspClockRow isp_clocks_mega163[8];
extern const IspClockRow isp_clocks_tiny1634[16];
extern const IspClockRow isp_clocks_tiny441[18];
extern const IspClockRow isp_clocks_hvb[3];

/* Field tables (parts-fields.c); sized here so that rows can count them. */
extern const IspFuseField isp_fields_m8[13];
extern const IspFuseField isp_fields_m32[13];
extern const IspFuseField isp_fields_m128[15];
extern const IspFuseField isp_fields_m8515[13];
extern const IspFuseField isp_fields_m163[8];
extern const IspFuseField isp_fields_m161[5];
extern const IspFuseField isp_fields_m103[4];
extern const IspFuseField isp_fields_t26[8];
extern const IspFuseField isp_fields_t12[6];
extern const IspFuseField isp_fields_t15[6];
extern const IspFuseField isp_fields_at90s[1];
extern const IspFuseField isp_fields_at90s2323[3];
extern const IspFuseField isp_fields_at90s4433[5];
extern const IspFuseField isp_fields_m168[14];
extern const IspFuseField isp_fields_m328[14];
extern const IspFuseField isp_fields_m328pb[15];
extern const IspFuseField isp_fields_m2560[14];
extern const IspFuseField isp_fields_m324pb[15];
extern const IspFuseField isp_fields_m162[15];
extern const IspFuseField isp_fields_m169[15];
extern const IspFuseField isp_fields_m329[15];
extern const IspFuseField isp_fields_can[15];
extern const IspFuseField isp_fields_pwm1[17];
extern const IspFuseField isp_fields_pwm3[18];
extern const IspFuseField isp_fields_pwm81[19];
extern const IspFuseField isp_fields_m64m1[17];
extern const IspFuseField isp_fields_u2[15];
extern const IspFuseField isp_fields_u4[15];
extern const IspFuseField isp_fields_t13[10];
extern const IspFuseField isp_fields_t25[11];
extern const IspFuseField isp_fields_t2313[11];
extern const IspFuseField isp_fields_t441[14];
extern const IspFuseField isp_fields_t1634[13];
extern const IspFuseField isp_fields_t828[16];
extern const IspFuseField isp_fields_hva[7];
extern const IspFuseField isp_fields_hve2[12];
extern const IspFuseField isp_fields_hvb[11];
extern const IspFuseField isp_fields_hvbrevb[11];

/* For rows: a table and how many it has. */
#define FIELDS(name) .fields = isp_fields_##name, .n_fields = G_N_ELEMENTS (isp_fields_##name)
#define CLOCKS(name) .clocks = isp_clocks_##name, .n_clocks = G_N_ELEMENTS (isp_clocks_##name)

/* For rows: the pins of SCK, MOSI and MISO, without the P that boards leave out. */
#define PINS(sck, mosi, miso)                                                                      \
  .pins = { [ISP_WIRE_SCLK] = #sck, [ISP_WIRE_MOSI] = #mosi, [ISP_WIRE_MISO] = #miso }

#define FIELD(name, where, bits)                                                                   \
  {                                                                                                \
    ISP_FIELD_##name, ISP_FUSE_##where, bits                                                       \
  }

/* Alike on every part with a boot section. */
#define LOCK_FIELDS FIELD (LB, LOCK, 0x03), FIELD (BLB0, LOCK, 0x0c), FIELD (BLB1, LOCK, 0x30)

/* Rows, one table per family; each ends with a row whose id is NULL. */
extern const IspPart isp_parts_usb[];      /* parts-usb.c */
extern const IspPart isp_parts_usb8[];     /* parts-usb.c: 8 KiB */
extern const IspPart isp_parts_mega[];     /* parts-mega.c */
extern const IspPart isp_parts_classic[];  /* parts-classic.c */
extern const IspPart isp_parts_mega48[];   /* parts-mega48.c */
extern const IspPart isp_parts_mega644[];  /* parts-mega644.c */
extern const IspPart isp_parts_mega1280[]; /* parts-mega1280.c */
extern const IspPart isp_parts_mega128[];  /* parts-mega128.c */
extern const IspPart isp_parts_lcd[];      /* parts-lcd.c */
extern const IspPart isp_parts_tiny[];     /* parts-tiny.c */
extern const IspPart isp_parts_tiny1634[]; /* parts-tiny1634.c */
extern const IspPart isp_parts_can[];      /* parts-can.c */
extern const IspPart isp_parts_at90s[];    /* parts-at90s.c */
extern const IspPart isp_parts_battery[];  /* parts-battery.c */

G_END_DECLS
