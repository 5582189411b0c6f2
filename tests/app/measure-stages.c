/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each page costs: measure-stages. CPU time, not the clock, so that a busy machine measures
 * the same. A page should open in 50 ms and take 1 % when nothing happens. */
#include "ub-stages.h"

#include "app/pages/ub-page-flash.h"

#include <time.h>

#define IDLE_S 4

static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static gboolean
set_cb (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
rest (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, set_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* What a click costs until the page is drawn. */
static double
measure_opening (UbWindow *window, const char *page)
{
  const char *other = g_str_equal (page, "part") ? "bootloader" : "part";
  double before;

  ub_window_go (window, other);
  ub_test_wait_drawn (window);
  before = get_cpu_ms ();
  ub_window_go (window, page);
  ub_test_wait_drawn (window);
  return get_cpu_ms () - before;
}

int
main (int argc, char **argv)
{
  const UbStage *stage;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  ub_row_set_spin (0);
  for (guint i = 0; (stage = ub_stages_get (i)) != NULL; i++)
    {
      UbWindow *window = ub_stages_make (stage);
      double before, idle;

      rest (1000);
      before = get_cpu_ms ();
      rest (IDLE_S * 1000);
      idle = (get_cpu_ms () - before) / (IDLE_S * 10);
      g_print ("%-10s %-8s idle %4.1f %%", stage->page, stage->state, idle);
      if (!ub_board_is_busy (ub_window_get_board (window)))
        g_print (", opens in %5.1f ms", measure_opening (window, stage->page));
      g_print ("\n");
      ub_stages_free (window);
    }
  return 0;
}
