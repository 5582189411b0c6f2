/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were opened before, offered again. */
#include "ub-test.h"

#include "app/widgets/ub-recent.h"
#include "store/isp-paths.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside the folder for what is temporary. */
static char home[] = "/tmp/unbrick-recent-XXXXXX";

static GFile *
write_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, ":0400000055555555A8\n:00000001FF\n", -1, NULL));
  return g_file_new_for_path (path);
}

static gboolean
is_listed (gpointer file)
{
  g_autofree char *uri = g_file_get_uri (file);

  return gtk_recent_manager_has_item (gtk_recent_manager_get_default (), uri);
}

/* Remembers a file, as the window does when one was taken. */
static GFile *
open_file (const char *folder, const char *name, UbLoadKind kind)
{
  GFile *file = write_file (folder, name);

  ub_recent_note (file, kind);
  ub_test_wait (is_listed, file, name);
  return file;
}

static GMenuModel *
get_menu (GtkWidget *button)
{
  GMenuModel *all = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));

  return g_menu_model_get_item_link (all, 0, G_MENU_LINK_SECTION);
}

/* Labels of what is offered on the row that has this title, joined by commas. */
static char *
list_offers (UbPage *page, const char *title)
{
  GtkWidget *row = ub_test_get (page, UB_TYPE_ROW, title);
  GtkWidget *button = ub_test_find_type (row, GTK_TYPE_MENU_BUTTON);
  g_autoptr (GMenuModel) menu = NULL;
  GString *labels = g_string_new (NULL);

  if (button == NULL)
    return g_string_free (labels, FALSE);
  menu = get_menu (button);
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *label = NULL;

      g_assert_true (g_menu_model_get_item_attribute (menu, i, "label", "s", &label));
      g_string_append_printf (labels, "%s%s", i > 0 ? ", " : "", label);
    }
  return g_string_free (labels, FALSE);
}

typedef struct
{
  UbPage *page;
  const char *title, *offers;
} Expected;

static gboolean
is_offered (gpointer data)
{
  const Expected *expected = data;
  g_autofree char *offers = list_offers (expected->page, expected->title);

  return g_str_equal (offers, expected->offers);
}

static void
expect (UbPage *page, const char *title, const char *offers)
{
  Expected expected = { page, title, offers };

  ub_test_wait (is_offered, &expected, offers);
}

static gboolean
has_both (gpointer page)
{
  g_autofree char *offers = list_offers (page, "Keyboard Firmware");

  return strstr (offers, "keymap.hex · planck") != NULL &&
         strstr (offers, "keymap.hex · corne") != NULL;
}

static gboolean
has_five (gpointer page)
{
  g_autofree char *offers = list_offers (page, "Keyboard Firmware");
  g_auto (GStrv) list = g_strsplit (offers, ", ", -1);

  return g_strv_length (list) == 5;
}

static void
forget_all (void)
{
  g_autoptr (GError) error = NULL;

  gtk_recent_manager_purge_items (gtk_recent_manager_get_default (), &error);
  g_assert_no_error (error);
}

static gboolean
offers_some (gpointer root)
{
  return ub_test_find_type (root, GTK_TYPE_MENU_BUTTON) != NULL;
}

static void
open_again (GtkWidget *root, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  ub_test_wait (offers_some, root, uri);
  g_assert_true (gtk_widget_activate_action (ub_test_find_type (root, GTK_TYPE_MENU_BUTTON),
                                             "recent.open", "s", uri));
}

static gboolean
has_firmware (gpointer choice)
{
  return ub_choice_get_firmware (choice) != NULL;
}

static gboolean
has_own (gpointer choice)
{
  return ub_choice_is_preset_by_hand (choice) && ub_choice_get_preset (choice) == NULL;
}

