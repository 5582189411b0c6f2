/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that only look: what is read goes into a file, what differs is listed and marked, a blank
 * chip is one where every byte is FF. None of them changes anything. */
#include "job-bench.h"

#include <glib/gstdio.h>

static char *folder;

static GFile *
get_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_new_for_path (path);
}

static IspRequest *
read_into (IspMemoryId memory, const char *name)
{
  IspRequest *request = isp_request_new (ISP_JOB_READ);
  g_autoptr (GFile) file = get_file (name);

  request->memory = memory;
  request->output = g_file_get_uri (file);
  return request;
}

static void
assert_unchanged (Fake *fake, const IspReport *report)
{
  static const char *const changes[] = { " erase", " page", " fuse-", " lock", " eeprom" };

  g_assert_cmpint (report->chip, ==, ISP_CHIP_UNCHANGED);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_assert_false (fake_did (fake, changes[i], NULL));
}

static void
assert_place (const IspReport *report, IspMemoryId memory, guint *i, guint32 start, guint32 end,
              gsize bytes)
{
  IspDifference found;

  g_assert_true (isp_report_next_difference (report, memory, i, &found));
  g_assert_cmphex (found.range.start, ==, start);
  g_assert_cmphex (found.range.end, ==, end);
  g_assert_cmpuint (found.bytes, ==, bytes);
}

static void
assert_no_place (const IspReport *report, IspMemoryId memory, guint i)
{
  IspDifference found;

  g_assert_false (isp_report_next_difference (report, memory, &i, &found));
}

/* ── reading into a file ── */

