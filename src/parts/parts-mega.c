/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ATmegas without USB that came with CKDIV8. Sizes, waits and opcodes: avrdude 7.1 and 8, which
 * agree; factory fuses: the data sheets. */
#include "isp-parts-private.h"

/* clang-format off */

/* ATmega168 has boot and brown-out the other way round. */
static const IspFuseField fields_m168[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80),
  FIELD (BODLEVEL, HIGH, 0x07), FIELD (EESAVE, HIGH, 0x08), FIELD (WDTON, HIGH, 0x10),
  FIELD (SPIEN, HIGH, 0x20), FIELD (DWEN, HIGH, 0x40), FIELD (RSTDISBL, HIGH, 0x80),
  FIELD (BOOTRST, EXTENDED, 0x01), FIELD (BOOTSZ, EXTENDED, 0x06),
  LOCK_FIELDS,
};

static const IspFuseField fields_m328[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (WDTON, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (DWEN, HIGH, 0x40),
  FIELD (RSTDISBL, HIGH, 0x80),
  FIELD (BODLEVEL, EXTENDED, 0x07),
  LOCK_FIELDS,
};

static const IspFuseField fields_m2560[] = {
  FIELD (CLOCK, LOW, 0x3f), FIELD (CKOUT, LOW, 0x40), FIELD (CKDIV8, LOW, 0x80),
  FIELD (BOOTRST, HIGH, 0x01), FIELD (BOOTSZ, HIGH, 0x06), FIELD (EESAVE, HIGH, 0x08),
  FIELD (WDTON, HIGH, 0x10), FIELD (SPIEN, HIGH, 0x20), FIELD (JTAGEN, HIGH, 0x40),
  FIELD (OCDEN, HIGH, 0x80),
  FIELD (BODLEVEL, EXTENDED, 0x07),
  LOCK_FIELDS,
};

const IspPart isp_parts_mega[] = {
  {
    .id = "atmega168", .name = "ATmega168", .aliases = "m168 ATmega168V",
    .signature = { 0x1e, 0x94, 0x06 },
    .instructions = &isp_instructions_paged,
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 3600 },
    .eeprom_byte_us = 3600, .erase_us = 9000, .fuse_us = 4500,
    .n_calibration = 1,
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f },
    .factory = { 0x62, 0xdf, 0xf9, 0xff },
    FIELDS (m168), CLOCKS (mega),
    .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 0 },
    .boot_bytes = { 2048, 1024, 512, 256 },
    .rc_hz = 8000000, .has_usb = FALSE, .stk500_device = 0x86,
    .isp_pins = "SCK PB5, MOSI PB3, MISO PB4",
  },
  {
    .id = "atmega168p", .name = "ATmega168P", .aliases = "m168p ATmega168PV",
    .signature = { 0x1e, 0x94, 0x0b },
    .instructions = &isp_instructions_paged,
    .flash = { 16384, 128, 4500 }, .eeprom = { 512, 4, 3600 },
    .eeprom_byte_us = 3600, .erase_us = 9000, .fuse_us = 4500,
    .n_calibration = 1,
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f },
    .factory = { 0x62, 0xdf, 0xf9, 0xff },
    FIELDS (m168), CLOCKS (mega),
    .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 0 },
    .boot_bytes = { 2048, 1024, 512, 256 },
    .rc_hz = 8000000, .has_usb = FALSE, .stk500_device = 0x86,
    .isp_pins = "SCK PB5, MOSI PB3, MISO PB4",
  },
  {
    .id = "atmega328", .name = "ATmega328", .aliases = "m328",
    .signature = { 0x1e, 0x95, 0x14 },
    .instructions = &isp_instructions_paged,
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 3600 },
    .eeprom_byte_us = 3600, .erase_us = 9000, .fuse_us = 4500,
    .n_calibration = 1,
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f },
    .factory = { 0x62, 0xd9, 0xff, 0xff },
    FIELDS (m328), CLOCKS (mega),
    .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 0 },
    .boot_bytes = { 4096, 2048, 1024, 512 },
    .rc_hz = 8000000, .has_usb = FALSE, .stk500_device = 0x86,
    .isp_pins = "SCK PB5, MOSI PB3, MISO PB4",
  },
  {
    .id = "atmega328p", .name = "ATmega328P", .aliases = "m328p",
    .signature = { 0x1e, 0x95, 0x0f },
    .instructions = &isp_instructions_paged,
    .flash = { 32768, 128, 4500 }, .eeprom = { 1024, 4, 3600 },
    .eeprom_byte_us = 3600, .erase_us = 9000, .fuse_us = 4500,
    .n_calibration = 1,
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f },
    .factory = { 0x62, 0xd9, 0xff, 0xff },
    FIELDS (m328), CLOCKS (mega),
    .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 0 },
    .boot_bytes = { 4096, 2048, 1024, 512 },
    .rc_hz = 8000000, .has_usb = FALSE, .stk500_device = 0x86,
    .isp_pins = "SCK PB5, MOSI PB3, MISO PB4",
  },
  {
    .id = "atmega2560", .name = "ATmega2560", .aliases = "m2560 ATmega2560V",
    .signature = { 0x1e, 0x98, 0x01 },
    .instructions = &isp_instructions_wide,
    .flash = { 262144, 256, 4500 }, .eeprom = { 4096, 8, 9000 },
    .eeprom_byte_us = 9000, .erase_us = 9000, .fuse_us = 9000,
    .n_calibration = 1,
    .fuse_mask = { 0xff, 0xff, 0x07, 0x3f },
    .factory = { 0x62, 0x99, 0xff, 0xff },
    FIELDS (m2560), CLOCKS (mega),
    .bod_mv = { 0, 0, 0, 0, 4300, 2700, 1800, 0 },
    .boot_bytes = { 8192, 4096, 2048, 1024 },
    .rc_hz = 8000000, .has_usb = FALSE, .stk500_device = 0xb2,
    .isp_pins = "SCK PB1, MOSI PB2, MISO PB3",
  },
  { .id = NULL },
};
/* clang-format on */
