/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boards that come into their bootloader: asked by a touch, waited for, or not there. */
#include "core/isp-error.h"
#include "loader-bench.h"

static void
test_touch (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) sketch = NULL;
  g_autoptr (IspPort) board = NULL;
  g_autofree char *place = NULL;

  loader_bench_init (&b, "caterina", "atmega32u4");
  loader_bench_put_sketch (&b);
  g_assert_null (isp_lookout_await (b.session, NULL, NULL, 0, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_LOADER);
  g_clear_error (&error);
  sketch = isp_scan_port (b.session, bench_get_port_id (b.bench));
  g_assert_cmpstr (sketch->usb_path, ==, "1-2");
  isp_lookout_touch (b.session, sketch, NULL, &error);
  g_assert_no_error (error);
  place = g_strconcat ("usb:", sketch->usb_path, NULL);
  board = isp_lookout_await (b.session, NULL, place, 8 * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (board->owner->id, ==, "caterina");
  g_assert_cmpint (board->state, ==, ISP_PORT_READY);
}

static gpointer
press_soon (gpointer data)
{
  g_usleep (300 * 1000);
  bench_press_reset (data, 2);
  return NULL;
}

static void
test_wait (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) board = NULL;
  GThread *thread;

  loader_bench_init (&b, "caterina", "atmega32u4");
  loader_bench_put_sketch (&b);
  thread = g_thread_new ("press", press_soon, b.bench);
  board = isp_lookout_await (b.session, isp_loader_drivers_by_id ("avr109"), NULL,
                             10 * G_USEC_PER_SEC, NULL, &error);
  g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_cmpstr (board->name, ==, "A Pro Micro in its bootloader");
}

/* Another bootloader than the one that was named, and another port. */
static void
test_none (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  loader_bench_init (&b, "atmel-dfu", "atmega32u4");
  g_assert_null (
      isp_lookout_await (b.session, isp_loader_drivers_by_id ("caterina"), NULL, 0, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_LOADER);
  g_clear_error (&error);
  g_assert_null (isp_lookout_await (b.session, NULL, "usb:1-7", 0, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_LOADER);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      isp_lookout_await (b.session, NULL, "usb:1-7", G_USEC_PER_SEC, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Who looks for programmers sees the board as something else. */
static void
test_programmers (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspPort) port = NULL;

  loader_bench_init (&b, "atmel-dfu", "atmega32u4");
  port = isp_scan_port (b.session, bench_get_port_id (b.bench));
  g_assert_cmpint (port->state, ==, ISP_PORT_NOT_A_PROGRAMMER);
  g_assert_null (port->owner);
  g_assert_cmpint (port->row->kind, ==, ISP_ID_LOADER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lookout/touch", test_touch);
  g_test_add_func ("/lookout/wait", test_wait);
  g_test_add_func ("/lookout/none", test_none);
  g_test_add_func ("/lookout/programmers", test_programmers);
  return g_test_run ();
}
