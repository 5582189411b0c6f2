/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that are broken off, or meet a bad chip: what the report says is what the chip holds. */
#include "job-bench.h"

static Fake *
used_fake (void)
{
  Fake *fake = fake_new ("atmega32u4");

  fill_application (fake);
  return fake;
}

static void
renew_chip (Fake *fake)
{
  isp_sim_chip_free (fake->chip);
  fake->chip = isp_sim_chip_new (isp_parts_by_name ("atmega32u4"));
  fill_application (fake);
}

static gboolean
fuses_are (Fake *fake, const IspFuses *want)
{
  IspFuses now = { .has = want->has };

  for (guint i = 0; i < ISP_N_FUSES; i++)
    now.value[i] = isp_sim_chip_get_fuse (fake->chip, i);
  return isp_fuses_equal (&now, want, isp_sim_chip_get_part (fake->chip));
}

/* ── states ── */

static void
assert_memories (Fake *fake, const IspPlan *plan, const guint8 *eeprom)
{
  assert_flash (fake, plan);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip), 1024, eeprom, 1024);
}

/* Never says more than is true. */
static void
assert_state (Fake *fake, const IspPlan *plan, const IspReport *report, const guint8 *eeprom)
{
  const IspSimStats *stats = isp_sim_chip_get_stats (fake->chip);

  switch (report->chip)
    {
    case ISP_CHIP_UNCHANGED:
      g_assert_cmpuint (stats->erases + stats->page_writes + stats->fuse_writes, ==, 0);
      break;
    case ISP_CHIP_ERASING:
    case ISP_CHIP_ERASED:
    case ISP_CHIP_PARTLY:
      g_assert_true (fuses_are (fake, &plan->fuses_before));
      break;
    case ISP_CHIP_WRITTEN:
      assert_memories (fake, plan, eeprom);
      g_assert_true (fuses_are (fake, &plan->fuses_before));
      break;
    case ISP_CHIP_FUSES_OPEN:
      assert_memories (fake, plan, eeprom);
      break;
    case ISP_CHIP_UNPROVEN:
    case ISP_CHIP_SILENT:
    case ISP_CHIP_DONE:
      assert_memories (fake, plan, eeprom);
      g_assert_true (fuses_are (fake, &plan->fuses_after));
      break;
    }
  for (guint i = 0; i < ISP_N_FUSES && report->chip != ISP_CHIP_ERASING; i++)
    if (ISP_FUSES_HAS (&report->fuses_after, i))
      g_assert_true (isp_fuse_byte_equal (isp_sim_chip_get_part (fake->chip), i,
                                          report->fuses_after.value[i],
                                          isp_sim_chip_get_fuse (fake->chip, i)));
}

