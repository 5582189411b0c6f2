/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is dangerous about a set of fuse and lock bytes. The plan adds what images and backups bring
 * in. */
#include "isp-error.h"
#include "isp-fuses.h"

/* clang-format off */
static const struct
{
  const char *id;
  IspError error; /* that it becomes when it stops a job */
} hazards_table[ISP_N_HAZARDS] = {
  [ISP_HAZARD_SPIEN_OFF]        = { "spien-off", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_RESET_DISABLED]   = { "reset-disabled", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_DEBUG_WIRE]       = { "debug-wire", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_IMAGE_OUTSIDE]    = { "image-outside", ISP_ERROR_DOES_NOT_FIT },
  [ISP_HAZARD_IMAGE_EMPTY]      = { "image-empty", ISP_ERROR_BAD_FILE },
  [ISP_HAZARD_IMAGE_OVERLAP]    = { "image-overlap", ISP_ERROR_OVERLAP },
  [ISP_HAZARD_BOOT_MISMATCH]    = { "boot-mismatch", ISP_ERROR_DOES_NOT_FIT },
  [ISP_HAZARD_FIRMWARE_IN_BOOT] = { "firmware-in-boot", ISP_ERROR_DOES_NOT_FIT },
  [ISP_HAZARD_NEEDS_ERASE]      = { "needs-erase", ISP_ERROR_UNSUPPORTED },
  [ISP_HAZARD_NO_BACKUP]        = { "no-backup", ISP_ERROR_BACKUP },
  [ISP_HAZARD_LOCKED]           = { "locked", ISP_ERROR_LOCKED },
  [ISP_HAZARD_UNREADABLE]       = { "unreadable", ISP_ERROR_UNREADABLE },
  [ISP_HAZARD_IMAGE_PART]       = { "image-part", ISP_ERROR_DOES_NOT_FIT },
  [ISP_HAZARD_UNKNOWN_BITS]     = { "unknown-bits", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_IMAGE_DUMP]       = { "image-dump", ISP_ERROR_BAD_FILE },
  [ISP_HAZARD_IMAGE_EEPROM]     = { "image-eeprom", ISP_ERROR_BAD_FILE },
  [ISP_HAZARD_IMAGE_NOT_CODE]   = { "image-not-code", ISP_ERROR_BAD_FILE },
  [ISP_HAZARD_CLOCK_NOT_CRYSTAL] = { "clock-not-crystal", ISP_ERROR_CRYSTAL },
  [ISP_HAZARD_IN_LOADER]        = { "in-loader", ISP_ERROR_DOES_NOT_FIT },
  [ISP_HAZARD_OTHER_BOARD]      = { "other-board", ISP_ERROR_OTHER_BOARD },
  [ISP_HAZARD_NO_EEPROM]        = { "no-eeprom", ISP_ERROR_UNSUPPORTED },
  [ISP_HAZARD_CLOCK_SOURCE]     = { "clock-source", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_CRYSTAL_MHZ]      = { "crystal-mhz", ISP_ERROR_CRYSTAL },
  [ISP_HAZARD_BROWN_OUT]        = { "brown-out", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_WDTON]            = { "wdton", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_CKOUT]            = { "ckout", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_OCDEN]            = { "ocden", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_HWBE_OFF]         = { "hwbe-off", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_BOOTRST_OFF]      = { "bootrst-off", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_SELFPRGEN]        = { "selfprgen", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_LOCK_BOOT]        = { "lock-boot", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_LOCK_CHIP]        = { "lock-chip", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_LOSES_CONTENT]    = { "loses-content", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_NOT_PROVEN]       = { "not-proven", ISP_ERROR_OTHER_BOARD },
  [ISP_HAZARD_JTAG_ON]          = { "jtag-on", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_INTERNAL_CLOCK]   = { "internal-clock", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_LOSES_BOOTLOADER] = { "loses-bootloader", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_NO_START]         = { "no-start", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_POWER_STAGE]      = { "power-stage", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_LEFT_OUT]         = { "left-out", ISP_ERROR_DOES_NOT_FIT },
  [ISP_HAZARD_NOT_SAVED]        = { "not-saved", ISP_ERROR_BACKUP },
  [ISP_HAZARD_NOT_COMPARED]     = { "not-compared", ISP_ERROR_UNSUPPORTED },
  [ISP_HAZARD_BACKUP_BLANK]     = { "backup-blank", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_BACKUP_NO_BOOTLOADER] = { "backup-no-bootloader", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_BACKUP_NO_FIRMWARE] = { "backup-no-firmware", ISP_ERROR_UNSAFE },
  [ISP_HAZARD_BOOT_MOVED]       = { "boot-moved", ISP_ERROR_UNSAFE },
};

