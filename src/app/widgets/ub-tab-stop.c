/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-tab-stop.h"

struct _UbTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (UbTabStop, ub_tab_stop, ADW_TYPE_BIN)

static gboolean
ub_tab_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  const gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (ub_tab_stop_parent_class)->focus (widget, direction);
}

static void
ub_tab_stop_class_init (UbTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = ub_tab_stop_focus;
}

static void
ub_tab_stop_init (UbTabStop *self)
{
}
