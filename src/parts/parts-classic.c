/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ATmegas of the first generation: no extended fuse, no CKDIV8, BODEN and CKOPT instead. Fuse and
 * lock waits are avrdude 8's 4.5 ms, the longer ones (7.1 has 2 ms). avrdude knows an EEPROM page
 * of 4 for parallel programming only: over ISP it is written a byte at a time. */
#include "isp-parts-private.h"

/* clang-format off */

const IspPart isp_parts_classic[] = {
  /* The erase takes avrdude 7.1's 10 ms, the longer one (8 has 9 ms). */
  {
    .id = "atmega8", .name = "ATmega8", .aliases = "m8 ATmega8L",
    .signature = { 0x1e, 0x93, 0x07 },
    .instructions = &isp_instructions_classic,
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 0, 9000 },
    .eeprom_byte_us = 9000, .erase_us = 10000, .fuse_us = 4500,
    .n_calibration = 4,
    .fuse_mask = { 0xff, 0xff, 0x00, 0x3f },
    .factory = { 0xe1, 0xd9, 0x00, 0xff },
    FIELDS (m8), CLOCKS (classic),
    .bod_mv = { 4000, 2700 },
    .boot_bytes = { 2048, 1024, 512, 256 },
    .rc_hz = 1000000, .has_usb = FALSE, .stk500_device = 0x70,
    PINS (B5, B3, B4),
  },
  /* Before its older twin: the first of two alike is the one that is named, and keyboards have this
   * one. */
  {
    .id = "atmega32a", .name = "ATmega32A", .aliases = "m32a",
    .signature = { 0x1e, 0x95, 0x02 },
    .instructions = &isp_instructions_classic,
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 0, 9000 },
    .eeprom_byte_us = 9000, .erase_us = 9000, .fuse_us = 4500,
    .n_calibration = 4,
    .fuse_mask = { 0xff, 0xff, 0x00, 0x3f },
    .factory = { 0xe1, 0x99, 0x00, 0xff },
    FIELDS (m32), CLOCKS (classic),
    .bod_mv = { 4000, 2700 },
    .boot_bytes = { 4096, 2048, 1024, 512 },
    .rc_hz = 1000000, .has_usb = FALSE, .stk500_device = 0x91,
    PINS (B7, B5, B6),
  },
  {
    .id = "atmega32", .name = "ATmega32", .aliases = "m32 ATmega32L",
    .signature = { 0x1e, 0x95, 0x02 },
    .instructions = &isp_instructions_classic,
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 0, 9000 },
    .eeprom_byte_us = 9000, .erase_us = 9000, .fuse_us = 4500,
    .n_calibration = 4,
    .fuse_mask = { 0xff, 0xff, 0x00, 0x3f },
    .factory = { 0xe1, 0x99, 0x00, 0xff },
    FIELDS (m32), CLOCKS (classic),
    .bod_mv = { 4000, 2700 },
    .boot_bytes = { 4096, 2048, 1024, 512 },
    .rc_hz = 1000000, .has_usb = FALSE, .stk500_device = 0x91,
    PINS (B7, B5, B6),
  },
  { .id = NULL },
};
/* clang-format on */
