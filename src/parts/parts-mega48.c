/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ATmega48 to 328 in the packages and revisions that parts-mega.c leaves out, and Atmel's ATA parts
 * that combine one of them with other circuits. avrdude 7.1 and 8 agree here. Rows that share a
 * signature share the longer of their waits, so that the chip need not be named: the ATA6612C's
 * EEPROM takes 4 ms, the ATmega88's 3.6 ms. */
#include "isp-parts-private.h"

/* clang-format off */

/* No boot section. */
#define MEGA48                                                                     \
  .instructions = &isp_instructions_paged,                                         \
  .flash = { 4096, 64, 4500 }, .eeprom = { 256, 4, 3600 }, .eeprom_byte_us = 3600, \
  .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x59,                      \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff },  \
  FIELDS (t25), .rc_hz = 8000000,                                                  \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 },                                      \
  PINS (B5, B3, B4)

/* Boot section in the extended fuse. */
#define MEGA88                                                                        \
  .instructions = &isp_instructions_paged,                                            \
  .flash = { 8192, 64, 4500 },                                                        \
  .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x73,                         \
  .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0xdf, 0xf9, 0xff },     \
  FIELDS (m168), .rc_hz = 8000000,                                                    \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 }, .boot_bytes = { 2048, 1024, 512, 256 }, \
  PINS (B5, B3, B4)

#define MEGA168                                                                       \
  .instructions = &isp_instructions_paged,                                            \
  .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 3600 }, .eeprom_byte_us = 3600,  \
  .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x86,                         \
  .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0xdf, 0xf9, 0xff },     \
  FIELDS (m168), .rc_hz = 8000000,                                                    \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 }, .boot_bytes = { 2048, 1024, 512, 256 }, \
  PINS (B5, B3, B4)

/* Boot section in the high fuse. */
#define MEGA328                                                                        \
  .instructions = &isp_instructions_paged,                                             \
  .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 3600 }, .eeprom_byte_us = 3600,  \
  .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x86,                          \
  .rc_hz = 8000000,                                                                    \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 }, .boot_bytes = { 4096, 2048, 1024, 512 }, \
  PINS (B5, B3, B4)

const IspPart isp_parts_mega48[] = {
  {
    .id = "atmega48", .name = "ATmega48", .aliases = "m48 ATmega48V",
    .signature = { 0x1e, 0x92, 0x05 },
    .erase_us = 45000,
    CLOCKS (mega),
    MEGA48,
  },
  {
    .id = "atmega48a", .name = "ATmega48A", .aliases = "m48a",
    .signature = { 0x1e, 0x92, 0x05 },
    .erase_us = 45000,
    CLOCKS (mega),
    MEGA48,
  },
  {
    .id = "atmega48p", .name = "ATmega48P", .aliases = "m48p ATmega48PV",
    .signature = { 0x1e, 0x92, 0x0a },
    .erase_us = 45000,
    CLOCKS (mega),
    MEGA48,
  },
  {
    .id = "atmega48pa", .name = "ATmega48PA", .aliases = "m48pa",
    .signature = { 0x1e, 0x92, 0x0a },
    .erase_us = 45000,
    CLOCKS (mega),
    MEGA48,
  },
  {
    .id = "atmega48pb", .name = "ATmega48PB", .aliases = "m48pb",
    .signature = { 0x1e, 0x92, 0x10 },
    .erase_us = 10500,
    CLOCKS (mega_pb),
    MEGA48,
  },
  {
    .id = "atmega88", .name = "ATmega88", .aliases = "m88 ATmega88V",
    .signature = { 0x1e, 0x93, 0x0a },
    .eeprom = { 512, 4, 4000 }, .eeprom_byte_us = 4000,
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA88,
  },
  {
    .id = "atmega88a", .name = "ATmega88A", .aliases = "m88a",
    .signature = { 0x1e, 0x93, 0x0a },
    .eeprom = { 512, 4, 4000 }, .eeprom_byte_us = 4000,
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA88,
  },
  {
    .id = "atmega88p", .name = "ATmega88P", .aliases = "m88p ATmega88PV",
    .signature = { 0x1e, 0x93, 0x0f },
    .eeprom = { 512, 4, 3600 }, .eeprom_byte_us = 3600,
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA88,
  },
  {
    .id = "atmega88pa", .name = "ATmega88PA", .aliases = "m88pa",
    .signature = { 0x1e, 0x93, 0x0f },
    .eeprom = { 512, 4, 3600 }, .eeprom_byte_us = 3600,
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA88,
  },
  {
    .id = "atmega88pb", .name = "ATmega88PB", .aliases = "m88pb",
    .signature = { 0x1e, 0x93, 0x16 },
    .eeprom = { 512, 4, 3600 }, .eeprom_byte_us = 3600,
    .erase_us = 10500,
    CLOCKS (mega_pb),
    MEGA88,
  },
  {
    .id = "ata6612c", .name = "ATA6612C", .aliases = "a6612c",
    .signature = { 0x1e, 0x93, 0x0a },
    .eeprom = { 512, 4, 4000 }, .eeprom_byte_us = 4000,
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA88,
  },
  {
    .id = "atmega168a", .name = "ATmega168A", .aliases = "m168a",
    .signature = { 0x1e, 0x94, 0x06 },
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA168,
  },
  {
    .id = "atmega168pa", .name = "ATmega168PA", .aliases = "m168pa",
    .signature = { 0x1e, 0x94, 0x0b },
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA168,
  },
  {
    .id = "atmega168pb", .name = "ATmega168PB", .aliases = "m168pb",
    .signature = { 0x1e, 0x94, 0x15 },
    .erase_us = 10500,
    CLOCKS (mega_pb),
    MEGA168,
  },
  {
    .id = "ata6613c", .name = "ATA6613C", .aliases = "a6613c",
    .signature = { 0x1e, 0x94, 0x06 },
    .erase_us = 9000,
    CLOCKS (mega),
    MEGA168,
  },
  {
    .id = "atmega328pb", .name = "ATmega328PB", .aliases = "m328pb",
    .signature = { 0x1e, 0x95, 0x16 },
    .erase_us = 10500,
    .fuse_mask = { 0xff, 0xff, 0x0f, 0x3f }, .factory = { 0x62, 0xd9, 0xf7, 0xff },
    FIELDS (m328pb), CLOCKS (mega_pb),
    MEGA328,
  },
  {
    .id = "ata6614q", .name = "ATA6614Q", .aliases = "a6614q",
    .signature = { 0x1e, 0x95, 0x0f },
    .erase_us = 9000,
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0xd9, 0xff, 0xff },
    FIELDS (m328), CLOCKS (mega),
    MEGA328,
  },
  { .id = NULL },
};
/* clang-format on */
