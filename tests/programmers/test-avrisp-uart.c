/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v1 behind a UART. Slow as life: each opening waits out a bootloader. */
#include "avrisp-checks.h"

static void
test_all (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, model, "atmega32u4");
  fixture_open (&f);
  check_contact (&f, model);
  check_flash (&f);
  check_eeprom (&f);
  check_pipeline (&f);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* Sketches that were built with rates of their own. */
static void
test_rate (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  guint8 signature[3];

  fixture_init (&f, model, "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 0);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/avrisp-uart/19200", "avrisp-uart", test_all);
  g_test_add_data_func ("/avrisp-uart/115200", "avrisp-uart-115200", test_all);
  g_test_add_data_func ("/avrisp-uart/bootloader-talks", "avrisp-uart-talks", test_all);
  g_test_add_data_func ("/avrisp-uart/genuine", "avrisp-genuine", test_all);
  g_test_add_data_func ("/avrisp-uart/9600", "avrisp-uart-9600", test_rate);
  g_test_add_data_func ("/avrisp-uart/38400", "avrisp-uart-38400", test_rate);
  g_test_add_data_func ("/avrisp-uart/57600", "avrisp-uart-57600", test_rate);
  return g_test_run ();
}