static void
test_saved (void)
{
  static const char *const names[] = { "flash.hex", "flash.bin" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (GFile) file = get_file (names[i]);
      g_autoptr (IspReport) report = NULL;
      g_autoptr (IspImageFile) saved = NULL;
      g_autoptr (GError) error = NULL;

      fill_application (fake);
      report = fake_run (fake, read_into (ISP_MEMORY_FLASH, names[i]));
      g_assert_no_error (report->error);
      g_assert_cmpstr (report->saved, ==, names[i]);
      assert_unchanged (fake, report);
      saved = isp_image_file_load (file, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (saved->format, ==, i == 0 ? "ihex" : "bin");
      g_assert_true (isp_image_equal (saved->flash, report->data));
      g_assert_cmpint (isp_map_get_state (fake->map, 0), ==, ISP_PAGE_IN_USE);
      g_assert_cmpint (isp_map_get_state (fake->map, 200), ==, ISP_PAGE_BLANK);
    }
}

static void
test_eeprom_saved (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_get_eeprom (fake->chip)[9] = 0x12;
  report = fake_run (fake, read_into (ISP_MEMORY_EEPROM, "settings.eep"));
  g_assert_no_error (report->error);
  g_assert_cmpuint (isp_image_get_size (report->data), ==, 1024);
  g_assert_cmpint (isp_map_get_memory (fake->map), ==, ISP_MEMORY_EEPROM);
  g_assert_cmpuint (isp_map_get_n_pages (fake->map), ==, 256);
  g_assert_cmpint (isp_map_get_state (fake->map, 2), ==, ISP_PAGE_IN_USE);
  g_assert_cmpint (isp_map_get_state (fake->map, 3), ==, ISP_PAGE_BLANK);
}

/* Where nothing can be saved nothing is read; a reading that is not certain is not saved. */
static void
test_not_saved (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (GFile) file = get_file ("unsure.hex");
  g_autoptr (IspReport) nowhere = NULL;
  g_autoptr (IspReport) unsure = NULL;

  fill_application (fake);
  nowhere = fake_run (fake, read_into (ISP_MEMORY_FLASH, "no/such/folder.hex"));
  g_assert_error (nowhere->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (nowhere->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_null (nowhere->saved);
  g_assert_cmpuint (isp_image_get_size (nowhere->data), ==, 0);

  plan = plan_for (fake, read_into (ISP_MEMORY_FLASH, "unsure.hex"));
  fake->flip_address = 99;
  fake->n_flips = 100;
  unsure = fake_run_plan (fake, plan, NULL);
  g_assert_error (unsure->error, ISP_ERROR, ISP_ERROR_UNSTABLE);
  g_assert_false (g_file_query_exists (file, NULL));
}

/* ── comparing ── */

static IspRequest *
compare_with (Fake *fake, gsize flash, gsize eeprom)
{
  IspRequest *request = isp_request_new (ISP_JOB_VERIFY);
  IspImageFile *file = isp_image_file_new ("dump.hex");

  if (flash > 0)
    {
      isp_image_put (file->flash, 0, isp_sim_chip_get_flash (fake->chip), flash);
      g_ptr_array_add (request->images, isp_image_file_ref (file));
    }
  if (eeprom > 0)
    request->eeprom = isp_image_new_from_data (0, isp_sim_chip_get_eeprom (fake->chip), eeprom);
  isp_image_file_unref (file);
  return request;
}

static void
test_same (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  report = fake_run (fake, compare_with (fake, 5000, 100));
  g_assert_no_error (report->error);
  assert_unchanged (fake, report);
  assert_no_place (report, ISP_MEMORY_FLASH, 0);
  assert_no_place (report, ISP_MEMORY_EEPROM, 0);
  g_assert_cmpint (isp_map_get_state (fake->map, 39), ==, ISP_PAGE_VERIFIED);
  g_assert_cmpint (isp_map_get_state (fake->map, 40), ==, ISP_PAGE_KEPT);
}

/* Each byte that differs, in both memories, however the chip is read; what the file does not have
 * is nobody's business. */
static void
test_differs (void)
{
  for (guint how = 0; how < 2; how++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      guint8 *flash = isp_sim_chip_get_flash (fake->chip);
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) report = NULL;
      guint i = 0, k = 0;

      fill_application (fake);
      plan = plan_for (fake, compare_with (fake, 5000, 100));
      if (how == 1)
        fake->driver.reads = 0;
      flash[0x400] ^= 1;
      flash[0x403] ^= 0x80;
      flash[4999] ^= 0xFF;
      flash[5000] = 0;
      isp_sim_chip_get_eeprom (fake->chip)[99] ^= 1;
      report = fake_run_plan (fake, plan, NULL);
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_DIFFERS);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
      g_assert_cmpint (isp_report_get_exit_status (report), ==, 6);
      assert_unchanged (fake, report);
      assert_place (report, ISP_MEMORY_FLASH, &i, 0x400, 0x404, 2);
      assert_place (report, ISP_MEMORY_FLASH, &i, 4999, 5000, 1);
      assert_no_place (report, ISP_MEMORY_FLASH, i);
      assert_place (report, ISP_MEMORY_EEPROM, &k, 99, 100, 1);
      assert_no_place (report, ISP_MEMORY_EEPROM, k);
      g_assert_cmpint (isp_map_get_state (fake->map, 0x400 / 128), ==, ISP_PAGE_WRONG);
      g_assert_cmpint (isp_map_get_state (fake->map, 0x480 / 128), ==, ISP_PAGE_VERIFIED);
      g_assert_cmpint (isp_map_get_state (fake->map, 39), ==, ISP_PAGE_WRONG);
    }
}

static void
test_eeprom_differs (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, compare_with (fake, 0, 1024));
  g_autoptr (IspReport) report = NULL;
  guint i = 0;

  isp_sim_chip_get_eeprom (fake->chip)[500] ^= 1;
  report = fake_run_plan (fake, plan, NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_DIFFERS);
  assert_place (report, ISP_MEMORY_EEPROM, &i, 500, 501, 1);
  g_assert_cmpint (isp_map_get_memory (fake->map), ==, ISP_MEMORY_EEPROM);
  g_assert_cmpint (isp_map_get_state (fake->map, 500 / 4), ==, ISP_PAGE_WRONG);
  g_assert_cmpint (isp_map_get_state (fake->map, 0), ==, ISP_PAGE_VERIFIED);
}

/* ── blank ── */

static void
test_blank (void)
{
  for (guint how = 0; how < 4; how++)
    {
      g_autoptr (Fake) fake = fake_new ("at90usb1286");
      g_autoptr (IspPlan) plan = plan_for (fake, isp_request_new (ISP_JOB_BLANK));
      g_autoptr (IspReport) report = NULL;
      guint i = 0;

      /* Above 64 KiB the accelerator reads what is below: blank. */
      fake->misread = how & 1;
      if (how & 2)
        memset (isp_sim_chip_get_flash (fake->chip) + 0x1A000, 0x7F, 0x3000);
      report = fake_run_plan (fake, plan, NULL);
      assert_unchanged (fake, report);
      if (how & 2)
        {
          g_assert_error (report->error, ISP_ERROR, ISP_ERROR_NOT_BLANK);
          g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
          assert_place (report, ISP_MEMORY_FLASH, &i, 0x1A000, 0x1D000, 0x3000);
          g_assert_cmpint (isp_map_get_state (fake->map, 0x1A000 / 256), ==, ISP_PAGE_IN_USE);
        }
      else
        g_assert_no_error (report->error);
      g_assert_cmpint (isp_map_get_state (fake->map, 0), ==, ISP_PAGE_BLANK);
    }
}

