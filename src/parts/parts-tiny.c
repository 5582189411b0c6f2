/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The early ATtinys with debugWIRE. Factory fuses: avrdude 8. */
#include "isp-parts-private.h"

/* clang-format off */

/* SPIEN is in the low fuse. */
#define TINY13                                                                    \
  .signature = { 0x1e, 0x90, 0x07 }, .instructions = &isp_instructions_small,     \
  .flash = { 1024, 32, 4500 }, .eeprom = { 64, 4, 4000 }, .eeprom_byte_us = 4000, \
  .erase_us = 4000, .fuse_us = 4500, .n_calibration = 2, .stk500_device = 0x14,   \
  .fuse_mask = { 0xff, 0x1f, 0x00, 0x03 }, .factory = { 0x6a, 0xff, 0x00, 0xff }, \
  FIELDS (t13), CLOCKS (tiny13), .rc_hz = 9600000,                                \
  .bod_mv = { 4300, 2700, 1800 },                                                 \
  PINS (B2, B0, B1)

/* avrdude 7.1 knows one calibration byte, 8 two: the second is for 6.4 MHz. */
#define TINY85                                                                    \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 4500,                                                         \
  .erase_us = 4500, .fuse_us = 9000, .n_calibration = 2, .stk500_device = 0x14,   \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff }, \
  FIELDS (t25), CLOCKS (tiny25), .rc_hz = 8000000,                                \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 },                                     \
  PINS (B2, B0, B1)

#define TINY2313                                                                  \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 4500,                                                         \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 2, .stk500_device = 0x23,   \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x64, 0xdf, 0xff, 0xff }, \
  FIELDS (t2313), CLOCKS (tiny2313), .rc_hz = 8000000,                            \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 },                                     \
  PINS (B7, B5, B6)

/* avrdude 7.1 reads a second calibration byte, 8 does not: it has one here. */
#define TINY84                                                                    \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 4500,                                                         \
  .erase_us = 4500, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x14,   \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff }, \
  FIELDS (t25), CLOCKS (tiny24), .rc_hz = 8000000,                                \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 },                                     \
  PINS (A4, A6, A5)

/* avrdude has the lock bits in byte 2, as on the ATtiny26, while other ATtinys have them in byte 4;
 * they are sent in both. */
#define TINY861                                                                   \
  .instructions = &isp_instructions_tiny861,                                      \
  .eeprom_byte_us = 4000,                                                         \
  .erase_us = 4000, .fuse_us = 4500, .n_calibration = 1,                          \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff }, \
  FIELDS (t25), CLOCKS (tiny861), .rc_hz = 8000000,                               \
  .bod_mv = { 2000, 1900, 2200, 2300, 4300, 2700, 1800 },                         \
  PINS (B2, B0, B1)

#define TINY88                                                                    \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom = { 64, 4, 3600 }, .eeprom_byte_us = 3600,                              \
  .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x73,                     \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x6e, 0xdf, 0xff, 0xff }, \
  FIELDS (t25), CLOCKS (tiny88), .rc_hz = 8000000,                                \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 },                                     \
  PINS (B5, B3, B4)

