/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-watch.h"

#include "transport/isp-usb.h"

struct _UbWatch
{
  guint16 vid, pid;
  UbWatchFunc func;
  gpointer data;
  gint64 begun_us;
  guint timer;
  GCancellable *cancellable; /* cancelled: the watch is gone */
  gboolean looking;
};

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const guint16 *id = data;
  g_autoptr (GPtrArray) devices = isp_usb_list ();
  gboolean there = FALSE;

  for (guint i = 0; i < devices->len; i++)
    {
      const IspUsbInfo *info = devices->pdata[i];

      there |= info->vid == id[0] && info->pid == id[1];
    }
  g_task_return_boolean (task, there);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbWatch *self = data;
  g_autoptr (GError) error = NULL;
  const gboolean there = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    return; /* self is gone */
  self->looking = FALSE;
  self->func (there, (g_get_monotonic_time () - self->begun_us) / G_USEC_PER_SEC, self->data);
}

static gboolean
look_cb (gpointer data)
{
  UbWatch *self = data;
  const guint16 id[] = { self->vid, self->pid };
  g_autoptr (GTask) task = NULL;

  if (self->looking)
    return G_SOURCE_CONTINUE;
  self->looking = TRUE;
  task = g_task_new (NULL, self->cancellable, looked_cb, self);
  g_task_set_source_tag (task, look_cb);
  g_task_set_task_data (task, g_memdup2 (id, sizeof id), g_free);
  g_task_run_in_thread (task, look_thread);
  return G_SOURCE_CONTINUE;
}

UbWatch *
ub_watch_new (guint16 vid, guint16 pid, UbWatchFunc func, gpointer data)
{
  UbWatch *self = g_new0 (UbWatch, 1);

  self->vid = vid;
  self->pid = pid;
  self->func = func;
  self->data = data;
  self->begun_us = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add_seconds (1, look_cb, self);
  return self;
}

void
ub_watch_free (UbWatch *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->timer);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_free (self);
}
