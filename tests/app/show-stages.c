/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of the window on every page: show-stages FOLDER WIDTH HEIGHT PERCENT [ltr|rtl [PAGE]],
 * the percent of the letters; rtl as in a language that is written from right to left; of one page
 * alone. LANGUAGE and ADW_DEBUG_COLOR_SCHEME are heeded. */
#include "ub-stages.h"

#include "app/pages/ub-page-flash.h"

#include <stdlib.h>

static gboolean
set_cb (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

/* Layouts and states come to rest. */
static void
rest (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, set_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* NULL: nothing is drawn yet. */
static GskRenderNode *
draw (UbWindow *window)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  return gtk_snapshot_to_node (snapshot);
}

static void
take (UbWindow *window, const char *path)
{
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  while ((node = draw (window)) == NULL)
    rest (50);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s cannot be written", path);
  g_print ("%s\n", path);
}

int
main (int argc, char **argv)
{
  const UbStage *stage;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  if (argc < 5 || argc > 7)
    g_error ("show-stages FOLDER WIDTH HEIGHT PERCENT [ltr|rtl [PAGE]]");
  if (argc > 5 && g_str_equal (argv[5], "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", atoi (argv[4]) * 96 * 1024 / 100, NULL);
  for (guint i = 0; (stage = ub_stages_get (i)) != NULL; i++)
    {
      UbWindow *window;
      g_autofree char *path =
          g_strdup_printf ("%s/%02u-%s-%s.png", argv[1], i, stage->page, stage->state);

      if (argc > 6 && !g_str_equal (argv[6], stage->page))
        continue;
      window = ub_stages_make (stage);

      gtk_window_set_default_size (GTK_WINDOW (window), atoi (argv[2]), atoi (argv[3]));
      rest (400);
      take (window, path);
      ub_stages_free (window);
    }
  return 0;
}
