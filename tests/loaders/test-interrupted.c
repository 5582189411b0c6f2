/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads that break off: the next contact knows of it, what is left half done is no backup, and
 * nothing stays behind once the keyboard is whole. */
#include "core/isp-error.h"
#include "loader-bench.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"
#include "store/isp-paths.h"
#include "store/scratch.h"

#define SIZE  0x2000u
#define PAGES 20u

typedef struct
{
  const char *model;
  gboolean has_backup;
} Row;

static const Row rows[] = {
  { "caterina", TRUE },
  { "qmk-dfu", TRUE },
  { "atmel-dfu", FALSE },
  { "halfkay", FALSE },
};

static void
look (LoaderBench *b)
{
  g_autoptr (GError) error = NULL;

  loader_bench_look (b, &error);
  g_assert_no_error (error);
}

static IspRequest *
make_request (IspImageFile *firmware)
{
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);

  g_ptr_array_add (request->images, isp_image_file_ref (firmware));
  return request;
}

/* It had firmware of its own, and loses its power in the middle of the job. */
static void
break_off (LoaderBench *b, IspImageFile *own, IspImageFile *firmware)
{
  g_autoptr (IspReport) first = NULL;
  g_autoptr (IspReport) report = NULL;

  first = loader_bench_upload (b, isp_image_file_ref (own));
  g_assert_no_error (first->error);
  bench_press_reset (b->bench, 2);
  loader_bench_await (b, "loader");
  look (b);
  b->stores = TRUE;
  bench_set_fault (b->bench, BENCH_FAULT_CUT, PAGES);
  report = loader_bench_run (b, make_request (firmware), NULL);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  bench_set_fault (b->bench, BENCH_FAULT_NONE, 0);
  bench_plug (b->bench);
  if (!g_str_equal (bench_get_running (b->bench), "loader"))
    bench_press_reset (b->bench, 2);
  loader_bench_await (b, "loader");
  look (b);
}

static guint
count_backups (void)
{
  g_autoptr (GPtrArray) list = isp_backups_list (NULL);

  return list->len;
}

static void
assert_nothing_left (LoaderBench *b)
{
  g_autoptr (GPtrArray) list = isp_journal_list ();
  g_autofree char *folder = isp_paths_get_backups ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_cmpuint (list->len, ==, 0);
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, count_backups ());
}

static void
test_continue (gconstpointer data)
{
  const Row *row = data;
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) own = loader_bench_make_firmware (SIZE, 1);
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) report = NULL;

  scratch_clear ();
  loader_bench_init (&b, row->model, "atmega32u4");
  look (&b);
  break_off (&b, own, firmware);
  unfinished = isp_journal_find (b.snapshot);
  g_assert_nonnull (unfinished);
  g_assert_cmpstr (unfinished->title, ==, "keymap.hex");
  g_assert_true ((unfinished->backup != NULL) == row->has_backup);
  g_assert_cmpuint (count_backups (), ==, row->has_backup);
  report = loader_bench_run (&b, isp_unfinished_make_request (unfinished, NULL), NULL);
  g_assert_no_error (report->error);
  loader_bench_assert_holds (&b, firmware->flash);
  /* What it held is what it held at first, and the only backup. */
  g_assert_cmpuint (count_backups (), ==, row->has_backup);
  g_assert_cmpstr (report->backup, ==, row->has_backup ? unfinished->location : NULL);
  assert_nothing_left (&b);
}

/* Something else is installed in its place, without a word of the job before: it is over. */
static void
test_superseded (gconstpointer data)
{
  const Row *row = data;
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) own = loader_bench_make_firmware (SIZE, 1);
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspImageFile) other = loader_bench_make_firmware (SIZE, 3);
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = make_request (other);

  scratch_clear ();
  loader_bench_init (&b, row->model, "atmega32u4");
  look (&b);
  break_off (&b, own, firmware);
  request->no_backup = TRUE;
  report = loader_bench_run (&b, request, NULL);
  g_assert_no_error (report->error);
  assert_nothing_left (&b);
}

/* What the keyboard held is given back through the bootloader. */
static void
test_restore (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) own = loader_bench_make_firmware (SIZE, 1);
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) report = NULL;
  IspRequest *request;

  scratch_clear ();
  loader_bench_init (&b, "caterina", "atmega32u4");
  look (&b);
  break_off (&b, own, firmware);
  unfinished = isp_journal_find (b.snapshot);
  request = isp_backups_make_upload (unfinished->backup);
  request->unfinished = isp_unfinished_ref (unfinished);
  report = loader_bench_run (&b, request, NULL);
  g_assert_no_error (report->error);
  loader_bench_assert_holds (&b, own->flash);
  assert_nothing_left (&b);
}

