/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "scratch.h"
#include "store/isp-json.h"
#include "store/isp-paths.h"
#include "store/isp-reports.h"

#include <string.h>

static const IspErrorFacts byte_7480 = { .kind = ISP_FACTS_MEMORY,
                                         .memory = ISP_MEMORY_FLASH,
                                         .address = 0x7480,
                                         .bytes = 1,
                                         .compared = TRUE,
                                         .read = 0xFF,
                                         .planned = 0x0C };

static IspReport *
make_report (void)
{
  IspReport *report = isp_report_new (ISP_JOB_FLASH);
  const guint8 page[128] = { 1 };
  IspStepResult step = { ISP_STEP_ERASE, ISP_STEP_DONE, 0, 0.012 };

  report->verdict = ISP_VERDICT_FAILED;
  report->chip = ISP_CHIP_PARTLY;
  report->error =
      g_error_new (ISP_ERROR, ISP_ERROR_VERIFY, "%s/x.hex: byte 0x7480 differs", g_get_home_dir ());
  isp_error_set_facts (&report->error, &byte_7480);
  report->programmer_name = g_strdup ("USBasp");
  report->driver_id = g_strdup ("usbasp");
  report->port_id = g_strdup ("usb:1-2");
  report->part = isp_parts_by_name ("atmega32u4");
  report->preset_id = g_strdup ("atmel-dfu-32u4");
  report->sck_hz = 187500;
  if (report->steps == NULL)
    report->steps = g_array_new (FALSE, FALSE, sizeof (IspStepResult));
  g_array_append_val (report->steps, step);
  step = (IspStepResult){ ISP_STEP_WRITE_FLASH, ISP_STEP_FAILED, 4096, 1.5 };
  g_array_append_val (report->steps, step);
  report->fuses_before = (IspFuses){ .value = { 0x5E, 0xD9, 0xF3, 0xFF }, .has = 0xF };
  report->fuses_after = (IspFuses){ .value = { 0x5E }, .has = 1 };
  report->bad = isp_image_new ();
  isp_image_put (report->bad, 0x7480, page, sizeof page);
  isp_image_put (report->bad, 0x7500, page, sizeof page);
  report->backup = g_build_filename (g_get_home_dir (), ".local", "backups", "one", NULL);
  g_clear_pointer (&report->started, g_date_time_unref);
  report->started = g_date_time_new_utc (2026, 11, 21, 14, 2, 33);
  report->seconds = 2.25;
  return report;
}

static void
test_json (void)
{
  g_autoptr (IspReport) report = make_report ();
  g_autoptr (JsonNode) node = isp_report_to_json (report, "Check the wires.");
  JsonObject *root = json_node_get_object (node), *error, *step, *fuses;
  JsonArray *steps, *bad;

  g_assert_cmpstr (json_object_get_string_member (root, "verdict"), ==, "failed");
  error = json_object_get_object_member (root, "error");
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "verify");
  g_assert_cmpstr (json_object_get_string_member (error, "message"), ==, report->error->message);
  g_assert_cmpstr (json_object_get_string_member (error, "advice"), ==, "Check the wires.");
  g_assert_cmpstr (json_object_get_string_member (error, "memory"), ==, "flash");
  g_assert_cmpint (json_object_get_int_member (error, "address"), ==, 0x7480);
  g_assert_cmpint (json_object_get_int_member (error, "bytes"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (error, "read"), ==, "FF");
  g_assert_cmpstr (json_object_get_string_member (error, "planned"), ==, "0C");
  g_assert_cmpstr (json_object_get_string_member (root, "part"), ==, "atmega32u4");
  g_assert_cmpstr (json_object_get_string_member (root, "programmer"), ==, "usbasp");
  g_assert_cmpint (json_object_get_int_member (root, "sck_hz"), ==, 187500);
  steps = json_object_get_array_member (root, "steps");
  g_assert_cmpuint (json_array_get_length (steps), ==, 2);
  step = json_array_get_object_element (steps, 1);
  g_assert_cmpstr (json_object_get_string_member (step, "id"), ==, "write-flash");
  g_assert_cmpstr (json_object_get_string_member (step, "state"), ==,
                   isp_step_state_get_id (ISP_STEP_FAILED));
  g_assert_cmpint (json_object_get_int_member (step, "bytes"), ==, 4096);
  g_assert_cmpint (json_object_get_int_member (step, "milliseconds"), ==, 1500);
  fuses = json_object_get_object_member (root, "fuses");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (fuses, "before"), "hfuse"), ==,
      "D9");
  g_assert_false (json_object_has_member (json_object_get_object_member (fuses, "after"), "hfuse"));
  g_assert_cmpstr (json_object_get_string_member (root, "backup"), ==, report->backup);
  g_assert_cmpstr (json_object_get_string_member (root, "kind"), ==, "flash");
  g_assert_cmpstr (json_object_get_string_member (root, "chip"), ==,
                   isp_chip_state_get_id (ISP_CHIP_PARTLY));
  g_assert_cmpstr (json_object_get_string_member (root, "preset"), ==, "atmel-dfu-32u4");
  g_assert_false (json_object_get_boolean_member (root, "rehearsal"));
  g_assert_cmpstr (json_object_get_string_member (root, "started"), ==, "2026-11-21T14:02:33Z");
  bad = json_object_get_array_member (root, "bad_pages");
  g_assert_cmpuint (json_array_get_length (bad), ==, 2);
  g_assert_cmpint (json_array_get_int_element (bad, 0), ==, 0x7480);
  g_assert_cmpint (json_array_get_int_element (bad, 1), ==, 0x7500);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (root, "program"), "name"), ==,
      "Unbrick");
}

