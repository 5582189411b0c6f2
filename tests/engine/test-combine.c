/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware and bootloader as one file: judged as a plan judges them, without a chip. */
#include "engine/plan/isp-combine.h"
#include "plan-bench.h"

#define BOOT 0x7000u

/* Firmware from 0, and a bootloader with other bytes. */
static IspRequest *
combine_request (gsize firmware, guint32 boot)
{
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = file_new ("firmware.hex", 0, firmware, 0x22);

  isp_image_put (file->flash, 0, (const guint8 *) "\x0C\x94", 2);
  g_ptr_array_add (request->images, file);
  file = file_new ("boot.hex", boot, 0x8000 - boot, 0x11);
  isp_image_put (file->flash, boot, (const guint8 *) "\x0C\x94", 2);
  g_ptr_array_add (request->images, file);
  return request;
}

static void
test_both (void)
{
  g_autoptr (IspRequest) request = combine_request (0x1000, BOOT);
  const IspPart *part = isp_combine_guess_part (request);
  g_autoptr (IspPlan) plan = isp_combine_new (part, request);
  g_autoptr (IspMap) map = isp_combine_make_map (plan);

  g_assert_cmpuint (part->flash.size, ==, 0x8000);
  g_assert_no_error (plan->error);
  g_assert_cmpuint (plan->hazards->len, ==, 0);
  g_assert_cmpuint (plan->steps->len, ==, 0);
  g_assert_cmpuint (plan->boot_start, ==, BOOT);
  g_assert_cmpuint (isp_image_get_size (plan->flash), ==, 0x2000);
  g_assert_cmpint (isp_map_get_state (map, 0), ==, ISP_PAGE_IN_USE);
  g_assert_cmpint (isp_map_get_state (map, 0x1000 / 128), ==, ISP_PAGE_BLANK);
  g_assert_cmpint (isp_map_get_state (map, BOOT / 128), ==, ISP_PAGE_IN_USE);
  g_assert_true (isp_map_is_boot (map, BOOT / 128));
}

/* Both files are on the map, and the places in which they differ have a name. */
static void
test_overlap (void)
{
  g_autoptr (IspRequest) request = combine_request (BOOT + 200, BOOT);
  g_autoptr (IspPlan) plan = isp_combine_new (isp_parts_by_name ("atmega32u4"), request);
  g_autoptr (IspMap) map = isp_combine_make_map (plan);
  const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, 0);

  g_assert_error (plan->error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpstr (plan->error->message, ==,
                   "firmware.hex and boot.hex have different bytes at 0x7000–0x70C7");
  g_assert_cmpint (hazard->id, ==, ISP_HAZARD_FIRMWARE_IN_BOOT);
  g_assert_cmpuint (hazard->value, ==, 200);
  g_assert_cmpint (isp_map_get_state (map, BOOT / 128 - 1), ==, ISP_PAGE_IN_USE);
  g_assert_cmpint (isp_map_get_state (map, BOOT / 128), ==, ISP_PAGE_IN_BOTH);
  g_assert_cmpint (isp_map_get_state (map, BOOT / 128 + 1), ==, ISP_PAGE_IN_BOTH);
  g_assert_cmpint (isp_map_get_state (map, 255), ==, ISP_PAGE_IN_USE);
}

/* Of three files the two that differ are named. */
static void
test_rivals (void)
{
  g_autoptr (IspRequest) request = combine_request (0x1000, BOOT);
  g_autoptr (IspPlan) plan = NULL;

  g_ptr_array_add (request->images, file_new ("third.hex", 0x7FF0, 8, 0x33));
  plan = isp_combine_new (isp_parts_by_name ("atmega32u4"), request);
  g_assert_cmpstr (plan->error->message, ==,
                   "boot.hex and third.hex have different bytes at 0x7FF0–0x7FF7");
}

