/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first AVRs. Flash is written byte by byte, except on the ATmegas, and RESET has to be pulsed
 * after a chip erase. What can be done with fuses and lock differs from part to part, as the row's
 * instruction set says: bytes that cannot be written or read back over ISP have no mask here.
 * Factory fuses: avrdude 8. */
#include "isp-parts-private.h"

/* clang-format off */

/* No serial instruction reaches their fuses, and the lock is written only. */
#define AT90S8515                                                                 \
  .instructions = &isp_instructions_at90s,                                        \
  .erase_us = 20000, .fuse_us = 9000, .n_calibration = 0,                         \
  .fuse_mask = { 0x00, 0x00, 0x00, 0x06 }, .factory = { 0x00, 0x00, 0x00, 0xff }, \
  FIELDS (at90s), CLOCKS (crystal),                                               \
  PINS (B7, B5, B6)

#define AT90S2323                                                                    \
  .instructions = &isp_instructions_at90s2323,                                       \
  .flash = { 2048, 0, 20000 }, .eeprom = { 128, 0, 20000 }, .eeprom_byte_us = 20000, \
  .erase_us = 18000, .fuse_us = 20000, .n_calibration = 0,                           \
  .fuse_mask = { 0x21, 0x00, 0x00, 0x06 }, .factory = { 0xde, 0x00, 0x00, 0xff },    \
  FIELDS (at90s2323),                                                                \
  PINS (B2, B0, B1)

#define AT90S8535                                                                 \
  .instructions = &isp_instructions_at90s2323,                                    \
  .eeprom_byte_us = 20000,                                                        \
  .erase_us = 20000, .n_calibration = 0,                                          \
  .fuse_mask = { 0x21, 0x00, 0x00, 0x06 }, .factory = { 0xdf, 0x00, 0x00, 0xff }, \
  FIELDS (at90s2323), CLOCKS (fstrt),                                             \
  PINS (B7, B5, B6)

#define AT90S4433                                                                 \
  .instructions = &isp_instructions_at90s4433,                                    \
  .eeprom_byte_us = 20000,                                                        \
  .erase_us = 20000, .fuse_us = 20000, .n_calibration = 0,                        \
  .fuse_mask = { 0x3f, 0x00, 0x00, 0x06 }, .factory = { 0xda, 0x00, 0x00, 0xff }, \
  FIELDS (at90s4433), CLOCKS (at90s4433),                                         \
  .bod_mv = { 4000, 2700 },                                                       \
  PINS (B5, B3, B4)

