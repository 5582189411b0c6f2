/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board with a loader on the virtual clock: what it does takes its time there, and none here. */
#include "bench/run/bench-inside.h"

#include <libusb.h>
#include <string.h>

#define WAIT_MS 20000

static libusb_device_handle *
open_board (libusb_context *context)
{
  libusb_device_handle *handle = NULL;
  libusb_device **list;
  gssize n = libusb_get_device_list (context, &list);

  for (gssize i = 0; i < n; i++)
    if (handle == NULL)
      g_assert_cmpint (libusb_open (list[i], &handle), ==, 0);
  libusb_free_device_list (list, TRUE);
  return handle;
}

static guint64
now_ms (Bench *bench)
{
  return bench_host_now (bench) / 1000000;
}

/* Until it runs what is said; how long that took. */
static guint64
await (Bench *bench, const char *running)
{
  guint64 start = now_ms (bench);

  while (!g_str_equal (bench_get_running (bench), running) && now_ms (bench) - start < 20000)
    g_usleep (10000);
  g_assert_cmpstr (bench_get_running (bench), ==, running);
  return now_ms (bench) - start;
}

/* An erase takes 4 ms for each of 224 pages; the board is away for 400 ms. */
static void
test_dfu (void)
{
  guint8 erase[] = { 4, 0, 0xFF }, start[] = { 4, 3, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (Bench) bench = bench_new ("atmel-dfu", "atmega32u4", BENCH_VIRTUAL, &error);
  libusb_context *context;

  g_assert_no_error (error);
  bench_go_inside (bench);
  g_assert_cmpint (libusb_init (&context), ==, 0);
  libusb_device_handle *handle = open_board (context);
  guint64 before = now_ms (bench);
  g_assert_cmpint (libusb_control_transfer (handle, 0x21, 1, 0, 0, erase, sizeof erase, WAIT_MS),
                   ==, sizeof erase);
  guint64 erased = now_ms (bench) - before;
  g_assert_cmpuint (erased, >=, 224 * 4);
  g_assert_cmpuint (erased, <, 224 * 4 + 20);
  memset (isp_sim_chip_get_flash (bench_chip (bench)), 0x0C, 4);
  libusb_control_transfer (handle, 0x21, 1, 0, 0, start, sizeof start, WAIT_MS);
  g_assert_cmpint (libusb_control_transfer (handle, 0x21, 1, 0, 0, NULL, 0, WAIT_MS), ==, 0);
  await (bench, "nothing");
  guint64 away = await (bench, "application");
  g_assert_cmpuint (away, >=, 390);
  g_assert_cmpuint (away, <=, 420);
  libusb_close (handle);
  libusb_exit (context);
  bench_go_inside (NULL);
}

/* Caterina leaves by itself, eight seconds after it has come up. */
static void
test_caterina (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Bench) bench = bench_new ("caterina", "atmega32u4", BENCH_VIRTUAL, &error);

  g_assert_no_error (error);
  bench_go_inside (bench);
  memset (isp_sim_chip_get_flash (bench_chip (bench)), 0x0C, 4);
  bench_press_reset (bench, 2);
  await (bench, "loader");
  guint64 stayed = await (bench, "nothing");
  g_assert_cmpuint (stayed, >=, 7950);
  g_assert_cmpuint (stayed, <=, 8050);
  await (bench, "application");
  bench_go_inside (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader-time/dfu", test_dfu);
  g_test_add_func ("/loader-time/caterina", test_caterina);
  return g_test_run ();
}
