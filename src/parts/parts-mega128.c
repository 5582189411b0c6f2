/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More ATmegas of the first generation, built like those in parts-classic.c: waits are the longer
 * of avrdude 7.1's and 8's, EEPROM is written a byte at a time. Factory fuses: avrdude 8;
 * avr-libc's C1 for the low fuse of some is a shorter start-up. */
#include "isp-parts-private.h"

/* clang-format off */

#define MEGA16                                                                       \
  .signature = { 0x1e, 0x94, 0x03 }, .instructions = &isp_instructions_classic,      \
  .flash = { 16384, 128, 4500 }, .eeprom = { 512, 0, 9000 }, .eeprom_byte_us = 9000, \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 4, .stk500_device = 0x82,      \
  .fuse_mask = { 0xff, 0xff, 0x00, 0x3f }, .factory = { 0xe1, 0x99, 0x00, 0xff },    \
  FIELDS (m32), CLOCKS (classic), .rc_hz = 1000000,                                  \
  .bod_mv = { 4000, 2700 }, .boot_bytes = { 2048, 1024, 512, 256 },                  \
  PINS (B7, B5, B6)

#define MEGA128                                                                   \
  .instructions = &isp_instructions_classic_extended,                             \
  .fuse_us = 9000, .n_calibration = 4,                                            \
  .fuse_mask = { 0xff, 0xff, 0x03, 0x3f }, .factory = { 0xe1, 0x99, 0xfd, 0xff }, \
  FIELDS (m128), CLOCKS (classic), .rc_hz = 1000000,                              \
  .bod_mv = { 4000, 2700 }, .boot_bytes = { 8192, 4096, 2048, 1024 },             \
  PINS (B1, E0, E1)

#define MEGA8515                                                                   \
  .instructions = &isp_instructions_classic,                                       \
  .flash = { 8192, 64, 4500 }, .eeprom = { 512, 0, 9000 }, .eeprom_byte_us = 9000, \
  .erase_us = 9000, .fuse_us = 4500, .n_calibration = 4,                           \
  .fuse_mask = { 0xff, 0xff, 0x00, 0x3f }, .factory = { 0xe1, 0xd9, 0x00, 0xff },  \
  FIELDS (m8515), CLOCKS (classic), .rc_hz = 1000000,                              \
  .bod_mv = { 4000, 2700 }, .boot_bytes = { 2048, 1024, 512, 256 },                \
  PINS (B7, B5, B6)

const IspPart isp_parts_mega128[] = {
  {
    .id = "atmega16", .name = "ATmega16", .aliases = "m16 ATmega16L",
    MEGA16,
  },
  {
    .id = "atmega16a", .name = "ATmega16A", .aliases = "m16a",
    MEGA16,
  },
  /* COMPAT is M103C: on from the factory. */
  {
    .id = "atmega64", .name = "ATmega64", .aliases = "m64 ATmega64L",
    .signature = { 0x1e, 0x96, 0x02 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 9000, .stk500_device = 0xa0,
    MEGA128,
  },
  {
    .id = "atmega64a", .name = "ATmega64A", .aliases = "m64a",
    .signature = { 0x1e, 0x96, 0x02 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 9000, .stk500_device = 0xa0,
    MEGA128,
  },
  {
    .id = "atmega128", .name = "ATmega128", .aliases = "m128 ATmega128L",
    .signature = { 0x1e, 0x97, 0x02 },
    .flash = { 131072, 256, 5000 }, .eeprom = { 4096, 0, 10000 }, .eeprom_byte_us = 10000,
    .erase_us = 10000, .stk500_device = 0xb2,
    MEGA128,
  },
  {
    .id = "atmega128a", .name = "ATmega128A", .aliases = "m128a",
    .signature = { 0x1e, 0x97, 0x02 },
    .flash = { 131072, 256, 5000 }, .eeprom = { 4096, 0, 10000 }, .eeprom_byte_us = 10000,
    .erase_us = 10000, .stk500_device = 0xb2,
    MEGA128,
  },
  /* The ATmega128 for space; no source names its fuse bits, they are taken to be the
   * ATmega128's. */
  {
    .id = "atmegas128", .name = "ATmegaS128", .aliases = "ms128",
    .signature = { 0x1e, 0x97, 0x02 },
    .flash = { 131072, 256, 5000 }, .eeprom = { 4096, 0, 10000 }, .eeprom_byte_us = 10000,
    .erase_us = 10000, .stk500_device = 0xb2,
    MEGA128,
  },
  /* COMPAT is S8515C here, S8535C on the ATmega8535. */
  {
    .id = "atmega8515", .name = "ATmega8515", .aliases = "m8515 ATmega8515L",
    .signature = { 0x1e, 0x93, 0x06 },
    .stk500_device = 0x63,
    MEGA8515,
  },
  {
    .id = "atmega8535", .name = "ATmega8535", .aliases = "m8535 ATmega8535L",
    .signature = { 0x1e, 0x93, 0x08 },
    .stk500_device = 0x64,
    MEGA8515,
  },
  {
    .id = "atmega8a", .name = "ATmega8A", .aliases = "m8a",
    .signature = { 0x1e, 0x93, 0x07 }, .instructions = &isp_instructions_classic,
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 10000, .fuse_us = 4500, .n_calibration = 4, .stk500_device = 0x70,
    .fuse_mask = { 0xff, 0xff, 0x00, 0x3f }, .factory = { 0xe1, 0xd9, 0x00, 0xff },
    FIELDS (m8), CLOCKS (classic), .rc_hz = 1000000,
    .bod_mv = { 4000, 2700 }, .boot_bytes = { 2048, 1024, 512, 256 },
    PINS (B5, B3, B4),
  },
  /* BODLEVEL is bits 3:1 of the extended fuse (avrdude 8; 7.1 writes bits 2:0). COMPAT is
   * M161C. */
  {
    .id = "atmega162", .name = "ATmega162", .aliases = "m162 ATmega162L ATmega162V",
    .signature = { 0x1e, 0x94, 0x04 }, .instructions = &isp_instructions_paged,
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 9000, .fuse_us = 16000, .n_calibration = 1, .stk500_device = 0x83,
    .fuse_mask = { 0xff, 0xff, 0x1e, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m162), CLOCKS (usb), .rc_hz = 8000000,
    .bod_mv = { 0, 0, 0, 2300, 4300, 2700, 1800 }, .boot_bytes = { 2048, 1024, 512, 256 },
    PINS (B7, B5, B6),
  },
  { .id = NULL },
};
/* clang-format on */
