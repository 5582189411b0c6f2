/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans are pure: every refusal, every step, every fuse that changes, without any hardware. */
#include "engine/plan/isp-unfinished.h"
#include "plan-bench.h"

static void
assert_steps (const IspPlan *plan, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < plan->steps->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            isp_step_get_id (g_array_index (plan->steps, IspStep, i).id));
  g_assert_cmpstr (text->str, ==, expected);
}

/* ── steps ── */

static void
test_steps (void)
{
  IspRequest *request = flash_request (0x7000, 4096);
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspPlan) erase = make (snapshot_32u4 (), isp_request_new (ISP_JOB_ERASE));
  g_autoptr (IspPlan) read = make (snapshot_32u4 (), isp_request_new (ISP_JOB_READ));
  g_autoptr (IspPlan) backup = make (snapshot_32u4 (), isp_request_new (ISP_JOB_BACKUP));

  request->preset = preset_new (0xFF, 0xD8, 0, 0xFB);
  request->fuse_source = ISP_FUSES_PRESET;
  request->set_lock = TRUE;
  request->lock = 0x2F;
  plan = make (snapshot_32u4 (), request);
  g_assert_no_error (plan->error);
  assert_steps (plan, "contact backup erase write-flash verify-flash write-eeprom fuses "
                      "proof-of-life lock");
  g_assert_cmpfloat (plan->seconds, >, 1);
  g_assert_cmpint (plan->eeprom_fate, ==, ISP_EEPROM_RESTORED);
  assert_steps (erase, "contact backup erase");
  assert_steps (read, "contact read");
  assert_steps (backup, "contact backup");
}

/* ── images ── */

static void
test_outside (void)
{
  g_autoptr (IspPlan) plan = make (snapshot_32u4 (), flash_request (0x7F00, 0x200));
  g_autoptr (IspPlan) far = make (snapshot_32u4 (), flash_request (0x100000, 16));

  assert_refused (plan, ISP_HAZARD_IMAGE_OUTSIDE, ISP_ERROR_DOES_NOT_FIT);
  g_assert_nonnull (strstr (plan->error->message, "0x80FF"));
  assert_refused (far, ISP_HAZARD_IMAGE_OUTSIDE, ISP_ERROR_DOES_NOT_FIT);
}

static void
test_empty (void)
{
  g_autoptr (IspPlan) plan = make (snapshot_32u4 (), isp_request_new (ISP_JOB_FLASH));

  g_assert_nonnull (plan->error);
  g_assert_true (has_hazard (plan, ISP_HAZARD_IMAGE_EMPTY, ISP_SEVERITY_BLOCKING));
}

static void
test_overlap (void)
{
  IspRequest *request = flash_request (0x7000, 4096);
  g_autoptr (IspPlan) in_boot = NULL;
  g_autoptr (IspPlan) below = NULL;
  g_autoptr (IspPlan) same = NULL;

  g_ptr_array_add (request->images, file_new ("firmware.hex", 0, 0x7600, 0x22));
  in_boot = make (snapshot_32u4 (), request);
  assert_refused (in_boot, ISP_HAZARD_FIRMWARE_IN_BOOT,
                  isp_hazard_get_error_code (ISP_HAZARD_FIRMWARE_IN_BOOT));
  g_assert_nonnull (strstr (in_boot->error->message, "0x7000–0x75FF"));

  request = flash_request (0x100, 0x100);
  g_ptr_array_add (request->images, file_new ("firmware.hex", 0, 0x180, 0x22));
  below = make (snapshot_32u4 (), request);
  assert_refused (below, ISP_HAZARD_IMAGE_OVERLAP, ISP_ERROR_OVERLAP);

  request = flash_request (0x100, 0x100);
  g_ptr_array_add (request->images, file_new ("same.hex", 0, 0x180, 0x11));
  same = make (snapshot_32u4 (), request);
  g_assert_no_error (same->error);
}

/* A file that fills everything below its bootloader, beside firmware: only its boot section is
 * taken. */
static void
test_boot_only (void)
{
  IspRequest *request = flash_request (0, 0x7FDA);
  g_autoptr (IspPlan) plan = NULL;

  g_ptr_array_add (request->images, file_new ("firmware.hex", 0, 0x3000, 0x22));
  request->boot_only = TRUE;
  plan = make (snapshot_32u4 (), request);
  g_assert_no_error (plan->error);
  g_assert_cmpuint (isp_image_get_n_ranges (plan->flash), ==, 2);
  g_assert_cmphex (isp_image_get_range (plan->flash, 1).start, ==, 0x7000);
}

