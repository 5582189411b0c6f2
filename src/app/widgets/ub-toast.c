/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-toast.h"

void
ub_toast (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && text != NULL);
  gtk_widget_activate_action (widget, "win.toast", "s", text);
}

void
ub_refuse (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && text != NULL);
  gtk_widget_activate_action (widget, "win.refuse", "s", text);
}

void
ub_toast_copied (GtkWidget *widget, const char *text, const char *said)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && text != NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  ub_toast (widget, said);
}
