/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are no program, and bootloaders that the fuses would not start. */
#include "engine/plan/isp-unfinished.h"
#include "plan-bench.h"

/* Without a preset a file tells by its place that it is a bootloader; the fuses that are on the
 * chip start it, or the plan says which would. */
static void
test_bootloader_by_place (void)
{
  static const struct
  {
    guint32 start;
    guint8 high;        /* on the chip */
    guint8 fitting;     /* 0: as it is */
    IspHazardId hazard; /* with fitting */
  } rows[] = {
    { 0x7000, 0xDA, 0xD8, ISP_HAZARD_BOOT_MISMATCH }, /* 2 KiB on the chip, 4 KiB in the file */
    { 0x7800, 0xD8, 0xDA, ISP_HAZARD_BOOT_MISMATCH }, /* and the reverse */
    { 0x7E00, 0xD9, 0xDF, ISP_HAZARD_BOOT_MISMATCH }, /* HWBE starts it, so BOOTRST stays */
    { 0x7000, 0xD8, 0, 0 },
    { 0x7000, 0xD9, 0, 0 }, /* by HWBE */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspPlan) plan = make (snapshot_new ("atmega32u4", 0xFF, rows[i].high, 0xF3, 0xFF),
                                       flash_request (rows[i].start, 0x200));

      if (rows[i].fitting == 0)
        {
          g_assert_no_error (plan->error);
          g_assert_false (has_hazard (plan, ISP_HAZARD_BOOTRST_OFF, ISP_SEVERITY_WARNING));
          continue;
        }
      assert_refused (plan, rows[i].hazard, ISP_ERROR_DOES_NOT_FIT);
      const IspFuses *fuses = &get_hazard (plan, rows[i].hazard)->fuses;
      g_assert_cmphex (fuses->has, ==, 7);
      g_assert_cmphex (fuses->value[ISP_FUSE_LOW], ==, 0xFF);
      g_assert_cmphex (fuses->value[ISP_FUSE_HIGH], ==, rows[i].fitting);
    }

  /* Right place, and nothing starts it: HWBE and BOOTRST are off. */
  g_autoptr (IspPlan) asleep =
      make (snapshot_new ("atmega32u4", 0xFF, 0xD9, 0xFB, 0xFF), flash_request (0x7000, 0x200));
  g_assert_no_error (asleep->error);
  g_assert_cmphex (get_hazard (asleep, ISP_HAZARD_BOOTRST_OFF)->fuses.value[ISP_FUSE_HIGH], ==,
                   0xD8);
}

/* Two bootloaders are no firmware that is too long. */
static void
test_two_bootloaders (void)
{
  IspRequest *request = flash_request (0x7000, 0x400);
  g_autoptr (IspPlan) plan = NULL;

  g_ptr_array_add (request->images, file_new ("other.hex", 0x7000, 0x300, 0x22));
  plan = make (snapshot_32u4 (), request);
  assert_refused (plan, ISP_HAZARD_IMAGE_OVERLAP, ISP_ERROR_OVERLAP);
}

/* ── files that are no program ── */

static IspPlan *
plan_file (const char *title, const char *format, const guint8 *data, gsize len)
{
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = isp_image_file_new (title);

  file->format = format;
  isp_image_put (file->flash, 0, data, len);
  g_ptr_array_add (request->images, file);
  return make (snapshot_32u4 (), request);
}

