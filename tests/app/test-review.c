/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Review: everything that will happen, what is dangerous about it, and the ways out. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/ub-application.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-step-list.h"

#include "words/isp-words.h"

#include <string.h>

/* On its own oscillator, and firmware first: most of Atmel DFU's fuses are still to be set. */
#define NEW_CHIP "sim:atmega32u4?lfuse=62&hfuse=9B&efuse=F8&speed=0"
#define LOCKED   UB_TEST_SIM "&fault=locked"

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

static guint
count_rows (GtkWidget *root)
{
  guint n = ADW_IS_ACTION_ROW (root) && gtk_widget_get_visible (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static const IspPlan *
plan_of (UbWindow *window)
{
  return ub_board_get_plan (board_of (window));
}

/* The notes on the page in their order; element: UbNote *. */
static void
collect_notes (GtkWidget *root, GPtrArray *notes)
{
  if (!gtk_widget_get_visible (root))
    return;
  if (UB_IS_NOTE (root))
    g_ptr_array_add (notes, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_notes (child, notes);
}

static GPtrArray *
get_notes (UbWindow *window)
{
  GPtrArray *notes = g_ptr_array_new ();

  collect_notes (GTK_WIDGET (page_of (window)), notes);
  return notes;
}

static void
answer_everything (UbWindow *window)
{
  g_autoptr (GPtrArray) notes = get_notes (window);

  for (guint i = 0; i < notes->len; i++)
    {
      GtkWidget *check = ub_test_find (notes->pdata[i], GTK_TYPE_CHECK_BUTTON, NULL);

      if (check != NULL)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
    }
  ub_test_settle ();
}

/* Firmware so long that it runs into the boot section: a byte there is enough. */
static GFile *
make_long_firmware (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "long.hex", NULL);

  g_assert_true (g_file_set_contents (
      path, ":0400000055555555A8\n:047100005555555537\n:00000001FF\n", -1, NULL));
  return g_file_new_for_path (path);
}

/* ── what will happen ── */

static void
test_steps (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  UbPage *page = page_of (window);

  g_assert_cmpstr (ub_page_get_title (page), ==, "Review");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Review · Rehearsal – Unbrick");
  ub_test_get (page, GTK_TYPE_LABEL, "What Will Happen");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Save a Backup"), ==,
                   "Flash 32 KB, EEPROM 1 KB and all fuses");
  ub_test_assert_in (ub_test_get_subtitle (page, "Erase the Chip"), "the EEPROM is restored");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Write Atmel DFU"), ==,
                   "4 KB at 0x7000, read back and compared");
  ub_test_assert_in (ub_test_get_subtitle (page, "Restore the EEPROM"), "From the backup");
  ub_test_assert_in (ub_test_get_subtitle (page, "Leave the Fuses"), "already match Atmel DFU");
  /* As many as the progress counts: fuses that stay are no step. */
  g_assert_cmpuint (count_rows (ub_test_get (page, UB_TYPE_STEP_LIST, NULL)), ==,
                    ub_step_list_count (plan_of (window), plan_of (window)->steps->len));
  g_assert_null (ub_test_find (page, GTK_TYPE_LABEL, "What You Can Do"));
  g_assert_cmpstr (ub_page_get_primary_label (page), ==, "_Write");
  g_assert_cmpstr (ub_page_get_primary_class (page), ==, "suggested-action");
  g_assert_true (ub_page_get_primary_sensitive (page));
  g_assert_cmpstr (ub_page_get_primary_caption (page), ==, "Nothing has been written yet");
  ub_test_assert_names (page);
  ub_test_window_free (window);
}

/* What answered is forgotten, as when the programmer is unplugged, and asked again. */
static void
test_plugged_in_again (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_contact_forget (ub_board_get_contact (ub_window_get_board (window)));
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  /* Still there to be read. */
  ub_test_get (page_of (window), UB_TYPE_ROW, "Save a Backup");
  ub_test_wait_sensitive (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "review");
  ub_test_window_free (window);
}

/* A row that only says something can be read with Tab, and does nothing. */
static void
test_rows_are_stops (void)
{
  UbWindow *window = ub_test_window_new_reviewed (NEW_CHIP, "atmel-dfu-atmega32u4");
  GtkWidget *row = ub_test_get (page_of (window), UB_TYPE_ROW, "Save a Backup");

  g_assert_true (gtk_widget_get_focusable (row));
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  ub_test_window_free (window);
}

