/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-reports.h"

#include "config.h"
#include "core/isp-date.h"
#include "isp-hide-paths.h"
#include "isp-json.h"
#include "isp-paths.h"

/* ── JSON ── */

static void
add_steps (JsonBuilder *json, const GArray *steps)
{
  json_builder_set_member_name (json, "steps");
  json_builder_begin_array (json);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const IspStepResult *step = &g_array_index (steps, IspStepResult, i);

      json_builder_begin_object (json);
      isp_json_add_string (json, "id", isp_step_get_id (step->id));
      isp_json_add_string (json, "state", isp_step_state_get_id (step->state));
      isp_json_add_int (json, "bytes", (gint64) step->bytes);
      isp_json_add_milliseconds (json, step->seconds);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

/* Start addresses of the pages that read back wrong. */
static void
add_bad_pages (JsonBuilder *json, const IspReport *report)
{
  guint32 page_size = report->part != NULL ? report->part->flash.page_size : 0;

  if (page_size == 0)
    page_size = 1;
  json_builder_set_member_name (json, "bad_pages");
  json_builder_begin_array (json);
  if (report->bad != NULL)
    for (guint32 at = 0; isp_image_next_page (report->bad, page_size, &at); at += page_size)
      json_builder_add_int_value (json, at);
  json_builder_end_array (json);
}

static void
add_differences (JsonBuilder *json, const IspReport *report, IspMemoryId memory, const char *name)
{
  IspDifference found;

  for (guint i = 0; isp_report_next_difference (report, memory, &i, &found);)
    {
      json_builder_begin_object (json);
      isp_json_add_string (json, "memory", name);
      isp_json_add_int (json, "start", found.range.start);
      isp_json_add_int (json, "end", found.range.end);
      isp_json_add_int (json, "bytes", (gint64) found.bytes);
      json_builder_end_object (json);
    }
}

JsonNode *
isp_report_to_json (const IspReport *report, const char *advice)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *started = NULL, *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_return_val_if_fail (report != NULL, NULL);
  started = report->started != NULL ? g_date_time_format_iso8601 (report->started) : NULL;
  json_builder_begin_object (json);
  isp_json_add_string (json, "verdict", isp_verdict_get_id (report->verdict));
  isp_json_add_error (json, report->error, advice);
  isp_json_add_string (json, "kind", isp_job_kind_get_id (report->kind));
  isp_json_add_string (json, "chip", isp_chip_state_get_id (report->chip));
  isp_json_add_bool (json, "rehearsal", report->rehearsal);
  isp_json_add_string (json, "part", report->part != NULL ? report->part->id : NULL);
  isp_json_add_string (json, "keyboard", report->keyboard);
  isp_json_add_string (json, "preset", report->preset_id);
  isp_json_add_string (json, "programmer", report->driver_id);
  isp_json_add_string (json, "programmer_name", report->programmer_name);
  isp_json_add_string (json, "programmer_version", report->programmer_version);
  isp_json_add_string (json, "port", report->port_id);
  isp_json_add_int (json, "sck_hz", report->sck_hz);
  add_steps (json, report->steps);
  json_builder_set_member_name (json, "fuses");
  json_builder_begin_object (json);
  isp_json_add_fuses (json, "before", &report->fuses_before);
  isp_json_add_fuses (json, "after", &report->fuses_after);
  json_builder_end_object (json);
  add_bad_pages (json, report);
  json_builder_set_member_name (json, "differs");
  json_builder_begin_array (json);
  add_differences (json, report, ISP_MEMORY_FLASH, "flash");
  add_differences (json, report, ISP_MEMORY_EEPROM, "eeprom");
  json_builder_end_array (json);
  isp_json_add_string (json, "backup", report->backup);
  isp_json_add_string (json, "start", isp_start_get_id (report->start));
  isp_json_add_string (json, "came_back", report->came_back);
  isp_json_add_string (json, "started", started);
  isp_json_add_milliseconds (json, report->seconds);
  json_builder_set_member_name (json, "program");
  json_builder_begin_object (json);
  isp_json_add_string (json, "name", "Unbrick");
  isp_json_add_string (json, "version", PACKAGE_VERSION);
  isp_json_add_string (json, "system", system);
  json_builder_end_object (json);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}

