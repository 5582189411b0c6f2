/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-watch.h"

#include "transport/isp-usb.h"

struct _UbWatch
{
  guint16 vid, pid; /* 0, 0: any keyboard that was not there at first */
  char *path;       /* any keyboard there; NULL: anywhere */
  UbWatchFunc func;
  gpointer data;
  gint64 begun_us;
  guint timer;
  GCancellable *cancellable; /* cancelled: the watch is gone */
  GHashTable *before;        /* char *: where something was at the first look; NULL: none yet */
  gboolean looking;
};

/* One look, as the worker sees it. */
typedef struct
{
  guint16 vid, pid;
  char *path;
  GHashTable *before; /* NULL: it is the first */
  GHashTable *now;    /* out */
  gboolean there;     /* out */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->before, g_hash_table_unref);
  g_clear_pointer (&look->now, g_hash_table_unref);
  g_free (look->path);
  g_free (look);
}

static gboolean
is_wanted (const Look *look, const IspUsbInfo *info, const char *place)
{
  if (look->path != NULL)
    return g_str_equal (info->path, look->path) && isp_usb_info_is_keyboard (info);
  if (look->vid != 0)
    return info->vid == look->vid && info->pid == look->pid;
  return look->before != NULL && !g_hash_table_contains (look->before, place) &&
         isp_usb_info_is_keyboard (info);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  g_autoptr (GPtrArray) devices = isp_usb_list ();

  look->now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < devices->len; i++)
    {
      const IspUsbInfo *info = devices->pdata[i];

      /* Plugged in again it has another address. */
      look->there |= is_wanted (look, info, info->node);
      g_hash_table_add (look->now, g_strdup (info->node));
    }
  g_task_return_boolean (task, look->there);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbWatch *self = data;
  const Look *look = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  const gboolean there = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    return; /* self is gone */
  self->looking = FALSE;
  if (self->before == NULL)
    self->before = g_hash_table_ref (look->now);
  self->func (there, (g_get_monotonic_time () - self->begun_us) / G_USEC_PER_SEC, self->data);
}

static gboolean
look_cb (gpointer data)
{
  UbWatch *self = data;
  Look *look;
  g_autoptr (GTask) task = NULL;

  if (self->looking)
    return G_SOURCE_CONTINUE;
  self->looking = TRUE;
  look = g_new0 (Look, 1);
  look->vid = self->vid;
  look->pid = self->pid;
  look->path = g_strdup (self->path);
  look->before = self->before != NULL ? g_hash_table_ref (self->before) : NULL;
  task = g_task_new (NULL, self->cancellable, looked_cb, self);
  g_task_set_source_tag (task, look_cb);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
  return G_SOURCE_CONTINUE;
}

/* Takes path. */
static UbWatch *
watch_new (guint16 vid, guint16 pid, char *path, UbWatchFunc func, gpointer data)
{
  UbWatch *self = g_new0 (UbWatch, 1);

  self->vid = vid;
  self->pid = pid;
  self->path = path;
  self->func = func;
  self->data = data;
  self->begun_us = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add_seconds (1, look_cb, self);
  look_cb (self);
  return self;
}

UbWatch *
ub_watch_new (guint16 vid, guint16 pid, UbWatchFunc func, gpointer data)
{
  return watch_new (vid, pid, NULL, func, data);
}

UbWatch *
ub_watch_new_at (const char *path, UbWatchFunc func, gpointer data)
{
  return watch_new (0, 0, g_strdup (path), func, data);
}

void
ub_watch_free (UbWatch *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->timer);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->before, g_hash_table_unref);
  g_free (self->path);
  g_free (self);
}
