/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ATmega164 to 1284: 40 and 44 pins, JTAG. Factory fuses: avrdude 8, of which avr-libc's
 * headers differ in the low fuse (42 for 62, a shorter start-up) and, for the ATmega1284P, in
 * the high one too. */
#include "isp-parts-private.h"

/* clang-format off */

#define MEGA644                                                                  \
  .instructions = &isp_instructions_paged,                                       \
  .eeprom_byte_us = 9000,                                                        \
  .erase_us = 55000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x82, \
  .rc_hz = 8000000,                                                              \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 },                                    \
  PINS (B7, B5, B6)

const IspPart isp_parts_mega644[] = {
  /* avr-libc has the signatures of the ATmega164P and 164A the other way round; avrdude 7.1 and
   * 8 agree. */
  {
    .id = "atmega164p", .name = "ATmega164P", .aliases = "m164p ATmega164PV",
    .signature = { 0x1e, 0x94, 0x0a },
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 2048, 1024, 512, 256 },
    MEGA644,
  },
  {
    .id = "atmega164pa", .name = "ATmega164PA", .aliases = "m164pa",
    .signature = { 0x1e, 0x94, 0x0a },
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 2048, 1024, 512, 256 },
    MEGA644,
  },
  {
    .id = "atmega164a", .name = "ATmega164A", .aliases = "m164a",
    .signature = { 0x1e, 0x94, 0x0f },
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 2048, 1024, 512, 256 },
    MEGA644,
  },
  {
    .id = "atmega324p", .name = "ATmega324P", .aliases = "m324p ATmega324PV",
    .signature = { 0x1e, 0x95, 0x08 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA644,
  },
  {
    .id = "atmega324a", .name = "ATmega324A", .aliases = "m324a",
    .signature = { 0x1e, 0x95, 0x15 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA644,
  },
  {
    .id = "atmega324pa", .name = "ATmega324PA", .aliases = "m324pa",
    .signature = { 0x1e, 0x95, 0x11 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA644,
  },
  /* avrdude 7.1 writes three bits of the extended fuse, 8 four: the fourth is CFD. */
  {
    .id = "atmega324pb", .name = "ATmega324PB", .aliases = "m324pb",
    .signature = { 0x1e, 0x95, 0x17 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x0f, 0x3f }, .factory = { 0x62, 0x99, 0xf7, 0xff },
    FIELDS (m324pb), CLOCKS (mega_pb),
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA644,
  },
  {
    .id = "atmega644", .name = "ATmega644", .aliases = "m644 ATmega644V",
    .signature = { 0x1e, 0x96, 0x09 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA644,
  },
  {
    .id = "atmega644a", .name = "ATmega644A", .aliases = "m644a",
    .signature = { 0x1e, 0x96, 0x09 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA644,
  },
  {
    .id = "atmega644p", .name = "ATmega644P", .aliases = "m644p ATmega644PV",
    .signature = { 0x1e, 0x96, 0x0a },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA644,
  },
  {
    .id = "atmega644pa", .name = "ATmega644PA", .aliases = "m644pa",
    .signature = { 0x1e, 0x96, 0x0a },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA644,
  },
  {
    .id = "atmega1284", .name = "ATmega1284", .aliases = "m1284",
    .signature = { 0x1e, 0x97, 0x06 },
    .flash = { 131072, 256, 4500 }, .eeprom = { 4096, 8, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA644,
  },
  {
    .id = "atmega1284p", .name = "ATmega1284P", .aliases = "m1284p",
    .signature = { 0x1e, 0x97, 0x05 },
    .flash = { 131072, 256, 4500 }, .eeprom = { 4096, 8, 9000 },
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA644,
  },
  { .id = NULL },
};
/* clang-format on */
