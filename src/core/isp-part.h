/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a target MCU is: the row type of the parts table. Rows are const and live for ever. */
#pragma once

#include "isp-wire.h"

G_BEGIN_DECLS

/* Serial instructions. The engine and the drivers take opcodes from here alone. */
typedef enum
{
  ISP_OP_PROGRAM_ENABLE,
  ISP_OP_CHIP_ERASE,
  ISP_OP_POLL_BUSY,
  ISP_OP_READ_FLASH_LOW,
  ISP_OP_READ_FLASH_HIGH,
  ISP_OP_LOAD_FLASH_LOW, /* page buffer; on parts without page mode: writes the byte */
  ISP_OP_LOAD_FLASH_HIGH,
  ISP_OP_WRITE_FLASH_PAGE,
  ISP_OP_LOAD_EXTENDED_ADDRESS,
  ISP_OP_READ_EEPROM,
  ISP_OP_WRITE_EEPROM,
  ISP_OP_LOAD_EEPROM_PAGE,
  ISP_OP_WRITE_EEPROM_PAGE,
  ISP_OP_READ_LOW_FUSE,
  ISP_OP_READ_HIGH_FUSE,
  ISP_OP_READ_EXTENDED_FUSE,
  ISP_OP_READ_LOCK,
  ISP_OP_WRITE_LOW_FUSE,
  ISP_OP_WRITE_HIGH_FUSE,
  ISP_OP_WRITE_EXTENDED_FUSE,
  ISP_OP_WRITE_LOCK,
  ISP_OP_READ_SIGNATURE,
  ISP_OP_READ_CALIBRATION,
  ISP_N_OPS,
} IspInstruction;

/* First two bytes of each instruction; { 0, 0 }: the part does not have it. Instructions that carry
 * an address in byte 2 (flash, EEPROM) have 0 there. The rest is what older parts do otherwise. */
typedef struct
{
  guint8 op[ISP_N_OPS][2];
  guint8 in_second;           /* 1 << IspFuseByte: the write instruction takes the value in byte 2,
                                 in the bits that op leaves 0 */
  gboolean lock_on_top;       /* Read Lock answers with LB1 in bit 7 and LB2 in bit 6 */
  gboolean reset_after_erase; /* the first AVRs: hear nothing after a chip erase until RESET was
                                 pulsed */
  gboolean no_echo;           /* sends nothing back but the data, AC 53 neither */
} IspInstructionSet;

typedef enum
{
  ISP_FUSE_LOW,
  ISP_FUSE_HIGH,
  ISP_FUSE_EXTENDED,
  ISP_FUSE_LOCK,
  ISP_N_FUSES,
} IspFuseByte;

/* Memories that hold data. */
typedef enum
{
  ISP_MEMORY_FLASH,
  ISP_MEMORY_EEPROM,
} IspMemoryId;

/* What a field of a fuse or lock byte does. The meaning of values is in isp-fuses.h. */
typedef enum
{
  ISP_FIELD_CLOCK, /* SUT and CKSEL together; values in the row's clocks[] */
  ISP_FIELD_CKOUT,
  ISP_FIELD_CKDIV8,
  ISP_FIELD_CKOPT,
  ISP_FIELD_BOOTRST,
  ISP_FIELD_BOOTSZ,
  ISP_FIELD_EESAVE,
  ISP_FIELD_WDTON,
  ISP_FIELD_SPIEN,
  ISP_FIELD_JTAGEN,
  ISP_FIELD_OCDEN,
  ISP_FIELD_DWEN,
  ISP_FIELD_RSTDISBL,
  ISP_FIELD_BODLEVEL, /* values in the row's bod_mv[] */
  ISP_FIELD_BODEN,
  ISP_FIELD_HWBE,
  ISP_FIELD_SELFPRGEN,
  ISP_FIELD_COMPAT, /* M103C, M161C, S8515C, S8535C: as the older part with that name */
  ISP_FIELD_CFD,    /* clock failure detection; 0 turns it off */
  ISP_FIELD_BODACT,
  ISP_FIELD_BODPD,
  ISP_FIELD_ULPOSCSEL,
  ISP_FIELD_LB,
  ISP_FIELD_BLB0,
  ISP_FIELD_BLB1,
  ISP_N_FIELDS,
} IspField;

typedef struct
{
  IspField field;
  IspFuseByte byte;
  guint8 mask; /* contiguous bits */
} IspFuseField;

