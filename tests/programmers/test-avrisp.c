/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "avrisp-checks.h"
#include "core/isp-error.h"
#include "fixture.h"

#include <string.h>

static void
test_helper (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "avrisp-helper", "atmega32u4");
  fixture_open (&f);
  check_contact (&f, "avrisp-helper");
  g_assert_cmpuint (f.programmer->writes, ==, 0); /* left to instructions back to back */
  check_flash (&f);
  check_eeprom (&f);
  check_pipeline (&f);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* The helper's ids, but bytes are lost where a command follows too closely: found out before
 * anything hangs on it, and done without. */
static void
test_drops (void)
{
  g_auto (Fixture) f = { 0 };
  guint64 n;

  fixture_init (&f, "avrisp-helper-drops", "atmega32u4");
  fixture_open (&f);
  check_contact (&f, "avrisp-helper");
  g_assert_cmpuint (f.programmer->writes, ==, 1 << ISP_MEMORY_FLASH);
  check_flash (&f);
  check_eeprom (&f);
  check_pipeline (&f);
  n = bench_get_transfers (f.bench);
  fixture_enter (&f, 0); /* it is not tried again */
  g_assert_cmpuint (bench_get_transfers (f.bench) - n, <, 8);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

static void
test_big_part (gconstpointer part)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "avrisp-helper", part);
  fixture_open (&f);
  fixture_enter (&f, 0);
  fixture_check_flash (&f, 0x1FE00, 0x200, 3);
  if (f.part->flash.size > 0x20000)
    fixture_check_flash (&f, 0x20000, 0x200, 4);
}

/* An instruction outside of programming mode would hang the sketch for good. */
static void
test_order (void)
{
  g_auto (Fixture) f = { 0 };
  guint8 signature[3];

  fixture_init (&f, "avrisp-helper", "atmega32u4");
  fixture_open (&f);
  fixture_check_outside (&f);
  fixture_enter (&f, 0);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/avrisp/helper", test_helper);
  g_test_add_func ("/avrisp/drops", test_drops);
  g_test_add_data_func ("/avrisp/flash/128k", "at90usb1286", test_big_part);
  g_test_add_data_func ("/avrisp/flash/256k", "atmega2560", test_big_part);
  g_test_add_func ("/avrisp/order", test_order);
  return g_test_run ();
}
