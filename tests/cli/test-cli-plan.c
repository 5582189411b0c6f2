/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan through a bootloader, with every step and every hazard there is: JSON and words say all of
 * it. */
#include "cli.h"

#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "words/isp-words.h"

#define START 0x7000u

static IspPlan *
make_plan (void)
{
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_UPLOAD);
  g_autoptr (IspSnapshot) snapshot = isp_snapshot_new ();
  g_autofree guint8 *data = g_malloc0 (0x1000);
  IspImageFile *file = isp_image_file_new ("keymap.hex");
  IspPlan *plan;

  isp_image_put (file->flash, 0, data, 0x1000);
  g_ptr_array_add (request->images, file);
  snapshot->loader = isp_loader_drivers_by_id ("dfu");
  snapshot->driver_id = g_strdup ("dfu");
  snapshot->programmer_name = g_strdup ("A keyboard in Atmel DFU");
  snapshot->port_id = g_strdup ("usb:1-2");
  snapshot->part = isp_parts_by_name ("atmega32u4");
  snapshot->app_end = START;
  snapshot->readable = ISP_READABLE_AFTER_ERASE;
  plan = isp_plan_new (snapshot, request);
  g_assert_no_error (plan->error);
  for (guint id = 0; id < ISP_N_STEPS; id++)
    {
      IspStep step = { .id = id, .bytes = 0x1000, .seconds = 1.5 };

      g_array_append_val (plan->steps, step);
    }
  for (guint id = 0; id < ISP_N_HAZARDS; id++)
    {
      IspHazard hazard = { .id = id,
                           .severity = ISP_SEVERITY_BLOCKING,
                           .value = 16000000,
                           .range = { START, START + 0x1000 } };

      g_array_append_val (plan->hazards, hazard);
    }
  return plan;
}

static void
test_words (void)
{
  g_autoptr (IspPlan) plan = make_plan ();

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const IspStep *step = &g_array_index (plan->steps, IspStep, i);
      g_autofree char *title = isp_words_plan_step_title (plan, step);
      g_autofree char *text = isp_words_plan_step_text (plan, step);

      g_assert_cmpstr (title, !=, "");
      g_assert_cmpstr (text, !=, "");
    }
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      g_autofree char *text =
          isp_words_hazard_text (&g_array_index (plan->hazards, IspHazard, i), plan);

      g_assert_true (g_str_has_suffix (text, "."));
    }
}

static void
test_json (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (IspPlan) plan = make_plan ();
      Cli cli = { .json = TRUE };

      cli_print_plan (&cli, plan);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*\"kind\" : \"upload\"*\"rehearsal\" : false*"
                             "\"part\" : \"atmega32u4\"*\"preset\" : null*"
                             "\"programmer\" : \"dfu\"*\"port\" : \"usb:1-2\"*"
                             "\"sck_hz\" : 0*\"id\" : \"write-flash\"*\"hazards\"*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isp_words_init ();
  g_test_add_func ("/cli-plan/upload/words", test_words);
  g_test_add_func ("/cli-plan/upload/json", test_json);
  return g_test_run ();
}
