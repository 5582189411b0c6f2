/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-row.h"

#include <glib/gi18n.h>

/* A spinner redraws the window all the time: what takes longer is said by an icon that stands. */
static guint spin_ms = 10000;

struct _UbRow
{
  AdwActionRow parent_instance;

  GtkWidget *image, *spinner, *arrow;
  UbRowState state;
  guint rest_timer;
};

G_DEFINE_FINAL_TYPE (UbRow, ub_row, ADW_TYPE_ACTION_ROW)

static const struct
{
  const char *icon, *css_class, *label;
} looks[] = {
  [UB_ROW_NONE] = { NULL, NULL, NULL },
  [UB_ROW_READY] = { "object-select-symbolic", "success", N_ ("Ready") },
  [UB_ROW_ATTENTION] = { "dialog-warning-symbolic", "warning", N_ ("Needs attention") },
  [UB_ROW_WAITING] = { "content-loading-symbolic", NULL, N_ ("Waiting") },
};

enum
{
  PROP_0,
  PROP_LEADS,
  N_PROPS,
};

static void
ub_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UbRow *self = UB_ROW (object);
  const gboolean leads = g_value_get_boolean (value);

  g_assert (id == PROP_LEADS);
  gtk_widget_set_visible (self->arrow, leads);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), leads);
}

static void
ub_row_dispose (GObject *object)
{
  g_clear_handle_id (&UB_ROW (object)->rest_timer, g_source_remove);
  G_OBJECT_CLASS (ub_row_parent_class)->dispose (object);
}

static void
ub_row_class_init (UbRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = ub_row_set_property;
  object_class->dispose = ub_row_dispose;
  g_object_class_install_property (
      object_class, PROP_LEADS,
      g_param_spec_boolean ("leads", NULL, NULL, TRUE,
                            G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

/* The icon is seen beside the text, and heard before it: “Ready, ATmega32U4”. */
static void
describe (UbRow *self)
{
  const char *text = adw_action_row_get_subtitle (ADW_ACTION_ROW (self));
  const char *label = looks[self->state].label != NULL ? _ (looks[self->state].label) : "";
  g_autofree char *both = NULL;

  if (text == NULL)
    text = "";
  both = g_strconcat (label, *label != '\0' && *text != '\0' ? ", " : "", text, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, both,
                                  -1);
}

static void
ub_row_init (UbRow *self)
{
  AdwActionRow *row = ADW_ACTION_ROW (self);

  self->image = gtk_image_new ();
  self->spinner = gtk_spinner_new ();
  self->arrow = g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic", "accessible-role",
                              GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (self->arrow, "dim-label");
  gtk_widget_set_visible (self->image, FALSE);
  gtk_widget_set_visible (self->spinner, FALSE);
  adw_action_row_add_suffix (row, self->image);
  adw_action_row_add_suffix (row, self->spinner);
  adw_action_row_add_suffix (row, self->arrow);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::subtitle", G_CALLBACK (describe), NULL);
}

GtkWidget *
ub_row_new (const char *icon_name, const char *title, const char *subtitle)
{
  return g_object_new (UB_TYPE_ROW, "icon-name", icon_name, "title", title, "subtitle",
                       subtitle != NULL ? subtitle : "", NULL);
}

GtkWidget *
ub_row_new_plain (const char *title, const char *subtitle)
{
  return g_object_new (UB_TYPE_ROW, "leads", FALSE, "title", title, "subtitle",
                       subtitle != NULL ? subtitle : "", NULL);
}

void
ub_row_set_spin (guint ms)
{
  spin_ms = ms;
}

static gboolean
rest_cb (gpointer data)
{
  UbRow *self = data;

  self->rest_timer = 0;
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_visible (self->image, TRUE);
  return G_SOURCE_REMOVE;
}

/* For as long as it waits, the spinner turns once. */
static void
update_spinner (UbRow *self, gboolean was_waiting)
{
  const gboolean waits = self->state == UB_ROW_WAITING;

  if (waits && was_waiting)
    return;
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  gtk_widget_set_visible (self->spinner, waits);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), waits);
  gtk_widget_set_visible (self->image, self->state != UB_ROW_NONE && !waits);
  if (waits)
    self->rest_timer = g_timeout_add (spin_ms, rest_cb, self);
}

UbRowState
ub_row_get_state (UbRow *self)
{
  g_return_val_if_fail (UB_IS_ROW (self), UB_ROW_NONE);
  return self->state;
}

void
ub_row_set_state (UbRow *self, UbRowState state)
{
  gboolean was_waiting;

  g_return_if_fail (UB_IS_ROW (self));
  g_return_if_fail (state < G_N_ELEMENTS (looks));
  was_waiting = self->state == UB_ROW_WAITING;
  self->state = state;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), looks[state].icon);
  gtk_widget_remove_css_class (self->image, "success");
  gtk_widget_remove_css_class (self->image, "warning");
  if (looks[state].css_class != NULL)
    gtk_widget_add_css_class (self->image, looks[state].css_class);
  update_spinner (self, was_waiting);
  describe (self);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY,
                               state == UB_ROW_WAITING, -1);
}

void
ub_row_set_arrow (UbRow *self, gboolean arrow)
{
  g_return_if_fail (UB_IS_ROW (self));
  gtk_widget_set_visible (self->arrow, arrow);
}

void
ub_row_set_text (UbRow *self, const char *text)
{
  g_return_if_fail (UB_IS_ROW (self));
  if (text == NULL)
    text = "";
  if (g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (self)), text) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}
