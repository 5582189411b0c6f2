/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuse and lock bytes as values: decoding to named fields and back, comparing, and what is
 * dangerous. A programmed bit is 0. Pure functions, any thread. */
#pragma once

#include "isp-image.h"
#include "isp-part.h"
#include "isp-preset.h"

G_BEGIN_DECLS

/**
 * IspFuses:
 * @value: the bytes, indexed by #IspFuseByte; a programmed bit is 0
 * @has: bit 1 << #IspFuseByte is set if that byte is known or wanted
 *
 * A set of fuse and lock bytes. Plain values: copied by assignment.
 */
typedef struct
{
  guint8 value[ISP_N_FUSES];
  guint8 has;
} IspFuses;

/**
 * ISP_FUSES_HAS:
 * @f: an #IspFuses
 * @b: an #IspFuseByte
 *
 * 1 if the set has that byte, else 0.
 */
#define ISP_FUSES_HAS(f, b) (((f)->has >> (b)) & 1)

/**
 * isp_fuse_byte_get_id:
 * @byte: a fuse byte, or the lock
 *
 * The name of a byte in options, JSON and files.
 *
 * Returns: (transfer none): "lfuse", "hfuse", "efuse" or "lock"
 */
const char *isp_fuse_byte_get_id (IspFuseByte byte);

/**
 * isp_field_get_name:
 * @field: a field
 *
 * The name of a field in the data sheet. SUT and CKSEL are one field.
 *
 * Returns: (transfer none): "CKDIV8", "SUT_CKSEL"
 */
const char *isp_field_get_name (IspField field);

/**
 * isp_fuses_get_field:
 * @self: fuses
 * @part: the chip
 * @field: a field
 *
 * Reads a field, with its bits shifted down to bit 0.
 *
 * Returns: the value; %G_MAXUINT if the part has no such field, or @self not its byte
 */
guint isp_fuses_get_field (const IspFuses *self, const IspPart *part, IspField field);

/**
 * isp_fuses_set_field:
 * @self: fuses
 * @part: the chip
 * @field: a field
 * @value: no larger than the field's mask allows
 *
 * Writes a field. If @self does not have the byte yet, the byte is added with all its other bits 1
 * (unprogrammed).
 *
 * Returns: %FALSE if the part has no such field: nothing was changed
 */
gboolean isp_fuses_set_field (IspFuses *self, const IspPart *part, IspField field, guint value);

/**
 * isp_fuses_is_programmed:
 * @self: fuses
 * @part: the chip
 * @field: a field of one bit
 *
 * Tells whether a bit is programmed, that is 0.
 *
 * Returns: %TRUE if it is 0; %FALSE if it is 1, is not in @self or does not exist on the part
 */
gboolean isp_fuses_is_programmed (const IspFuses *self, const IspPart *part, IspField field);

/**
 * isp_fuse_byte_shown:
 * @part: the chip
 * @byte: which byte
 * @value: as it was read or is to be written
 *
 * The one way in which people see a byte: chips read bits that do not exist as they please.
 *
 * Returns: @value, with the bits that the part does not implement as 1, like the guides have it
 */
guint8 isp_fuse_byte_shown (const IspPart *part, IspFuseByte byte, guint8 value);

/**
 * isp_fuses_normalize:
 * @self: fuses
 * @part: the chip
 *
 * Sets the bits that the part does not implement to 1, and drops bytes that it does not have.
 */
void isp_fuses_normalize (IspFuses *self, const IspPart *part);

/**
 * isp_fuses_equal:
 * @a: fuses
 * @b: fuses
 * @part: the chip
 *
 * Compares the bytes that both sets have. Bits that the part does not implement do not count.
 *
 * Returns: %TRUE if they are equal; also if the sets have no byte in common
 */
gboolean isp_fuses_equal (const IspFuses *a, const IspFuses *b, const IspPart *part);

/**
 * isp_fuse_byte_equal:
 * @part: the chip
 * @byte: which byte
 * @a: a value of it
 * @b: another value of it
 *
 * Compares two values of one byte. Bits that the part does not implement do not count.
 *
 * Returns: %TRUE if they are equal
 */
gboolean isp_fuse_byte_equal (const IspPart *part, IspFuseByte byte, guint8 a, guint8 b);

/**
 * isp_fuses_overlay:
 * @base: fuses
 * @over: fuses
 *
 * Combines two sets: every byte that @over has replaces the one in @base.
 *
 * Returns: the bytes of both
 */