typedef enum
{
  ISP_CLOCK_EXTERNAL, /* a clock signal on XTAL1 */
  ISP_CLOCK_RC,       /* calibrated internal oscillator */
  ISP_CLOCK_RC_128K,  /* internal 128 kHz */
  ISP_CLOCK_EXTERNAL_RC,
  ISP_CLOCK_CRYSTAL,     /* crystal or resonator, also full swing */
  ISP_CLOCK_LOW_CRYSTAL, /* 32.768 kHz */
  ISP_CLOCK_RESERVED,
} IspClockSource;

/* Clock field values: the first row with (value & mask) == match holds. */
typedef struct
{
  guint8 mask, match;
  IspClockSource source;
  guint32 min_hz, max_hz; /* of the crystal, or the RC's frequency twice; 0 = open */
  guint16 startup_ms;     /* start-up time, rounded up, clocks included at the slowest */
} IspClockRow;

typedef struct
{
  guint32 size;      /* bytes */
  guint16 page_size; /* bytes; 0 = written byte by byte */
  guint32 write_us;  /* longest wait for one page, or one byte where there is no page */
} IspMemory;

typedef struct
{
  const char *id;      /* "atmega32u4" */
  const char *name;    /* "ATmega32U4" */
  const char *aliases; /* "m32u4 ATmega32U4RC", may be NULL */
  guint8 signature[3];
  const IspInstructionSet *instructions;
  IspMemory flash, eeprom;
  guint32 eeprom_byte_us; /* longest wait for one EEPROM byte */
  guint32 erase_us;
  guint32 fuse_us; /* longest wait for a fuse or lock write */
  guint8 n_calibration;
  guint8 fuse_mask[ISP_N_FUSES]; /* implemented bits; 0: the part has no such byte */
  guint8 factory[ISP_N_FUSES];
  const IspFuseField *fields; /* every implemented bit is in exactly one field */
  guint n_fields;
  const IspClockRow *clocks; /* where no fuse selects the clock: one row */
  guint n_clocks;
  guint16 bod_mv[8];     /* brown-out threshold by BODLEVEL value, mV; 0: off or reserved */
  guint32 boot_bytes[4]; /* boot section size by BOOTSZ value 0–3; all 0: no boot section */
  guint32 rc_hz;         /* internal oscillator as shipped, before CKDIV8; 0: none */
  gboolean has_usb;      /* USB in silicon: DFU and Caterina make sense */
  guint8 stk500_device;  /* STK500v1 device code for 'B'; 0 where none was assigned */
  /* Where SCLK, MISO and MOSI arrive: port and bit, "B1", as boards print it; NULL: not known, and
   * of the other wires, whose pins depend on the package. */
  const char *pins[ISP_N_WIRES];
} IspPart;

const IspFuseField *isp_part_get_field (const IspPart *part, IspField field); /* NULL: not there */
gboolean isp_part_has_instruction (const IspPart *part, IspInstruction op);

/**
 * isp_part_make_op:
 * @part: a chip
 * @op: an instruction that it has
 * @address: as the instruction counts: words in flash, bytes in EEPROM and elsewhere; of more than
 *   16 bits the lower ones, because the rest goes with Load Extended Address
 * @data: what stands in the last byte
 * @tx: (out caller-allocates): the four bytes to send
 */
void isp_part_make_op (const IspPart *part, IspInstruction op, guint32 address, guint8 data,
                       guint8 tx[4]);

/**
 * isp_fuse_byte_get_read_op:
 * @byte: a fuse byte, or the lock
 *
 * Returns: the instruction that reads it
 */
IspInstruction isp_fuse_byte_get_read_op (IspFuseByte byte);

/**
 * isp_fuse_byte_get_write_op:
 * @byte: a fuse byte, or the lock
 *
 * Returns: the instruction that writes it
 */
IspInstruction isp_fuse_byte_get_write_op (IspFuseByte byte);

/* After an erase and each page write the page buffer is FF, so words of FF need no loading. The
 * data sheets of the first AVRs do not say so. */
gboolean isp_part_clears_page_buffer (const IspPart *part);
/* Above 128 KiB: Load Extended Address goes before each access to another 128 KiB half. */
gboolean isp_part_needs_extended_address (const IspPart *part);
/* Start and size of the boot section for a BOOTSZ value (0–3); FALSE: the part has none. */
gboolean isp_part_get_boot_section (const IspPart *part, guint bootsz, guint32 *start,
                                    guint32 *size);
/* TRUE where the engine treats both alike in everything (32/32A, USB1286/1287 …). */
gboolean isp_part_is_same_for_engine (const IspPart *a, const IspPart *b);

G_END_DECLS
