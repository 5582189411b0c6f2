/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-help.h"

#include "words/isp-words-guide.h"

#include <glib/gi18n.h>

#define WIDTH   640
#define HEIGHT  720
#define MARGIN  18
#define SPACING 9

static GtkWidget *
make_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "xalign", 0.0, "margin-top",
                    MARGIN, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "title-2");
  return label;
}

/* Takes mark. */
static GtkWidget *
make_item (char *mark, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  GtkWidget *label = gtk_label_new (mark);

  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (label), 2);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), make_text (text));
  g_free (mark);
  return box;
}

static GtkWidget *
make_guide (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  const IspGuideRow *row;
  guint step = 0;

  for (guint i = 0; (row = isp_words_guide_get (i)) != NULL; i++)
    switch (row->kind)
      {
      case ISP_GUIDE_TITLE:
        gtk_box_append (GTK_BOX (box), make_title (_ (row->text)));
        step = 0;
        break;
      case ISP_GUIDE_TEXT:
        gtk_box_append (GTK_BOX (box), make_text (_ (row->text)));
        break;
      case ISP_GUIDE_STEP:
        gtk_box_append (GTK_BOX (box), make_item (g_strdup_printf ("%u.", ++step), _ (row->text)));
        break;
      case ISP_GUIDE_POINT:
        gtk_box_append (GTK_BOX (box), make_item (g_strdup ("•"), _ (row->text)));
        break;
      }
  gtk_widget_set_margin_start (box, MARGIN);
  gtk_widget_set_margin_end (box, MARGIN);
  gtk_widget_set_margin_bottom (box, 2 * MARGIN);
  return box;
}

static void
close_on_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

GtkWindow *
ub_help_new (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  adw_clamp_set_child (ADW_CLAMP (clamp), make_guide ());
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_focusable (scrolled, TRUE); /* for the keys that scroll */
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Help"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  close_on_escape (window);
  gtk_widget_grab_focus (scrolled);
  return GTK_WINDOW (window);
}
