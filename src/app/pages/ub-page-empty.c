/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of Set up while nothing is plugged in. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-expander.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-status.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageEmpty, ub_page_empty, UB, PAGE_EMPTY, UbPage)

struct _UbPageEmpty
{
  UbPage parent_instance;

  UbExpander *usbasp_row, *arduino_row, *none_row;
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
add_steps (UbExpander *row, gpointer data)
{
  const char *const *steps = data;

  for (guint i = 0; steps[i] != NULL; i++)
    ub_expander_add (row, _ (steps[i]), NULL);
}

static void
promise_steps (UbExpander *row, const char *const *steps)
{
  ub_expander_promise (row, add_steps, (gpointer) steps, NULL);
}

static void
ub_page_empty_constructed (GObject *object)
{
  UbPageEmpty *self = UB_PAGE_EMPTY (object);

  G_OBJECT_CLASS (ub_page_empty_parent_class)->constructed (object);
  promise_steps (self->usbasp_row, usbasp_steps);
  promise_steps (self->arduino_row, arduino_steps);
  promise_steps (self->none_row, none_steps);
}

static void
make_cb (UbPageEmpty *self)
{
  ub_page_go (UB_PAGE (self), "make");
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

  g_type_ensure (UB_TYPE_EXPANDER);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STATUS);
  G_OBJECT_CLASS (klass)->constructed = ub_page_empty_constructed;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_empty_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-empty.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, usbasp_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, arduino_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, none_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageEmpty, rehearse_row);
  gtk_widget_class_bind_template_callback (widget_class, make_cb);
  gtk_widget_class_bind_template_callback (widget_class, wires_cb);
}

static void
ub_page_empty_init (UbPageEmpty *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
