/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the SUT and CKSEL bits select where SUT is bits 5:4, CKSEL bits 3:0 of the low fuse, and
 * PLLCK, where there is one, bit 6 of the field. From the data sheets' chapters "System Clock and
 * Clock Options". */
#include "isp-parts-private.h"

/* clang-format off */

/* Start-up time in whole ms: clocks at khz, plus a delay of tenths of ms. */
#define MS(clocks, khz, tenths) (((clocks) * 10 + (tenths) * (khz) + (khz) * 10 - 1) / ((khz) * 10))

#define ROW(mask, match, source, min, max, ms) { mask, match, ISP_CLOCK_##source, min, max, ms }

/* A clock that needs only 6 cycles, with the three delays; SUT 11 is reserved. Its frequency may be
 * anything, so the cycles count as 1 ms. */
#define SHORT(cksel, source, hz)                        \
  ROW (0x7f, 0x00 | (cksel), source, hz, hz, 1),        \
  ROW (0x7f, 0x10 | (cksel), source, hz, hz, 6),        \
  ROW (0x7f, 0x20 | (cksel), source, hz, hz, 66)

/* A crystal or resonator: two CKSEL values, cksel and cksel + 1, and all of SUT. */
#define CRYSTAL(cksel, min, max, khz)                                              \
  ROW (0x7f, 0x00 | (cksel),     CRYSTAL, min, max, MS (258, khz, 41)),            \
  ROW (0x7f, 0x10 | (cksel),     CRYSTAL, min, max, MS (258, khz, 650)),           \
  ROW (0x7f, 0x20 | (cksel),     CRYSTAL, min, max, MS (1024, khz, 0)),            \
  ROW (0x7f, 0x30 | (cksel),     CRYSTAL, min, max, MS (1024, khz, 41)),           \
  ROW (0x7f, 0x00 | (cksel) | 1, CRYSTAL, min, max, MS (1024, khz, 650)),          \
  ROW (0x7f, 0x10 | (cksel) | 1, CRYSTAL, min, max, MS (16384, khz, 0)),           \
  ROW (0x7f, 0x20 | (cksel) | 1, CRYSTAL, min, max, MS (16384, khz, 41)),          \
  ROW (0x7f, 0x30 | (cksel) | 1, CRYSTAL, min, max, MS (16384, khz, 650))

/* A 32.768 kHz crystal; SUT 11 is reserved. */
#define LOW_CRYSTAL(cksel, clocks)                                                 \
  ROW (0x7f, 0x00 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (clocks, 32, 0)),       \
  ROW (0x7f, 0x10 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (clocks, 32, 41)),      \
  ROW (0x7f, 0x20 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (clocks, 32, 650))

/* An RC network on XTAL1; all of SUT. */
#define EXTERNAL_RC(cksel, min, max, khz)                                          \
  ROW (0x7f, 0x00 | (cksel), EXTERNAL_RC, min, max, MS (18, khz, 0)),              \
  ROW (0x7f, 0x10 | (cksel), EXTERNAL_RC, min, max, MS (18, khz, 41)),             \
  ROW (0x7f, 0x20 | (cksel), EXTERNAL_RC, min, max, MS (18, khz, 650)),            \
  ROW (0x7f, 0x30 | (cksel), EXTERNAL_RC, min, max, MS (6, khz, 41))

/* The four ranges of a crystal. The last has no upper end here: the part's own limit depends on its
 * supply. */
#define CRYSTALS                        \
  CRYSTAL (0x8, 400000, 900000, 400),   \
  CRYSTAL (0xa, 900000, 3000000, 900),  \
  CRYSTAL (0xc, 3000000, 8000000, 3000),\
  CRYSTAL (0xe, 8000000, 0, 8000)

/* A 32.768 kHz crystal on the ATtinys: each delay has its own clocks. */
#define TINY_LOW_CRYSTAL(cksel)                                                          \
  ROW (0x7f, 0x00 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (1024, 32, 0)),               \
  ROW (0x7f, 0x10 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (1024, 32, 41)),              \
  ROW (0x7f, 0x20 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (32768, 32, 650))

/* A 32.768 kHz crystal of the tables isp_clocks_tiny861 and isp_clocks_tiny167: every row has a
 * delay. */
#define SLOW_LOW_CRYSTAL(cksel)                                                  \
  ROW (0x7f, 0x00 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (1024, 32, 41)),          \
  ROW (0x7f, 0x10 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (1024, 32, 650)),             \
  ROW (0x7f, 0x20 | (cksel), LOW_CRYSTAL, 32768, 32768, MS (32768, 32, 650))