/* ── without personal paths ── */

static JsonNode *
make_shared (const IspReport *report, const char *advice)
{
  IspReport shared;
  g_autofree char *backup = NULL, *port = NULL, *hidden_advice = NULL;
  g_autoptr (GError) error = NULL;

  shared = *report; /* borrows everything that is not replaced below */
  shared.backup = backup = isp_hide_paths (report->backup);
  shared.port_id = port = isp_hide_paths (report->port_id);
  hidden_advice = isp_hide_paths (advice);
  if (report->error != NULL)
    {
      error = g_error_copy (report->error);
      g_free (error->message);
      error->message = isp_hide_paths (report->error->message);
      shared.error = error;
    }
  return isp_report_to_json (&shared, hidden_advice);
}

char *
isp_report_to_shared_text (const IspReport *report, const char *advice)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (report != NULL, NULL);
  node = make_shared (report, advice);
  return isp_json_to_text (node);
}

/* ── as a helper reads it ── */

/* "Chip: atmega32u4", where it is known. Reports on disk may be of a version that left more in. */
static void
append_line (GString *log, const char *name, const char *value)
{
  g_autofree char *shown = isp_hide_paths (value);

  if (shown != NULL && *shown != '\0')
    g_string_append_printf (log, "%s: %s\n", name, shown);
}

static void
append_programmer (GString *log, JsonObject *root)
{
  const gint64 sck_hz = isp_json_get_int (root, "sck_hz", 0);
  const char *names[] = { "programmer_name", "programmer_version", "programmer", "port" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (isp_json_get_string (root, names[i]) != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              isp_json_get_string (root, names[i]));
  if (sck_hz > 0)
    g_string_append_printf (text, ", SCK %" G_GINT64_FORMAT " Hz", sck_hz);
  append_line (log, "Programmer", text->str);
}

static void
append_fuses (GString *log, const char *name, JsonObject *fuses)
{
  static const char *const ids[] = { "lfuse", "hfuse", "efuse", "lock" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; fuses != NULL && i < G_N_ELEMENTS (ids); i++)
    if (isp_json_get_string (fuses, ids[i]) != NULL)
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", ids[i],
                              isp_json_get_string (fuses, ids[i]));
  append_line (log, name, text->str);
}

/* The plan, and how far it got. */
static void
append_steps (GString *log, JsonArray *steps)
{
  const guint n = steps != NULL ? json_array_get_length (steps) : 0;

  if (n > 0)
    g_string_append (log, "Steps:\n");
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (steps, i);
      JsonObject *step = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *id = step != NULL ? isp_json_get_string (step, "id") : NULL;
      const char *state = step != NULL ? isp_json_get_string (step, "state") : NULL;

      if (id == NULL || state == NULL)
        continue;
      g_string_append_printf (log, "  %s: %s", id, state);
      if (!g_str_equal (state, "pending"))
        g_string_append_printf (log, ", %" G_GINT64_FORMAT " ms",
                                isp_json_get_int (step, "milliseconds", 0));
      if (isp_json_get_int (step, "bytes", 0) > 0)
        g_string_append_printf (log, ", %" G_GINT64_FORMAT " bytes",
                                isp_json_get_int (step, "bytes", 0));
      g_string_append_c (log, '\n');
    }
}

static void
append_bad_pages (GString *log, JsonArray *pages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; pages != NULL && i < json_array_get_length (pages); i++)
    {
      JsonNode *node = json_array_get_element (pages, i);

      if (json_node_get_value_type (node) == G_TYPE_INT64)
        g_string_append_printf (text, "%s0x%04X", text->len > 0 ? ", " : "",
                                (guint) json_node_get_int (node));
    }
  append_line (log, "Pages that read back wrong", text->str);
}

