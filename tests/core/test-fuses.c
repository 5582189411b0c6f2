/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-fuses.h"
#include "parts/isp-parts.h"

static IspFuses
fuses_of (guint8 low, guint8 high, guint8 extended, guint8 lock)
{
  return (IspFuses){ .value = { low, high, extended, lock }, .has = 0x0f };
}

static void
test_decode (void)
{
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  IspFuses fuses = fuses_of (0x5e, 0xd9, 0xc3, 0x2f);

  g_assert_cmphex (isp_fuses_get_field (&fuses, part, ISP_FIELD_CLOCK), ==, 0x1e);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_CKDIV8), ==, 0);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_CKOUT), ==, 1);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_BOOTRST), ==, 1);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_BOOTSZ), ==, 0);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_JTAGEN), ==, 1);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_BODLEVEL), ==, 3);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_BLB1), ==, 2);
  g_assert_true (isp_fuses_is_programmed (&fuses, part, ISP_FIELD_HWBE));
  g_assert_false (isp_fuses_is_programmed (&fuses, part, ISP_FIELD_JTAGEN));
  /* Not on this part. */
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_RSTDISBL), ==, G_MAXUINT);
  g_assert_false (isp_fuses_is_programmed (&fuses, part, ISP_FIELD_RSTDISBL));
  /* Not known. */
  fuses.has = 1 << ISP_FUSE_LOW;
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_HWBE), ==, G_MAXUINT);
  g_assert_false (isp_fuses_is_programmed (&fuses, part, ISP_FIELD_HWBE));
}

/* Every value of every byte of every part, taken apart and put together again. */
static void
test_round_trip (void)
{
  const IspPart *part;

  for (guint n = 0; (part = isp_parts_get (n)) != NULL; n++)
    for (guint byte = 0; byte < ISP_N_FUSES; byte++)
      for (guint value = 0; value < 256 && part->fuse_mask[byte] != 0; value++)
        {
          IspFuses from = { .has = (guint8) (1 << byte) };
          IspFuses to = { .has = 0 };

          /* What no field names comes along unchanged. */
          from.value[byte] = to.value[byte] = (guint8) value;
          to.has = from.has;
          for (guint f = 0; f < ISP_N_FIELDS; f++)
            if (isp_fuses_get_field (&from, part, f) != G_MAXUINT)
              g_assert_true (isp_fuses_set_field (&to, part, f, 0));
          for (guint f = 0; f < ISP_N_FIELDS; f++)
            {
              guint bits = isp_fuses_get_field (&from, part, f);

              if (bits != G_MAXUINT)
                g_assert_true (isp_fuses_set_field (&to, part, f, bits));
            }
          g_assert_cmphex (to.has, ==, from.has);
          g_assert_cmphex (to.value[byte], ==, from.value[byte]);
        }
}

static void
test_set_field (void)
{
  const IspPart *part = isp_parts_by_name ("atmega328p");
  IspFuses fuses = { .has = 0 };

  g_assert_false (isp_fuses_set_field (&fuses, part, ISP_FIELD_HWBE, 0));
  g_assert_cmphex (fuses.has, ==, 0);
  g_assert_true (isp_fuses_set_field (&fuses, part, ISP_FIELD_BODLEVEL, 4));
  g_assert_cmphex (fuses.has, ==, 1 << ISP_FUSE_EXTENDED);
  g_assert_cmphex (fuses.value[ISP_FUSE_EXTENDED], ==, 0xfc);
  g_assert_true (isp_fuses_set_field (&fuses, part, ISP_FIELD_BODLEVEL, 7));
  g_assert_cmphex (fuses.value[ISP_FUSE_EXTENDED], ==, 0xff);
}

