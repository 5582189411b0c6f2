/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bits of fuses and lock do what: one table for all parts with the same layout. From the data
 * sheets, as avrdude 7.4's configuration tables have them, and the vendor's device packs. A bit
 * that is in a row's mask and has no field here would keep every fuse of that row from being
 * written. */
#include "isp-parts-private.h"

/* clang-format off */

/* The low fuse since CKDIV8. */
#define LOW_FIELDS                                                              \
  FIELD (CLOCK, LOW, 0x3f), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80)

/* The high fuse of parts with boot section and JTAG. */
#define HIGH_JTAG                                                                      \
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08), \
  FIELD (WDTON, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (JTAGEN, HIGH, 0x40),    \
  FIELD (OCDEN, HIGH, 0x80)

/* The high fuse of parts with boot section and debugWIRE. */
#define HIGH_DEBUG_WIRE                                                                \
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08), \
  FIELD (WDTON, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (DWEN, HIGH, 0x40),      \
  FIELD (RSTDISBL, HIGH, 0x80)

/* The high fuse where the boot section, if any, is in the extended one. */
#define HIGH_BROWN_OUT                                                                 \
  FIELD (BODLEVEL, HIGH, 0x07), FIELD (EESAVE, HIGH, 0x08), FIELD (WDTON, HIGH, 0x10), \
  FIELD (SPIEN, HIGH, 0x20), FIELD (DWEN, HIGH, 0x40), FIELD (RSTDISBL, HIGH, 0x80)

/* ── first generation ── */

/* ATmega8. */
const IspFuseField isp_fields_m8[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (CKOPT, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (WDTON, HIGH, 0x40),
  FIELD (RSTDISBL, HIGH, 0x80),
  LOCK_FIELDS,
};

/* ATmega16 and 32. */
const IspFuseField isp_fields_m32[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (CKOPT, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (JTAGEN, HIGH, 0x40),
  FIELD (OCDEN, HIGH, 0x80),
  LOCK_FIELDS,
};

/* ATmega64 and 128: COMPAT is M103C. */
const IspFuseField isp_fields_m128[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (CKOPT, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (JTAGEN, HIGH, 0x40),
  FIELD (OCDEN, HIGH, 0x80),
  FIELD (WDTON, EXTENDED, 0x01), FIELD (COMPAT, EXTENDED, 0x02),
  LOCK_FIELDS,
};

/* ATmega8515 and 8535: COMPAT is S8515C or S8535C. */
const IspFuseField isp_fields_m8515[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (CKOPT, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (WDTON, HIGH, 0x40),
  FIELD (COMPAT, HIGH, 0x80),
  LOCK_FIELDS,
};

/* ATmega163: SPIEN cannot be read. */
const IspFuseField isp_fields_m163[] = {
  FIELD (CLOCK, LOW, 0x0f), FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06),
  LOCK_FIELDS,
};

/* ATmega161: SUT is bit 4, and SPIEN cannot be read. */
const IspFuseField isp_fields_m161[] = {
  FIELD (CLOCK, LOW, 0x17), FIELD (BOOTRST, LOW, 0x40),
  LOCK_FIELDS,
};

/* ATmega103. */
const IspFuseField isp_fields_m103[] = {
  FIELD (CLOCK, LOW, 0x03), FIELD (EESAVE, LOW, 0x08), FIELD (SPIEN, LOW, 0x20),
  FIELD (LB, LOCK, 0x06),
};

/* ATtiny26: the clock's bit 7 is PLLCK. */
const IspFuseField isp_fields_t26[] = {
  FIELD (CLOCK, LOW, 0xbf), FIELD (CKOPT, LOW, 0x40),
  FIELD (BODEN, HIGH, 0x01), FIELD (BODLEVEL, HIGH, 0x02), FIELD (EESAVE, HIGH, 0x04),
  FIELD (SPIEN, HIGH, 0x08), FIELD (RSTDISBL, HIGH, 0x10),
  FIELD (LB, LOCK, 0x03),
};

const IspFuseField isp_fields_t12[] = {
  FIELD (CLOCK, LOW, 0x0f), FIELD (RSTDISBL, LOW, 0x10), FIELD (SPIEN, LOW, 0x20),
  FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (LB, LOCK, 0x06),
};

const IspFuseField isp_fields_t15[] = {
  FIELD (CLOCK, LOW, 0x03), FIELD (RSTDISBL, LOW, 0x10), FIELD (SPIEN, LOW, 0x20),
  FIELD (BODEN, LOW, 0x40), FIELD (BODLEVEL, LOW, 0x80),
  FIELD (LB, LOCK, 0x06),
};

/* Fuses out of reach. */
const IspFuseField isp_fields_at90s[] = {
  FIELD (LB, LOCK, 0x06),
};

/* FSTRT or RCEN. */
const IspFuseField isp_fields_at90s2323[] = {
  FIELD (CLOCK, LOW, 0x01), FIELD (SPIEN, LOW, 0x20),
  FIELD (LB, LOCK, 0x06),
};

const IspFuseField isp_fields_at90s4433[] = {
  FIELD (CLOCK, LOW, 0x07), FIELD (BODEN, LOW, 0x08), FIELD (BODLEVEL, LOW, 0x10),
  FIELD (SPIEN, LOW, 0x20),
  FIELD (LB, LOCK, 0x06),
};

/* ── ATmegas with CKDIV8 ── */

/* ATmega88 and 168: boot and brown-out the other way round than on the 328. */
const IspFuseField isp_fields_m168[] = {
  LOW_FIELDS, HIGH_BROWN_OUT,
  FIELD (BOOTRST, EXTENDED, 0x01), FIELD (BOOTSZ, EXTENDED, 0x06),
  LOCK_FIELDS,
};

const IspFuseField isp_fields_m328[] = {
  LOW_FIELDS, HIGH_DEBUG_WIRE,
  FIELD (BODLEVEL, EXTENDED, 0x07),
  LOCK_FIELDS,
};

const IspFuseField isp_fields_m328pb[] = {
  LOW_FIELDS, HIGH_DEBUG_WIRE,
  FIELD (BODLEVEL, EXTENDED, 0x07), FIELD (CFD, EXTENDED, 0x08),
  LOCK_FIELDS,
};

/* Most parts with JTAG. */
const IspFuseField isp_fields_m2560[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (BODLEVEL, EXTENDED, 0x07),
  LOCK_FIELDS,
};

const IspFuseField isp_fields_m324pb[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (BODLEVEL, EXTENDED, 0x07), FIELD (CFD, EXTENDED, 0x08),
  LOCK_FIELDS,
};

/* COMPAT is M161C. */
const IspFuseField isp_fields_m162[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (BODLEVEL, EXTENDED, 0x0e), FIELD (COMPAT, EXTENDED, 0x10),
  LOCK_FIELDS,
};

/* ATmega165 and 169. */
const IspFuseField isp_fields_m169[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (RSTDISBL, EXTENDED, 0x01), FIELD (BODLEVEL, EXTENDED, 0x0e),
  LOCK_FIELDS,
};

/* ATmega325 to 6490. */
const IspFuseField isp_fields_m329[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (RSTDISBL, EXTENDED, 0x01), FIELD (BODLEVEL, EXTENDED, 0x06),
  LOCK_FIELDS,
};

/* AT90CAN. */
const IspFuseField isp_fields_can[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (TA0SEL, EXTENDED, 0x01),
  FIELD (BODLEVEL, EXTENDED, 0x0e),
  LOCK_FIELDS,
};

/* AT90PWM1, which has no PSC1. */
const IspFuseField isp_fields_pwm1[] = {
  LOW_FIELDS, HIGH_BROWN_OUT,
  FIELD (BOOTRST, EXTENDED, 0x01), FIELD (BOOTSZ, EXTENDED, 0x06),
  FIELD (PSCRV, EXTENDED, 0x10), FIELD (PSC0RB, EXTENDED, 0x20), FIELD (PSC2RB, EXTENDED, 0x80),
  LOCK_FIELDS,
};

/* AT90PWM2 to 316. */
const IspFuseField isp_fields_pwm3[] = {
  LOW_FIELDS, HIGH_BROWN_OUT,
  FIELD (BOOTRST, EXTENDED, 0x01), FIELD (BOOTSZ, EXTENDED, 0x06),
  FIELD (PSCRV, EXTENDED, 0x10), FIELD (PSC0RB, EXTENDED, 0x20), FIELD (PSC1RB, EXTENDED, 0x40),
  FIELD (PSC2RB, EXTENDED, 0x80),
  LOCK_FIELDS,
};

/* AT90PWM81 and 161. */
const IspFuseField isp_fields_pwm81[] = {
  LOW_FIELDS, HIGH_DEBUG_WIRE,
  FIELD (BODLEVEL, EXTENDED, 0x07), FIELD (PSCINRB, EXTENDED, 0x08),
  FIELD (PSCRV, EXTENDED, 0x10), FIELD (PSC0RB, EXTENDED, 0x20), FIELD (PSC2RBA, EXTENDED, 0x40),
  FIELD (PSC2RB, EXTENDED, 0x80),
  LOCK_FIELDS,
};

/* ATmega…M1 and C1. */
const IspFuseField isp_fields_m64m1[] = {
  LOW_FIELDS, HIGH_DEBUG_WIRE,
  FIELD (BODLEVEL, EXTENDED, 0x07), FIELD (PSCRVB, EXTENDED, 0x08),
  FIELD (PSCRVA, EXTENDED, 0x10), FIELD (PSCRB, EXTENDED, 0x20),
  LOCK_FIELDS,
};

/* AT90USB82/162 and ATmega…U2: RSTDISBL and DWEN the other way round. */
const IspFuseField isp_fields_u2[] = {
  LOW_FIELDS,
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (WDTON, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (RSTDISBL, HIGH, 0x40),
  FIELD (DWEN, HIGH, 0x80),
  FIELD (BODLEVEL, EXTENDED, 0x07), FIELD (HWBE, EXTENDED, 0x08),
  LOCK_FIELDS,
};

/* ATmega…U4, AT90USB64x and 128x. */
const IspFuseField isp_fields_u4[] = {
  LOW_FIELDS, HIGH_JTAG,
  FIELD (BODLEVEL, EXTENDED, 0x07), FIELD (HWBE, EXTENDED, 0x08),
  LOCK_FIELDS,
};

/* ── ATtinys with CKDIV8, and ATmega48 ── */

/* SPIEN is in the low fuse. */
const IspFuseField isp_fields_t13[] = {
  FIELD (CLOCK, LOW, 0x0f), FIELD (CKDIV8, LOW, 0x10), FIELD (WDTON, LOW, 0x20),
  FIELD (EESAVE, LOW, 0x40), FIELD (SPIEN, LOW, 0x80),
  FIELD (RSTDISBL, HIGH, 0x01), FIELD (BODLEVEL, HIGH, 0x06), FIELD (DWEN, HIGH, 0x08),
  FIELD (SELFPRGEN, HIGH, 0x10),
  FIELD (LB, LOCK, 0x03),
};

/* Most of them. */
const IspFuseField isp_fields_t25[] = {
  LOW_FIELDS, HIGH_BROWN_OUT,
  FIELD (SELFPRGEN, EXTENDED, 0x01),
  FIELD (LB, LOCK, 0x03),
};

const IspFuseField isp_fields_t2313[] = {
  LOW_FIELDS,
  FIELD (RSTDISBL, HIGH, 0x01), FIELD (BODLEVEL, HIGH, 0x0e), FIELD (WDTON, HIGH, 0x10),
  FIELD (SPIEN, HIGH, 0x20), FIELD (EESAVE, HIGH, 0x40), FIELD (DWEN, HIGH, 0x80),
  FIELD (SELFPRGEN, EXTENDED, 0x01),
  FIELD (LB, LOCK, 0x03),
};

const IspFuseField isp_fields_t441[] = {
  FIELD (CLOCK, LOW, 0x1f), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80),
  HIGH_BROWN_OUT,
  FIELD (SELFPRGEN, EXTENDED, 0x01), FIELD (BODACT, EXTENDED, 0x06),
  FIELD (BODPD, EXTENDED, 0x18), FIELD (ULPOSCSEL, EXTENDED, 0xe0),
  FIELD (LB, LOCK, 0x03),
};

const IspFuseField isp_fields_t1634[] = {
  FIELD (CLOCK, LOW, 0x1f), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80),
  HIGH_BROWN_OUT,
  FIELD (SELFPRGEN, EXTENDED, 0x01), FIELD (BODACT, EXTENDED, 0x06),
  FIELD (BODPD, EXTENDED, 0x18),
  FIELD (LB, LOCK, 0x03),
};

/* SUT, bits 5:4, is apart from CKSEL. */
const IspFuseField isp_fields_t828[] = {
  FIELD (CLOCK, LOW, 0x33), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80),
  HIGH_BROWN_OUT,
  FIELD (BOOTRST, EXTENDED, 0x01), FIELD (BOOTSZ, EXTENDED, 0x06),
  FIELD (BODACT, EXTENDED, 0x30), FIELD (BODPD, EXTENDED, 0xc0),
  LOCK_FIELDS,
};

/* ── batteries ── */

const IspFuseField isp_fields_hva[] = {
  FIELD (CLOCK, LOW, 0x07), FIELD (SELFPRGEN, LOW, 0x08), FIELD (DWEN, LOW, 0x10),
  FIELD (SPIEN, LOW, 0x20), FIELD (EESAVE, LOW, 0x40), FIELD (WDTON, LOW, 0x80),
  FIELD (LB, LOCK, 0x03),
};

const IspFuseField isp_fields_hve2[] = {
  FIELD (CLOCK, LOW, 0x07), FIELD (CKDIV8, LOW, 0x08), FIELD (BODEN, LOW, 0x10),
  FIELD (SPIEN, LOW, 0x20), FIELD (EESAVE, LOW, 0x40), FIELD (WDTON, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (DWEN, HIGH, 0x08),
  LOCK_FIELDS,
};

const IspFuseField isp_fields_hvb[] = {
  FIELD (CLOCK, LOW, 0x1f), FIELD (SPIEN, LOW, 0x20), FIELD (EESAVE, LOW, 0x40),
  FIELD (WDTON, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (DWEN, HIGH, 0x08),
  FIELD (CKDIV8, HIGH, 0x10),
  LOCK_FIELDS,
};

/* DUVRDINIT where the first revision has CKDIV8. */
const IspFuseField isp_fields_hvbrevb[] = {
  FIELD (CLOCK, LOW, 0x1f), FIELD (SPIEN, LOW, 0x20), FIELD (EESAVE, LOW, 0x40),
  FIELD (WDTON, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (DWEN, HIGH, 0x08),
  FIELD (DUVRDINIT, HIGH, 0x10),
  LOCK_FIELDS,
};
/* clang-format on */