static void
append_error (GString *log, JsonObject *error)
{
  g_autofree char *text = NULL;

  if (error == NULL)
    return;
  text = g_strdup_printf ("%s: %s", isp_json_get_string (error, "code"),
                          isp_json_get_string (error, "message"));
  append_line (log, "Error", text);
  append_line (log, "Advice", isp_json_get_string (error, "advice"));
}

static char *
write_log (JsonNode *node)
{
  JsonObject *root = json_node_get_object (node);
  JsonObject *program = isp_json_get_object (root, "program");
  JsonObject *fuses = isp_json_get_object (root, "fuses");
  GString *log = g_string_new (NULL);

  if (program != NULL)
    {
      append_line (log, "Unbrick", isp_json_get_string (program, "version"));
      append_line (log, "System", isp_json_get_string (program, "system"));
    }
  append_line (log, "Started", isp_json_get_string (root, "started"));
  append_line (log, "Job", isp_json_get_string (root, "kind"));
  if (json_object_has_member (root, "rehearsal") &&
      json_node_get_boolean (json_object_get_member (root, "rehearsal")))
    append_line (log, "Rehearsal", "yes");
  append_line (log, "Verdict", isp_json_get_string (root, "verdict"));
  append_programmer (log, root);
  append_line (log, "Chip", isp_json_get_string (root, "part"));
  append_line (log, "Left as", isp_json_get_string (root, "chip"));
  append_line (log, "Keyboard", isp_json_get_string (root, "keyboard"));
  append_line (log, "Bootloader", isp_json_get_string (root, "preset"));
  if (fuses != NULL)
    {
      append_fuses (log, "Fuses before", isp_json_get_object (fuses, "before"));
      append_fuses (log, "Fuses after", isp_json_get_object (fuses, "after"));
    }
  append_steps (log, isp_json_get_array (root, "steps"));
  append_bad_pages (log, isp_json_get_array (root, "bad_pages"));
  append_line (log, "Backup", isp_json_get_string (root, "backup"));
  append_line (log, "Came back as", isp_json_get_string (root, "came_back"));
  append_error (log, isp_json_get_object (root, "error"));
  return g_string_free (log, FALSE);
}

char *
isp_report_to_log (const IspReport *report, const char *advice)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (report != NULL, NULL);
  node = make_shared (report, advice);
  return write_log (node);
}

/* ── on disk ── */

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  return -g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
isp_reports_list (void)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = isp_paths_get_reports ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_newest);
  return paths;
}

char *
isp_reports_read_log (const char *path, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  node = isp_json_load (path, error);
  return node != NULL ? write_log (node) : NULL;
}

/* A name that is free, like "2026-11-21 14.02.33 flash ok.json". */
static char *
make_path (const IspReport *report)
{
  g_autofree char *folder = isp_paths_get_reports ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = isp_date_format_name (report->started != NULL ? report->started : now);

  for (guint i = 1;; i++)
    {
      g_autofree char *number = i == 1 ? g_strdup ("") : g_strdup_printf (" (%u)", i);
      g_autofree char *name = g_strdup_printf (
          "%s %s %s%s%s.json", date, isp_job_kind_get_id (report->kind),
          isp_verdict_get_id (report->verdict), report->rehearsal ? " rehearsal" : "", number);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

gboolean
isp_reports_save (const IspReport *report, const char *advice, char **path, GError **error)
{
  g_autofree char *where = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  g_return_val_if_fail (report != NULL, FALSE);
  text = isp_report_to_shared_text (report, advice);
  bytes = g_bytes_new_take (text, strlen (text));
  where = make_path (report);
  if (!isp_paths_write (where, bytes, error))
    return FALSE;
  if (path != NULL)
    *path = g_steal_pointer (&where);
  return TRUE;
}
