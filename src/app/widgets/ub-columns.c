/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-columns.h"

#define WIDE 720 /* px from which there are two columns */
#define GAP  24

/* ── the layout ── */

#define UB_TYPE_COLUMNS_LAYOUT (ub_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (UbColumnsLayout, ub_columns_layout, UB, COLUMNS_LAYOUT, GtkLayoutManager)

struct _UbColumnsLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (UbColumnsLayout, ub_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
next_visible (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* Visible children, at most two. */
static guint
get_children (GtkWidget *widget, GtkWidget *children[2])
{
  guint n = 0;

  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget));
       child != NULL && n < 2; child = next_visible (gtk_widget_get_next_sibling (child)))
    children[n++] = child;
  return n;
}

static GtkSizeRequestMode
get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
         int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *children[2];
  const guint n = get_children (widget, children);
  const gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  const gboolean wide = n == 2 && !horizontal && for_size >= WIDE;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  for (guint i = 0; i < n; i++)
    {
      int min, nat;

      gtk_widget_measure (children[i], orientation,
                          horizontal ? -1
                          : wide     ? (for_size - GAP) / 2
                                     : for_size,
                          &min, &nat, NULL, NULL);
      if (horizontal)
        {
          *minimum = MAX (*minimum, min);
          *natural += nat + (i > 0 ? GAP : 0);
        }
      else if (wide)
        {
          *minimum = MAX (*minimum, min);
          *natural = MAX (*natural, nat);
        }
      else
        {
          *minimum += min + (i > 0 ? GAP : 0);
          *natural += nat + (i > 0 ? GAP : 0);
        }
    }
}

static void
place (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *children[2];
  const guint n = get_children (widget, children);
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const int column = (width - GAP) / 2;
  int y = 0;

  if (n == 2 && width >= WIDE)
    {
      place (children[0], rtl ? width - column : 0, 0, column, height);
      place (children[1], rtl ? 0 : width - column, 0, column, height);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      int natural;

      gtk_widget_measure (children[i], GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
      /* Whatever is left over belongs to the last one. */
      if (i == n - 1)
        natural = MAX (height - y, 0);
      place (children[i], 0, y, width, natural);
      y += natural + GAP;
    }
}

static void
ub_columns_layout_class_init (UbColumnsLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = get_request_mode;
  manager_class->measure = measure;
  manager_class->allocate = allocate;
}

static void
ub_columns_layout_init (UbColumnsLayout *self)
{
}

/* ── the widget ── */

struct _UbColumns
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (UbColumns, ub_columns, GTK_TYPE_WIDGET)

static void
ub_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ub_columns_parent_class)->dispose (object);
}

static void
ub_columns_class_init (UbColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ub_columns_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), UB_TYPE_COLUMNS_LAYOUT);
}

static void
ub_columns_init (UbColumns *self)
{
}
