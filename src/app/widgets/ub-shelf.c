/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-shelf.h"

#include <glib/gi18n.h>

#define DEFAULT_WIDTH 640

struct _UbShelf
{
  GtkWidget parent_instance;

  GtkWidget *scroller, *clamp;
  GtkWidget *notice_scroller, *notice_clamp;
};

G_DEFINE_FINAL_TYPE (UbShelf, ub_shelf, GTK_TYPE_WIDGET)

/* ── the layout ── */

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  UbShelf *self = UB_SHELF (widget);
  int min = 0, nat = 0;

  gtk_widget_measure (self->scroller, orientation, for_size, minimum, natural, NULL, NULL);
  if (gtk_widget_should_layout (self->notice_scroller))
    gtk_widget_measure (self->notice_scroller, orientation, for_size, &min, &nat, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (*minimum, min) : *minimum + min;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (*natural, nat) : *natural + nat;
}

/* What is on the shelf gets what it wants, and at most half: the rest of it scrolls. */
static int
get_notice_height (UbShelf *self, int width, int height)
{
  int minimum, natural;

  if (!gtk_widget_should_layout (self->notice_scroller))
    return 0;
  gtk_widget_measure (self->notice_scroller, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL,
                      NULL);
  /* A scrolled window does not say what its child wants at a width. */
  gtk_widget_measure (self->notice_clamp, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL,
                      NULL);
  return MAX (minimum, MIN (natural, height / 2));
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UbShelf *self = UB_SHELF (widget);
  const int notice = get_notice_height (self, width, height);

  gtk_widget_size_allocate (self->scroller, &(GtkAllocation){ 0, 0, width, height - notice }, -1);
  if (gtk_widget_should_layout (self->notice_scroller))
    gtk_widget_size_allocate (self->notice_scroller,
                              &(GtkAllocation){ 0, height - notice, width, notice }, -1);
}

/* ── the object ── */

static void
ub_shelf_dispose (GObject *object)
{
  UbShelf *self = UB_SHELF (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->notice_scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ub_shelf_parent_class)->dispose (object);
}

static void
ub_shelf_class_init (UbShelfClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_shelf_dispose;
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
}

static GtkWidget *
add_scroller (UbShelf *self, const char *name, const char *css_class, GtkWidget **clamp)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  *clamp = adw_clamp_new ();
  gtk_widget_add_css_class (*clamp, css_class);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), *clamp);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_add_css_class (scroller, "undershoot-top");
  gtk_widget_add_css_class (scroller, "undershoot-bottom");
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  return scroller;
}

static void
ub_shelf_init (UbShelf *self)
{
  self->scroller = add_scroller (self, _ ("Page"), "page-clamp", &self->clamp);
  self->notice_scroller = add_scroller (self, _ ("Notice"), "page-notice", &self->notice_clamp);
  gtk_widget_set_visible (self->notice_scroller, FALSE);
  ub_shelf_set_max_width (self, DEFAULT_WIDTH);
}

GtkWidget *
ub_shelf_new (void)
{
  return g_object_new (UB_TYPE_SHELF, NULL);
}

void
ub_shelf_set_content (UbShelf *self, GtkWidget *content)
{
  g_return_if_fail (UB_IS_SHELF (self));
  adw_clamp_set_child (ADW_CLAMP (self->clamp), content);
}

GtkWidget *
ub_shelf_get_content (UbShelf *self)
{
  g_return_val_if_fail (UB_IS_SHELF (self), NULL);
  return adw_clamp_get_child (ADW_CLAMP (self->clamp));
}

void
ub_shelf_set_notice (UbShelf *self, GtkWidget *notice)
{
  g_return_if_fail (UB_IS_SHELF (self));
  adw_clamp_set_child (ADW_CLAMP (self->notice_clamp), notice);
  if (notice != NULL)
    g_object_bind_property (notice, "visible", self->notice_scroller, "visible",
                            G_BINDING_SYNC_CREATE);
}

GtkWidget *
ub_shelf_get_notice (UbShelf *self)
{
  g_return_val_if_fail (UB_IS_SHELF (self), NULL);
  return adw_clamp_get_child (ADW_CLAMP (self->notice_clamp));
}

void
ub_shelf_set_max_width (UbShelf *self, int width)
{
  GtkWidget *clamps[] = { self->clamp, self->notice_clamp };

  g_return_if_fail (UB_IS_SHELF (self));
  for (guint i = 0; i < G_N_ELEMENTS (clamps); i++)
    {
      adw_clamp_set_maximum_size (ADW_CLAMP (clamps[i]), width);
      adw_clamp_set_tightening_threshold (ADW_CLAMP (clamps[i]), width - 60);
    }
}

int
ub_shelf_get_max_width (UbShelf *self)
{
  g_return_val_if_fail (UB_IS_SHELF (self), 0);
  return adw_clamp_get_maximum_size (ADW_CLAMP (self->clamp));
}

void
ub_shelf_take_focus (UbShelf *self, GtkWidget *widget)
{
  GtkWidget *viewport;

  g_return_if_fail (UB_IS_SHELF (self) && GTK_IS_WIDGET (widget));
  viewport = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scroller));
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), FALSE);
  if (!gtk_widget_grab_focus (widget))
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD); /* an expander row takes none itself */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), TRUE);
}

void
ub_shelf_rewind (UbShelf *self)
{
  GtkAdjustment *place;

  g_return_if_fail (UB_IS_SHELF (self));
  place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  gtk_adjustment_set_value (place, gtk_adjustment_get_lower (place));
}
