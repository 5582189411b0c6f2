/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Caterina loses its power in the middle of an upload: it comes up again, wherever that was, and
 * the next upload is whole. With "--all" after every page; a number behind it: from that one on. */
#include "core/isp-error.h"
#include "loader-bench.h"

#include <string.h>

#define SIZE 0x7000u
#define STEP 56u /* pages from one place to the next; there are 224 */

static gboolean all;
static guint first;

/* Other firmware is there, which would start where the bootloader lets it. */
static void
put_firmware (LoaderBench *b, const IspImageFile *firmware)
{
  bench_lock (b->bench);
  isp_image_read (firmware->flash, 0, isp_sim_chip_get_flash (bench_chip (b->bench)), SIZE, 0xFF);
  bench_unlock (b->bench);
}

/* FALSE: the job was through before that. */
static gboolean
cut_at (guint page)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) old = loader_bench_make_firmware (SIZE, 7);
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspReport) again = NULL;

  loader_bench_init (&b, "caterina", "atmega32u4");
  put_firmware (&b, old);
  loader_bench_look (&b, &error);
  g_assert_no_error (error);
  bench_set_fault (b.bench, BENCH_FAULT_CUT, page);
  report = loader_bench_upload (&b, isp_image_file_ref (firmware));
  if (report->error == NULL)
    return FALSE;
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_LOADER_GONE);
  bench_set_fault (b.bench, BENCH_FAULT_NONE, 0);
  bench_plug (b.bench);
  loader_bench_await (&b, "loader");
  loader_bench_look (&b, &error);
  g_assert_no_error (error);
  again = loader_bench_upload (&b, isp_image_file_ref (firmware));
  g_assert_no_error (again->error);
  loader_bench_assert_holds (&b, firmware->flash);
  return TRUE;
}

static void
test_cuts (void)
{
  guint page = first;

  while (cut_at (page))
    {
      g_test_message ("whole again after a cut at page %u", page);
      page += all ? 1 : STEP;
    }
  /* the empty first page, all others, and the first one */
  g_assert_cmpuint (page, >=, SIZE / 128);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  all = argc > 1 && g_str_equal (argv[1], "--all");
  first = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  g_test_add_func ("/cuts/caterina", test_cuts);
  return g_test_run ();
}
