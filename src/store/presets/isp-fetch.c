/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disk sees a file only after both SHA-256 sums agreed. */
#include "isp-fetch.h"

#include "config.h"
#include "core/isp-error.h"
#include "isp-image-cache.h"
#include "store/isp-download.h"

#include <glib/gi18n-lib.h>

#define MAX_UNKNOWN (4 * 1024 * 1024) /* where a preset does not know its file's size */

/* ── one download, on the calling thread ── */

typedef struct
{
  IspPreset *preset;
  IspFetchFunc progress;
  gpointer progress_data;
  GTask *task; /* borrowed; NULL: progress is called directly */
  GMutex lock; /* guards the rest */
  guint64 received;
  gboolean pending;
} Fetch;

static void
fetch_free (Fetch *self)
{
  isp_preset_unref (self->preset);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Fetch *
fetch_new (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data)
{
  Fetch *self = g_new0 (Fetch, 1);

  self->preset = isp_preset_ref (preset);
  self->progress = progress;
  self->progress_data = progress_data;
  g_mutex_init (&self->lock);
  return self;
}

/* In the caller's context. */
static gboolean
progress_cb (gpointer data)
{
  Fetch *self = g_task_get_task_data (data);
  guint64 received;

  g_mutex_lock (&self->lock);
  self->pending = FALSE;
  received = self->received;
  g_mutex_unlock (&self->lock);
  self->progress (received, self->preset->file_size, self->progress_data);
  return G_SOURCE_REMOVE;
}

/* One pending source at a time; same priority as the task's end, so it never comes after it. */
static void
report_progress (guint64 received, gpointer data)
{
  Fetch *self = data;
  gboolean pending;

  if (self->progress == NULL)
    return;
  if (self->task == NULL)
    {
      self->progress (received, self->preset->file_size, self->progress_data);
      return;
    }
  g_mutex_lock (&self->lock);
  self->received = received;
  pending = self->pending;
  self->pending = TRUE;
  g_mutex_unlock (&self->lock);
  if (!pending)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, progress_cb, g_object_ref (self->task), g_object_unref);
      g_source_attach (source, g_task_get_context (self->task));
    }
}

/* Both sums must agree before anybody sees the image. */
static IspImageFile *
check_download (const IspPreset *preset, GBytes *bytes, GError **error)
{
  g_autofree char *title = isp_preset_get_title (preset);
  g_autoptr (IspImageFile) file = NULL;

  if (preset->file_size != 0 && g_bytes_get_size (bytes) < preset->file_size)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_FETCH,
                           _ ("Only a part of the file arrived, so it was thrown away"));
      return NULL;
    }
  if (isp_image_cache_is_file (preset, bytes))
    file = isp_image_file_parse (bytes, title, NULL);
  if (file == NULL ||
      (preset->image_sha256 != NULL && !isp_image_cache_is_image (preset, file->flash)))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
                   _ ("What arrived is not “%s” but something else, so it was thrown away"), title);
      return NULL;
    }
  return g_steal_pointer (&file);
}

static IspImageFile *
run (Fetch *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *title = isp_preset_get_title (self->preset);
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  file = isp_image_cache_load (self->preset, NULL);
  if (file != NULL)
    return g_steal_pointer (&file);
  if (self->preset->url == NULL || self->preset->file_sha256 == NULL)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
                   _ ("“%s” cannot be downloaded; it comes from a file of your own"), title);
      return NULL;
    }
  bytes = isp_download (self->preset->url,
                        self->preset->file_size != 0 ? self->preset->file_size : MAX_UNKNOWN,
                        report_progress, self, cancellable, error);
  if (bytes == NULL)
    return NULL;
  file = check_download (self->preset, bytes, error);
  if (file != NULL)
    isp_image_cache_keep (self->preset, bytes);
  return g_steal_pointer (&file);
}

/* ── the two ways to call it ── */

static void
worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  IspImageFile *file = run (data, cancellable, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, (GDestroyNotify) isp_image_file_unref);
  else
    g_task_return_error (task, error);
}

void
isp_fetch_async (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data,
                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Fetch *self;

  g_return_if_fail (preset != NULL);
  task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, isp_fetch_async);
  self = fetch_new (preset, progress, progress_data);
  self->task = task;
  g_task_set_task_data (task, self, (GDestroyNotify) fetch_free);
  g_task_run_in_thread (task, worker);
}

IspImageFile *
isp_fetch_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

IspImageFile *
isp_fetch (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data,
           GCancellable *cancellable, GError **error)
{
  Fetch *self;
  IspImageFile *file;

  g_return_val_if_fail (preset != NULL, NULL);
  self = fetch_new (preset, progress, progress_data);
  file = run (self, cancellable, error);
  fetch_free (self);
  return file;
}
