/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hazards-judge.h"

static void
test_nothing (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspPreset preset = dfu ();
  IspFuses same = fuses_of (0x5e, 0xd9, 0xf3, 0xff);

  g_assert_cmpuint (count (u4, &same, &same, &preset, ISP_SEVERITY_WARNING), ==, 0);
  g_assert_cmpuint (count (u4, &same, &same, NULL, ISP_SEVERITY_WARNING), ==, 0);
  g_assert_cmpuint (count (u4, &unknown, &unknown, NULL, ISP_SEVERITY_FACT), ==, 0);
}

/* Never written, whoever asks, and not even when the preset and the chip agree on it. */
static void
test_never (void)
{
  static const struct
  {
    IspHazardId id;
    guint8 high;
  } cases[] = {
    { ISP_HAZARD_SPIEN_OFF, 0xf9 },
    { ISP_HAZARD_RESET_DISABLED, 0x59 },
    { ISP_HAZARD_DEBUG_WIRE, 0x99 },
  };
  const IspPart *part = isp_parts_by_name ("atmega328p");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IspFuses good = fuses_of (0xff, 0xd9, 0xff, 0xff);
      IspFuses bad = fuses_of (0xff, cases[i].high, 0xff, 0xff);
      IspPreset preset = { .low = 0xff, .high = cases[i].high };
      IspHazard hazard;

      g_assert_cmpint (judge (part, &good, &bad, NULL, cases[i].id, &hazard), ==,
                       ISP_SEVERITY_BLOCKING);
      g_assert_cmpint (hazard.byte, ==, ISP_FUSE_HIGH);
      g_assert_cmpint (judge (part, &bad, &bad, &preset, cases[i].id, NULL), ==,
                       ISP_SEVERITY_BLOCKING);
      g_assert_cmpint (judge (part, &good, &good, &preset, cases[i].id, NULL), ==, NONE);
      g_assert_cmpint (isp_hazard_get_error_code (cases[i].id), ==, ISP_ERROR_UNSAFE);
    }
}

