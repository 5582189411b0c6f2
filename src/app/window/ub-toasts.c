/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-toasts.h"

/* Until a toast stands still, by the clock of its animations. libadwaita takes 500 ms at most;
 * before 1.2.3 it uses freed memory when a toast is gone (300 ms) before it has arrived. */
#define ARRIVAL_US (600 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  AdwToast *shown; /* weak; NULL: none */
  AdwToast *next;  /* waits until shown has arrived; NULL: none */
  guint tick;      /* 0: shown has arrived */
  gint64 since;    /* time of the first frame with shown; 0: not drawn yet */
} Toasts;

static void
toasts_free (gpointer data)
{
  Toasts *self = data;

  g_clear_weak_pointer (&self->shown);
  g_clear_object (&self->next);
  g_free (self);
}

static Toasts *
get_toasts (AdwToastOverlay *overlay)
{
  Toasts *self = g_object_get_data (G_OBJECT (overlay), "ub-toasts");

  if (self == NULL)
    {
      self = g_new0 (Toasts, 1);
      g_object_set_data_full (G_OBJECT (overlay), "ub-toasts", self, toasts_free);
    }
  return self;
}

static gboolean
tick_cb (GtkWidget *overlay, GdkFrameClock *clock, gpointer data)
{
  Toasts *self = data;
  const gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->since == 0)
    self->since = now;
  if (now - self->since < ARRIVAL_US)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  if (self->next != NULL)
    ub_toasts_show (ADW_TOAST_OVERLAY (overlay), g_steal_pointer (&self->next));
  return G_SOURCE_REMOVE;
}

void
ub_toasts_show (AdwToastOverlay *overlay, AdwToast *toast)
{
  Toasts *self;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay) && ADW_IS_TOAST (toast));
  self = get_toasts (overlay);
  if (self->tick != 0)
    {
      g_set_object (&self->next, toast);
      g_object_unref (toast);
      return;
    }
  if (self->shown != NULL)
    adw_toast_dismiss (self->shown);
  g_set_weak_pointer (&self->shown, toast);
  self->since = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (overlay), tick_cb, self, NULL);
  adw_toast_overlay_add_toast (overlay, toast);
}
