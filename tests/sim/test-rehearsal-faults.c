/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong in a rehearsal, each fault as its name says. */
#include "rehearsal-bench.h"

static void
test_fault_contact (void)
{
  g_auto (Bench) silent = bench_new ("sim:atmega32u4?fault=no-contact" FAST);
  g_auto (Bench) wrong = bench_new ("sim:atmega32u4?fault=wrong-part" FAST);
  g_auto (Bench) other = bench_new ("sim:at90usb1286?fault=wrong-part" FAST);

  g_assert_cmpint (enter (&silent, 0, NULL), ==, ISP_CONTACT_SILENT);
  g_assert_cmphex (read_signature (&silent), ==, 0xFFFFFF);
  g_assert_cmpint (enter (&wrong, 187500, NULL), ==, ISP_CONTACT_IN_STEP);
  g_assert_cmphex (read_signature (&wrong), ==, 0x1E9782);
  g_assert_cmpint (enter (&other, 187500, NULL), ==, ISP_CONTACT_IN_STEP);
  g_assert_cmphex (read_signature (&other), ==, 0x1E9587);
}

static void
test_fault_locked (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?damaged&fault=locked" FAST);

  enter (&b, 187500, NULL);
  g_assert_cmphex (one (&b, 0x20, 0x00, 0x12, 0), ==, 0x12);
  g_assert_cmphex (one (&b, 0x58, 0x00, 0x00, 0) & 0x3F, ==, 0x3C);
  one (&b, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (one (&b, 0x20, 0x00, 0x12, 0), ==, 0xFF);
}

/* Batteries and the ATtiny15 run from their own oscillator and nothing else. */
static gboolean
only_own_clock (const IspPart *part)
{
  for (guint i = 0; i < part->n_clocks; i++)
    if (part->clocks[i].source != ISP_CLOCK_RC && part->clocks[i].source != ISP_CLOCK_RESERVED)
      return FALSE;
  return TRUE;
}

static void
test_fault_slow_clock (void)
{
  for (guint i = 0; isp_parts_get (i) != NULL; i++)
    {
      const IspPart *part = isp_parts_get (i);
      g_autofree char *id = g_strdup_printf ("sim:%s?damaged&fault=slow-clock" FAST, part->id);
      g_auto (Bench) b = bench_new (id);

      if (only_own_clock (part))
        continue;
      enter (&b, 187500, NULL);
      g_assert_false (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
      enter (&b, 32000, NULL);
      g_assert_false (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
      g_assert_cmpint (enter (&b, 8000, NULL), ==,
                       part->instructions->no_echo ? ISP_CONTACT_SILENT : ISP_CONTACT_IN_STEP);
      g_assert_true (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
    }
}

static void
test_fault_page (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?fault=page" FAST);
  g_autoptr (GError) error = NULL;
  guint8 data[256];

  memset (data, 0x5A, sizeof data);
  enter (&b, 187500, NULL);
  g_assert_true (write_bytes (&b, ISP_MEMORY_FLASH, 0x7000, data, sizeof data, &error));
  guint8 *flash = isp_sim_chip_get_flash (chip_of (&b)) + 0x7000;
  g_assert_true (memcmp (flash, data, 128) != 0);
  g_assert_true (memcmp (flash + 128, data, 128) == 0);
}

static void
test_fault_noisy (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?fault=noisy" FAST);
  guint wrong = 0;

  enter (&b, 187500, NULL);
  for (guint i = 0; i < 1000; i++)
    wrong += one (&b, 0x30, 0, 1, 0) != 0x95;
  g_assert_cmpuint (wrong, >, 0);
  g_assert_cmpuint (wrong, <, 50);
}

static void
test_fault_fuse (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?damaged&fault=fuse" FAST);

  enter (&b, 187500, NULL);
  one (&b, 0xAC, 0xA0, 0, 0xFF);
  g_assert_cmphex (one (&b, 0x50, 0x00, 0, 0), ==, 0x5E);
}

static void
check_unplugged (GError **error)
{
  g_assert_error (*error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
  g_clear_error (error);
}

static void
test_fault_unplugged (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?fault=unplugged" FAST);
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *data = g_malloc0 (4096);
  IspEnter want = { .part = b.part };
  IspEntered entered;

  enter (&b, 187500, NULL);
  /* looking around does no harm */
  for (guint i = 0; i < 5000; i++)
    one (&b, 0x20, 0, 0, 0);
  g_assert_false (write_bytes (&b, ISP_MEMORY_FLASH, 0, data, 4096, &error));
  check_unplugged (&error);
  /* gone is gone */
  g_assert_false (read_bytes (&b, ISP_MEMORY_FLASH, 0, data, 1, &error));
  check_unplugged (&error);
  g_assert_false (isp_rehearsal_driver.enter (b.programmer, &want, &entered, NULL, &error));
  check_unplugged (&error);
  g_assert_false (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
  /* plugged in again it goes on, for good */
  bench_close (&b);
  bench_open (&b);
  enter (&b, 187500, NULL);
  one (&b, 0xAC, 0x80, 0, 0);
  check_write (&b, ISP_MEMORY_FLASH, 0x7000, 4096);
}

static void
test_unplug_at (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?unplug=3" FAST);
  g_autoptr (GError) error = NULL;
  IspOp ops[4] = { { .tx = { 0x30, 0, 0, 0 } }, { .tx = { 0x30, 0, 0, 0 } } };
  IspReply replies[4];
  gsize n_done = 9;

  enter (&b, 187500, NULL); /* the first */
  g_assert_false (
      isp_rehearsal_driver.exchange (b.programmer, ops, replies, 4, &n_done, NULL, &error));
  check_unplugged (&error);
  g_assert_cmpuint (n_done, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rehearsal/fault-contact", test_fault_contact);
  g_test_add_func ("/rehearsal/fault-locked", test_fault_locked);
  g_test_add_func ("/rehearsal/fault-slow-clock", test_fault_slow_clock);
  g_test_add_func ("/rehearsal/fault-page", test_fault_page);
  g_test_add_func ("/rehearsal/fault-noisy", test_fault_noisy);
  g_test_add_func ("/rehearsal/fault-fuse", test_fault_fuse);
  g_test_add_func ("/rehearsal/fault-unplugged", test_fault_unplugged);
  g_test_add_func ("/rehearsal/unplug-at", test_unplug_at);
  return g_test_run ();
}
