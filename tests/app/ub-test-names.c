/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen reader hears of the controls. */
#include "ub-test.h"

/* GTK says that an icon names the button around it: that is not a name. */
static const char *
get_visible_name (GtkWidget *widget)
{
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  return GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  const char *text = get_visible_name (widget);
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

  return (text != NULL && *text != '\0') ||
         gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         (!GTK_IS_BUTTON (widget) &&
          gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)) ||
         (row != NULL && adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) == widget);
}

/* The inner widget of one that has the name, or the window manager’s: not ours to name. */
static gboolean
is_inner (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_MENU_BUTTON (parent) || GTK_IS_SEARCH_ENTRY (parent) ||
         gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL ||
         (parent != NULL && gtk_widget_get_ancestor (parent, ADW_TYPE_COMBO_ROW) != NULL) ||
         (GTK_IS_LIST_BOX_ROW (widget) && !ADW_IS_PREFERENCES_ROW (widget) &&
          gtk_widget_get_ancestor (parent, ADW_TYPE_EXPANDER_ROW) != NULL);
}

/* What can have the focus, is pressed, or scrolls; of a list its rows speak. */
static gboolean
needs_name (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
         ADW_IS_PREFERENCES_ROW (widget) || GTK_IS_SCROLLED_WINDOW (widget) ||
         (gtk_widget_get_focusable (widget) && !GTK_IS_LIST_BOX (widget) &&
          !GTK_IS_WINDOW (widget));
}

/* A row that has the focus in place of its switch or check box has to tell which way it is. */
static void
check_toggle (GtkWidget *row)
{
  GtkWidget *toggle = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  gboolean active;

  if (toggle == NULL || !(GTK_IS_SWITCH (toggle) || GTK_IS_CHECK_BUTTON (toggle)))
    return;
  g_object_get (toggle, "active", &active, NULL);
  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (row)) == GTK_ACCESSIBLE_ROLE_LIST_ITEM)
    g_error ("“%s” is not heard as a switch", get_visible_name (row));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
                                    active ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                           : GTK_ACCESSIBLE_TRISTATE_FALSE);
}

void
ub_test_assert_names (gpointer root)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return;
  if (needs_name (root) && !is_inner (root) && !has_name (root))
    g_error ("a %s has no name", G_OBJECT_TYPE_NAME (root));
  if (ADW_IS_ACTION_ROW (root))
    check_toggle (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ub_test_assert_names (child);
}
