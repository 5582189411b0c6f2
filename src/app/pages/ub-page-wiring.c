/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the six wires go, large and in words, also before anything is plugged in. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-advice.h"
#include "app/widgets/ub-combo-row.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-toggle.h"
#include "app/widgets/ub-wiring-picture.h"

#include "parts/isp-parts.h"
#include "words/isp-words-wires.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageWiring, ub_page_wiring, UB, PAGE_WIRING, UbPage)

struct _UbPageWiring
{
  UbPage parent_instance;

  UbNote *note;
  UbWiringPicture *picture;
  AdwComboRow *board_row, *target_row, *package_row;
  UbRow *chip_row;
  GtkWidget *mirror_row;
  GtkSwitch *mirror_switch;
  AdwPreferencesGroup *wires;
  UbRow *rows[ISP_N_WIRES];
  GPtrArray *boards;   /* const IspWiring *, as board_row lists them */
  GPtrArray *packages; /* const IspPackage *, as package_row lists them */
  gboolean filling;    /* what is selected now is not the person's choice */
};

G_DEFINE_FINAL_TYPE (UbPageWiring, ub_page_wiring, UB_TYPE_PAGE)

/* What the programmer may be; without one, everything that the program knows. */
static GPtrArray *
list_boards (const IspPort *port)
{
  GPtrArray *list = port != NULL ? isp_port_list_wirings (port) : g_ptr_array_new ();

  if (list->len == 0)
    for (const IspWiring *board = isp_wiring_boards; board->name != NULL; board++)
      g_ptr_array_add (list, (gpointer) board);
  return list;
}

static gboolean
lists_same (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return TRUE;
}

static void
fill_boards (UbPageWiring *self, const IspPort *port, const IspWiring *chosen)
{
  GPtrArray *boards = list_boards (port);
  guint at = 0;

  if (lists_same (self->boards, boards))
    g_ptr_array_unref (boards);
  else
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

      for (guint i = 0; i < boards->len; i++)
        gtk_string_list_append (names, _ (((const IspWiring *) boards->pdata[i])->name));
      g_clear_pointer (&self->boards, g_ptr_array_unref);
      self->boards = boards;
      adw_combo_row_set_model (self->board_row, G_LIST_MODEL (names));
    }
  if (g_ptr_array_find (self->boards, chosen, &at))
    adw_combo_row_set_selected (self->board_row, at);
}

static void
fill_packages (UbPageWiring *self, const IspPart *part, const IspPackage *chosen)
{
  GPtrArray *packages = part != NULL ? isp_parts_list_packages (part) : g_ptr_array_new ();
  guint at = 0;

  if (lists_same (self->packages, packages))
    g_ptr_array_unref (packages);
  else
    {
      g_autoptr (GtkStringList) looks = gtk_string_list_new (NULL);

      for (guint i = 0; i < packages->len; i++)
        gtk_string_list_take (looks, isp_words_package_look (packages->pdata[i]));
      g_clear_pointer (&self->packages, g_ptr_array_unref);
      self->packages = packages;
      adw_combo_row_set_model (self->package_row, G_LIST_MODEL (looks));
    }
  if (g_ptr_array_find (self->packages, chosen, &at))
    adw_combo_row_set_selected (self->package_row, at);
}

/* Which chip it is has to be known before a pin of it can be. */
static void
update_chip (UbPageWiring *self, const IspWiring *target, const IspPart *part)
{
  const gboolean bare = target != NULL && target->is_chip;

  gtk_widget_set_visible (GTK_WIDGET (self->chip_row), bare);
  gtk_widget_set_visible (GTK_WIDGET (self->package_row), bare && self->packages->len > 1);
  if (part == NULL)
    ub_row_set_text (self->chip_row, _ ("Choose what is printed on it"));
  else if (self->packages->len == 0)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("%s; where its pins are is not known here: its data sheet says"), part->name);

      ub_row_set_text (self->chip_row, text);
    }
  else
    ub_row_set_text (self->chip_row, part->name);
  ub_row_set_state (self->chip_row,
                    part == NULL || self->packages->len == 0 ? UB_ROW_ATTENTION : UB_ROW_READY);
}

static void
select_target (UbPageWiring *self, const IspWiring *target)
{
  adw_combo_row_set_selected (self->target_row,
                              target != NULL ? (guint) (target - isp_wiring_targets) + 1 : 0);
}

static void
update_rows (UbPageWiring *self, const IspWiring *board, const IspWiring *target,
             const IspPackage *package, const IspPart *part)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  if (board != NULL)
    g_ptr_array_add (one, (gpointer) board);
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      g_autofree char *text =
          isp_words_wire_text (wire, board != NULL ? one : self->boards, target, package, part);

      ub_row_set_text (self->rows[wire], text);
    }
  adw_preferences_group_set_description (
      self->wires,
      package != NULL
          ? _ ("Pins count from the mark at pin 1, against the clock, seen from above. Any VCC and "
               "any "
               "GND will do. Unplug the keyboard from USB while the programmer powers it.")
          : _ ("Unplug the keyboard from USB while the programmer powers it"));
}

