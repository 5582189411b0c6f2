/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-backups.h"

#include "core/isp-image-file.h"
#include "store/backups/isp-backups.h"
#include "store/isp-paths.h"

static void
saved_backup_free (gpointer data)
{
  UbSavedBackup *saved = data;

  g_free (saved->folder);
  g_free (saved->problem);
  isp_backup_unref (saved->backup);
  g_free (saved);
}

static void
load_all (GPtrArray *list, const char *parent, gboolean rehearsal, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) folders = isp_backups_list (parent);

  for (guint i = 0; i < folders->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      UbSavedBackup *saved = g_new0 (UbSavedBackup, 1);
      g_autoptr (GError) error = NULL;

      saved->folder = g_strdup (folders->pdata[i]);
      saved->backup = isp_backups_load (saved->folder, &error);
      saved->problem = error != NULL ? g_strdup (error->message) : NULL;
      saved->rehearsal = rehearsal || (saved->backup != NULL && saved->backup->rehearsal);
      g_ptr_array_add (list, saved);
    }
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *rehearsals = isp_paths_get_rehearsals ();
  GPtrArray *list = g_ptr_array_new_with_free_func (saved_backup_free);

  load_all (list, NULL, FALSE, cancellable);
  load_all (list, rehearsals, TRUE, cancellable);
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

void
ub_backups_load_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, ub_backups_load_async);
  g_task_run_in_thread (task, load_thread);
}

GPtrArray *
ub_backups_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *file = data;
  const IspImage *image = g_object_get_data (G_OBJECT (task), "image");
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  bytes = isp_format_by_id ("ihex")->write (image, &error);
  if (bytes == NULL ||
      !g_file_replace_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
ub_backups_save_async (const IspImage *image, GFile *file, GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_return_if_fail (image != NULL && G_IS_FILE (file));
  g_task_set_source_tag (task, ub_backups_save_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "image", isp_image_ref (image),
                          (GDestroyNotify) isp_image_unref);
  g_task_run_in_thread (task, save_thread);
}

gboolean
ub_backups_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