/* SUT and CKSEL of an ATtiny828, with two bits between them that are not theirs. */
static void
test_gap (void)
{
  const IspPart *part = isp_parts_by_name ("attiny828");
  const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_CLOCK);
  IspFuses fuses = fuses_of (0x6e, 0xdf, 0xff, 0xff);

  g_assert_cmpuint (isp_fuse_field_get_max (field), ==, 0xf);
  g_assert_cmpuint (isp_fuses_get_field (&fuses, part, ISP_FIELD_CLOCK), ==, 0xa);
  g_assert_true (isp_fuses_set_field (&fuses, part, ISP_FIELD_CLOCK, 0x5));
  g_assert_cmphex (fuses.value[ISP_FUSE_LOW], ==, 0x5d);
  g_assert_cmphex (isp_fuse_field_put (field, 0x00, 0xf), ==, 0x33);
}

/* PLLCK of an ATtiny26 makes 16 MHz of CKSEL 0001, and nothing of the others. */
static void
test_pll (void)
{
  const IspPart *part = isp_parts_by_name ("attiny26");
  IspFuses fuses = fuses_of (0xe1, 0xf7, 0xff, 0xff);

  fuses.has = 1 << ISP_FUSE_LOW;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, part, 0), ==, 1000000);
  fuses.value[ISP_FUSE_LOW] = 0x61;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, part, 0), ==, 16000000);
  fuses.value[ISP_FUSE_LOW] = 0x64;
  g_assert_cmpint (isp_fuses_get_clock (&fuses, part)->source, ==, ISP_CLOCK_RESERVED);
}

static void
test_compare (void)
{
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  IspFuses a = fuses_of (0x5e, 0xd9, 0xf3, 0xff);
  IspFuses b = fuses_of (0x5e, 0xd9, 0xc3, 0x3f);

  g_assert_true (isp_fuses_equal (&a, &b, part));
  g_assert_true (isp_fuse_byte_equal (part, ISP_FUSE_EXTENDED, 0xf3, 0x03));
  g_assert_false (isp_fuse_byte_equal (part, ISP_FUSE_EXTENDED, 0xf3, 0xfb));
  b.value[ISP_FUSE_HIGH] = 0x99;
  g_assert_false (isp_fuses_equal (&a, &b, part));
  b.has &= (guint8) ~(1 << ISP_FUSE_HIGH);
  g_assert_true (isp_fuses_equal (&a, &b, part));
}

static void
test_normalize (void)
{
  const IspPart *part = isp_parts_by_name ("atmega32a");
  IspFuses fuses = fuses_of (0x0f, 0xd0, 0x04, 0x0c);

  isp_fuses_normalize (&fuses, part);
  g_assert_cmphex (fuses.has, ==, 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_HIGH | 1 << ISP_FUSE_LOCK);
  g_assert_cmphex (fuses.value[ISP_FUSE_LOW], ==, 0x0f);
  g_assert_cmphex (fuses.value[ISP_FUSE_LOCK], ==, 0xcc);

  part = isp_parts_by_name ("atmega328p");
  fuses = fuses_of (0xd7, 0xd0, 0x04, 0xff);
  isp_fuses_normalize (&fuses, part);
  g_assert_cmphex (fuses.value[ISP_FUSE_EXTENDED], ==, 0xfc);
  g_assert_cmphex (fuses.has, ==, 0x0f);
}

static void
test_overlay (void)
{
  IspFuses base = fuses_of (0x11, 0x22, 0x33, 0x44);
  IspFuses over = { .value = { 0xaa, 0xbb }, .has = 1 << ISP_FUSE_HIGH };
  IspFuses result;

  base.has = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_EXTENDED;
  result = isp_fuses_overlay (&base, &over);
  g_assert_cmphex (result.has, ==, 0x07);
  g_assert_cmphex (result.value[ISP_FUSE_LOW], ==, 0x11);
  g_assert_cmphex (result.value[ISP_FUSE_HIGH], ==, 0xbb);
  g_assert_cmphex (result.value[ISP_FUSE_EXTENDED], ==, 0x33);
}

