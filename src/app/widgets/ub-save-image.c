/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-save-image.h"

#include "app/model/ub-save.h"
#include "ub-compat.h"
#include "ub-toast.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *widget;
  const IspImage *image;
  char *name; /* of the chosen file; NULL: not chosen yet */
} Saving;

static Saving *
saving_new (GtkWidget *widget, const IspImage *image, char *name)
{
  Saving *self = g_new (Saving, 1);

  *self = (Saving){ g_object_ref (widget), isp_image_ref (image), name };
  return self;
}

static void
saving_free (gpointer data)
{
  Saving *self = data;

  g_object_unref (self->widget);
  isp_image_unref (self->image);
  g_free (self->name);
  g_free (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  const Saving *self = data;
  g_autoptr (GError) error = NULL;

  if (ub_save_finish (result, &error))
    {
      g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), self->name);

      ub_toast (self->widget, text);
    }
  else
    ub_refuse (self->widget, error->message);
  saving_free (data);
}

static void
chosen_cb (GFile *file, gpointer data)
{
  const Saving *self = data;
  g_autofree char *base = g_file_get_basename (file);

  ub_save_async (self->image, file, saved_cb,
                 saving_new (self->widget, self->image, g_filename_display_name (base)));
}

void
ub_save_image (GtkWidget *widget, const IspImage *image, const char *title, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && image != NULL);
  ub_compat_save_file (GTK_WINDOW (gtk_widget_get_root (widget)), title, name, chosen_cb,
                       saving_new (widget, image, NULL), saving_free);
}
