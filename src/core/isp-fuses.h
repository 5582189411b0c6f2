/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuse and lock bytes as values: decoding to named fields and back, comparing, and what is
 * dangerous. A programmed bit is 0. Pure functions, any thread. */
#pragma once

#include "isp-image.h"
#include "isp-part.h"
#include "isp-preset.h"

G_BEGIN_DECLS

/* A set of fuse and lock bytes; has bit i: byte i is known or wanted. */
typedef struct
{
  guint8 value[ISP_N_FUSES];
  guint8 has; /* 1 << IspFuseByte */
} IspFuses;

#define ISP_FUSES_HAS(f, b) (((f)->has >> (b)) & 1)

const char *isp_fuse_byte_get_id (IspFuseByte byte); /* "lfuse" "hfuse" "efuse" "lock" */
const char *isp_field_get_name (IspField field);     /* datasheet name: "CKDIV8", "SUT_CKSEL" */

/* The field's bits shifted down; the byte must be in fuses, the field on the part (else G_MAXUINT).
 */
guint isp_fuses_get_field (const IspFuses *self, const IspPart *part, IspField field);
/* FALSE: the part has no such field. Adds the byte (all ones) when it was not there. */
gboolean isp_fuses_set_field (IspFuses *self, const IspPart *part, IspField field, guint value);
/* A single-bit field that is 0 (programmed). FALSE also when unknown. */
gboolean isp_fuses_is_programmed (const IspFuses *self, const IspPart *part, IspField field);
/* Unimplemented bits to 1, bytes that the part has not dropped. */
void isp_fuses_normalize (IspFuses *self, const IspPart *part);
/* Equal under the part's masks in every byte that both have. */
gboolean isp_fuses_equal (const IspFuses *a, const IspFuses *b, const IspPart *part);
gboolean isp_fuse_byte_equal (const IspPart *part, IspFuseByte byte, guint8 a, guint8 b);
/* base with every byte that over has. */
IspFuses isp_fuses_overlay (const IspFuses *base, const IspFuses *over);
/* "L 5E · H D9 · E F3" in wanted's digits where masks allow; lock only when include_lock. g_free.
 */
char *isp_fuses_format (const IspFuses *self, gboolean include_lock);
/**
 * isp_fuses_from_preset:
 * @preset: (nullable): a preset
 * @jtag_off: %TRUE: with JTAG turned off, where the preset has both variants
 *
 * Returns: the fuse bytes that the preset wants, and upstream's lock byte where it is known; no
 * byte without a preset
 */
IspFuses isp_fuses_from_preset (const IspPreset *preset, gboolean jtag_off);
/* "5E,D9[,F3]" or "lfuse=5E,hfuse=D9,efuse=F3,lock=2F" (any subset, any order, 0x allowed).
 * ISP_ERROR_BAD_FILE never: G_OPTION_ERROR_BAD_VALUE naming the piece. */
gboolean isp_fuses_parse (const char *text, IspFuses *out, GError **error);

/* Start and size of the boot section these fuses select; FALSE: unknown or none. */
gboolean isp_fuses_get_boot_section (const IspFuses *self, const IspPart *part, guint32 *start,
                                     guint32 *size);
/* CPU clock these fuses select with a crystal of crystal_hz (0: unknown; then the row's lowest),
 * after CKDIV8. 0: no telling. */
guint32 isp_fuses_get_cpu_hz (const IspFuses *self, const IspPart *part, guint32 crystal_hz);
const IspClockRow *isp_fuses_get_clock (const IspFuses *self, const IspPart *part);
/* Brown-out threshold in mV; 0: off or not known. */
guint isp_fuses_get_brown_out_mv (const IspFuses *self, const IspPart *part);
/* FALSE: a reading that is impossible over ISP (SPIEN off, RSTDISBL or DWEN on): a bad link. */
gboolean isp_fuses_is_possible (const IspFuses *self, const IspPart *part);
/* Lock mode: 11 none, 10 writing blocked, 00 reading blocked as well. */
gboolean isp_fuses_blocks_writing (const IspFuses *self, const IspPart *part);
gboolean isp_fuses_blocks_reading (const IspFuses *self, const IspPart *part);