static void
test_unknown_bits (void)
{
  IspPart part = *isp_parts_by_name ("atmega32u4");
  IspFuses fuses = fuses_of (0x5e, 0xd9, 0xf3, 0xff);
  IspHazard hazard;

  IspFuses other = fuses_of (0xde, 0xd9, 0xf3, 0xff);
  IspFuses locked = fuses_of (0x5e, 0xd9, 0xf3, 0xfc);

  g_assert_cmpint (judge (&part, &fuses, &other, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
  part.fuse_mask[ISP_FUSE_EXTENDED] = 0x1f;
  /* Another byte of the row will do. */
  g_assert_cmpint (judge (&part, &fuses, &other, NULL, ISP_HAZARD_UNKNOWN_BITS, &hazard), ==,
                   ISP_SEVERITY_BLOCKING);
  g_assert_cmpint (hazard.byte, ==, ISP_FUSE_EXTENDED);
  g_assert_cmphex (hazard.value, ==, 0x10);
  /* Fuses that stay as they are are not written. */
  g_assert_cmpint (judge (&part, &fuses, &fuses, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
  g_assert_cmpint (judge (&part, &locked, &fuses, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
}

/* What cannot be read back is not written. */
static void
test_unreadable (void)
{
  IspPart part = *isp_parts_by_name ("atmega32u4");
  IspInstructionSet instructions = *part.instructions;
  IspFuses fuses = fuses_of (0x5e, 0xd9, 0xf3, 0xff);
  IspFuses before = fuses;
  IspHazard hazard;

  part.instructions = &instructions;
  memset (instructions.op[ISP_OP_READ_LOCK], 0, 2);
  before.has = fuses.has = 0x07;
  g_assert_cmpint (judge (&part, &before, &fuses, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
  fuses.has = 0x0f;
  g_assert_cmpint (judge (&part, &before, &fuses, NULL, ISP_HAZARD_UNKNOWN_BITS, &hazard), ==,
                   ISP_SEVERITY_BLOCKING);
  g_assert_cmpint (hazard.byte, ==, ISP_FUSE_LOCK);
}

static void
test_clock_source (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspFuses rc = fuses_of (0x52, 0xd8, 0xfb, 0xff);
  IspFuses crystal = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspFuses slow_start = fuses_of (0xde, 0xd8, 0xfb, 0xff);
  IspFuses small = fuses_of (0xfa, 0xd8, 0xfb, 0xff);
  IspFuses signal = fuses_of (0xe0, 0xd8, 0xfb, 0xff);
  IspPreset preset = caterina ();
  IspHazard hazard;

  /* Even as the preset wants it: the board must have the crystal. */
  g_assert_cmpint (judge (u4, &rc, &crystal, &preset, ISP_HAZARD_CLOCK_SOURCE, &hazard), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (hazard.byte, ==, ISP_FUSE_LOW);
  g_assert_cmpuint (hazard.value, ==, 16000000);
  g_assert_cmpint (judge (u4, &rc, &crystal, NULL, ISP_HAZARD_CLOCK_SOURCE, &hazard), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpuint (hazard.value, ==, 0);
  g_assert_cmpint (judge (u4, &unknown, &crystal, NULL, ISP_HAZARD_CLOCK_SOURCE, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &crystal, &signal, NULL, ISP_HAZARD_CLOCK_SOURCE, NULL), ==,
                   ISP_SEVERITY_WARNING);
  /* Another start-up time is no other clock; another range is. */
  g_assert_cmpint (judge (u4, &slow_start, &crystal, &preset, ISP_HAZARD_CLOCK_SOURCE, NULL), ==,
                   NONE);
  g_assert_cmpint (judge (u4, &crystal, &small, NULL, ISP_HAZARD_CLOCK_SOURCE, NULL), ==,
                   ISP_SEVERITY_WARNING);
  /* Not as the preset has it, though it is on the chip. */
  preset.low = 0xe0;
  g_assert_cmpint (judge (u4, &crystal, &crystal, &preset, ISP_HAZARD_CLOCK_SOURCE, NULL), ==,
                   ISP_SEVERITY_WARNING);
}

/* It is there on every board, but USB does not run on it. */
static void
test_internal_clock (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspFuses rc = fuses_of (0x52, 0xd8, 0xfb, 0xff);
  IspFuses crystal = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspPreset preset = caterina ();
  IspHazard hazard;

  g_assert_cmpint (judge (u4, &crystal, &rc, NULL, ISP_HAZARD_CLOCK_SOURCE, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &crystal, &rc, NULL, ISP_HAZARD_INTERNAL_CLOCK, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &rc, &rc, &preset, ISP_HAZARD_CLOCK_SOURCE, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &rc, &rc, &preset, ISP_HAZARD_INTERNAL_CLOCK, &hazard), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpuint (hazard.value, ==, 1000000);
  g_assert_cmpint (judge (u4, &rc, &crystal, &preset, ISP_HAZARD_INTERNAL_CLOCK, NULL), ==, NONE);
  preset.low = 0x52;
  g_assert_cmpint (judge (u4, &rc, &rc, &preset, ISP_HAZARD_INTERNAL_CLOCK, NULL), ==, NONE);
}

static void
test_reserved_clock (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspFuses crystal = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspFuses reserved = fuses_of (0xc1, 0xd8, 0xfb, 0xff);
  IspPreset preset = caterina ();
  IspHazard hazard;

  g_assert_cmpint (judge (u4, &crystal, &reserved, NULL, ISP_HAZARD_UNKNOWN_BITS, &hazard), ==,
                   ISP_SEVERITY_BLOCKING);
  g_assert_cmpint (hazard.byte, ==, ISP_FUSE_LOW);
  g_assert_cmphex (hazard.value, ==, 0x3f);
  preset.low = 0xc1; /* not even so */
  g_assert_cmpint (judge (u4, &unknown, &reserved, &preset, ISP_HAZARD_UNKNOWN_BITS, NULL), ==,
                   ISP_SEVERITY_BLOCKING);
  /* A chip that answers with it may keep it. */
  g_assert_cmpint (judge (u4, &reserved, &reserved, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
}

static void
test_crystal (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspFuses same = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspFuses divided = fuses_of (0x7f, 0xd8, 0xfb, 0xff);
  IspFuses rc8 = fuses_of (0xe2, 0xd8, 0xfb, 0xff);
  IspFuses small = fuses_of (0xfc, 0xd8, 0xfb, 0xff);
  IspPreset preset = caterina ();
  IspPreset any = dfu ();
  IspHazard hazard;

  g_assert_cmpint (judge (u4, &same, &same, &preset, ISP_HAZARD_CRYSTAL_MHZ, &hazard), ==,
                   ISP_SEVERITY_FACT);
  g_assert_cmpuint (hazard.value, ==, 16000000);
  g_assert_cmpint (judge (u4, &same, &same, &any, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &same, &same, NULL, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==, NONE);
  /* Another divider or clock before: the board may have another crystal. */
  g_assert_cmpint (judge (u4, &divided, &same, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &rc8, &same, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &unknown, &same, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &same, &unknown, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
  /* Kept as on the chip, but not as the preset has it. */
  g_assert_cmpint (judge (u4, &divided, &divided, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
  /* Below the range. */
  preset.low = 0xfc;
  g_assert_cmpint (judge (u4, &small, &small, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
  preset.mhz = 8;
  g_assert_cmpint (judge (u4, &small, &small, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_FACT);
  /* The internal oscillator can be told. */
  preset.low = 0xe2;
  g_assert_cmpint (judge (u4, &same, &rc8, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_FACT);
  preset.mhz = 16;
  g_assert_cmpint (judge (u4, &rc8, &rc8, &preset, ISP_HAZARD_CRYSTAL_MHZ, NULL), ==,
                   ISP_SEVERITY_WARNING);
}

/* Somebody who read the crystal knows better than the fuses. */
static void
test_told_crystal (void)
{
  static const struct
  {
    guint32 crystal;
    IspSeverity severity;
  } rows[] = { { 0, ISP_SEVERITY_WARNING },
               { 16000000, ISP_SEVERITY_FACT },
               { 8000000, ISP_SEVERITY_BLOCKING } };
  IspFuses before = fuses_of (0x7f, 0xd8, 0xfb, 0xff);
  IspFuses after = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspPreset preset = caterina ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
      gboolean found = FALSE;

      isp_fuses_find_hazards (isp_parts_by_name ("atmega32u4"), &before, &after, &preset,
                              rows[i].crystal, hazards);
      for (guint j = 0; j < hazards->len; j++)
        {
          const IspHazard *hazard = &g_array_index (hazards, IspHazard, j);

          if (hazard->id != ISP_HAZARD_CRYSTAL_MHZ)
            continue;
          found = TRUE;
          g_assert_cmpint (hazard->severity, ==, rows[i].severity);
        }
      g_assert_true (found);
    }
}

static void
test_brown_out (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  const IspPart *m32 = isp_parts_by_name ("atmega32a");
  IspFuses high = fuses_of (0xff, 0xd8, 0xf8, 0xff);
  IspFuses low = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspFuses m32_off = fuses_of (0x4f, 0xd0, 0, 0xff);
  IspFuses m32_on = fuses_of (0x0f, 0xd0, 0, 0xff);
  IspPreset preset = caterina ();
  IspHazard hazard;

  g_assert_cmpint (judge (u4, &high, &high, &preset, ISP_HAZARD_BROWN_OUT, NULL), ==, NONE);
  preset.volts = 3.3;
  g_assert_cmpint (judge (u4, &low, &low, &preset, ISP_HAZARD_BROWN_OUT, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &high, &high, &preset, ISP_HAZARD_BROWN_OUT, &hazard), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpuint (hazard.value, ==, 4300);
  g_assert_cmpint (hazard.byte, ==, ISP_FUSE_EXTENDED);
  /* A preset that contradicts itself is not better. */
  preset.extended = 0xf8;
  g_assert_cmpint (judge (u4, &low, &high, &preset, ISP_HAZARD_BROWN_OUT, NULL), ==,
                   ISP_SEVERITY_WARNING);
  /* Supply not known: a fact as the preset has it, a warning as a change. */
  preset.volts = 0;
  g_assert_cmpint (judge (u4, &low, &high, &preset, ISP_HAZARD_BROWN_OUT, NULL), ==,
                   ISP_SEVERITY_FACT);
  g_assert_cmpint (judge (u4, &low, &high, NULL, ISP_HAZARD_BROWN_OUT, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &high, &high, NULL, ISP_HAZARD_BROWN_OUT, NULL), ==,
                   ISP_SEVERITY_FACT);
  g_assert_cmpint (judge (u4, &high, &low, NULL, ISP_HAZARD_BROWN_OUT, NULL), ==, NONE);
  /* Turning it on is a change though the level stays. */
  g_assert_cmpint (judge (m32, &m32_off, &m32_on, NULL, ISP_HAZARD_BROWN_OUT, &hazard), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpuint (hazard.value, ==, 4000);
  g_assert_cmpint (judge (m32, &m32_off, &m32_off, NULL, ISP_HAZARD_BROWN_OUT, NULL), ==, NONE);
}

static void
test_jtag (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspFuses off = fuses_of (0x5e, 0xd9, 0xf3, 0xff);
  IspFuses on = fuses_of (0x5e, 0x99, 0xf3, 0xff);
  IspPreset preset = dfu ();

  g_assert_cmpint (judge (u4, &on, &on, &preset, ISP_HAZARD_JTAG_ON, NULL), ==, ISP_SEVERITY_FACT);
  g_assert_cmpint (judge (u4, &off, &on, &preset, ISP_HAZARD_JTAG_ON, NULL), ==, ISP_SEVERITY_FACT);
  g_assert_cmpint (judge (u4, &on, &off, &preset, ISP_HAZARD_JTAG_ON, NULL), ==, NONE);
}

static void
test_entry (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspPreset by_pin = dfu ();
  IspPreset by_reset = caterina ();
  IspFuses as_dfu = fuses_of (0x5e, 0xd9, 0xf3, 0xff);
  IspFuses as_caterina = fuses_of (0xff, 0xd8, 0xfb, 0xff);

  g_assert_cmpint (judge (u4, &as_caterina, &as_dfu, &by_pin, ISP_HAZARD_HWBE_OFF, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &as_caterina, &as_caterina, &by_pin, ISP_HAZARD_HWBE_OFF, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &as_caterina, &as_caterina, &by_reset, ISP_HAZARD_HWBE_OFF, NULL), ==,
                   NONE);
  g_assert_cmpint (judge (u4, &as_caterina, &as_caterina, NULL, ISP_HAZARD_HWBE_OFF, NULL), ==,
                   NONE);
  g_assert_cmpint (judge (u4, &as_dfu, &as_dfu, &by_reset, ISP_HAZARD_BOOTRST_OFF, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (u4, &as_dfu, &as_dfu, &by_pin, ISP_HAZARD_BOOTRST_OFF, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &as_dfu, &as_caterina, &by_reset, ISP_HAZARD_BOOTRST_OFF, NULL), ==,
                   NONE);
}

/* None of the parts so far has the bit: a row made up for it. */
static void
test_selfprgen (void)
{
  static const IspFuseField fields[] = { { ISP_FIELD_SELFPRGEN, ISP_FUSE_EXTENDED, 0x01 } };
  const IspPart part = { .instructions = isp_parts_by_name ("atmega328p")->instructions,
                         .fuse_mask = { 0, 0, 0x01, 0 },
                         .fields = fields,
                         .n_fields = 1 };
  IspFuses on = { .value = { 0, 0, 0xfe, 0 }, .has = 1 << ISP_FUSE_EXTENDED };
  IspFuses off = { .value = { 0, 0, 0xff, 0 }, .has = 1 << ISP_FUSE_EXTENDED };
  IspPreset preset = { .extended = 0xfe, .has_extended = TRUE };

  g_assert_cmpint (judge (&part, &off, &off, &preset, ISP_HAZARD_SELFPRGEN, NULL), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (judge (&part, &off, &on, &preset, ISP_HAZARD_SELFPRGEN, NULL), ==, NONE);
  g_assert_cmpint (judge (&part, &on, &off, NULL, ISP_HAZARD_SELFPRGEN, NULL), ==,
                   ISP_SEVERITY_WARNING);
}

static void
test_lock (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspPreset preset = caterina ();
  IspFuses open = fuses_of (0xff, 0xd8, 0xfb, 0xff);
  IspFuses advised = fuses_of (0xff, 0xd8, 0xfb, 0x2f);
  IspFuses no_spm = fuses_of (0xff, 0xd8, 0xfb, 0xfb);
  IspFuses no_lpm = fuses_of (0xff, 0xd8, 0xfb, 0xf7);
  IspFuses chip = fuses_of (0xff, 0xd8, 0xfb, 0xfc);
  IspHazard hazard;

  g_assert_cmpint (judge (u4, &open, &advised, &preset, ISP_HAZARD_LOCK_BOOT, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &open, &advised, &preset, ISP_HAZARD_LOCK_CHIP, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &no_spm, &no_spm, &preset, ISP_HAZARD_LOCK_BOOT, &hazard), ==,
                   ISP_SEVERITY_WARNING);
  g_assert_cmpint (hazard.byte, ==, ISP_FUSE_LOCK);
  g_assert_cmpint (judge (u4, &no_spm, &no_spm, NULL, ISP_HAZARD_LOCK_BOOT, NULL), ==,
                   ISP_SEVERITY_FACT);
  g_assert_cmpint (judge (u4, &open, &no_lpm, &preset, ISP_HAZARD_LOCK_BOOT, NULL), ==, NONE);
  g_assert_cmpint (judge (u4, &open, &chip, NULL, ISP_HAZARD_LOCK_CHIP, NULL), ==,
                   ISP_SEVERITY_WARNING);
  preset.lock = 0xfc;
  preset.has_lock = TRUE;
  g_assert_cmpint (judge (u4, &open, &chip, &preset, ISP_HAZARD_LOCK_CHIP, NULL), ==,
                   ISP_SEVERITY_FACT);
}

/* Part of what other programs read. */
static void
test_ids (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    {
      const char *id = isp_hazard_get_id (i);

      g_assert_nonnull (id);
      g_assert_true (g_regex_match_simple ("^[a-z]+(-[a-z]+)*$", id, 0, 0));
      g_assert_true (g_hash_table_add (seen, (gpointer) id));
      g_assert_nonnull (isp_error_get_row ((IspError) isp_hazard_get_error_code (i)));
    }
  g_assert_cmpstr (isp_hazard_get_id (ISP_HAZARD_SPIEN_OFF), ==, "spien-off");
  g_assert_cmpstr (isp_hazard_get_id (ISP_HAZARD_JTAG_ON), ==, "jtag-on");
  g_assert_cmpint (isp_hazard_get_error_code (ISP_HAZARD_IMAGE_OUTSIDE), ==,
                   ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpint (isp_hazard_get_error_code (ISP_HAZARD_LOCKED), ==, ISP_ERROR_LOCKED);
  g_assert_cmpint (isp_hazard_get_error_code (ISP_HAZARD_NO_BACKUP), ==, ISP_ERROR_BACKUP);
}

/* With a crystal that is known, fuses that it cannot serve are refused; a clock that is there
 * already is not news. */
static void
test_known_crystal (void)
{
  static const struct
  {
    guint32 crystal_hz;
    guint8 before, after;
    gboolean refused;
  } rows[] = {
    { 16000000, 0x62, 0xFF, FALSE }, /* 8 MHz and up */
    { 16000000, 0x62, 0xFD, TRUE },  /* 3 to 8 MHz */
    { 16000000, 0x62, 0xE6, TRUE },  /* a watch crystal */
    { 16000000, 0x62, 0xE0, TRUE },  /* a clock signal */
    { 16000000, 0x62, 0xE2, FALSE }, /* the internal oscillator needs none */
    { 16000000, 0xFD, 0xFD, FALSE }, { 8000000, 0x62, 0xFD, FALSE }, { 0, 0x62, 0xE6, FALSE },
  };
  const IspPart *part = isp_parts_by_name ("atmega32u4");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
      IspFuses before = { { rows[i].before, 0xD9, 0xFB, 0xFF }, 0xF };
      IspFuses after = { { rows[i].after, 0xD9, 0xFB, 0xFF }, 0xF };
      gboolean refused = FALSE;

      isp_fuses_find_hazards (part, &before, &after, NULL, rows[i].crystal_hz, hazards);
      for (guint k = 0; k < hazards->len; k++)
        {
          const IspHazard *hazard = &g_array_index (hazards, IspHazard, k);

          refused |= hazard->id == ISP_HAZARD_CLOCK_NOT_CRYSTAL &&
                     hazard->severity == ISP_SEVERITY_BLOCKING;
          if (hazard->id == ISP_HAZARD_CLOCK_SOURCE)
            g_assert_nonnull (hazard->clock);
        }
      if (refused != rows[i].refused)
        g_error ("row %u", i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hazards/known-crystal", test_known_crystal);
  g_test_add_func ("/hazards/nothing", test_nothing);
  g_test_add_func ("/hazards/never", test_never);
  g_test_add_func ("/hazards/unknown-bits", test_unknown_bits);
  g_test_add_func ("/hazards/unreadable", test_unreadable);
  g_test_add_func ("/hazards/clock-source", test_clock_source);
  g_test_add_func ("/hazards/internal-clock", test_internal_clock);
  g_test_add_func ("/hazards/reserved-clock", test_reserved_clock);
  g_test_add_func ("/hazards/crystal", test_crystal);
  g_test_add_func ("/hazards/told-crystal", test_told_crystal);
  g_test_add_func ("/hazards/brown-out", test_brown_out);
  g_test_add_func ("/hazards/jtag", test_jtag);
  g_test_add_func ("/hazards/entry", test_entry);
  g_test_add_func ("/hazards/selfprgen", test_selfprgen);
  g_test_add_func ("/hazards/lock", test_lock);
  g_test_add_func ("/hazards/ids", test_ids);
  return g_test_run ();
}
