/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page by keyboard alone, and as a screen reader finds it. */
#include "ub-stages.h"

#include "app/pages/ub-page-flash.h"

/* More than any page has controls. */
#define MOST_STEPS 300

typedef void (*EachFunc) (GtkWidget *widget, gpointer data);

/* What a person can see, root first. */
static void
each_shown (GtkWidget *root, EachFunc func, gpointer data)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return;
  func (root, data);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    each_shown (child, func, data);
}

/* ── Tab ── */

/* TRUE: something happens when it is clicked. */
static gboolean
is_control (GtkWidget *widget)
{
  if (!gtk_widget_is_sensitive (widget))
    return FALSE;
  /* Of a row to type in, the text is the control. */
  if (ADW_IS_ENTRY_ROW (widget))
    return FALSE;
  if (GTK_IS_LIST_BOX_ROW (widget))
    return gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget));
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
         GTK_IS_EXPANDER (widget) || GTK_IS_TEXT (widget);
}

/* TRUE: the row around it does the same, and is the one to reach. */
static gboolean
is_row_for (GtkWidget *row, GtkWidget *widget)
{
  return row != NULL && ADW_IS_ACTION_ROW (row) &&
         adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) == widget;
}

static void
collect_cb (GtkWidget *widget, gpointer controls)
{
  /* The desktop has keys of its own for these. */
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL)
    return;
  if (is_control (widget) &&
      !is_row_for (gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW), widget))
    g_ptr_array_add (controls, widget);
}

/* As the key does: what had the focus in turn, until it comes round. */
static GPtrArray *
walk (UbWindow *window, GtkDirectionType direction)
{
  GPtrArray *way = g_ptr_array_new ();

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  for (guint i = 0; i < MOST_STEPS; i++)
    {
      GtkWidget *focus;

      g_signal_emit_by_name (window, "move-focus", direction);
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      g_assert_nonnull (focus);
      if (way->len > 0 && focus == way->pdata[0])
        return way;
      if (g_ptr_array_find (way, focus, NULL))
        g_error ("the focus goes round at a %s and never leaves", G_OBJECT_TYPE_NAME (focus));
      g_ptr_array_add (way, focus);
    }
  g_error ("the focus does not come round");
}

static char *
describe (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  return g_strdup_printf (
      "%s “%s” in row “%s”", G_OBJECT_TYPE_NAME (widget), label != NULL ? label : "",
      row != NULL ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) : "");
}

static void
assert_on_way (GPtrArray *way, GtkWidget *control, const UbStage *stage, const char *key)
{
  g_autofree char *name = describe (control);

  if (!g_ptr_array_find (way, control, NULL))
    g_error ("%s, %s: %s does not reach %s", stage->page, stage->state, key, name);
}

static void
test_tab (gconstpointer data)
{
  const UbStage *stage = data;
  UbWindow *window = ub_stages_make (stage);
  g_autoptr (GPtrArray) controls = g_ptr_array_new (), way = NULL, back = NULL;

  /* Tab goes by where things are. */
  ub_test_wait_drawn (window);
  way = walk (window, GTK_DIR_TAB_FORWARD);
  back = walk (window, GTK_DIR_TAB_BACKWARD);
  each_shown (GTK_WIDGET (window), collect_cb, controls);
  g_assert_cmpuint (controls->len, >, 0);
  for (guint i = 0; i < controls->len; i++)
    {
      assert_on_way (way, controls->pdata[i], stage, "Tab");
      assert_on_way (back, controls->pdata[i], stage, "Shift+Tab");
    }
  g_assert_cmpuint (way->len, ==, back->len);
  ub_stages_free (window);
}

/* ── what a screen reader finds ── */

/* The shown page is there, and none that stands in the stack behind it. */
static void
assert_alone (UbWindow *window)
{
  GtkWidget *shown = GTK_WIDGET (ub_window_get_page (window));

  for (GtkWidget *page = gtk_widget_get_first_child (gtk_widget_get_parent (shown)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_test_accessible_assert_state (page, GTK_ACCESSIBLE_STATE_HIDDEN, page != shown);
}

static void
test_tree (gconstpointer data)
{
  const UbStage *stage = data;
  UbWindow *window = ub_stages_make (stage);

  ub_test_assert_names (window);
  assert_alone (window);
  ub_stages_free (window);
}

/* A page that comes back is there again. */
static void
test_back_in_tree (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_window_go (window, "bootloader");
  assert_alone (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  assert_alone (window);
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  const UbStage *stage;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  for (guint i = 0; (stage = ub_stages_get (i)) != NULL; i++)
    {
      g_autofree char *tab = g_strdup_printf ("/app/keys/tab/%s/%s", stage->page, stage->state);

      g_autofree char *tree = g_strdup_printf ("/app/keys/tree/%s/%s", stage->page, stage->state);

      g_test_add_data_func (tab, stage, test_tab);
      g_test_add_data_func (tree, stage, test_tree);
    }
  g_test_add_func ("/app/keys/tree/back", test_back_in_tree);
  return g_test_run ();
}
