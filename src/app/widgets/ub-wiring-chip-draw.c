/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-wiring-chip-draw.h"

#include <math.h>

#define MARGIN 6.0  /* from a label to the edge of the body */
#define LEADER 9.0  /* more, where a line leads to its pin */
#define NUMBER 20.0 /* from the edge of the body to the end of a number */
#define DOT    10.0 /* from the corner to the mark of pin 1 */

char *
ub_wiring_chip_label (const UbPad *pad)
{
  if (pad->label == NULL)
    return g_strdup_printf ("%u", pad->pin);
  return g_strdup_printf ("%u %s", pad->pin, pad->label);
}

static void
set_colour (cairo_t *cr, const char *text)
{
  GdkRGBA colour;

  gdk_rgba_parse (&colour, text);
  gdk_cairo_set_source_rgba (cr, &colour);
}

/* ── the body ── */

static gboolean
has_legs (const IspPackage *package)
{
  return package->shape != ISP_PACKAGE_QFN && package->shape != ISP_PACKAGE_DFN;
}

/* From its end into the body's edge; without legs, a piece of metal at the edge. */
static void
draw_leg (cairo_t *cr, const UbSide *chip, const UbPad *pad, double width)
{
  const double into = has_legs (chip->package) ? 1 : 5;
  const double right = chip->x + chip->width, bottom = chip->y + chip->height;

  switch (pad->edge)
    {
    case UB_EDGE_LEFT:
      cairo_rectangle (cr, pad->x, pad->y - width / 2, chip->x + into - pad->x, width);
      break;
    case UB_EDGE_RIGHT:
      cairo_rectangle (cr, right - into, pad->y - width / 2, pad->x - right + into, width);
      break;
    case UB_EDGE_TOP:
      cairo_rectangle (cr, pad->x - width / 2, pad->y, width, chip->y + into - pad->y);
      break;
    case UB_EDGE_BOTTOM:
      cairo_rectangle (cr, pad->x - width / 2, bottom - into, width, pad->y - bottom + into);
      break;
    }
  cairo_fill (cr);
}

static double
get_pitch (const UbSide *chip)
{
  return hypot (chip->pads[1].x - chip->pads[0].x, chip->pads[1].y - chip->pads[0].y);
}

static void
draw_legs (cairo_t *cr, const UbSide *chip, const char *const colours[ISP_N_WIRES])
{
  const double width = CLAMP (get_pitch (chip) * 0.5, 2.5, 9);

  for (guint i = 0; i < chip->n_pads; i++)
    {
      const UbPad *pad = &chip->pads[i];
      const int wire = pad->wire >= 0 ? pad->wire : pad->supply;

      set_colour (cr, wire >= 0 ? colours[wire] : "#9a9996");
      draw_leg (cr, chip, pad, wire >= 0 ? width + 1 : width);
    }
}

/* A dot at pin 1, and what else the package is turned by: a notch, or a corner that is cut off. */
static void
draw_marks (cairo_t *cr, const UbSide *chip)
{
  const gboolean in_middle = chip->package->shape == ISP_PACKAGE_PLCC;

  set_colour (cr, "#deddda");
  cairo_arc (cr, in_middle ? chip->pads[0].x : chip->x + DOT, chip->y + DOT, 3.5, 0, 2 * G_PI);
  cairo_fill (cr);
  if (chip->package->shape != ISP_PACKAGE_DIP)
    return;
  set_colour (cr, "#77767b");
  cairo_arc (cr, chip->x + chip->width / 2, chip->y, 9, 0, G_PI);
  cairo_fill (cr);
}

static double
get_place (const UbPad *pad)
{
  return pad->edge == UB_EDGE_LEFT || pad->edge == UB_EDGE_RIGHT ? pad->y : pad->x;
}

static gboolean
is_moved (const UbPad *pad)
{
  return pad->label_at >= 0 && fabs (pad->label_at - get_place (pad)) > 2;
}