/* An accelerator that cuts its addresses to 16 bits reads the blank lower half twice: no place of
 * what it read shows the few bytes that are there. */
static void
test_behind_fold (void)
{
  g_autoptr (Fake) fake = fake_new ("at90usb1286");
  g_autoptr (IspReport) blank = NULL, read = NULL;
  guint8 byte;
  guint i = 0;

  fake->misread = TRUE;
  memset (isp_sim_chip_get_flash (fake->chip) + 0x1ABCD, 0x5E, 32);
  blank = fake_run (fake, isp_request_new (ISP_JOB_BLANK));
  g_assert_error (blank->error, ISP_ERROR, ISP_ERROR_NOT_BLANK);
  assert_place (blank, ISP_MEMORY_FLASH, &i, 0x1ABCD, 0x1ABED, 32);
  read = fake_run (fake, read_into (ISP_MEMORY_FLASH, "fold.hex"));
  g_assert_no_error (read->error);
  isp_image_read (read->data, 0x1ABCD, &byte, 1, 0xFF);
  g_assert_cmphex (byte, ==, 0x5E);
}

/* A chip that is blank all over is not read byte by byte for that: it would take minutes. */
static void
test_blank_above (void)
{
  g_autoptr (Fake) fake = fake_new ("at90usb1286");
  g_autoptr (IspReport) report = NULL;

  report = fake_run (fake, read_into (ISP_MEMORY_FLASH, "blank-above.hex"));
  g_assert_no_error (report->error);
  g_assert_cmpuint (fake->n, <, 10000);
}

/* Where the halves differ somewhere, the accelerator has shown that it gets there: what is read by
 * single instructions are its spots. */
static void
test_no_fold (void)
{
  g_autoptr (Fake) fake = fake_new ("at90usb1286");
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_get_flash (fake->chip)[0x1ABCD] = 0x5E;
  report = fake_run (fake, read_into (ISP_MEMORY_FLASH, "no-fold.hex"));
  g_assert_no_error (report->error);
  g_assert_cmpuint (fake->n, <, 2000);
}

static void
test_blank_eeprom (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;
  guint i = 0;

  isp_sim_chip_get_eeprom (fake->chip)[1023] = 0;
  report = fake_run (fake, isp_request_new (ISP_JOB_BLANK));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_NOT_BLANK);
  assert_no_place (report, ISP_MEMORY_FLASH, 0);
  assert_place (report, ISP_MEMORY_EEPROM, &i, 1023, 1024, 1);
}

/* ── all of them ── */

static void
test_locked (void)
{
  static const IspJobKind kinds[] = { ISP_JOB_READ, ISP_JOB_VERIFY, ISP_JOB_BLANK };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (IspReport) report = NULL;

      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOCK, 0xFC);
      report = fake_run (fake, kinds[i] == ISP_JOB_VERIFY ? compare_with (fake, 128, 0)
                                                          : isp_request_new (kinds[i]));
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNREADABLE);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
    }
}

static void
test_only_looks (void)
{
  g_assert_true (isp_job_kind_only_looks (ISP_JOB_READ));
  g_assert_true (isp_job_kind_only_looks (ISP_JOB_VERIFY));
  g_assert_true (isp_job_kind_only_looks (ISP_JOB_BLANK));
  g_assert_false (isp_job_kind_only_looks (ISP_JOB_ERASE));
  g_assert_false (isp_job_kind_only_looks (ISP_JOB_FUSES));
  g_assert_false (isp_job_kind_only_looks (ISP_JOB_FLASH));
}

int
main (int argc, char **argv)
{
  const char *command[] = { "rm", "-rf", NULL, NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("unbrick-look-XXXXXX", NULL);
  g_test_add_func ("/look/saved", test_saved);
  g_test_add_func ("/look/eeprom-saved", test_eeprom_saved);
  g_test_add_func ("/look/not-saved", test_not_saved);
  g_test_add_func ("/look/same", test_same);
  g_test_add_func ("/look/differs", test_differs);
  g_test_add_func ("/look/eeprom-differs", test_eeprom_differs);
  g_test_add_func ("/look/blank", test_blank);
  g_test_add_func ("/look/behind-fold", test_behind_fold);
  g_test_add_func ("/look/blank-above", test_blank_above);
  g_test_add_func ("/look/no-fold", test_no_fold);
  g_test_add_func ("/look/blank-eeprom", test_blank_eeprom);
  g_test_add_func ("/look/locked", test_locked);
  g_test_add_func ("/look/only-looks", test_only_looks);
  status = g_test_run ();
  command[2] = folder;
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (folder);
  return status;
}
