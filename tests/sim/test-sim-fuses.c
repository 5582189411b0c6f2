/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated chip's fuses: when they act, what they do to the clock, how they read. */
#include "sim-wire.h"

#define STATS(w) isp_sim_chip_get_stats ((w).chip)
#define HZ(w)    isp_sim_chip_get_cpu_hz ((w).chip)

static void
test_latched_on_leave (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_LOW, 0xFF);
  g_assert_cmpuint (HZ (w), ==, 16000000);
  g_assert_true (wire_enter (&w));
  wire_write (&w, 0xAC, 0xA0, 0, 0x5E);
  g_assert_cmphex (wire (&w, 0x50, 0, 0, 0), ==, 0x5E);
  g_assert_cmpuint (HZ (w), ==, 16000000);
  wire_leave (&w);
  g_assert_cmpuint (HZ (w), ==, 2000000);
  g_assert_cmpuint (STATS (w)->fuse_writes, ==, 1);
  g_assert_cmpuint (STATS (w)->unverified_leaves, ==, 0);
}

static void
check_clock (const char *part, guint8 low, guint32 crystal, guint32 external, guint32 hz)
{
  g_auto (Wire) w = wire_new (part);

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_LOW, low);
  isp_sim_chip_set_crystal (w.chip, crystal);
  isp_sim_chip_set_external_clock (w.chip, external);
  g_assert_cmpuint (HZ (w), ==, hz);
  g_assert_cmpint (wire_enter (&w), ==, hz >= 500000);
  if (hz == 0)
    g_assert_cmphex (wire (&w, 0x30, 0, 0, 0), ==, 0xFF);
}

static void
test_clock (void)
{
  check_clock ("atmega32u4", 0xFF, 16000000, 0, 16000000);
  check_clock ("atmega32u4", 0xFF, 8000000, 0, 8000000);
  check_clock ("atmega32u4", 0x7F, 8000000, 0, 1000000);
  check_clock ("atmega32u4", 0xFF, 0, 0, 0);
  check_clock ("atmega32u4", 0xFF, 0, 1000000, 1000000);
  check_clock ("atmega32u4", 0x52, 0, 0, 1000000);  /* internal oscillator, divided */
  check_clock ("atmega32u4", 0xD2, 0, 0, 8000000);  /* internal oscillator */
  check_clock ("atmega32u4", 0xC0, 16000000, 0, 0); /* external clock, and there is none */
  check_clock ("atmega32u4", 0xC0, 0, 2000000, 2000000);
  check_clock ("atmega328p", 0x62, 0, 0, 1000000);
  check_clock ("atmega328p", 0xE3, 0, 0, 128000);
  check_clock ("atmega32", 0xE1, 0, 0, 1000000);
  check_clock ("atmega32", 0xE4, 0, 0, 8000000);
  check_clock ("attiny13", 0x6A, 0, 0, 1200000);
  check_clock ("attiny13", 0x79, 0, 0, 4800000);
  check_clock ("attiny85", 0xE1, 0, 0, 16000000); /* PLL */
  check_clock ("attiny85", 0xE3, 0, 0, 1600000);  /* as the ATtiny15 */
  check_clock ("attiny2313", 0xE2, 0, 0, 4000000);
  check_clock ("attiny88", 0xEE, 16000000, 0, 8000000);
  check_clock ("atmega328pb", 0xF7, 16000000, 0, 0); /* no full swing there */
  check_clock ("atmega128rfa1", 0xF7, 16000000, 0, 16000000);
  check_clock ("at90s8515", 0xFF, 4000000, 0, 4000000); /* no fuse says otherwise */
  check_clock ("at90s2343", 0xDE, 0, 0, 1000000);
  check_clock ("at90s2343", 0xDF, 16000000, 2000000, 2000000);
}

/* 128 kHz wants SCK below 32 kHz. */
static void
test_slow_contact (void)
{
  g_auto (Wire) w = wire_new ("atmega328p");

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_LOW, 0xE3);
  w.half_ns = 15625;
  g_assert_false (wire_enter (&w));
  w.half_ns = 15700;
  g_assert_true (wire_enter (&w));
  g_assert_cmphex (wire (&w, 0x30, 0, 1, 0), ==, 0x95);
}

