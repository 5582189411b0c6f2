/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of real plans, in words. */
#include "parts/isp-parts.h"
#include "store/presets/isp-presets.h"
#include "words/isp-words.h"

#include <string.h>

static IspSnapshot *
make_snapshot (guint8 low, guint8 high, guint8 extended)
{
  IspSnapshot *snapshot = isp_snapshot_new ();

  snapshot->part = isp_parts_by_name ("atmega32u4");
  memcpy (snapshot->signature, snapshot->part->signature, 3);
  snapshot->programmer_name = g_strdup ("USBasp");
  snapshot->fuses = (IspFuses){ .value = { low, high, extended, 0xFF }, .has = 0xF };
  snapshot->sck_hz = snapshot->proven_sck_hz = 187500;
  return snapshot;
}

static IspPreset *
make_preset (void)
{
  IspPreset *preset = isp_preset_new ();

  preset->id = g_strdup ("test-dfu");
  preset->family = g_strdup ("atmel-dfu");
  preset->family_name = g_strdup ("Test DFU");
  preset->name = g_strdup ("Test DFU");
  preset->parts = g_strdupv ((char *[]){ (char *) "atmega32u4", NULL });
  preset->low = 0x5E;
  preset->high = 0xD9;
  preset->extended = 0xF3;
  preset->has_extended = TRUE;
  preset->entry = ISP_ENTRY_HWB;
  return preset;
}

static void
add_image (IspRequest *request, const char *title, guint32 start, gsize size)
{
  IspImageFile *file = isp_image_file_new (title);
  g_autofree guint8 *data = g_malloc0 (size);

  isp_image_put (file->flash, start, data, size);
  g_ptr_array_add (request->images, file);
}

static void
assert_step (const IspPlan *plan, IspStepId id, const char *title, const char *text)
{
  const IspStep *step = isp_plan_find_step (plan, id);
  g_autofree char *found_title = NULL, *found_text = NULL;

  g_assert_nonnull (step);
  found_title = isp_words_plan_step_title (plan, step);
  found_text = isp_words_plan_step_text (plan, step);
  g_assert_cmpstr (found_title, ==, title);
  g_assert_cmpstr (found_text, ==, text);
}

/* The usual rescue: the fuses are right already. */
static void
test_rescue (void)
{
  g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD9, 0xF3);
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  g_autoptr (IspPlan) plan = NULL;
  g_autofree char *title = NULL, *text = NULL;

  request->preset = make_preset ();
  request->fuse_source = ISP_FUSES_PRESET;
  add_image (request, "bootloader.hex", 0x7000, 4096);
  plan = isp_plan_new (snapshot, request);
  g_assert_no_error (plan->error);
  assert_step (plan, ISP_STEP_BACKUP, "Save a Backup", "Flash 32 KB, EEPROM 1 KB and all fuses");
  assert_step (
      plan, ISP_STEP_ERASE, "Erase the Chip",
      "All of the flash; the EEPROM is restored afterwards; this replaces any firmware on the "
      "chip");
  assert_step (plan, ISP_STEP_WRITE_FLASH, "Write Test DFU",
               "4 KB at 0x7000, read back and compared");
  g_assert_null (isp_plan_find_step (plan, ISP_STEP_PROVE));
  title = isp_words_plan_fuses_title (plan);
  text = isp_words_plan_fuses_text (plan);
  g_assert_cmpstr (title, ==, "Leave the Fuses");
  g_assert_cmpstr (text, ==, "L\u00A05E · H\u00A0D9 · E\u00A0F3 already match Test DFU");
}

/* Another bootloader than such a keyboard has, on purpose or not. */
static void
test_unusual (void)
{
  g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD9, 0xF3);
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  g_autoptr (IspRequest) copy = NULL;
  g_autoptr (IspPlan) plan = NULL;

  add_image (request, "bootloader.hex", 0x7000, 4096);
  request->usual = g_strdup ("Caterina");
  copy = isp_request_copy (request);
  plan = isp_plan_new (snapshot, copy);
  assert_step (plan, ISP_STEP_WRITE_FLASH, "Write bootloader.hex",
               "4 KB at 0x7000, read back and compared; this keyboard usually has Caterina");
}

/* A new bootloader alone: the erase tells of firmware only where there is some, or may be. */
static void
test_firmware (void)
{
  static const char *const texts[] = {
    [ISP_FIRMWARE_UNKNOWN] = "All of the flash; the EEPROM is restored afterwards; this replaces "
                             "any firmware on the chip",
    [ISP_FIRMWARE_NONE] = "All of the flash; the EEPROM is restored afterwards",
    [ISP_FIRMWARE_FOUND] = "All of the flash; the EEPROM is restored afterwards; this replaces "
                           "the firmware on the chip",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD9, 0xF3);
      g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
      g_autoptr (IspPlan) plan = NULL;

      snapshot->firmware = i;
      add_image (request, "bootloader.hex", 0x7000, 4096);
      plan = isp_plan_new (snapshot, request);
      assert_step (plan, ISP_STEP_ERASE, "Erase the Chip", texts[i]);
    }
}

