/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AVRs for batteries. Only avrdude 8 has them; no source here says which pins are SCK, MOSI and
 * MISO. */
#include "isp-parts-private.h"

/* clang-format off */

/* One fuse byte. The 8 MHz oscillator is divided by eight after reset. */
#define HVA                                                                       \
  .instructions = &isp_instructions_hva,                                          \
  .eeprom = { 256, 4, 4000 }, .eeprom_byte_us = 4000,                             \
  .erase_us = 4000, .fuse_us = 4500, .n_calibration = 1,                          \
  .fuse_mask = { 0xff, 0x00, 0x00, 0x03 }, .factory = { 0xdf, 0x00, 0x00, 0xff }, \
  FIELDS (hva), CLOCKS (hva), .rc_hz = 1000000

#define HVE2                                                                      \
  .instructions = &isp_instructions_small,                                        \
  .eeprom = { 1024, 4, 4000 }, .eeprom_byte_us = 4000,                            \
  .erase_us = 4000, .fuse_us = 4500, .n_calibration = 1,                          \
  .fuse_mask = { 0xff, 0x0f, 0x00, 0x3f }, .factory = { 0xd7, 0xf9, 0x00, 0xff }, \
  FIELDS (hve2), CLOCKS (hve2), .rc_hz = 8000000

/* Factory fuses: avrdude 8; avr-libc has DE for the low one. */
#define HVB                                                                       \
  .instructions = &isp_instructions_small,                                        \
  .eeprom_byte_us = 4000,                                                         \
  .erase_us = 4000, .fuse_us = 4500, .n_calibration = 1,                          \
  .fuse_mask = { 0xff, 0x1f, 0x00, 0x3f }, .factory = { 0xdd, 0xe9, 0x00, 0xff }, \
  FIELDS (hvb), CLOCKS (hvb), .rc_hz = 8000000,                                   \
  .boot_bytes = { 4096, 2048, 1024, 512 }

#define HVBREVB                                                                   \
  .instructions = &isp_instructions_small,                                        \
  .eeprom_byte_us = 4000,                                                         \
  .erase_us = 4000, .fuse_us = 4500, .n_calibration = 1,                          \
  .fuse_mask = { 0xff, 0x1f, 0x00, 0x3f }, .factory = { 0xdd, 0xe9, 0x00, 0xff }, \
  FIELDS (hvbrevb), CLOCKS (hvb), .rc_hz = 1000000,                               \
  .boot_bytes = { 4096, 2048, 1024, 512 }

const IspPart isp_parts_battery[] = {
  {
    .id = "atmega8hva", .name = "ATmega8HVA", .aliases = "m8hva",
    .signature = { 0x1e, 0x93, 0x10 },
    .flash = { 8192, 128, 4500 },
    HVA,
  },
  {
    .id = "atmega16hva", .name = "ATmega16HVA", .aliases = "m16hva",
    .signature = { 0x1e, 0x94, 0x0c },
    .flash = { 16384, 128, 4500 },
    HVA,
  },
  /* Boot section: avrdude's smallest is 512 bytes; its table of fuse values has the
   * ATmega64HVE2's 1 KiB for both. */
  {
    .id = "atmega32hve2", .name = "ATmega32HVE2", .aliases = "m32hve2",
    .signature = { 0x1e, 0x95, 0x13 },
    .flash = { 32768, 128, 4500 },
    .boot_bytes = { 4096, 2048, 1024, 512 },
    HVE2,
  },
  {
    .id = "atmega64hve2", .name = "ATmega64HVE2", .aliases = "m64hve2",
    .signature = { 0x1e, 0x96, 0x10 },
    .flash = { 65536, 128, 4500 },
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    HVE2,
  },
  {
    .id = "atmega16hvb", .name = "ATmega16HVB", .aliases = "m16hvb",
    .signature = { 0x1e, 0x94, 0x0d },
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 4000 },
    HVB,
  },
  {
    .id = "atmega32hvb", .name = "ATmega32HVB", .aliases = "m32hvb",
    .signature = { 0x1e, 0x95, 0x10 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 4000 },
    HVB,
  },
  /* Shares its signature with the ATmega16HVB, whose bit 4 of the high fuse is CKDIV8. */
  {
    .id = "atmega16hvbrevb", .name = "ATmega16HVBrevB", .aliases = "m16hvbrevb",
    .signature = { 0x1e, 0x94, 0x0d },
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 4000 },
    HVBREVB,
  },
  /* avr-libc has pages of 64 bytes and ED for the high fuse; these are avrdude 8's. */
  {
    .id = "atmega32hvbrevb", .name = "ATmega32HVBrevB", .aliases = "m32hvbrevb",
    .signature = { 0x1e, 0x95, 0x10 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 4000 },
    HVBREVB,
  },
  { .id = NULL },
};
/* clang-format on */
