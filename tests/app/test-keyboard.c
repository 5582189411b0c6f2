/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keyboard it is: by name, from a file, and what that chooses. */
#include "ub-test.h"

#include "app/model/ub-settings.h"
#include "app/widgets/ub-note.h"

#include "parts/isp-parts.h"
#include "store/keyboards/isp-keyboards.h"

#include <string.h>

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

/* ── the page ── */

typedef struct
{
  GtkListView *list;
  guint n; /* 0: any number */
} Wanted;

static guint
count (GtkListView *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list)));
}

static gboolean
is_filled (gpointer data)
{
  const Wanted *wanted = data;

  return wanted->n > 0 ? count (wanted->list) == wanted->n : count (wanted->list) > 3000;
}

static gboolean
has_list (gpointer data)
{
  return ub_test_find_type (data, GTK_TYPE_LIST_VIEW) != NULL;
}

/* Opens the page, and waits for the whole table. */
static GtkListView *
open_page (UbWindow *window)
{
  Wanted wanted = { 0 };
  GtkWidget *entry;

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Keyboard");
  ub_test_wait_page (window, "keyboard");
  ub_test_wait (has_list, page_of (window), "the list");
  wanted.list = ub_test_find_type (GTK_WIDGET (page_of (window)), GTK_TYPE_LIST_VIEW);
  ub_test_wait (is_filled, &wanted, "the table");
  /* In newer GTK what is inside wants all the height that the list leaves. */
  entry = ub_test_find_type (GTK_WIDGET (page_of (window)), GTK_TYPE_SEARCH_ENTRY);
  g_assert_false (gtk_widget_compute_expand (entry, GTK_ORIENTATION_VERTICAL));
  return wanted.list;
}

static void
search (UbWindow *window, GtkListView *list, const char *text, guint n)
{
  Wanted wanted = { list, n };

  gtk_editable_set_text (ub_test_find_type (GTK_WIDGET (page_of (window)), GTK_TYPE_SEARCH_ENTRY),
                         text);
  ub_test_wait (is_filled, &wanted, text);
}

/* By name, and the chip and the bootloader are chosen. */
static void
test_by_name (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  GtkListView *list = open_page (window);

  ub_test_settle ();
  ub_test_assert_names (page_of (window));
  search (window, list, "iris rev 7", 1);
  g_signal_emit_by_name (list, "activate", 0);
  ub_test_wait_page (window, "setup");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Keyboard"),
                     "Iris Rev. 7 · ATmega32U4 · Atmel DFU");
  g_assert_cmpint (ub_test_get_row_state (page_of (window), "Keyboard"), ==, UB_ROW_READY);
  g_assert_cmpstr (ub_choice_get_part (ub_test_get_choice (window))->id, ==, "atmega32u4");
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==,
                   "atmel-dfu-atmega32u4");
  g_assert_true (ub_choice_is_preset_by_hand (ub_test_get_choice (window)));
  /* And given up again. */
  open_page (window);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "No Keyboard");
  ub_test_wait_page (window, "setup");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Keyboard"), "Not chosen");
  g_assert_null (ub_choice_get_part (ub_test_get_choice (window)));
  g_assert_false (ub_choice_is_preset_by_hand (ub_test_get_choice (window)));
  ub_test_window_free (window);
}

static gboolean
is_empty (gpointer data)
{
  return count (data) == 0;
}

static void
test_no_hit (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  GtkListView *list = open_page (window);
  GtkEditable *entry = ub_test_find_type (GTK_WIDGET (page_of (window)), GTK_TYPE_SEARCH_ENTRY);
  Wanted all = { list, 0 };

  gtk_editable_set_text (entry, "no such keyboard");
  ub_test_wait (is_empty, list, "no hits");
  ub_test_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (list))); /* a sentence stands there */
  g_signal_emit_by_name (entry, "stop-search");
  ub_test_wait (is_filled, &all, "the table");
  g_signal_emit_by_name (entry, "stop-search");
  ub_test_wait_page (window, "setup");
  ub_test_window_free (window);
}

/* ── what it means ── */

