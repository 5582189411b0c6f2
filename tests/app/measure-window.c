/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window costs as a whole: measure-window. Its first frame beside those of a libadwaita
 * window with a header bar alone, and of one without even that; and the longest turn of the main
 * loop while a rehearsal goes through a whole job. CPU time, not the clock, so that a busy machine
 * measures the same. The first frame should cost 1.5 times that of the header bar at most, and no
 * turn 16 ms. */
#include "ub-test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 15

static double
get_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* ── the first frame: a process each ── */

static GtkWindow *
make_empty (void)
{
  return g_object_new (ADW_TYPE_WINDOW, "default-width", 900, "default-height", 650, NULL);
}

/* The least that can be closed; it reads the icons' theme, as any window does. */
static GtkWindow *
make_bar (void)
{
  GtkWindow *window = make_empty ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  adw_window_set_content (ADW_WINDOW (window), box);
  return window;
}

/* As the program makes it, with what is plugged in here. */
static GtkWindow *
make_own (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = isp_presets_load (NULL, &error);
  g_autoptr (UbPorts) ports = ub_ports_new ();
  g_autoptr (UbChoice) choice = NULL;
  g_autoptr (UbBoard) board = NULL;

  if (presets == NULL)
    g_error ("%s", error->message);
  choice = ub_choice_new (presets);
  board = ub_board_new (ports, choice);
  return GTK_WINDOW (ub_window_new (NULL, board));
}

static const struct
{
  const char *name;
  GtkWindow *(*make) (void);
} windows[] = {
  { "nothing in it", make_empty },
  { "a header bar", make_bar },
  { "Unbrick", make_own },
};

#define N_WINDOWS G_N_ELEMENTS (windows)

static void
painted_cb (GdkFrameClock *clock, gpointer painted)
{
  *(gboolean *) painted = TRUE;
}

static int
show_first (guint which)
{
  gboolean painted = FALSE;
  GtkWindow *window = windows[which].make ();

  gtk_window_present (window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (painted_cb), &painted);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  /* What workers do meanwhile nobody waits for. */
  g_print ("%f\n", get_ms (CLOCK_THREAD_CPUTIME_ID));
  return 0;
}

static double
measure_first (const char *program, guint which)
{
  const char *argv[] = { program, windows[which].name, NULL };
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status,
                     &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s", error->message);
  return g_ascii_strtod (strrchr (g_strchomp (out), '\n') != NULL ? strrchr (out, '\n') + 1 : out,
                         NULL);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
get_median (double *figures)
{
  qsort (figures, ROUNDS, sizeof *figures, compare);
  return figures[ROUNDS / 2];
}

/* In turn, so that what changes about the machine meets all. */
static void
compare_first (const char *program)
{
  double ms[N_WINDOWS][ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    for (guint which = 0; which < N_WINDOWS; which++)
      ms[which][i] = measure_first (program, which);
  for (guint which = 0; which < N_WINDOWS; which++)
    g_print ("first frame: %-13s %4.0f ms, Unbrick %.2f times\n", windows[which].name,
             get_median (ms[which]), get_median (ms[N_WINDOWS - 1]) / get_median (ms[which]));
}

/* ── turns of the main loop ── */

static double turn_begun, longest, all;
static guint n_turns, n_long;
static UbBoard *running;

static int
poll_cb (GPollFD *fds, guint n, int timeout)
{
  double turn = get_ms (CLOCK_THREAD_CPUTIME_ID) - turn_begun;
  int ready;

  /* The turn that opens the page after it is that page's own. */
  if (turn_begun > 0 && ub_board_is_busy (running))
    {
      longest = MAX (longest, turn);
      all += turn;
      n_turns++;
      n_long += turn > 16;
    }
  ready = g_poll (fds, n, timeout);
  turn_begun = get_ms (CLOCK_THREAD_CPUTIME_ID);
  return ready;
}

static gboolean
has_ended (gpointer window)
{
  const char *page = ub_window_get_page_id (window);

  return g_str_equal (page, "done") || g_str_equal (page, "failed");
}

static void
measure_job (void)
{
  /* With its delays: the map, the bar and the steps change as on a real programmer. */
  UbWindow *window = ub_test_window_new_reviewed ("sim:atmega32u4?damaged&speed=5", NULL);

  running = ub_window_get_board (window);
  g_main_context_set_poll_func (NULL, poll_cb);
  ub_test_primary (window);
  ub_test_wait_page (window, "flash");
  ub_test_wait_drawn (window);
  longest = all = turn_begun = 0;
  n_turns = n_long = 0;
  while (!has_ended (window))
    g_main_context_iteration (NULL, TRUE);
  g_print ("while a job runs: longest turn %.1f ms, %u of %u over 16 ms, %.0f ms in all\n", longest,
           n_long, n_turns, all);
  g_main_context_set_poll_func (NULL, NULL);
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : NULL;

  ub_test_init (&argc, &argv);
  for (guint which = 0; name != NULL && which < N_WINDOWS; which++)
    if (g_str_equal (name, windows[which].name))
      return show_first (which);
  compare_first (argv[0]);
  measure_job ();
  return 0;
}