/* Single bits: dangerous when the bit is 0 (programmed) or 1. */
static const struct
{
  IspHazardId id;
  IspField field;
  guint8 dangerous;
  gboolean blocking;
} bit_rules[] = {
  { ISP_HAZARD_SPIEN_OFF,      ISP_FIELD_SPIEN,     1, TRUE },
  { ISP_HAZARD_RESET_DISABLED, ISP_FIELD_RSTDISBL,  0, TRUE },
  { ISP_HAZARD_DEBUG_WIRE,     ISP_FIELD_DWEN,      0, TRUE },
  { ISP_HAZARD_WDTON,          ISP_FIELD_WDTON,     0, FALSE },
  { ISP_HAZARD_CKOUT,          ISP_FIELD_CKOUT,     0, FALSE },
  { ISP_HAZARD_OCDEN,          ISP_FIELD_OCDEN,     0, FALSE },
  { ISP_HAZARD_HWBE_OFF,       ISP_FIELD_HWBE,      1, FALSE },
  { ISP_HAZARD_BOOTRST_OFF,    ISP_FIELD_BOOTRST,   1, FALSE },
  { ISP_HAZARD_SELFPRGEN,      ISP_FIELD_SELFPRGEN, 1, FALSE },
  { ISP_HAZARD_JTAG_ON,        ISP_FIELD_JTAGEN,    0, FALSE },
};
/* clang-format on */

typedef struct
{
  const IspPart *part;
  const IspFuses *before, *after;
  const IspPreset *preset; /* may be NULL */
  guint32 crystal_hz;      /* 0: not known */
  IspFuses wanted;         /* the preset's bytes; none without a preset */
  GArray *hazards;
} Judge;

const char *
isp_hazard_get_id (IspHazardId id)
{
  g_return_val_if_fail ((guint) id < ISP_N_HAZARDS, NULL);

  return hazards_table[id].id;
}

int
isp_hazard_get_error_code (IspHazardId id)
{
  g_return_val_if_fail ((guint) id < ISP_N_HAZARDS, ISP_ERROR_UNSAFE);

  return hazards_table[id].error;
}

static void
add (Judge *judge, IspHazardId id, IspSeverity severity, IspFuseByte byte, guint32 value)
{
  IspHazard hazard = { .id = id, .severity = severity, .byte = byte, .value = value };

  g_array_append_val (judge->hazards, hazard);
}

/* Severity of a dangerous value: a fact if the preset asks for it, a warning if it differs from the
 * preset; without a preset, a warning only if the value changes. */
static IspSeverity
weigh (const Judge *judge, IspFuseByte byte, guint8 mask)
{
  guint8 now = judge->after->value[byte];

  if (ISP_FUSES_HAS (&judge->wanted, byte))
    return ((now ^ judge->wanted.value[byte]) & mask) == 0 ? ISP_SEVERITY_FACT
                                                           : ISP_SEVERITY_WARNING;
  if (judge->preset == NULL && ISP_FUSES_HAS (judge->before, byte) &&
      ((now ^ judge->before->value[byte]) & mask) == 0)
    return ISP_SEVERITY_FACT;
  return ISP_SEVERITY_WARNING;
}

static guint8
find_unnamed_bits (const IspPart *part, IspFuseByte byte)
{
  guint8 named = 0;

  for (guint i = 0; i < part->n_fields; i++)
    if (part->fields[i].byte == byte)
      named |= part->fields[i].mask;
  return part->fuse_mask[byte] & ~named;
}

/* Fuses are written only if the row names every fuse bit of the part, and a byte only if it can be
 * read back. Without a fuse to write there is nothing to refuse. */