/* From the edge of the body to a label that had to move. */
static void
draw_leader (cairo_t *cr, const UbSide *chip, const UbPad *pad)
{
  const double right = chip->x + chip->width, bottom = chip->y + chip->height;

  switch (pad->edge)
    {
    case UB_EDGE_LEFT:
      cairo_move_to (cr, chip->x, pad->y);
      cairo_line_to (cr, chip->x + LEADER + 3, pad->label_at);
      break;
    case UB_EDGE_RIGHT:
      cairo_move_to (cr, right, pad->y);
      cairo_line_to (cr, right - LEADER - 3, pad->label_at);
      break;
    case UB_EDGE_TOP:
      cairo_move_to (cr, pad->x, chip->y);
      cairo_line_to (cr, pad->label_at, chip->y + LEADER + 3);
      break;
    case UB_EDGE_BOTTOM:
      cairo_move_to (cr, pad->x, bottom);
      cairo_line_to (cr, pad->label_at, bottom - LEADER - 3);
      break;
    }
  cairo_stroke (cr);
}

void
ub_wiring_chip_draw (cairo_t *cr, const UbSide *chip, const char *const colours[ISP_N_WIRES])
{
  const double cut = chip->package->shape == ISP_PACKAGE_PLCC ? 12 : 3;

  draw_legs (cr, chip, colours);
  cairo_move_to (cr, chip->x + cut, chip->y);
  cairo_line_to (cr, chip->x + chip->width, chip->y);
  cairo_line_to (cr, chip->x + chip->width, chip->y + chip->height);
  cairo_line_to (cr, chip->x, chip->y + chip->height);
  cairo_line_to (cr, chip->x, chip->y + cut);
  cairo_close_path (cr);
  set_colour (cr, "#241f31");
  cairo_fill_preserve (cr);
  set_colour (cr, "#5e5c64"); /* an edge that shows on a dark background */
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  if (!has_legs (chip->package))
    draw_legs (cr, chip, colours);
  draw_marks (cr, chip);
  set_colour (cr, "#c0bfbc");
  for (guint i = 0; i < chip->n_pads; i++)
    if (is_moved (&chip->pads[i]))
      draw_leader (cr, chip, &chip->pads[i]);
}

/* ── what stands on it ── */

typedef struct
{
  GtkWidget *widget;
  GtkSnapshot *snapshot;
  const UbSide *chip;
  double letters;
  gboolean right;                /* the wires are */
  double depth[UB_EDGE_TOP + 1]; /* px that labels take inwards, edge by edge */
} Writer;

static PangoLayout *
make_layout (Writer *self, const char *text, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, text);
  PangoAttrList *attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_scale_new (PANGO_SCALE_SMALL * self->letters));
  if (bold)
    pango_attr_list_insert (attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  return layout;
}

static void
draw_tick (Writer *self, double x, double y)
{
  const graphene_rect_t box = GRAPHENE_RECT_INIT ((float) x, (float) y - 6, 12, 12);
  cairo_t *cr = gtk_snapshot_append_cairo (self->snapshot, &box);

  set_colour (cr, "#57e389");
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x + 2, y);
  cairo_line_to (cr, x + 5, y + 3);
  cairo_line_to (cr, x + 10, y - 4);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* tick_at: in the direction of the text; G_MAXDOUBLE: none. */
