/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans for a chip in its bootloader: what is refused before anything is erased, and the steps. */
#include "plan-bench.h"

#define APP_END 0x7000u

/* An ATmega32U4 in a bootloader of 4 KiB, which holds 0x5A. */
static IspSnapshot *
snapshot_loader (IspReadable readable)
{
  IspSnapshot *snapshot = isp_snapshot_new ();
  g_autofree guint8 *boot = g_malloc (0x1000);

  snapshot->loader = isp_loader_drivers_by_id ("dfu");
  snapshot->driver_id = g_strdup ("dfu");
  snapshot->programmer_name = g_strdup ("A keyboard");
  snapshot->port_id = g_strdup ("usb:1-2");
  snapshot->part = isp_parts_by_name ("atmega32u4");
  memcpy (snapshot->signature, snapshot->part->signature, 3);
  snapshot->app_end = APP_END;
  snapshot->readable = readable;
  memset (boot, 0x5A, 0x1000);
  if (readable == ISP_READABLE_ALWAYS)
    snapshot->boot = isp_image_new_from_data (APP_END, boot, 0x1000);
  return snapshot;
}

/* Firmware that begins with a jump. */
static IspImageFile *
firmware_new (const char *title, gsize len)
{
  static const guint8 jump[] = { 0x0C, 0x94, 0x56, 0x00 };
  IspImageFile *file = file_new (title, 0, len, 0x11);

  isp_image_put (file->flash, 0, jump, sizeof jump);
  return file;
}

static IspRequest *
upload_request (IspImageFile *file)
{
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);

  g_ptr_array_add (request->images, file);
  return request;
}

static void
add_bytes (IspImageFile *file, guint32 at, gsize len, guint8 fill)
{
  g_autofree guint8 *data = g_malloc (len);

  memset (data, fill, len);
  isp_image_put (file->flash, at, data, len);
}