IspFuses isp_fuses_overlay (const IspFuses *base, const IspFuses *over);

/**
 * isp_fuses_format:
 * @self: fuses
 * @include_lock: whether to name the lock byte as well
 *
 * Writes the bytes in hex, for people.
 *
 * Returns: (transfer full): "L 5E · H D9 · E F3 · Lock 2F", without the bytes that @self does not
 *   have
 */
char *isp_fuses_format (const IspFuses *self, gboolean include_lock);

/**
 * isp_fuses_from_preset:
 * @preset: (nullable): a preset
 * @jtag_off: %TRUE: with JTAG turned off, if the preset has that variant
 *
 * The fuse bytes that a preset wants, and the lock byte of its authors if it is known.
 *
 * Returns: the bytes; none if @preset is %NULL
 */
IspFuses isp_fuses_from_preset (const IspPreset *preset, gboolean jtag_off);

/**
 * isp_fuses_from_factory:
 * @part: a chip
 *
 * The fuse and lock bytes that a new chip has.
 *
 * Returns: every byte that the part implements
 */
IspFuses isp_fuses_from_factory (const IspPart *part);

/**
 * isp_fuses_parse:
 * @text: "5E,D9[,F3]" or "lfuse=5E,hfuse=D9,efuse=F3,lock=2F"; all but the lock byte also as
 *   guides write it, "low: 0x5E", "-U lfuse:w:0x5E:m"
 * @out: (out): the fuses; untouched on failure
 * @error: %G_OPTION_ERROR_BAD_VALUE, naming what cannot be read
 *
 * Reads fuses that a person typed. Values are two hex digits, with or without 0x. Named bytes come
 * in any order and number; the lock byte must be named.
 *
 * Returns: %TRUE on success
 */
gboolean isp_fuses_parse (const char *text, IspFuses *out, GError **error);

/**
 * isp_fuses_get_boot_section:
 * @self: fuses
 * @part: the chip
 * @start: (out) (optional): its first address, in bytes
 * @size: (out) (optional): its size, in bytes
 *
 * The boot section that BOOTSZ selects.
 *
 * Returns: %FALSE if the part has none, or BOOTSZ is not in @self: nothing was written to @start
 *   and @size
 */
gboolean isp_fuses_get_boot_section (const IspFuses *self, const IspPart *part, guint32 *start,
                                     guint32 *size);

/**
 * isp_fuses_get_cpu_hz:
 * @self: fuses
 * @part: the chip
 * @crystal_hz: the board's crystal or clock, in Hz; 0: not known, the lowest that the clock row
 *   allows counts
 *
 * The CPU clock that these fuses select, after CKDIV8.
 *
 * Returns: Hz; 0: not known
 */
guint32 isp_fuses_get_cpu_hz (const IspFuses *self, const IspPart *part, guint32 crystal_hz);

/**
 * isp_fuses_get_clock:
 * @self: fuses
 * @part: the chip
 *
 * The clock that these fuses select.
 *
 * Returns: (transfer none) (nullable): a row of @part; %NULL if the byte is not in @self or no row
 *   matches
 */
const IspClockRow *isp_fuses_get_clock (const IspFuses *self, const IspPart *part);

/**
 * isp_fuses_get_brown_out_mv:
 * @self: fuses
 * @part: the chip
 *
 * The supply below which brown-out detection holds the chip in reset.
 *
 * Returns: mV; 0: turned off, reserved or not known
 */
guint isp_fuses_get_brown_out_mv (const IspFuses *self, const IspPart *part);

/**
 * isp_fuses_is_possible:
 * @self: fuses that were read
 * @part: the chip
 *
 * Tells whether fuses can be what a chip answered over ISP. With SPIEN off, or RSTDISBL or DWEN on,
 * it could not have answered: such a reading means a bad link.
 *
 * Returns: %FALSE if they cannot
 */
gboolean isp_fuses_is_possible (const IspFuses *self, const IspPart *part);

/**
 * isp_fuses_blocks_writing:
 * @self: fuses
 * @part: the chip
 *
 * Tells whether the lock bits (LB) forbid writing until the next chip erase: every mode but 11.
 *
 * Returns: %TRUE if they do; %FALSE also if the lock byte is not in @self
 */
