/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1d: which keyboard it is, by its name or by a file; that chooses chip and bootloader. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-keyboards.h"
#include "app/model/ub-settings.h"
#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-list-item.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-tab-stop.h"
#include "app/widgets/ub-toast.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageKeyboard, ub_page_keyboard, UB, PAGE_KEYBOARD, UbPage)

struct _UbPageKeyboard
{
  UbPage parent_instance;

  GtkEditable *search;
  GtkWidget *nothing, *stop;
  AdwPreferencesGroup *before;
  GPtrArray *before_rows; /* UbRow *, each with its IspKeyboard as "keyboard" */
  GtkListView *list;
  UbRow *none_row, *file_row, *online_row;
  UbKeyboards *keyboards; /* NULL: the page was never shown */
  gboolean asking;        /* something is downloaded */
};

G_DEFINE_FINAL_TYPE (UbPageKeyboard, ub_page_keyboard, UB_TYPE_PAGE)

/* ── rows of the list ── */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (NULL), *text = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (title), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (text, "dim-label");
  gtk_widget_add_css_class (text, "caption");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (item, box);
}

/* "keebio/iris/rev4 · ATmega32U4 · QMK DFU": what tells revisions apart */
static char *
describe (const IspKeyboard *keyboard)
{
  g_autofree char *text = isp_keyboard_format (keyboard);

  return g_strdup_printf ("%s · %s", keyboard->folder, text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const IspKeyboard *keyboard = ub_keyboard_get (gtk_list_item_get_item (item));
  GtkWidget *box = gtk_list_item_get_child (item);
  g_autofree char *text = describe (keyboard);
  const char *title = isp_keyboard_get_title (keyboard);
  g_autofree char *name = g_strdup_printf ("%s, %s", title, text);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), text);
  ub_list_item_speak (item, name);
}

/* ── choosing ── */

static void
choose (UbPageKeyboard *self, const IspKeyboard *keyboard)
{
  ub_choice_set_keyboard (ub_page_get_choice (UB_PAGE (self)), keyboard);
  ub_page_go_back (UB_PAGE (self));
}

static void
set_asking (UbPageKeyboard *self, gboolean asking)
{
  self->asking = asking;
  ub_page_update (UB_PAGE (self));
}

static void
completed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageKeyboard) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IspKeyboard) keyboard =
      ub_keyboards_complete_finish (UB_KEYBOARDS (source), result, &error);

  set_asking (self, FALSE);
  /* The person may have gone elsewhere since. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (keyboard != NULL)
    choose (self, keyboard);
  else
    ub_refuse (GTK_WIDGET (self), error->message);
}

static void
choose_complete (UbPageKeyboard *self, const IspKeyboard *keyboard)
{
  if (self->asking)
    return;
  if (isp_keyboard_get_chip (keyboard) != ISP_KEYBOARD_OPEN)
    {
      choose (self, keyboard);
      return;
    }
  set_asking (self, TRUE);
  ub_keyboards_complete_async (self->keyboards, keyboard, completed_cb, g_object_ref (self));
}

static void
activate_cb (UbPageKeyboard *self, guint position)
{
  g_autoptr (UbKeyboard) item = g_list_model_get_item (G_LIST_MODEL (self->keyboards), position);

  if (item != NULL)
    choose_complete (self, ub_keyboard_get (item));
}

static void
before_activated_cb (UbRow *row, UbPageKeyboard *self)
{
  choose_complete (self, g_object_get_data (G_OBJECT (row), "keyboard"));
}

static void
none_activated_cb (UbPageKeyboard *self)
{
  choose (self, NULL);
}

static void
file_chosen_cb (GtkWidget *page)
{
  ub_page_go_back (UB_PAGE (page));
}

static void
file_activated_cb (UbPageKeyboard *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_KEYBOARD, NULL,
                  file_chosen_cb);
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageKeyboard) self = data;
  g_autoptr (GError) error = NULL;

  if (!ub_keyboards_update_finish (UB_KEYBOARDS (source), result, &error) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    ub_refuse (GTK_WIDGET (self), error->message);
  set_asking (self, FALSE);
}

static void
online_activated_cb (UbPageKeyboard *self)
{
  if (self->asking || !ub_keyboards_are_read (self->keyboards))
    return;
  set_asking (self, TRUE);
  ub_keyboards_update_async (self->keyboards, updated_cb, g_object_ref (self));
}

/* ── chosen before ── */

static void
update_before (UbPageKeyboard *self)
{
  const gboolean searching = *gtk_editable_get_text (self->search) != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->before), self->before_rows->len > 0 && !searching);
}

