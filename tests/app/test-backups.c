/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups: what a job saved is listed, and can be restored, all of it or a part. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-backup-row.h"
#include "app/widgets/ub-map-card.h"

#include "store/isp-paths.h"

#include <glib/gstdio.h>
#include <string.h>

static UbBackupRow *
open_backups (UbWindow *window)
{
  GtkWidget *row;

  ub_window_go (window, "backups");
  ub_test_wait_backups (window);
  row = ub_test_get (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ub_test_settle ();
  return UB_BACKUP_ROW (row);
}

static UbWindow *
make_done (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  return window;
}

static void
test_none (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_window_go (window, "backups");
  ub_test_settle ();
  g_assert_null (ub_test_find (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL));
  ub_test_window_free (window);
}

/* After a success: what the keyboard held before is on it again. */
static void
test_restore (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  IspSimChip *chip = ub_test_get_chip (window);
  const gsize size = isp_sim_chip_get_part (chip)->flash.size;
  g_autofree guint8 *before = g_memdup2 (isp_sim_chip_get_flash (chip), size);
  UbBackupRow *row;

  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpint (memcmp (before, isp_sim_chip_get_flash (chip), size), !=, 0);
  row = open_backups (window);
  g_assert_true (ub_backup_row_get_saved (row)->rehearsal);
  g_assert_cmpuint (ub_backup_row_get_parts (row), ==, ISP_BACKUP_ALL);
  ub_test_activate (row, UB_TYPE_ROW, "Restore");
  ub_test_wait_page (window, "review");
  ub_test_wait_sensitive (window);
  g_assert_cmpint (ub_board_get_plan (ub_window_get_board (window))->request->kind, ==,
                   ISP_JOB_RESTORE);
  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (ub_window_get_board (window), i, TRUE);
  ub_test_settle ();
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpmem (before, size, isp_sim_chip_get_flash (chip), size);
  ub_test_window_free (window);
}

static void
tick (UbBackupRow *row, const char *title, gboolean on)
{
  GtkWidget *line = ub_test_get (row, ADW_TYPE_ACTION_ROW, title);

  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (line))), on);
}

static void
test_parts (void)
{
  UbWindow *window = make_done ();
  UbBackupRow *row = open_backups (window);
  const IspPlan *plan;

  tick (row, "Flash", FALSE);
  tick (row, "Fuses", FALSE);
  g_assert_cmpuint (ub_backup_row_get_parts (row), ==, ISP_BACKUP_EEPROM);
  tick (row, "EEPROM", FALSE);
  g_assert_false (gtk_widget_get_sensitive (ub_test_get (row, UB_TYPE_ROW, "Restore")));
  tick (row, "EEPROM", TRUE);
  ub_test_activate (row, UB_TYPE_ROW, "Restore");
  ub_test_wait_page (window, "review");
  ub_test_wait_sensitive (window);
  plan = ub_board_get_plan (ub_window_get_board (window));
  g_assert_nonnull (plan);
  g_assert_nonnull (plan->request->eeprom);
  g_assert_cmpuint (plan->request->images->len, ==, 0);
  g_assert_cmpint (plan->request->fuse_source, ==, ISP_FUSES_KEEP);
  ub_test_window_free (window);
}

static gboolean
is_damaged (gpointer window)
{
  GtkWidget *row = ub_test_find (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL);

  return row != NULL && ub_backup_row_get_saved (UB_BACKUP_ROW (row))->backup == NULL;
}

/* A backup whose file was changed says so, and cannot be restored. */
static void
test_damaged (void)
{
  UbWindow *window = make_done ();
  UbBackupRow *row = open_backups (window);
  g_autofree char *path =
      g_build_filename (ub_backup_row_get_saved (row)->folder, "flash.hex", NULL);

  g_assert_true (g_file_set_contents (path, ":00000001FF\n", -1, NULL));
  ub_window_go (window, "setup");
  ub_window_go (window, "backups");
  ub_test_wait (is_damaged, window, "the damage");
  row = open_backups (window);
  ub_test_assert_in (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "has changed");
  g_assert_null (ub_test_find (row, UB_TYPE_ROW, "Restore"));
  ub_test_window_free (window);
}

