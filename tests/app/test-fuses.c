/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuses: every field in words, what a change would mean, and the job that sets them. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-fuse-changes.h"
#include "app/widgets/ub-fuse-list.h"
#include "app/widgets/ub-note.h"

#include "words/isp-words.h"

#include <string.h>

static UbWindow *
make_fuses (const char *sim)
{
  UbWindow *window = ub_test_window_new (sim);

  ub_test_wait_sensitive (window);
  ub_window_go (window, "fuses");
  ub_test_settle ();
  g_assert_nonnull (ub_board_get_snapshot (ub_window_get_board (window)));
  return window;
}

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

/* By its words. */
static void
choose (UbWindow *window, const char *title, const char *value)
{
  AdwComboRow *row = ADW_COMBO_ROW (ub_test_get (page_of (window), ADW_TYPE_COMBO_ROW, title));
  GtkStringList *texts = GTK_STRING_LIST (adw_combo_row_get_model (row));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (texts)); i++)
    if (g_str_equal (gtk_string_list_get_string (texts, i), value))
      {
        adw_combo_row_set_selected (row, i);
        ub_test_settle ();
        return;
      }
  g_error ("%s cannot be “%s”", title, value);
}

static void
type_hex (UbWindow *window, const char *text)
{
  GtkWidget *row = ub_test_get (page_of (window), ADW_TYPE_ENTRY_ROW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
  ub_test_settle ();
}

static const char *
get_hex (UbWindow *window)
{
  return gtk_editable_get_text (
      GTK_EDITABLE (ub_test_get (page_of (window), ADW_TYPE_ENTRY_ROW, NULL)));
}

/* A hazard shows as it arises and goes with its cause; the plan is reviewed, and then it is done.
 */
static void
test_hazard (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);
  UbBoard *board = ub_window_get_board (window);

  g_assert_cmpstr (get_hex (window), ==, "5E,99,F3");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_NOTE, NULL));
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  ub_test_assert_in (ub_page_get_primary_caption (page_of (window)), "Change something");

  choose (window, "Watchdog", "Always on");
  g_assert_cmpstr (get_hex (window), ==, "5E,89,F3");
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_NOTE, NULL));
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "H\u00A099\u00A0→\u00A089");
  choose (window, "Watchdog", "As the firmware wants");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_NOTE, NULL));

  choose (window, "Watchdog", "Always on");
  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  g_assert_cmpint (ub_board_get_plan (board)->request->kind, ==, ISP_JOB_FUSES);
  g_assert_false (ub_board_may_start (board));
  ub_board_set_acknowledged (board, ISP_HAZARD_WDTON, TRUE);
  ub_test_settle ();
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  g_assert_cmphex (isp_sim_chip_get_fuse (ub_test_get_chip (window), ISP_FUSE_HIGH), ==, 0x89);
  ub_test_window_free (window);
}

static void
test_typed (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);

  type_hex (window, "lfuse=DE");
  g_assert_cmpstr (get_hex (window), ==, "DE,99,F3");
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  type_hex (window, "nonsense");
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "As the Bootloader Needs Them"), ==,
                   "L\u00A05E · H\u00A099 · E\u00A0F3");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "As on the Chip");
  g_assert_cmpstr (get_hex (window), ==, "5E,99,F3");
  type_hex (window, "lfuse=FF,efuse=FB");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "As a New Chip Has Them");
  g_assert_cmpstr (get_hex (window), ==, "5E,99,F3");
  ub_test_window_free (window);
}

/* The chip is asked all the time; what somebody is typing meanwhile stays. */
static void
test_typing (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);
  GtkWidget *row = ub_test_get (page_of (window), ADW_TYPE_ENTRY_ROW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), "lfuse=D");
  ub_page_update (page_of (window));
  g_assert_cmpstr (get_hex (window), ==, "lfuse=D");
  ub_test_window_free (window);
}

/* What would end ISP for good is shown and cannot be chosen; typed, it is refused. */
static void
test_locked_fields (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);

  g_assert_null (ub_test_find (page_of (window), ADW_TYPE_COMBO_ROW, "Programming over ISP"));
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Programming over ISP"), "stays on");
  type_hex (window, "5E,B9,F3");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_NOTE, NULL));
  ub_test_window_free (window);
}

/* One switch, and what it comes to. */
static void
test_jtag (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);
  GtkWidget *row = ub_test_get (page_of (window), ADW_TYPE_ACTION_ROW, "JTAG");
  GtkSwitch *toggle = GTK_SWITCH (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));

  g_assert_true (gtk_switch_get_active (toggle));
  gtk_switch_set_active (toggle, FALSE);
  ub_test_settle ();
  g_assert_cmpstr (get_hex (window), ==, "5E,D9,F3");
  g_assert_cmpstr (
      ub_test_get_subtitle (ub_test_find_type (page_of (window), UB_TYPE_FUSE_CHANGES), "JTAG"), ==,
      "On, uses four pins → Off");
  type_hex (window, "hfuse=99");
  g_assert_true (gtk_switch_get_active (toggle));
  g_assert_null (ub_test_find_type (page_of (window), UB_TYPE_FUSE_CHANGES));
  ub_test_window_free (window);
}