gboolean isp_fuses_blocks_writing (const IspFuses *self, const IspPart *part);

/**
 * isp_fuses_blocks_reading:
 * @self: fuses
 * @part: the chip
 *
 * Tells whether the lock bits (LB) forbid reading as well: mode 00, and 01, which is not defined.
 *
 * Returns: %TRUE if they do; %FALSE also if the lock byte is not in @self
 */
gboolean isp_fuses_blocks_reading (const IspFuses *self, const IspPart *part);

/**
 * IspBeyond:
 * @ISP_BEYOND_WHATEVER: nothing that could be left out
 * @ISP_BEYOND_SAME_LOADER: the bootloader that is on the keyboard already
 * @ISP_BEYOND_LOADER: a bootloader beside the firmware, which is another one, or cannot be compared
 *
 * What an image for a USB bootloader has where that bootloader is.
 */
typedef enum
{
  ISP_BEYOND_WHATEVER,
  ISP_BEYOND_SAME_LOADER,
  ISP_BEYOND_LOADER,
} IspBeyond;

/**
 * IspHazardId:
 *
 * What can be dangerous about a plan. The comment of each says what the fields of #IspHazard hold
 * besides its severity and byte.
 */
typedef enum
{
  /* blocking */
  ISP_HAZARD_SPIEN_OFF,
  ISP_HAZARD_RESET_DISABLED,
  ISP_HAZARD_DEBUG_WIRE,
  ISP_HAZARD_IMAGE_OUTSIDE, /* range: what is outside */
  ISP_HAZARD_IMAGE_EMPTY,
  ISP_HAZARD_IMAGE_OVERLAP, /* range */
  ISP_HAZARD_BOOT_MISMATCH, /* image starts elsewhere than the boot section; range = boot section;
                                fuses */
  ISP_HAZARD_FIRMWARE_IN_BOOT, /* firmware runs into the boot section, or over USB into the
                                  bootloader; range = shared part */
  ISP_HAZARD_NEEDS_ERASE,      /* --no-erase, and a bit would have to go from 0 to 1 */
  ISP_HAZARD_NO_BACKUP,        /* a backup is requested, and the chip cannot be read */
  ISP_HAZARD_LOCKED,           /* writing blocked, and no erase in the plan */
  ISP_HAZARD_UNREADABLE,     /* the job is to read, save or compare, and the lock bits forbid it */
  ISP_HAZARD_IMAGE_PART,     /* the image file names another part (signature section, preset) */
  ISP_HAZARD_UNKNOWN_BITS,   /* fuses are to be written, and the row does not name
                                every implemented bit; a byte is to be written that cannot be
                                read back; a field changes to a reserved value; value = the
                                bits */
  ISP_HAZARD_IMAGE_DUMP,     /* words that equal their addresses: read from a locked chip */
  ISP_HAZARD_IMAGE_EEPROM,   /* the file's name says that it is for the EEPROM */
  ISP_HAZARD_IMAGE_NOT_CODE, /* raw binary that does not start like a program */
  ISP_HAZARD_CLOCK_NOT_CRYSTAL, /* the clock changes to one that the known crystal cannot supply;
                                   value = the crystal, Hz; clock */
  ISP_HAZARD_IN_LOADER,   /* over USB: the image has data where the bootloader is, which would be
                             overwritten; range; value = IspBeyond */
  ISP_HAZARD_OTHER_BOARD, /* the boot section is not what an interrupted job can have left */
  ISP_HAZARD_NO_EEPROM,   /* over USB: this bootloader does not write EEPROM */
  /* warnings */
  ISP_HAZARD_CLOCK_SOURCE, /* the clock changes to one that needs a part on the board; value = Hz or
                              0; clock */
  ISP_HAZARD_CRYSTAL_MHZ,  /* value = the preset's clock, Hz; right only with this crystal on the
                              board */
  ISP_HAZARD_BROWN_OUT,    /* brown-out above the supply; value = mV */
  ISP_HAZARD_WDTON,
  ISP_HAZARD_CKOUT,
  ISP_HAZARD_OCDEN,
  ISP_HAZARD_HWBE_OFF,       /* HWBE off, and the preset's bootloader is started by HWB */
  ISP_HAZARD_BOOTRST_OFF,    /* BOOTRST off, and the preset's bootloader, or one that nothing else
                                starts, is started by reset; fuses */
  ISP_HAZARD_SELFPRGEN,      /* self-programming off: a bootloader cannot write */
  ISP_HAZARD_LOCK_BOOT,      /* lock bits stop the bootloader from writing the application */
  ISP_HAZARD_LOCK_CHIP,      /* LB programmed: the next ISP job has to erase */
  ISP_HAZARD_LOSES_CONTENT,  /* locked against reading: a backup is not possible, the contents are
                                lost */
  ISP_HAZARD_NOT_PROVEN,     /* so it cannot prove either that it is the one that a job was
                                interrupted on */
  ISP_HAZARD_JTAG_ON,        /* some matrix columns are dead (QMK also turns it off in software) */
  ISP_HAZARD_INTERNAL_CLOCK, /* the internal oscillator, although the preset wants a clock from the
                                board; value = the resulting CPU clock, Hz */
  ISP_HAZARD_LOSES_BOOTLOADER, /* the erase takes what is in the boot section, and nothing in the
                                  image replaces it; range = boot section */
  ISP_HAZARD_NO_START,     /* no program begins where the chip will start; value = the address */
  ISP_HAZARD_POWER_STAGE,  /* PSC outputs are held at one level from reset on */
  ISP_HAZARD_BACKUP_BLANK, /* a restore leaves nothing on the chip */
  ISP_HAZARD_BACKUP_NO_BOOTLOADER, /* range: where there is one now */
  ISP_HAZARD_BACKUP_NO_FIRMWARE,   /* but a bootloader */
  ISP_HAZARD_BOOT_MOVED, /* fuses alone: range = where the bootloader is; value = where the chip
                            would look for it */
  /* facts */
  ISP_HAZARD_LEFT_OUT,     /* over USB: the bootloader inside the image; range */
  ISP_HAZARD_NOT_SAVED,    /* over USB: this bootloader cannot be read before it is erased, so there
                              is no backup; blocking where one was asked for */
  ISP_HAZARD_NOT_COMPARED, /* over USB: this bootloader cannot be read at all */
  ISP_N_HAZARDS,
} IspHazardId;

