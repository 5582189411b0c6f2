/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job's rules on memory (7, 8, 11), and the kinds of jobs. */
#include "job-bench.h"

/* ── rule 7 ── */

static void
test_rule7_erase_checked (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_ERASE, 0);
  report = fake_run (fake, fake_flash_request (BOOT, 4096, 1));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_ERASING);
  g_assert_false (fake_did (fake, " page@", NULL));
}

/* RDY/BSY that always says ready: only whole waits are left, and nothing is lost. */
static void
test_rule7_no_busy (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fake->driver.reads = fake->driver.writes = 0;
  fill_application (fake);
  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_NO_BUSY, 0);
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  assert_ok (report);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->busy_violations, ==, 0);
}

/* ── rule 8 ── */

static void
test_rule8_above (void)
{
  g_autoptr (Fake) fake = fake_new ("at90usb1286");
  g_autoptr (IspReport) report = fake_run (fake, fake_flash_request (0x1E000, 4421, 1));

  assert_ok (report);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->erases, ==, 1);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->page_writes, ==, 18);
}

/* An accelerator that writes and reads 64 KiB too low would verify its own mistake. On a blank chip
 * it shows by what is written: one page, and it is erased again. */
static void
test_rule8_folds (gconstpointer data)
{
  const guint32 start = GPOINTER_TO_UINT (data);
  g_autoptr (Fake) fake = fake_new ("at90usb1286");
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspImage) image = NULL;
  IspRequest *request = fake_flash_request (start, 0x20000 - start, 1);
  const guint8 *flash;
  guint8 byte;

  image = isp_image_ref (((IspImageFile *) request->images->pdata[0])->flash);
  fake->misread = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  flash = isp_sim_chip_get_flash (fake->chip);
  for (guint32 at = 0; at < 0x20000; at++)
    {
      isp_image_read (image, at, &byte, 1, 0xFF);
      g_assert_cmphex (flash[at], ==, byte);
    }
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->erases, ==, 2);
  /* each page of the image, and the one that went astray */
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->page_writes, ==,
                    (0x20000 - start) / 256 + 1);
}

static void
test_rule8_blank_pages (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);
  guint8 blank[1024];

  memset (blank, 0xFF, sizeof blank);
  isp_image_put (((IspImageFile *) request->images->pdata[0])->flash, 0x7400, blank, 1024);
  request->no_backup = TRUE; /* else the erase itself would notice */
  plan = plan_for (fake, request);
  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_PAGE, 0x7480 / 128);
  report = fake_run_plan (fake, plan, NULL);
  /* Skipped while writing, and still looked at. */
  g_assert_false (fake_did (fake, " page@7480", NULL));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_PARTLY);
}

/* A reading glitch at the fast rate is read again at the slow one, and does not fail the job. */
static void
test_slower_when_it_matters (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);

  request->no_backup = TRUE;
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xDE);
  plan = plan_for (fake, request);
  g_assert_cmpuint (plan->snapshot->sck_hz, >, 200000);
  fake->fast_flips = TRUE;
  isp_sim_chip_get_flash (fake->chip)[0] = 0xFF;
  report = fake_run_plan (fake, plan, NULL);
  assert_ok (report);
  g_assert_cmpuint (report->sck_hz, <=, 187500);
}

/* ── rule 11 ── */

static void
test_rule11_eeprom (void)
{
  for (guint eesave = 0; eesave < 2; eesave++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autofree guint8 *before = NULL;
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) report = NULL;

      if (eesave)
        isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_HIGH, 0x91);
      fill_application (fake);
      before = g_memdup2 (isp_sim_chip_get_eeprom (fake->chip), 1024);
      plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));
      g_assert_cmpint (plan->eeprom_fate, ==, eesave ? ISP_EEPROM_KEPT : ISP_EEPROM_RESTORED);
      report = fake_run_plan (fake, plan, NULL);
      assert_ok (report);
      g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip), 1024, before, 1024);
      g_assert_true (fake_did (fake, " eeprom", NULL) != (gboolean) eesave);
    }
}

/* ── the rest ── */

static void
test_locked (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);
  g_autoptr (IspReport) refused = NULL;
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOCK, 0xFC);
  refused = fake_run (fake, fake_flash_request (BOOT, 4096, 1));
  g_assert_error (refused->error, ISP_ERROR, ISP_ERROR_BACKUP);
  g_assert_cmpint (refused->verdict, ==, ISP_VERDICT_REFUSED);

  request->no_backup = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOCK) & 0x3F, ==, 0x3F);
}

static void
test_lock_last (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = request_with_fuses (0xFF, 0xD8, 0xFB);
  g_autoptr (IspReport) report = NULL;

  request->set_lock = TRUE;
  request->lock = 0x2F;
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_true (fake_did (fake, " fuse-l", " lock="));
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOCK) & 0x3F, ==, 0x2F);
}

static void
test_keep_firmware (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);
  g_autofree guint8 *before = NULL;
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  before = g_memdup2 (isp_sim_chip_get_flash (fake->chip), BOOT);
  request->keep_firmware = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_cmpmem (isp_sim_chip_get_flash (fake->chip), BOOT, before, BOOT);
  g_assert_cmphex (isp_sim_chip_get_flash (fake->chip)[BOOT], !=, 0xFF);
}

