/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a target MCU is: the row type of the parts table. Rows are const and live for ever. */
#pragma once

#include "isp-wire.h"

G_BEGIN_DECLS

/**
 * IspInstruction:
 *
 * The serial instructions of AVRs, as in the "Serial Programming Instruction Set" of their data
 * sheets. The engine and the drivers take their bytes from here alone.
 */
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

/**
 * IspInstructionSet:
 *
 * How a family of parts is programmed: the first two bytes of each instruction, and what older
 * parts do differently. Instructions that carry an address in byte 2 (flash, EEPROM) have 0 there;
 * { 0, 0 }: the part does not have the instruction.
 */
typedef struct
{
  guint8 op[ISP_N_OPS][2];
  guint8 in_second;     /* 1 << IspFuseByte: its write instruction takes the value in byte 2, in the
                           bits that op leaves 0 */
  gboolean lock_on_top; /* Read Lock answers with LB1 in bit 7 and LB2 in bit 6 */
  gboolean reset_after_erase; /* the first AVRs: after a chip erase they ignore everything until
                                 RESET is pulsed */
  gboolean no_echo;           /* sends data only, without an echo, for AC 53 neither */
} IspInstructionSet;

/**
 * IspFuseByte:
 * @ISP_FUSE_LOW: the low fuse byte, the only one of old parts
 * @ISP_FUSE_HIGH: the high fuse byte
 * @ISP_FUSE_EXTENDED: the extended fuse byte
 * @ISP_FUSE_LOCK: the lock byte
 *
 * The fuse bytes, and the lock byte with them. Tables of fuse bytes are indexed by it.
 */
typedef enum
{
  ISP_FUSE_LOW,
  ISP_FUSE_HIGH,
  ISP_FUSE_EXTENDED,
  ISP_FUSE_LOCK,
  ISP_N_FUSES,
} IspFuseByte;

/**
 * IspMemoryId:
 * @ISP_MEMORY_FLASH: the program
 * @ISP_MEMORY_EEPROM: the data that a program keeps
 *
 * The memories that hold data.
 */
typedef enum
{
  ISP_MEMORY_FLASH,
  ISP_MEMORY_EEPROM,
} IspMemoryId;

/**
 * IspField:
 *
 * What the bits of fuse and lock bytes do, by their names in data sheets; isp-fuses.h reads and
 * writes them.
 */
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
  ISP_FIELD_COMPAT, /* M103C, M161C, S8515C, S8535C: behaves as the older part of that name */
  ISP_FIELD_CFD,    /* clock failure detection; 0 turns it off */
  ISP_FIELD_BODACT,
  ISP_FIELD_BODPD,
  ISP_FIELD_ULPOSCSEL,
  ISP_FIELD_PSC0RB, /* what the outputs of a power stage controller do during reset */
  ISP_FIELD_PSC1RB,
  ISP_FIELD_PSC2RB,
  ISP_FIELD_PSC2RBA,
  ISP_FIELD_PSCRB,
  ISP_FIELD_PSCINRB, /* its inputs */
  ISP_FIELD_PSCRV,   /* at which level outputs are held */
  ISP_FIELD_PSCRVA,
  ISP_FIELD_PSCRVB,
  ISP_FIELD_DUVRDINIT, /* deep undervoltage recovery; 0 turns it on */
  ISP_FIELD_TA0SEL,    /* for factory tests; must stay 1 */
  ISP_FIELD_LB,
  ISP_FIELD_BLB0,
  ISP_FIELD_BLB1,
  ISP_N_FIELDS,
} IspField;

/**
 * IspFuseField:
 *
 * Where a field is on a part. Its value is made of the bits of @mask alone, pushed together: bits
 * 0x33 of 0x6E are 0xA.
 */
typedef struct
{
  IspField field;
  IspFuseByte byte;
  guint8 mask; /* at least one bit; bits of other fields may lie between */
} IspFuseField;

/**
 * isp_fuse_field_get_max:
 * @self: a field
 *
 * Tells how far the values of a field go. Any thread.
 *
 * Returns: the highest value: all bits unprogrammed
 */
guint isp_fuse_field_get_max (const IspFuseField *self);

/**
 * isp_fuse_field_get:
 * @self: a field
 * @bits: the byte that it is in
 *
 * Takes the value of a field out of its byte. Any thread.
 *
 * Returns: the value, 0 to isp_fuse_field_get_max()
 */
guint isp_fuse_field_get (const IspFuseField *self, guint8 bits);

/**
 * isp_fuse_field_put:
 * @self: a field
 * @bits: the byte that it is in
 * @value: the new value, 0 to isp_fuse_field_get_max()
 *
 * Sets a field in its byte, and leaves the other bits as they are. Any thread.
 *
 * Returns: the new byte
 */
guint8 isp_fuse_field_put (const IspFuseField *self, guint8 bits, guint value);

/**
 * IspClockSource:
 *
 * What a chip takes its clock from.
 */
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

/**
 * IspClockRow:
 *
 * What one value of a part's clock field selects, or several values: the first row with (value &
 * @mask) == @match counts.
 */
typedef struct
{
  guint8 mask, match;
  IspClockSource source;
  guint32 min_hz, max_hz; /* of the crystal; of an RC oscillator twice its frequency; 0: open */
  guint16 startup_ms;     /* start-up time, rounded up, with its clock cycles counted at the slowest
                             clock */
} IspClockRow;

/**
 * IspMemory:
 *
 * The size of a memory, and how it is written.
 */
typedef struct
{
  guint32 size;      /* bytes */
  guint16 page_size; /* bytes; 0: written byte by byte */
  guint32 write_us;  /* longest time for one page, or for one byte if there are no pages */
} IspMemory;

