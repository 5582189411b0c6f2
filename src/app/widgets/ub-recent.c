/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-recent.h"

#include "store/isp-paths.h"

#include <glib/gi18n.h>

#define MAX_OFFERED 5u
/* So many are looked for: some of them may be gone. */
#define MAX_LOOKED_FOR 12u

struct _UbRecent
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkWidget *page; /* borrowed */
  UbBoard *board;  /* NULL: nothing is offered yet */
  UbLoadKind kind;
  UbChosenFunc chosen;
  GCancellable *search; /* for what is still there; NULL: none runs */
};

G_DEFINE_FINAL_TYPE (UbRecent, ub_recent, ADW_TYPE_BIN)

static const char *
get_group (UbLoadKind kind)
{
  switch (kind)
    {
    case UB_LOAD_FIRMWARE:
      return "unbrick-firmware";
    case UB_LOAD_PRESET:
    case UB_LOAD_OWN:
      return "unbrick-bootloader";
    case UB_LOAD_EEPROM:
      return "unbrick-eeprom";
    default:
      return NULL;
    }
}

/* ── remembering ── */

/* TRUE: it goes away by itself, or is offered elsewhere. */
static gboolean
is_passing (GFile *file)
{
  g_autofree char *backups = isp_paths_get_backups ();
  const char *const folders[] = { g_get_tmp_dir (), g_get_user_cache_dir (), backups };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (folders[i]);

      if (g_file_has_prefix (file, folder))
        return TRUE;
    }
  return FALSE;
}

void
ub_recent_note (GFile *file, UbLoadKind kind)
{
  const char *group = get_group (kind);
  g_autofree char *name = NULL;
  g_autofree char *uri = NULL;
  /* GTK takes a first group for none if the lowest byte of its address is 0: so one that is odd. */
  g_autofree char *even = g_strconcat (" ", group, NULL);
  char *groups[] = { even + 1, NULL };
  GtkRecentData data = { .mime_type = (char *) "application/octet-stream",
                         .app_name = (char *) "Unbrick",
                         .app_exec = (char *) "unbrick %f",
                         .groups = groups };

  g_return_if_fail (G_IS_FILE (file));
  if (group == NULL || is_passing (file))
    return;
  uri = g_file_get_uri (file);
  name = g_file_get_basename (file);
  data.display_name = g_utf8_make_valid (name, -1);
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
  g_free (data.display_name);
}

/* ── finding ── */

typedef struct
{
  UbRecent *owner; /* borrowed until the search is cancelled */
  GCancellable *cancellable;
  GPtrArray *files; /* GFile *, the newest first; NULL where it is gone */
  guint n_open;
} Search;

typedef struct
{
  Search *search;
  guint i;
} Look;

static void
search_free (Search *search)
{
  g_object_unref (search->cancellable);
  g_ptr_array_unref (search->files);
  g_free (search);
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  GtkRecentInfo *const *one = a;
  GtkRecentInfo *const *other = b;

  return g_date_time_compare (gtk_recent_info_get_modified (*other),
                              gtk_recent_info_get_modified (*one));
}

static void
unref_file (gpointer file)
{
  if (file != NULL) /* it is gone */
    g_object_unref (file);
}

/* What was opened as this, the newest first. */
static GPtrArray *
list_files (const char *group)
{
  GList *all = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  g_autoptr (GPtrArray) infos = g_ptr_array_new ();
  GPtrArray *files = g_ptr_array_new_with_free_func (unref_file);

  for (GList *l = all; l != NULL; l = l->next)
    if (gtk_recent_info_has_group (l->data, group))
      g_ptr_array_add (infos, l->data);
  g_ptr_array_sort (infos, compare_age);
  for (guint i = 0; i < infos->len && i < MAX_LOOKED_FOR; i++)
    g_ptr_array_add (files, g_file_new_for_uri (gtk_recent_info_get_uri (infos->pdata[i])));
  g_list_free_full (all, (GDestroyNotify) gtk_recent_info_unref);
  return files;
}