static void
test_fuses (void)
{
  g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD8, 0xF3);
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  g_autoptr (IspPlan) plan = NULL;

  request->preset = make_preset ();
  request->fuse_source = ISP_FUSES_PRESET;
  add_image (request, "bootloader.hex", 0x7000, 4096);
  add_image (request, "keymap.hex", 0, 20480);
  plan = isp_plan_new (snapshot, request);
  g_assert_no_error (plan->error);
  assert_step (plan, ISP_STEP_WRITE_FLASH, "Write Test DFU and keymap.hex",
               "20 KB at 0x0000, 4 KB at 0x7000, read back and compared");
  assert_step (plan, ISP_STEP_FUSES, "Change 1 Fuse Setting",
               "Only after everything else is right");
  assert_step (plan, ISP_STEP_LIFE, "Start the Chip", "To see that it runs with these fuses");
}

static void
test_own_file (void)
{
  g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD9, 0xF3);
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  g_autoptr (IspPlan) plan = NULL;
  g_autofree char *text = NULL;

  request->fuse_source = ISP_FUSES_KEEP;
  add_image (request, "own.hex", 0x7000, 1000);
  plan = isp_plan_new (snapshot, request);
  g_assert_no_error (plan->error);
  assert_step (plan, ISP_STEP_WRITE_FLASH, "Write own.hex",
               "1000 bytes at 0x7000, read back and compared");
  text = isp_words_plan_fuses_text (plan);
  g_assert_cmpstr (text, ==, "L\u00A05E · H\u00A0D9 · E\u00A0F3 stay as they are");
}

/* Every step of every kind of job says something. */
static void
test_all_kinds (void)
{
  for (int kind = ISP_JOB_FLASH; kind <= ISP_JOB_UPLOAD; kind++)
    {
      g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD9, 0xF3);
      g_autoptr (IspRequest) request = isp_request_new (kind);
      g_autoptr (IspPlan) plan = NULL;
      const guint8 eeprom[16] = { 1 };

      add_image (request, "file.hex", 0x7000, 256);
      request->eeprom = isp_image_new_from_data (0, eeprom, sizeof eeprom);
      request->fuse_source = ISP_FUSES_GIVEN;
      request->fuses = (IspFuses){ .value = { 0xFF, 0xD8, 0xFB, 0xEF }, .has = 0xF };
      if (kind == ISP_JOB_UPLOAD)
        {
          snapshot->loader = isp_loader_drivers_by_id ("dfu");
          snapshot->app_end = 0x6000;
        }
      plan = isp_plan_new (snapshot, request);
      for (guint i = 0; i < plan->steps->len; i++)
        {
          const IspStep *step = &g_array_index (plan->steps, IspStep, i);
          g_autofree char *title = isp_words_plan_step_title (plan, step);
          g_autofree char *text = isp_words_plan_step_text (plan, step);

          g_test_message ("%s: %s | %s", isp_job_kind_get_id (kind), title, text);
          g_assert_cmpuint (strlen (title), >, 3);
          g_assert_cmpuint (strlen (text), >, 3);
          g_assert_null (strchr (title, '%'));
          g_assert_null (strchr (text, '%'));
          g_assert_false (g_str_has_suffix (text, "."));
        }
      for (guint i = 0; i < plan->hazards->len; i++)
        {
          const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
          g_autofree char *text = isp_words_hazard_text (hazard, plan);

          g_assert_true (g_str_has_suffix (text, "."));
        }
    }
}

/* The image that sits elsewhere than the fuses want is told where it is. */
static void
test_hazard_place (void)
{
  g_autoptr (IspSnapshot) snapshot = make_snapshot (0x5E, 0xD9, 0xF3);
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  g_autoptr (IspPlan) plan = NULL;
  IspHazard mismatch = { .id = ISP_HAZARD_BOOT_MISMATCH,
                         .severity = ISP_SEVERITY_BLOCKING,
                         .range = { 0x7000, 0x8000 } };
  g_autofree char *text = NULL;

  add_image (request, "own.hex", 0x7E00, 512);
  plan = isp_plan_new (snapshot, request);
  text = isp_words_hazard_text (&mismatch, plan);
  g_assert_nonnull (strstr (text, "The file starts at 0x7E00."));
  g_assert_nonnull (strstr (text, "0x7000–0x7FFF"));
}

static void
test_preset_titles (void)
{
  static const struct
  {
    const char *id, *title;
  } rows[] = {
    { "atmel-dfu-atmega32u4", "Atmel DFU" },
    { "atmel-dfu-at90usb64", "Atmel DFU" },
    { "caterina-promicro16", "Caterina for Pro Micro 5 V, 16 MHz" },
    { "bootloadhid-atmega32a", "BootloadHID" },
    { "halfkay-teensy2", "HalfKay, Teensy 2.0" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = isp_presets_load (NULL, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspPreset) copy = isp_preset_copy (isp_presets_by_id (presets, rows[i].id));
      g_autofree char *title = isp_preset_get_title (copy);

      g_assert_cmpstr (title, ==, rows[i].title);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("XDG_DATA_HOME", "/nonexistent", TRUE); /* no presets of the user's own */
  g_test_init (&argc, &argv, NULL);
  isp_words_init ();
  g_test_add_func ("/plan-words/rescue", test_rescue);
  g_test_add_func ("/plan-words/unusual", test_unusual);
  g_test_add_func ("/plan-words/firmware", test_firmware);
  g_test_add_func ("/plan-words/fuses", test_fuses);
  g_test_add_func ("/plan-words/own-file", test_own_file);
  g_test_add_func ("/plan-words/all-kinds", test_all_kinds);
  g_test_add_func ("/plan-words/hazard-place", test_hazard_place);
  g_test_add_func ("/plan-words/preset-titles", test_preset_titles);
  return g_test_run ();
}