/**
 * IspPart:
 *
 * One chip: a row of the parts table. Rows are const and live for ever.
 */
typedef struct
{
  const char *id;      /* "atmega32u4" */
  const char *name;    /* "ATmega32U4" */
  const char *aliases; /* "m32u4 ATmega32U4RC", see isp_alias_matches(); may be NULL */
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
  const IspClockRow *clocks; /* one row if no fuse selects the clock */
  guint n_clocks;
  guint16 bod_mv[8];     /* brown-out threshold by BODLEVEL value, mV; 0: off or reserved */
  guint32 boot_bytes[4]; /* boot section size by BOOTSZ value 0–3; all 0: no boot section */
  guint32 rc_hz;         /* internal oscillator as shipped, before CKDIV8; 0: none */
  gboolean has_usb;      /* USB in hardware: DFU and Caterina are possible */
  guint8 stk500_device;  /* STK500v1 device code for 'B'; 0 where none was assigned */
  /* Port and bit of SCLK, MISO and MOSI, as printed on boards: "B1". NULL: not known; and for the
   * other wires, whose pins depend on the package. */
  const char *pins[ISP_N_WIRES];
} IspPart;

/**
 * isp_part_get_field:
 * @part: a chip
 * @field: a field
 *
 * Looks up where a field is on a part. Any thread.
 *
 * Returns: (transfer none) (nullable): the field; %NULL if the part does not have it
 */
const IspFuseField *isp_part_get_field (const IspPart *part, IspField field);

/**
 * isp_part_get_clock:
 * @part: a chip
 * @value: a value of its clock field; 0 if it has none
 *
 * Looks up which clock a value selects. Any thread.
 *
 * Returns: (transfer none) (nullable): a row of @part; %NULL if no row matches
 */
const IspClockRow *isp_part_get_clock (const IspPart *part, guint value);

/**
 * isp_part_get_brown_out_mv:
 * @part: a chip
 * @value: a value of its BODLEVEL field
 *
 * Looks up below which supply a value stops the chip. Any thread.
 *
 * Returns: millivolts; 0: it stops it at none, or is reserved
 */
guint isp_part_get_brown_out_mv (const IspPart *part, guint value);

/**
 * isp_part_is_reserved:
 * @part: a chip
 * @field: a field
 * @value: a value of it
 *
 * Tells whether the data sheet reserves a value, so that nobody should choose it. Any thread.
 *
 * Returns: %TRUE if it does
 */
gboolean isp_part_is_reserved (const IspPart *part, IspField field, guint value);

/**
 * isp_part_has_instruction:
 * @part: a chip
 * @op: an instruction
 *
 * Tells whether a part has an instruction. Any thread.
 *
 * Returns: %TRUE if it has
 */
gboolean isp_part_has_instruction (const IspPart *part, IspInstruction op);

/**
 * isp_part_make_op:
 * @part: a chip
 * @op: an instruction that it has
 * @address: words in flash, bytes elsewhere; only the lower 16 bits are used
 * @data: the last byte
 * @tx: (out caller-allocates): the four bytes to send
 *
 * Builds an instruction. Where a flash address has more than 16 bits, the rest goes ahead in a Load
 * Extended Address instruction. Any thread.
 */
void isp_part_make_op (const IspPart *part, IspInstruction op, guint32 address, guint8 data,
                       guint8 tx[4]);

/**
 * isp_fuse_byte_get_read_op:
 * @byte: a fuse byte, or the lock
 *
 * The instruction that reads a fuse or lock byte. Any thread.
 *
 * Returns: the instruction
 */
IspInstruction isp_fuse_byte_get_read_op (IspFuseByte byte);

/**
 * isp_fuse_byte_get_write_op:
 * @byte: a fuse byte, or the lock
 *
 * The instruction that writes a fuse or lock byte. Any thread.
 *
 * Returns: the instruction
 */
IspInstruction isp_fuse_byte_get_write_op (IspFuseByte byte);

/**
 * isp_part_clears_page_buffer:
 * @part: a chip
 *
 * Tells whether the page buffer is FF after an erase and after each page write, so that words of FF
 * need not be loaded. The data sheets of the first AVRs do not promise it. Any thread.
 *
 * Returns: %TRUE if it is
 */
gboolean isp_part_clears_page_buffer (const IspPart *part);

/**
 * isp_part_needs_extended_address:
 * @part: a chip
 *
 * Tells whether flash is larger than the 128 KiB that 16-bit word addresses reach. If so, Load
 * Extended Address must precede each access to another 128 KiB. Any thread.
 *
 * Returns: %TRUE if it is
 */
gboolean isp_part_needs_extended_address (const IspPart *part);

/**
 * isp_part_get_boot_section:
 * @part: a chip
 * @bootsz: value of the BOOTSZ field, 0–3
 * @start: (out) (optional): the first address of the boot section, in bytes
 * @size: (out) (optional): its size, in bytes
 *
 * The boot section for a value of BOOTSZ. It ends where flash ends. Any thread.
 *
 * Returns: %FALSE if the part has none: nothing was written to @start and @size
 */
gboolean isp_part_get_boot_section (const IspPart *part, guint bootsz, guint32 *start,
                                    guint32 *size);

/**
 * isp_part_is_same_for_engine:
 * @a: a chip
 * @b: a chip
 *
 * Compares everything that matters to a job, including the signature; only names may differ, as
 * those of ATmega32 and ATmega32A do. Any thread.
 *
 * Returns: %TRUE if a job treats both alike
 */
gboolean isp_part_is_same_for_engine (const IspPart *a, const IspPart *b);

G_END_DECLS