/* What guides on the web say, as it stands there: in words for this board. */
static void
test_from_the_web (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);

  type_hex (window, "lfuse 0xDE");
  g_assert_cmpstr (get_hex (window), ==, "DE,99,F3");
  g_assert_cmpstr (ub_test_get_subtitle (ub_test_find_type (page_of (window), UB_TYPE_FUSE_CHANGES),
                                         "Clock Divider"),
                   ==, "An eighth of the clock at start → Full clock at start");
  type_hex (window, "-U lfuse:w:0x62:m");
  g_assert_cmpstr (get_hex (window), ==, "62,99,F3");
  g_assert_nonnull (ub_test_find_type (page_of (window), UB_TYPE_FUSE_CHANGES));
  ub_test_window_free (window);
}

/* From Review: what is chosen comes back into its plan, the rest of which stays. */
static void
test_from_review (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  UbBoard *board = ub_window_get_board (window);
  const IspPlan *plan;

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Edit Fuses…");
  ub_test_wait_page (window, "fuses");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  choose (window, "Watchdog", "Always on");
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_NOTE, NULL));
  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  plan = ub_board_get_plan (board);
  g_assert_cmpint (plan->request->kind, ==, ISP_JOB_FLASH);
  g_assert_cmphex (plan->fuses_after.value[ISP_FUSE_HIGH], ==, 0x89);
  g_assert_nonnull (isp_plan_find_step (plan, ISP_STEP_WRITE_FLASH));
  g_assert_cmpstr (
      ub_test_get_subtitle (ub_test_find_type (page_of (window), UB_TYPE_FUSE_CHANGES), "Watchdog"),
      ==, "As the firmware wants → Always on");
  g_assert_false (ub_board_may_start (board));

  /* It begins with what the plan has by now, and gives up with Back. */
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Edit Fuses…");
  ub_test_wait_page (window, "fuses");
  g_assert_cmpstr (get_hex (window), ==, "5E,89,F3");
  type_hex (window, "hfuse=D9");
  ub_page_go_back (page_of (window));
  ub_test_wait_page (window, "review");
  g_assert_cmphex (ub_board_get_plan (board)->fuses_after.value[ISP_FUSE_HIGH], ==, 0x89);

  ub_board_set_acknowledged (board, ISP_HAZARD_WDTON, TRUE);
  ub_test_settle ();
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  g_assert_cmphex (isp_sim_chip_get_fuse (ub_test_get_chip (window), ISP_FUSE_HIGH), ==, 0x89);
  ub_test_window_free (window);
}

/* Not so from the menu: then it is a job of its own, of what is on the chip. */
static void
test_by_itself (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Edit Fuses…");
  ub_test_wait_page (window, "fuses");
  type_hex (window, "hfuse=D9");
  ub_window_go (window, "setup");
  ub_window_go (window, "fuses");
  ub_test_settle ();
  g_assert_cmpstr (get_hex (window), ==, "5E,99,F3");
  type_hex (window, "hfuse=D9");
  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  g_assert_cmpint (ub_board_get_plan (ub_window_get_board (window))->request->kind, ==,
                   ISP_JOB_FUSES);
  ub_test_window_free (window);
}

static void
test_waits (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");

  ub_window_go (window, "fuses");
  ub_test_settle ();
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_FUSE_LIST, NULL));
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_window_free (window);
}

static gboolean
shows_fuses (gpointer window)
{
  return ub_test_find (page_of (window), UB_TYPE_FUSE_LIST, NULL) != NULL;
}

/* From a page that leaves a job over USB behind. */
static void
test_after_make (void)
{
  UbWindow *window = make_fuses (UB_TEST_SIM);

  ub_window_go (window, "setup");
  ub_window_go (window, "make");
  ub_window_go (window, "fuses");
  ub_test_wait (shows_fuses, window, "the fuses");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/fuses/hazard", test_hazard);
  g_test_add_func ("/fuses/typed", test_typed);
  g_test_add_func ("/fuses/typing", test_typing);
  g_test_add_func ("/fuses/locked-fields", test_locked_fields);
  g_test_add_func ("/fuses/jtag", test_jtag);
  g_test_add_func ("/fuses/from-the-web", test_from_the_web);
  g_test_add_func ("/fuses/from-review", test_from_review);
  g_test_add_func ("/fuses/by-itself", test_by_itself);
  g_test_add_func ("/fuses/waits", test_waits);
  g_test_add_func ("/fuses/after-make", test_after_make);
  return g_test_run ();
}