/* Every field of the plan: its name, both values in words, and the bytes. */
static void
test_fuses (void)
{
  UbWindow *window = ub_test_window_new_reviewed (NEW_CHIP, "atmel-dfu-atmega32u4");
  UbPage *page = page_of (window);
  const IspPlan *plan = plan_of (window);
  const char *const letters[] = { "L", "H", "E", "Lock" };

  g_assert_no_error (plan->error);
  g_assert_cmpuint (plan->changes->len, >=, 2);
  ub_test_get (page, GTK_TYPE_LABEL, "Fuses");
  for (guint i = 0; i < plan->changes->len; i++)
    {
      const IspFieldChange *change = &g_array_index (plan->changes, IspFieldChange, i);
      g_autofree char *before = isp_words_field_value (plan->part, change->field, change->before);
      g_autofree char *after = isp_words_field_value (plan->part, change->field, change->after);
      g_autofree char *words = g_strdup_printf ("%s → %s", before, after);
      g_autofree char *hex = g_strdup_printf (
          "%s\u00A0%02X\u00A0→\u00A0%02X", letters[change->byte],
          plan->fuses_before.value[change->byte], plan->fuses_after.value[change->byte]);
      g_autofree char *spoken = g_strdup_printf ("%s, %s", words, hex);
      GtkWidget *row = ub_test_get (page, UB_TYPE_ROW, isp_words_field_title (change->field));

      g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, words);
      ub_test_get (row, GTK_TYPE_LABEL, hex);
      /* The bytes belong to what is read out, too. */
      gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken);
    }
  ub_test_window_free (window);
}

/* ── hazards ── */

static void
test_warnings (void)
{
  UbWindow *window = ub_test_window_new_reviewed (NEW_CHIP, "atmel-dfu-atmega32u4");
  UbPage *page = page_of (window);
  g_autoptr (GPtrArray) notes = get_notes (window);
  GtkWidget *first, *row;
  guint n = 0;

  for (guint i = 0; i < plan_of (window)->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan_of (window)->hazards, IspHazard, i);

      if (hazard->severity != ISP_SEVERITY_WARNING)
        continue;
      g_assert_cmpuint (n, <, notes->len);
      g_assert_cmpstr (ub_note_get_title (notes->pdata[n]), ==, isp_words_hazard_title (hazard));
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, ==, notes->len);
  g_assert_false (ub_page_get_primary_sensitive (page));
  g_assert_cmpstr (ub_page_get_primary_caption (page), ==, "Tick the box above first");
  ub_test_primary (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "review");

  /* Answering leaves every widget where it is, and the focus with them. */
  first = ub_test_get (notes->pdata[0], GTK_TYPE_CHECK_BUTTON, NULL);
  row = ub_test_get (page, UB_TYPE_ROW, "Save a Backup");
  g_assert_true (gtk_widget_grab_focus (first));
  answer_everything (window);
  g_assert_true (ub_test_get (page, GTK_TYPE_CHECK_BUTTON, NULL) == first);
  g_assert_true (ub_test_get (page, UB_TYPE_ROW, "Save a Backup") == row);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == first);
  g_assert_true (ub_page_get_primary_sensitive (page));
  g_assert_cmpstr (ub_page_get_primary_caption (page), ==, "Nothing has been written yet");
  ub_test_assert_names (page);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (first), FALSE);
  ub_test_settle ();
  g_assert_false (ub_page_get_primary_sensitive (page));
  ub_test_window_free (window);
}

/* The answers are void after another choice, also where the plan then looks the same as before: no
 * box may stay ticked that does not count. */
static void
test_answers_are_forgotten (void)
{
  UbWindow *window = ub_test_window_new_reviewed (NEW_CHIP, "atmel-dfu-atmega32u4");

  answer_everything (window);
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_choice_set_backup (ub_test_get_choice (window), FALSE);
  ub_choice_set_backup (ub_test_get_choice (window), TRUE);
  ub_window_go (window, "review");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  g_assert_false (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (ub_test_get (page_of (window), GTK_TYPE_CHECK_BUTTON, NULL))));
  answer_everything (window);
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  ub_test_window_free (window);
}

/* ── refused plans ── */

static UbWindow *
make_refused (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  g_autoptr (GFile) firmware = make_long_firmware ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ub_test_load (window, UB_LOAD_FIRMWARE, NULL, firmware, &error));
  g_assert_no_error (error);
  ub_test_settle ();
  return window;
}

