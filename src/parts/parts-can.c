/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AVRs for CAN, motors and lamps. The PSC bits of the extended fuse set the power stages while
 * RESET is low. */
#include "isp-parts-private.h"

/* clang-format off */

/* Bit 0 of the extended fuse is TA0SEL, which avrdude's mask leaves out and the vendor's has. */
#define CAN                                                                       \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 9000,                                                         \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0xb3,   \
  .fuse_mask = { 0xff, 0xff, 0x0f, 0x3f }, .factory = { 0x62, 0x99, 0xff, 0xff }, \
  FIELDS (can), CLOCKS (usb), .rc_hz = 8000000,                                   \
  .bod_mv = { 2500, 2600, 2700, 3800, 3900, 4000, 4100 },                         \
  .boot_bytes = { 8192, 4096, 2048, 1024 },                                       \
  PINS (B1, E0, E1)

#define PWM2                                                                       \
  .signature = { 0x1e, 0x93, 0x81 }, .instructions = &isp_instructions_paged,      \
  .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4500 }, .eeprom_byte_us = 4500, \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x65,    \
  .fuse_mask = { 0xff, 0xff, 0xf7, 0x3f }, .factory = { 0x62, 0xdf, 0xf9, 0xff },  \
  FIELDS (pwm3), CLOCKS (pwm2), .rc_hz = 8000000,                                  \
  .bod_mv = { 2600, 2800, 4200, 4400, 4300, 2700, 4500 },                          \
  .boot_bytes = { 2048, 1024, 512, 256 },                                          \
  PINS (D4, D3, D2)

#define PWM2B                                                                      \
  .signature = { 0x1e, 0x93, 0x83 }, .instructions = &isp_instructions_paged,      \
  .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4500 }, .eeprom_byte_us = 4500, \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x65,    \
  .fuse_mask = { 0xff, 0xff, 0xf7, 0x3f }, .factory = { 0x62, 0xdf, 0xf9, 0xff },  \
  FIELDS (pwm3), CLOCKS (m1), .rc_hz = 8000000,                                    \
  .bod_mv = { 2600, 2800, 4200, 4400, 4300, 2700, 4500 },                          \
  .boot_bytes = { 2048, 1024, 512, 256 },                                          \
  PINS (D4, D3, D2)

#define PWM316                                                                       \
  .signature = { 0x1e, 0x94, 0x83 }, .instructions = &isp_instructions_paged,        \
  .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 4500 }, .eeprom_byte_us = 4500, \
  .erase_us = 9000, .fuse_us = 9000, .n_calibration = 1, .stk500_device = 0x65,      \
  .fuse_mask = { 0xff, 0xff, 0xf7, 0x3f }, .factory = { 0x62, 0xdf, 0xf9, 0xff },    \
  FIELDS (pwm3), .rc_hz = 8000000,                                                   \
  .bod_mv = { 2600, 2800, 4200, 4400, 4300, 2700, 4500 },                            \
  .boot_bytes = { 4096, 2048, 1024, 512 },                                           \
  PINS (D4, D3, D2)

/* Factory fuses: avrdude 8; for the AT90PWM81 avr-libc has FF for the extended one. No source here
 * says which pins are SCK, MOSI and MISO. */
#define PWM81                                                                     \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom = { 512, 4, 3600 }, .eeprom_byte_us = 3600,                             \
  .erase_us = 9000, .fuse_us = 4500, .n_calibration = 1,                          \
  .fuse_mask = { 0xff, 0xff, 0xff, 0x3f }, .factory = { 0x62, 0xd9, 0xfd, 0xff }, \
  FIELDS (pwm81), CLOCKS (pwm81), .rc_hz = 8000000,                                \
  .bod_mv = { 2000, 1900, 2200, 2300, 4300, 2700, 1800 },                         \
  .boot_bytes = { 2048, 1024, 512, 256 }

/* Factory fuses: avrdude 8; avr-libc has 41 for the low and F9 for the extended one. Of the
 * ATmega32M1 and 64M1 avrdude 7.1 reads eight bits of extended fuse and lock, 8 the six that the
 * others have. */
#define MEGA64M1                                                                  \
  .instructions = &isp_instructions_paged,                                        \
  .eeprom_byte_us = 3600,                                                         \
  .fuse_us = 4500, .n_calibration = 1,                                            \
  .fuse_mask = { 0xff, 0xff, 0x3f, 0x3f }, .factory = { 0x62, 0xd9, 0xff, 0xff }, \
  FIELDS (m64m1), CLOCKS (m1), .rc_hz = 8000000,                                  \
  .bod_mv = { 2600, 2800, 4200, 4400, 4300, 2700, 4500 },                         \
  PINS (D4, D3, D2)

