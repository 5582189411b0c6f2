/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is believed that was read once, nor an accelerator that reads something else than single
 * instructions do. */
#include "job-bench.h"

#define SPOT 0x0123u

static Fake *
used_fake (const char *part)
{
  Fake *fake = fake_new (part);

  fill_application (fake);
  return fake;
}

static IspReport *
run_kind (Fake *fake, IspJobKind kind)
{
  return fake_run (fake, isp_request_new (kind));
}

static void
assert_kept (Fake *fake)
{
  const IspPart *part = isp_sim_chip_get_part (fake->chip);
  g_autofree guint8 *kept = g_malloc (part->flash.size);

  g_assert_nonnull (fake->kept_flash);
  isp_image_read (fake->kept_flash, 0, kept, part->flash.size, 0xFF);
  g_assert_cmpmem (kept, part->flash.size, isp_sim_chip_get_flash (fake->chip), part->flash.size);
  isp_image_read (fake->kept_eeprom, 0, kept, part->eeprom.size, 0xFF);
  g_assert_cmpmem (kept, part->eeprom.size, isp_sim_chip_get_eeprom (fake->chip),
                   part->eeprom.size);
}

static void
flip (Fake *fake, IspMemoryId memory, guint n)
{
  fake->flip_memory = memory;
  fake->flip_address = SPOT % 100;
  fake->n_flips = n;
}

/* ── what is kept ── */

/* Slowly or fast, in blocks or byte by byte: one bit that flips is not kept. */
static void
test_one_flip (void)
{
  for (guint how = 0; how < 8; how++)
    {
      g_autoptr (Fake) fake = used_fake ("atmega32u4");
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) report = NULL;

      if (how & 1)
        fake->driver.reads = fake->driver.writes = 0;
      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, how & 2 ? 0xDE : 0x52);
      plan = plan_for (fake, isp_request_new (ISP_JOB_BACKUP));
      g_assert_true ((plan->snapshot->sck_hz > plan->snapshot->proven_sck_hz) == ((how & 2) != 0));
      flip (fake, how & 4 ? ISP_MEMORY_EEPROM : ISP_MEMORY_FLASH, 1);
      report = fake_run_plan (fake, plan, NULL);
      g_assert_no_error (report->error);
      g_assert_cmpuint (fake->n_flips, ==, 0);
      assert_kept (fake);
    }
}

/* Three readings that differ: no backup, and nothing is erased. */
static void
test_three_differ (void)
{
  for (guint memory = 0; memory < 2; memory++)
    {
      g_autoptr (Fake) fake = used_fake ("atmega32u4");
      g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 512, 1));
      g_autoptr (IspReport) report = NULL;

      flip (fake, memory, 100);
      report = fake_run_plan (fake, plan, NULL);
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNSTABLE);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
      g_assert_false (fake_did (fake, " backup", NULL));
      g_assert_false (fake_did (fake, " erase", NULL));
    }
}

static void
test_read_job (void)
{
  g_autoptr (Fake) fake = used_fake ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, isp_request_new (ISP_JOB_READ));
  g_autoptr (IspReport) report = NULL;
  guint8 data[256];

  flip (fake, ISP_MEMORY_FLASH, 1);
  report = fake_run_plan (fake, plan, NULL);
  g_assert_no_error (report->error);
  isp_image_read (report->data, 0, data, sizeof data, 0xFF);
  g_assert_cmpmem (data, sizeof data, isp_sim_chip_get_flash (fake->chip), sizeof data);
}

/* Firmware that stays and EEPROM that comes back are what they were. */
static void
test_restored (void)
{
  for (guint memory = 0; memory < 2; memory++)
    {
      g_autoptr (Fake) fake = used_fake ("atmega32u4");
      g_autofree guint8 *flash = g_memdup2 (isp_sim_chip_get_flash (fake->chip), 5000);
      g_autofree guint8 *eeprom = g_memdup2 (isp_sim_chip_get_eeprom (fake->chip), 1024);
      IspRequest *request = request_with_fuses (0x5E, 0x99, 0xF3);
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) report = NULL;

      request->keep_firmware = TRUE;
      plan = plan_for (fake, request);
      flip (fake, memory, 1);
      report = fake_run_plan (fake, plan, NULL);
      assert_ok (report);
      g_assert_cmpmem (isp_sim_chip_get_flash (fake->chip), 5000, flash, 5000);
      g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip), 1024, eeprom, 1024);
    }
}

/* ── what is compared ── */

static IspRequest *
verify_request (Fake *fake)
{
  IspRequest *request = isp_request_new (ISP_JOB_VERIFY);
  IspImageFile *file = isp_image_file_new ("test.hex");

  isp_image_put (file->flash, 0, isp_sim_chip_get_flash (fake->chip), 5000);
  g_ptr_array_add (request->images, file);
  request->eeprom = isp_image_new_from_data (0, isp_sim_chip_get_eeprom (fake->chip), 100);
  return request;
}

/* n readings that differ: 1 and the page, read twice again, is right; more are a bad link. */
static void
test_verify (void)
{
  for (guint n = 0; n < 8; n++)
    {
      g_autoptr (Fake) fake = used_fake ("atmega32u4");
      g_autoptr (IspPlan) plan = plan_for (fake, verify_request (fake));
      g_autoptr (IspReport) report = NULL;

      flip (fake, n & 1, n < 4 ? 1 : 100);
      if (n & 2)
        fake->driver.reads = 0;
      report = fake_run_plan (fake, plan, NULL);
      if (n < 4)
        g_assert_no_error (report->error);
      else
        g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNSTABLE);
    }
}