/* A bootloader for a bigger section has data where the chip looks, and still does not start there.
 */
static void
test_boot_too_low (void)
{
  static const guint8 highs[] = { 0xDE, 0xDF }; /* started by reset, by HWB */

  for (guint i = 0; i < G_N_ELEMENTS (highs); i++)
    {
      IspRequest *request = flash_request (0x7000, 0x1000);
      g_autoptr (IspPlan) plan = NULL;

      request->preset = preset_new (0xFF, highs[i], 0, 0xFB);
      request->fuse_source = ISP_FUSES_PRESET;
      plan = make (snapshot_32u4 (), request);
      assert_refused (plan, ISP_HAZARD_BOOT_MISMATCH, ISP_ERROR_DOES_NOT_FIT);
    }
}

static IspPlan *
plan_firmware (guint8 high, gsize len, gboolean preset)
{
  IspRequest *request = flash_request (0, len);

  if (preset)
    {
      request->preset = preset_new (0xFF, high, 0, 0xFB);
      request->fuse_source = ISP_FUSES_PRESET;
    }
  return make (snapshot_new ("atmega32u4", 0xFF, high, 0xFB, 0xFF), request);
}

/* Firmware that runs on where the chip starts: dead after the flash. A dump of the whole chip has
 * a bootloader there. */
static void
test_firmware_too_long (void)
{
  g_autoptr (IspPlan) alone = plan_firmware (0xD8, 0x7200, FALSE);
  g_autoptr (IspPlan) preset = plan_firmware (0xD8, 0x7200, TRUE);
  g_autoptr (IspPlan) fits = plan_firmware (0xD8, 0x7000, FALSE);
  g_autoptr (IspPlan) dump = plan_firmware (0xD8, 0x8000, FALSE);
  g_autoptr (IspPlan) elsewhere = plan_firmware (0xD9, 0x7200, FALSE);

  assert_refused (alone, ISP_HAZARD_FIRMWARE_IN_BOOT, ISP_ERROR_DOES_NOT_FIT);
  assert_refused (preset, ISP_HAZARD_FIRMWARE_IN_BOOT, ISP_ERROR_DOES_NOT_FIT);
  g_assert_no_error (fits->error);
  g_assert_no_error (dump->error);
  g_assert_no_error (elsewhere->error);
}

static void
test_boot_mismatch (void)
{
  static const guint32 starts[] = { 0x7800, 0x3000, 0x7002 };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      IspRequest *request = flash_request (starts[i], 0x400);
      g_autoptr (IspPlan) plan = NULL;

      request->preset = preset_new (0xFF, 0xD8, 0, 0xFB);
      request->fuse_source = ISP_FUSES_PRESET;
      plan = make (snapshot_32u4 (), request);
      assert_refused (plan, ISP_HAZARD_BOOT_MISMATCH,
                      isp_hazard_get_error_code (ISP_HAZARD_BOOT_MISMATCH));
    }
}

/* A preset of the person's own that tells its image, and not where the bootloader in it starts. */
static void
test_no_boot_start (void)
{
  IspRequest *request = flash_request (0x7000, 0x1000);
  g_autoptr (IspPlan) plan = NULL;

  request->preset = preset_new (0xFF, 0xD8, 0, 0xFB);
  request->preset->image_start = 0x7000;
  request->preset->image_end = 0x8000;
  request->fuse_source = ISP_FUSES_PRESET;
  plan = make (snapshot_32u4 (), request);
  g_assert_no_error (plan->error);
}

static void
test_other_part (void)
{
  IspRequest *request = flash_request (0x7000, 0x400);
  IspImageFile *file = request->images->pdata[0];
  g_autoptr (IspPlan) by_signature = NULL;
  g_autoptr (IspPlan) by_preset = NULL;

  file->has_signature = TRUE;
  memcpy (file->signature, "\x1E\x94\x88", 3);
  by_signature = make (snapshot_32u4 (), request);
  assert_refused (by_signature, ISP_HAZARD_IMAGE_PART,
                  isp_hazard_get_error_code (ISP_HAZARD_IMAGE_PART));

  request = flash_request (0x1E000, 0x400);
  request->preset = preset_new (0x5E, 0x99, 0, 0xF3);
  by_preset = make (snapshot_new ("at90usb1286", 0x5E, 0x9B, 0xF3, 0xFF), request);
  assert_refused (by_preset, ISP_HAZARD_IMAGE_PART,
                  isp_hazard_get_error_code (ISP_HAZARD_IMAGE_PART));
}

