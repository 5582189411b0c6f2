/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated chip's pins: when it is in step, when it is not, and what it counts. */
#include "sim-wire.h"

static void
test_echo (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  g_assert_true (wire_enter (&w));
  g_assert_true (isp_sim_chip_is_in_programming_mode (w.chip));
  g_assert_cmphex (w.rx[1], ==, 0xAC);
  g_assert_cmphex (w.rx[3], ==, 0x00);
  g_assert_cmphex (wire (&w, 0x30, 0x12, 0x01, 0x77), ==, 0x95);
  g_assert_cmphex (w.rx[1], ==, 0x30);
  g_assert_cmphex (w.rx[2], ==, 0x12);
  /* the fourth byte comes back first in the next instruction */
  wire (&w, 0x30, 0x00, 0x00, 0x00);
  g_assert_cmphex (w.rx[0], ==, 0x77);
  /* what the chip does not know is only echoed */
  g_assert_cmphex (wire (&w, 0xE7, 0x11, 0x22, 0x33), ==, 0x22);
  g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->instructions, ==, 4);
  g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->entries, ==, 1);
}

static void
test_reset_high (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  g_assert_cmphex (wire (&w, 0xAC, 0x53, 0x00, 0x00), ==, 0xFF);
  g_assert_cmphex (w.rx[2], ==, 0xFF);
  g_assert_true (wire_enter (&w));
  wire_leave (&w);
  g_assert_cmphex (wire (&w, 0x30, 0x00, 0x00, 0x00), ==, 0xFF);
  g_assert_false (isp_sim_chip_is_in_programming_mode (w.chip));
}

static void
test_too_early (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_advance (w.chip, 20 * MS - 1);
  wire (&w, 0xAC, 0x53, 0x00, 0x00);
  g_assert_cmphex (w.rx[2], !=, 0x53);
  /* waiting longer does not help, a pulse does */
  isp_sim_chip_advance (w.chip, 100 * MS);
  wire (&w, 0xAC, 0x53, 0x00, 0x00);
  g_assert_cmphex (w.rx[2], !=, 0x53);
  g_assert_true (wire_enter (&w));
}

static void
test_short_pulse (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_LOW, 0x5E);
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (w.chip), ==, 2000000);
  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_set_reset (w.chip, FALSE);
  isp_sim_chip_advance (w.chip, 900);
  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_advance (w.chip, 20 * MS);
  wire (&w, 0xAC, 0x53, 0x00, 0x00);
  g_assert_cmphex (w.rx[2], !=, 0x53);
  isp_sim_chip_set_reset (w.chip, FALSE);
  isp_sim_chip_advance (w.chip, 1000);
  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_advance (w.chip, 20 * MS);
  wire (&w, 0xAC, 0x53, 0x00, 0x00);
  g_assert_cmphex (w.rx[2], ==, 0x53);
}

static void
test_needs_enable (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_advance (w.chip, 20 * MS);
  g_assert_cmphex (wire (&w, 0x30, 0x00, 0x00, 0x00), ==, 0xFF);
  wire (&w, 0xAC, 0x53, 0x00, 0x00);
  g_assert_cmphex (w.rx[2], !=, 0x53);
  g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->entries, ==, 0);
}

static void
check_phases (guint32 crystal, guint32 low_ns, guint32 high_ns, gboolean fine)
{
  g_auto (Wire) w = wire_new ("atmega32u4");
  guint8 rx = 0;

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_LOW, 0xFF);
  isp_sim_chip_set_crystal (w.chip, crystal);
  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_advance (w.chip, 20 * MS);
  for (guint i = 0; i < 3; i++)
    rx = isp_sim_chip_spi (w.chip, ((const guint8[]){ 0xAC, 0x53, 0x00 })[i], low_ns, high_ns);
  g_assert_cmpint (rx == 0x53, ==, fine);
  g_assert_cmpint (isp_sim_chip_get_stats (w.chip)->sck_violations == 0, ==, fine);
  g_assert_cmpint (isp_sim_chip_is_in_programming_mode (w.chip), ==, fine);
}

