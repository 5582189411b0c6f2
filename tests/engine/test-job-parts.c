/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole jobs on every part of the table, and on those that do things in their own way: flash
 * without pages, fuses in the second byte or out of reach, RESET after an erase, no echo. */
#include "core/isp-error.h"
#include "fake-programmer.h"
#include "parts/isp-parts.h"
#include "whole-job.h"

#include <string.h>

static void
use_single_instructions (Fake *fake)
{
  fake->driver.reads = fake->driver.writes = 0;
}

/* With the part named, as the person does where the signature does not tell. */
static IspSnapshot *
take (Fake *fake, GError **error)
{
  return isp_snapshot_take (fake->session, fake->port, isp_sim_chip_get_part (fake->chip), 0,
                            ISP_SNAPSHOT_BOOT, NULL, error);
}

static IspPlan *
plan_for (Fake *fake, IspRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSnapshot) snapshot = take (fake, &error);
  IspPlan *plan;

  g_assert_no_error (error);
  plan = isp_plan_new (snapshot, request);
  isp_request_unref (request);
  return plan;
}

static void
assert_ok (Fake *fake, const IspReport *report)
{
  whole_job_check_report (fake->chip, report);
  g_assert_false (fake->reset_low);
}

/* Flash holds the image and nothing else, EEPROM what it held. */
static void
assert_memories (Fake *fake, const IspPlan *plan, const guint8 *eeprom)
{
  const IspPart *part = plan->part;
  g_autofree guint8 *want = g_malloc (part->flash.size);

  isp_image_read (plan->flash, 0, want, part->flash.size, 0xFF);
  g_assert_cmpmem (isp_sim_chip_get_flash (fake->chip), part->flash.size, want, part->flash.size);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (fake->chip), part->eeprom.size, eeprom,
                   part->eeprom.size);
}

/* Erase, write, verify, EEPROM put back from the backup. */
static void
flash_whole_way (Fake *fake)
{
  const IspPart *part = isp_sim_chip_get_part (fake->chip);
  gsize n = MIN (part->flash.size / 2, 700) + 1;
  g_autofree guint8 *eeprom = NULL;
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;

  whole_job_fill (fake->chip);
  eeprom = g_memdup2 (isp_sim_chip_get_eeprom (fake->chip), part->eeprom.size);
  plan = plan_for (fake, fake_flash_request (part->flash.size - n, n, 7));
  report = fake_run_plan (fake, plan, NULL);
  assert_ok (fake, report);
  assert_memories (fake, plan, eeprom);
  g_assert_true (fake_did (fake, " backup", " erase"));
  g_assert_true (isp_fuses_equal (&report->fuses_before, &report->fuses_after, part));
}

static void
test_every_part (void)
{
  const IspPart *part;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      g_autoptr (Fake) fake = fake_new (part->id);

      g_test_message ("%s", part->id);
      if (i % 2)
        use_single_instructions (fake);
      flash_whole_way (fake);
    }
}

/* ── flash without pages ── */

static void
test_bytes (gconstpointer name)
{
  g_autoptr (Fake) fake = fake_new (name);
  const IspPart *part = isp_sim_chip_get_part (fake->chip);

  g_assert_cmpuint (part->flash.page_size, ==, 0);
  use_single_instructions (fake);
  flash_whole_way (fake);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->page_writes, ==, 0);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->byte_writes, >, 500);
  /* Nothing is heard after the erase before RESET was pulsed. */
  g_assert_true (fake_did (fake, " erase enter@", NULL));
}

/* A byte that reads back wrong is found, and named. */
static void
test_bytes_wrong (void)
{
  g_autoptr (Fake) fake = fake_new ("at90s8515");
  g_autoptr (IspPlan) plan = plan_for (fake, fake_flash_request (0x100, 40, 3));
  g_autoptr (IspReport) report = NULL;

  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_PAGE, 0x113);
  report = fake_run_plan (fake, plan, NULL);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_nonnull (strstr (report->error->message, "0x0113"));
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
}