/* ── fuses ── */

typedef struct
{
  guint8 now, high, no_jtag;
  IspJtagChoice wish;
  guint8 result;
  guint8 to_write;
} JtagRow;

static void
test_jtag (void)
{
  static const JtagRow rows[] = {
    { 0xD9, 0x99, 0xD9, ISP_JTAG_KEEP, 0xD9, 0 },
    { 0x99, 0x99, 0xD9, ISP_JTAG_KEEP, 0x99, 0 },
    { 0x99, 0x99, 0xD9, ISP_JTAG_OFF, 0xD9, 1 << ISP_FUSE_HIGH },
    { 0xD9, 0x99, 0xD9, ISP_JTAG_ON, 0x99, 1 << ISP_FUSE_HIGH },
    { 0x99, 0xD8, 0, ISP_JTAG_KEEP, 0xD8, 1 << ISP_FUSE_HIGH },
    { 0x99, 0xD8, 0, ISP_JTAG_ON, 0x98, 1 << ISP_FUSE_HIGH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      IspRequest *request = flash_request (0x7000, 4096);
      g_autoptr (IspPlan) plan = NULL;

      request->preset = preset_new (0x5E, rows[i].high, rows[i].no_jtag, 0xF3);
      request->fuse_source = ISP_FUSES_PRESET;
      request->jtag = rows[i].wish;
      plan = make (snapshot_new ("atmega32u4", 0x5E, rows[i].now, 0xC3, 0xFF), request);
      g_assert_no_error (plan->error);
      g_assert_cmphex (plan->fuses_after.value[ISP_FUSE_HIGH], ==, rows[i].result);
      g_assert_cmphex (plan->fuses_to_write, ==, rows[i].to_write);
    }
}

static void
test_changes (void)
{
  IspRequest *request = flash_request (0x7000, 4096);
  g_autoptr (IspPlan) plan = NULL;
  const IspFieldChange *change;

  request->preset = preset_new (0x5E, 0xD8, 0, 0xF3);
  request->fuse_source = ISP_FUSES_PRESET;
  plan = make (snapshot_32u4 (), request);
  g_assert_cmpuint (plan->changes->len, ==, 1);
  change = &g_array_index (plan->changes, IspFieldChange, 0);
  g_assert_cmpint (change->field, ==, ISP_FIELD_BOOTRST);
  g_assert_cmpuint (change->before, ==, 1);
  g_assert_cmpuint (change->after, ==, 0);
  g_assert_true (plan->needs_life);
}

static void
test_given (void)
{
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspPlan) unsafe = NULL;

  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0, 0xFB }, 1 << ISP_FUSE_EXTENDED };
  plan = make (snapshot_32u4 (), request);
  g_assert_cmphex (plan->fuses_to_write, ==, 1 << ISP_FUSE_EXTENDED);
  assert_steps (plan, "contact fuses");

  request = isp_request_new (ISP_JOB_FUSES);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0xF9 }, 1 << ISP_FUSE_HIGH };
  unsafe = make (snapshot_32u4 (), request);
  assert_refused (unsafe, ISP_HAZARD_SPIEN_OFF, ISP_ERROR_UNSAFE);
}

/* Lock bits go from 1 to 0 only; in a flash job a lock byte counts only by its own wish. */
static void
test_lock_bits (void)
{
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);
  g_autoptr (IspPlan) raised = NULL;
  g_autoptr (IspPlan) lowered = NULL;
  g_autoptr (IspPlan) flash = NULL;

  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0, 0, 0xFF }, 1 << ISP_FUSE_LOCK };
  raised = make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xEF), request);
  assert_refused (raised, ISP_HAZARD_NEEDS_ERASE,
                  isp_hazard_get_error_code (ISP_HAZARD_NEEDS_ERASE));

  request = isp_request_new (ISP_JOB_FUSES);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0, 0, 0xEF }, 1 << ISP_FUSE_LOCK };
  lowered = make (snapshot_32u4 (), request);
  g_assert_no_error (lowered->error);
  assert_steps (lowered, "contact lock");

  request = flash_request (0x7000, 16);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0, 0, 0xEF }, 1 << ISP_FUSE_LOCK };
  flash = make (snapshot_32u4 (), request);
  g_assert_cmphex (flash->fuses_to_write, ==, 0);
}

