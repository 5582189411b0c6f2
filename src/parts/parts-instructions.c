/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial instructions, first two bytes. "Serial Programming Instruction Set" in each data sheet;
 * the opcodes agree with avrdude's configuration for every part here. */
#include "isp-parts-private.h"

/* clang-format off */
/* What every AVR here has. */
#define BYTES                                    \
  [ISP_OP_PROGRAM_ENABLE]      = { 0xac, 0x53 }, \
  [ISP_OP_CHIP_ERASE]          = { 0xac, 0x80 }, \
  [ISP_OP_READ_FLASH_LOW]      = { 0x20, 0x00 }, \
  [ISP_OP_READ_FLASH_HIGH]     = { 0x28, 0x00 }, \
  [ISP_OP_LOAD_FLASH_LOW]      = { 0x40, 0x00 }, \
  [ISP_OP_LOAD_FLASH_HIGH]     = { 0x48, 0x00 }, \
  [ISP_OP_READ_EEPROM]         = { 0xa0, 0x00 }, \
  [ISP_OP_WRITE_EEPROM]        = { 0xc0, 0x00 }, \
  [ISP_OP_READ_SIGNATURE]      = { 0x30, 0x00 }

#define FLASH_PAGES                              \
  [ISP_OP_WRITE_FLASH_PAGE]    = { 0x4c, 0x00 }

#define LOW_FUSE                                 \
  [ISP_OP_READ_LOW_FUSE]       = { 0x50, 0x00 }, \
  [ISP_OP_WRITE_LOW_FUSE]      = { 0xac, 0xa0 }

#define HIGH_FUSE                                \
  [ISP_OP_READ_HIGH_FUSE]      = { 0x58, 0x08 }, \
  [ISP_OP_WRITE_HIGH_FUSE]     = { 0xac, 0xa8 }

#define EXTENDED_FUSE                            \
  [ISP_OP_READ_EXTENDED_FUSE]  = { 0x50, 0x08 }, \
  [ISP_OP_WRITE_EXTENDED_FUSE] = { 0xac, 0xa4 }

#define READ_LOCK                                \
  [ISP_OP_READ_LOCK]           = { 0x58, 0x00 }

#define CALIBRATION                              \
  [ISP_OP_READ_CALIBRATION]    = { 0x38, 0x00 }

/* A lock byte whose bits go into byte 4, into bits 1:0 of byte 2, or into bits 2:1 of it. */
#define LOCK                                     \
  READ_LOCK,                                     \
  [ISP_OP_WRITE_LOCK]          = { 0xac, 0xe0 }
#define LOCK_IN_SECOND                           \
  READ_LOCK,                                     \
  [ISP_OP_WRITE_LOCK]          = { 0xac, 0xfc }
#define WRITE_OLD_LOCK                           \
  [ISP_OP_WRITE_LOCK]          = { 0xac, 0xf9 }

/* RDY/BSY and EEPROM pages came together. */
#define EEPROM_PAGES                             \
  [ISP_OP_POLL_BUSY]           = { 0xf0, 0x00 }, \
  [ISP_OP_LOAD_EEPROM_PAGE]    = { 0xc1, 0x00 }, \
  [ISP_OP_WRITE_EEPROM_PAGE]   = { 0xc2, 0x00 }

#define CLASSIC BYTES, FLASH_PAGES, LOW_FUSE, HIGH_FUSE, CALIBRATION
#define PAGED   CLASSIC, EEPROM_PAGES, EXTENDED_FUSE

/* ATmega8, 16, 32 and similar: no extended fuse, EEPROM is written a byte at a time, and no source
 * says that they answer F0 00 with RDY/BSY, so the engine waits the whole time. */
const IspInstructionSet isp_instructions_classic = { .op = { CLASSIC, LOCK } };

const IspInstructionSet isp_instructions_classic_extended = {
  .op = { CLASSIC, EXTENDED_FUSE, LOCK },
};

const IspInstructionSet isp_instructions_paged = { .op = { PAGED, LOCK } };

const IspInstructionSet isp_instructions_wide = {
  .op = {
    PAGED, LOCK,
    [ISP_OP_LOAD_EXTENDED_ADDRESS] = { 0x4d, 0x00 },
  }
};

/* ATtiny13, ATmega…HVB and HVE2. */
const IspInstructionSet isp_instructions_small = { .op = { CLASSIC, EEPROM_PAGES, LOCK } };

const IspInstructionSet isp_instructions_hva = {
  .op = { BYTES, FLASH_PAGES, LOW_FUSE, CALIBRATION, EEPROM_PAGES, LOCK },
};

const IspInstructionSet isp_instructions_tiny26 = {
  .op = { CLASSIC, LOCK_IN_SECOND },
  .in_second = 1 << ISP_FUSE_LOCK,
};

const IspInstructionSet isp_instructions_tiny861 = {
  .op = { PAGED, LOCK_IN_SECOND },
  .in_second = 1 << ISP_FUSE_LOCK,
};

/* ── the first AVRs ── */

/* All of them want RESET pulsed after a chip erase ("start over from step 2"). */
#define OLD .reset_after_erase = TRUE

const IspInstructionSet isp_instructions_mega163 = { .op = { CLASSIC, LOCK }, OLD };

const IspInstructionSet isp_instructions_mega161 = {
  .op = { BYTES, FLASH_PAGES, LOW_FUSE, LOCK },
  OLD,
};

const IspInstructionSet isp_instructions_mega103 = {
  .op = {
    BYTES, FLASH_PAGES, READ_LOCK, WRITE_OLD_LOCK,
    [ISP_OP_READ_LOW_FUSE]  = { 0x50, 0x00 },
    [ISP_OP_WRITE_LOW_FUSE] = { 0xac, 0xb4 },
  },
  .in_second = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_LOCK,
  OLD,
};

/* ATtiny12 and 15. */
const IspInstructionSet isp_instructions_tiny12 = {
  .op = { BYTES, LOW_FUSE, READ_LOCK, WRITE_OLD_LOCK, CALIBRATION },
  .in_second = 1 << ISP_FUSE_LOCK,
  OLD,
};

/* AT90S2333 and 4433. */
const IspInstructionSet isp_instructions_at90s4433 = {
  .op = { BYTES, LOW_FUSE, READ_LOCK, WRITE_OLD_LOCK },
  .in_second = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_LOCK,
  OLD,
};

/* AT90S2323, 2343, 4434 and 8535, ATtiny22: one instruction reads fuses and lock, and one fuse bit can
 * be written. */
const IspInstructionSet isp_instructions_at90s2323 = {
  .op = {
    BYTES, READ_LOCK, WRITE_OLD_LOCK,
    [ISP_OP_READ_LOW_FUSE]  = { 0x58, 0x00 },
    [ISP_OP_WRITE_LOW_FUSE] = { 0xac, 0xbe },
  },
  .in_second = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_LOCK,
  .lock_on_top = TRUE,
  OLD,
};

/* AT90S2313, 4414 and 8515: the lock can be written but not read, the fuses neither. */
const IspInstructionSet isp_instructions_at90s = {
  .op = { BYTES, WRITE_OLD_LOCK },
  .in_second = 1 << ISP_FUSE_LOCK,
  OLD,
};

const IspInstructionSet isp_instructions_at90s1200 = {
  .op = { BYTES, WRITE_OLD_LOCK },
  .in_second = 1 << ISP_FUSE_LOCK,
  .no_echo = TRUE,
  OLD,
};
/* clang-format on */
