/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-choose.h"

#include "ub-compat.h"
#include "ub-toast.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *widget;
  UbBoard *board;
  UbLoadKind kind;
  const IspPreset *preset;
  UbChosenFunc chosen;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_object_unref (wanted->widget);
  g_object_unref (wanted->board);
  g_free (wanted);
}

static Wanted *
wanted_copy (const Wanted *wanted)
{
  Wanted *copy = g_memdup2 (wanted, sizeof *wanted);

  g_object_ref (copy->widget);
  g_object_ref (copy->board);
  return copy;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GError) error = NULL;

  if (!ub_choice_load_finish (UB_CHOICE (source), result, NULL, &error))
    {
      g_autofree char *text = isp_words_error_text (error, ISP_WORDS_FOR_WINDOW);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        ub_refuse (wanted->widget, text);
    }
  else if (wanted->chosen != NULL && gtk_widget_get_mapped (wanted->widget))
    wanted->chosen (wanted->widget);
  wanted_free (wanted);
}

static void
file_chosen_cb (GFile *file, gpointer data)
{
  const Wanted *wanted = data;

  ub_choice_load_async (ub_board_get_choice (wanted->board), wanted->kind, wanted->preset,
                        ub_board_get_part (wanted->board), file, loaded_cb, wanted_copy (wanted));
}

void
ub_choose_take (GtkWidget *widget, UbBoard *board, UbLoadKind kind, GFile *file,
                UbChosenFunc chosen)
{
  const Wanted wanted = { widget, board, kind, NULL, chosen };

  g_return_if_fail (GTK_IS_WIDGET (widget) && UB_IS_BOARD (board) && G_IS_FILE (file));
  file_chosen_cb (file, (gpointer) &wanted);
}

static char *
make_title (UbLoadKind kind, const IspPreset *preset)
{
  g_autofree char *name = preset != NULL ? isp_preset_get_title (preset) : NULL;

  if (name != NULL)
    return g_strdup_printf (_ ("Choose %s"), name);
  if (kind == UB_LOAD_KEYBOARD)
    return g_strdup (_ ("Choose the Keyboard’s File"));
  if (kind == UB_LOAD_EEPROM)
    return g_strdup (_ ("Choose the EEPROM’s Contents"));
  return g_strdup (kind == UB_LOAD_FIRMWARE ? _ ("Choose Keyboard Firmware")
                                            : _ ("Choose a Bootloader"));
}

void
ub_choose_file (GtkWidget *widget, UbBoard *board, UbLoadKind kind, const IspPreset *preset,
                UbChosenFunc chosen)
{
  const Wanted wanted = { widget, board, kind, preset, chosen };
  g_autofree char *title = make_title (kind, preset);

  g_return_if_fail (GTK_IS_WIDGET (widget) && UB_IS_BOARD (board));
  ub_compat_choose_file (GTK_WINDOW (gtk_widget_get_root (widget)), title, file_chosen_cb,
                         wanted_copy (&wanted), wanted_free);
}
