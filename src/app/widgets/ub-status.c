/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-status.h"

struct _UbStatus
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title, *description;
  char *icon_class;
};

G_DEFINE_FINAL_TYPE (UbStatus, ub_status, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ICON_NAME,
  PROP_ICON_SIZE,
  PROP_ICON_CLASS,
  PROP_TITLE,
  PROP_DESCRIPTION,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_icon_class (UbStatus *self, const char *css_class)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->icon_class);
  g_free (self->icon_class);
  self->icon_class = g_strdup (css_class != NULL ? css_class : "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->icon_class);
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
ub_status_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UbStatus *self = UB_STATUS (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, gtk_image_get_icon_name (self->icon));
      break;
    case PROP_ICON_SIZE:
      g_value_set_int (value, gtk_image_get_pixel_size (self->icon));
      break;
    case PROP_ICON_CLASS:
      g_value_set_string (value, self->icon_class);
      break;
    case PROP_TITLE:
      g_value_set_string (value, ub_status_get_title (self));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, ub_status_get_description (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ub_status_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UbStatus *self = UB_STATUS (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      gtk_image_set_from_icon_name (self->icon, g_value_get_string (value));
      break;
    case PROP_ICON_SIZE:
      gtk_image_set_pixel_size (self->icon, g_value_get_int (value));
      break;
    case PROP_ICON_CLASS:
      set_icon_class (self, g_value_get_string (value));
      break;
    case PROP_TITLE:
      set_label (self->title, g_value_get_string (value));
      break;
    case PROP_DESCRIPTION:
      set_label (self->description, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ub_status_finalize (GObject *object)
{
  g_free (UB_STATUS (object)->icon_class);
  G_OBJECT_CLASS (ub_status_parent_class)->finalize (object);
}

static void
ub_status_class_init (UbStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ub_status_get_property;
  object_class->set_property = ub_status_set_property;
  object_class->finalize = ub_status_finalize;
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_ICON_SIZE] = g_param_spec_int ("icon-size", NULL, NULL, 16, 256, 96, flags);
  props[PROP_ICON_CLASS] = g_param_spec_string ("icon-class", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/unbrick/ub-status.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), UbStatus, icon);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), UbStatus, title);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), UbStatus, description);
}

static void
ub_status_init (UbStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->icon_class = g_strdup ("dim-label");
}

void
ub_status_set (UbStatus *self, const char *title, const char *description)
{
  g_return_if_fail (UB_IS_STATUS (self));
  set_label (self->title, title);
  set_label (self->description, description);
}

void
ub_status_set_icon (UbStatus *self, const char *icon_name, const char *icon_class)
{
  g_return_if_fail (UB_IS_STATUS (self));
  gtk_image_set_from_icon_name (self->icon, icon_name);
  set_icon_class (self, icon_class);
}

const char *
ub_status_get_title (UbStatus *self)
{
  g_return_val_if_fail (UB_IS_STATUS (self), NULL);
  return gtk_label_get_label (self->title);
}

const char *
ub_status_get_description (UbStatus *self)
{
  g_return_val_if_fail (UB_IS_STATUS (self), NULL);
  return gtk_label_get_label (self->description);
}