const IspPart isp_parts_can[] = {
  {
    .id = "at90can32", .name = "AT90CAN32", .aliases = "c32",
    .signature = { 0x1e, 0x95, 0x81 },
    .flash = { 32768, 256, 4500 }, .eeprom = { 1024, 8, 9000 },
    CAN,
  },
  {
    .id = "at90can64", .name = "AT90CAN64", .aliases = "c64",
    .signature = { 0x1e, 0x96, 0x81 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 9000 },
    CAN,
  },
  {
    .id = "at90can128", .name = "AT90CAN128", .aliases = "c128",
    .signature = { 0x1e, 0x97, 0x81 },
    .flash = { 131072, 256, 4500 }, .eeprom = { 4096, 8, 9000 },
    CAN,
  },
  {
    .id = "at90pwm2", .name = "AT90PWM2", .aliases = "pwm2",
    PWM2,
  },
  {
    .id = "at90pwm3", .name = "AT90PWM3", .aliases = "pwm3",
    PWM2,
  },
  {
    .id = "at90pwm1", .name = "AT90PWM1", .aliases = "pwm1",
    .signature = { 0x1e, 0x93, 0x83 }, .instructions = &isp_instructions_paged,
    .flash = { 8192, 64, 4500 }, .eeprom = { 512, 4, 4500 }, .eeprom_byte_us = 4500,
    .erase_us = 9000, .fuse_us = 9000, .n_calibration = 1,
    .fuse_mask = { 0xff, 0xff, 0xb7, 0x3f }, .factory = { 0x62, 0xdf, 0xf9, 0xff },
    FIELDS (pwm1), CLOCKS (pwm2), .rc_hz = 8000000,
    .bod_mv = { 2600, 2800, 4200, 4400, 4300, 2700, 4500 },
    .boot_bytes = { 2048, 1024, 512, 256 },
    PINS (D4, D3, D2),
  },
  {
    .id = "at90pwm2b", .name = "AT90PWM2B", .aliases = "pwm2b",
    PWM2B,
  },
  {
    .id = "at90pwm3b", .name = "AT90PWM3B", .aliases = "pwm3b",
    PWM2B,
  },
  {
    .id = "at90pwm216", .name = "AT90PWM216", .aliases = "pwm216",
    CLOCKS (pwm2),
    PWM316,
  },
  {
    .id = "at90pwm316", .name = "AT90PWM316", .aliases = "pwm316",
    CLOCKS (m1),
    PWM316,
  },
  {
    .id = "at90pwm81", .name = "AT90PWM81", .aliases = "pwm81 AT90PWM81EP",
    .signature = { 0x1e, 0x93, 0x88 },
    .flash = { 8192, 64, 4500 },
    PWM81,
  },
  {
    .id = "at90pwm161", .name = "AT90PWM161", .aliases = "pwm161",
    .signature = { 0x1e, 0x94, 0x8b },
    .flash = { 16384, 128, 4500 },
    PWM81,
  },
  {
    .id = "atmega16m1", .name = "ATmega16M1", .aliases = "m16m1",
    .signature = { 0x1e, 0x94, 0x84 },
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 3600 },
    .erase_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA64M1,
  },
  {
    .id = "atmega32m1", .name = "ATmega32M1", .aliases = "m32m1",
    .signature = { 0x1e, 0x95, 0x84 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 3600 },
    .erase_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA64M1,
  },
  {
    .id = "atmega32c1", .name = "ATmega32C1", .aliases = "m32c1",
    .signature = { 0x1e, 0x95, 0x86 },
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 3600 },
    .erase_us = 9000,
    .boot_bytes = { 4096, 2048, 1024, 512 },
    MEGA64M1,
  },
  {
    .id = "atmega64m1", .name = "ATmega64M1", .aliases = "m64m1",
    .signature = { 0x1e, 0x96, 0x84 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 3600 },
    .erase_us = 10500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA64M1,
  },
  {
    .id = "atmega64c1", .name = "ATmega64C1", .aliases = "m64c1",
    .signature = { 0x1e, 0x96, 0x86 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 3600 },
    .erase_us = 9000,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA64M1,
  },
  /* The ATmega64M1 for space; no source names its fuse bits, they are taken to be the
   * ATmega64M1's. */
  {
    .id = "atmegas64m1", .name = "ATmegaS64M1", .aliases = "ms64m1",
    .signature = { 0x1e, 0x96, 0x84 },
    .flash = { 65536, 256, 4500 }, .eeprom = { 2048, 8, 3600 },
    .erase_us = 10500,
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    MEGA64M1,
  },
  { .id = NULL },
};
/* clang-format on */