static void
judge_unknown_bits (Judge *judge)
{
  gboolean writes = FALSE;

  for (guint byte = 0; byte < ISP_FUSE_LOCK; byte++)
    if (ISP_FUSES_HAS (judge->after, byte) &&
        (!ISP_FUSES_HAS (judge->before, byte) ||
         !isp_fuse_byte_equal (judge->part, byte, judge->before->value[byte],
                               judge->after->value[byte])))
      writes = TRUE;

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    {
      guint8 unnamed = find_unnamed_bits (judge->part, byte);

      if (writes && unnamed != 0)
        add (judge, ISP_HAZARD_UNKNOWN_BITS, ISP_SEVERITY_BLOCKING, byte, unnamed);
      else if (ISP_FUSES_HAS (judge->after, byte) &&
               !isp_part_has_instruction (judge->part, isp_fuse_byte_get_read_op (byte)))
        add (judge, ISP_HAZARD_UNKNOWN_BITS, ISP_SEVERITY_BLOCKING, byte,
             judge->part->fuse_mask[byte]);
    }
}

/* A change to a value that the data sheet reserves may stop the chip for good. What a chip answers
 * with already it may keep. */
static void
judge_reserved (Judge *judge)
{
  for (guint i = 0; i < judge->part->n_fields; i++)
    {
      const IspFuseField *field = &judge->part->fields[i];
      guint now = isp_fuses_get_field (judge->after, judge->part, field->field);

      if (field->byte != ISP_FUSE_LOCK && now != G_MAXUINT &&
          now != isp_fuses_get_field (judge->before, judge->part, field->field) &&
          isp_part_is_reserved (judge->part, field->field, now))
        add (judge, ISP_HAZARD_UNKNOWN_BITS, ISP_SEVERITY_BLOCKING, field->byte, field->mask);
    }
}

/* HWBE and BOOTRST matter only to a bootloader that is started by them. */
static gboolean
rule_applies (const Judge *judge, IspHazardId id)
{
  if (id == ISP_HAZARD_HWBE_OFF)
    return judge->preset != NULL && judge->preset->entry == ISP_ENTRY_HWB;
  if (id == ISP_HAZARD_BOOTRST_OFF)
    return judge->preset != NULL && judge->preset->entry == ISP_ENTRY_RESET;
  return TRUE;
}

static void
judge_bits (Judge *judge)
{
  for (guint i = 0; i < G_N_ELEMENTS (bit_rules); i++)
    {
      const IspFuseField *field = isp_part_get_field (judge->part, bit_rules[i].field);

      if (field == NULL || !rule_applies (judge, bit_rules[i].id) ||
          isp_fuses_get_field (judge->after, judge->part, field->field) != bit_rules[i].dangerous)
        continue;
      add (judge, bit_rules[i].id,
           bit_rules[i].blocking ? ISP_SEVERITY_BLOCKING : weigh (judge, field->byte, field->mask),
           field->byte, 0);
    }
}

static gboolean
needs_a_part_on_the_board (const IspClockRow *clock)
{
  return clock->source == ISP_CLOCK_EXTERNAL || clock->source == ISP_CLOCK_EXTERNAL_RC ||
         clock->source == ISP_CLOCK_CRYSTAL || clock->source == ISP_CLOCK_LOW_CRYSTAL;
}

/* Whether two rows select the same clock; start-up times may differ. A clock that is not known
 * (NULL) equals no other. */
static gboolean
same_clock (const IspClockRow *a, const IspClockRow *b)
{
  return a != NULL && b != NULL && a->source == b->source && a->min_hz == b->min_hz &&
         a->max_hz == b->max_hz;
}

static gboolean
ranges_overlap (const IspClockRow *a, const IspClockRow *b)
{
  return (a->max_hz == 0 || b->min_hz <= a->max_hz) && (b->max_hz == 0 || a->min_hz <= b->max_hz);
}

static guint32
preset_hz (const Judge *judge)
{
  return judge->preset != NULL ? (guint32) (judge->preset->mhz * 1e6 + 0.5) : 0;
}

/* The board's crystal: the one that the caller knows, otherwise the one that the preset is made
 * for, if it uses a crystal. 0: not known. */
static guint32
known_crystal (const Judge *judge)
{
  const IspClockRow *wanted = isp_fuses_get_clock (&judge->wanted, judge->part);

  if (judge->crystal_hz != 0)
    return judge->crystal_hz;
  return wanted != NULL && wanted->source == ISP_CLOCK_CRYSTAL ? preset_hz (judge) : 0;
}

