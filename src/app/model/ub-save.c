/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-save.h"

typedef struct
{
  const IspImage *image;
  GFile *file;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  isp_image_unref (save->image);
  g_object_unref (save->file);
  g_free (save);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Save *save = data;
  GError *error = NULL;

  if (isp_image_save (save->image, save->file, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ub_save_async (const IspImage *image, GFile *file, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Save *save;

  g_return_if_fail (image != NULL && G_IS_FILE (file));
  save = g_new (Save, 1);
  *save = (Save){ isp_image_ref (image), g_object_ref (file) };
  task = g_task_new (NULL, NULL, callback, data);
  g_task_set_source_tag (task, ub_save_async);
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_thread);
}

gboolean
ub_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_save_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
