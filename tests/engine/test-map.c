/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a chip: what a plan will do to each page, and what a job did there. */
#include "job-bench.h"

#define PAGE 128u

static void
assert_pages (const IspMap *map, guint32 start, guint32 end, IspPageState state)
{
  for (guint page = start / PAGE; page < end / PAGE; page++)
    g_assert_cmpint (isp_map_get_state (map, page), ==, state);
}

static IspMap *
map_of (Fake *fake, IspRequest *request)
{
  g_autoptr (IspPlan) plan = plan_for (fake, request);

  return isp_plan_make_map (plan);
}

static void
test_plan (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspMap) usual = map_of (fake, request_with_fuses (0x5E, 0xD9, 0xF3));
  IspRequest *request = request_with_fuses (0x5E, 0xD9, 0xF3);
  g_autoptr (IspMap) kept = NULL, no_erase = NULL, erased = NULL;

  assert_pages (usual, 0, BOOT, ISP_PAGE_TO_ERASE);
  assert_pages (usual, BOOT, 0x8000, ISP_PAGE_TO_WRITE);
  g_assert_false (isp_map_is_boot (usual, BOOT / PAGE - 1));
  g_assert_true (isp_map_is_boot (usual, BOOT / PAGE));

  request->keep_firmware = TRUE;
  kept = map_of (fake, request);
  assert_pages (kept, 0, BOOT, ISP_PAGE_KEPT);
  assert_pages (kept, BOOT, 0x8000, ISP_PAGE_TO_WRITE);

  request = fake_flash_request (0x1000, 512, 1);
  request->no_erase = TRUE;
  no_erase = map_of (fake, request);
  assert_pages (no_erase, 0, 0x1000, ISP_PAGE_KEPT);
  assert_pages (no_erase, 0x1000, 0x1200, ISP_PAGE_TO_WRITE);
  assert_pages (no_erase, 0x1200, 0x8000, ISP_PAGE_KEPT);

  erased = map_of (fake, isp_request_new (ISP_JOB_ERASE));
  assert_pages (erased, 0, 0x8000, ISP_PAGE_TO_ERASE);
  g_assert_null (map_of (fake, isp_request_new (ISP_JOB_FUSES)));
  g_assert_null (map_of (fake, isp_request_new (ISP_JOB_BACKUP)));
}

static void
test_overlap (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = fake_flash_request (0x0000, BOOT + 200, 1);
  IspRequest *other = fake_flash_request (BOOT, 4096, 2);
  g_autoptr (IspMap) map = NULL;

  g_ptr_array_add (request->images, isp_image_file_ref (other->images->pdata[0]));
  isp_request_unref (other);
  map = map_of (fake, request);
  assert_pages (map, 0, BOOT, ISP_PAGE_TO_WRITE);
  assert_pages (map, BOOT, BOOT + 2 * PAGE, ISP_PAGE_IN_BOTH);
}

/* The firmware that is kept is written as well, and read back. */
static void
test_written (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  request->keep_firmware = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  assert_pages (fake->map, 0, 5000 + PAGE - 1, ISP_PAGE_VERIFIED);
  assert_pages (fake->map, 5000 + PAGE - 1, BOOT, ISP_PAGE_BLANK);
  assert_pages (fake->map, BOOT, 0x8000, ISP_PAGE_VERIFIED);
}

static void
test_wrong (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  /* Too many pages are programmed for the erase to look at each. */
  fill_application (fake);
  memset (isp_sim_chip_get_flash (fake->chip) + BOOT, 0, 0x1000);
  fake->spared = 0x7123;
  report = fake_run (fake, fake_flash_request (BOOT, 4096, 1));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  assert_pages (fake->map, BOOT, 0x7100, ISP_PAGE_VERIFIED);
  assert_pages (fake->map, 0x7100, 0x7180, ISP_PAGE_WRONG);
  assert_pages (fake->map, 0x7180, 0x8000, ISP_PAGE_VERIFIED);
}

/* Each page holds what the map says, wherever the job broke off. */
static void
check_against_chip (Fake *fake, const IspPlan *plan)
{
  for (guint page = 0; page < isp_map_get_n_pages (fake->map); page++)
    {
      const guint8 *holds = isp_sim_chip_get_flash (fake->chip) + page * PAGE;
      const IspPageState state = isp_map_get_state (fake->map, page);
      guint8 want[PAGE];

      /* What may be written is not called “to write”. */
      if (state == ISP_PAGE_TO_WRITE)
        memset (want, 0xFF, PAGE);
      else
        isp_image_read (plan->flash, page * PAGE, want, PAGE, 0xFF);
      if (state != ISP_PAGE_UNSURE)
        g_assert_cmpmem (holds, PAGE, want, PAGE);
      g_assert_cmpint (state, !=, ISP_PAGE_KEPT);
      g_assert_cmpint (state, !=, ISP_PAGE_WRONG);
    }
}

static void
test_broken_off (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspSnapshot) snapshot = fake_snapshot (fake);
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);
  g_autoptr (IspPlan) plan = isp_plan_new (snapshot, request);
  g_autoptr (IspReport) whole = fake_run_plan (fake, plan, NULL);
  const guint64 n = fake->n;
  gboolean partly = FALSE;

  isp_request_unref (request);
  assert_ok (whole);
  check_against_chip (fake, plan);
  fake->fault = FAKE_UNPLUGGED;
  for (fake->fault_at = n / 2; fake->fault_at < n; fake->fault_at += 5)
    {
      g_autoptr (IspReport) report = NULL;

      memset (isp_sim_chip_get_flash (fake->chip), 0xFF, plan->part->flash.size);
      report = fake_run_plan (fake, plan, NULL);
      g_assert_nonnull (report->error);
      if (report->chip >= ISP_CHIP_ERASED)
        check_against_chip (fake, plan);
      partly |= report->chip == ISP_CHIP_PARTLY;
    }
  g_assert_true (partly);
}

static gboolean
has_state (const IspMap *map, IspPageState state)
{
  for (guint page = 0; page < isp_map_get_n_pages (map); page++)
    if (isp_map_get_state (map, page) == state)
      return TRUE;
  return FALSE;
}

/* Nothing is called blank that still holds something, and nothing is yet to erase once it is. */
static void
test_erase (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspPlan) plan = NULL;
  gboolean before = FALSE, after = FALSE;

  fill_application (fake);
  snapshot = fake_snapshot (fake);
  plan = isp_plan_new (snapshot, request);
  isp_request_unref (request);
  fake->fault = FAKE_UNPLUGGED;
  for (fake->fault_at = 1; !after; fake->fault_at += 7)
    {
      g_autoptr (IspReport) report = fake_run_plan (fake, plan, NULL);

      g_assert_nonnull (report->error);
      after = report->chip >= ISP_CHIP_ERASED;
      before |= report->chip == ISP_CHIP_UNCHANGED;
      g_assert_true (has_state (fake->map, ISP_PAGE_TO_ERASE) == !after);
      g_assert_true (has_state (fake->map, ISP_PAGE_BLANK) == after);
      g_assert_true (has_state (fake->map, ISP_PAGE_TO_WRITE) ||
                     has_state (fake->map, ISP_PAGE_UNSURE));
    }
  g_assert_true (before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/plan", test_plan);
  g_test_add_func ("/map/erase", test_erase);
  g_test_add_func ("/map/overlap", test_overlap);
  g_test_add_func ("/map/written", test_written);
  g_test_add_func ("/map/wrong", test_wrong);
  g_test_add_func ("/map/broken-off", test_broken_off);
  return g_test_run ();
}