/* Hazards */
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
  ISP_HAZARD_FIRMWARE_IN_BOOT,  /* firmware runs into the boot section; range = shared part */
  ISP_HAZARD_NEEDS_ERASE,       /* --no-erase, and a bit would have to go from 0 to 1 */
  ISP_HAZARD_NO_BACKUP,         /* a backup is asked for, and the chip cannot be read */
  ISP_HAZARD_LOCKED,            /* writing blocked, and no erase in the plan */
  ISP_HAZARD_IMAGE_PART,        /* the image file names another part (signature section, preset) */
  ISP_HAZARD_UNKNOWN_BITS,      /* fuses are to be written, and the row does not name
                                   every implemented bit; a byte is to be written that cannot be
                                   read back; the clock changes to a reserved value; value = the
                                   bits */
  ISP_HAZARD_IMAGE_DUMP,        /* words that equal their addresses: read from a locked chip */
  ISP_HAZARD_IMAGE_EEPROM,      /* by its name the file is for the EEPROM */
  ISP_HAZARD_IMAGE_NOT_CODE,    /* raw binary that begins like no program */
  ISP_HAZARD_CLOCK_NOT_CRYSTAL, /* the clock changes to one that the known crystal cannot be; value
                                   = the crystal, Hz; clock */
  /* warnings */
  ISP_HAZARD_CLOCK_SOURCE, /* the clock source changes to one that needs a part on the board; value
                              = Hz or 0; clock */
  ISP_HAZARD_CRYSTAL_MHZ,  /* preset's clock: value = Hz; only right with this crystal on the board
                            */
  ISP_HAZARD_BROWN_OUT,    /* brown-out above the supply; value = mV */
  ISP_HAZARD_WDTON,
  ISP_HAZARD_CKOUT,
  ISP_HAZARD_OCDEN,
  ISP_HAZARD_HWBE_OFF,       /* HWBE off with a preset that is entered by HWB */
  ISP_HAZARD_BOOTRST_OFF,    /* BOOTRST unprogrammed with a preset that is entered by reset, or with
                                a bootloader that nothing else starts; fuses */
  ISP_HAZARD_SELFPRGEN,      /* self-programming off: a bootloader cannot write */
  ISP_HAZARD_LOCK_BOOT,      /* lock bits stop the bootloader from writing the application */
  ISP_HAZARD_LOCK_CHIP,      /* LB programmed: further ISP needs an erase */
  ISP_HAZARD_LOSES_CONTENT,  /* locked against reading: no backup is possible, contents are lost */
  ISP_HAZARD_JTAG_ON,        /* some matrix columns are dead (QMK also turns it off in software) */
  ISP_HAZARD_INTERNAL_CLOCK, /* the internal oscillator, where the preset wants a clock from the
                                board; value = the CPU clock it gives, Hz */
  ISP_HAZARD_LOSES_BOOTLOADER, /* the erase takes what is in the boot section, and nothing in the
                                  image replaces it; range = boot section */
  ISP_HAZARD_NO_START, /* no program begins where the chip will start; value = the address */
  ISP_N_HAZARDS,
} IspHazardId;

typedef enum
{
  ISP_SEVERITY_FACT,
  ISP_SEVERITY_WARNING,
  ISP_SEVERITY_BLOCKING,
} IspSeverity;

typedef struct
{
  IspHazardId id;
  IspSeverity severity;
  IspFuseByte byte;         /* fuse hazards: where */
  guint32 value;            /* as the id says */
  IspRange range;           /* as the id says */
  IspFuses fuses;           /* those that would fit instead, without the lock; has 0: none */
  const IspClockRow *clock; /* as the id says; NULL: not known */
} IspHazard;

const char *isp_hazard_get_id (IspHazardId id); /* "spien-off": for JSON and tests */
/* The error that a blocking hazard becomes. */
int isp_hazard_get_error_code (IspHazardId id);

/* Hazards of the resulting fuse bytes (kept ones too), given what is on the chip now, the preset
 * (may be NULL) and the crystal of the board (0: nobody says). Departures from the preset and
 * changes are warnings, bits equal to the preset facts. Appends IspHazard elements to hazards. */
void isp_fuses_find_hazards (const IspPart *part, const IspFuses *before, const IspFuses *after,
                             const IspPreset *preset, guint32 crystal_hz, GArray *hazards);

G_END_DECLS