static void
test_from_image (void)
{
  for (guint use = 0; use < 2; use++)
    {
      IspRequest *request = flash_request (0x7000, 16);
      IspImageFile *file = request->images->pdata[0];
      g_autoptr (IspPlan) plan = NULL;

      file->n_fuses = 3;
      memcpy (file->fuse, "\xFF\xD8\xFB", 3);
      file->has_lock = TRUE;
      file->lock = 0xEF;
      request->fuse_source = use ? ISP_FUSES_IMAGE : ISP_FUSES_KEEP;
      plan = make (snapshot_32u4 (), request);
      g_assert_no_error (plan->error);
      g_assert_cmphex (plan->fuses_to_write, ==, use ? 0xF : 0);
    }
}

/* ── locks, backup, EEPROM ── */

static void
test_locked (void)
{
  g_autoptr (IspPlan) backup =
      make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFC), flash_request (0x7000, 16));
  g_autoptr (IspPlan) fuses = NULL;
  g_autoptr (IspPlan) erase = NULL;
  g_autoptr (IspPlan) read =
      make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFC), isp_request_new (ISP_JOB_READ));
  g_autoptr (IspPlan) save =
      make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFC), isp_request_new (ISP_JOB_BACKUP));
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);

  assert_refused (backup, ISP_HAZARD_NO_BACKUP, ISP_ERROR_BACKUP);
  assert_refused (save, ISP_HAZARD_UNREADABLE, ISP_ERROR_UNREADABLE);
  assert_refused (read, ISP_HAZARD_UNREADABLE, ISP_ERROR_UNREADABLE);

  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0, 0, 0xFB }, 1 << ISP_FUSE_EXTENDED };
  fuses = make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFE), request);
  assert_refused (fuses, ISP_HAZARD_LOCKED, ISP_ERROR_LOCKED);

  request = flash_request (0x7000, 16);
  request->no_backup = TRUE;
  erase = make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFC), request);
  g_assert_no_error (erase->error);
  g_assert_true (has_hazard (erase, ISP_HAZARD_LOSES_CONTENT, ISP_SEVERITY_WARNING));
  g_assert_cmphex (erase->fuses_after.value[ISP_FUSE_LOCK] & 0x3F, ==, 0x3F);
  g_assert_cmphex (erase->fuses_to_write, ==, 0);
}

/* A job that locks was interrupted. What is locked now may be the other half of a keyboard: there
 * is nothing to compare. */
static void
test_locked_unfinished (void)
{
  const IspFuses fuses = { { 0x5E, 0xD9, 0xF3, 0xFC }, 0xF };
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  g_autoptr (IspBackup) backup = isp_backup_new (part);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspPlan) unlocked = NULL;
  g_autoptr (IspPlan) locked = NULL;
  IspRequest *request = flash_request (0x7000, 16);

  isp_image_put (backup->flash, 0, (guint8[]){ 1, 2 }, 2);
  unfinished = isp_unfinished_new (part, backup, "there");
  isp_unfinished_add_intent (unfinished, NULL, NULL, &fuses);
  request->unfinished = isp_unfinished_ref (unfinished);
  locked = make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFC), request);
  g_assert_true (has_hazard (locked, ISP_HAZARD_NOT_PROVEN, ISP_SEVERITY_WARNING));

  request = flash_request (0x7000, 16);
  request->unfinished = isp_unfinished_ref (unfinished);
  unlocked = make (snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFF), request);
  g_assert_false (has_hazard (unlocked, ISP_HAZARD_NOT_PROVEN, ISP_SEVERITY_WARNING));
  /* It is not saved, but compared with what is saved. */
  g_assert_nonnull (isp_plan_find_step (unlocked, ISP_STEP_PROVE));
  g_assert_null (isp_plan_find_step (unlocked, ISP_STEP_BACKUP));
  g_assert_null (isp_plan_find_step (locked, ISP_STEP_PROVE));
}

