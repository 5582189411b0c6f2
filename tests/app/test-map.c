/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip map: its geometry, its cursor, and what Review, Flash and Failed show on it. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-chip-map.h"
#include "app/widgets/ub-map-card.h"

#include "parts/isp-parts.h"

static void
assert_grid (guint n_pages, int room, guint columns, guint rows, int cell)
{
  const UbMapGrid grid = ub_map_grid_fit (n_pages, room);

  g_assert_cmpuint (grid.columns, ==, columns);
  g_assert_cmpuint (grid.rows, ==, rows);
  g_assert_cmpint (grid.cell, ==, cell);
}

static void
test_grid (void)
{
  assert_grid (256, 560, 32, 8, 17);
  assert_grid (256, 280, 16, 16, 17);
  assert_grid (512, 560, 32, 16, 17);
  assert_grid (512, 280, 16, 32, 9);
  assert_grid (1024, 590, 64, 16, 9);
  assert_grid (1024, 280, 32, 32, 8);
  assert_grid (8, 560, 16, 1, 18);
  assert_grid (1024, 10, 16, 64, 1); /* no width is too small to draw something */
}

static UbMapCard *
card_of (UbWindow *window)
{
  return UB_MAP_CARD (ub_test_get (ub_window_get_page (window), UB_TYPE_MAP_CARD, NULL));
}

/* The rows of As Text. */
static void
assert_text (UbWindow *window, const char *first, const char *second)
{
  UbMapCard *card = card_of (window);
  GtkWidget *expander = ub_test_get (card, ADW_TYPE_EXPANDER_ROW, NULL);

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (card)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  ub_test_settle ();
  ub_test_get (card, ADW_TYPE_ACTION_ROW, first);
  ub_test_get (card, ADW_TYPE_ACTION_ROW, second);
}

static float
get_bottom (UbWindow *window, gpointer widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &bounds));
  return bounds.origin.y + bounds.size.height;
}

/* On a phone what a person can do next is in sight, and the map comes after it. */
static void
assert_in_sight (UbWindow *window, const char *row_title)
{
  GtkWidget *row = ub_test_get (ub_window_get_page (window), UB_TYPE_ROW, row_title);

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  ub_test_wait_drawn (window);
  g_assert_cmpfloat (get_bottom (window, row), <, get_bottom (window, ub_window_get_page (window)));
  g_assert_cmpfloat (get_bottom (window, row), <, get_bottom (window, card_of (window)));
}

static void
test_review_to_done (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  assert_text (window, "0x0000–0x6FFF · 28 KB · to erase",
               "0x7000–0x7FFF · boot section · 32 pages · to write");
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  assert_text (window, "0x0000–0x6FFF · 28 KB · blank",
               "0x7000–0x7FFF · boot section · 32 pages · verified");
  assert_in_sight (window, "Plug the Keyboard In");
  ub_test_window_free (window);
}

static void
test_failed (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM "&fault=page", NULL);

  ub_test_primary (window);
  ub_test_wait_page (window, "failed");
  assert_text (window, "0x0000–0x6FFF · 28 KB · blank",
               "0x7000–0x707F · boot section · 1 page · wrong");
  assert_in_sight (window, "Check the Wires");
  assert_in_sight (window, "Restore the Backup");
  ub_test_window_free (window);
}

/* While a job runs, the legend explains what is on the map now. */
static void
test_legend (void)
{
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  g_autoptr (IspMap) map = isp_map_new (part, (IspRange){ 0x7000, 0x8000 });
  GtkWidget *window = gtk_window_new ();
  UbMapCard *card = g_object_new (UB_TYPE_MAP_CARD, NULL);

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (card));
  isp_map_mark (map, (IspRange){ 0x7000, 0x8000 }, ISP_PAGE_TO_WRITE);
  ub_map_card_set_map (card, map, part, ISP_MAP_PLANNED);
  gtk_window_present (GTK_WINDOW (window));
  ub_test_settle ();
  ub_test_get (card, GTK_TYPE_LABEL, "to write");
  g_assert_null (ub_test_find (card, GTK_TYPE_LABEL, "verified"));
  isp_map_mark (map, (IspRange){ 0x7000, 0x7400 }, ISP_PAGE_VERIFIED);
  ub_map_card_refresh (card, FALSE);
  ub_test_get (card, GTK_TYPE_LABEL, "verified");
  isp_map_mark (map, (IspRange){ 0x7400, 0x8000 }, ISP_PAGE_VERIFIED);
  ub_map_card_refresh (card, FALSE);
  g_assert_null (ub_test_find (card, GTK_TYPE_LABEL, "to write"));
  /* Of the same map, after the job. */
  isp_map_mark (map, (IspRange){ 0x7400, 0x8000 }, ISP_PAGE_TO_WRITE);
  ub_map_card_set_map (card, map, part, ISP_MAP_ENDED);
  ub_test_get (card, GTK_TYPE_LABEL, "not written");
  g_assert_null (ub_test_find (card, GTK_TYPE_LABEL, "to write"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
move (UbChipMap *map, guint key)
{
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (map));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
    }
  g_object_unref (controllers);
}

/* The line under the map names the page that the arrow keys lead to. */
static void
test_cursor (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  UbMapCard *card = card_of (window);
  UbChipMap *map = UB_CHIP_MAP (ub_map_card_get_focus (card));

  ub_test_get (card, GTK_TYPE_LABEL, "32 KB of flash in 256 pages of 128 bytes");
  gtk_widget_grab_focus (GTK_WIDGET (map));
  ub_test_settle ();
  ub_test_get (card, GTK_TYPE_LABEL, "0x0000–0x007F · to erase");
  move (map, GDK_KEY_Left);
  g_assert_cmpint (ub_chip_map_get_cursor (map), ==, 0);
  move (map, GDK_KEY_End);
  ub_test_get (card, GTK_TYPE_LABEL, "0x7F80–0x7FFF · boot section · to write");
  move (map, GDK_KEY_Down);
  g_assert_cmpint (ub_chip_map_get_cursor (map), ==, 255);
  move (map, GDK_KEY_Left);
  g_assert_cmpint (ub_chip_map_get_cursor (map), ==, 254);
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/map/grid", test_grid);
  g_test_add_func ("/map/review-to-done", test_review_to_done);
  g_test_add_func ("/map/failed", test_failed);
  g_test_add_func ("/map/legend", test_legend);
  g_test_add_func ("/map/cursor", test_cursor);
  return g_test_run ();
}
