/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One contact for plan and job, and what is looked at only where it is needed. */
#include "job-bench.h"

static IspSnapshot *
stay (Fake *fake, IspSnapshotFlags flags, IspLink **link)
{
  g_autoptr (GError) error = NULL;
  IspSnapshot *snapshot =
      isp_snapshot_take_and_stay (fake->session, fake->port, NULL, 0, flags, link, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (*link);
  g_assert_true (fake->open);
  g_assert_true (fake->reset_low);
  return snapshot;
}

static IspReport *
run_over (Fake *fake, IspLink *link, const IspPlan *plan)
{
  IspJobOptions options = { .link = link };
  IspReport *report;

  fake_clear (fake);
  report = isp_job_run (fake->session, fake->port, plan, &options, NULL, NULL);
  g_assert_false (fake->open);
  g_assert_false (fake->reset_low);
  return report;
}

/* Whoever stayed in contact, and has no job, lets go of the chip. */
static void
test_let_go (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspLink *link;
  g_autoptr (IspSnapshot) snapshot = stay (fake, ISP_SNAPSHOT_QUICK, &link);

  isp_link_free (link);
  g_assert_false (fake->open);
  g_assert_false (fake->reset_low);
}

/* The job goes on where the snapshot stopped: it enters no second time. */
static void
test_taken_over (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspLink) link = NULL;
  g_autoptr (IspSnapshot) snapshot = stay (fake, ISP_SNAPSHOT_QUICK, &link);
  g_autoptr (IspRequest) request = fake_flash_request (BOOT, 4096, 1);
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspReport) again = NULL;

  request->no_backup = TRUE;
  plan = isp_plan_new (snapshot, request);
  report = run_over (fake, link, plan);
  assert_ok (report);
  assert_flash (fake, plan);
  g_assert_false (fake_did (fake, " enter", NULL));
  g_assert_true (fake_did (fake, " sig", " erase"));
  g_assert_true (fake_did (fake, " read-h", " erase"));

  /* What was taken over is gone: the next job makes its own contact. */
  again = run_over (fake, link, plan);
  assert_ok (again);
  g_assert_true (fake_did (fake, " enter", NULL));
}

static void
assert_refused_over (Fake *fake, IspLink *link, const IspSnapshot *snapshot)
{
  g_autoptr (IspRequest) request = fake_flash_request (BOOT, 4096, 1);
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;

  request->no_backup = TRUE;
  plan = isp_plan_new (snapshot, request);
  report = run_over (fake, link, plan);
  g_assert_nonnull (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_UNCHANGED);
  g_assert_false (fake_did (fake, " erase", NULL));
}

/* A chip that was taken off, or lost its place, before the job began. */
static void
test_not_the_same (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspLink) link = NULL;
  g_autoptr (IspLink) other = NULL;
  g_autoptr (IspSnapshot) snapshot = stay (fake, ISP_SNAPSHOT_QUICK, &link);

  isp_sim_chip_free (fake->chip);
  fake->chip = isp_sim_chip_new (isp_parts_by_name ("atmega32u4"));
  assert_refused_over (fake, link, snapshot);

  g_clear_pointer (&snapshot, isp_snapshot_unref);
  snapshot = stay (fake, ISP_SNAPSHOT_QUICK, &other);
  fake->misread_hfuse = 0xDA;
  assert_refused_over (fake, other, snapshot);
}

/* ── where a bootloader can begin ── */

static gboolean
loses_bootloader (const IspPlan *plan)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    if (g_array_index (plan->hazards, IspHazard, i).id == ISP_HAZARD_LOSES_BOOTLOADER)
      return TRUE;
  return FALSE;
}

static void
test_boot_starts (void)
{
  static const guint32 starts[] = { 0x7000, 0x7800, 0x7C00, 0x7E00 };

  for (guint i = 0; i <= G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (IspLink) link = NULL;
      g_autoptr (IspSnapshot) snapshot = NULL;
      g_autoptr (IspRequest) request = fake_flash_request (0, 1000, 1);
      g_autoptr (IspPlan) plan = NULL;

      if (i < G_N_ELEMENTS (starts))
        memset (isp_sim_chip_get_flash (fake->chip) + starts[i], 0x0C, 2);
      snapshot = stay (fake, ISP_SNAPSHOT_BOOT_STARTS, &link);
      g_assert_cmpint (snapshot->boot_blank, ==, i == G_N_ELEMENTS (starts));
      g_assert_cmpuint (isp_image_get_size (snapshot->boot), <=, 4 * 32);
      plan = isp_plan_new (snapshot, request);
      g_assert_cmpint (loses_bootloader (plan), ==, i < G_N_ELEMENTS (starts));
    }
}