static void
test_sck_limit (void)
{
  /* two clocks of 8 MHz are 250 ns */
  check_phases (8000000, 250, 250, FALSE);
  check_phases (8000000, 251, 251, TRUE);
  check_phases (8000000, 251, 250, FALSE);
  check_phases (8000000, 250, 9000, FALSE);
  check_phases (8000000, 60, 60, FALSE);
  /* three of 16 MHz are 187.5 ns */
  check_phases (16000000, 187, 400, FALSE);
  check_phases (16000000, 400, 187, FALSE);
  check_phases (16000000, 188, 188, TRUE);
  check_phases (11000000, 182, 182, TRUE);
}

static void
test_slip_in_session (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_fuse (w.chip, ISP_FUSE_LOW, 0x5E);
  g_assert_true (wire_enter (&w));
  isp_sim_chip_spi (w.chip, 0x30, 300, 300);
  guint64 before = isp_sim_chip_get_stats (w.chip)->sck_violations;
  g_assert_cmpuint (before, ==, 8);
  /* one fast byte, and all that follows at a good rate is garbage too */
  for (guint i = 0; i < 8; i++)
    {
      wire (&w, 0x30, 0x00, 0x01, 0x00);
      g_assert_false (w.rx[1] == 0x30 && w.rx[3] == 0x95);
    }
  g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->sck_violations, ==, before);
  g_assert_true (wire_enter (&w));
  g_assert_cmphex (wire (&w, 0x30, 0x00, 0x01, 0x00), ==, 0x95);
}

/* An instruction that arrives shifted is carried out as what it looks like by then. */
static void
test_slip_is_dangerous (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");
  guint8 *eeprom = isp_sim_chip_get_eeprom (w.chip);

  g_assert_true (wire_enter (&w));
  /* one bit gets through, so the chip sees what follows one bit late */
  isp_sim_chip_spi (w.chip, 0x00, 100, 100);
  guint64 late = G_GUINT64_CONSTANT (0xC000055A) << 1;
  for (int i = 7; i >= 0; i--)
    isp_sim_chip_spi (w.chip, late >> (8 * i), w.half_ns, w.half_ns);
  g_assert_cmphex (eeprom[5], ==, 0x5A);
  g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->byte_writes, ==, 1);
  /* and none of it counts as in step */
  g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->instructions, ==, 1);
}

static void
test_wire_time (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");
  guint64 start = isp_sim_chip_get_time (w.chip);

  isp_sim_chip_spi (w.chip, 0x00, 1000, 3000);
  g_assert_cmpuint (isp_sim_chip_get_time (w.chip) - start, ==, 32000);
  isp_sim_chip_set_reset (w.chip, TRUE);
  isp_sim_chip_spi (w.chip, 0x00, 1000, 3000);
  g_assert_cmpuint (isp_sim_chip_get_time (w.chip) - start, ==, 64000);
  isp_sim_chip_advance (w.chip, 5);
  g_assert_cmpuint (isp_sim_chip_get_time (w.chip) - start, ==, 64005);
}

/* ── faults of the wire ── */

static void
test_fault_miso (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_NO_CONTACT, 0);
  g_assert_false (wire_enter (&w));
  g_assert_cmphex (wire (&w, 0x30, 0x00, 0x00, 0x00), ==, 0xFF);
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_MISO_LOW, 0);
  g_assert_false (wire_enter (&w));
  g_assert_cmphex (wire (&w, 0x30, 0x00, 0x00, 0x00), ==, 0x00);
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_NONE, 0);
  g_assert_true (wire_enter (&w));
}

static guint
count_flips (Wire *w, guint n, guint *first)
{
  guint flips = 0;

  for (guint i = 0; i < n; i++)
    {
      gboolean good = wire (w, 0x30, 0x00, 0x01, 0x00) == 0x95 && w->rx[1] == 0x30 &&
                      w->rx[2] == 0x00 && w->rx[0] == 0x00;
      if (!good && flips++ == 0)
        *first = i;
    }
  return flips;
}