/* A source with all four values of SUT, the slowest start for each. */
#define LONG(cksel, source, hz, ms)                     \
  ROW (0x7f, 0x00 | (cksel), source, hz, hz, ms),       \
  ROW (0x7f, 0x10 | (cksel), source, hz, hz, ms),       \
  ROW (0x7f, 0x20 | (cksel), source, hz, hz, ms),       \
  ROW (0x7f, 0x30 | (cksel), source, hz, hz, ms)

#define REST_RESERVED ROW (0x00, 0x00, RESERVED, 0, 0, 0)

/* AT90USB, ATmega…U2/U4, AT90CAN and ATmega162. CKSEL 0001 and 0011 are reserved. */
const IspClockRow isp_clocks_usb[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  LOW_CRYSTAL (0x4, 1024),
  LOW_CRYSTAL (0x5, 32768),
  LOW_CRYSTAL (0x6, 1024), /* with the internal capacitors */
  LOW_CRYSTAL (0x7, 32768),
  CRYSTALS,
  REST_RESERVED,
};

/* ATmega168/328 and 2560: 128 kHz oscillator and full swing crystal besides. CKSEL 0001 is
 * reserved. */
const IspClockRow isp_clocks_mega[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  SHORT (0x3, RC_128K, 128000),
  LOW_CRYSTAL (0x4, 1024),
  LOW_CRYSTAL (0x5, 32768),
  CRYSTAL (0x6, 400000, 20000000, 400), /* full swing */
  CRYSTALS,
  REST_RESERVED,
};

/* ATmega8, 32, 32A: four frequencies of the internal oscillator, an external RC network, and no
 * divider. A programmed CKOPT opens every crystal range to 1–16 MHz whatever CKSEL 3:1 says, so the
 * ranges have no upper end here, and the lowest starts at 1 MHz or below. */
#define CLASSIC(pllck)                                                        \
  SHORT ((pllck) | 0x0, EXTERNAL, 0),                                         \
  SHORT ((pllck) | 0x1, RC, 1000000),                                         \
  SHORT ((pllck) | 0x2, RC, 2000000),                                         \
  SHORT ((pllck) | 0x3, RC, 4000000),                                         \
  SHORT ((pllck) | 0x4, RC, 8000000),                                         \
  EXTERNAL_RC ((pllck) | 0x5, 0, 900000, 100),                                \
  EXTERNAL_RC ((pllck) | 0x6, 900000, 3000000, 900),                          \
  EXTERNAL_RC ((pllck) | 0x7, 3000000, 8000000, 3000),                        \
  EXTERNAL_RC ((pllck) | 0x8, 8000000, 12000000, 8000),                       \
  ROW (0x7f, (pllck) | 0x09, LOW_CRYSTAL, 32768, 32768, MS (1024, 32, 41)),   \
  ROW (0x7f, (pllck) | 0x19, LOW_CRYSTAL, 32768, 32768, MS (1024, 32, 650)),  \
  ROW (0x7f, (pllck) | 0x29, LOW_CRYSTAL, 32768, 32768, MS (32768, 32, 650)), \
  CRYSTAL ((pllck) | 0xa, 400000, 0, 400),                                    \
  CRYSTAL ((pllck) | 0xc, 900000, 0, 900),                                    \
  CRYSTAL ((pllck) | 0xe, 1000000, 0, 1000)

const IspClockRow isp_clocks_classic[] = {
  CLASSIC (0),
  REST_RESERVED,
};

/* ATtiny26: PLLCK, if programmed, turns CKSEL 0001 into a quarter of the PLL, 16 MHz. */
const IspClockRow isp_clocks_tiny26[] = {
  CLASSIC (0x40),
  LONG (0x1, RC, 16000000, 67),
  REST_RESERVED,
};

/* The PB parts have no full swing crystal. */
const IspClockRow isp_clocks_mega_pb[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  SHORT (0x3, RC_128K, 128000),
  LOW_CRYSTAL (0x4, 1024),
  LOW_CRYSTAL (0x5, 32768),
  CRYSTALS,
  REST_RESERVED,
};

/* ATmega165 to 6490. */
const IspClockRow isp_clocks_mega165[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  LOW_CRYSTAL (0x6, 1024),
  LOW_CRYSTAL (0x7, 32768),
  CRYSTALS,
  REST_RESERVED,
};

/* With a radio: the crystal is the radio's, of 16 MHz, whatever CKSEL says; ATmega128RFA1 knows but
 * two values for it. The internal oscillator's 16 MHz are halved. */
const IspClockRow isp_clocks_rfa1[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  SHORT (0x3, RC_128K, 128000),
  CRYSTAL (0x6, 16000000, 16000000, 16000),
  REST_RESERVED,
};