static void
test_no_erase (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = fake_flash_request (0x1000, 512, 1);
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspReport) refused = NULL;

  request->no_erase = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_false (fake_did (fake, " erase", NULL));

  request = fake_flash_request (0x1000, 512, 2);
  request->no_erase = TRUE;
  refused = fake_run (fake, request);
  g_assert_error (refused->error, ISP_ERROR, isp_hazard_get_error_code (ISP_HAZARD_NEEDS_ERASE));
  g_assert_cmpint (refused->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_false (fake_did (fake, " page@", NULL));
}

static void
test_read_verify_erase (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega328p");
  IspRequest *request = isp_request_new (ISP_JOB_VERIFY);
  IspImageFile *file = isp_image_file_new ("x");
  g_autoptr (IspReport) read = NULL;
  g_autoptr (IspReport) same = NULL;
  g_autoptr (IspReport) other = NULL;
  g_autoptr (IspReport) erased = NULL;

  fill_application (fake);
  read = fake_run (fake, isp_request_new (ISP_JOB_READ));
  g_assert_no_error (read->error);
  g_assert_cmpint (read->chip, ==, ISP_CHIP_UNCHANGED);
  isp_image_put (file->flash, 0, isp_sim_chip_get_flash (fake->chip), 6000);
  g_assert_true (isp_image_get_size (read->data) == 32768);

  g_ptr_array_add (request->images, file);
  same = fake_run (fake, isp_request_copy (request));
  g_assert_no_error (same->error);
  isp_sim_chip_get_flash (fake->chip)[4321] ^= 4;
  other = fake_run (fake, request);
  g_assert_error (other->error, ISP_ERROR, ISP_ERROR_DIFFERS);
  g_assert_cmpint (isp_report_get_exit_status (other), ==, 6);

  erased = fake_run (fake, isp_request_new (ISP_JOB_ERASE));
  assert_ok (erased);
  g_assert_cmphex (isp_sim_chip_get_flash (fake->chip)[100], ==, 0xFF);
}

/* What the programmer says it wrote counts only once it was read back. */
static void
test_rule11_read_back (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  fake->eeprom_lost = TRUE;
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_PARTLY);
  g_assert_false (fake_did (fake, " fuse-", NULL));
}

/* A few bytes of EEPROM are written; a write hits a byte far from them as well. */
static IspReport *
run_with_strays (Fake *fake, IspRequest *request, guint n_strays)
{
  static const guint8 data[] = { 1, 2, 3, 4, 5, 6, 7 };

  fill_application (fake);
  request->eeprom = isp_image_new_from_data (4, data, sizeof data);
  fake->eeprom_stray = 0x50;
  fake->n_eeprom_strays = n_strays;
  return fake_run (fake, request);
}

/* What a write of EEPROM changed beside its image is mended, or the job says so. */
static void
test_rule11_strays (void)
{
  for (guint i = 0; i < 3; i++) /* nothing else written; erased; EEPROM spared by the erase */
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (IspReport) once = NULL;
      g_autoptr (IspReport) always = NULL;
      IspRequest *request =
          i > 0 ? fake_flash_request (BOOT, 4096, 1) : isp_request_new (ISP_JOB_FLASH);
      IspRequest *again = isp_request_copy (request);
      guint8 want[1024];

      if (i == 2)
        isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_HIGH, 0x91);
      fill_application (fake);
      memset (want, 0xFF, sizeof want);
      if (i != 1)
        memcpy (want, isp_sim_chip_get_eeprom (fake->chip), sizeof want);
      for (guint8 at = 0; at < 7; at++)
        want[4 + at] = at + 1;
      once = run_with_strays (fake, request, 1);
      assert_ok (once);
      g_assert_cmpuint (fake->n_eeprom_strays, ==, 0);
      g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip), 1024, want, 1024);

      always = run_with_strays (fake, again, G_MAXUINT);
      g_assert_error (always->error, ISP_ERROR, ISP_ERROR_VERIFY);
      g_assert_nonnull (strstr (always->error->message, "0x0050"));
      g_assert_cmpint (always->chip, ==, ISP_CHIP_PARTLY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/rule7/erase-checked", test_rule7_erase_checked);
  g_test_add_func ("/job/rule7/no-busy", test_rule7_no_busy);
  g_test_add_func ("/job/rule8/above", test_rule8_above);
  g_test_add_data_func ("/job/rule8/folds", GUINT_TO_POINTER (0x1E000), test_rule8_folds);
  g_test_add_data_func ("/job/rule8/folds-below", GUINT_TO_POINTER (0xF000), test_rule8_folds);
  g_test_add_func ("/job/rule8/blank-pages", test_rule8_blank_pages);
  g_test_add_func ("/job/slower", test_slower_when_it_matters);
  g_test_add_func ("/job/rule11/read-back", test_rule11_read_back);
  g_test_add_func ("/job/rule11/eeprom", test_rule11_eeprom);
  g_test_add_func ("/job/rule11/strays", test_rule11_strays);
  g_test_add_func ("/job/locked", test_locked);
  g_test_add_func ("/job/lock-last", test_lock_last);
  g_test_add_func ("/job/keep-firmware", test_keep_firmware);
  g_test_add_func ("/job/no-erase", test_no_erase);
  g_test_add_func ("/job/read-verify-erase", test_read_verify_erase);
  return g_test_run ();
}
