/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of Set up while nothing is plugged in. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-row.h"
#include "app/widgets/ub-status.h"
#include "app/widgets/ub-toast.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageEmpty, ub_page_empty, UB, PAGE_EMPTY, UbPage)

struct _UbPageEmpty
{
  UbPage parent_instance;

  AdwExpanderRow *usbasp_row, *helper_row, *arduino_row, *none_row;
  UbRow *rehearse_row;
};

G_DEFINE_FINAL_TYPE (UbPageEmpty, ub_page_empty, UB_TYPE_PAGE)

static const char *const usbasp_steps[] = {
  N_ ("Try another USB port and another cable: some cables only charge"),
  N_ ("Unplug it, wait a few seconds, and plug it in again"),
  N_ ("If nothing helps, a second programmer can reinstall its firmware"),
  NULL,
};

static const char *const arduino_steps[] = {
  N_ ("Open the Arduino IDE and choose the board"),
  N_ ("Open File, Examples, 11.ArduinoISP, and upload it"),
  N_ ("Plug the Arduino in again, and choose it here"),
  NULL,
};

static const char *const none_steps[] = {
  N_ ("A USBasp: the cheapest, and quick; it comes with the cable"),
  N_ ("A second Pro Micro, or any Arduino, and six wires"),
  NULL,
};

static void
add_steps (AdwExpanderRow *row, const char *const *steps)
{
  for (guint i = 0; steps[i] != NULL; i++)
    {
      GtkWidget *step = ub_row_new_plain (_ (steps[i]), NULL);

      adw_action_row_set_title_lines (ADW_ACTION_ROW (step), 0);
      adw_expander_row_add_row (row, step);
    }
}

/* The address of a helper firmware, for the board's own USB bootloader. */
static void
copy_cb (GtkButton *button, UbPageEmpty *self)
{
  ub_toast_copied (GTK_WIDGET (self), g_object_get_data (G_OBJECT (button), "url"),
                   _ ("Address copied"));
}

static void
add_helper (UbPageEmpty *self, IspPresets *presets, const char *id)
{
  const IspPreset *preset = isp_presets_by_id (presets, id);
  GtkWidget *row, *button;

  if (preset == NULL || preset->url == NULL)
    return;
  row = ub_row_new_plain (preset->name, preset->description);
  button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Copy Address"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy Address"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "url", g_strdup (preset->url), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (self->helper_row, row);
}

static const char *const helper_steps[] = {
  N_ ("Download the helper firmware for your board"),
  N_ ("Install it over USB, like keyboard firmware"),
  N_ ("Plug the board in again"),
  NULL,
};

static void
ub_page_empty_constructed (GObject *object)
{
  UbPageEmpty *self = UB_PAGE_EMPTY (object);
  IspPresets *presets;

  G_OBJECT_CLASS (ub_page_empty_parent_class)->constructed (object);
  presets = ub_choice_get_presets (ub_page_get_choice (UB_PAGE (self)));
  add_steps (self->usbasp_row, usbasp_steps);
  add_steps (self->helper_row, helper_steps);
  add_helper (self, presets, "isp-pro-micro");
  add_helper (self, presets, "isp-teensy2");
  add_steps (self->arduino_row, arduino_steps);
  add_steps (self->none_row, none_steps);
}

static void
wires_cb (UbPageEmpty *self)
{
  ub_page_go (UB_PAGE (self), "wiring");
}

static GtkWidget *
ub_page_empty_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_EMPTY (page)->usbasp_row);
}

static void
ub_page_empty_class_init (UbPageEmptyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STATUS);
  G_OBJECT_CLASS (klass)->constructed = ub_page_empty_constructed;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_empty_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-empty.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, usbasp_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, helper_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, arduino_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, none_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, rehearse_row);
  gtk_widget_class_bind_template_callback (widget_class, wires_cb);
}

static void
ub_page_empty_init (UbPageEmpty *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
