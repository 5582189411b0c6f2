/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-backups.h"

#include "store/backups/isp-backups.h"
#include "store/isp-paths.h"

static void
saved_backup_free (gpointer data)
{
  UbSavedBackup *saved = data;

  g_free (saved->folder);
  g_free (saved->problem);
  isp_backup_unref (saved->backup);
  isp_map_unref (saved->map);
  g_free (saved);
}

static IspMap *
make_map (const IspBackup *backup)
{
  IspRange boot = { 0, 0 };
  guint32 size = 0;

  if (isp_fuses_get_boot_section (&backup->fuses, backup->part, &boot.start, &size))
    boot.end = boot.start + size;
  return isp_map_new_of_image (backup->part, boot, backup->flash);
}

static void
load_one (GPtrArray *list, const char *folder, gboolean rehearsal)
{
  UbSavedBackup *saved = g_new0 (UbSavedBackup, 1);
  g_autoptr (GError) error = NULL;

  saved->folder = g_strdup (folder);
  saved->backup = isp_backups_load (folder, &error);
  saved->problem = error != NULL ? g_strdup (error->message) : NULL;
  if (saved->backup != NULL && !isp_image_is_empty (saved->backup->flash))
    saved->map = make_map (saved->backup);
  saved->rehearsal = rehearsal || (saved->backup != NULL && saved->backup->rehearsal);
  g_ptr_array_add (list, saved);
}

/* skip: is in the list already. */
static void
load_all (GPtrArray *list, const char *parent, const char *skip, gboolean rehearsal,
          GCancellable *cancellable)
{
  g_autoptr (GPtrArray) folders = isp_backups_list (parent);

  for (guint i = 0; i < folders->len && !g_cancellable_is_cancelled (cancellable); i++)
    if (g_strcmp0 (folders->pdata[i], skip) != 0)
      load_one (list, folders->pdata[i], rehearsal);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *other = data;
  g_autofree char *rehearsals = isp_paths_get_rehearsals ();
  GPtrArray *list = g_ptr_array_new_with_free_func (saved_backup_free);

  if (other != NULL)
    load_one (list, other, g_str_has_prefix (other, rehearsals));
  load_all (list, NULL, other, FALSE, cancellable);
  load_all (list, rehearsals, other, TRUE, cancellable);
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

/* ── which is it ── */

static void
find_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, isp_backups_find (data), g_free);
}

void
ub_backups_find_async (GFile *file, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_return_if_fail (G_IS_FILE (file));
  g_task_set_source_tag (task, ub_backups_find_async);
  if (g_file_peek_path (file) == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_task_set_task_data (task, g_file_get_path (file), g_free);
  g_task_run_in_thread (task, find_thread);
}

char *
ub_backups_find_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_backups_find_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* ── all of them ── */

void
ub_backups_load_async (const char *other, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, ub_backups_load_async);
  g_task_set_task_data (task, g_strdup (other), g_free);
  g_task_run_in_thread (task, load_thread);
}

GPtrArray *
ub_backups_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
