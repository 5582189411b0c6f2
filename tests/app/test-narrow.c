/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page in German, with letters of twice the size, on the narrowest screen: nothing is wider
 * than the screen, and no text is cut off. */
#include "ub-stages.h"

#include "app/pages/ub-page-flash.h"

#include <glib/gi18n.h>

#define WIDTH  360
#define HEIGHT 640

static gboolean
is_cut (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) &&
         pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)));
}

static void
assert_whole (GtkWidget *root, const UbStage *stage)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return;
  if (is_cut (root))
    g_test_fail_printf ("%s, %s: “%s” is cut off", stage->page, stage->state,
                        gtk_label_get_text (GTK_LABEL (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_whole (child, stage);
}

static int
get_min_width (GtkWidget *widget)
{
  int width = 0;

  if (GTK_IS_WINDOW (widget) || gtk_widget_should_layout (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return width;
}

/* From the window down to what makes it so wide. */
static char *
find_widest (GtkWidget *root)
{
  g_autoptr (GString) way = g_string_new (G_OBJECT_TYPE_NAME (root));

  for (GtkWidget *next = root; next != NULL; root = next)
    {
      next = NULL;
      for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (next == NULL || get_min_width (child) > get_min_width (next))
          next = child;
      if (next != NULL)
        g_string_append_printf (way, " > %s %d", G_OBJECT_TYPE_NAME (next), get_min_width (next));
    }
  if (GTK_IS_LABEL (root))
    g_string_append_printf (way, " “%s”", gtk_label_get_text (GTK_LABEL (root)));
  return g_string_free (g_steal_pointer (&way), FALSE);
}

static void
test_stage (gconstpointer data)
{
  const UbStage *stage = data;
  UbWindow *window = ub_stages_make (stage);

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  ub_test_wait_drawn (window);
  if (get_min_width (GTK_WIDGET (window)) > WIDTH)
    {
      g_autofree char *way = find_widest (GTK_WIDGET (window));

      g_test_fail_printf ("%s, %s: too wide: %s", stage->page, stage->state, way);
    }
  assert_whole (GTK_WIDGET (window), stage);
  ub_stages_free (window);
}

int
main (int argc, char **argv)
{
  const UbStage *stage;
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "..", "po", NULL);

  g_setenv ("UNBRICK_LOCALE_DIR", folder, TRUE);
  g_setenv ("LANGUAGE", "de", TRUE);
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_assert_cmpstr (_ ("Needs attention"), ==, "Braucht Aufmerksamkeit");
  /* A phone’s: where there are more buttons, screens are wider. */
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, "gtk-decoration-layout",
                ":close", NULL);
  for (guint i = 0; (stage = ub_stages_get (i)) != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/narrow/%s/%s", stage->page, stage->state);

      g_test_add_data_func (path, stage, test_stage);
    }
  return g_test_run ();
}