/* Another keyboard of the same kind at the same USB port: its own firmware is kept as well. */
static void
test_another (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) own = loader_bench_make_firmware (SIZE, 1);
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspImageFile) others = loader_bench_make_firmware (SIZE, 3);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspBackup) backup = NULL;
  g_autoptr (IspImage) kept = NULL;
  IspRequest *request = make_request (firmware);

  scratch_clear ();
  loader_bench_init (&b, "caterina", "atmega32u4");
  look (&b);
  break_off (&b, own, firmware);
  bench_lock (b.bench);
  isp_image_read (others->flash, 0, isp_sim_chip_get_flash (bench_chip (b.bench)), SIZE, 0xFF);
  bench_unlock (b.bench);
  unfinished = isp_journal_find (b.snapshot);
  request->unfinished = isp_unfinished_ref (unfinished);
  report = loader_bench_run (&b, request, NULL);
  g_assert_no_error (report->error);
  g_assert_cmpuint (count_backups (), ==, 2);
  g_assert_cmpstr (report->backup, !=, unfinished->location);
  backup = isp_backups_load (report->backup, NULL);
  kept = isp_image_slice (backup->flash, 0, SIZE);
  g_assert_true (isp_image_equal (kept, others->flash));
}

/* Nothing was changed yet. */
static void
test_unchanged (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspReport) report = NULL;

  scratch_clear ();
  loader_bench_init (&b, "caterina", "atmega32u4");
  look (&b);
  b.stores = TRUE;
  bench_set_fault (b.bench, BENCH_FAULT_UNPLUGGED, bench_get_transfers (b.bench) + 10);
  report = loader_bench_run (&b, make_request (firmware), NULL);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_UNCHANGED);
  assert_nothing_left (&b);
}

/* Known by its USB port and its bootloader, and nothing else. */
static void
test_whose (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) own = loader_bench_make_firmware (SIZE, 1);
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspUnfinished) none = NULL;

  scratch_clear ();
  loader_bench_init (&b, "atmel-dfu", "atmega32u4");
  look (&b);
  break_off (&b, own, firmware);
  g_free (b.snapshot->port_id);
  b.snapshot->port_id = g_strdup ("usb:1-9");
  none = isp_journal_find (b.snapshot);
  g_assert_null (none);
}

/* A page that is worn out: the next upload, perhaps of another run, says that it is the same one.
 */
static void
test_again (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) first = NULL;
  g_autoptr (IspReport) second = NULL;

  scratch_clear ();
  loader_bench_init (&b, "caterina", "atmega32u4");
  look (&b);
  b.stores = TRUE;
  isp_sim_chip_set_fault (bench_chip (b.bench), ISP_SIM_FAULT_PAGE, 5);
  first = loader_bench_run (&b, make_request (firmware), NULL);
  g_assert_error (first->error, ISP_ERROR, ISP_ERROR_NOT_KEPT);
  g_assert_false (first->again);
  look (&b);
  unfinished = isp_journal_find (b.snapshot);
  second = loader_bench_run (&b, isp_unfinished_make_request (unfinished, NULL), NULL);
  g_assert_error (second->error, ISP_ERROR, ISP_ERROR_NOT_KEPT);
  g_assert_cmpuint (isp_report_get_failed_page (second).start, ==, 5 * 128);
  g_assert_true (second->again);
}

/* Atmel DFU says that it has erased, and nothing has changed: known of many keyboards. */
static void
test_not_erased (void)
{
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (SIZE, 2);
  g_autoptr (IspReport) report = NULL;
  guint8 *flash;

  scratch_clear ();
  loader_bench_init (&b, "atmel-dfu", "atmega32u4");
  flash = isp_sim_chip_get_flash (bench_chip (b.bench));
  memset (flash, 0x5A, SIZE);
  look (&b);
  isp_sim_chip_set_fault (bench_chip (b.bench), ISP_SIM_FAULT_ERASE, 0);
  report = loader_bench_run (&b, make_request (firmware), NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_NOT_KEPT);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_cmpuint (flash[0], ==, 0x5A);
}

int
main (int argc, char **argv)
{
  int status;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *again = g_strdup_printf ("/interrupted/%s/continue", rows[i].model);
      g_autofree char *over = g_strdup_printf ("/interrupted/%s/superseded", rows[i].model);

      g_test_add_data_func (again, &rows[i], test_continue);
      g_test_add_data_func (over, &rows[i], test_superseded);
    }
  g_test_add_func ("/interrupted/restore", test_restore);
  g_test_add_func ("/interrupted/another", test_another);
  g_test_add_func ("/interrupted/unchanged", test_unchanged);
  g_test_add_func ("/interrupted/whose", test_whose);
  g_test_add_func ("/interrupted/again", test_again);
  g_test_add_func ("/interrupted/atmel-dfu/not-erased", test_not_erased);
  status = g_test_run ();
  scratch_end ();
  return status;
}