/* Of each kind on its own row; what is chosen there is taken, and is not offered beside itself. */
static void
test_offers (void)
{
  g_autoptr (GFile) keymap = open_file (home, "key_map.hex", UB_LOAD_FIRMWARE);
  g_autoptr (GFile) settings = open_file (home, "settings.eep", UB_LOAD_EEPROM);
  g_autoptr (GFile) own = open_file (home, "own.hex", UB_LOAD_OWN);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbChoice *choice = ub_test_get_choice (window);
  UbPage *page = ub_window_get_page (window);

  ub_test_wait_sensitive (window);
  expect (page, "Keyboard Firmware", "key__map.hex");
  expect (page, "EEPROM", "settings.eep");
  open_again (ub_test_get (page, UB_TYPE_ROW, "Keyboard Firmware"), keymap);
  ub_test_wait (has_firmware, choice, "the firmware");
  expect (page, "Keyboard Firmware", "");
  ub_choice_drop_firmware (choice);
  expect (page, "Keyboard Firmware", "key__map.hex");

  ub_window_go (window, "bootloader");
  open_again (GTK_WIDGET (ub_window_get_page (window)), own);
  ub_test_wait_page (window, "setup");
  g_assert_true (has_own (choice));
  ub_test_window_free (window);
  forget_all ();
}

/* What is gone is not offered; two of one name are told apart; the newest five are enough. */
static void
test_which (void)
{
  static const char *const names[] = { "1.hex", "2.hex", "3.hex", "4.hex", "5.hex", "6.hex" };
  g_autofree char *planck = g_build_filename (home, "planck", NULL);
  g_autofree char *corne = g_build_filename (home, "corne", NULL);
  g_autoptr (GFile) one = open_file (planck, "keymap.hex", UB_LOAD_FIRMWARE);
  g_autoptr (GFile) other = open_file (corne, "keymap.hex", UB_LOAD_FIRMWARE);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page = ub_window_get_page (window);

  expect (page, "EEPROM", "");
  ub_test_wait (has_both, page, "both files");
  g_assert_cmpint (g_unlink (g_file_peek_path (other)), ==, 0);
  ub_recent_note (one, UB_LOAD_FIRMWARE); /* the list has changed */
  expect (page, "Keyboard Firmware", "keymap.hex");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GFile) file = open_file (home, names[i], UB_LOAD_FIRMWARE);
    }
  ub_test_wait (has_five, page, "five files");
  ub_test_window_free (window);
  forget_all ();
}

/* What goes away by itself is not remembered, nor what is listed as a backup. */
static void
test_passing (void)
{
  g_autofree char *backups = isp_paths_get_backups ();
  g_autoptr (GFile) temporary = write_file (g_get_tmp_dir (), "attachment.hex");
  g_autoptr (GFile) backup = write_file (backups, "flash.hex");
  g_autoptr (GFile) keyboard = write_file (home, "keyboard.json");
  g_autoptr (GFile) kept = NULL;

  ub_recent_note (temporary, UB_LOAD_FIRMWARE);
  ub_recent_note (backup, UB_LOAD_FIRMWARE);
  ub_recent_note (keyboard, UB_LOAD_KEYBOARD);
  kept = open_file (home, "kept.hex", UB_LOAD_FIRMWARE);
  g_assert_false (is_listed (temporary));
  g_assert_false (is_listed (backup));
  g_assert_false (is_listed (keyboard));
  forget_all ();
}

static gboolean
is_not_listed (gpointer file)
{
  return !is_listed (file);
}

/* Who wants no list of files has none here either. */
static void
test_privacy (void)
{
  g_autoptr (GFile) keymap = open_file (home, "keymap.hex", UB_LOAD_FIRMWARE);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page = ub_window_get_page (window);

  expect (page, "Keyboard Firmware", "keymap.hex");
  g_object_set (gtk_settings_get_default (), "gtk-recent-files-enabled", FALSE, NULL);
  ub_test_wait (is_not_listed, keymap, "the list to be cleared");
  expect (page, "Keyboard Firmware", "");
  g_object_set (gtk_settings_get_default (), "gtk-recent-files-enabled", TRUE, NULL);
  ub_test_window_free (window);
}

static void
remove_all (void)
{
  const char *argv[] = { "rm", "-r", home, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *temporary = NULL;

  g_assert_nonnull (mkdtemp (home));
  temporary = g_build_filename (home, "tmp", NULL);
  g_assert_cmpint (g_mkdir (temporary, 0700), ==, 0);
  g_setenv ("TMPDIR", temporary, TRUE);
  atexit (remove_all);
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/recent/offers", test_offers);
  g_test_add_func ("/app/recent/which", test_which);
  g_test_add_func ("/app/recent/passing", test_passing);
  g_test_add_func ("/app/recent/privacy", test_privacy);
  return g_test_run ();
}