static gboolean
crystal_can_be (const IspClockRow *clock, guint32 hz)
{
  switch (clock->source)
    {
    case ISP_CLOCK_CRYSTAL:
      return hz >= clock->min_hz && (clock->max_hz == 0 || hz <= clock->max_hz);
    case ISP_CLOCK_LOW_CRYSTAL:
      return hz == 32768;
    default:
      return FALSE;
    }
}

static void
add_clock (Judge *judge, IspHazardId id, IspSeverity severity, guint32 hz, const IspClockRow *clock)
{
  IspHazard hazard = {
    .id = id, .severity = severity, .byte = ISP_FUSE_LOW, .value = hz, .clock = clock
  };

  g_array_append_val (judge->hazards, hazard);
}

/* Warns of a clock from the board that was not needed so far or that the preset does not want, and
 * of the internal one if the preset wants the board's. Refuses a clock that the known crystal
 * cannot supply. */
static void
judge_clock_source (Judge *judge)
{
  const IspClockRow *now = isp_fuses_get_clock (judge->after, judge->part);
  const IspClockRow *old = isp_fuses_get_clock (judge->before, judge->part);
  const IspClockRow *wanted = isp_fuses_get_clock (&judge->wanted, judge->part);
  guint32 crystal = known_crystal (judge);

  if (now == NULL || now->source == ISP_CLOCK_RESERVED)
    return;
  if (needs_a_part_on_the_board (now))
    {
      if (crystal != 0 && !crystal_can_be (now, crystal) && !same_clock (now, old) &&
          !same_clock (now, wanted))
        add_clock (judge, ISP_HAZARD_CLOCK_NOT_CRYSTAL, ISP_SEVERITY_BLOCKING, crystal, now);
      else if (old == NULL || old->source != now->source || !ranges_overlap (old, now) ||
               (wanted != NULL && wanted->source != now->source))
        add_clock (judge, ISP_HAZARD_CLOCK_SOURCE, ISP_SEVERITY_WARNING,
                   crystal != 0 && crystal_can_be (now, crystal) ? crystal : 0, now);
    }
  else if (wanted != NULL && needs_a_part_on_the_board (wanted))
    add (judge, ISP_HAZARD_INTERNAL_CLOCK, ISP_SEVERITY_WARNING, ISP_FUSE_LOW,
         isp_fuses_get_cpu_hz (judge->after, judge->part, 0));
}

/* Whether the chip will run at the preset's clock, as far as its fuses tell: the crystal itself
 * cannot be read. */
static gboolean
clock_surely_fits (const Judge *judge, guint32 hz)
{
  const IspClockRow *now = isp_fuses_get_clock (judge->after, judge->part);
  const IspClockRow *old = isp_fuses_get_clock (judge->before, judge->part);
  const IspClockRow *wanted = isp_fuses_get_clock (&judge->wanted, judge->part);
  guint divided = isp_fuses_get_field (judge->after, judge->part, ISP_FIELD_CKDIV8);

  if (now == NULL)
    return FALSE;
  if (!needs_a_part_on_the_board (now))
    return isp_fuses_get_cpu_hz (judge->after, judge->part, 0) == hz;
  return same_clock (now, old) && same_clock (now, wanted) && hz >= now->min_hz &&
         (now->max_hz == 0 || hz <= now->max_hz) &&
         divided == isp_fuses_get_field (judge->before, judge->part, ISP_FIELD_CKDIV8) &&
         divided == isp_fuses_get_field (&judge->wanted, judge->part, ISP_FIELD_CKDIV8);
}

static IspSeverity
weigh_crystal (const Judge *judge, guint32 hz)
{
  const IspClockRow *now = isp_fuses_get_clock (judge->after, judge->part);

  if (judge->crystal_hz != 0 && now != NULL && now->source == ISP_CLOCK_CRYSTAL)
    return judge->crystal_hz == hz ? ISP_SEVERITY_FACT : ISP_SEVERITY_BLOCKING;
  return clock_surely_fits (judge, hz) ? ISP_SEVERITY_FACT : ISP_SEVERITY_WARNING;
}

