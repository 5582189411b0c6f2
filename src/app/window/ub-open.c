/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-open.h"

#include "app/model/ub-backups.h"
#include "app/pages/ub-page-backups.h"
#include "app/widgets/ub-toast.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

typedef struct
{
  UbNavigation *navigation;
  GtkWidget *window;
  GFile *file;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_object_unref (self->navigation);
  g_object_unref (self->window);
  g_object_unref (self->file);
  g_free (self);
}

/* The window may have been closed in the meantime. how: ub_toast, ub_refuse. */
static void
say (const Opening *self, void (*how) (GtkWidget *, const char *), const char *text)
{
  if (text != NULL && gtk_widget_get_visible (self->window))
    how (self->window, text);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  if (ub_choice_load_finish (UB_CHOICE (source), result, &notice, &error))
    say (data, ub_toast, notice);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = isp_words_error_text (error, ISP_WORDS_FOR_WINDOW);

      say (data, ub_refuse, text);
    }
  opening_free (data);
}

static void
choose (Opening *self)
{
  UbBoard *board = ub_navigation_get_board (self->navigation);

  ub_choice_load_async (ub_board_get_choice (board), UB_LOAD_ANY, NULL, ub_board_get_part (board),
                        self->file, loaded_cb, self);
}

static void
show_backup (const Opening *self, const char *folder)
{
  ub_navigation_go (self->navigation, "backups");
  ub_page_backups_select (UB_PAGE_BACKUPS (ub_navigation_get_page (self->navigation)), folder);
}

/* FALSE: that was said. */
static gboolean
check_idle (const Opening *self)
{
  if (!ub_board_is_busy (ub_navigation_get_board (self->navigation)))
    return TRUE;
  say (self, ub_toast, _ ("Busy until this is done"));
  return FALSE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *self = data;
  g_autofree char *folder = ub_backups_find_finish (result);

  if (gtk_widget_get_visible (self->window) && check_idle (self))
    {
      if (folder == NULL)
        {
          choose (self);
          return;
        }
      show_backup (self, folder);
    }
  opening_free (self);
}

void
ub_open (UbNavigation *navigation, GtkWidget *window, GFile *file)
{
  Opening *self;

  g_return_if_fail (UB_IS_NAVIGATION (navigation) && GTK_IS_WIDGET (window) && G_IS_FILE (file));
  self = g_new (Opening, 1);
  *self = (Opening){ g_object_ref (navigation), g_object_ref (window), g_object_ref (file) };
  if (check_idle (self))
    ub_backups_find_async (file, found_cb, self);
  else
    opening_free (self);
}
