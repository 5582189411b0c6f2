/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job's rules on order, fuses, echo, life and ways out (1 to 6, 9, 10), each with a case that
 * fails when the rule is broken. */
#include "job-bench.h"

/* ── the whole way ── */

static void
test_flash (gconstpointer part_name)
{
  g_autoptr (Fake) fake = fake_new (part_name);
  const IspPart *part = isp_sim_chip_get_part (fake->chip);
  /* A page more than a boot section has, so that it is no bootloader. */
  guint32 size = 4096 + part->flash.page_size;
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (part->flash.size - size, size, 7));
  g_autoptr (IspReport) report = fake_run_plan (fake, plan, NULL);

  assert_ok (report);
  assert_flash (fake, plan);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->busy_violations, ==, 0);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->sck_violations, ==, 0);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->bit_raises, ==, 0);
  g_assert_false (fake->reset_low);
  g_assert_true (isp_fuses_equal (&report->fuses_before, &report->fuses_after, part));
}

/* Single instructions only, and no echo: what STK500v1 gives. */
static void
test_flash_plain (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;

  fake->driver.reads = fake->driver.writes = 0;
  fake->driver.capabilities = 0;
  fake->known_bytes = 0x8;
  fake->max_sck_hz = 125000;
  fill_application (fake);
  plan = plan_for (fake, fake_flash_request (BOOT, 4096, 7));
  report = fake_run_plan (fake, plan, NULL);
  assert_ok (report);
  assert_flash (fake, plan);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->busy_violations, ==, 0);
}

/* ── rule 1 ── */

static void
test_rule1_order (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fill_application (fake);
  report = fake_run (fake, fake_flash_request (BOOT, 4096, 1));
  assert_ok (report);
  g_assert_true (fake_did (fake, " sig", " backup"));
  g_assert_true (fake_did (fake, " read-h", " backup"));
  g_assert_true (fake_did (fake, " backup", " erase"));
  g_assert_true (fake_did (fake, " erase", " page@7000"));
  g_assert_cmpstr (report->backup, ==, "here");
}

static gboolean
refuse_backup (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No space left");
  return FALSE;
}

static void
test_rule1_no_backup_no_erase (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));
  IspJobOptions options = { .backup = refuse_backup };
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspReport) none = NULL;

  fake_clear (fake);
  report = isp_job_run (fake->session, fake->port, plan, &options, NULL, NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_BACKUP);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_false (fake_did (fake, " erase", NULL));
  g_assert_false (fake->reset_low);

  none = isp_job_run (fake->session, fake->port, plan, NULL, NULL, NULL);
  g_assert_error (none->error, ISP_ERROR, ISP_ERROR_BACKUP);
  g_assert_cmpint (none->verdict, ==, ISP_VERDICT_REFUSED);
}

static void
test_rule1_other_chip (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspReport) again = NULL;

  /* The same part with other fuses: another board. */
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_HIGH, 0xD8);
  report = fake_run_plan (fake, plan, NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_WRONG_PART);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_false (fake_did (fake, " erase", NULL));

  isp_sim_chip_free (fake->chip);
  fake->chip = isp_sim_chip_new (isp_parts_by_name ("at90usb1286"));
  again = fake_run_plan (fake, plan, NULL);
  g_assert_error (again->error, ISP_ERROR, ISP_ERROR_WRONG_PART);
  g_assert_cmpint (again->verdict, ==, ISP_VERDICT_REFUSED);
}

static void
test_rule1_bad_plan (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = fake_run (fake, fake_flash_request (0x7F00, 4096, 1));

  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_cmpstr (fake->record->str, ==, "");
}

/* ── rules 2, 3, 4, 5 ── */

