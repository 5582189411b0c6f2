/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board becomes a programmer, and gets its own firmware back. */
#include "core/isp-error.h"
#include "engine/avr/isp-link.h"
#include "loader-bench.h"
#include "store/backups/isp-backups.h"

#include <string.h>

static IspReport *
make_programmer (LoaderBench *b, IspImageFile *firmware)
{
  g_autoptr (GError) error = NULL;
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);

  loader_bench_look (b, &error);
  g_assert_no_error (error);
  g_ptr_array_add (request->images, firmware);
  request->helper = TRUE;
  return loader_bench_run (b, request, NULL);
}

/* It answers as a programmer does, and so does the chip on its wires. */
static void
check_programmer (LoaderBench *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) port = isp_scan_port (b->session, bench_get_port_id (b->bench));
  g_autoptr (IspSnapshot) chip = NULL;

  g_assert_nonnull (port);
  g_assert_cmpint (port->state, ==, ISP_PORT_READY);
  chip = isp_snapshot_take (b->session, port, NULL, NULL, ISP_SNAPSHOT_QUICK, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (chip->part->id, ==, "atmega32u4");
}

static void
test_there_and_back (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspReport) made = NULL;
  g_autoptr (IspReport) back = NULL;
  g_autoptr (IspBackup) own = NULL;
  g_autoptr (IspImage) before = NULL;
  const guint8 *flash;

  loader_bench_init (&b, "caterina", "atmega32u4");
  g_assert_nonnull (bench_wire (b.bench, "atmega32u4", &error));
  loader_bench_put_sketch (&b);
  flash = isp_sim_chip_get_flash (bench_chip (b.bench));
  before = isp_image_new_from_data (0, flash, 0x7000);
  isp_sim_chip_get_eeprom (bench_chip (b.bench))[7] = 0x42;
  bench_press_reset (b.bench, 2);
  loader_bench_await (&b, "loader");

  made = make_programmer (&b, loader_bench_make_helper ());
  g_assert_no_error (made->error);
  g_assert_cmpint (made->chip, ==, ISP_CHIP_DONE);
  check_programmer (&b);
  own = g_steal_pointer (&b.backup);
  g_assert_true (own->helper);
  g_assert_cmphex (own->app_end, ==, 0x7000);

  bench_press_reset (b.bench, 2);
  loader_bench_await (&b, "loader");
  isp_sim_chip_get_eeprom (bench_chip (b.bench))[7] = 0;
  loader_bench_look (&b, &error);
  g_assert_no_error (error);
  back = loader_bench_run (&b, isp_backups_make_upload (own), NULL);
  g_assert_no_error (back->error);
  loader_bench_assert_holds (&b, before);
  g_assert_cmphex (isp_sim_chip_get_eeprom (bench_chip (b.bench))[7], ==, 0x42);
  g_assert_false (b.backup->helper);
  loader_bench_await (&b, "application");
}

/* A Teensy cannot be read: nothing is saved, and the handshake is the only proof that there is. */
static void
test_teensy (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspReport) made = NULL;

  loader_bench_init (&b, "halfkay", "atmega32u4");
  g_assert_nonnull (bench_wire (b.bench, "atmega32u4", &error));
  made = make_programmer (&b, loader_bench_make_helper ());
  g_assert_no_error (made->error);
  g_assert_null (b.backup);
  check_programmer (&b);
}

/* What comes back as something else is no programmer, however well it was written. */
static void
test_silent (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspReport) report = NULL;

  loader_bench_init (&b, "caterina", "atmega32u4");
  report = make_programmer (&b, loader_bench_make_firmware (0x1000, 1));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_HELPER_SILENT);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_UNPROVEN);
}

/* An empty board has nothing to give back. */
static void
test_empty (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspReport) made = NULL;

  loader_bench_init (&b, "caterina", "atmega32u4");
  g_assert_nonnull (bench_wire (b.bench, "atmega32u4", &error));
  made = make_programmer (&b, loader_bench_make_helper ());
  g_assert_no_error (made->error);
  g_assert_true (b.backup->helper);
  g_assert_null (isp_backups_make_upload (b.backup));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper/there-and-back", test_there_and_back);
  g_test_add_func ("/helper/teensy", test_teensy);
  g_test_add_func ("/helper/silent", test_silent);
  g_test_add_func ("/helper/empty", test_empty);
  return g_test_run ();
}