static void
choose (UbWindow *window, const char *folder)
{
  g_autoptr (IspKeyboards) known = isp_keyboards_load (NULL);

  ub_choice_set_keyboard (ub_test_get_choice (window), isp_keyboards_by_folder (known, folder));
}

/* Its bootloader is made for several boards: nobody but the person can read what is printed there,
 * and nothing else is suggested. */
static void
test_which_board (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  choose (window, "lily58/rev1");
  g_assert_null (ub_choice_get_preset (ub_test_get_choice (window)));
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Bootloader"),
                     "Caterina · choose by what is printed");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Bootloader");
  ub_test_wait_page (window, "bootloader");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Caterina for Pro Micro 5 V, 16 MHz");
  ub_test_wait_page (window, "setup");
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==,
                   "caterina-promicro16");
  ub_test_window_free (window);
}

static gboolean
has_note (gpointer window)
{
  return ub_test_find_type (GTK_WIDGET (page_of (window)), UB_TYPE_NOTE) != NULL;
}

/* The fuses on the chip say otherwise: both are named, and a click decides. */
static void
test_other_bootloader (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  choose (window, "crkbd/rev1");
  ub_test_wait (has_note, window, "the contradiction"); /* once the chip has answered again */
  g_assert_cmpstr (
      ub_note_get_title (ub_test_find_type (GTK_WIDGET (page_of (window)), UB_TYPE_NOTE)), ==,
      "The Chip Had Another Bootloader");
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==,
                   "caterina-promicro16");
  ub_test_activate (page_of (window), GTK_TYPE_BUTTON, "_Use Atmel DFU");
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==,
                   "atmel-dfu-atmega32u4");
  ub_test_settle ();
  g_assert_null (ub_test_find_type (GTK_WIDGET (page_of (window)), UB_TYPE_NOTE));
  ub_test_window_free (window);
}

/* The same fuses are right for Atmel DFU and QMK DFU: no contradiction. */
static void
test_no_contradiction (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  choose (window, "keebio/iris/rev4");
  ub_test_settle ();
  g_assert_null (ub_test_find_type (GTK_WIDGET (page_of (window)), UB_TYPE_NOTE));
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==,
                   "qmk-dfu-atmega32u4");
  ub_test_window_free (window);
}

/* Another chip on the wires than the keyboard's: it wins by a click only. */
static void
test_other_chip (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  choose (window, "planck/light");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Keyboard"), "AT90USB1286");
  ub_choice_set_part (ub_test_get_choice (window), isp_parts_by_name ("atmega32u4"));
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Keyboard"),
                     "usually with AT90USB1286, but ATmega32U4 is chosen");
  g_assert_cmpint (ub_test_get_row_state (page_of (window), "Keyboard"), ==, UB_ROW_ATTENTION);
  ub_test_window_free (window);
}

/* ── files ── */

static GFile *
write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static void
test_dropped (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  g_autoptr (GFile) file = write_file ("keyboard.json", "{ \"keyboard_name\": \"Mine & Yours\", "
                                                        "\"development_board\": \"elite_c\" }");
  g_autoptr (GFile) bad = write_file ("other.json", "{ \"layers\": [] }");
  g_autoptr (GError) error = NULL;

  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, &error));
  g_assert_no_error (error);
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Keyboard"),
                     "Mine & Yours · ATmega32U4 · Atmel DFU");
  ub_test_wait_sensitive (window);
  g_assert_false (ub_test_drop (window, bad, &error));
  ub_test_assert_in (error->message, "describes no keyboard");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Keyboard"), "Mine & Yours");
  ub_test_window_free (window);
}

/* An ARM is sent away kindly, and nothing can be started. */
static void
test_not_avr (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  g_autoptr (GFile) file = write_file ("rules.mk", "MCU = STM32F303\nBOOTLOADER = stm32-dfu\n");

  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, NULL));
  ub_test_settle ();
  g_assert_cmpstr (
      ub_note_get_title (ub_test_find_type (GTK_WIDGET (page_of (window)), UB_TYPE_NOTE)), ==,
      "This Keyboard Needs No Programmer");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  g_assert_cmpstr (ub_page_get_primary_caption (page_of (window)), ==,
                   "This keyboard needs no programmer");
  ub_test_window_free (window);
}