static void
test_format (void)
{
  IspFuses fuses = fuses_of (0x5e, 0xd9, 0xf3, 0x2f);
  g_autofree char *without = isp_fuses_format (&fuses, FALSE);
  g_autofree char *with = isp_fuses_format (&fuses, TRUE);

  g_assert_cmpstr (without, ==, "L\u00A05E · H\u00A0D9 · E\u00A0F3");
  g_assert_cmpstr (with, ==, "L\u00A05E · H\u00A0D9 · E\u00A0F3 · Lock\u00A02F");

  fuses.has = 1 << ISP_FUSE_HIGH;
  g_autofree char *one = isp_fuses_format (&fuses, TRUE);
  g_assert_cmpstr (one, ==, "H\u00A0D9");
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    guint8 has;
    guint8 value[ISP_N_FUSES];
  } good[] = {
    { "5E,D9,F3", 0x07, { 0x5e, 0xd9, 0xf3 } },
    { "0x5e, 0xd9", 0x03, { 0x5e, 0xd9 } },
    { "lock=2F,lfuse=ff", 0x09, { 0xff, 0, 0, 0x2f } },
    { "EFUSE=0xCB", 0x04, { 0, 0, 0xcb } },
    { "5E,hfuse=D9", 0x03, { 0x5e, 0xd9 } },
    { "lfuse 0xDE", 0x01, { 0xde } },
    { "Low: DE", 0x01, { 0xde } },
    { "low fuse = 0xde; High Fuse = 0xd9; extended fuse = 0xf3", 0x07, { 0xde, 0xd9, 0xf3 } },
    { "-U lfuse:w:0xDE:m -U hfuse:w:0xD9:m -Uefuse:w:0xF3:m", 0x07, { 0xde, 0xd9, 0xf3 } },
    { "L\u00A0DE · H\u00A0D9 · E\u00A0F3", 0x07, { 0xde, 0xd9, 0xf3 } },
    { "low_fuses=0xff", 0x01, { 0xff } },
  };
  static const char *const bad[] = {
    "",       "5E,",     "5E,D9,F3,2F", "1FF,D9",  "xyz",         "lfuse",    "lfuse=",
    "-1,D9",  "fuse=5E", "5E,lfuse=5E", "0x",      "FF",          "lfuse=5",  "lfuse=5G",
    "lfu=5E", "5E D9",   "hfuse=D9,5E", "low DEF", "lfuse DE D9", "\xff\xff", "low high DE"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      IspFuses fuses;

      g_assert_true (isp_fuses_parse (good[i].text, &fuses, &error));
      g_assert_no_error (error);
      g_assert_cmphex (fuses.has, ==, good[i].has);
      for (guint byte = 0; byte < ISP_N_FUSES; byte++)
        if (ISP_FUSES_HAS (&fuses, byte))
          g_assert_cmphex (fuses.value[byte], ==, good[i].value[byte]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      IspFuses fuses = { .has = 0x40 };

      g_assert_false (isp_fuses_parse (bad[i], &fuses, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_cmphex (fuses.has, ==, 0x40);
    }
}

static void
test_clock (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  const IspPart *m32 = isp_parts_by_name ("atmega32a");
  const IspPart *m328 = isp_parts_by_name ("atmega328p");
  IspFuses fuses = fuses_of (0x5e, 0xd9, 0xf3, 0xff);

  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, u4, 16000000), ==, 2000000);
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, u4, 0), ==, 1000000);
  fuses.value[ISP_FUSE_LOW] = 0xff;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, u4, 16000000), ==, 16000000);
  g_assert_cmpuint (isp_fuses_get_clock (&fuses, u4)->startup_ms, ==, 68);
  fuses.value[ISP_FUSE_LOW] = 0x52; /* as the RC variant comes */
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, u4, 16000000), ==, 1000000);
  fuses.value[ISP_FUSE_LOW] = 0xe0; /* a clock signal, of unknown frequency */
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, u4, 0), ==, 0);
  fuses.value[ISP_FUSE_LOW] = 0xc1; /* reserved */
  g_assert_cmpint (isp_fuses_get_clock (&fuses, u4)->source, ==, ISP_CLOCK_RESERVED);
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, u4, 16000000), ==, 0);
  fuses.value[ISP_FUSE_LOW] = 0xe1;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, m32, 0), ==, 1000000);
  fuses.value[ISP_FUSE_LOW] = 0xe4;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, m32, 0), ==, 8000000);
  fuses.value[ISP_FUSE_LOW] = 0x63;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, m328, 0), ==, 16000);
  fuses.value[ISP_FUSE_LOW] = 0xe5;
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, m328, 0), ==, 32768);
  g_assert_cmpuint (isp_fuses_get_clock (&fuses, m328)->startup_ms, ==, 1089);
  fuses.has = 0;
  g_assert_null (isp_fuses_get_clock (&fuses, m328));
  g_assert_cmpuint (isp_fuses_get_cpu_hz (&fuses, m328, 8000000), ==, 0);
}