/* What is already FF costs no write: each takes as long as a page elsewhere. */
static void
test_bytes_blank (void)
{
  g_autoptr (Fake) fake = fake_new ("at90s8515");
  IspRequest *request = fake_flash_request (0x200, 1, 3);
  IspImageFile *file = request->images->pdata[0];
  g_autoptr (IspReport) report = NULL;
  guint8 data[64];

  memset (data, 0xFF, sizeof data);
  data[10] = 0x12;
  data[63] = 0x34;
  isp_image_put (file->flash, 0x200, data, sizeof data);
  request->no_backup = TRUE;
  {
    g_autoptr (IspPlan) plan = plan_for (fake, request);

    report = fake_run_plan (fake, plan, NULL);
  }
  assert_ok (fake, report);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->byte_writes, ==, 2);
  g_assert_cmpmem (isp_sim_chip_get_flash (fake->chip) + 0x200, 64, data, 64);
}

/* Contact is lost in the middle of a backup: what was read then does not count. */
static void
test_bytes_shifted (void)
{
  g_autoptr (Fake) fake = fake_new ("at90s2313");
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;

  use_single_instructions (fake);
  plan = plan_for (fake, fake_flash_request (0, 300, 3));
  fake->fault = FAKE_SHIFTED;
  fake->fault_at = 2400;
  report = fake_run_plan (fake, plan, NULL);
  assert_ok (fake, report);
  g_assert_true (isp_image_is_blank (fake->kept_flash, 0, 2048));
}

/* ── fuses ── */

static IspReport *
write_fuses (Fake *fake, const char *text)
{
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  request->fuse_source = ISP_FUSES_GIVEN;
  g_assert_true (isp_fuses_parse (text, &request->fuses, &error));
  plan = plan_for (fake, request);
  return fake_run_plan (fake, plan, NULL);
}

static IspReport *
write_lock (Fake *fake, guint8 lock)
{
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);
  g_autoptr (IspPlan) plan = NULL;

  request->set_lock = TRUE;
  request->lock = lock;
  plan = plan_for (fake, request);
  return fake_run_plan (fake, plan, NULL);
}

/* The value goes into byte 2, and SPIEN stays. */
static void
test_fuse_in_second_byte (void)
{
  static const struct
  {
    const char *part, *fuses;
    guint8 before, mask, after;
  } rows[] = {
    { "at90s4433", "lfuse=C2", 0xDA, 0x3F, 0x02 }, /* brown-out detection on */
    { "at90s8535", "lfuse=DE", 0xDF, 0x21, 0x00 }, /* a short start */
    { "atmega103", "lfuse=D5", 0xDF, 0x2B, 0x01 }, /* EESAVE, and another start */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new (rows[i].part);
      g_autoptr (IspReport) report = NULL;

      g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOW) & rows[i].mask, ==,
                       rows[i].before & rows[i].mask);
      report = write_fuses (fake, rows[i].fuses);
      assert_ok (fake, report);
      g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOW) & rows[i].mask, ==,
                       rows[i].after);
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->fuse_writes, ==, 1);
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->lock_writes, ==, 0);
    }
}

/* Lock bits in byte 2, at two places; read back from two. */
static void
test_lock_in_second_byte (void)
{
  static const struct
  {
    const char *part;
    guint8 lock, expected;
  } rows[] = {
    { "attiny26", 0xFE, 0xFE },  { "attiny861", 0xFC, 0xFC }, { "attiny12", 0xFD, 0xFD },
    { "at90s2343", 0xFD, 0xFD }, { "at90s8535", 0xF9, 0xF9 }, { "at90s4433", 0xF9, 0xF9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new (rows[i].part);
      const IspPart *part = isp_sim_chip_get_part (fake->chip);
      g_autoptr (IspReport) report = write_lock (fake, rows[i].lock);
      g_autoptr (IspSnapshot) snapshot = NULL;
      g_autoptr (GError) error = NULL;

      assert_ok (fake, report);
      g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOCK), ==, rows[i].expected);
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->fuse_writes, ==, 0);
      snapshot = take (fake, &error);
      g_assert_no_error (error);
      g_assert_true (isp_fuse_byte_equal (part, ISP_FUSE_LOCK, snapshot->fuses.value[ISP_FUSE_LOCK],
                                          rows[i].expected));
      g_assert_true (isp_fuses_blocks_writing (&snapshot->fuses, part));
    }
}