static void
test_rule2_fuses_after_verify (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = request_with_fuses (0xFF, 0xD8, 0xFB);
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  const IspErrorFacts *facts;

  request->no_backup = TRUE;
  plan = plan_for (fake, request);
  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_PAGE, BOOT / 128 + 3);
  report = fake_run_plan (fake, plan, NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  facts = isp_error_get_facts (report->error);
  g_assert_nonnull (facts);
  g_assert_cmpint (facts->kind, ==, ISP_FACTS_MEMORY);
  g_assert_cmpint (facts->memory, ==, ISP_MEMORY_FLASH);
  g_assert_cmphex (facts->address, ==, BOOT + 3 * 128);
  g_assert_cmpuint (facts->bytes, ==, 128);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_PARTLY);
  g_assert_false (fake_did (fake, " fuse-", NULL));
  g_assert_nonnull (report->bad);
  g_assert_cmpuint (isp_image_get_start (report->bad), ==, BOOT + 3 * 128);
  g_assert_true (report->twice); /* also after the second erase */
  g_assert_false (report->again);
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH), ==, 0x99);
}

/* It says that it has written. */
static gboolean
write_nothing (IspProgrammer *programmer, IspMemoryId memory, guint32 address, const guint8 *data,
               gsize len, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* Twice, and no page is worn. */
static void
test_all_pages_wrong (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);

  request->no_backup = TRUE;
  fake->driver.write_pages = write_nothing;
  report = fake_run (fake, request);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpuint (isp_image_get_size (report->bad), ==, 4096);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->erases, ==, 2);
  g_assert_false (report->twice);
}

static void
test_fuses_written (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));

  assert_ok (report);
  g_assert_true (fake_did (fake, " fuse-h", " fuse-l")); /* extended, high, low */
  /* out for the start-up time, then in again: proof of life */
  g_assert_nonnull (strstr (strstr (fake->record->str, " fuse-l"), " leave enter@"));
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOW), ==, 0xFF);
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH), ==, 0xD8);
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_EXTENDED) & 0x0F, ==, 0x0B);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
}

/* Only values that differ are written, and none where the preset's are there already. */
static void
test_rule2_no_needless_fuse (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xFF);
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_HIGH, 0xD8);
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_EXTENDED, 0xFB);
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xCB));
  assert_ok (report);
  g_assert_false (fake_did (fake, " fuse-", NULL));
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->fuse_writes, ==, 0);
}

static void
test_rule3_never (void)
{
  static const struct
  {
    const char *part;
    IspFuses fuses;
  } rows[] = {
    { "atmega32u4", { { 0, 0xF9 }, 1 << ISP_FUSE_HIGH } }, /* SPIEN off */
    { "atmega328p", { { 0, 0x59 }, 1 << ISP_FUSE_HIGH } }, /* RSTDISBL on */
    { "atmega328p", { { 0, 0x99 }, 1 << ISP_FUSE_HIGH } }, /* DWEN on */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new (rows[i].part);
      IspRequest *request = isp_request_new (ISP_JOB_FUSES);
      g_autoptr (IspReport) report = NULL;

      request->fuse_source = ISP_FUSES_GIVEN;
      request->fuses = rows[i].fuses;
      report = fake_run (fake, request);
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNSAFE);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->fuse_writes, ==, 0);
    }
}

/* Slow, leave, enter, signature and fuses, all between the last page and the first fuse. */
static void
test_rule4_prepare (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;
  const char *last_enter, *fuse;

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0x5E | 0x80); /* 8 MHz and up: fast SCK */
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  assert_ok (report);
  g_assert_cmpuint (report->sck_hz, >, 187500);

  fuse = strstr (fake->record->str, " fuse-");
  g_assert_nonnull (fuse);
  last_enter = g_strrstr_len (fake->record->str, fuse - fake->record->str, " enter@");
  g_assert_true (g_str_has_prefix (last_enter, " enter@187500 sig sig"));
  g_assert_true (strstr (last_enter, " read-h") < fuse);
  g_assert_null (g_strstr_len (last_enter, fuse - last_enter, " page@"));
}

static void
test_rule5_written_again (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_FUSE_ONCE, ISP_FUSE_HIGH);
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  assert_ok (report);
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH), ==, 0xD8);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
}