static void
test_fault_noisy (void)
{
  g_auto (Wire) a = wire_new ("atmega32u4");
  g_auto (Wire) b = wire_new ("atmega32u4");
  guint first_a = 0, first_b = 0;

  g_assert_true (wire_enter (&a));
  g_assert_true (wire_enter (&b));
  isp_sim_chip_set_fault (a.chip, ISP_SIM_FAULT_NOISY, 100);
  isp_sim_chip_set_fault (b.chip, ISP_SIM_FAULT_NOISY, 100);
  guint flips = count_flips (&a, 1000, &first_a);
  g_assert_cmpuint (flips, >, 15);
  g_assert_cmpuint (flips, <, 100);
  g_assert_cmpuint (count_flips (&b, 1000, &first_b), ==, flips);
  g_assert_cmpuint (first_a, ==, first_b);
}

static void
test_fault_dies (void)
{
  g_auto (Wire) w = wire_new ("atmega32u4");

  g_assert_true (wire_enter (&w));
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_DIES, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmphex (wire (&w, 0x30, 0x00, 0x01, 0x00), ==, 0x95);
  g_assert_cmphex (wire (&w, 0x30, 0x00, 0x01, 0x00), ==, 0xFF);
  g_assert_false (wire_enter (&w));
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_NONE, 0);
  g_assert_true (wire_enter (&w));
}

/* Every part of the table comes into step at a low rate and tells its signature. */
static void
test_every_part (void)
{
  static const IspInstruction reads[ISP_N_FUSES] = { ISP_OP_READ_LOW_FUSE, ISP_OP_READ_HIGH_FUSE,
                                                     ISP_OP_READ_EXTENDED_FUSE, ISP_OP_READ_LOCK };

  for (guint i = 0; isp_parts_get (i) != NULL; i++)
    {
      const IspPart *part = isp_parts_get (i);
      g_auto (Wire) w = wire_new (part->id);

      const guint8 (*op)[2] = part->instructions->op;
      g_assert_cmpuint (isp_sim_chip_get_cpu_hz (w.chip), >=, 1000000);
      g_assert_cmpint (wire_enter (&w), ==, !part->instructions->no_echo);
      g_assert_true (isp_sim_chip_is_in_programming_mode (w.chip));
      for (guint k = 0; k < 3; k++)
        g_assert_cmphex (wire (&w, 0x30, 0x00, k, 0x00), ==, part->signature[k]);
      g_assert_cmphex (wire (&w, 0x28, 0x00, 0x00, 0x00), ==, 0xFF);
      for (guint byte = 0; byte < ISP_N_FUSES; byte++)
        if (isp_part_has_instruction (part, reads[byte]))
          {
            guint8 read = wire (&w, op[reads[byte]][0], op[reads[byte]][1], 0x00, 0x00);
            guint8 mask = part->fuse_mask[byte];

            if (byte == ISP_FUSE_LOCK && part->instructions->lock_on_top)
              mask = 0xC0;
            g_assert_cmphex (mask, !=, 0);
            g_assert_cmphex (read & mask, ==,
                             byte == ISP_FUSE_LOCK ? mask : part->factory[byte] & mask);
          }
      g_assert_cmpuint (isp_sim_chip_get_stats (w.chip)->sck_violations, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/chip/echo", test_echo);
  g_test_add_func ("/sim/chip/reset-high", test_reset_high);
  g_test_add_func ("/sim/chip/too-early", test_too_early);
  g_test_add_func ("/sim/chip/short-pulse", test_short_pulse);
  g_test_add_func ("/sim/chip/needs-enable", test_needs_enable);
  g_test_add_func ("/sim/chip/sck-limit", test_sck_limit);
  g_test_add_func ("/sim/chip/slip-in-session", test_slip_in_session);
  g_test_add_func ("/sim/chip/slip-is-dangerous", test_slip_is_dangerous);
  g_test_add_func ("/sim/chip/wire-time", test_wire_time);
  g_test_add_func ("/sim/chip/fault-miso", test_fault_miso);
  g_test_add_func ("/sim/chip/fault-noisy", test_fault_noisy);
  g_test_add_func ("/sim/chip/fault-dies", test_fault_dies);
  g_test_add_func ("/sim/chip/every-part", test_every_part);
  return g_test_run ();
}
