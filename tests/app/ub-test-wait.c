/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for what a window comes to show. */
#include "ub-test.h"

#include <glib-unix.h>

/* What is pending, and what follows from it. Where a picture moves and a machine is busy the next
 * frame is due before the last one is drawn, and there would be no end. */
#define MAX_TURNS 300

void
ub_test_settle (void)
{
  for (guint i = 0; i < MAX_TURNS && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
end_cb (gpointer what)
{
  g_error ("ended while it waited for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

/* However long: a whole job on a busy machine has no limit of its own. Who runs the tests has one,
 * and is told then what was waited for. */
void
ub_test_wait (UbTestFunc condition, gpointer data, const char *what)
{
  const guint waker = g_timeout_add (10, wake_cb, NULL);
  const guint end = g_unix_signal_add (SIGTERM, end_cb, (gpointer) what);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (end);
  g_source_remove (waker);
}

static gboolean
drawn_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  return --*(int *) frames > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_zero (gpointer frames)
{
  return *(int *) frames == 0;
}

void
ub_test_wait_drawn (UbWindow *window)
{
  int frames = 3; /* a size, a place, and what follows from them */

  gtk_widget_add_tick_callback (GTK_WIDGET (window), drawn_cb, &frames, NULL);
  ub_test_wait (is_zero, &frames, "three frames");
}

typedef struct
{
  UbWindow *window;
  const char *id;
} PageWait;

/* From one of them none goes on to another. */
static gboolean
is_ending (const char *id)
{
  return g_strcmp0 (id, "done") == 0 || g_strcmp0 (id, "failed") == 0;
}

static gboolean
is_page (gpointer data)
{
  PageWait *wait = data;
  const char *id = ub_window_get_page_id (wait->window);

  if (is_ending (id) && is_ending (wait->id) && !g_str_equal (id, wait->id))
    g_error ("the job ended on the page %s, not %s", id, wait->id);
  return g_strcmp0 (id, wait->id) == 0;
}

void
ub_test_wait_page (UbWindow *window, const char *id)
{
  PageWait wait = { window, id };
  g_autofree char *what = g_strdup_printf ("the page %s", id);

  ub_test_wait (is_page, &wait, what);
  ub_test_settle ();
}

static gboolean
is_sensitive (gpointer window)
{
  UbPage *page = ub_window_get_page (window);

  return ub_page_get_primary_label (page) != NULL && ub_page_get_primary_sensitive (page) &&
         g_action_group_get_action_enabled (window, "primary");
}

void
ub_test_wait_sensitive (UbWindow *window)
{
  ub_test_wait (is_sensitive, window, "the button to be sensitive");
}
