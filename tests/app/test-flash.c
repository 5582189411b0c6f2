/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flash: the step by name, one bar over the whole job, and stopping. */
#include "ub-test.h"

#include "words/isp-words.h"

#include <stdio.h>
#include <string.h>

/* So slow that a busy machine's main loop comes round in each step. */
#define SLOW "sim:atmega32u4?damaged&speed=3"

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

static gboolean
is_enabled (UbWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

/* The first label with that style class. */
static const char *
get_styled (gpointer root, const char *css_class)
{
  if (GTK_IS_LABEL (root) && gtk_widget_has_css_class (root, css_class))
    return gtk_label_get_text (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *text = get_styled (child, css_class);

      if (text != NULL)
        return text;
    }
  return NULL;
}

/* What the page has shown, moment by moment. */
typedef struct
{
  UbPage *page;
  GPtrArray *titles; /* char *: each once, in their order */
  double fraction;
  guint step, n_steps;
  gint64 turned, longest; /* us: the main loop's last turn, and the longest between two */
} Seen;

static gboolean
turn_cb (gpointer data)
{
  Seen *seen = data;
  const gint64 now = g_get_monotonic_time ();

  seen->longest = MAX (seen->longest, now - seen->turned);
  seen->turned = now;
  return G_SOURCE_CONTINUE;
}

static void
look_cb (Seen *seen)
{
  const char *title = get_styled (seen->page, "title-2");
  GtkWidget *bar = ub_test_get (seen->page, GTK_TYPE_PROGRESS_BAR, NULL);
  const double fraction = gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar));
  guint step, n_steps;

  g_assert_cmpfloat (fraction, >=, seen->fraction);
  seen->fraction = fraction;
  if (seen->titles->len == 0 || !g_str_equal (seen->titles->pdata[seen->titles->len - 1], title))
    g_ptr_array_add (seen->titles, g_strdup (title));
  if (sscanf (get_styled (seen->page, "caption"), "Step %u of %u", &step, &n_steps) != 2)
    return;
  g_assert_cmpuint (step, >=, seen->step);
  g_assert_cmpuint (step, <=, n_steps);
  g_assert_true (seen->n_steps == 0 || seen->n_steps == n_steps);
  seen->step = step;
  seen->n_steps = n_steps;
}

/* Each step that was longer than a machine was too busy to look. */
static void
assert_saw (const Seen *seen, const IspReport *report, IspStepId id)
{
  const char *title = isp_words_step_running (id);

  for (guint i = 0; i < seen->titles->len; i++)
    if (g_str_equal (seen->titles->pdata[i], title))
      return;
  for (guint i = 0; i < report->steps->len; i++)
    {
      const IspStepResult *step = &g_array_index (report->steps, IspStepResult, i);

      if (step->id == id && step->seconds * G_USEC_PER_SEC < 2 * seen->longest)
        return;
    }
  g_error ("never saw “%s”, and no turn was longer than %.3f s", title,
           seen->longest / (double) G_USEC_PER_SEC);
}

static void
test_progress (void)
{
  UbWindow *window = ub_test_window_new_reviewed (SLOW, NULL);
  Seen seen = { .titles = g_ptr_array_new_with_free_func (g_free),
                .turned = g_get_monotonic_time () };
  const guint turns = g_timeout_add (10, turn_cb, &seen);
  const IspReport *report;

  /* Without settling, in which a busy machine may miss the first step. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "flash");
  seen.page = page_of (window);
  g_signal_connect_data (ub_board_get_job (board_of (window)), "progress", G_CALLBACK (look_cb),
                         &seen, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  ub_test_assert_names (seen.page);
  ub_test_wait_page (window, "done");
  g_signal_handlers_disconnect_by_data (ub_board_get_job (board_of (window)), &seen);
  g_source_remove (turns);
  report = ub_job_get_report (ub_board_get_job (board_of (window)));
  assert_saw (&seen, report, ISP_STEP_BACKUP);
  assert_saw (&seen, report, ISP_STEP_WRITE_FLASH);
  assert_saw (&seen, report, ISP_STEP_VERIFY_FLASH);
  assert_saw (&seen, report, ISP_STEP_WRITE_EEPROM);
  g_assert_cmpuint (seen.n_steps, ==, 4);
  g_assert_cmpfloat (seen.fraction, >, 0.5);
  g_ptr_array_unref (seen.titles);
  ub_test_window_free (window);
}

typedef struct
{
  UbPage *page;
  gboolean before, after; /* told of a second time, when the job had not, and had gone back */
} Told;

static void
told_cb (Told *told)
{
  UbJob *job = ub_board_get_job (ub_page_get_board (told->page));
  IspProgressState state;

  ub_job_get_progress (job, &state);
  if (state.finished)
    return;
  if (strstr (get_styled (told->page, "caption"), "again: it read back wrong") == NULL)
    return;
  told->before |= !state.went_back;
  told->after |= state.went_back;
}