static void
judge_crystal (Judge *judge)
{
  guint32 hz = preset_hz (judge);

  if (hz != 0)
    add (judge, ISP_HAZARD_CRYSTAL_MHZ, weigh_crystal (judge, hz), ISP_FUSE_LOW, hz);
}

/* The highest threshold at which a 3.3 V board still starts. */
#define HIGHEST_3V3_MV 3000

/* With a threshold at or above the supply that the preset names the chip never starts, whoever
 * asked for it. Without a named supply the board may run on 3.3 V. */
static void
judge_brown_out (Judge *judge)
{
  guint mv = isp_fuses_get_brown_out_mv (judge->after, judge->part);
  guint supply_mv = judge->preset != NULL ? (guint) (judge->preset->volts * 1000 + 0.5) : 0;
  const IspFuseField *level = isp_part_get_field (judge->part, ISP_FIELD_BODLEVEL);
  const IspFuseField *enable = isp_part_get_field (judge->part, ISP_FIELD_BODEN);

  if (supply_mv != 0 && mv >= supply_mv)
    add (judge, ISP_HAZARD_BROWN_OUT, ISP_SEVERITY_WARNING, level->byte, mv);
  else if (supply_mv == 0 && mv > HIGHEST_3V3_MV)
    add (judge, ISP_HAZARD_BROWN_OUT,
         weigh (judge, level->byte, level->mask | (enable != NULL ? enable->mask : 0)), level->byte,
         mv);
}

/* Outputs that are held through reset drive what hangs on them before any firmware runs. One hazard
 * for all of them: the levels are part of it. */
static void
judge_power_stage (Judge *judge)
{
  static const IspField held[] = { ISP_FIELD_PSC0RB, ISP_FIELD_PSC1RB, ISP_FIELD_PSC2RB,
                                   ISP_FIELD_PSC2RBA, ISP_FIELD_PSCRB };
  static const IspField levels[] = { ISP_FIELD_PSCRV, ISP_FIELD_PSCRVA, ISP_FIELD_PSCRVB };
  guint8 mask = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    if (isp_part_get_field (judge->part, held[i]) != NULL)
      {
        mask |= isp_part_get_field (judge->part, held[i])->mask;
        any |= isp_fuses_is_programmed (judge->after, judge->part, held[i]);
      }
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (isp_part_get_field (judge->part, levels[i]) != NULL)
      mask |= isp_part_get_field (judge->part, levels[i])->mask;
  if (any)
    add (judge, ISP_HAZARD_POWER_STAGE, weigh (judge, ISP_FUSE_EXTENDED, mask), ISP_FUSE_EXTENDED,
         0);
}

static void
judge_lock (Judge *judge)
{
  const IspFuseField *lb = isp_part_get_field (judge->part, ISP_FIELD_LB);
  const IspFuseField *blb0 = isp_part_get_field (judge->part, ISP_FIELD_BLB0);
  guint application = isp_fuses_get_field (judge->after, judge->part, ISP_FIELD_BLB0);

  /* BLB01 alone stops SPM; BLB02 alone stops only reading. */
  if (application != G_MAXUINT && (application & 1) == 0)
    add (judge, ISP_HAZARD_LOCK_BOOT, weigh (judge, ISP_FUSE_LOCK, blb0->mask), ISP_FUSE_LOCK, 0);
  if (isp_fuses_blocks_writing (judge->after, judge->part))
    add (judge, ISP_HAZARD_LOCK_CHIP, weigh (judge, ISP_FUSE_LOCK, lb->mask), ISP_FUSE_LOCK, 0);
}

void
isp_fuses_find_hazards (const IspPart *part, const IspFuses *before, const IspFuses *after,
                        const IspPreset *preset, guint32 crystal_hz, GArray *hazards)
{
  g_return_if_fail (part != NULL && before != NULL && after != NULL && hazards != NULL);

  Judge judge = { part,   before, after, preset, crystal_hz, isp_fuses_from_preset (preset, FALSE),
                  hazards };

  judge_unknown_bits (&judge);
  judge_reserved (&judge);
  judge_bits (&judge);
  judge_clock_source (&judge);
  judge_crystal (&judge);
  judge_brown_out (&judge);
  judge_power_stage (&judge);
  judge_lock (&judge);
}
