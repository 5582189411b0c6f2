/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clock tables of parts whose clock field is shorter than six bits, or that have none. From the
 * data sheets' chapters on clocks, as avrdude 7.4's configuration tables have them. Start-up times
 * are the longest that the data sheet allows, in whole ms. */
#include "isp-parts-private.h"

/* clang-format off */

#define ROW(mask, match, source, min, max, ms) { mask, match, ISP_CLOCK_##source, min, max, ms }

#define REST_RESERVED ROW (0x00, 0x00, RESERVED, 0, 0, 0)

/* ── no fuse within reach selects it ── */

const IspClockRow isp_clocks_crystal[] = { ROW (0x00, 0x00, CRYSTAL, 0, 0, 20) };

/* ── one or two bits ── */

/* FSTRT only says how long the crystal gets. */
const IspClockRow isp_clocks_fstrt[] = {
  ROW (0x01, 0x00, CRYSTAL, 0, 0, 1),
  ROW (0x01, 0x01, CRYSTAL, 0, 0, 20),
};

/* RCEN, or the ATtiny22's CKSEL. */
const IspClockRow isp_clocks_rcen[] = {
  ROW (0x01, 0x00, RC, 1000000, 1000000, 20),
  ROW (0x01, 0x01, EXTERNAL, 0, 0, 20),
};

const IspClockRow isp_clocks_mega103[] = {
  ROW (0x03, 0x00, CRYSTAL, 0, 0, 1),
  ROW (0x03, 0x01, CRYSTAL, 0, 0, 1),
  ROW (0x03, 0x02, CRYSTAL, 0, 0, 5),
  ROW (0x03, 0x03, CRYSTAL, 0, 0, 17),
};

const IspClockRow isp_clocks_tiny15[] = { ROW (0x00, 0x00, RC, 1600000, 1600000, 300) };

/* ── three bits ── */

/* AT90S2333 and 4433, ATmega161: crystal or resonator. SUT, bit 3 of the ATmega161's field, only
 * changes the delay. */
const IspClockRow isp_clocks_at90s4433[] = {
  ROW (0x06, 0x00, EXTERNAL, 0, 0, 20),
  ROW (0x06, 0x02, CRYSTAL, 0, 0, 80),
  ROW (0x04, 0x04, CRYSTAL, 0, 0, 80),
};

/* Batteries: SUT doubles with each step, there is one oscillator. ATmega…HVA. */
const IspClockRow isp_clocks_hva[] = {
  ROW (0x04, 0x00, RC, 0, 0, 33),
  ROW (0x04, 0x04, RC, 0, 0, 513),
};

const IspClockRow isp_clocks_hve2[] = {
  ROW (0x01, 0x01, RC, 0, 0, 65),
  REST_RESERVED,
};

/* ── four bits ── */

/* ATtiny13: SUT is bits 3:2. */
#define TINY13(cksel, source, hz)                     \
  ROW (0x0f, 0x0 | (cksel), source, hz, hz, 1),       \
  ROW (0x0f, 0x4 | (cksel), source, hz, hz, 5),       \
  ROW (0x0f, 0x8 | (cksel), source, hz, hz, 65)

const IspClockRow isp_clocks_tiny13[] = {
  TINY13 (0x0, EXTERNAL, 0),
  TINY13 (0x1, RC, 4800000),
  TINY13 (0x2, RC, 9600000),
  TINY13 (0x3, RC_128K, 128000),
  REST_RESERVED,
};

/* ATtiny828: SUT is bits 3:2 of the field. The longest start is SUT 10 from the factory, and 11 in
 * the vendor's device pack. The third source is the 32 kHz oscillator. */
const IspClockRow isp_clocks_tiny828[] = {
  ROW (0x0e, 0x00, EXTERNAL, 0, 0, 1),
  ROW (0x0e, 0x04, EXTERNAL, 0, 0, 6),
  ROW (0x0a, 0x08, EXTERNAL, 0, 0, 66),
  ROW (0x0f, 0x02, RC, 8000000, 8000000, 1),
  ROW (0x0f, 0x06, RC, 8000000, 8000000, 6),
  ROW (0x0b, 0x0a, RC, 8000000, 8000000, 66),
  ROW (0x0f, 0x03, RC, 32000, 32000, 1),
  ROW (0x0f, 0x07, RC, 32000, 32000, 6),
  ROW (0x0b, 0x0b, RC, 32000, 32000, 67),
};

/* ATtiny12 and ATmega163. */
#define OLD_CKSEL(hz)                                 \
  ROW (0x0e, 0x00, EXTERNAL, 0, 0, 20),               \
  ROW (0x0e, 0x02, RC, hz, hz, 80),                   \
  ROW (0x0f, 0x04, RC, hz, hz, 80),                   \
  ROW (0x0f, 0x05, EXTERNAL_RC, 0, 0, 80),            \
  ROW (0x0e, 0x06, EXTERNAL_RC, 0, 0, 80),            \
  ROW (0x0e, 0x08, LOW_CRYSTAL, 32768, 32768, 1070),  \
  ROW (0x0e, 0x0a, CRYSTAL, 0, 0, 80),                \
  ROW (0x0c, 0x0c, CRYSTAL, 0, 0, 80)

const IspClockRow isp_clocks_tiny12[] = { OLD_CKSEL (1200000) };
const IspClockRow isp_clocks_mega163[] = { OLD_CKSEL (1000000) };

/* ── five bits ── */

/* Late ATtinys: SUT is bit 4, and a delay of 16 ms comes with every choice. */
#define RESONATOR(cksel, min, max, khz)                                        \
  ROW (0x1f, 0x00 | (cksel),     CRYSTAL, min, max, 17 + 258 / (khz)),         \
  ROW (0x1f, 0x10 | (cksel),     CRYSTAL, min, max, 17 + 1024 / (khz)),        \
  ROW (0x1f, 0x00 | (cksel) | 1, CRYSTAL, min, max, 17 + 16384 / (khz))

#define LATE_TINY                                \
  ROW (0x1f, 0x00, EXTERNAL, 0, 0, 17),          \
  ROW (0x1f, 0x02, RC, 8000000, 8000000, 17),    \
  ROW (0x1f, 0x04, RC, 32000, 32000, 17),        \
  RESONATOR (0x8, 400000, 900000, 400),          \
  RESONATOR (0xa, 900000, 3000000, 900),         \
  RESONATOR (0xc, 3000000, 8000000, 3000),       \
  RESONATOR (0xe, 8000000, 0, 8000)

const IspClockRow isp_clocks_tiny1634[] = {
  LATE_TINY,
  REST_RESERVED,
};

const IspClockRow isp_clocks_tiny441[] = {
  LATE_TINY,
  ROW (0x1f, 0x06, LOW_CRYSTAL, 32768, 32768, 50),
  ROW (0x1f, 0x16, LOW_CRYSTAL, 32768, 32768, 1041),
  REST_RESERVED,
};

/* ATmega…HVB: CKSEL is bits 1:0, SUT bits 4:2. */
const IspClockRow isp_clocks_hvb[] = {
  ROW (0x13, 0x01, RC, 0, 0, 33),
  ROW (0x13, 0x11, RC, 0, 0, 513),
  REST_RESERVED,
};
/* clang-format on */