/* Who sees the steps go by a second time is told why. */
static void
test_once_more (void)
{
  UbWindow *window = ub_test_window_new_reviewed (SLOW "&fault=page", NULL);
  Told told = { 0 };

  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  told.page = page_of (window);
  g_signal_connect_data (ub_board_get_job (board_of (window)), "progress", G_CALLBACK (told_cb),
                         &told, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  ub_test_wait_page (window, "failed");
  g_signal_handlers_disconnect_by_data (ub_board_get_job (board_of (window)), &told);
  g_assert_false (told.before);
  g_assert_true (told.after);
  ub_test_window_free (window);
}

/* A job that is over in a blink can still be seen to have happened; its bar ends full. */
static void
test_shown_long_enough (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  const gint64 begun = g_get_monotonic_time ();
  GtkWidget *bar;

  /* Without settling, which may take longer than the page stays. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  bar = ub_test_get (page_of (window), GTK_TYPE_PROGRESS_BAR, NULL);
  ub_test_wait_page (window, "done");
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 700 * 1000);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 1);
  ub_test_window_free (window);
}

/* While the chip is written nothing else can be begun, and nothing but Cancel can be pressed. */
static void
test_busy (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere.hex");

  g_assert_true (is_enabled (window, "back"));
  /* Nothing settles, so the job cannot end in between. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  g_assert_true (ub_board_is_busy (board_of (window)));
  g_assert_false (is_enabled (window, "back"));
  g_assert_false (is_enabled (window, "choose-file"));
  g_assert_false (is_enabled (window, "end-rehearsal"));
  g_assert_null (ub_test_find (window, GTK_TYPE_MENU_BUTTON, NULL));
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "_Cancel");
  g_assert_null (ub_page_get_primary_class (page_of (window)));
  ub_test_assert_in (gtk_window_get_title (GTK_WINDOW (window)), "% · Rehearsal – Unbrick");
  ub_window_open (window, file);
  ub_test_get (window, GTK_TYPE_LABEL, "Busy until this is done");
  ub_test_wait_page (window, "done");
  ub_test_get (window, GTK_TYPE_MENU_BUTTON, NULL);
  g_assert_true (is_enabled (window, "end-rehearsal"));
  ub_test_window_free (window);
}

static gboolean
is_erased (gpointer board)
{
  IspProgressState state;

  ub_job_get_progress (ub_board_get_job (board), &state);
  return state.n_steps > 0 && state.step_id >= ISP_STEP_WRITE_FLASH;
}

/* At once and without a question; what was begun is gone on with. */
static void
test_cancel (void)
{
  UbWindow *window = ub_test_window_new_reviewed (SLOW, NULL);
  IspSimChip *chip = ub_test_get_chip (window);
  g_autoptr (IspImageFile) image =
      isp_image_file_copy (ub_image_get_file (ub_choice_get_image (ub_test_get_choice (window))));
  g_autofree guint8 *wanted = g_malloc (0x1000);
  g_autofree guint8 *eeprom = g_memdup2 (isp_sim_chip_get_eeprom (chip), 1024);
  const IspReport *report;

  isp_image_read (image->flash, 0x7000, wanted, 0x1000, 0xFF);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  ub_test_wait (is_erased, board_of (window), "the erase");
  /* Looked at before the job has had time to stop. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  g_assert_null (ub_test_find_dialog (window));
  g_assert_cmpstr (get_styled (page_of (window), "title-2"), ==, "Stopping");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  g_assert_cmpstr (ub_page_get_primary_caption (page_of (window)), ==,
                   "Stops as soon as it is safe");

  ub_test_wait_page (window, "failed");
  report = ub_job_get_report (ub_board_get_job (board_of (window)));
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_CANCELLED);
  ub_test_assert_in (get_styled (page_of (window), "title-1"), "Stopped. The Chip Is");
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "_Continue");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "flash");
  ub_test_wait_page (window, "done");
  g_assert_cmpmem (isp_sim_chip_get_flash (chip) + 0x7000, 0x1000, wanted, 0x1000);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (chip), 1024, eeprom, 1024);
  ub_test_window_free (window);
}

/* Before anything was written there is nothing to go on with. */
static void
test_cancel_early (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  ub_test_wait_page (window, "failed");
  g_assert_cmpstr (get_styled (page_of (window), "title-1"), ==, "Stopped. Nothing Was Changed");
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "_Back");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Restore the Backup"));
  ub_test_primary (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/flash/progress", test_progress);
  g_test_add_func ("/app/flash/once-more", test_once_more);
  g_test_add_func ("/app/flash/shown-long-enough", test_shown_long_enough);
  g_test_add_func ("/app/flash/busy", test_busy);
  g_test_add_func ("/app/flash/cancel", test_cancel);
  g_test_add_func ("/app/flash/cancel-early", test_cancel_early);
  return g_test_run ();
}