/* After a job that failed because of them: what to try. The picture marks which one first. */
static void
update_note (UbPageWiring *self, UbBoard *board)
{
  const GError *suspicion = ub_advice_get_suspicion (board);

  if (suspicion == NULL)
    ub_note_hide (self->note);
  else
    ub_note_set (self->note, UB_NOTE_WARNING, isp_words_error_title (suspicion),
                 isp_words_error_advice (suspicion, ISP_WORDS_FOR_WINDOW));
}

static void
ub_page_wiring_update (UbPage *page)
{
  UbPageWiring *self = UB_PAGE_WIRING (page);
  UbBoard *model = ub_page_get_board (page);
  UbChoice *choice = ub_page_get_choice (page);
  const IspPort *port = ub_board_get_likely_port (model);
  const IspWiring *board = ub_choice_get_board (choice, port);
  const IspWiring *target = ub_choice_get_target (choice);
  const IspPart *part = ub_board_get_part (model);
  const IspPackage *package = ub_choice_get_package (choice, part);

  self->filling = TRUE;
  fill_boards (self, port, board);
  fill_packages (self, part, package);
  select_target (self, target);
  self->filling = FALSE;
  gtk_widget_set_visible (self->mirror_row, board != NULL && board->plug > 0);
  update_note (self, model);
  update_chip (self, target, part);
  ub_wiring_picture_show (self->picture, model, gtk_switch_get_active (self->mirror_switch));
  update_rows (self, board, target, package, part);
}

static void
selected_cb (UbPageWiring *self)
{
  UbPage *page = UB_PAGE (self);
  const guint board = adw_combo_row_get_selected (self->board_row);
  const guint target = adw_combo_row_get_selected (self->target_row);
  const guint package = adw_combo_row_get_selected (self->package_row);

  if (self->filling || self->boards == NULL)
    return;
  ub_choice_set_wiring (
      ub_page_get_choice (page), board < self->boards->len ? self->boards->pdata[board] : NULL,
      target > 0 && target != GTK_INVALID_LIST_POSITION ? &isp_wiring_targets[target - 1] : NULL,
      package < self->packages->len ? self->packages->pdata[package] : NULL);
  ub_page_wiring_update (page);
}

static void
chip_activated_cb (UbPageWiring *self)
{
  ub_page_go (UB_PAGE (self), "part");
}

static GtkWidget *
ub_page_wiring_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_WIRING (page)->board_row);
}

/* While somebody solders, the picture shows at once that the chip answers. */
static void
ub_page_wiring_shown (UbPage *page)
{
  ub_contact_set_wanted (ub_board_get_contact (ub_page_get_board (page)), TRUE);
}

static void
ub_page_wiring_hidden (UbPage *page)
{
  ub_contact_set_wanted (ub_board_get_contact (ub_page_get_board (page)), FALSE);
}

static void
ub_page_wiring_dispose (GObject *object)
{
  UbPageWiring *self = UB_PAGE_WIRING (object);

  g_clear_pointer (&self->boards, g_ptr_array_unref);
  g_clear_pointer (&self->packages, g_ptr_array_unref);
  G_OBJECT_CLASS (ub_page_wiring_parent_class)->dispose (object);
}

static void
ub_page_wiring_class_init (UbPageWiringClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_COMBO_ROW);
  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_WIRING_PICTURE);
  G_OBJECT_CLASS (klass)->dispose = ub_page_wiring_dispose;
  page_class->update = ub_page_wiring_update;
  page_class->shown = ub_page_wiring_shown;
  page_class->hidden = ub_page_wiring_hidden;
  page_class->get_focus = ub_page_wiring_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-wiring.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, picture);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, board_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, target_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, package_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, chip_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, mirror_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, mirror_switch);
  gtk_widget_class_bind_template_child (widget_class, UbPageWiring, wires);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, chip_activated_cb);
}

static void
ub_page_wiring_init (UbPageWiring *self)
{
  g_autoptr (GtkStringList) targets = gtk_string_list_new (NULL);

  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  ub_toggle_speak (self->mirror_row, GTK_WIDGET (self->mirror_switch), GTK_ACCESSIBLE_ROLE_SWITCH);
  gtk_string_list_append (targets, _ ("Signal names"));
  for (const IspWiring *target = isp_wiring_targets; target->name != NULL; target++)
    gtk_string_list_append (targets, _ (target->name));
  adw_combo_row_set_model (self->target_row, G_LIST_MODEL (targets));
  self->filling = FALSE;
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      self->rows[wire] = UB_ROW (ub_row_new_plain (isp_words_wire_name (wire), NULL));
      adw_preferences_group_add (self->wires, GTK_WIDGET (self->rows[wire]));
    }
}
