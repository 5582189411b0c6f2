/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reports of jobs, as they lie on disk. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One of them. */
typedef struct
{
  char *name; /* of its file, without the ending: date, kind and verdict */
  char *log;  /* see isp_report_to_log() */
} UbSavedReport;

/**
 * ub_reports_load_async:
 * @cancellable: (nullable): for giving up
 * @callback: gets the result, on the main thread
 * @data: for @callback
 *
 * Reads the newest reports on a worker.
 */
void ub_reports_load_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_reports_load_finish:
 * @result: of the callback
 * @error: return location
 *
 * Returns: (transfer container) (element-type UbSavedReport): the newest first; NULL if it was
 * cancelled
 */
GPtrArray *ub_reports_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