/* Two files of one name are told apart by their folders. */
static char *
make_label (GPtrArray *files, guint i)
{
  g_autofree char *name = g_file_get_basename (files->pdata[i]);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autoptr (GFile) folder = g_file_get_parent (files->pdata[i]);
  GString *label = g_string_new (valid);
  gboolean is_alone = TRUE;

  for (guint j = 0; j < files->len; j++)
    {
      g_autofree char *other = g_file_get_basename (files->pdata[j]);

      if (j != i && g_str_equal (other, name))
        is_alone = FALSE;
    }
  if (!is_alone && folder != NULL)
    {
      g_autofree char *parent = g_file_get_basename (folder);
      g_autofree char *valid_parent = g_utf8_make_valid (parent, -1);

      g_string_append_printf (label, " · %s", valid_parent);
    }
  g_string_replace (label, "_", "__", 0); /* no mnemonics */
  return g_string_free (label, FALSE);
}

static void
offer (UbRecent *self, GPtrArray *files)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *uri = g_file_get_uri (files->pdata[i]);
      g_autofree char *label = make_label (files, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "recent.open", "s", uri);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, _ ("Opened Before"), G_MENU_MODEL (section));
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->button), files->len > 0);
}

static void
search_end (Search *search)
{
  UbRecent *self = search->owner;
  g_autoptr (GPtrArray) there = g_ptr_array_new ();

  if (!g_cancellable_is_cancelled (search->cancellable))
    {
      for (guint i = 0; i < search->files->len && there->len < MAX_OFFERED; i++)
        if (search->files->pdata[i] != NULL)
          g_ptr_array_add (there, search->files->pdata[i]);
      g_clear_object (&self->search);
      offer (self, there);
    }
  search_free (search);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Look *look = data;
  Search *search = look->search;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_clear_object (&search->files->pdata[look->i]);
  if (--search->n_open == 0)
    search_end (search);
}

/* A disk or a network behind a file may be slow. */
static void
update (UbRecent *self)
{
  g_autoptr (GPtrArray) files = self->board != NULL ? list_files (get_group (self->kind)) : NULL;
  Search *search;
  guint n;

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (files == NULL || files->len == 0)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
      return;
    }
  n = files->len;
  self->search = g_cancellable_new ();
  search = g_new (Search, 1);
  *search = (Search){ self, g_object_ref (self->search), g_steal_pointer (&files), n };
  for (guint i = 0; i < n; i++)
    {
      Look *look = g_new (Look, 1);

      *look = (Look){ search, i };
      g_file_query_info_async (search->files->pdata[i], G_FILE_ATTRIBUTE_STANDARD_TYPE,
                               G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, search->cancellable,
                               looked_cb, look);
    }
}

void
ub_recent_offer (UbRecent *self, GtkWidget *page, UbBoard *board, UbLoadKind kind,
                 UbChosenFunc chosen)
{
  g_return_if_fail (UB_IS_RECENT (self) && GTK_IS_WIDGET (page) && UB_IS_BOARD (board));
  g_return_if_fail (get_group (kind) != NULL);
  self->page = page;
  self->chosen = chosen;
  if (self->board == board && self->kind == kind)
    return;
  g_set_object (&self->board, board);
  self->kind = kind;
  update (self);
}

/* ── the object ── */

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbRecent *self = data;
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  ub_choose_take (self->page, self->board, self->kind, file, self->chosen);
}

static void
ub_recent_dispose (GObject *object)
{
  UbRecent *self = UB_RECENT (object);

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->board);
  G_OBJECT_CLASS (ub_recent_parent_class)->dispose (object);
}

static void
ub_recent_class_init (UbRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ub_recent_dispose;
}

static void
ub_recent_init (UbRecent *self)
{
  static const GActionEntry actions[] = { { "open", open_cb, "s" } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "document-open-recent-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Opened Before"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Opened Before"), -1);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "recent", G_ACTION_GROUP (group));
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}
