/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware over USB: the keyboard in its bootloader, as soon as it is there, and what goes on it.
 */
#include "config.h"

#include "ub-page.h"
#include "ub-ways-on.h"

#include "app/widgets/ub-bootloader.h"
#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-recent.h"
#include "app/widgets/ub-step-list.h"
#include "app/widgets/ub-told-chip.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageInstall, ub_page_install, UB, PAGE_INSTALL, UbPage)

struct _UbPageInstall
{
  UbPage parent_instance;

  UbNote *note;
  UbRow *keyboard_row, *firmware_row;
  UbRecent *recent;
  UbToldChip *told_chip;
  GtkWidget *unfinished; /* how to continue an interrupted job */
  UbStepList *steps;
};

G_DEFINE_FINAL_TYPE (UbPageInstall, ub_page_install, UB_TYPE_PAGE)

/* ── what is shown ── */

static void
update_firmware (UbPageInstall *self, UbBoard *board)
{
  const IspImageFile *firmware = ub_choice_get_firmware (ub_board_get_choice (board));
  g_autofree char *size =
      firmware != NULL ? isp_words_size (isp_image_get_size (firmware->flash)) : NULL;
  g_autofree char *text =
      firmware != NULL ? g_strdup_printf ("%s · %s", firmware->title, size) : NULL;

  ub_row_set_text (self->firmware_row,
                   text != NULL ? text : _ ("A .hex, .bin or .elf file of your keyboard"));
  ub_recent_offer (self->recent, GTK_WIDGET (self), board, UB_LOAD_FIRMWARE, NULL);
  ub_row_set_state (self->firmware_row, firmware != NULL ? UB_ROW_READY : UB_ROW_NONE);
}

static void
update_note (UbPageInstall *self, UbBoard *board)
{
  ub_note_set_extra (self->note, NULL);
  ub_bootloader_show_note (self->note, board, UB_BOOTLOADER_OF_KEYBOARD);
  if (ub_board_get_unfinished (board) != NULL)
    ub_ways_on_show (self->unfinished, self->note, board);
}

/* How to get the keyboard into its bootloader, as far as that is known: what was chosen by hand may
 * have been written before, and not be what such a keyboard usually has. */
static char *
make_gesture (UbBoard *board)
{
  UbChoice *choice = ub_board_get_choice (board);
  GPtrArray *usual = ub_choice_get_keyboard_presets (choice);
  const IspPreset *preset = usual->len > 0 ? usual->pdata[0] : NULL;

  if (ub_choice_is_preset_by_hand (choice) && ub_choice_get_preset (choice) != NULL)
    preset = ub_choice_get_preset (choice);
  if (preset != NULL && preset->gesture != NULL)
    return g_strdup_printf (_ ("%s That starts its bootloader."), preset->gesture);
  return g_strdup (_ ("Plug it in and press its reset button; on a Pro Micro twice, quickly"));
}

static void
ub_page_install_update (UbPage *page)
{
  UbPageInstall *self = UB_PAGE_INSTALL (page);
  UbBoard *board = ub_page_get_board (page);
  g_autofree char *gesture = NULL;

  if (ub_board_is_busy (board) || !ub_board_uploads (board))
    return;
  gesture = make_gesture (board);
  ub_bootloader_show_row (self->keyboard_row, board, gesture);
  update_firmware (self, board);
  ub_told_chip_update (self->told_chip, ub_board_get_loader (board));
  update_note (self, board);
  ub_page_set_start (page, _ ("_Install"));
  ub_step_list_set_plan (self->steps, ub_board_get_plan (board));
}

/* ── doing ── */

static void
ub_page_install_shown (UbPage *page)
{
  ub_board_request_upload (ub_page_get_board (page));
  ub_board_set_wanted (ub_page_get_board (page), TRUE);
  ub_page_update (page);
}

static void
ub_page_install_hidden (UbPage *page)
{
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

static GtkWidget *
ub_page_install_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_INSTALL (page)->firmware_row);
}

static void
choose_cb (UbPageInstall *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_FIRMWARE, NULL,
                  NULL);
}

/* ── the object ── */

static void
ub_page_install_dispose (GObject *object)
{
  g_clear_object (&UB_PAGE_INSTALL (object)->unfinished);
  G_OBJECT_CLASS (ub_page_install_parent_class)->dispose (object);
}

static void
ub_page_install_class_init (UbPageInstallClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_RECENT);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STEP_LIST);
  g_type_ensure (UB_TYPE_TOLD_CHIP);
  G_OBJECT_CLASS (klass)->dispose = ub_page_install_dispose;
  page_class->update = ub_page_install_update;
  page_class->shown = ub_page_install_shown;
  page_class->hidden = ub_page_install_hidden;
  page_class->get_focus = ub_page_install_get_focus;
  page_class->primary = ub_page_start;

  ub_bootloader_install (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-install.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, keyboard_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, recent);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, told_chip);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, steps);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  ub_ways_on_install (widget_class);
}

static void
ub_page_install_init (UbPageInstall *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->unfinished = ub_ways_on_new ();
}
