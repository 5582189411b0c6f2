/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-combo-row.h"

#include "ub-list-item.h"

/* Wide enough for most, and in large letters still no wider than a narrow screen. */
#define LINE_CHARS 22

struct _UbComboRow
{
  AdwComboRow parent_instance;
};

G_DEFINE_FINAL_TYPE (UbComboRow, ub_combo_row, ADW_TYPE_COMBO_ROW)

static void
show_check (GtkListItem *item, GParamSpec *property, UbComboRow *self)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  const gboolean selected =
      gtk_list_item_get_position (item) == adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  /* Its room is kept. */
  gtk_widget_set_opacity (gtk_widget_get_last_child (box), selected ? 1 : 0);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                    "max-width-chars", LINE_CHARS, "hexpand", TRUE, "xalign", 0.0, NULL);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "object-select-symbolic",
                                "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, UbComboRow *self)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (label), text);
  ub_list_item_speak (item, text);
  g_signal_connect_object (self, "notify::selected", G_CALLBACK (show_check), item,
                           G_CONNECT_SWAPPED);
  show_check (item, NULL, self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, UbComboRow *self)
{
  g_signal_handlers_disconnect_by_func (self, show_check, item);
}

static void
ub_combo_row_class_init (UbComboRowClass *klass)
{
}

static void
ub_combo_row_init (UbComboRow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (self), factory);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

GtkWidget *
ub_combo_row_new (const char *title)
{
  return g_object_new (UB_TYPE_COMBO_ROW, "title", title, NULL);
}
