/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-list-item.h"

void
ub_list_item_speak (GtkListItem *item, const char *name)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_LIST_ITEM (item) && name != NULL);
  child = gtk_list_item_get_child (item);
  g_return_if_fail (child != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (child)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