static void
assert_hazard (IspRequest *request, const char *part, IspHazardId id)
{
  g_autoptr (IspRequest) owned = request;
  g_autoptr (IspPlan) plan = isp_combine_new (isp_parts_by_name (part), request);

  for (guint i = 0; i < plan->hazards->len; i++)
    if (g_array_index (plan->hazards, IspHazard, i).id == id)
      return;
  g_error ("no hazard %s", isp_hazard_get_id (id));
}

/* Suspicious files are told as a plan tells them. */
static void
test_judged (void)
{
  IspRequest *request = combine_request (0x1000, BOOT);

  assert_hazard (request, "atmega16u4", ISP_HAZARD_IMAGE_OUTSIDE);

  request = combine_request (0x1000, BOOT);
  g_free (((IspImageFile *) request->images->pdata[0])->title);
  ((IspImageFile *) request->images->pdata[0])->title = g_strdup ("settings.eep");
  assert_hazard (request, "atmega32u4", ISP_HAZARD_IMAGE_EEPROM);

  /* A preset says where its bootloader belongs. */
  request = combine_request (0x1000, 0x7800);
  request->preset = preset_new (0x5E, 0x99, 0, 0xF3);
  request->fuse_source = ISP_FUSES_PRESET;
  g_assert_true (isp_combine_guess_part (request) == isp_parts_by_name ("atmega32u4"));
  assert_hazard (request, "atmega32u4", ISP_HAZARD_BOOT_MISMATCH);

  /* Nothing is said about fuses: nobody writes any. */
  request = combine_request (0x1000, BOOT);
  request->preset = preset_new (0x5E, 0x99, 0, 0xF3);
  request->preset->mhz = 16;
  request->fuse_source = ISP_FUSES_PRESET;
  g_autoptr (IspPlan) plan = isp_combine_new (isp_parts_by_name ("atmega32u4"), request);
  g_assert_cmpuint (plan->hazards->len, ==, 0);
  isp_request_unref (request);
}

static void
test_unknown (void)
{
  g_autoptr (IspRequest) request = combine_request (0x1000, 0x7100);

  g_assert_null (isp_combine_guess_part (request));
}

static void
test_sketch (void)
{
  g_autoptr (IspPreset) preset = preset_new (0xFF, 0xD8, 0, 0xFB);
  g_autoptr (IspImageFile) file = file_new ("caterina.hex", 0, 0x1000, 0x11);
  g_autoptr (IspImageFile) rest = NULL, all = NULL;

  preset->boot_start = 0x0800;
  all = isp_combine_leave_out_sketch (preset, file);
  g_assert_true (all == file);
  preset->has_sketch = TRUE;
  rest = isp_combine_leave_out_sketch (preset, file);
  g_assert_cmpuint (isp_image_get_start (rest->flash), ==, 0x0800);
  g_assert_cmpstr (rest->title, ==, "caterina.hex");
}

static void
test_name (void)
{
  static const struct
  {
    const char *title, *folder, *name;
  } rows[] = {
    { "planck_rev6_default.hex", NULL, "planck_rev6_default_production.hex" },
    { "planck_rev6_default.hex", "planck/rev6", "planck_rev6_default_production.hex" },
    { "mine.v2.bin", "planck/rev6", "planck_rev6_mine.v2_production.hex" },
    { "planck_production.hex", NULL, "planck_production.hex" },
    { ".hex", NULL, ".hex_production.hex" },
    { NULL, NULL, "firmware_production.hex" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspImageFile) file = isp_image_file_new (rows[i].title);
      g_autofree char *name = isp_combine_make_name (file, rows[i].folder);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/combine/both", test_both);
  g_test_add_func ("/combine/overlap", test_overlap);
  g_test_add_func ("/combine/rivals", test_rivals);
  g_test_add_func ("/combine/judged", test_judged);
  g_test_add_func ("/combine/unknown", test_unknown);
  g_test_add_func ("/combine/sketch", test_sketch);
  g_test_add_func ("/combine/name", test_name);
  return g_test_run ();
}