static void
test_brown_out (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_EXTENDED, 0xF8); /* 4.3 V */
  g_assert_cmpuint (HZ (w), >, 0);
  isp_sim_chip_set_supply (w.chip, 3300);
  g_assert_cmpuint (HZ (w), ==, 0);
  g_assert_false (wire_enter (&w));
  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_EXTENDED, 0xFB); /* 2.6 V */
  g_assert_true (wire_enter (&w));

  /* ATmega32: BODEN off, BODLEVEL does nothing */
  g_auto (Wire) old = wire_new ("atmega32");
  isp_sim_chip_set_supply (old.chip, 3300);
  isp_sim_chip_set_fuse (old.chip, ISP_FUSE_LOW, 0x64);
  g_assert_cmpuint (HZ (old), >, 0);
  isp_sim_chip_set_fuse (old.chip, ISP_FUSE_LOW, 0x24);
  g_assert_cmpuint (HZ (old), ==, 0);
}

static void
test_spien_stays (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  g_assert_true (wire_enter (&w));
  wire_write (&w, 0xAC, 0xA8, 0, 0xFF);
  g_assert_cmphex (wire (&w, 0x58, 0x08, 0, 0), ==, 0xDF);
  wire_leave (&w);
  g_assert_true (wire_enter (&w));
  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_HIGH, 0xFF);
  g_assert_false (wire_enter (&w));
}

static void
test_reset_disabled (void)
{
  g_auto (Wire) w = wire_new ("atmega328p");

  g_assert_true (wire_enter (&w));
  wire_write (&w, 0xAC, 0xA8, 0, 0x59);
  g_assert_cmphex (wire (&w, 0x58, 0x08, 0, 0), ==, 0x59);
  g_assert_false (wire_enter (&w));
  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_HIGH, 0xD9);
  g_assert_true (wire_enter (&w));
  /* debugWIRE takes the pin as well */
  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_HIGH, 0x99);
  g_assert_false (wire_enter (&w));
}

static void
check_reads_as (const char *part, guint8 written, guint8 read)
{
  g_auto (Wire) w = wire_new (part);

  g_assert_true (wire_enter (&w));
  wire_write (&w, 0xAC, 0xA4, 0, written);
  g_assert_cmphex (wire (&w, 0x50, 0x08, 0, 0), ==, read);
  g_assert_cmphex (isp_sim_chip_get_fuse (w.chip, ISP_FUSE_EXTENDED), ==, read);
}

static void
test_reserved_bits (void)
{
  check_reads_as ("atmega32u4", 0xFB, 0xCB);
  check_reads_as ("atmega32u4", 0xF3, 0xC3);
  check_reads_as ("atmega32u4", 0x0B, 0xCB);
  check_reads_as ("atmega328p", 0xFC, 0x04);
  check_reads_as ("atmega328p", 0x05, 0x05);
}

static void
test_unverified_leave (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  g_assert_true (wire_enter (&w));
  wire_write (&w, 0xAC, 0xA0, 0, 0x5E);
  wire_write (&w, 0xAC, 0xA8, 0, 0xD9);
  wire (&w, 0x58, 0x08, 0, 0);
  wire_leave (&w);
  g_assert_cmpuint (STATS (w)->unverified_leaves, ==, 1);
  /* reading in the next session comes too late, and is no fresh offence */
  g_assert_true (wire_enter (&w));
  wire_leave (&w);
  g_assert_cmpuint (STATS (w)->unverified_leaves, ==, 1);
  /* a read before the write does not count, nor one that a busy chip did not hear */
  g_assert_true (wire_enter (&w));
  wire (&w, 0x50, 0, 0, 0);
  wire (&w, 0xAC, 0xA0, 0, 0xFF);
  wire (&w, 0x50, 0, 0, 0);
  wire_leave (&w);
  g_assert_cmpuint (STATS (w)->unverified_leaves, ==, 2);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 1);
}

static void
test_fault_fuse (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  g_assert_true (wire_enter (&w));
  guint8 before = wire (&w, 0x58, 0x08, 0, 0);
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_FUSE, ISP_FUSE_HIGH);
  wire_write (&w, 0xAC, 0xA8, 0, 0xD8);
  wire_write (&w, 0xAC, 0xA8, 0, 0xD8);
  wire_write (&w, 0xAC, 0xA0, 0, 0xFF);
  g_assert_cmphex (wire (&w, 0x58, 0x08, 0, 0), ==, before);
  g_assert_cmphex (wire (&w, 0x50, 0x00, 0, 0), ==, 0xFF);
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_FUSE_ONCE, ISP_FUSE_HIGH);
  wire_write (&w, 0xAC, 0xA8, 0, 0xD8);
  g_assert_cmphex (wire (&w, 0x58, 0x08, 0, 0), ==, before);
  wire_write (&w, 0xAC, 0xA8, 0, 0xD8);
  g_assert_cmphex (wire (&w, 0x58, 0x08, 0, 0), ==, 0xD8);
  /* past the last byte: every fuse, not the lock */
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_FUSE, ISP_N_FUSES);
  wire_write (&w, 0xAC, 0xA0, 0, 0x5E);
  g_assert_cmphex (wire (&w, 0x50, 0x00, 0, 0), ==, 0xFF);
  wire_write (&w, 0xAC, 0xE0, 0, 0x2F);
  g_assert_cmphex (wire (&w, 0x58, 0x00, 0, 0) & 0x3F, ==, 0x2F);
}