static void
test_rule5_does_not_take (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;
  const IspErrorFacts *facts;

  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_FUSE, ISP_FUSE_HIGH);
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_FUSE);
  facts = isp_error_get_facts (report->error);
  g_assert_nonnull (facts);
  g_assert_cmpint (facts->kind, ==, ISP_FACTS_FUSE);
  g_assert_cmpint (facts->fuse, ==, ISP_FUSE_HIGH);
  g_assert_true (facts->compared);
  g_assert_cmphex (facts->read, ==, 0x99);
  g_assert_cmphex (facts->planned, ==, 0xD8);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_FUSES_OPEN);
  g_assert_false (fake_did (fake, " fuse-l", NULL)); /* the others stay as they were */
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH), ==, 0x99);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
}

/* Cancel at the first fuse write: it waits until all are read back. */
static void
test_rule5_cancel_waits (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (IspReport) first = fake_run_plan (fake, plan, NULL);
  guint64 total = fake->n;
  gboolean seen_partial = FALSE;

  assert_ok (first);
  for (guint64 back = 0; back < 100; back += 1 + back / 60)
    {
      g_autoptr (GCancellable) now = g_cancellable_new ();
      g_autoptr (IspReport) report = NULL;
      guint8 l, h, e;

      isp_sim_chip_free (fake->chip);
      fake->chip = isp_sim_chip_new (isp_parts_by_name ("atmega32u4"));
      fake->cancel_on = now;
      fake->fault_at = total - back;
      report = fake_run_plan (fake, plan, now);
      l = isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOW);
      h = isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH);
      e = isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_EXTENDED) & 0x0F;
      /* All or none. */
      g_assert_true ((l == 0xFF && h == 0xD8 && e == 0x0B) ||
                     (l == first->fuses_before.value[0] && h == first->fuses_before.value[1]));
      seen_partial |= report->verdict == ISP_VERDICT_CANCELLED && l == 0xFF;
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
      g_assert_false (fake->reset_low);
    }
  g_assert_true (seen_partial);
}

/* ── rule 6 ── */

static void
test_rule6_echo (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));
  g_autoptr (IspReport) report = NULL;

  fake->driver.reads = fake->driver.writes = 0; /* single instructions: each one is checked */
  fake->fault = FAKE_SHIFTED;
  fake->fault_at = 3000; /* while the backup is read */
  report = fake_run_plan (fake, plan, NULL);
  /* RESET brings it back in step, and what was read does not count. */
  assert_ok (report);
  assert_flash (fake, plan);
  g_assert_true (isp_image_is_blank (fake->kept_flash, 0, 0x8000));
  g_assert_false (fake->reset_low);
}

/* What came with a wrong echo is read again, also where the answer itself is right. */
static void
test_rule6_each_echo (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));

  fake->driver.reads = fake->driver.writes = 0;
  fake->fault = FAKE_ECHO;
  for (guint64 at = 2000; at < 30000; at += 9001)
    {
      g_autoptr (IspReport) report = NULL;

      fake->fault_at = at;
      report = fake_run_plan (fake, plan, NULL);
      assert_ok (report);
      g_assert_true (g_strstr_len (fake->record->str, -1, " sig") != NULL);
    }
}

/* ── rule 9 ── */

static void
test_rule9_no_life (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  /* Factory RC clock runs; the preset wants a crystal that this board does not have. */
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0x52);
  isp_sim_chip_set_crystal (fake->chip, 0);
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_NO_LIFE);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_SILENT);
  g_assert_cmpint (isp_report_get_exit_status (report), ==, 6);
}

static void
test_rule9_only_when_needed (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);
  g_autoptr (IspPlan) plan = NULL;

  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0xD9 }, 1 << ISP_FUSE_HIGH }; /* JTAG off */
  plan = plan_for (fake, request);
  g_assert_no_error (plan->error);
  g_assert_null (isp_plan_find_step (plan, ISP_STEP_LIFE));
  g_assert_nonnull (isp_plan_find_step (plan, ISP_STEP_FUSES));
}

/* ── rule 10 ── */

