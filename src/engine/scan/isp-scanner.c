/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans once a second on a worker thread, and tells when the list changed. */
#include "isp-scan.h"

#include <gio/gio.h>

#define PERIOD_MS 1000

struct _IspScanner
{
  gint refs; /* the owner, and a scan that is under way; main context only */
  IspSession *session;
  IspScanFor what;
  IspScannerFunc func; /* NULL once freed */
  gpointer data;
  GSource *timer;
  char *last; /* the list as text; NULL: not told yet */
  gboolean paused, scanning;
};

static void
scanner_unref (IspScanner *self)
{
  if (--self->refs > 0)
    return;
  isp_session_unref (self->session);
  g_free (self->last);
  g_free (self);
}

/* Everything of a list that a person could see. */
static char *
describe (GPtrArray *ports)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ports->len; i++)
    {
      const IspPort *port = ports->pdata[i];

      g_string_append_printf (text, "%s|%s|%04x:%04x:%04x|%u.%u|%d|%s\n", port->id, port->name,
                              port->vid, port->pid, port->bcd_device, port->usb_bus,
                              port->usb_address, (int) port->state,
                              port->used_by != NULL ? port->used_by : "");
    }
  return g_string_free (text, FALSE);
}

/* One look, as the worker sees it. */
typedef struct
{
  IspSession *session;
  IspScanFor what;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  isp_session_unref (look->session);
  g_free (look);
}

static void
scan_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *look = data;

  g_task_return_pointer (task, isp_scan_for (look->session, look->what),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer data)
{
  IspScanner *self = data;
  g_autoptr (GPtrArray) ports = g_task_propagate_pointer (G_TASK (result), NULL);

  self->scanning = FALSE;
  if (self->func != NULL && !self->paused)
    {
      char *text = describe (ports);
      gboolean changed = g_strcmp0 (text, self->last) != 0;

      g_free (self->last);
      self->last = text;
      if (changed)
        self->func (self, ports, self->data);
    }
  scanner_unref (self);
}

static void
start_scan (IspScanner *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  if (self->paused || self->scanning)
    return;
  self->scanning = TRUE;
  self->refs++;
  task = g_task_new (NULL, NULL, on_scanned, self);
  look = g_new0 (Look, 1);
  look->session = isp_session_ref (self->session);
  look->what = self->what;
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, scan_thread);
}

static gboolean
on_tick (gpointer data)
{
  start_scan (data);
  return G_SOURCE_CONTINUE;
}

IspScanner *
isp_scanner_new (IspSession *session, IspScanFor what, IspScannerFunc func, gpointer data)
{
  IspScanner *self;

  g_return_val_if_fail (session != NULL && func != NULL, NULL);
  self = g_new0 (IspScanner, 1);
  self->refs = 1;
  self->session = isp_session_ref (session);
  self->what = what;
  self->func = func;
  self->data = data;
  self->timer = g_timeout_source_new (PERIOD_MS);
  g_source_set_callback (self->timer, on_tick, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  start_scan (self);
  return self;
}

void
isp_scanner_set_paused (IspScanner *self, gboolean paused)
{
  g_return_if_fail (self != NULL);
  if (self->paused == !!paused)
    return;
  self->paused = !!paused;
  start_scan (self);
}

void
isp_scanner_free (IspScanner *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  self->func = NULL;
  scanner_unref (self);
}