/* Every member is there, null where there is nothing to say. */
static void
test_empty (void)
{
  static const char *const members[] = { "verdict", "error",        "part",    "programmer",
                                         "sck_hz",  "steps",        "fuses",   "backup",
                                         "kind",    "chip",         "preset",  "rehearsal",
                                         "started", "milliseconds", "program", "bad_pages" };
  g_autoptr (IspReport) report = isp_report_new (ISP_JOB_READ);
  g_autoptr (JsonNode) node = isp_report_to_json (report, NULL);
  JsonObject *root = json_node_get_object (node);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (root, members[i]));
  g_assert_true (json_object_get_null_member (root, "error"));
  g_assert_true (json_object_get_null_member (root, "part"));
  g_assert_true (json_object_get_null_member (root, "backup"));
}

static void
test_shared (void)
{
  g_autoptr (IspReport) report = make_report ();
  g_autofree char *text = isp_report_to_shared_text (report, NULL);
  g_assert_null (strstr (text, g_get_home_dir ()));
  g_assert_nonnull (strstr (text, "\"…/one\""));
  g_assert_nonnull (strstr (text, "…/x.hex: byte 0x7480"));
  g_assert_nonnull (strstr (text, "\"planned\" : \"0C\"")); /* the error keeps its facts */
  g_assert_true (g_str_has_suffix (text, "}\n"));
  /* the report itself is as it was */
  g_assert_true (g_str_has_prefix (report->backup, g_get_home_dir ()));
}

static void
test_save (void)
{
  g_autoptr (IspReport) report = make_report ();
  g_autofree char *folder = isp_paths_get_reports ();
  g_autofree char *a = NULL, *b = NULL, *base = NULL, *text = NULL;
  g_autofree char *shared = isp_report_to_shared_text (report, "Advice.");
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  g_assert_true (isp_reports_save (report, "Advice.", &a, &error));
  g_assert_no_error (error);
  g_assert_true (isp_reports_save (report, "Advice.", &b, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (a, !=, b);
  g_assert_true (g_str_has_prefix (a, folder));
  base = g_path_get_basename (a);
  g_assert_cmpstr (base, ==, "2026-11-21 14.02.33 flash failed.json");
  g_assert_true (g_file_get_contents (a, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, shared);
}

/* Times are whole milliseconds: no number has more digits than anybody measured. */
static void
test_numbers (void)
{
  g_autoptr (IspReport) report = isp_report_new (ISP_JOB_READ);
  IspStepResult step = { .id = ISP_STEP_READ, .state = ISP_STEP_DONE, .seconds = 0.0031 };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  report->seconds = 11.5397;
  g_array_append_val (report->steps, step);
  node = isp_report_to_json (report, NULL);
  text = isp_json_to_text (node);
  g_assert_nonnull (strstr (text, "\"milliseconds\" : 3\n"));
  g_assert_nonnull (strstr (text, "\"milliseconds\" : 11540,\n"));
  g_assert_false (g_regex_match_simple ("\" : -?\\d+\\.", text, 0, 0));
}

/* What a helper asks for, the same from memory and from disk, and nothing that is only the
 * person's. */
static void
test_log (void)
{
  static const char *const lines[] = {
    "Unbrick: ",
    "Started: 2026-11-21T14:02:33Z",
    "Job: flash",
    "Verdict: failed",
    "Programmer: USBasp, usbasp, usb:1-2, SCK 187500 Hz",
    "Chip: atmega32u4",
    "Bootloader: atmel-dfu-32u4",
    "Fuses before: lfuse 5E, hfuse D9, efuse F3, lock FF",
    "Fuses after: lfuse 5E\n",
    "  erase: done, 12 ms\n",
    "  write-flash: failed, 1500 ms, 4096 bytes\n",
    "Pages that read back wrong: 0x7480, 0x7500",
    "Backup: …/one",
    "Error: verify: …/x.hex: byte 0x7480 differs",
    "Advice: Check the wires.",
  };
  g_autoptr (IspReport) report = make_report ();
  g_autofree char *log = isp_report_to_log (report, "Check the wires."), *read = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (strstr (log, lines[i]) == NULL)
      g_error ("“%s” is not in:\n%s", lines[i], log);
  g_assert_null (strstr (log, g_get_home_dir ()));
  g_assert_true (isp_reports_save (report, "Check the wires.", &path, &error));
  g_assert_no_error (error);
  read = isp_reports_read_log (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read, ==, log);
  paths = isp_reports_list ();
  g_assert_true (g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL));
  for (guint i = 1; i < paths->len; i++)
    g_assert_cmpstr (paths->pdata[i - 1], >, paths->pdata[i]);
}

int
main (int argc, char **argv)
{
  int result;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reports/json", test_json);
  g_test_add_func ("/reports/numbers", test_numbers);
  g_test_add_func ("/reports/empty", test_empty);
  g_test_add_func ("/reports/shared", test_shared);
  g_test_add_func ("/reports/save", test_save);
  g_test_add_func ("/reports/log", test_log);
  result = g_test_run ();
  scratch_end ();
  return result;
}
