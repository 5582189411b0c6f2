/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-watch.h"

#include "transport/isp-usb.h"

struct _UbWatch
{
  guint16 vid, pid;
  UbWatchFunc func;
  gpointer data;
  gint64 begun_us;
  guint timer;
};

static gboolean
is_there (const UbWatch *self)
{
  g_autoptr (GPtrArray) devices = isp_usb_list ();

  for (guint i = 0; i < devices->len; i++)
    {
      const IspUsbInfo *info = devices->pdata[i];

      if (info->vid == self->vid && info->pid == self->pid)
        return TRUE;
    }
  return FALSE;
}

static gboolean
look_cb (gpointer data)
{
  UbWatch *self = data;

  self->func (is_there (self), (g_get_monotonic_time () - self->begun_us) / G_USEC_PER_SEC,
              self->data);
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
  self->timer = g_timeout_add_seconds (1, look_cb, self);
  return self;
}

void
ub_watch_free (UbWatch *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->timer);
  g_free (self);
}
