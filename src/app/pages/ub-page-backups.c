/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that was saved before a chip was changed, newest first. */
#include "config.h"

#include "ub-page-backups.h"

#include "app/model/ub-backups.h"
#include "app/widgets/ub-backup-row.h"
#include "app/widgets/ub-save-image.h"
#include "app/widgets/ub-status.h"
#include "app/widgets/ub-toast.h"

#include "core/isp-date.h"

#include <glib/gi18n.h>

struct _UbPageBackups
{
  UbPage parent_instance;

  GtkWidget *none;
  AdwPreferencesGroup *keyboards, *rehearsals;
  GPtrArray *backups; /* UbSavedBackup *; NULL: not read yet */
  GPtrArray *rows;    /* GtkWidget *, of both groups */
  char *selected;     /* folder of the backup to open; NULL: none */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (UbPageBackups, ub_page_backups, UB_TYPE_PAGE)

static void load (UbPageBackups *self);

/* ── what a row asks for ── */

static void
restore_cb (UbBackupRow *row, UbPageBackups *self)
{
  UbPage *page = UB_PAGE (self);
  UbBoard *board = ub_page_get_board (page);

  if (ub_board_get_port (board) == NULL)
    {
      ub_refuse (GTK_WIDGET (self), _ ("Plug the programmer in first"));
      return;
    }
  ub_board_set_request (board, isp_backups_make_request (ub_backup_row_get_saved (row)->backup,
                                                         ub_backup_row_get_parts (row)));
  ub_page_go (page, "review");
}

static void
give_back_cb (UbBackupRow *row, UbPageBackups *self)
{
  UbPage *page = UB_PAGE (self);

  ub_maker_set_own (ub_board_get_maker (ub_page_get_board (page)),
                    ub_backup_row_get_saved (row)->backup);
  ub_page_go (page, "give_back");
}

static void
save_cb (UbBackupRow *row, UbPageBackups *self)
{
  const IspBackup *backup = ub_backup_row_get_saved (row)->backup;
  g_autofree char *date = isp_date_format_day (backup->taken);
  g_autofree char *name = g_strdup_printf ("%s %s.hex", backup->part->name, date);

  ub_save_image (GTK_WIDGET (self), backup->flash, _ ("Save Firmware"), name);
}

static void
open_cb (UbBackupRow *row, UbPageBackups *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (ub_backup_row_get_saved (row)->folder);
  g_autofree char *uri = g_file_get_uri (folder);

  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageBackups) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_trash_finish (G_FILE (source), result, &error))
    ub_refuse (GTK_WIDGET (self), error->message);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

/* An interrupted job continues from its backup: without it, what the keyboard held is gone. */
static gboolean
is_needed (UbPageBackups *self, const UbSavedBackup *saved)
{
  const IspUnfinished *unfinished = ub_board_get_unfinished (ub_page_get_board (UB_PAGE (self)));

  return unfinished != NULL && g_strcmp0 (unfinished->location, saved->folder) == 0;
}

static void
delete_cb (UbBackupRow *row, UbPageBackups *self)
{
  const UbSavedBackup *saved = ub_backup_row_get_saved (row);
  g_autoptr (GFile) folder = g_file_new_for_path (saved->folder);

  if (is_needed (self, saved))
    ub_refuse (GTK_WIDGET (self), _ ("An interrupted job still needs this backup"));
  else
    g_file_trash_async (folder, G_PRIORITY_DEFAULT, NULL, trashed_cb, g_object_ref (self));
}

/* ── the list ── */

static void
clear (UbPageBackups *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];
      GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static void
add (UbPageBackups *self, const UbSavedBackup *saved, gboolean rehearsing)
{
  GtkWidget *row = ub_backup_row_new (saved, saved->rehearsal == rehearsing);

  g_signal_connect (row, "restore", G_CALLBACK (restore_cb), self);
  g_signal_connect (row, "give-back", G_CALLBACK (give_back_cb), self);
  g_signal_connect (row, "save", G_CALLBACK (save_cb), self);
  g_signal_connect (row, "open", G_CALLBACK (open_cb), self);
  g_signal_connect (row, "delete", G_CALLBACK (delete_cb), self);
  adw_preferences_group_add (saved->rehearsal ? self->rehearsals : self->keyboards, row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (UbPageBackups *self)
{
  const gboolean rehearsing = ub_ports_are_rehearsing (ub_page_get_ports (UB_PAGE (self)));
  guint n_rehearsals = 0;

  clear (self);
  for (guint i = 0; i < self->backups->len; i++)
    {
      const UbSavedBackup *saved = self->backups->pdata[i];

      n_rehearsals += saved->rehearsal;
      add (self, saved, rehearsing);
    }
  gtk_widget_set_visible (self->none, self->backups->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->keyboards), self->backups->len > n_rehearsals);
  gtk_widget_set_visible (GTK_WIDGET (self->rehearsals), n_rehearsals > 0);
}

static void
open_selected (UbPageBackups *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];

      if (g_strcmp0 (ub_backup_row_get_saved (UB_BACKUP_ROW (row))->folder, self->selected) != 0)
        continue;
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
      gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
      return;
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageBackups) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *backups = ub_backups_load_finish (result, &error);

  if (backups == NULL)
    return;
  clear (self);
  g_clear_pointer (&self->backups, g_ptr_array_unref);
  self->backups = backups;
  fill (self);
  if (self->selected != NULL)
    open_selected (self);
}

static void
load (UbPageBackups *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ub_backups_load_async (self->selected, self->cancellable, loaded_cb, g_object_ref (self));
}

/* ── the page ── */

static void
ub_page_backups_shown (UbPage *page)
{
  load (UB_PAGE_BACKUPS (page));
}

static void
ub_page_backups_hidden (UbPage *page)
{
  UbPageBackups *self = UB_PAGE_BACKUPS (page);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->selected, g_free);
}

void
ub_page_backups_select (UbPageBackups *self, const char *folder)
{
  g_return_if_fail (UB_IS_PAGE_BACKUPS (self) && folder != NULL);
  g_free (self->selected);
  self->selected = g_strdup (folder);
  load (self);
}

static GtkWidget *
ub_page_backups_get_focus (UbPage *page)
{
  UbPageBackups *self = UB_PAGE_BACKUPS (page);

  return self->rows->len > 0 ? self->rows->pdata[0] : NULL;
}

static void
ub_page_backups_dispose (GObject *object)
{
  UbPageBackups *self = UB_PAGE_BACKUPS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ub_page_backups_parent_class)->dispose (object);
}

static void
ub_page_backups_finalize (GObject *object)
{
  g_clear_pointer (&UB_PAGE_BACKUPS (object)->backups, g_ptr_array_unref);
  g_free (UB_PAGE_BACKUPS (object)->selected);
  G_OBJECT_CLASS (ub_page_backups_parent_class)->finalize (object);
}

static void
ub_page_backups_class_init (UbPageBackupsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_STATUS);
  G_OBJECT_CLASS (klass)->dispose = ub_page_backups_dispose;
  G_OBJECT_CLASS (klass)->finalize = ub_page_backups_finalize;
  page_class->shown = ub_page_backups_shown;
  page_class->hidden = ub_page_backups_hidden;
  page_class->get_focus = ub_page_backups_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-backups.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageBackups, none);
  gtk_widget_class_bind_template_child (widget_class, UbPageBackups, keyboards);
  gtk_widget_class_bind_template_child (widget_class, UbPageBackups, rehearsals);
}

static void
ub_page_backups_init (UbPageBackups *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
