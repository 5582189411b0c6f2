/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as JSON, on disk and for --json. */
#pragma once

#include "engine/isp-report.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The JSON object of the command line (verdict, error with advice, part, programmer, sck_hz, steps,
 * fuses, backup, chip …). */
JsonNode *isp_report_to_json (const IspReport *report);
char *isp_json_to_text (JsonNode *node); /* indented, newline at the end; g_free */
/* Saves into the reports folder; *path (may be NULL) where. No personal paths inside. */
gboolean isp_reports_save (const IspReport *report, char **path, GError **error);

G_END_DECLS