/* A bit of the lock that flips on its way, and no erase in the plan: said, and never a success. */
static void
test_lock_too_far (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (IspReport) report = NULL;
  const IspErrorFacts *facts;

  fake->spoiled_lock = 0x01;
  report = write_lock (fake, 0xEF);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  facts = isp_error_get_facts (report->error);
  g_assert_nonnull (facts);
  g_assert_cmpint (facts->fuse, ==, ISP_FUSE_LOCK);
  g_assert_cmphex (facts->planned & ~facts->read, ==, 0x01);
  g_assert_cmphex (report->fuses_after.value[ISP_FUSE_LOCK] & 0x3F, ==, 0x2E);
  g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->fuse_writes, ==, 0);
}

/* EESAVE over, then the lock: on each part in its own way. */
static void
test_fuses_of_every_part (void)
{
  const IspPart *part;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      const IspFuseField *eesave = isp_part_get_field (part, ISP_FIELD_EESAVE);
      g_autoptr (Fake) fake = fake_new (part->id);
      g_autoptr (IspReport) lock = NULL;

      g_test_message ("%s", part->id);
      if (eesave != NULL)
        {
          guint8 old = isp_sim_chip_get_fuse (fake->chip, eesave->byte);
          g_autofree char *text = g_strdup_printf (
              "%s=%02X", isp_fuse_byte_get_id (eesave->byte),
              (part->factory[eesave->byte] | (guint8) ~part->fuse_mask[eesave->byte]) ^
                  eesave->mask);
          g_autoptr (IspReport) report = write_fuses (fake, text);
          guint8 now = isp_sim_chip_get_fuse (fake->chip, eesave->byte);

          assert_ok (fake, report);
          g_assert_cmphex (now ^ old, ==, eesave->mask);
        }
      if (!isp_part_has_instruction (part, ISP_OP_READ_LOCK))
        continue;
      lock = write_lock (fake, (guint8) ~(part->fuse_mask[ISP_FUSE_LOCK] & 0x03));
      assert_ok (fake, lock);
      g_assert_cmphex (isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_LOCK) &
                           part->fuse_mask[ISP_FUSE_LOCK] & 0x03,
                       ==, 0);
    }
}

static void
assert_refused (Fake *fake, const IspReport *report)
{
  const IspSimStats *stats = isp_sim_chip_get_stats (fake->chip);

  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNSAFE);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_cmpuint (stats->fuse_writes + stats->lock_writes + stats->erases, ==, 0);
}

/* A fuse that no instruction reaches, a lock that cannot be read back, a reserved value, a byte
 * that the part has not: refused, never left out in silence. */
static void
test_refused (void)
{
  static const struct
  {
    const char *part, *fuses;
  } rows[] = {
    { "at90s8515", "lfuse=DE" },
    { "at90s1200", "lfuse=DE" },
    { "at90s2313", "lfuse=DE" },
    { "at90can128", "efuse=FE" /* TA0SEL */ },
    { "attiny26", "lfuse=62" /* PLLCK with a CKSEL that has no PLL */ },
    { "at90s4433", "hfuse=D9" },
    { "atmega32a", "efuse=FF" },
    { "attiny13", "lfuse=EA" /* SPIEN */ },
    { "attiny13", "hfuse=F7" /* DWEN */ },
  };
  static const char *const unreadable[] = { "at90s8515", "at90s1200", "at90s2313", "at90s4414" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new (rows[i].part);
      g_autoptr (IspReport) report = write_fuses (fake, rows[i].fuses);

      assert_refused (fake, report);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_autoptr (Fake) fake = fake_new (unreadable[i]);
      g_autoptr (IspReport) report = write_lock (fake, 0xF9);

      assert_refused (fake, report);
    }
}

