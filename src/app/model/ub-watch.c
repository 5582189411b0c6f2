/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-watch.h"

#include "transport/isp-usb.h"

/* A bootloader and the sketch above it. */
#define MAX_IDS 2

/* What is waited for; a copy goes to the worker. */
typedef struct
{
  struct
  {
    guint16 vid, pid;
  } ids[MAX_IDS];
  guint n_ids;
  gboolean keyboard; /* any */
  char *path;        /* of the keyboard; NULL: anywhere */
} Wanted;

struct _UbWatch
{
  Wanted wanted;
  UbWatchFunc func;
  gpointer data;
  gint64 begun_us;
  guint timer;               /* 0: it does not look */
  GCancellable *cancellable; /* cancelled: the watch is gone */
  GHashTable *before;        /* char *: where something was when it was made; NULL: not yet known */
  gboolean looking;
};

/* One look, as the worker sees it. */
typedef struct
{
  Wanted wanted;
  gint64 begun_us;     /* of the watch: what was waited for later is not meant */
  GHashTable *before;  /* NULL: it is the first */
  GHashTable *now;     /* out */
  gboolean there;      /* out */
  UbSighting sighting; /* out; if there */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->before, g_hash_table_unref);
  g_clear_pointer (&look->now, g_hash_table_unref);
  g_free (look->wanted.path);
  g_free (look->sighting.product);
  g_free (look);
}

static gboolean
has_wanted_id (const Wanted *wanted, const IspUsbInfo *info)
{
  for (guint i = 0; i < wanted->n_ids; i++)
    if (info->vid == wanted->ids[i].vid && info->pid == wanted->ids[i].pid)
      return TRUE;
  return FALSE;
}

static gboolean
is_wanted_keyboard (const Wanted *wanted, const IspUsbInfo *info, gboolean is_new)
{
  if (!wanted->keyboard || !isp_usb_info_is_keyboard (info))
    return FALSE;
  return wanted->path != NULL ? g_str_equal (info->path, wanted->path) : is_new;
}

static const IspUsbInfo *
find_wanted (const Look *look, GPtrArray *devices)
{
  const IspUsbInfo *keyboard = NULL;

  if (look->before == NULL)
    return NULL;
  for (guint i = 0; i < devices->len; i++)
    {
      const IspUsbInfo *info = devices->pdata[i];
      /* Plugged in again it has another address. */
      const gboolean is_new = !g_hash_table_contains (look->before, info->node);

      if (is_new && has_wanted_id (&look->wanted, info))
        return info;
      if (is_wanted_keyboard (&look->wanted, info, is_new))
        keyboard = info;
    }
  return keyboard;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  g_autoptr (GPtrArray) devices = isp_usb_list ();
  const IspUsbInfo *found = find_wanted (look, devices);

  look->now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < devices->len; i++)
    {
      const IspUsbInfo *info = devices->pdata[i];

      g_hash_table_add (look->now, g_strdup (info->node));
    }
  look->there = found != NULL;
  if (found != NULL)
    look->sighting = (UbSighting){ found->vid, found->pid, g_strdup (found->product) };
  g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbWatch *self = data;
  const Look *look = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return; /* self is gone */
  self->looking = FALSE;
  if (self->before == NULL)
    self->before = g_hash_table_ref (look->now);
  if (self->timer != 0 && look->begun_us == self->begun_us)
    self->func (look->there ? &look->sighting : NULL,
                (g_get_monotonic_time () - self->begun_us) / G_USEC_PER_SEC, self->data);
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
  look->wanted = self->wanted;
  look->wanted.path = g_strdup (self->wanted.path);
  look->begun_us = self->begun_us;
  look->before = self->before != NULL ? g_hash_table_ref (self->before) : NULL;
  task = g_task_new (NULL, self->cancellable, looked_cb, self);
  g_task_set_source_tag (task, look_cb);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
  return G_SOURCE_CONTINUE;
}

UbWatch *
ub_watch_new (void)
{
  UbWatch *self = g_new0 (UbWatch, 1);

  self->cancellable = g_cancellable_new ();
  look_cb (self);
  return self;
}

void
ub_watch_start (UbWatch *self, UbWatchFunc func, gpointer data)
{
  g_return_if_fail (self != NULL && func != NULL);
  ub_watch_stop (self);
  self->func = func;
  self->data = data;
  self->begun_us = g_get_monotonic_time ();
  self->timer = g_timeout_add_seconds (1, look_cb, self);
}

void
ub_watch_add_id (UbWatch *self, guint16 vid, guint16 pid)
{
  g_return_if_fail (self != NULL);
  if (vid == 0)
    return;
  g_return_if_fail (self->wanted.n_ids < MAX_IDS);
  self->wanted.ids[self->wanted.n_ids].vid = vid;
  self->wanted.ids[self->wanted.n_ids++].pid = pid;
}

void
ub_watch_add_keyboard (UbWatch *self, const char *path)
{
  g_return_if_fail (self != NULL);
  self->wanted.keyboard = TRUE;
  g_free (self->wanted.path);
  self->wanted.path = g_strdup (path);
}

void
ub_watch_stop (UbWatch *self)
{
  g_return_if_fail (self != NULL);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self->wanted.path);
  self->wanted = (Wanted){ 0 };
}

void
ub_watch_free (UbWatch *self)
{
  if (self == NULL)
    return;
  ub_watch_stop (self);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->before, g_hash_table_unref);
  g_free (self);
}