const IspPart isp_parts_at90s[] = {
  /* It sends no echo, so the part has to be named, and a programmer that waits for the echo cannot
   * reach it. RCEN cannot be written over ISP. */
  {
    .id = "at90s1200", .name = "AT90S1200", .aliases = "1200 AT90S1200A",
    .signature = { 0x1e, 0x90, 0x01 }, .instructions = &isp_instructions_at90s1200,
    .flash = { 1024, 0, 9000 }, .eeprom = { 64, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 20000, .fuse_us = 20000, .n_calibration = 0, .stk500_device = 0x33,
    .fuse_mask = { 0x00, 0x00, 0x00, 0x06 }, .factory = { 0x00, 0x00, 0x00, 0xff },
    FIELDS (at90s), CLOCKS (crystal),
    PINS (B7, B5, B6),
  },
  /* FSTRT and the lock bits cannot be read over ISP. */
  {
    .id = "at90s2313", .name = "AT90S2313", .aliases = "2313",
    .signature = { 0x1e, 0x91, 0x01 }, .instructions = &isp_instructions_at90s,
    .flash = { 2048, 0, 9000 }, .eeprom = { 128, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 20000, .fuse_us = 9000, .n_calibration = 0, .stk500_device = 0x40,
    .fuse_mask = { 0x00, 0x00, 0x00, 0x06 }, .factory = { 0x00, 0x00, 0x00, 0xff },
    FIELDS (at90s), CLOCKS (crystal),
    PINS (B7, B5, B6),
  },
  {
    .id = "at90s4414", .name = "AT90S4414", .aliases = "4414",
    .signature = { 0x1e, 0x92, 0x01 },
    .flash = { 4096, 0, 20000 }, .eeprom = { 256, 0, 20000 }, .eeprom_byte_us = 20000,
    .stk500_device = 0x50,
    AT90S8515,
  },
  {
    .id = "at90s8515", .name = "AT90S8515", .aliases = "8515",
    .signature = { 0x1e, 0x93, 0x01 },
    .flash = { 8192, 0, 9000 }, .eeprom = { 512, 0, 9000 }, .eeprom_byte_us = 9000,
    .stk500_device = 0x60,
    AT90S8515,
  },
  {
    .id = "at90s2323", .name = "AT90S2323", .aliases = "2323",
    .signature = { 0x1e, 0x91, 0x02 },
    .stk500_device = 0x41,
    CLOCKS (fstrt),
    AT90S2323,
  },
  /* avrdude 7.1 reads fuse bits 7:5 and 0, 8 bits 5 and 0, which are all that there are. */
  {
    .id = "at90s2343", .name = "AT90S2343", .aliases = "2343",
    .signature = { 0x1e, 0x91, 0x03 },
    .stk500_device = 0x43,
    CLOCKS (rcen), .rc_hz = 1000000,
    AT90S2323,
  },
  /* avrdude does not give its factory fuses; these are the AT90S2343's. */
  {
    .id = "attiny22", .name = "ATtiny22", .aliases = "t22 ATtiny22L",
    .signature = { 0x1e, 0x91, 0x06 },
    .stk500_device = 0x20,
    CLOCKS (rcen), .rc_hz = 1000000,
    AT90S2323,
  },
  /* avrdude 7.1 reads and writes its fuses as those of an AT90S4433, 8 as those of an AT90S8535, as
   * here. avr-libc has the 8535's signature. */
  {
    .id = "at90s4434", .name = "AT90S4434", .aliases = "4434",
    .signature = { 0x1e, 0x92, 0x02 },
    .flash = { 4096, 0, 20000 }, .eeprom = { 256, 0, 20000 },
    .fuse_us = 20000, .stk500_device = 0x52,
    AT90S8535,
  },
  /* avrdude 7.1 does not read SPIEN; 8 does. */
  {
    .id = "at90s8535", .name = "AT90S8535", .aliases = "8535",
    .signature = { 0x1e, 0x93, 0x03 },
    .flash = { 8192, 0, 20000 }, .eeprom = { 512, 0, 20000 },
    .fuse_us = 9000, .stk500_device = 0x61,
    AT90S8535,
  },
  /* avrdude does not give its factory fuses; these are the AT90S4433's. */
  {
    .id = "at90s2333", .name = "AT90S2333", .aliases = "2333",
    .signature = { 0x1e, 0x91, 0x05 },
    .flash = { 2048, 0, 20000 }, .eeprom = { 128, 0, 20000 },
    .stk500_device = 0x42,
    AT90S4433,
  },
  {
    .id = "at90s4433", .name = "AT90S4433", .aliases = "4433",
    .signature = { 0x1e, 0x92, 0x03 },
    .flash = { 4096, 0, 20000 }, .eeprom = { 256, 0, 20000 },
    .stk500_device = 0x51,
    AT90S4433,
  },
  /* CKSEL selects start-up times only. */
  {
    .id = "atmega103", .name = "ATmega103", .aliases = "m103 ATmega103L",
    .signature = { 0x1e, 0x97, 0x01 }, .instructions = &isp_instructions_mega103,
    .flash = { 131072, 256, 56000 }, .eeprom = { 4096, 0, 9000 }, .eeprom_byte_us = 9000,
    .erase_us = 112000, .fuse_us = 9000, .n_calibration = 0, .stk500_device = 0xb1,
    .fuse_mask = { 0x2b, 0x00, 0x00, 0x06 }, .factory = { 0xdf, 0x00, 0x00, 0xff },
    FIELDS (m103), CLOCKS (mega103),
    PINS (B1, E0, E1),
  },
  /* SPIEN, bit 5 of the fuse, cannot be read. avrdude 8 writes bit 3 as 1, 7.1 as it comes. A fuse
   * gets 4.5 ms instead of avrdude's 2, as avrdude 8 did for the ATmega8; so on the ATmega163. */
  {
    .id = "atmega161", .name = "ATmega161", .aliases = "m161 ATmega161L",
    .signature = { 0x1e, 0x94, 0x01 }, .instructions = &isp_instructions_mega161,
    .flash = { 16384, 128, 14000 }, .eeprom = { 512, 0, 3400 }, .eeprom_byte_us = 3400,
    .erase_us = 28000, .fuse_us = 4500, .n_calibration = 0, .stk500_device = 0x80,
    .fuse_mask = { 0x57, 0x00, 0x00, 0x3f }, .factory = { 0xfa, 0x00, 0x00, 0xff },
    FIELDS (m161), CLOCKS (at90s4433),
    PINS (B7, B5, B6),
  },
  /* SPIEN, bit 5 of the low fuse, cannot be read. From the factory the low fuse is avrdude 8's
   * DF; avr-libc has D2. */
  {
    .id = "atmega163", .name = "ATmega163", .aliases = "m163 ATmega163L",
    .signature = { 0x1e, 0x94, 0x02 }, .instructions = &isp_instructions_mega163,
    .flash = { 16384, 128, 16000 }, .eeprom = { 512, 0, 4000 }, .eeprom_byte_us = 4000,
    .erase_us = 32000, .fuse_us = 4500, .n_calibration = 1, .stk500_device = 0x81,
    .fuse_mask = { 0xcf, 0x07, 0x00, 0x3f }, .factory = { 0xff, 0xff, 0x00, 0xff },
    FIELDS (m163), CLOCKS (mega163), .rc_hz = 1000000,
    .bod_mv = { 4000, 2700 }, .boot_bytes = { 2048, 1024, 512, 256 },
    PINS (B7, B5, B6),
  },
  {
    .id = "attiny12", .name = "ATtiny12", .aliases = "t12 ATtiny12L ATtiny12V",
    .signature = { 0x1e, 0x90, 0x05 }, .instructions = &isp_instructions_tiny12,
    .flash = { 1024, 0, 20000 }, .eeprom = { 64, 0, 20000 }, .eeprom_byte_us = 20000,
    .erase_us = 20000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x12,
    .fuse_mask = { 0xff, 0x00, 0x00, 0x06 }, .factory = { 0x52, 0x00, 0x00, 0xff },
    FIELDS (t12), CLOCKS (tiny12), .rc_hz = 1200000,
    .bod_mv = { 2700, 1800 },
    PINS (B2, B0, B1),
  },
  {
    .id = "attiny15", .name = "ATtiny15", .aliases = "t15 ATtiny15L",
    .signature = { 0x1e, 0x90, 0x06 }, .instructions = &isp_instructions_tiny12,
    .flash = { 1024, 0, 4100 }, .eeprom = { 64, 0, 8200 }, .eeprom_byte_us = 8200,
    .erase_us = 8200, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x13,
    .fuse_mask = { 0xf3, 0x00, 0x00, 0x06 }, .factory = { 0x5c, 0x00, 0x00, 0xff },
    FIELDS (t15), CLOCKS (tiny15), .rc_hz = 1600000,
    .bod_mv = { 4000, 2700 },
    PINS (B2, B0, B1),
  },
  { .id = NULL },
};
/* clang-format on */
