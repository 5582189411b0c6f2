/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hazards of single fields: their bits, reserved values, power stages. */
#include "hazards-judge.h"

/* A reserved value of any field is refused, unless the chip has it already. */
static void
test_reserved (void)
{
  static const struct
  {
    const char *part;
    IspFuseByte byte;
    guint8 good, bad, bits;
  } cases[] = {
    { "at90can128", ISP_FUSE_EXTENDED, 0xff, 0xfe, 0x01 }, /* TA0SEL */
    { "attiny26", ISP_FUSE_LOW, 0xe1, 0x62, 0xbf },        /* PLLCK without its CKSEL */
    { "attiny841", ISP_FUSE_EXTENDED, 0xff, 0xf9, 0x06 },  /* BODACT */
    { "attiny1634", ISP_FUSE_EXTENDED, 0xff, 0xe7, 0x18 }, /* BODPD */
    { "atmega328p", ISP_FUSE_EXTENDED, 0xff, 0xf8, 0x07 }, /* BODLEVEL */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const IspPart *part = isp_parts_by_name (cases[i].part);
      IspFuses good = isp_fuses_from_factory (part), bad;
      IspHazard hazard;

      g_test_message ("%s", part->id);
      good.value[cases[i].byte] = cases[i].good;
      bad = good;
      bad.value[cases[i].byte] = cases[i].bad;
      g_assert_cmpint (judge (part, &good, &bad, NULL, ISP_HAZARD_UNKNOWN_BITS, &hazard), ==,
                       ISP_SEVERITY_BLOCKING);
      g_assert_cmpint (hazard.byte, ==, cases[i].byte);
      g_assert_cmphex (hazard.value, ==, cases[i].bits);
      g_assert_cmpint (judge (part, &bad, &bad, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
      g_assert_cmpint (judge (part, &bad, &good, NULL, ISP_HAZARD_UNKNOWN_BITS, NULL), ==, NONE);
    }
}

static void
test_power_stage (void)
{
  static const struct
  {
    const char *part;
    guint8 held, level;
  } cases[] = {
    { "at90pwm1", 0x80, 0x10 },
    { "at90pwm3b", 0x40, 0x10 },
    { "at90pwm81", 0x40, 0x10 },
    { "atmega32m1", 0x20, 0x08 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const IspPart *part = isp_parts_by_name (cases[i].part);
      IspFuses free = isp_fuses_from_factory (part);
      IspFuses level = free, held = free, other = free;

      level.value[ISP_FUSE_EXTENDED] ^= cases[i].level;
      held.value[ISP_FUSE_EXTENDED] ^= cases[i].held;
      other.value[ISP_FUSE_EXTENDED] ^= cases[i].held | cases[i].level;
      /* A level matters only to pins that are held. */
      g_assert_cmpint (judge (part, &free, &level, NULL, ISP_HAZARD_POWER_STAGE, NULL), ==, NONE);
      g_assert_cmpint (judge (part, &free, &held, NULL, ISP_HAZARD_POWER_STAGE, NULL), ==,
                       ISP_SEVERITY_WARNING);
      g_assert_cmpint (judge (part, &held, &other, NULL, ISP_HAZARD_POWER_STAGE, NULL), ==,
                       ISP_SEVERITY_WARNING);
      g_assert_cmpint (judge (part, &held, &held, NULL, ISP_HAZARD_POWER_STAGE, NULL), ==,
                       ISP_SEVERITY_FACT);
      g_assert_cmpint (judge (part, &held, &free, NULL, ISP_HAZARD_POWER_STAGE, NULL), ==, NONE);
    }
}

/* A bit that is a fact where the preset has it so or nothing changes, else a warning. */
static void
test_bits (void)
{
  static const struct
  {
    IspHazardId id;
    IspFuseByte byte;
    guint8 bit;
  } cases[] = {
    { ISP_HAZARD_WDTON, ISP_FUSE_HIGH, 0x10 },
    { ISP_HAZARD_CKOUT, ISP_FUSE_LOW, 0x40 },
    { ISP_HAZARD_OCDEN, ISP_FUSE_HIGH, 0x80 },
    { ISP_HAZARD_JTAG_ON, ISP_FUSE_HIGH, 0x40 },
  };
  const IspPart *u4 = isp_parts_by_name ("atmega32u4");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IspFuses good = fuses_of (0xff, 0xd8, 0xfb, 0xff);
      IspFuses bad = good;
      IspPreset preset = caterina ();
      IspPreset wants = caterina ();
      IspHazard hazard;

      bad.value[cases[i].byte] &= (guint8) ~cases[i].bit;
      wants.low = bad.value[ISP_FUSE_LOW];
      wants.high = bad.value[ISP_FUSE_HIGH];
      g_assert_cmpint (judge (u4, &good, &bad, &preset, cases[i].id, &hazard), ==,
                       ISP_SEVERITY_WARNING);
      g_assert_cmpint (hazard.byte, ==, cases[i].byte);
      /* Kept ones are judged too. */
      g_assert_cmpint (judge (u4, &bad, &bad, &preset, cases[i].id, NULL), ==,
                       ISP_SEVERITY_WARNING);
      g_assert_cmpint (judge (u4, &good, &bad, &wants, cases[i].id, NULL), ==, ISP_SEVERITY_FACT);
      g_assert_cmpint (judge (u4, &good, &bad, NULL, cases[i].id, NULL), ==, ISP_SEVERITY_WARNING);
      g_assert_cmpint (judge (u4, &unknown, &bad, NULL, cases[i].id, NULL), ==,
                       ISP_SEVERITY_WARNING);
      g_assert_cmpint (judge (u4, &bad, &bad, NULL, cases[i].id, NULL), ==, ISP_SEVERITY_FACT);
      g_assert_cmpint (judge (u4, &bad, &good, &preset, cases[i].id, NULL), ==, NONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hazards/reserved-value", test_reserved);
  g_test_add_func ("/hazards/power-stage", test_power_stage);
  g_test_add_func ("/hazards/bits", test_bits);
  return g_test_run ();
}