/* Firmware alone, onto a chip that has something in its boot section. */
static void
test_loses_bootloader (void)
{
  for (guint i = 0; i < 3; i++)
    {
      IspSnapshot *snapshot = snapshot_32u4 ();
      g_autofree guint8 *boot = g_malloc (4096);
      g_autoptr (IspPlan) plan = NULL;

      memset (boot, i == 1 ? 0xFF : 0x42, 4096);
      snapshot->boot = isp_image_new_from_data (0x7000, boot, 4096);
      snapshot->boot_blank = i == 1;
      plan = make (snapshot, i == 2 ? flash_request (0x7000, 16) : flash_request (0, 16));
      g_assert_no_error (plan->error);
      g_assert_true (has_hazard (plan, ISP_HAZARD_LOSES_BOOTLOADER, ISP_SEVERITY_WARNING) ==
                     (i == 0));
    }
}

static void
test_eeprom (void)
{
  IspRequest *request = flash_request (0x7000, 16);
  g_autoptr (IspPlan) lost = NULL;
  g_autoptr (IspPlan) kept =
      make (snapshot_new ("atmega32u4", 0x5E, 0xD1, 0xF3, 0xFF), flash_request (0x7000, 16));
  g_autoptr (IspPlan) written = NULL;
  g_autoptr (IspPlan) too_big = NULL;
  guint8 data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

  request->no_backup = TRUE;
  lost = make (snapshot_32u4 (), request);
  g_assert_cmpint (lost->eeprom_fate, ==, ISP_EEPROM_LOST);
  g_assert_cmpint (kept->eeprom_fate, ==, ISP_EEPROM_KEPT);

  request = isp_request_new (ISP_JOB_FLASH);
  request->eeprom = isp_image_new_from_data (10, data, 8);
  written = make (snapshot_32u4 (), request);
  g_assert_no_error (written->error);
  g_assert_cmpint (written->eeprom_fate, ==, ISP_EEPROM_WRITTEN);
  assert_steps (written, "contact backup write-eeprom");

  request = isp_request_new (ISP_JOB_FLASH);
  request->eeprom = isp_image_new_from_data (1020, data, 8);
  too_big = make (snapshot_32u4 (), request);
  assert_refused (too_big, ISP_HAZARD_IMAGE_OUTSIDE, ISP_ERROR_DOES_NOT_FIT);
}

static void
test_no_erase (void)
{
  IspSnapshot *snapshot = snapshot_32u4 ();
  IspRequest *request = flash_request (0x7000, 64);
  g_autofree guint8 *boot = g_malloc0 (4096);
  g_autoptr (IspPlan) plan = NULL;

  snapshot->boot = isp_image_new_from_data (0x7000, boot, 4096);
  request->no_erase = TRUE;
  plan = make (snapshot, request);
  assert_refused (plan, ISP_HAZARD_NEEDS_ERASE, isp_hazard_get_error_code (ISP_HAZARD_NEEDS_ERASE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/steps", test_steps);
  g_test_add_func ("/plan/images/outside", test_outside);
  g_test_add_func ("/plan/images/empty", test_empty);
  g_test_add_func ("/plan/images/overlap", test_overlap);
  g_test_add_func ("/plan/images/boot-only", test_boot_only);
  g_test_add_func ("/plan/images/no-boot-start", test_no_boot_start);
  g_test_add_func ("/plan/images/boot-mismatch", test_boot_mismatch);
  g_test_add_func ("/plan/images/boot-too-low", test_boot_too_low);
  g_test_add_func ("/plan/images/firmware-too-long", test_firmware_too_long);
  g_test_add_func ("/plan/images/other-part", test_other_part);
  g_test_add_func ("/plan/fuses/jtag", test_jtag);
  g_test_add_func ("/plan/fuses/changes", test_changes);
  g_test_add_func ("/plan/fuses/given", test_given);
  g_test_add_func ("/plan/fuses/lock-bits", test_lock_bits);
  g_test_add_func ("/plan/fuses/from-image", test_from_image);
  g_test_add_func ("/plan/locked", test_locked);
  g_test_add_func ("/plan/locked-unfinished", test_locked_unfinished);
  g_test_add_func ("/plan/loses-bootloader", test_loses_bootloader);
  g_test_add_func ("/plan/eeprom", test_eeprom);
  g_test_add_func ("/plan/no-erase", test_no_erase);
  return g_test_run ();
}