static void
test_refused (void)
{
  UbWindow *window = make_refused ();
  UbPage *page = page_of (window);
  g_autoptr (GPtrArray) notes = get_notes (window);

  g_assert_false (ub_page_get_primary_sensitive (page));
  ub_test_assert_in (ub_page_get_primary_caption (page), "nothing will be written");
  g_assert_cmpuint (notes->len, >=, 1);
  g_assert_cmpstr (ub_note_get_title (notes->pdata[0]), ==,
                   "The Firmware Runs into the Bootloader");
  g_assert_true (gtk_widget_has_css_class (notes->pdata[0], "error-box"));
  g_assert_null (ub_test_find (notes->pdata[0], GTK_TYPE_CHECK_BUTTON, NULL));
  ub_test_get (page, GTK_TYPE_LABEL, "What You Can Do");
  ub_test_assert_in (ub_test_get_subtitle (page, "Choose Other Firmware…"), "long.hex");
  /* None of it happens. */
  g_assert_null (ub_test_find (page, GTK_TYPE_LABEL, "What Will Happen"));
  g_assert_null (ub_test_find (page, UB_TYPE_ROW, "Erase the Chip"));
  ub_test_primary (window);
  g_assert_false (ub_board_is_busy (board_of (window)));
  ub_test_assert_names (page);

  ub_test_activate (page, UB_TYPE_ROW, "Write Only the Bootloader");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "review");
  g_assert_null (ub_choice_get_firmware (ub_test_get_choice (window)));
  g_assert_true (ub_page_get_primary_sensitive (page));
  ub_test_get (page, UB_TYPE_ROW, "Erase the Chip");
  g_assert_null (ub_test_find (page, GTK_TYPE_LABEL, "What You Can Do"));
  ub_test_window_free (window);
}

static void
test_other_bootloader (void)
{
  UbWindow *window = make_refused ();

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Choose Another Bootloader");
  ub_test_wait_page (window, "bootloader");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_wait_page (window, "review");
  ub_test_window_free (window);
}

/* ── locked ── */

static void
test_locked (void)
{
  UbWindow *window = ub_test_window_new_reviewed (LOCKED, "atmel-dfu-atmega32u4");
  UbPage *page = page_of (window);
  g_autoptr (GtkWidget) proposed = NULL;
  gpointer dialog;

  g_assert_false (ub_page_get_primary_sensitive (page));
  ub_test_activate (page, UB_TYPE_ROW, "Continue Without a Backup");
  g_assert_cmpstr (ub_page_get_primary_label (page), ==, "_Erase and Write");
  g_assert_cmpstr (ub_page_get_primary_class (page), ==, "destructive-action");
  g_assert_false (ub_page_get_primary_sensitive (page));
  g_assert_null (ub_test_find (page, UB_TYPE_ROW, "Save a Backup"));
  answer_everything (window);
  g_assert_true (ub_page_get_primary_sensitive (page));

  ub_test_primary (window);
  dialog = ub_test_wait_dialog (window);
  g_object_get (dialog, "default-widget", &proposed, NULL);
  g_assert_null (proposed);
  ub_test_get (dialog, GTK_TYPE_LABEL, "Erase Without a Backup?");
  ub_test_activate (dialog, GTK_TYPE_BUTTON, "_Cancel");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "review");
  g_assert_false (ub_board_is_busy (board_of (window)));

  ub_test_primary (window);
  ub_test_activate (ub_test_wait_dialog (window), GTK_TYPE_BUTTON, "_Erase and Write");
  ub_test_wait_page (window, "done");
  /* The next keyboard gets its backup again. */
  ub_test_primary (window);
  g_assert_true (ub_choice_get_backup (ub_test_get_choice (window)));
  ub_test_window_free (window);
}

/* ── keys ── */

static gboolean
press_escape (UbWindow *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));
  gboolean used = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !used; i++)
    {
      g_autoptr (GObject) each = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (each))
        g_signal_emit_by_name (each, "key-pressed", GDK_KEY_Escape, 0, 0, &used);
    }
  ub_test_settle ();
  return used;
}

static void
test_keys (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (window)));
  g_assert_true (press_escape (window));
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_false (press_escape (window));
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  ub_test_window_free (window);
}

static void
assert_accel (GtkApplication *app, const char *accel, const char *action)
{
  g_auto (GStrv) actions = gtk_application_get_actions_for_accel (app, accel);

  g_assert_cmpstr (actions[0], ==, action);
}

static void
test_accels (void)
{
  g_autoptr (GtkApplication) app = GTK_APPLICATION (ub_application_new ());
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) enter = NULL;

  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  assert_accel (app, "<Control>Return", "win.primary-by-key");
  assert_accel (app, "<Control><Shift>c", "win.copy-report");
  assert_accel (app, "<Alt>Left", "win.back");
  enter = gtk_application_get_actions_for_accel (app, "Return");
  g_assert_null (enter[0]);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/app/review/steps", test_steps);
  g_test_add_func ("/app/review/plugged-in-again", test_plugged_in_again);
  g_test_add_func ("/app/review/rows-are-stops", test_rows_are_stops);
  g_test_add_func ("/app/review/fuses", test_fuses);
  g_test_add_func ("/app/review/warnings", test_warnings);
  g_test_add_func ("/app/review/answers-are-forgotten", test_answers_are_forgotten);
  g_test_add_func ("/app/review/refused", test_refused);
  g_test_add_func ("/app/review/other-bootloader", test_other_bootloader);
  g_test_add_func ("/app/review/locked", test_locked);
  g_test_add_func ("/app/review/keys", test_keys);
  g_test_add_func ("/app/review/accels", test_accels);
  return g_test_run ();
}
