/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-note.h"

#include "ub-wrap.h"

#include <glib/gi18n.h>

struct _UbNote
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkBox *box;
  GtkLabel *label;
  GtkButton *button;
  GtkWidget *extra;
  char *title;
};

G_DEFINE_FINAL_TYPE (UbNote, ub_note, ADW_TYPE_BIN)

static void
ub_note_finalize (GObject *object)
{
  g_free (UB_NOTE (object)->title);
  G_OBJECT_CLASS (ub_note_parent_class)->finalize (object);
}

static void
ub_note_class_init (UbNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ub_note_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-note.ui");
  gtk_widget_class_bind_template_child (widget_class, UbNote, icon);
  gtk_widget_class_bind_template_child (widget_class, UbNote, box);
  gtk_widget_class_bind_template_child (widget_class, UbNote, label);
  gtk_widget_class_bind_template_child (widget_class, UbNote, button);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ub_note_init (UbNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ub_note_new (void)
{
  return g_object_new (UB_TYPE_NOTE, NULL);
}

void
ub_note_set (UbNote *self, UbNoteKind kind, const char *title, const char *text)
{
  static const struct
  {
    const char *icon, *box_class, *icon_class;
  } looks[] = {
    [UB_NOTE_INFO] = { "dialog-information-symbolic", "info-box", "accent" },
    [UB_NOTE_WARNING] = { "dialog-warning-symbolic", "warning-box", "warning" },
    [UB_NOTE_ERROR] = { "dialog-error-symbolic", "error-box", "error" },
  };
  g_autofree char *markup = NULL;

  g_return_if_fail (UB_IS_NOTE (self));
  g_return_if_fail (kind < G_N_ELEMENTS (looks) && title != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), looks[i].box_class);
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].icon_class);
    }
  gtk_widget_add_css_class (GTK_WIDGET (self), looks[kind].box_class);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[kind].icon_class);
  gtk_image_set_from_icon_name (self->icon, looks[kind].icon);
  markup = g_markup_printf_escaped (text != NULL ? "<b>%s</b>\n%s" : "<b>%s</b>", title, text);
  gtk_label_set_markup (self->label, markup);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->label), -1);
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
ub_note_hide (UbNote *self)
{
  g_return_if_fail (UB_IS_NOTE (self));
  g_clear_pointer (&self->title, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ub_note_set_button (UbNote *self, const char *label, const char *action)
{
  g_return_if_fail (UB_IS_NOTE (self));
  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  gtk_button_set_label (self->button, label != NULL ? label : "");
  ub_wrap_centred (GTK_WIDGET (self->button));
  if (label != NULL)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
}

void
ub_note_set_extra (UbNote *self, GtkWidget *extra)
{
  g_return_if_fail (UB_IS_NOTE (self));
  if (self->extra == extra)
    return;
  if (self->extra != NULL)
    gtk_box_remove (self->box, self->extra);
  self->extra = extra;
  if (extra != NULL)
    gtk_box_append (self->box, extra);
}

const char *
ub_note_get_title (UbNote *self)
{
  g_return_val_if_fail (UB_IS_NOTE (self), NULL);
  return self->title;
}
