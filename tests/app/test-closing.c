/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program never ends before a worker has released RESET and closed its programmer. */
#include "ub-test.h"

#include "app/ub-application.h"

#include "programmers/isp-programmer.h"

#include <signal.h>
#include <unistd.h>

static gint n_entered, n_closed; /* atomic: drivers run on a thread of their own */

static gboolean
slow_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
slow_leave (IspProgrammer *self)
{
}

/* RESET is low from here to there. */
static void
slow_close (IspProgrammer *self)
{
  g_usleep (200 * 1000);
  g_atomic_int_inc (&n_closed);
}

static gboolean
slow_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
            GError **error)
{
  g_atomic_int_inc (&n_entered);
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (1000);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static const IspDriver slow_driver = {
  .owner = { .id = "slow", .name = "Slow" },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO,
  .open = slow_open,
  .close = slow_close,
  .enter = slow_enter,
  .leave = slow_leave,
};

typedef struct
{
  UbApplication *app;
  void (*end) (UbApplication *app);
  guint stage;
} Run;

static void
plug (UbPorts *ports)
{
  g_autoptr (GPtrArray) plugged = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  IspPort *port = ub_test_port_new (NULL, "usb:1-1", "Slow", ISP_PORT_READY);

  port->owner = &slow_driver.owner;
  g_ptr_array_add (plugged, port);
  ub_ports_pause (ports);
  ub_ports_take (ports, plugged);
}

/* As soon as the chip is being asked, the program is told to end. */
static gboolean
step_cb (gpointer data)
{
  Run *run = data;
  UbBoard *board = ub_application_get_board (run->app);

  if (board == NULL || gtk_application_get_active_window (GTK_APPLICATION (run->app)) == NULL)
    return G_SOURCE_CONTINUE;
  if (run->stage == 0)
    {
      plug (ub_board_get_ports (board));
      run->stage = 1;
    }
  if (g_atomic_int_get (&n_entered) == 0)
    return G_SOURCE_CONTINUE;
  g_assert_true (ub_ports_are_in_use (ub_board_get_ports (board)));
  run->end (run->app);
  return G_SOURCE_REMOVE;
}

/* In a process of its own: a program has one application. */
static void
test_end (gconstpointer data)
{
  void (*const *end) (UbApplication * app) = data;
  char *argv[] = { "unbrick", NULL };
  g_autoptr (UbApplication) app = NULL;
  Run run = { 0 };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  app = ub_application_new ();
  run.app = app;
  run.end = *end;
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_timeout_add (10, step_cb, &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (app), 1, argv), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&n_entered), >, 0);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, g_atomic_int_get (&n_entered));
}

static void
close_window (UbApplication *app)
{
  gtk_window_close (gtk_application_get_active_window (GTK_APPLICATION (app)));
}

static void
quit (UbApplication *app)
{
  g_action_group_activate_action (G_ACTION_GROUP (app), "quit", NULL);
}

static void
terminate (UbApplication *app)
{
  kill (getpid (), SIGTERM);
}

static void
interrupt (UbApplication *app)
{
  kill (getpid (), SIGINT);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*end) (UbApplication *app);
  } rows[] = {
    { "/app/closing/window", close_window },
    { "/app/closing/quit", quit },
    { "/app/closing/sigterm", terminate },
    { "/app/closing/sigint", interrupt },
  };

  ub_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i].end, test_end);
  return g_test_run ();
}