static void
append (Writer *self, PangoLayout *layout, double x, double y, float degrees, float alpha,
        double tick_at)
{
  const GdkRGBA colour = { 1, 1, 1, alpha };
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (self->snapshot);
  gtk_snapshot_translate (self->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_rotate (self->snapshot, degrees);
  gtk_snapshot_append_layout (self->snapshot, layout, &colour);
  gtk_snapshot_restore (self->snapshot);
  if (tick_at == G_MAXDOUBLE)
    return;
  if (degrees == 0)
    draw_tick (self, x + tick_at, y + height / 2.0);
  else
    draw_tick (self, x + height / 2.0 - 6, y - tick_at - 6);
}

/* Inside the body at a leg; at the top and bottom it reads upwards. */
static void
append_label (Writer *self, const UbPad *pad, double at, const char *text)
{
  const gboolean bold = pad->label_at >= 0 && pad->wire >= 0;
  const float alpha = bold ? 1 : pad->label_at >= 0 ? 0.7f : 0.5f;
  g_autoptr (PangoLayout) layout = make_layout (self, text, bold);
  const double margin = is_moved (pad) ? MARGIN + LEADER : MARGIN;
  const gboolean tick = bold && self->right;
  const UbSide *chip = self->chip;
  double after, before;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  after = tick ? width + 3 : G_MAXDOUBLE;
  before = tick ? -15 : G_MAXDOUBLE;
  switch (pad->edge)
    {
    case UB_EDGE_LEFT:
      append (self, layout, chip->x + margin, at - height / 2.0, 0, alpha, after);
      break;
    case UB_EDGE_RIGHT:
      append (self, layout, chip->x + chip->width - margin - width, at - height / 2.0, 0, alpha,
              before);
      break;
    case UB_EDGE_TOP:
      append (self, layout, at - height / 2.0, chip->y + margin + width, -90, alpha, before);
      break;
    case UB_EDGE_BOTTOM:
      append (self, layout, at - height / 2.0, chip->y + chip->height - margin, -90, alpha, after);
      break;
    }
  self->depth[pad->edge] = MAX (self->depth[pad->edge], margin + width + (tick ? 15 : 0));
}

/* Both ends of a row, and every fifth or tenth pin: people count. */
static gboolean
is_counted (const UbSide *chip, guint i)
{
  const guint step = get_pitch (chip) >= 9 ? 5 : 10;
  const UbPad *pad = &chip->pads[i];

  return pad->pin % step == 0 || i == 0 || i + 1 == chip->n_pads ||
         chip->pads[i - 1].edge != pad->edge || chip->pads[i + 1].edge != pad->edge;
}

static void
append_numbers (Writer *self, const UbLabelSizes *labels)
{
  const UbSide *chip = self->chip;

  for (guint i = 0; i < chip->n_pads; i++)
    {
      const UbPad *pad = &chip->pads[i];
      g_autofree char *number = g_strdup_printf ("%u", pad->pin);

      if (pad->label_at < 0 && is_counted (chip, i) &&
          ub_wiring_chip_has_room (chip, pad, NUMBER, labels))
        append_label (self, pad, get_place (pad), number);
    }
}

/* In the room that the labels leave, along the longer way; nowhere if there is none. */
static void
append_name (Writer *self, const IspPart *part)
{
  g_autoptr (PangoLayout) layout = make_layout (self, part->name, TRUE);
  const UbSide *chip = self->chip;
  const double *depth = self->depth;
  const double wide = chip->width - depth[UB_EDGE_LEFT] - depth[UB_EDGE_RIGHT] - 2 * MARGIN;
  const double high = chip->height - depth[UB_EDGE_TOP] - depth[UB_EDGE_BOTTOM] - 2 * MARGIN;
  const double x = chip->x + depth[UB_EDGE_LEFT] + MARGIN + wide / 2;
  const double y = chip->y + depth[UB_EDGE_TOP] + MARGIN + high / 2;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width <= wide && height <= high)
    append (self, layout, x - width / 2.0, y - height / 2.0, 0, 0.8f, G_MAXDOUBLE);
  else if (width <= high && height <= wide)
    append (self, layout, x - height / 2.0, y + width / 2.0, -90, 0.8f, G_MAXDOUBLE);
}

void
ub_wiring_chip_append_labels (GtkWidget *widget, GtkSnapshot *snapshot, const UbSide *chip,
                              const IspPart *part, double letters, const UbLabelSizes *labels,
                              gboolean right)
{
  Writer self = {
    .widget = widget, .snapshot = snapshot, .chip = chip, .letters = letters, .right = right
  };
  for (guint i = 0; i < chip->n_pads; i++)
    {
      g_autofree char *text = ub_wiring_chip_label (&chip->pads[i]);

      if (chip->pads[i].label_at >= 0)
        append_label (&self, &chip->pads[i], chip->pads[i].label_at, text);
    }
  append_numbers (&self, labels);
  if (part != NULL)
    append_name (&self, part);
}
