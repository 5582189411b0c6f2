/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as JSON, on disk and for --json. */
#pragma once

#include "engine/job/isp-report.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The JSON object of the command line (verdict, error with advice, part, programmer, sck_hz, steps,
 * fuses, backup, chip …). advice: isp_words_error_advice() of the error, words being above this
 * room; may be NULL. Paths are as they are. Free with json_node_unref. */
JsonNode *isp_report_to_json (const IspReport *report, const char *advice);
/* What may be shown to others (Copy Report, saved reports): the same as text, without personal
 * paths: the home folder becomes "~". g_free. */
char *isp_report_to_shared_text (const IspReport *report, const char *advice);
/* Saves the shared text into the reports folder; *path (may be NULL) where. G_IO_ERROR. */
gboolean isp_reports_save (const IspReport *report, const char *advice, char **path,
                           GError **error);

G_END_DECLS
