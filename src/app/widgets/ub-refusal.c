/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-refusal.h"

#include "ub-compat.h"
#include "ub-note.h"

#include "core/isp-printable.h"

#include <glib/gi18n.h>

#define MAX_WIDTH  640
#define MAX_HEIGHT 200 /* the rest scrolls: most of a small window is the page's */

struct _UbRefusal
{
  AdwBin parent_instance;

  UbNote *note;
};

G_DEFINE_FINAL_TYPE (UbRefusal, ub_refusal, ADW_TYPE_BIN)

static void
close_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_refusal_close (UB_REFUSAL (widget));
}

static void
ub_refusal_class_init (UbRefusalClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "refusal.close", NULL, close_cb);
}

static void
ub_refusal_init (UbRefusal *self)
{
  GtkWidget *note = ub_note_new ();
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", MAX_WIDTH,
                                   "tightening-threshold", MAX_WIDTH, "child", note, NULL);
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy",
                                      GTK_POLICY_NEVER, "propagate-natural-height", TRUE,
                                      "max-content-height", MAX_HEIGHT, "child", clamp, NULL);

  self->note = UB_NOTE (note);
  gtk_widget_add_css_class (clamp, "page-notice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Notice"), -1);
  adw_bin_set_child (ADW_BIN (self), scroller);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ub_refusal_say (UbRefusal *self, const char *text)
{
  g_autofree char *printable = NULL;

  g_return_if_fail (UB_IS_REFUSAL (self) && text != NULL);
  printable = isp_text_make_printable (text);
  ub_note_set (self->note, UB_NOTE_WARNING, printable, NULL);
  ub_note_set_button (self->note, _ ("_Close"), "refusal.close");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  ub_compat_announce (GTK_WIDGET (self), printable);
}

void
ub_refusal_close (UbRefusal *self)
{
  g_return_if_fail (UB_IS_REFUSAL (self));
  ub_note_hide (self->note);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