static void
test_boot_section (void)
{
  guint32 start = 0, size = 0;
  IspFuses fuses = fuses_of (0x5e, 0xdb, 0xf3, 0xff);

  g_assert_true (
      isp_fuses_get_boot_section (&fuses, isp_parts_by_name ("at90usb646"), &start, &size));
  g_assert_cmphex (start, ==, 0xf000);
  g_assert_cmphex (size, ==, 0x1000);
  fuses.value[ISP_FUSE_HIGH] = 0xd9;
  g_assert_true (
      isp_fuses_get_boot_section (&fuses, isp_parts_by_name ("at90usb1286"), &start, &size));
  g_assert_cmphex (start, ==, 0x1e000);
  /* In the extended fuse on this one. */
  fuses.value[ISP_FUSE_EXTENDED] = 0xfd;
  g_assert_true (
      isp_fuses_get_boot_section (&fuses, isp_parts_by_name ("atmega168"), &start, &size));
  g_assert_cmphex (start, ==, 0x3e00);
  fuses.has = 1 << ISP_FUSE_LOW;
  g_assert_false (
      isp_fuses_get_boot_section (&fuses, isp_parts_by_name ("at90usb646"), &start, &size));
}

static void
test_brown_out (void)
{
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  const IspPart *m32 = isp_parts_by_name ("atmega32a");
  IspFuses fuses = fuses_of (0xff, 0xd8, 0xfb, 0xff);

  g_assert_cmpuint (isp_fuses_get_brown_out_mv (&fuses, u4), ==, 2600);
  fuses.value[ISP_FUSE_EXTENDED] = 0xf8;
  g_assert_cmpuint (isp_fuses_get_brown_out_mv (&fuses, u4), ==, 4300);
  fuses.value[ISP_FUSE_EXTENDED] = 0xff;
  g_assert_cmpuint (isp_fuses_get_brown_out_mv (&fuses, u4), ==, 0);
  fuses.value[ISP_FUSE_LOW] = 0x3f; /* level 4.0 V and enabled */
  g_assert_cmpuint (isp_fuses_get_brown_out_mv (&fuses, m32), ==, 4000);
  fuses.value[ISP_FUSE_LOW] = 0xbf;
  g_assert_cmpuint (isp_fuses_get_brown_out_mv (&fuses, m32), ==, 2700);
  fuses.value[ISP_FUSE_LOW] = 0x7f; /* the level stands, the detector is off */
  g_assert_cmpuint (isp_fuses_get_brown_out_mv (&fuses, m32), ==, 0);
}