const IspClockRow isp_clocks_rfr2[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  SHORT (0x3, RC_128K, 128000),
  CRYSTAL (0x6, 16000000, 16000000, 16000),
  CRYSTAL (0x8, 16000000, 16000000, 16000),
  CRYSTAL (0xa, 16000000, 16000000, 16000),
  CRYSTAL (0xc, 16000000, 16000000, 16000),
  CRYSTAL (0xe, 16000000, 16000000, 16000),
  REST_RESERVED,
};

/* ATmega…M1 and C1, and the later AT90PWM: the PLL makes 16 MHz of 8 MHz, from outside (1), from the
 * internal oscillator (3) or from a crystal (5; with 4 the PLL runs and the crystal is the clock). */
const IspClockRow isp_clocks_m1[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x1, EXTERNAL, 8000000),
  SHORT (0x2, RC, 8000000),
  LONG (0x3, RC, 16000000, 67),
  LONG (0x4, CRYSTAL, 8000000, 67),
  LONG (0x5, CRYSTAL, 8000000, 67),
  CRYSTALS,
  REST_RESERVED,
};

/* AT90PWM1, 2, 3, 216. */
const IspClockRow isp_clocks_pwm2[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  LONG (0x3, RC, 16000000, 67),
  CRYSTALS,
  REST_RESERVED,
};

/* AT90PWM81 and 161: a quarter of the PLL, which follows the internal oscillator (1), the crystal
 * (4) or the signal on XTAL1 (5). It counts as the clock that feeds the PLL: it is never slower. */
const IspClockRow isp_clocks_pwm81[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x1, RC, 8000000),
  SHORT (0x2, RC, 8000000),
  LONG (0x3, RC_128K, 128000, 193),
  LONG (0x4, CRYSTAL, 8000000, 67),
  LONG (0x5, EXTERNAL, 8000000, 67),
  SHORT (0x6, RC, 1000000),
  CRYSTAL (0x8, 900000, 3000000, 900),
  CRYSTAL (0xa, 3000000, 8000000, 3000),
  CRYSTAL (0xc, 3000000, 8000000, 3000),
  CRYSTAL (0xe, 8000000, 16000000, 8000),
  REST_RESERVED,
};

/* ── ATtinys ── */

const IspClockRow isp_clocks_tiny2313[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 4000000),
  SHORT (0x4, RC, 8000000),
  SHORT (0x6, RC_128K, 128000),
  CRYSTALS,
  REST_RESERVED,
};

const IspClockRow isp_clocks_tiny24[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  SHORT (0x4, RC_128K, 128000),
  TINY_LOW_CRYSTAL (0x6),
  CRYSTALS,
  REST_RESERVED,
};

/* The PLL makes 16 MHz of the internal oscillator. CKSEL 0011 is the ATtiny15 compatibility mode:
 * 6.4 MHz, of which the CPU gets a quarter. */
const IspClockRow isp_clocks_tiny25[] = {
  SHORT (0x0, EXTERNAL, 0),
  LONG (0x1, RC, 16000000, 67),
  SHORT (0x2, RC, 8000000),
  ROW (0x7f, 0x03, RC, 1600000, 1600000, 66),
  ROW (0x7f, 0x23, RC, 1600000, 1600000, 6),
  ROW (0x7f, 0x33, RC, 1600000, 1600000, 1),
  SHORT (0x4, RC_128K, 128000),
  TINY_LOW_CRYSTAL (0x6),
  CRYSTALS,
  REST_RESERVED,
};

const IspClockRow isp_clocks_tiny861[] = {
  SHORT (0x0, EXTERNAL, 0),
  LONG (0x1, RC, 16000000, 70),
  SHORT (0x2, RC, 8000000),
  SHORT (0x3, RC_128K, 128000),
  SLOW_LOW_CRYSTAL (0x4),
  CRYSTALS,
  REST_RESERVED,
};

/* Like isp_clocks_tiny861, without a PLL. */
const IspClockRow isp_clocks_tiny167[] = {
  SHORT (0x0, EXTERNAL, 0),
  SHORT (0x2, RC, 8000000),
  SHORT (0x3, RC_128K, 128000),
  SLOW_LOW_CRYSTAL (0x4),
  CRYSTALS,
  REST_RESERVED,
};

/* ATtiny48 and 88 have no crystal oscillator. */
const IspClockRow isp_clocks_tiny88[] = {
  SHORT (0xc, EXTERNAL, 0),
  SHORT (0xe, RC, 8000000),
  SHORT (0xf, RC_128K, 128000),
  REST_RESERVED,
};
/* clang-format on */
