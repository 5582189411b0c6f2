/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-test.h"

#include "app/model/ub-wire.h"
#include "app/widgets/ub-backup-row.h"

#include "loaders/isp-loader.h"
#include "sim/isp-rehearsal.h"
#include "words/isp-words.h"

#include <string.h>

static char *home;

static void
remove_home (void)
{
  const char *command[] = { "rm", "-rf", home, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (home);
}

/* Folders of the test's own. G_TEST_OPTION_ISOLATE_DIRS would also take away the machine's settings
 * schemas and file types, without which GTK cannot even load its icons. */
static void
set_home (void)
{
  static const char *const names[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                                       "XDG_STATE_HOME" };

  home = g_dir_make_tmp ("unbrick-test-XXXXXX", NULL);
  g_assert_nonnull (home);
  g_setenv ("HOME", home, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
      g_setenv (names[i], path, TRUE);
    }
  atexit (remove_home);
}

/* As the application does with its resource base path. */
static void
load_style (GdkDisplay *display, const char *path)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (css, path);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
load_resources (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  load_style (display, "/unbrick/style.css");
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    load_style (display, "/unbrick/style-hc.css");
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/unbrick/icons");
}

void
ub_test_init (int *argc, char ***argv)
{
  set_home ();
  isp_words_init ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      exit (77);
    }
  adw_init ();
  load_resources ();
  g_test_init (argc, argv, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  ub_window_set_button_rest (0);
}

UbWindow *
ub_test_window_new (const char *sim)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = isp_presets_load (NULL, &error);
  g_autoptr (UbPorts) ports = ub_ports_new ();
  g_autoptr (UbChoice) choice = NULL;
  g_autoptr (UbBoard) board = NULL;
  UbWindow *window;

  g_assert_no_error (error);
  /* Nothing of the machine that the test runs on. */
  ub_ports_pause (ports);
  choice = ub_choice_new (presets);
  board = ub_board_new (ports, choice);
  ub_contact_set_times (ub_board_get_contact (board), 50, 5000, 120000);
  if (sim != NULL)
    {
      ub_ports_rehearse_on (ports, isp_rehearsal_port_parse (sim, &error));
      g_assert_no_error (error);
    }
  window = ub_window_new (NULL, board);
  gtk_window_present (GTK_WINDOW (window));
  ub_test_settle ();
  return window;
}

static gboolean
is_last_reference (gpointer object)
{
  return G_OBJECT (object)->ref_count == 1;
}

void
ub_test_window_free (UbWindow *window)
{
  UbBoard *board = g_object_ref (ub_window_get_board (window));
  UbPorts *ports = g_object_ref (ub_board_get_ports (board));
  UbChoice *choice = g_object_ref (ub_board_get_choice (board));

  gtk_window_destroy (GTK_WINDOW (window));
  ub_test_wait (is_last_reference, board, "the window to let go of the board");
  g_object_unref (board);
  ub_test_wait (is_last_reference, choice, "the board to let go of the choice");
  ub_test_wait (is_last_reference, ports, "the workers to let go of the ports");
  g_object_unref (choice);
  g_object_unref (ports);
}

UbChoice *
ub_test_get_choice (UbWindow *window)
{
  return ub_board_get_choice (ub_window_get_board (window));
}

UbPorts *
ub_test_get_ports (UbWindow *window)
{
  return ub_board_get_ports (ub_window_get_board (window));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
has_result (gpointer place)
{
  return *(GAsyncResult **) place != NULL;
}

gboolean
ub_test_load (UbWindow *window, UbLoadKind kind, const IspPreset *preset, GFile *file,
              GError **error)
{
  UbChoice *choice = ub_test_get_choice (window);
  GAsyncResult *result = NULL;
  gboolean taken;

  ub_choice_load_async (choice, kind, preset, ub_board_get_part (ub_window_get_board (window)),
                        file, loaded_cb, &result);
  ub_test_wait (has_result, &result, "a file");
  taken = ub_choice_load_finish (choice, result, NULL, error);
  g_object_unref (result);
  ub_test_settle ();
  return taken;
}

void
ub_test_load_firmware (UbWindow *window)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "mine.hex", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_file_set_contents (path, ":080000000C9456000C947E00E4\n:00000001FF\n", -1, &error);
  g_assert_no_error (error);
  ub_test_load (window, UB_LOAD_FIRMWARE, NULL, file, &error);
  g_assert_no_error (error);
}

gboolean
ub_test_drop (UbWindow *window, GFile *file, GError **error)
{
  return ub_test_load (window, UB_LOAD_ANY, NULL, file, error);
}

static gboolean
is_complete (gpointer board)
{
  return ub_board_get_missing (board) == NULL;
}

UbWindow *
ub_test_window_new_reviewed (const char *sim, const char *preset)
{
  UbWindow *window = ub_test_window_new (sim);
  UbBoard *board = ub_window_get_board (window);

  if (preset != NULL)
    ub_choice_choose_preset (
        ub_board_get_choice (board),
        isp_presets_by_id (ub_choice_get_presets (ub_board_get_choice (board)), preset));
  ub_test_wait (is_complete, board, "everything that Review needs");
  ub_window_go (window, "review");
  ub_test_settle ();
  return window;
}

IspSimChip *
ub_test_get_chip (UbWindow *window)
{
  UbBoard *board = ub_window_get_board (window);
  IspSimChip *chip = isp_rehearsal_peek_chip (ub_ports_get_isp (ub_board_get_ports (board)),
                                              ub_board_get_port (board)->id);

  g_assert_nonnull (chip);
  return chip;
}