/* What really differs is called so. */
static void
test_verify_differs (void)
{
  for (guint memory = 0; memory < 2; memory++)
    {
      g_autoptr (Fake) fake = used_fake ("atmega32u4");
      g_autoptr (IspPlan) plan = plan_for (fake, verify_request (fake));
      g_autoptr (IspReport) report = NULL;

      (memory ? isp_sim_chip_get_eeprom : isp_sim_chip_get_flash) (fake->chip)[SPOT % 100] ^= 1;
      report = fake_run_plan (fake, plan, NULL);
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_DIFFERS);
    }
}

/* ── accelerators that fold the upper half onto the lower ── */

static Fake *
folding_fake (gboolean blank_above)
{
  Fake *fake = used_fake ("at90usb1286");

  for (guint i = 0; i < 0x3000 && !blank_above; i++)
    isp_sim_chip_get_flash (fake->chip)[0x1A000 + i] = (i * 29 + 3) & 0xFF;
  fake->misread = TRUE;
  return fake;
}

static void
test_folded_kept (void)
{
  for (guint blank = 0; blank < 2; blank++)
    {
      g_autoptr (Fake) fake = folding_fake (blank);
      g_autoptr (IspReport) backup = run_kind (fake, ISP_JOB_BACKUP);
      g_autoptr (IspReport) read = run_kind (fake, ISP_JOB_READ);
      g_autofree guint8 *data = g_malloc (0x20000);

      g_assert_no_error (backup->error);
      assert_kept (fake);
      g_assert_no_error (read->error);
      isp_image_read (read->data, 0, data, 0x20000, 0xFF);
      g_assert_cmpmem (data, 0x20000, isp_sim_chip_get_flash (fake->chip), 0x20000);
    }
}

/* Found out before the erase, with a backup and without: then it is written byte by byte as well.
 */
static void
test_folded_flash (void)
{
  for (guint without = 0; without < 2; without++)
    {
      g_autoptr (Fake) fake = folding_fake (TRUE);
      IspRequest *request = fake_flash_request (0x1E000, 4421, 1);
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) report = NULL;

      request->no_backup = without;
      plan = plan_for (fake, request);
      report = fake_run_plan (fake, plan, NULL);
      assert_ok (report);
      assert_flash (fake, plan);
    }
}

static void
test_folded_verify (void)
{
  g_autoptr (Fake) fake = folding_fake (FALSE);
  IspRequest *request = isp_request_new (ISP_JOB_VERIFY);
  IspImageFile *file = isp_image_file_new ("test.hex");
  g_autoptr (IspReport) right = NULL;
  g_autoptr (IspReport) wrong = NULL;

  isp_image_put (file->flash, 0x1A000, isp_sim_chip_get_flash (fake->chip) + 0x1A000, 0x3000);
  g_ptr_array_add (request->images, file);
  right = fake_run (fake, isp_request_ref (request));
  g_assert_no_error (right->error);
  isp_sim_chip_get_flash (fake->chip)[0x1B234] ^= 1;
  wrong = fake_run (fake, request);
  g_assert_error (wrong->error, ISP_ERROR, ISP_ERROR_DIFFERS);
}

/* ── an erase that left something ── */

static void
test_erase_spares (void)
{
  static const guint32 spared[] = { 0x0080, 0x0A00, 0x1380, 0x2345, 0x7FFF };

  for (guint i = 0; i < G_N_ELEMENTS (spared); i++)
    {
      g_autoptr (Fake) fake = used_fake ("atmega32u4");
      g_autoptr (IspReport) report = NULL;

      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xDE); /* all of it is read in time */
      fake->spared = spared[i];
      report = run_kind (fake, ISP_JOB_ERASE);
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
      g_assert_cmpint (report->chip, ==, ISP_CHIP_ERASING);
    }
}

/* Every one of the bytes that were programmed is among those that are looked at. */
static void
test_erase_spares_eeprom (void)
{
  for (guint eesave = 0; eesave < 2; eesave++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (IspReport) report = NULL;

      isp_sim_chip_get_eeprom (fake->chip)[0x234] = 0x12;
      if (eesave)
        isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_HIGH, 0x91);
      fake->spared = 0x234;
      fake->spares_eeprom = TRUE;
      report = run_kind (fake, ISP_JOB_ERASE);
      if (eesave)
        g_assert_no_error (report->error);
      else
        g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/one-flip", test_one_flip);
  g_test_add_func ("/reading/three-differ", test_three_differ);
  g_test_add_func ("/reading/read-job", test_read_job);
  g_test_add_func ("/reading/restored", test_restored);
  g_test_add_func ("/reading/verify", test_verify);
  g_test_add_func ("/reading/verify-differs", test_verify_differs);
  g_test_add_func ("/reading/folded/kept", test_folded_kept);
  g_test_add_func ("/reading/folded/flash", test_folded_flash);
  g_test_add_func ("/reading/folded/verify", test_folded_verify);
  g_test_add_func ("/reading/erase-spares", test_erase_spares);
  g_test_add_func ("/reading/erase-spares-eeprom", test_erase_spares_eeprom);
  return g_test_run ();
}