static void
test_rule10_released (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_autoptr (IspReport) whole = fake_run_plan (fake, plan, NULL);
  guint64 total = fake->n;

  assert_ok (whole);
  for (FakeFault fault = FAKE_UNPLUGGED; fault <= FAKE_GARBAGE; fault++)
    for (guint64 at = 1; at <= total; at += at + 40 < total ? 149 : 1)
      {
        g_autoptr (IspReport) report = NULL;
        g_autoptr (IspReport) again = NULL;

        isp_sim_chip_free (fake->chip);
        fake->chip = isp_sim_chip_new (isp_parts_by_name ("atmega32u4"));
        fake->fault = fault;
        fake->fault_at = at;
        report = fake_run_plan (fake, plan, NULL);
        if (fault != FAKE_GARBAGE)
          {
            g_assert_cmpint (report->verdict, !=, ISP_VERDICT_OK);
            g_assert_nonnull (report->error);
          }
        else if (report->verdict == ISP_VERDICT_OK)
          assert_flash (fake, plan); /* seen, read again, and right */
        if (fault != FAKE_UNPLUGGED)
          g_assert_false (fake->reset_low);
        if (report->verdict == ISP_VERDICT_REFUSED)
          g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->erases, ==, 0);

        if (at % 16 != 1) /* running again: for a sample, it takes as long as the rest together */
          continue;
        fake->fault = FAKE_FINE;
        fake->fault_at = 0;
        again = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
        assert_ok (again);
      }
}

static void
test_rule10_cancel (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));

  for (guint64 at = 1; at < 90; at += 4)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (IspReport) report = NULL;

      fake->cancel_on = cancellable;
      fake->fault_at = at;
      report = fake_run_plan (fake, plan, cancellable);
      g_assert_false (fake->reset_low);
      if (report->verdict == ISP_VERDICT_OK)
        break;
      g_assert_error (report->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_CANCELLED);
      g_assert_cmpint (isp_report_get_exit_status (report), ==, 130);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/job/flash/atmega32u4", "atmega32u4", test_flash);
  g_test_add_data_func ("/job/flash/at90usb1286", "at90usb1286", test_flash);
  g_test_add_data_func ("/job/flash/atmega2560", "atmega2560", test_flash);
  g_test_add_data_func ("/job/flash/atmega8", "atmega8", test_flash);
  g_test_add_func ("/job/flash/single-instructions", test_flash_plain);
  g_test_add_func ("/job/rule1/order", test_rule1_order);
  g_test_add_func ("/job/rule1/no-backup-no-erase", test_rule1_no_backup_no_erase);
  g_test_add_func ("/job/rule1/other-chip", test_rule1_other_chip);
  g_test_add_func ("/job/rule1/bad-plan", test_rule1_bad_plan);
  g_test_add_func ("/job/rule2/fuses-after-verify", test_rule2_fuses_after_verify);
  g_test_add_func ("/job/rule2/all-pages-wrong", test_all_pages_wrong);
  g_test_add_func ("/job/rule2/written", test_fuses_written);
  g_test_add_func ("/job/rule2/none-needless", test_rule2_no_needless_fuse);
  g_test_add_func ("/job/rule3/never", test_rule3_never);
  g_test_add_func ("/job/rule4/prepare", test_rule4_prepare);
  g_test_add_func ("/job/rule5/written-again", test_rule5_written_again);
  g_test_add_func ("/job/rule5/does-not-take", test_rule5_does_not_take);
  g_test_add_func ("/job/rule5/cancel-waits", test_rule5_cancel_waits);
  g_test_add_func ("/job/rule6/echo", test_rule6_echo);
  g_test_add_func ("/job/rule6/each-echo", test_rule6_each_echo);
  g_test_add_func ("/job/rule9/no-life", test_rule9_no_life);
  g_test_add_func ("/job/rule9/only-when-needed", test_rule9_only_when_needed);
  g_test_add_func ("/job/rule10/released", test_rule10_released);
  g_test_add_func ("/job/rule10/cancel", test_rule10_cancel);
  return g_test_run ();
}
