/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control transfers in flight, on the model of a USBasp: its TRANSMIT reply tells one request from
 * the next. */
#include "bench/bench.h"
#include "core/isp-error.h"
#include "transport/isp-usb.h"

#define VID      0x16C0
#define PID      0x05DC
#define CONNECT  1
#define TRANSMIT 3
#define N        40

typedef struct
{
  Bench *bench;
  IspUsb *usb;
  IspUsbTransfer transfers[N];
  guint8 replies[N][4];
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  IspUsbTransfer connect = { .in = TRUE, .request = CONNECT };

  f->bench = bench_new ("usbasp", "atmega32u4", 0, &error);
  g_assert_no_error (error);
  f->usb = isp_usb_open ("1-2", VID, PID, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (isp_usb_control (f->usb, &connect, 1, 0, NULL, NULL, NULL));
  for (guint i = 0; i < N; i++)
    f->transfers[i] = (IspUsbTransfer){ .in = TRUE,
                                        .request = TRANSMIT,
                                        .value = 0x30 | i << 8,
                                        .index = i << 8,
                                        .data = f->replies[i],
                                        .len = 4 };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  isp_usb_close (f->usb);
  bench_free (f->bench);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) list = isp_usb_list ();
  const IspUsbInfo *info;

  g_assert_cmpuint (list->len, ==, 1);
  info = list->pdata[0];
  g_assert_cmpstr (info->path, ==, "1-2");
  g_assert_cmpstr (info->node, ==, "/dev/bus/usb/001/005");
  g_assert_cmpstr (info->product, ==, "USBasp");
  g_assert_cmphex (info->vid, ==, VID);
  g_assert_cmphex (info->pid, ==, PID);
  g_assert_cmphex (info->bcd_device, ==, 0x0104);
  g_assert_null (isp_usb_info_for_path ("1-7"));
  g_assert_null (isp_usb_info_for_path ("../usb"));
}

static void
test_order (Fixture *f, gconstpointer data)
{
  const guint8 enable[4] = { 0xAC, 0x53, 0, 0 };
  guint8 reply[4];
  IspUsbTransfer enter = {
    .in = TRUE, .request = TRANSMIT, .value = enable[0] | enable[1] << 8, .data = reply, .len = 4
  };
  g_autoptr (GError) error = NULL;
  gsize n_done = 0;

  gint64 before = g_get_monotonic_time ();

  isp_sim_chip_advance (bench_chip (f->bench), 30 * 1000 * 1000);
  g_assert_true (isp_usb_control (f->usb, &enter, 1, 0, NULL, NULL, NULL));
  g_assert_true (isp_usb_control (f->usb, f->transfers, N, 50000, &n_done, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, N);
  g_assert_cmpint (isp_usb_get_last_done (f->usb), >=, before);
  g_assert_cmpint (isp_usb_get_last_done (f->usb), <=, g_get_monotonic_time ());
  g_assert_true (isp_usb_is_low_speed (f->usb));
  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpuint (f->transfers[i].actual, ==, 4);
      g_assert_cmphex (f->replies[i][2], ==, i); /* the echo of its second byte */
    }
}

/* What failed, and how many went before. */
static void
check_fault (Fixture *f, BenchFault fault, IspError code)
{
  g_autoptr (GError) error = NULL;
  gsize n_done = G_MAXSIZE;

  bench_set_fault (f->bench, fault, bench_get_transfers (f->bench) + 7);
  g_assert_false (isp_usb_control (f->usb, f->transfers, N, 50000, &n_done, NULL, &error));
  g_assert_error (error, ISP_ERROR, (int) code);
  g_assert_cmpuint (n_done, ==, 7);
}

static void
test_stall (Fixture *f, gconstpointer data)
{
  gsize n_done;

  check_fault (f, BENCH_FAULT_STALL, ISP_ERROR_PROTOCOL);
  bench_set_fault (f->bench, BENCH_FAULT_NONE, 0);
  g_assert_true (isp_usb_control (f->usb, f->transfers, N, 50000, &n_done, NULL, NULL));
}

static void
test_silent (Fixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  check_fault (f, BENCH_FAULT_SILENT, ISP_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >, G_USEC_PER_SEC);
}

static void
test_unplugged (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  check_fault (f, BENCH_FAULT_UNPLUGGED, ISP_ERROR_UNPLUGGED);
  g_assert_false (isp_usb_control (f->usb, f->transfers, 1, 0, NULL, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

/* Also while the device says nothing. */
static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;
  gsize n_done = 0;

  bench_set_fault (f->bench, BENCH_FAULT_SILENT, bench_get_transfers (f->bench) + 3);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (
      isp_usb_control (f->usb, f->transfers, N, 20 * G_USEC_PER_SEC, &n_done, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_done, ==, 3);
  g_thread_join (thread);
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_usb_open ("1-2", VID, PID, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (isp_usb_open ("1-2", VID, 0x1234, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
  g_clear_error (&error);
  g_assert_null (isp_usb_open ("1-9", VID, PID, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/usb/list", test_list },           { "/usb/order", test_order },
    { "/usb/stall", test_stall },         { "/usb/silent", test_silent },
    { "/usb/unplugged", test_unplugged }, { "/usb/cancelled", test_cancelled },
    { "/usb/open", test_open },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
