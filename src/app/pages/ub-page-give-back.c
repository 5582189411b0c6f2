/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that was made a programmer gets its own firmware back: which of the saved ones, and its
 * bootloader. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-backups.h"
#include "app/widgets/ub-bootloader.h"
#include "app/widgets/ub-step-list.h"
#include "app/widgets/ub-toggle.h"

#include "core/isp-date.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageGiveBack, ub_page_give_back, UB, PAGE_GIVE_BACK, UbPage)

struct _UbPageGiveBack
{
  UbPage parent_instance;

  UbNote *note;
  AdwPreferencesGroup *saved_group;
  UbRow *none_row, *install_row, *board_row;
  UbStepList *steps;
  GPtrArray *saved;  /* UbSavedBackup *; NULL: not read yet */
  GPtrArray *checks; /* GtkCheckButton *, one for each row */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (UbPageGiveBack, ub_page_give_back, UB_TYPE_PAGE)

static UbMaker *
get_maker (UbPageGiveBack *self)
{
  return ub_board_get_maker (ub_page_get_board (UB_PAGE (self)));
}

static const IspBackup *
get_backup (gpointer check)
{
  return g_object_get_data (G_OBJECT (check), "backup");
}

/* ── what was saved ── */

static void
toggled_cb (GtkCheckButton *check, UbPageGiveBack *self)
{
  if (gtk_check_button_get_active (check))
    ub_maker_set_own (get_maker (self), get_backup (check));
}

static void
add_saved (UbPageGiveBack *self, const IspBackup *backup)
{
  g_autofree char *when = isp_date_format (backup->taken);
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), when);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               backup->keyboard != NULL ? backup->keyboard : backup->part->name);
  if (self->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->checks->pdata[0]);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_can_focus (check, FALSE); /* its row has the focus */
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  ub_toggle_speak (row, check, GTK_ACCESSIBLE_ROLE_RADIO);
  g_object_set_data_full (G_OBJECT (check), "backup", (gpointer) isp_backup_ref (backup),
                          (GDestroyNotify) isp_backup_unref);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  g_ptr_array_add (self->checks, check);
  adw_preferences_group_add (self->saved_group, row);
}

static void
clear (UbPageGiveBack *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    adw_preferences_group_remove (
        self->saved_group, gtk_widget_get_ancestor (self->checks->pdata[i], ADW_TYPE_ACTION_ROW));
  g_ptr_array_set_size (self->checks, 0);
}

/* Backups that were read again are other objects. */
static gboolean
is_same (const IspBackup *a, const IspBackup *b)
{
  return a != NULL && b != NULL && g_date_time_equal (a->taken, b->taken) &&
         isp_image_equal (a->flash, b->flash);
}

/* The newest, unless another one was chosen. */
static void
fill (UbPageGiveBack *self)
{
  IspPresets *presets = ub_choice_get_presets (ub_page_get_choice (UB_PAGE (self)));
  const IspBackup *own = ub_maker_get_own (get_maker (self));
  guint at = 0;

  clear (self);
  for (guint i = 0; i < self->saved->len; i++)
    {
      const IspBackup *backup = ((const UbSavedBackup *) self->saved->pdata[i])->backup;

      if (backup == NULL || (!is_same (backup, own) && !ub_maker_may_be_own (presets, backup)))
        continue;
      at = is_same (backup, own) ? self->checks->len : at;
      add_saved (self, backup);
    }
  if (self->checks->len == 0)
    ub_maker_set_own (get_maker (self), NULL);
  else
    gtk_check_button_set_active (self->checks->pdata[at], TRUE);
  ub_page_update (UB_PAGE (self));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageGiveBack) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *saved = ub_backups_load_finish (result, &error);

  if (saved == NULL)
    return;
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  self->saved = saved;
  fill (self);
}

static void
load (UbPageGiveBack *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ub_backups_load_async (NULL, self->cancellable, loaded_cb, g_object_ref (self));
}

/* ── the page ── */

static void
ub_page_give_back_update (UbPage *page)
{
  UbPageGiveBack *self = UB_PAGE_GIVE_BACK (page);
  UbBoard *board = ub_page_get_board (page);
  const gboolean none = self->saved != NULL && self->checks->len == 0;

  if (ub_board_is_busy (board) || !ub_board_uploads (board))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->none_row), none);
  gtk_widget_set_visible (GTK_WIDGET (self->install_row), none);
  ub_bootloader_show_row (self->board_row, board,
                          _ ("Plug it in and press its reset button twice, quickly; without a "
                             "button, connect RST to GND twice"));
  ub_bootloader_show_note (self->note, board, UB_BOOTLOADER_OF_BOARD);
  ub_page_set_start (page, _ ("_Give Back"));
  ub_step_list_set_plan (self->steps, ub_board_get_plan (board));
}

static void
ub_page_give_back_shown (UbPage *page)
{
  load (UB_PAGE_GIVE_BACK (page));
  ub_board_request_give_back (ub_page_get_board (page));
  ub_board_set_wanted (ub_page_get_board (page), TRUE);
  ub_page_update (page);
}

static void
ub_page_give_back_hidden (UbPage *page)
{
  g_cancellable_cancel (UB_PAGE_GIVE_BACK (page)->cancellable);
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

static void
install_cb (UbPageGiveBack *self)
{
  ub_page_go (UB_PAGE (self), "install");
}

static GtkWidget *
ub_page_give_back_get_focus (UbPage *page)
{
  UbPageGiveBack *self = UB_PAGE_GIVE_BACK (page);

  return self->checks->len > 0
             ? gtk_widget_get_ancestor (self->checks->pdata[0], ADW_TYPE_ACTION_ROW)
             : GTK_WIDGET (self->board_row);
}

static void
ub_page_give_back_dispose (GObject *object)
{
  UbPageGiveBack *self = UB_PAGE_GIVE_BACK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  G_OBJECT_CLASS (ub_page_give_back_parent_class)->dispose (object);
}

static void
ub_page_give_back_class_init (UbPageGiveBackClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STEP_LIST);
  G_OBJECT_CLASS (klass)->dispose = ub_page_give_back_dispose;
  page_class->update = ub_page_give_back_update;
  page_class->shown = ub_page_give_back_shown;
  page_class->hidden = ub_page_give_back_hidden;
  page_class->get_focus = ub_page_give_back_get_focus;
  page_class->primary = ub_page_start;

  ub_bootloader_install (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-give-back.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageGiveBack, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageGiveBack, saved_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageGiveBack, none_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageGiveBack, install_row);
  gtk_widget_class_bind_template_callback (widget_class, install_cb);
  gtk_widget_class_bind_template_child (widget_class, UbPageGiveBack, board_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageGiveBack, steps);
}

static void
ub_page_give_back_init (UbPageGiveBack *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
