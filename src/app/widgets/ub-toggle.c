/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-toggle.h"

static void
active_cb (GtkWidget *toggle, GParamSpec *property, GtkWidget *row)
{
  gboolean active;

  g_object_get (toggle, "active", &active, NULL);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
      active ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

void
ub_toggle_speak (GtkWidget *row, GtkWidget *toggle, GtkAccessibleRole role)
{
  g_return_if_fail (GTK_IS_WIDGET (row) && GTK_IS_WIDGET (toggle));
  g_object_set (row, "accessible-role", role, NULL);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (active_cb), row, 0);
  active_cb (toggle, NULL, row);
}
