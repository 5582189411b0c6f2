/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-backup-row.h"

#include "ub-map-card.h"
#include "ub-row.h"
#include "ub-toggle.h"

#include "core/isp-date.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

struct _UbBackupRow
{
  AdwExpanderRow parent_instance;

  const UbSavedBackup *saved;
  GtkCheckButton *checks[3]; /* by bit of IspBackupParts; NULL: it holds none of that */
  GtkWidget *restore_row;    /* NULL: it cannot be restored now */
  gboolean has_map;          /* the card is there */
};

G_DEFINE_FINAL_TYPE (UbBackupRow, ub_backup_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  RESTORE,
  GIVE_BACK,
  SAVE,
  OPEN,
  DELETE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ── what it holds ── */

static char *
describe_flash (const IspBackup *backup)
{
  const gboolean blank = isp_image_is_blank (backup->flash, 0, backup->part->flash.size);
  g_autofree char *size = isp_words_size (backup->part->flash.size);

  return blank ? g_strdup (_ ("Blank")) : g_strdup (size);
}

/* "32 KB flash · 1 KB EEPROM · L 5E · H D9 · E F3" */
static char *
describe (const UbSavedBackup *saved)
{
  const IspBackup *backup = saved->backup;

  if (backup == NULL)
    return g_strdup (saved->problem);
  g_autofree char *flash = isp_words_size (backup->part->flash.size);
  g_autofree char *eeprom = isp_words_size (isp_image_get_size (backup->eeprom));
  g_autofree char *fuses = isp_fuses_format (&backup->fuses, FALSE);

  if (!isp_backup_has_memories (backup))
    /* Translators: fuse bytes */
    return g_strdup_printf (_ ("Fuses alone · %s"), fuses);
  if (isp_image_is_empty (backup->eeprom))
    /* Translators: a size, and fuse bytes: "32 KB of flash · L 5E · H D9" */
    return g_strdup_printf (_ ("%s of flash · %s"), flash, fuses);
  /* Translators: two sizes, and fuse bytes */
  return g_strdup_printf (_ ("%s of flash, %s of EEPROM · %s"), flash, eeprom, fuses);
}

static char *
make_title (const UbSavedBackup *saved)
{
  g_autofree char *when = NULL;

  if (saved->backup == NULL)
    return g_path_get_basename (saved->folder);
  when = isp_date_format (saved->backup->taken);
  if (saved->backup->keyboard != NULL)
    return g_strdup_printf ("%s · %s · %s", when, saved->backup->keyboard,
                            saved->backup->part->name);
  return g_strdup_printf ("%s · %s", when, saved->backup->part->name);
}

/* ── rows inside ── */

static void
emit_cb (GtkWidget *row, gpointer data)
{
  UbBackupRow *self = UB_BACKUP_ROW (gtk_widget_get_ancestor (row, UB_TYPE_BACKUP_ROW));

  g_signal_emit (self, signals[GPOINTER_TO_UINT (data)], 0);
}

static GtkWidget *
add_row (UbBackupRow *self, const char *icon, const char *title, const char *text, guint signal)
{
  GtkWidget *row = ub_row_new (icon, title, text);

  g_signal_connect (row, "activated", G_CALLBACK (emit_cb), GUINT_TO_POINTER (signal));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return row;
}

static void
toggled_cb (UbBackupRow *self)
{
  if (self->restore_row != NULL)
    gtk_widget_set_sensitive (self->restore_row, ub_backup_row_get_parts (self) != 0);
}

static void
add_check (UbBackupRow *self, guint bit, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_can_focus (check, FALSE); /* its row has the focus */
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  ub_toggle_speak (row, check, GTK_ACCESSIBLE_ROLE_CHECKBOX);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  self->checks[bit] = GTK_CHECK_BUTTON (check);
}

static void
add_restore (UbBackupRow *self, gboolean may_restore)
{
  const IspBackup *backup = self->saved->backup;
  g_autofree char *flash = describe_flash (backup);
  g_autofree char *eeprom = isp_words_size (isp_image_get_size (backup->eeprom));
  g_autofree char *fuses = isp_fuses_format (&backup->fuses, FALSE);

  if (!may_restore)
    {
      adw_expander_row_add_row (
          ADW_EXPANDER_ROW (self),
          ub_row_new_plain (_ ("Restore"),
                            self->saved->rehearsal
                                ? _ ("Only in a rehearsal: it is of a simulated chip")
                                : _ ("Not in a rehearsal")));
      return;
    }
  if (isp_backup_has_memories (backup))
    add_check (self, 0, _ ("Flash"), flash);
  if (!isp_image_is_empty (backup->eeprom))
    add_check (self, 1, _ ("EEPROM"), eeprom);
  if (backup->fuses.has != 0)
    add_check (self, 2, _ ("Fuses"), fuses);
  self->restore_row = add_row (self, "document-revert-symbolic", _ ("Restore"),
                               _ ("You review the plan first"), RESTORE);
}

/* ── the map ── */

/* Not before somebody looks: a card has many widgets, and there may be many backups. */
static void
expanded_cb (UbBackupRow *self)
{
  GtkWidget *row, *card;

  if (self->has_map || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  self->has_map = TRUE;
  row = adw_preferences_row_new ();
  card = g_object_new (UB_TYPE_MAP_CARD, "margin-start", 12, "margin-end", 12, "margin-top", 12,
                       "margin-bottom", 12, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Chip Map"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), card);
  ub_map_card_set_map (UB_MAP_CARD (card), self->saved->map, self->saved->backup->part,
                       ISP_MAP_PLANNED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* It was read through a bootloader, and there was firmware. */
static gboolean
can_give_back (const IspBackup *backup)
{
  return backup->app_end != 0 && !backup->rehearsal &&
         !isp_image_is_blank (backup->flash, 0, backup->app_end);
}

/* ── the row ── */

static void
ub_backup_row_class_init (UbBackupRowClass *klass)
{
  static const char *const names[N_SIGNALS] = { "restore", "give-back", "save", "open", "delete" };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], UB_TYPE_BACKUP_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
ub_backup_row_init (UbBackupRow *self)
{
}

GtkWidget *
ub_backup_row_new (const UbSavedBackup *saved, gboolean may_restore)
{
  UbBackupRow *self;
  g_autofree char *title = NULL, *text = NULL;

  g_return_val_if_fail (saved != NULL, NULL);
  self = g_object_new (UB_TYPE_BACKUP_ROW, NULL);
  self->saved = saved;
  title = make_title (saved);
  text = describe (saved);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
  if (saved->backup != NULL)
    {
      add_restore (self, may_restore);
      if (can_give_back (saved->backup))
        add_row (self, "ub-board-symbolic", _ ("Give Back over USB"),
                 _ ("Through the board’s own bootloader"), GIVE_BACK);
      if (isp_backup_has_memories (saved->backup))
        add_row (self, "document-save-as-symbolic", _ ("Save Firmware As…"),
                 _ ("As an Intel HEX file"), SAVE);
    }
  add_row (self, "folder-open-symbolic", _ ("Open Folder"), NULL, OPEN);
  add_row (self, "user-trash-symbolic", _ ("Move to Trash"), NULL, DELETE);
  if (saved->map != NULL)
    g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  return GTK_WIDGET (self);
}

const UbSavedBackup *
ub_backup_row_get_saved (UbBackupRow *self)
{
  g_return_val_if_fail (UB_IS_BACKUP_ROW (self), NULL);
  return self->saved;
}

IspBackupParts
ub_backup_row_get_parts (UbBackupRow *self)
{
  IspBackupParts parts = 0;

  g_return_val_if_fail (UB_IS_BACKUP_ROW (self), 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    if (self->checks[i] != NULL && gtk_check_button_get_active (self->checks[i]))
      parts |= 1u << i;
  return parts;
}