/* A split keyboard has two halves: what was chosen for the first is right for the second. */
static void
test_another_half (void)
{
  g_autoptr (IspKeyboards) known = isp_keyboards_load (NULL);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbChoice *choice = ub_test_get_choice (window);

  ub_choice_set_keyboard (choice, isp_keyboards_by_folder (known, "keebio/iris/rev7"));
  ub_test_load_firmware (window);
  ub_test_wait_sensitive (window);
  ub_board_start_afresh (ub_window_get_board (window)); /* as Rescue Another does */
  g_assert_cmpstr (ub_choice_get_keyboard (choice)->name, ==, "Iris Rev. 7");
  g_assert_cmpstr (ub_choice_get_part (choice)->id, ==, "atmega32u4");
  g_assert_cmpstr (ub_choice_get_preset (choice)->id, ==, "atmel-dfu-atmega32u4");
  g_assert_nonnull (ub_choice_get_firmware (choice));
  ub_test_wait_sensitive (window);
  ub_test_window_free (window);
}

/* Offered again, not chosen: another keyboard may be on the wires. */
static void
test_chosen_before (void)
{
  static const char *const folders[] = { "keebio/iris/rev7", "crkbd/rev1", "planck/rev6",
                                         "lily58/rev1", "keebio/iris/rev7" };
  g_autoptr (IspKeyboards) known = isp_keyboards_load (NULL);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbChoice *choice = ub_test_get_choice (window);
  g_auto (GStrv) none = ub_settings_get_keyboards ();
  GtkListView *list;

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  open_page (window);
  g_assert_null (ub_test_find (page_of (window), ADW_TYPE_PREFERENCES_GROUP, "Chosen Before"));
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      ub_choice_set_keyboard (choice, isp_keyboards_by_folder (known, folders[i]));
      ub_settings_note_choice (choice);
    }
  ub_test_window_free (window);

  window = ub_test_window_new (UB_TEST_SIM);
  choice = ub_test_get_choice (window);
  g_assert_null (ub_choice_get_keyboard (choice));
  g_assert_true (ub_settings_was_chosen (
      isp_presets_by_id (ub_choice_get_presets (choice), "atmel-dfu-atmega32u4")));
  list = open_page (window);
  /* Three at most. */
  ub_test_get (page_of (window), UB_TYPE_ROW, "Lily58");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Planck");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Corne"));
  search (window, list, "iris rev 7", 1);
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Lily58"));
  gtk_editable_set_text (ub_test_find_type (GTK_WIDGET (page_of (window)), GTK_TYPE_SEARCH_ENTRY),
                         "");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Iris Rev. 7");
  ub_test_wait_page (window, "setup");
  g_assert_cmpstr (ub_choice_get_keyboard (choice)->folder, ==, "keebio/iris/rev7");
  ub_test_window_free (window);
}

/* Where a dialog for files begins. */
static void
test_folder (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/folder/firmware/iris.hex");
  g_autoptr (GFile) folder = NULL;
  g_autofree char *path = NULL;

  g_assert_null (ub_settings_get_folder ());
  ub_settings_note_file (file);
  folder = ub_settings_get_folder ();
  path = g_file_get_path (folder);
  g_assert_cmpstr (path, ==, "/folder/firmware");
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/keyboard/by-name", test_by_name);
  g_test_add_func ("/app/keyboard/no-hit", test_no_hit);
  g_test_add_func ("/app/keyboard/which-board", test_which_board);
  g_test_add_func ("/app/keyboard/other-bootloader", test_other_bootloader);
  g_test_add_func ("/app/keyboard/no-contradiction", test_no_contradiction);
  g_test_add_func ("/app/keyboard/other-chip", test_other_chip);
  g_test_add_func ("/app/keyboard/dropped", test_dropped);
  g_test_add_func ("/app/keyboard/not-avr", test_not_avr);
  g_test_add_func ("/app/keyboard/another-half", test_another_half);
  g_test_add_func ("/app/keyboard/chosen-before", test_chosen_before);
  g_test_add_func ("/app/keyboard/folder", test_folder);
  return g_test_run ();
}
