/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log: what the last jobs did, as a helper reads it, and nothing in it that is only the person's.
 */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-status.h"

#include <string.h>

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

static gboolean
shows_report (gpointer window)
{
  return ub_test_find (page_of (window), ADW_TYPE_COMBO_ROW, "Report") != NULL;
}

static gboolean
shows_none (gpointer window)
{
  return ub_test_find (page_of (window), GTK_TYPE_LABEL, "No Reports Yet") != NULL;
}

static void
test_empty (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.go", "s", "log");
  ub_test_wait_page (window, "log");
  ub_test_wait (shows_none, window, "that there is none");
  g_assert_null (ub_page_get_primary_label (page_of (window)));
  ub_test_window_free (window);
}

/* From Failed, where people ask for help; and back. */
static void
test_failed (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM "&fault=page", NULL);
  g_autofree char *copied = NULL, *again = NULL;

  ub_test_primary (window);
  ub_test_wait_page (window, "failed");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Copy Report");
  copied = ub_test_get_clipboard (window);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Log");
  ub_test_wait_page (window, "log");
  ub_test_wait (shows_report, window, "the report");
  ub_test_primary (window);
  again = ub_test_get_clipboard (window);
  g_assert_cmpstr (copied, ==, again);
  ub_test_assert_in (copied, "Unbrick: ");
  ub_test_assert_in (copied, "Verdict: failed");
  ub_test_assert_in (copied, "Chip: atmega32u4");
  ub_test_assert_in (copied, "Programmer: ");
  ub_test_assert_in (copied, "write-flash");
  ub_test_assert_in (copied, "Error: verify: ");
  /* As the line below it says; the backup is found by its name. */
  ub_test_assert_in (copied, "Backup: …/20");
  g_assert_null (strstr (copied, g_get_user_data_dir ()));
  g_assert_null (strstr (copied, g_get_home_dir ()));
  ub_test_get (page_of (window), GTK_TYPE_LABEL, copied);
  ub_test_assert_names (page_of (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_wait_page (window, "failed");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/log/empty", test_empty);
  g_test_add_func ("/log/failed", test_failed);
  return g_test_run ();
}
