/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial instructions, first two bytes. "Serial Programming Instruction Set" in each data sheet;
 * the opcodes agree with avrdude's configuration for every part here. */
#include "isp-parts-private.h"

/* clang-format off */
#define COMMON                                   \
  [ISP_OP_PROGRAM_ENABLE]      = { 0xac, 0x53 }, \
  [ISP_OP_CHIP_ERASE]          = { 0xac, 0x80 }, \
  [ISP_OP_READ_FLASH_LOW]      = { 0x20, 0x00 }, \
  [ISP_OP_READ_FLASH_HIGH]     = { 0x28, 0x00 }, \
  [ISP_OP_LOAD_FLASH_LOW]      = { 0x40, 0x00 }, \
  [ISP_OP_LOAD_FLASH_HIGH]     = { 0x48, 0x00 }, \
  [ISP_OP_WRITE_FLASH_PAGE]    = { 0x4c, 0x00 }, \
  [ISP_OP_READ_EEPROM]         = { 0xa0, 0x00 }, \
  [ISP_OP_WRITE_EEPROM]        = { 0xc0, 0x00 }, \
  [ISP_OP_READ_LOW_FUSE]       = { 0x50, 0x00 }, \
  [ISP_OP_READ_HIGH_FUSE]      = { 0x58, 0x08 }, \
  [ISP_OP_READ_LOCK]           = { 0x58, 0x00 }, \
  [ISP_OP_WRITE_LOW_FUSE]      = { 0xac, 0xa0 }, \
  [ISP_OP_WRITE_HIGH_FUSE]     = { 0xac, 0xa8 }, \
  [ISP_OP_WRITE_LOCK]          = { 0xac, 0xe0 }, \
  [ISP_OP_READ_SIGNATURE]      = { 0x30, 0x00 }, \
  [ISP_OP_READ_CALIBRATION]    = { 0x38, 0x00 }

#define PAGED                                    \
  COMMON,                                        \
  [ISP_OP_POLL_BUSY]           = { 0xf0, 0x00 }, \
  [ISP_OP_LOAD_EEPROM_PAGE]    = { 0xc1, 0x00 }, \
  [ISP_OP_WRITE_EEPROM_PAGE]   = { 0xc2, 0x00 }, \
  [ISP_OP_READ_EXTENDED_FUSE]  = { 0x50, 0x08 }, \
  [ISP_OP_WRITE_EXTENDED_FUSE] = { 0xac, 0xa4 }

/* ATmega8, 32, 32A: no extended fuse, EEPROM is written a byte at a time, and no source says that
 * they answer F0 00 with RDY/BSY, so the engine waits the whole time. */
const IspInstructionSet isp_instructions_classic = { .op = { COMMON } };

const IspInstructionSet isp_instructions_paged = { .op = { PAGED } };

const IspInstructionSet isp_instructions_wide = {
  .op = {
    PAGED,
    [ISP_OP_LOAD_EXTENDED_ADDRESS] = { 0x4d, 0x00 },
  }
};
/* clang-format on */
