/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ATmega640 to 2561, and the same with a radio. Factory fuses: avrdude 8. */
#include "isp-parts-private.h"

/* clang-format off */

#define MEGA1280                                                                       \
  .eeprom = { 4096, 8, 9000 }, .eeprom_byte_us = 9000,                                 \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 1,                               \
  .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },      \
  FIELDS (m2560), CLOCKS (mega), .rc_hz = 8000000,                                     \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 }, .boot_bytes = { 8192, 4096, 2048, 1024 }

/* With a radio. Waits: the longer of avrdude 7.1's and 8's, which for a page are 50 ms and 4.5. For
 * the ATmega128RFA1 avr-libc has another low fuse; avrdude 8's is taken. */
#define RFR2                                                  \
  .eeprom_byte_us = 13000,                                    \
  .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0xb2, \
  .fuse_mask = { 0xff, 0xff, 0x07, 0x3f },                    \
  FIELDS (m2560), .rc_hz = 8000000,                           \
  .bod_mv = { 2400, 2300, 2200, 2100, 2000, 1900, 1800 },     \
  .boot_bytes = { 8192, 4096, 2048, 1024 },                   \
  PINS (B1, B2, B3)

const IspPart isp_parts_mega1280[] = {
  {
    .id = "atmega640", .name = "ATmega640", .aliases = "m640 ATmega640V",
    .signature = { 0x1e, 0x96, 0x08 }, .instructions = &isp_instructions_paged,
    .flash = { 65536, 256, 4500 },
    PINS (B1, B2, B3),
    MEGA1280,
  },
  {
    .id = "atmega1280", .name = "ATmega1280", .aliases = "m1280 ATmega1280V",
    .signature = { 0x1e, 0x97, 0x03 }, .instructions = &isp_instructions_paged,
    .flash = { 131072, 256, 4500 },
    PINS (B1, B2, B3),
    MEGA1280,
  },
  {
    .id = "atmega1281", .name = "ATmega1281", .aliases = "m1281 ATmega1281V",
    .signature = { 0x1e, 0x97, 0x04 }, .instructions = &isp_instructions_paged,
    .flash = { 131072, 256, 4500 },
    PINS (B1, E0, E1),
    MEGA1280,
  },
  {
    .id = "atmega2561", .name = "ATmega2561", .aliases = "m2561 ATmega2561V",
    .signature = { 0x1e, 0x98, 0x02 }, .instructions = &isp_instructions_wide,
    .flash = { 262144, 256, 4500 },
    .stk500_device = 0xb2,
    PINS (B1, E0, E1),
    MEGA1280,
  },
  /* The 16 MHz crystal is the radio's; CKSEL 1xxx is reserved here. */
  {
    .id = "atmega128rfa1", .name = "ATmega128RFA1", .aliases = "m128rfa1",
    .signature = { 0x1e, 0xa7, 0x01 }, .instructions = &isp_instructions_paged,
    .flash = { 131072, 256, 50000 }, .eeprom = { 4096, 8, 13000 },
    .erase_us = 55000,
    .factory = { 0x62, 0x99, 0xff, 0xff },
    CLOCKS (rfa1),
    RFR2,
  },
  {
    .id = "atmega64rfr2", .name = "ATmega64RFR2", .aliases = "m64rfr2",
    .signature = { 0x1e, 0xa6, 0x02 }, .instructions = &isp_instructions_paged,
    .flash = { 65536, 256, 50000 }, .eeprom = { 2048, 8, 13000 },
    .erase_us = 55000,
    .factory = { 0x62, 0x99, 0xfe, 0xff },
    CLOCKS (rfr2),
    RFR2,
  },
  {
    .id = "atmega644rfr2", .name = "ATmega644RFR2", .aliases = "m644rfr2",
    .signature = { 0x1e, 0xa6, 0x03 }, .instructions = &isp_instructions_paged,
    .flash = { 65536, 256, 50000 }, .eeprom = { 2048, 8, 13000 },
    .erase_us = 55000,
    .factory = { 0x62, 0x99, 0xfe, 0xff },
    CLOCKS (rfr2),
    RFR2,
  },
  {
    .id = "atmega128rfr2", .name = "ATmega128RFR2", .aliases = "m128rfr2",
    .signature = { 0x1e, 0xa7, 0x02 }, .instructions = &isp_instructions_paged,
    .flash = { 131072, 256, 50000 }, .eeprom = { 4096, 8, 13000 },
    .erase_us = 55000,
    .factory = { 0x62, 0x99, 0xfe, 0xff },
    CLOCKS (rfr2),
    RFR2,
  },
  {
    .id = "atmega1284rfr2", .name = "ATmega1284RFR2", .aliases = "m1284rfr2",
    .signature = { 0x1e, 0xa7, 0x03 }, .instructions = &isp_instructions_paged,
    .flash = { 131072, 256, 50000 }, .eeprom = { 4096, 8, 13000 },
    .erase_us = 55000,
    .factory = { 0x62, 0x99, 0xfe, 0xff },
    CLOCKS (rfr2),
    RFR2,
  },
  {
    .id = "atmega256rfr2", .name = "ATmega256RFR2", .aliases = "m256rfr2",
    .signature = { 0x1e, 0xa8, 0x02 }, .instructions = &isp_instructions_wide,
    .flash = { 262144, 256, 4500 }, .eeprom = { 8192, 8, 13000 },
    .erase_us = 18500,
    .factory = { 0x62, 0x99, 0xfe, 0xff },
    CLOCKS (rfr2),
    RFR2,
  },
  {
    .id = "atmega2564rfr2", .name = "ATmega2564RFR2", .aliases = "m2564rfr2",
    .signature = { 0x1e, 0xa8, 0x03 }, .instructions = &isp_instructions_wide,
    .flash = { 262144, 256, 4500 }, .eeprom = { 8192, 8, 13000 },
    .erase_us = 18500,
    .factory = { 0x62, 0x99, 0xfe, 0xff },
    CLOCKS (rfr2),
    RFR2,
  },
  { .id = NULL },
};
/* clang-format on */