/**
 * IspSeverity:
 * @ISP_SEVERITY_FACT: worth showing, nothing to decide
 * @ISP_SEVERITY_WARNING: the person has to agree
 * @ISP_SEVERITY_BLOCKING: the job is refused
 *
 * How much a hazard weighs.
 */
typedef enum
{
  ISP_SEVERITY_FACT,
  ISP_SEVERITY_WARNING,
  ISP_SEVERITY_BLOCKING,
} IspSeverity;

/**
 * IspHazard:
 *
 * One hazard of a plan. Plain values; @clock points into the parts table.
 */
typedef struct
{
  IspHazardId id;
  IspSeverity severity;
  IspFuseByte byte;         /* of a fuse hazard: which byte */
  guint32 value;            /* as the id says */
  IspRange range;           /* as the id says */
  IspFuses fuses;           /* fuses that would fit instead, without the lock; has == 0: none */
  const IspClockRow *clock; /* as the id says; NULL: not known */
} IspHazard;

/**
 * isp_hazard_get_id:
 * @id: a hazard
 *
 * The name of a hazard in JSON and tests.
 *
 * Returns: (transfer none): "spien-off"
 */
const char *isp_hazard_get_id (IspHazardId id);

/**
 * isp_hazard_get_error_code:
 * @id: a hazard
 *
 * The error that a job fails with when this hazard stops it.
 *
 * Returns: an #IspError
 */
int isp_hazard_get_error_code (IspHazardId id);

/**
 * isp_fuses_find_hazards:
 * @part: the chip
 * @before: what is on the chip now
 * @after: what will be on it, kept bytes included
 * @preset: (nullable): the bootloader that will be on it
 * @crystal_hz: the board's crystal, in Hz; 0: not known
 * @hazards: (element-type IspHazard): where hazards are appended
 *
 * Finds what is dangerous about a set of fuse and lock bytes. A dangerous value is a fact if the
 * preset asks for it, and a warning if it differs from the preset; without a preset it is a warning
 * only if it changes. What would end ISP, bits that the row does not name, a change to a reserved
 * value, and a clock that the known crystal cannot supply are blocking.
 */
void isp_fuses_find_hazards (const IspPart *part, const IspFuses *before, const IspFuses *after,
                             const IspPreset *preset, guint32 crystal_hz, GArray *hazards);

G_END_DECLS