/* Unplugged, silent once, or cancelled at any instruction. */
static void
test_states (void)
{
  g_autoptr (Fake) fake = used_fake ();
  g_autofree guint8 *eeprom = g_memdup2 (isp_sim_chip_get_eeprom (fake->chip), 1024);
  g_autoptr (IspPlan) plan = plan_for (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_autoptr (IspReport) whole = fake_run_plan (fake, plan, NULL);
  guint64 total = fake->n;
  guint seen = 0;

  assert_ok (whole);
  for (guint kind = 0; kind < 3; kind++)
    for (guint64 at = 1; at <= total; at += at + 100 < total ? 41 : 1)
      {
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (IspReport) report = NULL;

        renew_chip (fake);
        fake->fault = kind == 0 ? FAKE_UNPLUGGED : kind == 1 ? FAKE_TIMEOUT : FAKE_FINE;
        fake->cancel_on = kind == 2 ? cancellable : NULL;
        fake->fault_at = at;
        report = fake_run_plan (fake, plan, cancellable);
        assert_state (fake, plan, report, eeprom);
        seen |= 1 << report->chip;
        if (kind < 2)
          g_assert_cmpint (report->verdict, ==,
                           report->chip == ISP_CHIP_UNCHANGED ? ISP_VERDICT_REFUSED
                                                              : ISP_VERDICT_FAILED);
        if (kind == 1) /* the programmer is still there: no fuse is left unread */
          g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
      }
  g_assert_true (seen & (1 << ISP_CHIP_PARTLY));
  g_assert_true (seen & (1 << ISP_CHIP_WRITTEN));
  g_assert_true (seen & (1 << ISP_CHIP_UNPROVEN));
}

/* ── rule 5: the session is not left on a glitch ── */

static void
test_fuse_glitch (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_autoptr (IspReport) whole = fake_run_plan (fake, plan, NULL);
  guint64 total = fake->n;
  guint n_written = 0;

  assert_ok (whole);
  for (guint64 at = total - 90; at <= total; at++)
    {
      g_autoptr (IspReport) report = NULL;

      isp_sim_chip_free (fake->chip);
      fake->chip = isp_sim_chip_new (isp_parts_by_name ("atmega32u4"));
      fake->fault = FAKE_GARBAGE;
      fake->fault_at = at;
      report = fake_run_plan (fake, plan, NULL);
      /* Before the first fuse is written a glitch may stop the job; from then on it may not. */
      if (isp_sim_chip_get_stats (fake->chip)->fuse_writes == 0)
        continue;
      n_written++;
      assert_ok (report);
      g_assert_true (fuses_are (fake, &plan->fuses_after));
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
    }
  g_assert_cmpuint (n_written, >, 20);
}

/* A byte that takes neither as it was nor as planned gets its old value back before leaving. */
static void
test_rule5_old_value (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fake->spoiled_hfuse = 0xDE;
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_FUSE);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_FUSES_OPEN);
  g_assert_true (fake_did (fake, " fuse-h=D8", " fuse-h=99"));
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH), ==, 0x99);
}

/* A byte that was right, and is not after another one was written, is put right as well. */
static void
test_rule5_other_byte (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;

  fake->spoiled_hfuse = 0xDE;
  fake->spoil_other = TRUE;
  report = fake_run (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  assert_ok (report);
  g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH), ==, 0xD8);
}

/* ── what was written is still there after the fuses ── */

typedef struct
{
  guint erasing; /* writes of the low fuse that become an erase */
  guint8 known_bytes;
  gboolean fuses_alone, no_erase, no_backup, locks, right;
} GoneRow;

/* clang-format off */
static const GoneRow gone_rows[] = {
  { .erasing = 1, .known_bytes = 0xF, .right = TRUE },
  { .erasing = 1, .known_bytes = 0x8, .right = TRUE },
  { .erasing = 1, .known_bytes = 0x8, .no_backup = TRUE, .right = TRUE },
  { .erasing = 1, .known_bytes = 0x8, .locks = TRUE, .right = TRUE },
  { .erasing = 2, .known_bytes = 0x8, .right = TRUE }, /* both before the look */
  { .erasing = 4, .known_bytes = 0x8 },
  { .erasing = 1, .known_bytes = 0xF, .no_erase = TRUE },
  { .erasing = 1, .known_bytes = 0x8, .fuses_alone = TRUE },
  { .erasing = 1, .known_bytes = 0xF, .fuses_alone = TRUE },
};
/* clang-format on */

static IspRequest *
gone_request (const GoneRow *row)
{
  IspRequest *request = request_with_fuses (0xFF, 0xD8, 0xFB);

  if (row->fuses_alone)
    {
      g_ptr_array_set_size (request->images, 0);
      request->kind = ISP_JOB_FUSES;
    }
  request->no_erase = row->no_erase;
  request->no_backup = row->no_backup;
  request->set_lock = row->locks;
  request->lock = 0xFC;
  return request;
}

/* A wire or the supply comes off in the middle, at any time, with and without an echo: that the
 * chip answers differently each time would send people after their wires' length. */
static void
test_comes_off (void)
{
  for (guint echo = 0; echo < 2; echo++)
    for (guint at = 100; at < 4000; at += 237)
      {
        g_autoptr (Fake) fake = used_fake ();
        g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 4096, 1));
        g_autoptr (IspReport) report = NULL;

        g_test_message ("after %u instructions, %s echo", at, echo ? "with" : "without");
        fake->known_bytes = echo ? 0xF : 0x8;
        isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_DIES, at);
        report = fake_run_plan (fake, plan, NULL);
        if (report->verdict != ISP_VERDICT_OK)
          g_assert_error (report->error, ISP_ERROR, ISP_ERROR_NO_TARGET);
      }
}

