/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-reports.h"

#include "store/isp-reports.h"

#define MAX_READ 30u

static void
saved_report_free (gpointer data)
{
  UbSavedReport *saved = data;

  g_free (saved->name);
  g_free (saved->log);
  g_free (saved);
}

static char *
make_name (const char *path)
{
  char *name = g_path_get_basename (path);

  name[strlen (name) - strlen (".json")] = '\0';
  return name;
}

/* What cannot be read is left out: somebody else's file, or one that was changed. */
static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (saved_report_free);
  g_autoptr (GPtrArray) paths = isp_reports_list ();

  for (guint i = 0; i < paths->len && list->len < MAX_READ; i++)
    {
      char *log = isp_reports_read_log (paths->pdata[i], NULL);
      UbSavedReport *saved;

      if (log == NULL)
        continue;
      saved = g_new0 (UbSavedReport, 1);
      saved->name = make_name (paths->pdata[i]);
      saved->log = log;
      g_ptr_array_add (list, saved);
    }
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

void
ub_reports_load_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, ub_reports_load_async);
  g_task_run_in_thread (task, load_thread);
}

GPtrArray *
ub_reports_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