static void
test_possible (void)
{
  const IspPart *m328 = isp_parts_by_name ("atmega328p");
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");
  IspFuses fuses = fuses_of (0x62, 0xd9, 0xff, 0xff);

  g_assert_true (isp_fuses_is_possible (&fuses, m328));
  fuses.value[ISP_FUSE_HIGH] = 0xf9; /* SPIEN */
  g_assert_false (isp_fuses_is_possible (&fuses, m328));
  fuses.value[ISP_FUSE_HIGH] = 0x99; /* DWEN here, JTAGEN there */
  g_assert_false (isp_fuses_is_possible (&fuses, m328));
  g_assert_true (isp_fuses_is_possible (&fuses, u4));
  fuses.value[ISP_FUSE_HIGH] = 0x59; /* RSTDISBL */
  g_assert_false (isp_fuses_is_possible (&fuses, m328));
  fuses.value[ISP_FUSE_HIGH] = 0xff;
  g_assert_false (isp_fuses_is_possible (&fuses, m328));
  fuses.has = 1 << ISP_FUSE_LOW;
  g_assert_true (isp_fuses_is_possible (&fuses, m328));
}

static void
test_lock (void)
{
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  static const struct
  {
    guint8 lock;
    gboolean writing, reading;
  } modes[] = {
    { 0xff, FALSE, FALSE }, { 0xfe, TRUE, FALSE },  { 0xfc, TRUE, TRUE },
    { 0xfd, TRUE, TRUE },   { 0x2f, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      IspFuses fuses = fuses_of (0xff, 0xd8, 0xfb, modes[i].lock);

      g_assert_cmpint (isp_fuses_blocks_writing (&fuses, part), ==, modes[i].writing);
      g_assert_cmpint (isp_fuses_blocks_reading (&fuses, part), ==, modes[i].reading);
      fuses.has = 0x07;
      g_assert_false (isp_fuses_blocks_writing (&fuses, part));
      g_assert_false (isp_fuses_blocks_reading (&fuses, part));
    }
}

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ISP_N_FIELDS; i++)
    {
      g_assert_nonnull (isp_field_get_name (i));
      g_assert_true (g_hash_table_add (seen, (gpointer) isp_field_get_name (i)));
    }
  g_assert_cmpstr (isp_fuse_byte_get_id (ISP_FUSE_LOCK), ==, "lock");
  g_assert_cmpstr (isp_field_get_name (ISP_FIELD_CLOCK), ==, "SUT_CKSEL");
}

static void
test_factory (void)
{
  const IspFuses usb = isp_fuses_from_factory (isp_parts_by_name ("atmega32u4"));
  const IspFuses old = isp_fuses_from_factory (isp_parts_by_name ("atmega8"));

  g_assert_cmphex (usb.has, ==, 0x0f);
  g_assert_cmphex (usb.value[ISP_FUSE_LOW], ==, 0x5e);
  g_assert_false (ISP_FUSES_HAS (&old, ISP_FUSE_EXTENDED));
  g_assert_true (ISP_FUSES_HAS (&old, ISP_FUSE_LOCK));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuses/decode", test_decode);
  g_test_add_func ("/fuses/round-trip", test_round_trip);
  g_test_add_func ("/fuses/set-field", test_set_field);
  g_test_add_func ("/fuses/gap", test_gap);
  g_test_add_func ("/fuses/pll", test_pll);
  g_test_add_func ("/fuses/compare", test_compare);
  g_test_add_func ("/fuses/normalize", test_normalize);
  g_test_add_func ("/fuses/overlay", test_overlay);
  g_test_add_func ("/fuses/format", test_format);
  g_test_add_func ("/fuses/parse", test_parse);
  g_test_add_func ("/fuses/clock", test_clock);
  g_test_add_func ("/fuses/boot-section", test_boot_section);
  g_test_add_func ("/fuses/brown-out", test_brown_out);
  g_test_add_func ("/fuses/possible", test_possible);
  g_test_add_func ("/fuses/lock", test_lock);
  g_test_add_func ("/fuses/names", test_names);
  g_test_add_func ("/fuses/factory", test_factory);
  return g_test_run ();
}