const IspPart isp_parts_tiny[] = {
  {
    .id = "attiny13", .name = "ATtiny13", .aliases = "t13 ATtiny13V",
    TINY13,
  },
  {
    .id = "attiny13a", .name = "ATtiny13A", .aliases = "t13a",
    TINY13,
  },
  {
    .id = "attiny25", .name = "ATtiny25", .aliases = "t25 ATtiny25V",
    .signature = { 0x1e, 0x91, 0x08 },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4500 },
    TINY85,
  },
  {
    .id = "attiny45", .name = "ATtiny45", .aliases = "t45 ATtiny45V",
    .signature = { 0x1e, 0x92, 0x06 },
    .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 4500 },
    TINY85,
  },
  {
    .id = "attiny85", .name = "ATtiny85", .aliases = "t85 ATtiny85V",
    .signature = { 0x1e, 0x93, 0x0b },
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4500 },
    TINY85,
  },
  {
    .id = "attiny2313", .name = "ATtiny2313", .aliases = "t2313 ATtiny2313V",
    .signature = { 0x1e, 0x91, 0x0a },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4500 },
    TINY2313,
  },
  /* The low fuse is the ATtiny2313's 64, and so on the ATtiny4313. The 62 of avrdude 8 and avr-libc
   * would be 4 MHz by 8, not the 1 MHz that avrdude 8 itself names. */
  {
    .id = "attiny2313a", .name = "ATtiny2313A", .aliases = "t2313a",
    .signature = { 0x1e, 0x91, 0x0a },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4500 },
    TINY2313,
  },
  {
    .id = "attiny4313", .name = "ATtiny4313", .aliases = "t4313",
    .signature = { 0x1e, 0x92, 0x0d },
    .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 4500 },
    TINY2313,
  },
  {
    .id = "attiny24", .name = "ATtiny24", .aliases = "t24 ATtiny24V",
    .signature = { 0x1e, 0x91, 0x0b },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4500 },
    TINY84,
  },
  {
    .id = "attiny24a", .name = "ATtiny24A", .aliases = "t24a",
    .signature = { 0x1e, 0x91, 0x0b },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4500 },
    TINY84,
  },
  {
    .id = "attiny44", .name = "ATtiny44", .aliases = "t44 ATtiny44V",
    .signature = { 0x1e, 0x92, 0x07 },
    .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 4500 },
    TINY84,
  },
  {
    .id = "attiny44a", .name = "ATtiny44A", .aliases = "t44a",
    .signature = { 0x1e, 0x92, 0x07 },
    .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 4500 },
    TINY84,
  },
  {
    .id = "attiny84", .name = "ATtiny84", .aliases = "t84 ATtiny84V",
    .signature = { 0x1e, 0x93, 0x0c },
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4500 },
    TINY84,
  },
  {
    .id = "attiny84a", .name = "ATtiny84A", .aliases = "t84a",
    .signature = { 0x1e, 0x93, 0x0c },
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4500 },
    TINY84,
  },
  {
    .id = "attiny261", .name = "ATtiny261", .aliases = "t261 ATtiny261V",
    .signature = { 0x1e, 0x91, 0x0c },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4000 },
    TINY861,
  },
  {
    .id = "attiny261a", .name = "ATtiny261A", .aliases = "t261a",
    .signature = { 0x1e, 0x91, 0x0c },
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 4, 4000 },
    TINY861,
  },
  {
    .id = "attiny461", .name = "ATtiny461", .aliases = "t461 ATtiny461V",
    .signature = { 0x1e, 0x92, 0x08 },
    .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 4000 },
    TINY861,
  },
  {
    .id = "attiny461a", .name = "ATtiny461A", .aliases = "t461a",
    .signature = { 0x1e, 0x92, 0x08 },
    .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 4000 },
    TINY861,
  },
  {
    .id = "attiny861", .name = "ATtiny861", .aliases = "t861 ATtiny861V",
    .signature = { 0x1e, 0x93, 0x0d },
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4000 },
    TINY861,
  },
  {
    .id = "attiny861a", .name = "ATtiny861A", .aliases = "t861a",
    .signature = { 0x1e, 0x93, 0x0d },
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4000 },
    TINY861,
  },
  /* From the factory the low fuse is avrdude 8's 6E, here and on the ATtiny88. avr-libc's 62
   * selects a reserved clock. */
  {
    .id = "attiny48", .name = "ATtiny48", .aliases = "t48",
    .signature = { 0x1e, 0x92, 0x09 },
    .flash = { 4096, 64, 4500 },
    .erase_us = 15000,
    TINY88,
  },
  {
    .id = "attiny88", .name = "ATtiny88", .aliases = "t88",
    .signature = { 0x1e, 0x93, 0x11 },
    .flash = { 8192, 64, 4500 },
    .erase_us = 9000,
    TINY88,
  },
  {
    .id = "attiny26", .name = "ATtiny26", .aliases = "t26 ATtiny26L",
    .signature = { 0x1e, 0x91, 0x09 }, .instructions = &isp_instructions_tiny26,
    .flash = { 2048, 32, 4500 }, .eeprom = { 128, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 9000, .fuse_us = 9000, .n_calibration = 4, .stk500_device = 0x21,
    .fuse_mask = { 0xff, 0x1f, 0x00, 0x03 }, .factory = { 0xe1, 0xf7, 0x00, 0xff },
    FIELDS (t26), CLOCKS (tiny26), .rc_hz = 1000000,
    .bod_mv = { 4000, 2700 },
    PINS (B2, B0, B1),
  },
  /* avrdude's 1 ms for an erase is a quarter of any other part's; 9 ms are what most parts need.
   * Only 7.1 calls its EEPROM paged; both have the instructions for it. */
  {
    .id = "attiny43u", .name = "ATtiny43U", .aliases = "t43u",
    .signature = { 0x1e, 0x92, 0x0c }, .instructions = &isp_instructions_paged,
    .flash = { 4096, 64, 4500 }, .eeprom = { 64, 4, 4500 }, .eeprom_byte_us = 4500,
    .erase_us = 9000, .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x14,
    .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff },
    FIELDS (t25), CLOCKS (tiny167), .rc_hz = 8000000,
    .bod_mv = { 2000, 1900, 2200, 2300, 4300, 2700, 1800 },
    PINS (B6, B4, B5),
  },
  { .id = NULL },
};
/* clang-format on */
