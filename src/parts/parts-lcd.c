/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ATmega165 to 6490: 64 and 100 pins, half of them with an LCD. EEPROM and fuse waits: the
 * longer of avrdude 7.1's and 8's. avr-libc gives the P and PA parts the signatures of those
 * without; avrdude 7.1 and 8 agree on these. */
#include "isp-parts-private.h"

/* clang-format off */

#define MEGA169                                                                       \
  .instructions = &isp_instructions_paged,                                            \
  .flash = { 16384, 128, 4500 },                                                      \
  .erase_us = 9000, .fuse_us = 4500, .n_calibration = 1,                              \
  .fuse_mask = { 0xff, 0xff, 0x0f, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff },     \
  FIELDS (m169), CLOCKS (mega165), .rc_hz = 8000000,                                  \
  .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800 }, .boot_bytes = { 2048, 1024, 512, 256 }, \
  PINS (B1, B2, B3)

#define MEGA329                                                                   \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 9000,                                                         \
  .erase_us = 9000, .n_calibration = 1,                                           \
  .fuse_mask = { 0xff, 0xff, 0x07, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff }, \
  FIELDS (m329), CLOCKS (mega165), .rc_hz = 8000000,                              \
  .bod_mv = { 4300, 2700, 1800 },                                                 \
  PINS (B1, B2, B3)

const IspPart isp_parts_lcd[] = {
  /* 1E 94 10, as avrdude 7.1 has it, is the ATmega165A; 1E 94 05, as avr-libc has it, the 169. */
  {
    .id = "atmega165", .name = "ATmega165", .aliases = "m165 ATmega165V",
    .signature = { 0x1e, 0x94, 0x07 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    MEGA169,
  },
  {
    .id = "atmega165p", .name = "ATmega165P", .aliases = "m165p ATmega165PV",
    .signature = { 0x1e, 0x94, 0x07 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    MEGA169,
  },
  {
    .id = "atmega165pa", .name = "ATmega165PA", .aliases = "m165pa",
    .signature = { 0x1e, 0x94, 0x07 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    MEGA169,
  },
  {
    .id = "atmega165a", .name = "ATmega165A", .aliases = "m165a",
    .signature = { 0x1e, 0x94, 0x10 },
    .eeprom = { 512, 4, 3600 }, .eeprom_byte_us = 3600,
    MEGA169,
  },
  {
    .id = "atmega169", .name = "ATmega169", .aliases = "m169 ATmega169L ATmega169V",
    .signature = { 0x1e, 0x94, 0x05 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    .stk500_device = 0x85,
    MEGA169,
  },
  {
    .id = "atmega169p", .name = "ATmega169P", .aliases = "m169p ATmega169PV",
    .signature = { 0x1e, 0x94, 0x05 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    .stk500_device = 0x85,
    MEGA169,
  },
  {
    .id = "atmega169pa", .name = "ATmega169PA", .aliases = "m169pa",
    .signature = { 0x1e, 0x94, 0x05 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    .stk500_device = 0x85,
    MEGA169,
  },
  {
    .id = "atmega169a", .name = "ATmega169A", .aliases = "m169a",
    .signature = { 0x1e, 0x94, 0x11 },
    .eeprom = { 512, 4, 9000 }, .eeprom_byte_us = 9000,
    .stk500_device = 0x85,
    MEGA169,
  },
  {
    .id = "atmega325", .name = "ATmega325", .aliases = "m325 ATmega325V",
    .signature = { 0x1e, 0x95, 0x05 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega325a", .name = "ATmega325A", .aliases = "m325a",
    .signature = { 0x1e, 0x95, 0x05 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega325p", .name = "ATmega325P", .aliases = "m325p ATmega325PV",
    .signature = { 0x1e, 0x95, 0x0d },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega325pa", .name = "ATmega325PA", .aliases = "m325pa",
    .signature = { 0x1e, 0x95, 0x0d },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3250", .name = "ATmega3250", .aliases = "m3250 ATmega3250V",
    .signature = { 0x1e, 0x95, 0x06 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3250a", .name = "ATmega3250A", .aliases = "m3250a",
    .signature = { 0x1e, 0x95, 0x06 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3250p", .name = "ATmega3250P", .aliases = "m3250p ATmega3250PV",
    .signature = { 0x1e, 0x95, 0x0e },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3250pa", .name = "ATmega3250PA", .aliases = "m3250pa",
    .signature = { 0x1e, 0x95, 0x0e },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega329", .name = "ATmega329", .aliases = "m329 ATmega329V",
    .signature = { 0x1e, 0x95, 0x03 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega329a", .name = "ATmega329A", .aliases = "m329a",
    .signature = { 0x1e, 0x95, 0x03 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega329p", .name = "ATmega329P", .aliases = "m329p ATmega329PV",
    .signature = { 0x1e, 0x95, 0x0b },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega329pa", .name = "ATmega329PA", .aliases = "m329pa",
    .signature = { 0x1e, 0x95, 0x0b },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3290", .name = "ATmega3290", .aliases = "m3290 ATmega3290V",
    .signature = { 0x1e, 0x95, 0x04 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3290a", .name = "ATmega3290A", .aliases = "m3290a",
    .signature = { 0x1e, 0x95, 0x04 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3290p", .name = "ATmega3290P", .aliases = "m3290p ATmega3290PV",
    .signature = { 0x1e, 0x95, 0x0c },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega3290pa", .name = "ATmega3290PA", .aliases = "m3290pa",
    .signature = { 0x1e, 0x95, 0x0c },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA329,
  },
  {
    .id = "atmega645", .name = "ATmega645", .aliases = "m645 ATmega645V",
    .signature = { 0x1e, 0x96, 0x05 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega645a", .name = "ATmega645A", .aliases = "m645a",
    .signature = { 0x1e, 0x96, 0x05 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega645p", .name = "ATmega645P", .aliases = "m645p",
    .signature = { 0x1e, 0x96, 0x0d },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega6450", .name = "ATmega6450", .aliases = "m6450 ATmega6450V",
    .signature = { 0x1e, 0x96, 0x06 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega6450a", .name = "ATmega6450A", .aliases = "m6450a",
    .signature = { 0x1e, 0x96, 0x06 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega6450p", .name = "ATmega6450P", .aliases = "m6450p",
    .signature = { 0x1e, 0x96, 0x0e },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega649", .name = "ATmega649", .aliases = "m649 ATmega649V",
    .signature = { 0x1e, 0x96, 0x03 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega649a", .name = "ATmega649A", .aliases = "m649a",
    .signature = { 0x1e, 0x96, 0x03 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega649p", .name = "ATmega649P", .aliases = "m649p",
    .signature = { 0x1e, 0x96, 0x0b },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega6490", .name = "ATmega6490", .aliases = "m6490 ATmega6490V",
    .signature = { 0x1e, 0x96, 0x04 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega6490a", .name = "ATmega6490A", .aliases = "m6490a",
    .signature = { 0x1e, 0x96, 0x04 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  {
    .id = "atmega6490p", .name = "ATmega6490P", .aliases = "m6490p",
    .signature = { 0x1e, 0x96, 0x0c },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    .fuse_us = 4500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA329,
  },
  { .id = NULL },
};
/* clang-format on */
