/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page as in a language that is written from right to left: pictures of things are what they
 * are, everything else begins on the right, and nothing hangs out of the window. */
#include "ub-stages.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-chip-map.h"
#include "app/widgets/ub-wiring-picture.h"

#define WIDTH  900
#define HEIGHT 700

/* Pins and pages stay where they are. */
static gboolean
is_thing (GtkWidget *widget)
{
  return UB_IS_WIRING_PICTURE (widget) || UB_IS_CHIP_MAP (widget);
}

static void
check_inside (GtkWidget *widget, GtkWidget *window, const UbStage *stage)
{
  graphene_rect_t bounds;

  /* Scroll bars lie over the edge. */
  if (!GTK_IS_LABEL (widget) && !GTK_IS_IMAGE (widget) && !GTK_IS_BUTTON (widget) &&
      !is_thing (widget))
    return;
  if (!gtk_widget_compute_bounds (widget, window, &bounds))
    return;
  if (bounds.origin.x < -1 ||
      bounds.origin.x + bounds.size.width > gtk_widget_get_width (window) + 1)
    g_test_fail_printf ("%s, %s: %s reaches from %.0f to %.0f", stage->page, stage->state,
                        G_OBJECT_TYPE_NAME (widget), bounds.origin.x,
                        bounds.origin.x + bounds.size.width);
}

/* An icon in front of a row is on its right, and a title begins there. */
static void
check_row (GtkWidget *row, const UbStage *stage)
{
  GtkWidget *image = ub_test_find_type (row, GTK_TYPE_IMAGE);
  GtkWidget *label = ub_test_find_type (row, GTK_TYPE_LABEL);
  graphene_rect_t bounds;

  if (label == NULL || !gtk_widget_compute_bounds (label, row, &bounds))
    return;
  if (image != NULL && gtk_widget_has_css_class (gtk_widget_get_parent (image), "prefixes"))
    {
      graphene_rect_t icon;

      g_assert_true (gtk_widget_compute_bounds (image, row, &icon));
      if (icon.origin.x < bounds.origin.x)
        g_test_fail_printf ("%s, %s: the icon of “%s” is on the left", stage->page, stage->state,
                            gtk_label_get_text (GTK_LABEL (label)));
    }
}

static void
check_all (GtkWidget *root, GtkWidget *window, const UbStage *stage)
{
  if (!gtk_widget_get_mapped (root))
    return;
  check_inside (root, window, stage);
  if (is_thing (root))
    {
      if (gtk_widget_get_direction (root) != GTK_TEXT_DIR_LTR)
        g_test_fail_printf ("%s, %s: %s is mirrored", stage->page, stage->state,
                            G_OBJECT_TYPE_NAME (root));
      return;
    }
  if (gtk_widget_get_direction (root) != GTK_TEXT_DIR_RTL)
    g_test_fail_printf ("%s, %s: %s goes from left to right", stage->page, stage->state,
                        G_OBJECT_TYPE_NAME (root));
  if (ADW_IS_ACTION_ROW (root))
    check_row (root, stage);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_all (child, window, stage);
}

static void
test_stage (gconstpointer data)
{
  const UbStage *stage = data;
  UbWindow *window = ub_stages_make (stage);

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  ub_test_wait_drawn (window);
  check_all (gtk_window_get_child (GTK_WINDOW (window)), GTK_WIDGET (window), stage);
  ub_stages_free (window);
}

int
main (int argc, char **argv)
{
  const UbStage *stage;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  for (guint i = 0; (stage = ub_stages_get (i)) != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/rtl/%s/%s", stage->page, stage->state);

      g_test_add_data_func (path, stage, test_stage);
    }
  return g_test_run ();
}