/* A flipped bit makes a chip erase of a write of the low fuse. */
static void
test_gone (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (gone_rows); i++)
    {
      const GoneRow *row = &gone_rows[i];
      g_autoptr (Fake) fake = used_fake ();
      g_autofree guint8 *eeprom = g_memdup2 (isp_sim_chip_get_eeprom (fake->chip), 1024);
      g_autoptr (IspPlan) plan = plan_for (fake, gone_request (row));
      g_autoptr (IspReport) report = NULL;

      fake->known_bytes = row->known_bytes;
      fake->erasing_fuses = row->erasing;
      report = fake_run_plan (fake, plan, NULL);
      g_assert_true (row->no_erase || row->fuses_alone || fake->erasing_fuses == 0);
      if (row->right)
        {
          assert_ok (report);
          assert_flash (fake, plan);
          if (!row->no_backup)
            g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip), 1024, eeprom, 1024);
        }
      else
        {
          g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
          g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
          g_assert_cmpint (report->chip, ==, ISP_CHIP_ERASED);
        }
      g_assert_true (fuses_are (fake, &plan->fuses_after));
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->unverified_leaves, ==, 0);
    }
}

/* ── rule 9: no proof of life, no "done" ── */

typedef struct
{
  guint8 low; /* planned; 0: no fuse is written */
  gboolean locks;
  gboolean rescued;           /* on a rescue clock, and it needs it */
  gboolean writes;            /* flash */
  IspChipState without_fault; /* what a job without a fault ends in */
} LifeRow;

/* clang-format off */
static const LifeRow life_rows[] = {
  { .low = 0xFF, .writes = TRUE, .without_fault = ISP_CHIP_DONE },
  { .low = 0xFF, .writes = TRUE, .locks = TRUE, .without_fault = ISP_CHIP_DONE },
  { .low = 0xE3, .writes = TRUE, .locks = TRUE, .without_fault = ISP_CHIP_DONE }, /* to 128 kHz */
  { .low = 0xE3, .locks = TRUE, .without_fault = ISP_CHIP_DONE },
  { .low = 0, .writes = TRUE, .without_fault = ISP_CHIP_DONE },
  { .low = 0, .writes = TRUE, .rescued = TRUE, .without_fault = ISP_CHIP_SILENT },
  { .low = 0, .writes = TRUE, .locks = TRUE, .rescued = TRUE, .without_fault = ISP_CHIP_SILENT },
  { .low = 0, .locks = TRUE, .rescued = TRUE, .without_fault = ISP_CHIP_UNCHANGED },
};
/* clang-format on */

static IspRequest *
life_request (const LifeRow *row)
{
  IspRequest *request =
      row->writes ? fake_flash_request (BOOT, 256, 1) : isp_request_new (ISP_JOB_FUSES);

  if (row->low != 0)
    {
      request->fuse_source = ISP_FUSES_GIVEN;
      request->fuses = (IspFuses){ { row->low }, 1 << ISP_FUSE_LOW };
    }
  request->set_lock = row->locks;
  request->lock = 0xFC;
  request->no_backup = TRUE;
  return request;
}

static void
renew_life_chip (Fake *fake, const LifeRow *row)
{
  isp_sim_chip_free (fake->chip);
  fake->chip = isp_sim_chip_new (isp_parts_by_name ("atmega328p"));
  fake->rescue_clock_hz = row->rescued ? 1000000 : 0;
  if (row->rescued)
    {
      isp_sim_chip_set_crystal (fake->chip, 0);
      isp_sim_chip_set_external_clock (fake->chip, 1000000);
      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xE0);
    }
}