/* Whether there is firmware is looked at together with the boot section, of an unlocked chip. */
static IspFirmwareState
look_for_firmware (guint8 low, guint8 high, guint8 lock, IspSnapshotFlags flags)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspLink) link = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;

  isp_sim_chip_get_flash (fake->chip)[0] = low;
  isp_sim_chip_get_flash (fake->chip)[1] = high;
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOCK, lock);
  snapshot = stay (fake, flags, &link);
  return snapshot->firmware;
}

static void
test_firmware (void)
{
  const IspSnapshotFlags starts = ISP_SNAPSHOT_BOOT_STARTS;

  g_assert_cmpint (look_for_firmware (0x0C, 0x94, 0xFF, starts), ==, ISP_FIRMWARE_FOUND);
  g_assert_cmpint (look_for_firmware (0xFF, 0xCF, 0xFF, starts), ==, ISP_FIRMWARE_FOUND);
  g_assert_cmpint (look_for_firmware (0xFF, 0xFF, 0xFF, starts), ==, ISP_FIRMWARE_NONE);
  g_assert_cmpint (look_for_firmware (0x0C, 0x94, 0xFF, ISP_SNAPSHOT_BOOT), ==, ISP_FIRMWARE_FOUND);
  g_assert_cmpint (look_for_firmware (0x0C, 0x94, 0xFF, ISP_SNAPSHOT_QUICK), ==,
                   ISP_FIRMWARE_UNKNOWN);
  g_assert_cmpint (look_for_firmware (0x0C, 0x94, 0xFC, starts), ==, ISP_FIRMWARE_UNKNOWN);
}

/* ── words of FF ── */

/* A page with one word in it is loaded with that word alone. */
static void
test_blank_words (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) full = NULL;
  g_autoptr (IspPlan) sparse = NULL;
  g_autoptr (IspReport) first = NULL;
  g_autoptr (IspReport) second = NULL;
  IspRequest *request = fake_flash_request (BOOT, 128, 1);
  guint8 blank[126];
  guint64 n;

  fake->driver.writes = 0;
  request->no_backup = TRUE;
  full = plan_for (fake, request);
  first = fake_run_plan (fake, full, NULL);
  n = fake->n;
  assert_ok (first);

  memset (blank, 0xFF, sizeof blank);
  request = fake_flash_request (BOOT, 128, 1);
  request->no_backup = TRUE;
  isp_image_put (((IspImageFile *) request->images->pdata[0])->flash, BOOT + 2, blank,
                 sizeof blank);
  sparse = plan_for (fake, request);
  second = fake_run_plan (fake, sparse, NULL);
  assert_ok (second);
  assert_flash (fake, sparse);
  g_assert_cmpuint (fake->n, <, n - 120); /* beside the loads a look or two may differ */
}

/* The first AVRs may keep in their page buffer what the page before loaded. */
static void
test_kept_buffer (void)
{
  const IspPart *part;
  guint n = 0;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      if (part->flash.page_size == 0 || isp_part_clears_page_buffer (part))
        continue;
      n++;
      g_autoptr (Fake) fake = fake_new (part->id);
      guint page = part->flash.page_size;
      IspRequest *request = fake_flash_request (0, 2 * page, 1);
      g_autofree guint8 *blank = g_malloc (page);
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) report = NULL;

      fake->driver.writes = 0;
      request->no_backup = TRUE;
      memset (blank, 0xFF, page);
      isp_image_put (((IspImageFile *) request->images->pdata[0])->flash, page + 2, blank,
                     page - 2);
      plan = plan_for (fake, request);
      report = fake_run_plan (fake, plan, NULL);
      assert_ok (report);
      assert_flash (fake, plan);
    }
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contact/let-go", test_let_go);
  g_test_add_func ("/contact/taken-over", test_taken_over);
  g_test_add_func ("/contact/not-the-same", test_not_the_same);
  g_test_add_func ("/contact/boot-starts", test_boot_starts);
  g_test_add_func ("/contact/firmware", test_firmware);
  g_test_add_func ("/contact/blank-words", test_blank_words);
  g_test_add_func ("/contact/kept-buffer", test_kept_buffer);
  return g_test_run ();
}
