/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with any bootloader, at any place of an upload: an end, for which whoever runs
 * the tests waits no longer than it may take; never a success that is none, never a byte over the
 * bootloader, and the next upload is whole. Argument: a model of the bench, with "--all" every
 * place. */
#include "core/isp-error.h"
#include "loader-bench.h"

#include <string.h>

#define SIZE   0x1001
#define PLACES 5u /* of each fault; SILENT, which waits: two */

typedef struct
{
  const char *model, *part;
} Row;

/* clang-format off */
static const Row rows[] = {
  { "atmel-dfu", "atmega32u4" },
  { "lufa-dfu", "atmega32u4" },
  { "caterina", "atmega32u4" },
  { "halfkay", "atmega32u4" },
  { "bootloadhid", "atmega32a" },
  { "usbasploader", "atmega32a" },
  { "qmk-hid", "atmega32u4" },
  { "lufa-ms", "atmega32u4" },
};

static const char *const faults[BENCH_N_FAULTS] = {
  [BENCH_FAULT_UNPLUGGED] = "unplugged",
  [BENCH_FAULT_STALL] = "stall",
  [BENCH_FAULT_SILENT] = "silent",
  [BENCH_FAULT_GARBAGE] = "garbage",
};
/* clang-format on */

static const Row *row;
static gboolean all;

/* A job, from looking at the board on. */
static IspReport *
run (LoaderBench *b, IspImageFile *firmware, GCancellable *cancellable)
{
  GError *error = NULL;
  IspRequest *request;

  b->hint.part = b->part; /* not all of them know it themselves */
  if (!loader_bench_look (b, &error))
    {
      isp_image_file_unref (firmware);
      return isp_report_new_refused (ISP_JOB_UPLOAD, NULL, ISP_CHIP_UNCHANGED, error);
    }
  request = isp_request_new (ISP_JOB_UPLOAD);
  g_ptr_array_add (request->images, firmware);
  return loader_bench_run (b, request, cancellable);
}

static guint64
count_transfers (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspReport) report = NULL;

  loader_bench_init (&b, row->model, row->part);
  report = run (&b, loader_bench_make_firmware (SIZE, 1), NULL);
  g_assert_no_error (report->error);
  return bench_get_transfers (b.bench);
}

/* Whatever was, the keyboard can be helped the same way again. */
static void
check_again (LoaderBench *b)
{
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 3);
  g_autoptr (IspReport) report = NULL;

  bench_set_fault (b->bench, BENCH_FAULT_NONE, 0);
  bench_plug (b->bench);
  if (!g_str_equal (bench_get_running (b->bench), "loader"))
    bench_press_reset (b->bench, 2);
  loader_bench_await (b, "loader");
  report = run (b, isp_image_file_ref (firmware), NULL);
  g_assert_no_error (report->error);
  loader_bench_assert_holds (b, firmware->flash);
}

static void
check_failed (LoaderBench *b, const IspReport *report)
{
  g_test_message ("%s", report->error->message);
  g_assert_cmpint (report->verdict, !=, ISP_VERDICT_OK);
  g_assert_true (report->error->domain == ISP_ERROR);
  g_assert_true (isp_error_blames (report->error, ISP_BLAME_KEYBOARD) ||
                 g_error_matches (report->error, ISP_ERROR, ISP_ERROR_WRONG_PART));
  g_assert_true (bench_is_loader_intact (b->bench));
}

static void
strike (BenchFault fault, guint64 at)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 1);
  g_autoptr (IspReport) report = NULL;

  g_test_message ("%s at %" G_GUINT64_FORMAT, faults[fault], at);
  loader_bench_init (&b, row->model, row->part);
  bench_set_fault (b.bench, fault, at);
  report = run (&b, isp_image_file_ref (firmware), NULL);
  if (report->error == NULL)
    loader_bench_assert_holds (&b, firmware->flash);
  else
    check_failed (&b, report);
  check_again (&b);
}

static void
test_fault (gconstpointer data)
{
  BenchFault fault = GPOINTER_TO_INT (data);
  guint64 n = count_transfers ();
  guint places = fault == BENCH_FAULT_SILENT ? 2 : PLACES;
  guint64 step = all ? 1 : MAX (n / places, 1);

  for (guint64 at = all ? 0 : step / 3; at < n; at += step)
    strike (fault, at);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (150 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancelled (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (IspReport) report = NULL;
  GThread *thread;

  loader_bench_init (&b, row->model, row->part);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  report = run (&b, loader_bench_make_firmware (0x3000, 1), cancellable);
  g_thread_join (thread);
  g_assert_true (report->verdict == ISP_VERDICT_CANCELLED || report->verdict == ISP_VERDICT_OK);
  g_assert_true (bench_is_loader_intact (b.bench));
  check_again (&b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].model, argv[1]))
      row = &rows[i];
  g_assert_nonnull (row);
  all = argc > 2 && g_str_equal (argv[2], "--all");
  for (guint i = 0; i < BENCH_N_FAULTS; i++)
    if (faults[i] != NULL)
      {
        g_autofree char *path = g_strdup_printf ("/loader-faults/%s", faults[i]);

        g_test_add_data_func (path, GINT_TO_POINTER (i), test_fault);
      }
  g_test_add_func ("/loader-faults/cancelled", test_cancelled);
  return g_test_run ();
}