static void
test_calibration (void)
{
  g_auto (Wire) w = wire_new ("atmega32");

  g_assert_true (wire_enter (&w));
  guint8 first = wire (&w, 0x38, 0, 0, 0);
  g_assert_cmphex (first, !=, 0xFF);
  g_assert_cmphex (wire (&w, 0x38, 0, 1, 0), !=, first);
  g_assert_cmphex (wire (&w, 0x38, 0, 0, 0), ==, first);
}

/* Byte 2 carries the value, in the bits that the instruction leaves 0. */
static void
test_second_byte (void)
{
  g_auto (Wire) w = wire_new ("at90s8535");
  g_auto (Wire) m103 = wire_new ("atmega103");

  g_assert_true (wire_enter (&w));
  /* fuses and lock answer in one byte: LB1, LB2, SPIEN, FSTRT */
  g_assert_cmphex (wire (&w, 0x58, 0, 0, 0) & 0xE1, ==, 0xC1);
  wire_write (&w, 0xAC, 0xBE, 0, 0);
  g_assert_cmphex (wire (&w, 0x58, 0, 0, 0) & 0xE1, ==, 0xC0);
  wire_write (&w, 0xAC, 0xFD, 0, 0);
  g_assert_cmphex (wire (&w, 0x58, 0, 0, 0) & 0xE1, ==, 0x40);
  g_assert_cmpuint (STATS (w)->fuse_writes, ==, 1);
  g_assert_cmpuint (STATS (w)->lock_writes, ==, 1);

  g_assert_true (wire_enter (&m103));
  g_assert_cmphex (wire (&m103, 0x50, 0, 0, 0) & 0x2B, ==, 0x0B);
  wire_write (&m103, 0xAC, 0xB5, 0, 0);
  g_assert_cmphex (wire (&m103, 0x50, 0, 0, 0) & 0x2B, ==, 0x01);
}

/* Fuses out of reach: nothing answers, nothing is written. */
static void
test_out_of_reach (void)
{
  g_auto (Wire) w = wire_new ("at90s8515");

  g_assert_true (wire_enter (&w));
  g_assert_cmphex (wire (&w, 0x50, 0, 0, 0), ==, 0x00);
  g_assert_cmphex (wire (&w, 0x58, 0, 0, 0), ==, 0x00);
  wire_write (&w, 0xAC, 0xA0, 0, 0x12);
  g_assert_cmpuint (STATS (w)->fuse_writes, ==, 0);
  wire_write (&w, 0xAC, 0xF9, 0, 0);
  g_assert_cmpuint (STATS (w)->lock_writes, ==, 1);
  g_assert_cmphex (isp_sim_chip_get_fuse (w.chip, ISP_FUSE_LOCK), ==, 0xF9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/fuses/latched-on-leave", test_latched_on_leave);
  g_test_add_func ("/sim/fuses/clock", test_clock);
  g_test_add_func ("/sim/fuses/slow-contact", test_slow_contact);
  g_test_add_func ("/sim/fuses/brown-out", test_brown_out);
  g_test_add_func ("/sim/fuses/spien-stays", test_spien_stays);
  g_test_add_func ("/sim/fuses/reset-disabled", test_reset_disabled);
  g_test_add_func ("/sim/fuses/reserved-bits", test_reserved_bits);
  g_test_add_func ("/sim/fuses/unverified-leave", test_unverified_leave);
  g_test_add_func ("/sim/fuses/fault", test_fault_fuse);
  g_test_add_func ("/sim/fuses/calibration", test_calibration);
  g_test_add_func ("/sim/fuses/second-byte", test_second_byte);
  g_test_add_func ("/sim/fuses/out-of-reach", test_out_of_reach);
  return g_test_run ();
}