/* All was verified, and the programmer failed while fuses were written: that is done, too. */
static gboolean
may_be_done (const IspReport *report)
{
  gboolean of_fuses = FALSE, proven = TRUE;

  for (guint i = 0; i < report->steps->len; i++)
    {
      const IspStepResult *step = &g_array_index (report->steps, IspStepResult, i);

      of_fuses |= step->state == ISP_STEP_FAILED &&
                  (step->id == ISP_STEP_FUSES || step->id == ISP_STEP_LOCK);
      proven &= step->id != ISP_STEP_LIFE || step->state == ISP_STEP_DONE;
    }
  return of_fuses && proven;
}

/* Any fault from the last writes on; thinned, as each proof of life waits for the chip. */
static void
test_done_is_proven (void)
{
  static const FakeFault faults[] = { FAKE_UNPLUGGED, FAKE_TIMEOUT, FAKE_GARBAGE, FAKE_SHIFTED };

  for (guint i = 0; i < G_N_ELEMENTS (life_rows); i++)
    {
      const LifeRow *row = &life_rows[i];
      g_autoptr (Fake) fake = fake_new ("atmega328p");
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspReport) whole = NULL;
      guint64 total;

      renew_life_chip (fake, row);
      plan = plan_for (fake, life_request (row));
      g_assert_no_error (plan->error);
      whole = fake_run_plan (fake, plan, NULL);
      total = fake->n;
      g_assert_cmpint (whole->chip, ==, row->without_fault);
      g_assert_true ((whole->chip == ISP_CHIP_DONE) == (whole->verdict == ISP_VERDICT_OK));
      for (guint k = 0; k < G_N_ELEMENTS (faults); k++)
        for (guint64 at = total > 40 ? total - 40 : 1; at <= total; at += 13)
          {
            g_autoptr (IspReport) report = NULL;

            renew_life_chip (fake, row);
            fake->fault = faults[k];
            fake->fault_at = at;
            report = fake_run_plan (fake, plan, NULL);
            if (report->verdict == ISP_VERDICT_OK)
              g_assert_cmpint (report->chip, ==, ISP_CHIP_DONE);
            else
              g_assert_true (report->chip != ISP_CHIP_DONE || may_be_done (report));
          }
    }
}

/* A plan that was tampered with: the job itself refuses what can never be written. */
static void
test_rule3_forged_plan (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspPlan) plan = plan_for (fake, request_with_fuses (0xFF, 0xD8, 0xFB));
  g_autoptr (IspReport) report = NULL;

  plan->fuses_after.value[ISP_FUSE_HIGH] = 0xF8;
  report = fake_run_plan (fake, plan, NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNSAFE);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_cmpstr (fake->record->str, ==, "");
}

/* ── rule 7: an erase that did nothing ── */

static void
test_erase_locked (void)
{
  g_autoptr (Fake) fake = used_fake ();
  IspRequest *request = fake_flash_request (BOOT, 512, 1);
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOCK, 0xFC);
  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_ERASE, 0);
  request->no_backup = TRUE;
  report = fake_run (fake, request);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_ERASING);
  g_assert_false (fake_did (fake, " page@", NULL));
}

static void
test_erase_without_backup (void)
{
  g_autoptr (Fake) fake = used_fake ();
  IspRequest *request = fake_flash_request (BOOT, 512, 1);
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_ERASE, 0);
  request->no_backup = TRUE;
  report = fake_run (fake, request);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_ERASING);
}

/* ── backup, kept firmware, EEPROM ── */

static gboolean
fail_otherwise (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  if (data != NULL)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, "reads back broken");
  return FALSE;
}

static void
test_backup_error (void)
{
  for (guint with = 0; with < 2; with++)
    {
      g_autoptr (Fake) fake = used_fake ();
      g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (BOOT, 512, 1));
      IspJobOptions options = { .backup = fail_otherwise, .backup_data = with ? fake : NULL };
      g_autoptr (IspReport) report =
          isp_job_run (fake->session, fake->port, plan, &options, NULL, NULL);

      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_BACKUP);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
      g_assert_cmpint (isp_report_get_exit_status (report), ==, 5);
      g_assert_null (report->backup);
    }
}