/* The map comes when somebody looks, and says what the backup holds. */
static void
test_map (void)
{
  UbWindow *window = make_done ();
  GtkWidget *row, *card;

  ub_window_go (window, "backups");
  ub_test_wait_backups (window);
  row = ub_test_get (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL);
  g_assert_null (ub_test_find_type (row, UB_TYPE_MAP_CARD));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ub_test_settle ();
  card = ub_test_find_type (row, UB_TYPE_MAP_CARD);
  g_assert_nonnull (card);
  ub_test_get (card, GTK_TYPE_LABEL, "in use");
  ub_test_get (card, GTK_TYPE_LABEL, "boot section");
  ub_test_window_free (window);
}

static gboolean
shows_open (gpointer window)
{
  GtkWidget *row;

  if (!g_str_equal (ub_window_get_page_id (window), "backups"))
    return FALSE;
  row = ub_test_find (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL);
  return row != NULL && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)) &&
         g_str_has_suffix (ub_backup_row_get_saved (UB_BACKUP_ROW (row))->folder, "/stick");
}

/* Moves a saved backup away from where backups are. */
static char *
take_elsewhere (UbBackupRow *row)
{
  g_autofree char *elsewhere = g_build_filename (g_get_user_data_dir (), "stick", NULL);

  g_assert_cmpint (g_rename (ub_backup_row_get_saved (row)->folder, elsewhere), ==, 0);
  return g_steal_pointer (&elsewhere);
}

/* Its folder, or its backup.json: wherever it lies, it leads to itself, and is restored by a plan.
 */
static void
test_dropped (void)
{
  UbWindow *window = make_done ();
  g_autofree char *folder = take_elsewhere (open_backups (window));
  g_autoptr (GFile) whole = g_file_new_for_path (folder);
  g_autoptr (GFile) json = g_file_get_child (whole, "backup.json");
  GFile *files[] = { whole, json };
  GtkWidget *row;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      ub_window_go (window, "setup");
      ub_window_open (window, files[i]);
      ub_test_wait (shows_open, window, "the backup");
      row = ub_test_get (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL);
      if (i == 0)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), FALSE);
    }
  g_assert_cmpstr (ub_backup_row_get_saved (UB_BACKUP_ROW (row))->folder, ==, folder);
  g_assert_null (ub_choice_get_firmware (ub_test_get_choice (window)));
  ub_test_activate (row, UB_TYPE_ROW, "Restore");
  ub_test_wait_page (window, "review");
  ub_test_wait_sensitive (window);
  g_assert_cmpint (ub_board_get_plan (ub_window_get_board (window))->request->kind, ==,
                   ISP_JOB_RESTORE);
  ub_test_window_free (window);
}

/* What Done offers leads to the same. */
static void
test_done (void)
{
  UbWindow *window = make_done ();

  ub_test_activate (ub_window_get_page (window), UB_TYPE_ROW, "Not Right? Restore the Backup");
  ub_test_wait_page (window, "review");
  ub_test_wait_sensitive (window);
  g_assert_cmpint (ub_board_get_plan (ub_window_get_board (window))->request->kind, ==,
                   ISP_JOB_RESTORE);
  ub_test_window_free (window);
}

/* The programmer is unplugged by then, as Done asked for: there is nothing to review. */
static void
test_done_unplugged (void)
{
  UbWindow *window = make_done ();
  UbPage *page = ub_window_get_page (window);

  ub_ports_end_rehearsal (ub_test_get_ports (window));
  ub_test_activate (page, UB_TYPE_ROW, "Not Right? Restore the Backup");
  g_assert_true (ub_window_get_page (window) == page);
  ub_test_get (window, GTK_TYPE_LABEL, "Plug the programmer in first");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/backups/none", test_none);
  g_test_add_func ("/backups/restore", test_restore);
  g_test_add_func ("/backups/parts", test_parts);
  g_test_add_func ("/backups/damaged", test_damaged);
  g_test_add_func ("/backups/map", test_map);
  g_test_add_func ("/backups/dropped", test_dropped);
  g_test_add_func ("/backups/done", test_done);
  g_test_add_func ("/backups/done-unplugged", test_done_unplugged);
  return g_test_run ();
}
