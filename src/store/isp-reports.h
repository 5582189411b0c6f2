/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as JSON, on disk and for --json. */
#pragma once

#include "engine/job/isp-report.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * isp_report_to_json:
 * @report: a report
 * @advice: (nullable): what to do next, from isp_words_error_advice(): words are above this room
 *
 * Makes the JSON object of the command line: verdict, error, part, programmer, steps, fuses,
 * backup, chip and more. Paths are as they are. Pure, any thread.
 *
 * Returns: (transfer full): the object, for json_node_unref()
 */
JsonNode *isp_report_to_json (const IspReport *report, const char *advice);

/**
 * isp_report_to_shared_text:
 * @report: a report
 * @advice: (nullable): what to do next
 *
 * Makes what may be shown to others, as in Copy Report and saved reports: the text of
 * isp_report_to_json() without folders of the person's, see isp_hide_paths(). Pure, any thread.
 *
 * Returns: (transfer full): the text
 */
char *isp_report_to_shared_text (const IspReport *report, const char *advice);

/**
 * isp_report_to_log:
 * @report: a report
 * @advice: (nullable): what to do next
 *
 * Says what happened as whoever helps wants to read it: versions, programmer, chip, steps, fuses,
 * error. In English, as for a forum, and without personal paths, see isp_report_to_shared_text().
 * Pure, any thread.
 *
 * Returns: (transfer full): some lines of text
 */
char *isp_report_to_log (const IspReport *report, const char *advice);

/**
 * isp_reports_list:
 *
 * Lists the saved reports. Blocking; any thread.
 *
 * Returns: (transfer full) (element-type filename): their paths, the newest first
 */
GPtrArray *isp_reports_list (void);

/**
 * isp_reports_read_log:
 * @path: (type filename): a saved report
 * @error: return location
 *
 * Reads a saved report as isp_report_to_log() says it. Blocking; any thread.
 *
 * Returns: (transfer full): the text; %NULL with %ISP_ERROR_BAD_FILE or the errors of GIO
 */
char *isp_reports_read_log (const char *path, GError **error);

/**
 * isp_reports_save:
 * @report: a report
 * @advice: (nullable): what to do next
 * @path: (out) (transfer full) (optional) (type filename): where it is saved
 * @error: return location
 *
 * Saves the text of isp_report_to_shared_text() in the reports folder, under a new name made of
 * date, kind and verdict. Blocking; any thread.
 *
 * Returns: %FALSE with the errors of isp_paths_write()
 */
gboolean isp_reports_save (const IspReport *report, const char *advice, char **path,
                           GError **error);

G_END_DECLS