/* Firmware up to the old boot section cannot be kept below a larger one. */
static void
test_keep_too_much (void)
{
  g_autoptr (Fake) fake = used_fake ();
  IspRequest *request = request_with_fuses (0xFF, 0xD8, 0xFB); /* 4 KiB, from 0x7000 */
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_HIGH, 0x9D); /* 1 KiB, from 0x7C00 */
  isp_sim_chip_get_flash (fake->chip)[0x7100] = 0x12;
  request->keep_firmware = TRUE;
  report = fake_run (fake, request);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_false (fake_did (fake, " erase", NULL));
}

/* EEPROM that reads wrong at the fast rate is read again at the slow one. */
static void
test_eeprom_slower (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  guint8 data[300];
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;

  for (guint i = 0; i < sizeof data; i++)
    data[i] = i * 7;
  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xDE);
  request->eeprom = isp_image_new_from_data (3, data, sizeof data);
  request->no_backup = TRUE;
  plan = plan_for (fake, request);
  fake->eeprom_flips = TRUE;
  report = fake_run_plan (fake, plan, NULL);
  assert_ok (report);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip) + 3, sizeof data, data, sizeof data);
}

/* A part without EEPROM pages, any length. */
static void
test_eeprom_bytes (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega8");
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  guint8 data[7] = { 1, 2, 3, 4, 5, 6, 7 };
  g_autoptr (IspReport) report = NULL;

  request->eeprom = isp_image_new_from_data (3, data, sizeof data);
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip) + 3, sizeof data, data, sizeof data);
}

/* ── calls and addresses ── */

/* At a slow clock a page goes by single instructions, so that cancel works within a second. */
static void
test_slow_calls (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega328p");
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = fake_flash_request (0x7F80, 128, 1);

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0x63); /* 128 kHz / 8 */
  request->no_backup = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_cmpuint (fake->longest_ns, <, 600000000);
}

/* Above 128 KiB by single instructions, across the border of an extended address. */
static void
test_extended_single (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega2560");
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = fake_flash_request (0x1FF00, 1024, 3);

  fake->driver.reads = fake->driver.writes = 0;
  fake->driver.capabilities = 0;
  fake->known_bytes = 0x8;
  fake->max_sck_hz = 125000;
  request->no_backup = TRUE;
  plan = plan_for (fake, request);
  report = fake_run_plan (fake, plan, NULL);
  assert_ok (report);
  assert_flash (fake, plan);
}

/* Without an erase, part of a page beside what is there. */
static void
test_no_erase_partial (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (fake->chip);
  IspRequest *request = fake_flash_request (0x1020, 40, 1);
  g_autoptr (IspReport) report = NULL;

  memset (flash + 0x1000, 0x12, 0x20);
  request->no_erase = TRUE;
  report = fake_run (fake, request);
  assert_ok (report);
  g_assert_cmphex (flash[0x101F], ==, 0x12);
  g_assert_cmphex (flash[0x1020 + 40], ==, 0xFF);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->bit_raises, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/states", test_states);
  g_test_add_func ("/job/rule5/glitch", test_fuse_glitch);
  g_test_add_func ("/job/rule5/old-value", test_rule5_old_value);
  g_test_add_func ("/job/rule5/other-byte", test_rule5_other_byte);
  g_test_add_func ("/job/gone", test_gone);
  g_test_add_func ("/job/comes-off", test_comes_off);
  g_test_add_func ("/job/rule9/done-is-proven", test_done_is_proven);
  g_test_add_func ("/job/rule3/forged-plan", test_rule3_forged_plan);
  g_test_add_func ("/job/rule7/locked", test_erase_locked);
  g_test_add_func ("/job/rule7/without-backup", test_erase_without_backup);
  g_test_add_func ("/job/backup-error", test_backup_error);
  g_test_add_func ("/job/keep-too-much", test_keep_too_much);
  g_test_add_func ("/job/eeprom/slower", test_eeprom_slower);
  g_test_add_func ("/job/eeprom/bytes", test_eeprom_bytes);
  g_test_add_func ("/job/slow-calls", test_slow_calls);
  g_test_add_func ("/job/extended-single", test_extended_single);
  g_test_add_func ("/job/no-erase-partial", test_no_erase_partial);
  return g_test_run ();
}
