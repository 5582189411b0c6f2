/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wires, the page: where they go at a bare chip, before anything is plugged in, and what is said
 * when that is not known. */
#include "ub-test.h"

#include "app/widgets/ub-wiring-picture.h"

#include "parts/isp-parts.h"

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

static void
select_row (UbWindow *window, const char *title, guint at)
{
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (ub_test_get (page_of (window), ADW_TYPE_COMBO_ROW, title)), at);
  ub_test_settle ();
}

/* The last of the ways in which a keyboard's pins may look. */
static void
select_bare_chip (UbWindow *window)
{
  AdwComboRow *row = ADW_COMBO_ROW (ub_test_get (page_of (window), ADW_TYPE_COMBO_ROW, "Keyboard"));

  select_row (window, "Keyboard", g_list_model_get_n_items (adw_combo_row_get_model (row)) - 1);
}

static void
choose_part (UbWindow *window, const char *part)
{
  ub_choice_set_part (ub_test_get_choice (window), isp_parts_by_name (part));
  ub_test_settle ();
}

static UbWindow *
open_page (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_window_go (window, "wiring");
  select_bare_chip (window);
  return window;
}

/* What of an open list takes the focus, of GTK’s own type. */
static guint
count_named_items (GtkWidget *root)
{
  const gboolean is_item = g_str_equal (G_OBJECT_TYPE_NAME (root), "GtkListItemWidget");
  guint n = 0;

  if (is_item && gtk_widget_get_mapped (root))
    {
      gtk_test_accessible_assert_property (
          GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL,
          gtk_label_get_text (ub_test_find_type (root, GTK_TYPE_LABEL)));
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_named_items (child);
  return n;
}

static void
test_open_list (void)
{
  UbWindow *window = open_page ();
  GtkWidget *row = ub_test_get (page_of (window), ADW_TYPE_COMBO_ROW, "Keyboard");

  g_assert_cmpuint (count_named_items (row), ==, 0);
  adw_action_row_activate (ADW_ACTION_ROW (row));
  ub_test_settle ();
  g_assert_cmpuint (count_named_items (row), ==,
                    g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))));
  gtk_popover_popdown (ub_test_find_type (row, GTK_TYPE_POPOVER));
  ub_test_settle (); /* GTK asks for the pointer of what goes */
  ub_test_window_free (window);
}

static void
test_by_hand (void)
{
  UbWindow *window = open_page ();

  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "Chip"), ==,
                   "Choose what is printed on it");
  g_assert_null (ub_test_find (page_of (window), ADW_TYPE_COMBO_ROW, "How It Looks"));
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "SCLK"), ==,
                   "Pin 15, to SCLK of the keyboard");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Chip");
  ub_test_wait_page (window, "part");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "ATmega328P");
  ub_test_wait_page (window, "wiring");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "Chip"), ==, "ATmega328P");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "SCLK"), ==,
                   "Pin 15, to pin 19 of the chip (SCK, PB5)");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "GND"), ==,
                   "Pin GND, to pin 8 or 22 of the chip (GND)");
  ub_test_window_free (window);
}

/* How the chip looks is remembered for the picture on Set Up as well, and given up for another
 * chip. */
static void
test_package (void)
{
  UbWindow *window = open_page ();
  UbChoice *choice = ub_test_get_choice (window);
  const IspPart *part = isp_parts_by_name ("atmega328p");

  choose_part (window, "atmega328p");
  select_row (window, "How It Looks", 1);
  g_assert_cmpint (ub_choice_get_package (choice, part)->shape, ==, ISP_PACKAGE_TQFP);
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "SCLK"), ==,
                   "Pin 15, to pin 17 of the chip (SCK, PB5)");
  choose_part (window, "atmega32u4");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "RESET"), ==,
                   "Pin 10, to pin 13 of the chip (RESET)");
  ub_test_window_free (window);
}

static void
test_unknown (void)
{
  UbWindow *window = open_page ();

  choose_part (window, "atmega128rfa1");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Chip"), "is not known here");
  g_assert_cmpint (ub_test_get_row_state (page_of (window), "Chip"), ==, UB_ROW_ATTENTION);
  g_assert_null (ub_test_find (page_of (window), ADW_TYPE_COMBO_ROW, "How It Looks"));
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "SCLK"), ==,
                   "Pin 15, to B1 of the keyboard’s chip");
  ub_test_window_free (window);
}

/* ── where the wires end ── */

static void
choose_keyboard (UbWindow *window, const char *board)
{
  g_autoptr (IspKeyboard) keyboard = isp_keyboard_new ();

  keyboard->name = g_strdup ("Mine");
  keyboard->mcu = g_strdup ("atmega32u4");
  keyboard->bootloader = g_strdup ("caterina");
  keyboard->board = g_strdup (board);
  ub_choice_set_keyboard (ub_test_get_choice (window), keyboard);
  ub_test_settle ();
}

static const char *
get_target (UbWindow *window)
{
  AdwComboRow *row = ADW_COMBO_ROW (ub_test_get (page_of (window), ADW_TYPE_COMBO_ROW, "Keyboard"));

  return gtk_string_object_get_string (adw_combo_row_get_selected_item (row));
}

/* The controller of the keyboard, or the one that its bootloader is for. What is chosen stays. */
static void
test_target (void)
{
  static const struct
  {
    const char *board, *preset, *target;
  } rows[] = {
    { "promicro", NULL, "Pro Micro or Elite-C" },
    { "elite_c", NULL, "Pro Micro or Elite-C" },
    { "proton_c", NULL, "Signal names" },
    { NULL, "caterina-promicro8", "Pro Micro or Elite-C" },
    { NULL, "caterina-leonardo", "Signal names" },
  };
  UbWindow *window = ub_test_window_new (NULL);
  UbChoice *choice = ub_test_get_choice (window);

  ub_window_go (window, "wiring");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].board != NULL)
        choose_keyboard (window, rows[i].board);
      else
        {
          ub_choice_set_keyboard (choice, NULL);
          ub_choice_choose_preset (
              choice, isp_presets_by_id (ub_choice_get_presets (choice), rows[i].preset));
        }
      ub_test_settle ();
      g_assert_cmpstr (get_target (window), ==, rows[i].target);
    }
  choose_keyboard (window, "promicro");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "RESET"), ==,
                   "Pin 10, to pin RST of the Pro Micro or Elite-C (RESET)");
  select_row (window, "Keyboard", 1);
  choose_keyboard (window, "elite_c");
  g_assert_cmpstr (get_target (window), ==, "6-pin header");
  select_row (window, "Keyboard", 0);
  g_assert_cmpstr (get_target (window), ==, "Signal names");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/wiring-page/open-list", test_open_list);
  g_test_add_func ("/wiring-page/by-hand", test_by_hand);
  g_test_add_func ("/wiring-page/package", test_package);
  g_test_add_func ("/wiring-page/unknown", test_unknown);
  g_test_add_func ("/wiring-page/target", test_target);
  return g_test_run ();
}