/* Where a whole job writes no fuse or no lock, and why: each row has to be true, and complete. */
static void
test_exceptions (void)
{
  /* no instruction reaches the fuses, and the lock cannot be read */
  static const char *const out_of_reach[] = { "at90s1200", "at90s2313", "at90s4414", "at90s8515",
                                              NULL };
  /* each fuse says where the clock comes from, or where to start */
  static const char *const clock_only[] = { "at90s2343", "attiny22", "atmega161", NULL };
  const IspPart *part;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      gboolean none = g_strv_contains (out_of_reach, part->id);
      IspFuseByte byte;
      guint8 bit;

      g_test_message ("%s", part->id);
      g_assert_cmpint (whole_job_get_fuse_bit (part, &byte, &bit), ==,
                       !none && !g_strv_contains (clock_only, part->id));
      g_assert_cmpint (whole_job_can_lock (part), ==, !none);
    }
}

/* ── which chip is it ── */

/* AT90S1200 sends nothing back: it is found only when it is asked for. */
static void
test_no_echo (void)
{
  g_autoptr (Fake) fake = fake_new ("at90s1200");
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  snapshot =
      isp_snapshot_take (fake->session, fake->port, NULL, 0, ISP_SNAPSHOT_BOOT, NULL, &error);
  g_assert_null (snapshot);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_TARGET);
  g_clear_error (&error);
  snapshot = take (fake, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (snapshot->part->id, ==, "at90s1200");
  g_assert_cmphex (snapshot->fuses.has, ==, 0);
}

/* A signature that two different chips share: both are named, and the person says which. */
static void
test_ambiguous (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32hvbrevb");
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  snapshot =
      isp_snapshot_take (fake->session, fake->port, NULL, 0, ISP_SNAPSHOT_BOOT, NULL, &error);
  g_assert_null (snapshot);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "ATmega32HVB, ATmega32HVBrevB"));
  g_clear_error (&error);
  snapshot = take (fake, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (snapshot->part->id, ==, "atmega32hvbrevb");
}

/* A chip that is known to be no AVR is named, and left alone; one that shares its signature with an
 * AVR is that AVR. */
static void
test_clones (void)
{
  IspPart other = *isp_parts_by_name ("atmega328p");
  g_autoptr (Fake) fake = fake_new ("atmega328p");
  g_autoptr (IspSnapshot) snapshot = fake_snapshot (fake);
  g_autoptr (IspSnapshot) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (snapshot->part->id, ==, "atmega328p");
  memcpy (other.signature, isp_parts_clone_by_name ("AT89S52")->signature, 3);
  isp_sim_chip_free (fake->chip);
  fake->chip = isp_sim_chip_new (&other);
  none = isp_snapshot_take (fake->session, fake->port, NULL, 0, ISP_SNAPSHOT_BOOT, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "AT89S52"));
}

int
main (int argc, char **argv)
{
  static const char *const bytes[] = { "at90s1200", "at90s2313", "at90s8515", "at90s2343",
                                       "at90s4433", "attiny12",  "attiny15",  "attiny22" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/parts/every-part", test_every_part);
  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/job/parts/bytes/%s", bytes[i]);

      g_test_add_data_func (path, bytes[i], test_bytes);
    }
  g_test_add_func ("/job/parts/bytes-wrong", test_bytes_wrong);
  g_test_add_func ("/job/parts/bytes-blank", test_bytes_blank);
  g_test_add_func ("/job/parts/bytes-shifted", test_bytes_shifted);
  g_test_add_func ("/job/parts/fuse-in-second-byte", test_fuse_in_second_byte);
  g_test_add_func ("/job/parts/lock-in-second-byte", test_lock_in_second_byte);
  g_test_add_func ("/job/parts/lock-too-far", test_lock_too_far);
  g_test_add_func ("/job/parts/fuses-of-every-part", test_fuses_of_every_part);
  g_test_add_func ("/job/parts/refused", test_refused);
  g_test_add_func ("/job/parts/exceptions", test_exceptions);
  g_test_add_func ("/job/parts/no-echo", test_no_echo);
  g_test_add_func ("/job/parts/ambiguous", test_ambiguous);
  g_test_add_func ("/job/parts/clones", test_clones);
  return g_test_run ();
}
