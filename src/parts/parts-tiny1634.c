/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Late ATtinys, the two with LIN, and Atmel's ATA parts that combine one of these with other
 * circuits. Rows that share a signature share the longer of their waits. For some, avrdude 7.1
 * reads a second calibration byte, 8 does not: they have one here. */
#include "isp-parts-private.h"

/* clang-format off */

#define TINY167                                                                   \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom = { 512, 4, 4500 }, .eeprom_byte_us = 4500,                             \
  .erase_us = 15000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x14,  \
  .fuse_mask = { 0xff, 0xff, 0x01, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff }, \
  FIELDS (t25), CLOCKS (tiny167), .rc_hz = 8000000,                               \
  .bod_mv = { 2000, 1900, 2200, 2300, 4300, 2700, 1800 },                         \
  PINS (A5, A4, A2)

#define TINY841                                                                   \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 4500,                                                         \
  .erase_us = 4500, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x14,   \
  .fuse_mask = { 0xdf, 0xff, 0xff, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff }, \
  FIELDS (t441), CLOCKS (tiny441), .rc_hz = 8000000,                              \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 1800 },                               \
  PINS (A4, A6, A5)

#define TINY1634                                                                    \
  .signature = { 0x1e, 0x94, 0x12 }, .instructions = &isp_instructions_paged,       \
  .flash = { 16384, 32, 4500 }, .eeprom = { 256, 4, 3600 }, .eeprom_byte_us = 3600, \
  .erase_us = 9000, .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x86,     \
  .fuse_mask = { 0xdf, 0xff, 0x1f, 0x03 }, .factory = { 0x62, 0xdf, 0xff, 0xff },   \
  FIELDS (t1634), CLOCKS (tiny1634), .rc_hz = 8000000,                              \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 1800 },                                 \
  PINS (C1, B1, B2)

#define TINY828                                                                       \
  .signature = { 0x1e, 0x93, 0x14 }, .instructions = &isp_instructions_paged,         \
  .flash = { 8192, 64, 4500 }, .eeprom = { 256, 4, 3600 }, .eeprom_byte_us = 3600,    \
  .erase_us = 15000, .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x86,      \
  .fuse_mask = { 0xf3, 0xff, 0xf7, 0x3f }, .factory = { 0x6e, 0xdf, 0xff, 0xff },     \
  FIELDS (t828), CLOCKS (tiny828), .rc_hz = 8000000,                                  \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 }, .boot_bytes = { 2048, 1024, 512, 256 }, \
  PINS (D3, D0, D1)

const IspPart isp_parts_tiny1634[] = {
  {
    .id = "attiny87", .name = "ATtiny87", .aliases = "t87",
    .signature = { 0x1e, 0x93, 0x87 },
    .flash = { 8192, 128, 4500 },
    TINY167,
  },
  {
    .id = "attiny167", .name = "ATtiny167", .aliases = "t167",
    .signature = { 0x1e, 0x94, 0x87 },
    .flash = { 16384, 128, 4500 },
    TINY167,
  },
  {
    .id = "ata6616c", .name = "ATA6616C", .aliases = "a6616c",
    .signature = { 0x1e, 0x93, 0x87 },
    .flash = { 8192, 128, 4500 },
    TINY167,
  },
  {
    .id = "ata6617c", .name = "ATA6617C", .aliases = "a6617c",
    .signature = { 0x1e, 0x94, 0x87 },
    .flash = { 16384, 128, 4500 },
    TINY167,
  },
  {
    .id = "ata5505", .name = "ATA5505", .aliases = "a5505",
    .signature = { 0x1e, 0x94, 0x87 },
    .flash = { 16384, 128, 4500 },
    TINY167,
  },
  {
    .id = "ata664251", .name = "ATA664251", .aliases = "a664251",
    .signature = { 0x1e, 0x94, 0x87 },
    .flash = { 16384, 128, 4500 },
    TINY167,
  },
  {
    .id = "attiny441", .name = "ATtiny441", .aliases = "t441",
    .signature = { 0x1e, 0x92, 0x15 },
    .flash = { 4096, 16, 4500 }, .eeprom = { 256, 4, 4500 },
    TINY841,
  },
  {
    .id = "attiny841", .name = "ATtiny841", .aliases = "t841",
    .signature = { 0x1e, 0x93, 0x15 },
    .flash = { 8192, 16, 4500 }, .eeprom = { 512, 4, 4500 },
    TINY841,
  },
  {
    .id = "attiny1634", .name = "ATtiny1634", .aliases = "t1634",
    TINY1634,
  },
  {
    .id = "attiny1634r", .name = "ATtiny1634R", .aliases = "t1634r",
    TINY1634,
  },
  /* avrdude 7.1 writes bits 4:0 of the extended fuse, 8 all but bit 3, which is where the
   * fields are. */
  {
    .id = "attiny828", .name = "ATtiny828", .aliases = "t828",
    TINY828,
  },
  {
    .id = "attiny828r", .name = "ATtiny828R", .aliases = "t828r",
    TINY828,
  },
  { .id = NULL },
};
/* clang-format on */