void
ub_test_set_fault (UbWindow *window, IspSimFault fault, guint argument)
{
  GMutex *wire = ub_wire_get (ub_ports_get_isp (ub_test_get_ports (window)),
                              ub_board_get_port (ub_window_get_board (window))->id);

  g_mutex_lock (wire);
  isp_sim_chip_set_fault (ub_test_get_chip (window), fault, argument);
  g_mutex_unlock (wire);
}

gpointer
ub_test_find_dialog (UbWindow *window)
{
  GListModel *windows = gtk_window_get_toplevels ();
  const GType within = g_type_from_name ("AdwDialog"); /* of newer libadwaita; 0: not there */

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) each = g_list_model_get_item (windows, i);

      if (each != GTK_WINDOW (window) && gtk_widget_get_visible (GTK_WIDGET (each)))
        return each;
    }
  return within != 0 ? ub_test_find (window, within, NULL) : NULL;
}

static gboolean
shows_question (gpointer window)
{
  gpointer dialog = ub_test_find_dialog (window);

  return dialog != NULL && ub_test_find (dialog, GTK_TYPE_BUTTON, NULL) != NULL;
}

gpointer
ub_test_wait_dialog (UbWindow *window)
{
  ub_test_wait (shows_question, window, "a question");
  return ub_test_find_dialog (window);
}

static void
clipboard_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer place)
{
  return *(char **) place != NULL;
}

char *
ub_test_get_clipboard (UbWindow *window)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, clipboard_cb,
                                 &text);
  ub_test_wait (is_set, &text, "the clipboard");
  return text;
}

IspPort *
ub_test_port_new (const char *driver, const char *id, const char *name, IspPortState state)
{
  IspPort *port =
      isp_port_new (driver != NULL ? &isp_drivers_by_id (driver)->owner : NULL, id, name);

  port->where = g_strdup (id);
  port->state = state;
  return port;
}

void
ub_test_plug (UbWindow *window, IspPort *first, ...)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  va_list args;

  va_start (args, first);
  for (IspPort *port = first; port != NULL; port = va_arg (args, IspPort *))
    g_ptr_array_add (ports, port);
  va_end (args);
  ub_ports_take (ub_test_get_ports (window), ports);
  ub_test_settle ();
}

void
ub_test_plug_loader (UbWindow *window, const char *driver, IspPortState state)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  const IspOwner *owner = &isp_loader_drivers_by_id (driver)->owner;
  IspPort *port = isp_port_new (owner, "usb:9-9", owner->rows[owner->n_rows - 1].name);

  port->usb_path = g_strdup ("9-9");
  port->state = state;
  g_ptr_array_add (ports, port);
  ub_ports_take_loaders (ub_test_get_ports (window), ports);
  ub_test_settle ();
}

void
ub_test_unplug (UbWindow *window)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  ub_ports_take (ub_test_get_ports (window), none);
  ub_test_settle ();
}

/* ── widgets ── */

/* text: without the underline of a mnemonic. */
static gboolean
has_title (AdwPreferencesRow *row, const char *text)
{
  const char *title = adw_preferences_row_get_title (row);
  g_auto (GStrv) pieces = NULL;
  g_autofree char *plain = NULL;

  if (!adw_preferences_row_get_use_underline (row))
    return g_strcmp0 (title, text) == 0;
  pieces = g_strsplit (title, "_", 2);
  plain = g_strjoinv ("", pieces);
  return g_str_equal (plain, text);
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (ADW_IS_PREFERENCES_ROW (widget))
    return has_title (ADW_PREFERENCES_ROW (widget), text);
  if (GTK_IS_BUTTON (widget))
    return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
  if (GTK_IS_LABEL (widget))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
  return FALSE;
}

GtkWidget *
ub_test_find (gpointer root, GType type, const char *text)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (text == NULL || has_text (root, text)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ub_test_find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gpointer
ub_test_find_type (gpointer root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_mapped (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = ub_test_find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
ub_test_get (gpointer root, GType type, const char *text)
{
  GtkWidget *found = ub_test_find (root, type, text);

  if (found == NULL)
    g_error ("no %s “%s”", g_type_name (type), text);
  return found;
}

const char *
ub_test_get_subtitle (gpointer root, const char *row_title)
{
  GtkWidget *row = ub_test_get (root, ADW_TYPE_ACTION_ROW, row_title);

  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

UbRowState
ub_test_get_row_state (gpointer root, const char *row_title)
{
  return ub_row_get_state (UB_ROW (ub_test_get (root, UB_TYPE_ROW, row_title)));
}

static gboolean
shows_backup (gpointer window)
{
  return ub_test_find (ub_window_get_page (window), UB_TYPE_BACKUP_ROW, NULL) != NULL;
}

void
ub_test_wait_backups (UbWindow *window)
{
  ub_test_wait (shows_backup, window, "a backup");
}

void
ub_test_activate (gpointer root, GType type, const char *text)
{
  GtkWidget *widget = ub_test_get (root, type, text);

  g_assert_true (gtk_widget_is_sensitive (widget));
  if (GTK_IS_LIST_BOX_ROW (widget))
    {
      g_assert_true (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget)));
      gtk_widget_grab_focus (widget);
    }
  /* A button that is activated by the keyboard stays down for a moment first. */
  if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  else
    g_assert_true (gtk_widget_activate (widget));
  ub_test_settle ();
}

void
ub_test_primary (UbWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  ub_test_settle ();
}