static void
check_steps (const IspPlan *plan, const IspStepId *ids, guint n)
{
  g_assert_cmpuint (plan->steps->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (g_array_index (plan->steps, IspStep, i).id, ==, ids[i]);
}

static void
test_steps (void)
{
  static const IspStepId all[] = { ISP_STEP_CONTACT,      ISP_STEP_BACKUP,
                                   ISP_STEP_ERASE,        ISP_STEP_WRITE_FLASH,
                                   ISP_STEP_VERIFY_FLASH, ISP_STEP_WRITE_EEPROM,
                                   ISP_STEP_START };
  static const IspStepId locked[] = { ISP_STEP_CONTACT, ISP_STEP_ERASE, ISP_STEP_WRITE_FLASH,
                                      ISP_STEP_VERIFY_FLASH, ISP_STEP_START };
  static const IspStepId blind[] = { ISP_STEP_CONTACT, ISP_STEP_ERASE, ISP_STEP_WRITE_FLASH };
  IspRequest *request = upload_request (firmware_new ("a.hex", 0x1000));
  g_autoptr (IspPlan) full = NULL;
  g_autoptr (IspPlan) second = NULL;
  g_autoptr (IspPlan) third = NULL;

  request->eeprom = isp_image_new_from_data (0, (const guint8 *) "ab", 2);
  full = make (snapshot_loader (ISP_READABLE_ALWAYS), request);
  g_assert_no_error (full->error);
  check_steps (full, all, G_N_ELEMENTS (all));
  g_assert_cmpint (full->eeprom_fate, ==, ISP_EEPROM_WRITTEN);
  g_assert_cmpuint (full->hazards->len, ==, 0);

  second = make (snapshot_loader (ISP_READABLE_AFTER_ERASE),
                 upload_request (firmware_new ("a.hex", 0x1000)));
  g_assert_no_error (second->error);
  check_steps (second, locked, G_N_ELEMENTS (locked));
  g_assert_true (has_hazard (second, ISP_HAZARD_NOT_SAVED, ISP_SEVERITY_FACT));
  g_assert_false (has_hazard (second, ISP_HAZARD_NOT_COMPARED, ISP_SEVERITY_FACT));

  request = upload_request (firmware_new ("a.hex", 0x1000));
  request->no_start = TRUE;
  third = make (snapshot_loader (ISP_READABLE_NEVER), request);
  g_assert_no_error (third->error);
  check_steps (third, blind, G_N_ELEMENTS (blind));
  g_assert_true (has_hazard (third, ISP_HAZARD_NOT_COMPARED, ISP_SEVERITY_FACT));
}

/* Helper firmware has to answer, and to be made for the board's clock. */
static void
test_helper (void)
{
  static const IspStepId ids[] = { ISP_STEP_CONTACT,     ISP_STEP_BACKUP,       ISP_STEP_ERASE,
                                   ISP_STEP_WRITE_FLASH, ISP_STEP_VERIFY_FLASH, ISP_STEP_START,
                                   ISP_STEP_ANSWER };
  static const guint32 crystals[] = { 0, 16000000, 8000000 };

  for (guint i = 0; i < G_N_ELEMENTS (crystals); i++)
    {
      IspRequest *request = upload_request (firmware_new ("helper.hex", 0x1000));
      IspSnapshot *snapshot = snapshot_loader (ISP_READABLE_ALWAYS);
      g_autoptr (IspPlan) plan = NULL;

      request->helper = TRUE;
      request->preset = isp_preset_new ();
      request->preset->mhz = 16;
      request->preset->parts = g_strsplit ("atmega32u4", ";", 0);
      snapshot->crystal_hz = crystals[i];
      plan = make (snapshot, request);
      if (crystals[i] == 8000000)
        assert_refused (plan, ISP_HAZARD_CRYSTAL_MHZ, ISP_ERROR_CRYSTAL);
      else
        check_steps (plan, ids, G_N_ELEMENTS (ids));
    }
}

static void
test_backup (void)
{
  IspRequest *request = upload_request (firmware_new ("a.hex", 0x1000));
  g_autoptr (IspPlan) must = NULL;
  g_autoptr (IspPlan) none = NULL;

  request->must_backup = TRUE;
  must = make (snapshot_loader (ISP_READABLE_AFTER_ERASE), request);
  assert_refused (must, ISP_HAZARD_NOT_SAVED, ISP_ERROR_BACKUP);

  request = upload_request (firmware_new ("a.hex", 0x1000));
  request->no_backup = TRUE;
  none = make (snapshot_loader (ISP_READABLE_ALWAYS), request);
  g_assert_no_error (none->error);
  g_assert_null (isp_plan_find_step (none, ISP_STEP_BACKUP));
}

/* One byte beyond is enough; a byte less is not. */
static void
test_end (void)
{
  g_autoptr (IspPlan) fits = make (snapshot_loader (ISP_READABLE_ALWAYS),
                                   upload_request (firmware_new ("a.hex", APP_END)));
  g_autoptr (IspPlan) over = make (snapshot_loader (ISP_READABLE_AFTER_ERASE),
                                   upload_request (firmware_new ("a.hex", APP_END + 1)));
  g_autoptr (IspPlan) boot = make (snapshot_loader (ISP_READABLE_ALWAYS),
                                   upload_request (file_new ("boot.hex", APP_END, 0x400, 0x11)));
  g_autoptr (IspPlan) outside =
      make (snapshot_loader (ISP_READABLE_ALWAYS), upload_request (firmware_new ("a.hex", 0x8001)));

  g_assert_no_error (fits->error);
  assert_refused (over, ISP_HAZARD_FIRMWARE_IN_BOOT, ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpuint (get_hazard (over, ISP_HAZARD_FIRMWARE_IN_BOOT)->range.start, ==, APP_END);
  assert_refused (boot, ISP_HAZARD_IN_LOADER, ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpuint (get_hazard (boot, ISP_HAZARD_IN_LOADER)->value, ==, ISP_BEYOND_WHATEVER);
  assert_refused (outside, ISP_HAZARD_IMAGE_OUTSIDE, ISP_ERROR_DOES_NOT_FIT);
}

/* The bootloader inside an image is left out if the person says so: the keyboard keeps its own,
 * whether or not they can be compared. What firmware runs on into is none that could be. */
static void
test_left_out (void)
{
  static const struct
  {
    guint32 app_end, at;
    guint8 fill;
    gboolean asked, readable, ok;
    IspBeyond beyond;
  } rows[] = {
    { 0x2000, APP_END, 0x5A, TRUE, TRUE, TRUE, ISP_BEYOND_SAME_LOADER },
    { 0x2000, APP_END, 0x5A, FALSE, TRUE, FALSE, ISP_BEYOND_SAME_LOADER },
    { APP_END, APP_END, 0x5A, TRUE, TRUE, TRUE, ISP_BEYOND_SAME_LOADER },
    { 0x2000, APP_END, 0x5B, TRUE, TRUE, TRUE, ISP_BEYOND_LOADER },
    { 0x2000, APP_END, 0x5B, FALSE, TRUE, FALSE, ISP_BEYOND_LOADER },
    { 0x2000, APP_END, 0x5A, TRUE, FALSE, TRUE, ISP_BEYOND_LOADER },
    { 0x2000, 0x7800, 0x5B, TRUE, FALSE, TRUE, ISP_BEYOND_LOADER },
    { 0x2000, 0x7900, 0x5B, TRUE, FALSE, FALSE, ISP_BEYOND_WHATEVER },
    { APP_END, APP_END, 0x5B, TRUE, TRUE, FALSE, ISP_BEYOND_WHATEVER },
    { 0, APP_END, 0x5A, TRUE, TRUE, FALSE, ISP_BEYOND_WHATEVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      IspImageFile *file = rows[i].app_end != 0 ? firmware_new ("a.hex", rows[i].app_end)
                                                : isp_image_file_new ("a.hex");
      IspRequest *request = upload_request (file);
      g_autoptr (IspPlan) plan = NULL;

      add_bytes (file, rows[i].at, 0x8000 - rows[i].at, rows[i].fill);
      request->leave_out_loader = rows[i].asked;
      plan =
          make (snapshot_loader (rows[i].readable ? ISP_READABLE_ALWAYS : ISP_READABLE_AFTER_ERASE),
                request);
      if (!rows[i].ok)
        {
          assert_refused (plan, ISP_HAZARD_IN_LOADER, ISP_ERROR_DOES_NOT_FIT);
          g_assert_cmpuint (get_hazard (plan, ISP_HAZARD_IN_LOADER)->value, ==, rows[i].beyond);
          continue;
        }
      g_assert_no_error (plan->error);
      g_assert_true (has_hazard (plan, ISP_HAZARD_LEFT_OUT, ISP_SEVERITY_FACT));
      g_assert_cmpuint (isp_image_get_end (plan->flash), ==, rows[i].app_end);
    }
}

/* What is wrong with a file is told as over ISP. */
static void
test_files (void)
{
  IspImageFile *other = firmware_new ("a.elf", 0x1000);
  g_autoptr (IspPlan) part = NULL;
  g_autoptr (IspPlan) eep = make (snapshot_loader (ISP_READABLE_ALWAYS),
                                  upload_request (firmware_new ("keymap.eep", 0x100)));
  g_autoptr (IspPlan) lost = make (snapshot_loader (ISP_READABLE_ALWAYS),
                                   upload_request (file_new ("a.hex", 0, 0x100, 0x11)));
  g_autoptr (IspPlan) high = make (snapshot_loader (ISP_READABLE_ALWAYS),
                                   upload_request (file_new ("a.hex", 0x100, 0x100, 0x11)));
  g_autoptr (IspPlan) empty =
      make (snapshot_loader (ISP_READABLE_ALWAYS), upload_request (isp_image_file_new ("a.hex")));

  other->has_signature = TRUE;
  memcpy (other->signature, isp_parts_by_name ("atmega32a")->signature, 3);
  part = make (snapshot_loader (ISP_READABLE_ALWAYS), upload_request (other));
  assert_refused (part, ISP_HAZARD_IMAGE_PART, ISP_ERROR_DOES_NOT_FIT);
  assert_refused (eep, ISP_HAZARD_IMAGE_EEPROM, ISP_ERROR_BAD_FILE);
  assert_refused (empty, ISP_HAZARD_IMAGE_EMPTY, ISP_ERROR_BAD_FILE);
  g_assert_true (has_hazard (lost, ISP_HAZARD_NO_START, ISP_SEVERITY_WARNING));
  g_assert_true (has_hazard (high, ISP_HAZARD_NO_START, ISP_SEVERITY_WARNING));
}

static void
test_eeprom (void)
{
  static const guint8 left[15] = { [14] = 1 };
  IspRequest *request = upload_request (firmware_new ("a.hex", 0x1000));
  g_autoptr (IspPlan) side = NULL;
  g_autoptr (IspPlan) clear = NULL;
  guint8 read[15];

  request->eeprom_choice = ISP_EEPROM_CHOICE_LEFT;
  side = make (snapshot_loader (ISP_READABLE_ALWAYS), request);
  g_assert_no_error (side->error);
  g_assert_cmpint (side->eeprom_fate, ==, ISP_EEPROM_WRITTEN);
  isp_image_read (side->eeprom, 0, read, sizeof read, 0xFF);
  g_assert_cmpmem (read, sizeof read, left, sizeof left);
  g_assert_cmpuint (isp_image_get_size (side->eeprom), ==, sizeof left);

  request = flash_request (0x7000, 0x1000);
  request->eeprom_choice = ISP_EEPROM_CHOICE_CLEAR;
  clear = make (snapshot_32u4 (), request);
  g_assert_no_error (clear->error);
  g_assert_cmpint (clear->eeprom_fate, ==, ISP_EEPROM_WRITTEN);
  g_assert_cmpuint (isp_image_get_size (clear->eeprom), ==, clear->part->eeprom.size);
  g_assert_true (isp_image_is_blank (clear->eeprom, 0, clear->part->eeprom.size));
}

/* The bootloader is no part of what is erased. */
static void
test_map (void)
{
  g_autoptr (IspPlan) plan =
      make (snapshot_loader (ISP_READABLE_ALWAYS), upload_request (firmware_new ("a.hex", 0x1000)));
  g_autoptr (IspMap) map = isp_plan_make_map (plan);
  guint page = plan->part->flash.page_size;

  g_assert_cmpint (isp_map_get_state (map, 0), ==, ISP_PAGE_TO_WRITE);
  g_assert_cmpint (isp_map_get_state (map, 0x1000 / page), ==, ISP_PAGE_TO_ERASE);
  g_assert_cmpint (isp_map_get_state (map, APP_END / page - 1), ==, ISP_PAGE_TO_ERASE);
  g_assert_cmpint (isp_map_get_state (map, APP_END / page), ==, ISP_PAGE_KEPT);
  g_assert_true (isp_map_is_boot (map, APP_END / page));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-upload/steps", test_steps);
  g_test_add_func ("/plan-upload/helper", test_helper);
  g_test_add_func ("/plan-upload/backup", test_backup);
  g_test_add_func ("/plan-upload/end", test_end);
  g_test_add_func ("/plan-upload/left-out", test_left_out);
  g_test_add_func ("/plan-upload/files", test_files);
  g_test_add_func ("/plan-upload/eeprom", test_eeprom);
  g_test_add_func ("/plan-upload/map", test_map);
  return g_test_run ();
}