static void
test_not_a_program (void)
{
  guint8 dump[64], code[64] = { 0x0C, 0x94, 0x34, 0x00 }, data[64] = { 0x12, 0x34 };

  for (guint i = 0; i < sizeof dump; i++)
    dump[i] = i / 2;

  g_autoptr (IspPlan) locked = plan_file ("a.hex", "ihex", dump, sizeof dump);
  g_autoptr (IspPlan) eeprom = plan_file ("a.EEP", "ihex", code, sizeof code);
  g_autoptr (IspPlan) raw = plan_file ("a.bin", "bin", data, sizeof data);
  g_autoptr (IspPlan) hex = plan_file ("a.hex", "ihex", data, sizeof data);
  g_autoptr (IspPlan) good_raw = plan_file ("a.bin", "bin", code, sizeof code);
  g_autoptr (IspPlan) good = plan_file ("a.hex", "ihex", code, sizeof code);

  assert_refused (locked, ISP_HAZARD_IMAGE_DUMP, ISP_ERROR_BAD_FILE);
  assert_refused (eeprom, ISP_HAZARD_IMAGE_EEPROM, ISP_ERROR_BAD_FILE);
  assert_refused (raw, ISP_HAZARD_IMAGE_NOT_CODE, ISP_ERROR_BAD_FILE);
  g_assert_no_error (hex->error);
  g_assert_true (has_hazard (hex, ISP_HAZARD_NO_START, ISP_SEVERITY_WARNING));
  g_assert_no_error (good_raw->error);
  g_assert_cmpuint (good_raw->hazards->len, ==, 0);
  g_assert_no_error (good->error);
  g_assert_cmpuint (good->hazards->len, ==, 0);
}

/* Beside a bootloader as well, which starts it, whatever starts the bootloader. */
static void
test_beside_bootloader (void)
{
  static const guint8 code[64] = { 0x0C, 0x94, 0x34, 0x00 }, data[64] = { 0x12, 0x34 };

  for (guint i = 0; i < 4; i++)
    {
      IspRequest *request = isp_request_new (ISP_JOB_FLASH);
      IspImageFile *boot = isp_image_file_new ("boot.hex"), *mine = isp_image_file_new ("mine.hex");
      g_autoptr (IspPlan) plan = NULL;

      isp_image_put (boot->flash, 0x7000, code, sizeof code);
      isp_image_put (mine->flash, 0, i & 1 ? data : code, sizeof data);
      g_ptr_array_add (request->images, boot);
      g_ptr_array_add (request->images, mine);
      plan = make (snapshot_new ("atmega32u4", 0xFF, i & 2 ? 0xD8 : 0xD9, 0xF3, 0xFF), request);
      g_assert_no_error (plan->error);
      g_assert_true (has_hazard (plan, ISP_HAZARD_NO_START, ISP_SEVERITY_WARNING) ==
                     ((i & 1) != 0));
    }
}

/* A chip that held only its bootloader, read as raw binary. */
static void
test_raw_dump_of_bootloader (void)
{
  g_autofree guint8 *data = g_malloc (0x8000);
  g_autoptr (IspPlan) plan = NULL;

  memset (data, 0xFF, 0x8000);
  memcpy (data + 0x7000, "\x0C\x94\x00\x38", 4);
  plan = plan_file ("dump.bin", "bin", data, 0x8000);
  g_assert_no_error (plan->error);
}

/* A job that is broken off is called by all that it was to write, each once. */
static void
test_title (void)
{
  for (guint named = 0; named <= 1; named++)
    {
      g_autoptr (IspPlan) plan = NULL;
      g_autoptr (IspBackup) backup = NULL;
      g_autoptr (IspUnfinished) unfinished = NULL;
      IspRequest *request = flash_request (0x7000, 0x100);

      if (named)
        request->preset = preset_new (0x5E, 0xD9, 0x99, 0xF3);
      g_ptr_array_add (request->images, file_new ("mine.hex", 0, 0x100, 0x0C));
      plan = make (snapshot_32u4 (), request);
      backup = isp_backup_new (plan->part);
      unfinished = isp_unfinished_new_for (plan, backup, "somewhere", NULL);
      g_assert_cmpstr (unfinished->title, ==, named ? "Test + mine.hex" : "boot.hex + mine.hex");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-files/bootloader-by-place", test_bootloader_by_place);
  g_test_add_func ("/plan-files/two-bootloaders", test_two_bootloaders);
  g_test_add_func ("/plan-files/not-a-program", test_not_a_program);
  g_test_add_func ("/plan-files/beside-bootloader", test_beside_bootloader);
  g_test_add_func ("/plan-files/raw-dump-of-bootloader", test_raw_dump_of_bootloader);
  g_test_add_func ("/plan-files/title", test_title);
  return g_test_run ();
}