static void
add_before (UbPageKeyboard *self, const IspKeyboard *keyboard)
{
  g_autofree char *text = describe (keyboard);
  GtkWidget *row = ub_row_new ("ub-keyboard-symbolic", isp_keyboard_get_title (keyboard), text);

  ub_row_set_arrow (UB_ROW (row), FALSE);
  g_object_set_data_full (G_OBJECT (row), "keyboard", isp_keyboard_ref (keyboard),
                          (GDestroyNotify) isp_keyboard_unref);
  g_signal_connect (row, "activated", G_CALLBACK (before_activated_cb), self);
  adw_preferences_group_add (self->before, row);
  g_ptr_array_add (self->before_rows, row);
}

static void
fill_before (UbPageKeyboard *self)
{
  g_auto (GStrv) folders = ub_settings_get_keyboards ();

  for (guint i = 0; i < self->before_rows->len; i++)
    adw_preferences_group_remove (self->before, self->before_rows->pdata[i]);
  g_ptr_array_set_size (self->before_rows, 0);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      const IspKeyboard *keyboard = ub_keyboards_find (self->keyboards, folders[i]);

      if (keyboard != NULL)
        add_before (self, keyboard);
    }
  update_before (self);
}

/* ── searching ── */

static void
search_changed_cb (UbPageKeyboard *self)
{
  if (self->keyboards == NULL)
    return;
  ub_keyboards_search (self->keyboards, gtk_editable_get_text (self->search));
  update_before (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->keyboards)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static void
items_changed_cb (UbPageKeyboard *self)
{
  const gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->keyboards)) > 0;

  /* The table has been read: now they are known. */
  if (any && !gtk_widget_get_visible (self->stop))
    fill_before (self);
  gtk_widget_set_visible (self->stop, any);
  gtk_widget_set_visible (self->nothing, !any && ub_keyboards_are_read (self->keyboards));
}

/* Escape, which the entry would consume: first clear the entry, then leave the page. */
static void
stop_search_cb (UbPageKeyboard *self)
{
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_editable_set_text (self->search, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* ── the page ── */

static void
ub_page_keyboard_update (UbPage *page)
{
  UbPageKeyboard *self = UB_PAGE_KEYBOARD (page);
  const IspKeyboard *keyboard = ub_choice_get_keyboard (ub_page_get_choice (page));
  const gboolean rehearsing = ub_ports_are_rehearsing (ub_page_get_ports (page));

  ub_page_set_subtitle (page, keyboard != NULL ? isp_keyboard_get_title (keyboard) : NULL);
  ub_row_set_state (self->none_row, keyboard == NULL ? UB_ROW_READY : UB_ROW_NONE);
  ub_row_set_state (self->online_row, self->asking ? UB_ROW_WAITING : UB_ROW_NONE);
  ub_row_set_text (self->online_row,
                   self->asking ? _ ("Asking keyboards.qmk.fm…")
                   : rehearsing
                       ? _ ("Not in a rehearsal")
                       : _ ("If yours is not there: newer keyboards, from keyboards.qmk.fm"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->online_row), !rehearsing);
}

/* The table is read when it is wanted for the first time. */
static void
ub_page_keyboard_shown (UbPage *page)
{
  UbPageKeyboard *self = UB_PAGE_KEYBOARD (page);

  if (self->keyboards == NULL)
    {
      GtkSelectionModel *model;

      self->keyboards = ub_keyboards_new ();
      g_signal_connect_object (self->keyboards, "items-changed", G_CALLBACK (items_changed_cb),
                               self, G_CONNECT_SWAPPED);
      model = GTK_SELECTION_MODEL (
          gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->keyboards))));
      gtk_list_view_set_model (self->list, model);
      g_object_unref (model);
    }
  gtk_editable_set_text (self->search, "");
  fill_before (self);
}

static GtkWidget *
ub_page_keyboard_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_KEYBOARD (page)->search);
}

static void
ub_page_keyboard_dispose (GObject *object)
{
  g_clear_object (&UB_PAGE_KEYBOARD (object)->keyboards);
  g_clear_pointer (&UB_PAGE_KEYBOARD (object)->before_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ub_page_keyboard_parent_class)->dispose (object);
}

static void
ub_page_keyboard_class_init (UbPageKeyboardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_TAB_STOP);
  G_OBJECT_CLASS (klass)->dispose = ub_page_keyboard_dispose;
  UB_PAGE_CLASS (klass)->update = ub_page_keyboard_update;
  UB_PAGE_CLASS (klass)->shown = ub_page_keyboard_shown;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_keyboard_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-keyboard.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, search);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, nothing);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, before);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, stop);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, list);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, none_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, file_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageKeyboard, online_row);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, none_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, online_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
ub_page_keyboard_init (UbPageKeyboard *self)
{
  self->before_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ub_row_set_arrow (self->none_row, FALSE);
  ub_row_set_arrow (self->online_row, FALSE);
}
