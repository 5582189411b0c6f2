/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-wiring-picture.h"

#include "ub-wiring-chip-draw.h"
#include "ub-wiring-layout.h"

#include "app/model/ub-advice.h"
#include "words/isp-words-wires.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define NATURAL      420
#define LEAST        0.6 /* of their size: letters in a narrow picture */
#define WIRE         4.0
#define SUSPECT_WIRE 7.0
#define CORNER       5.0 /* px of a turn */

struct _UbWiringPicture
{
  GtkWidget parent_instance;

  UbWires wires;
  const IspPart *part;
  gboolean right; /* the chip answers */
  guint suspects; /* 1 << IspWire */
  double letters; /* their size, 1 where there is room */
};

G_DEFINE_FINAL_TYPE (UbWiringPicture, ub_wiring_picture, GTK_TYPE_WIDGET)

/* ── words ── */

/* What stands at a pad. */
static char *
get_label (UbWiringPicture *self, const UbPad *pad, gboolean on_target)
{
  const char *name = pad->wire >= 0 ? isp_words_wire_name ((IspWire) pad->wire) : NULL;
  const char *chip = self->part != NULL && pad->wire >= 0 ? self->part->pins[pad->wire] : NULL;

  if (pad->pin > 0)
    return ub_wiring_chip_label (pad);
  if (on_target && self->wires.target == NULL)
    return chip != NULL ? g_strdup_printf ("%s · %s", name, chip) : g_strdup (name);
  if (pad->label == NULL)
    return g_strdup (name);
  return name != NULL && on_target ? g_strdup_printf ("%s · %s", name, pad->label)
                                   : g_strdup (pad->label);
}

/* "Pro Micro 15 → SCLK · B1", a line for each wire, for who cannot see it. */
static void
describe (UbWiringPicture *self)
{
  static const UbLabelSizes labels = { 50, 50, 12 };
  g_autoptr (GString) text = g_string_new (NULL);
  UbWiringLayout layout;

  ub_wiring_layout (&layout, &self->wires, NATURAL, NATURAL, &labels);
  if (self->right)
    g_string_append (text, _ ("The chip answers: the wires are right"));
  if (self->suspects != 0)
    {
      g_autofree char *first = isp_words_suspects (self->suspects);

      g_string_append (text, first);
    }
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      const UbPad *from = ub_side_find (&layout.programmer, wire);
      const UbPad *to = ub_side_find (&layout.target, wire);

      if (from == NULL || to == NULL)
        continue;
      g_autofree char *start = get_label (self, from, FALSE);
      g_autofree char *end = get_label (self, to, TRUE);
      g_string_append_printf (text, "%s%s → %s", text->len > 0 ? "\n" : "", start, end);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
}

static PangoLayout *
make_label (UbWiringPicture *self, const char *text, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_scale_new (PANGO_SCALE_SMALL * self->letters));
  if (bold)
    pango_attr_list_insert (attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  return layout;
}

static double
measure_label (UbWiringPicture *self, const UbSide *side, gboolean on_target)
{
  int widest = side->is_plug ? 48 : 0;

  for (guint i = 0; i < side->n_pads; i++)
    {
      const UbPad *pad = &side->pads[i];

      if (pad->pin > 0 && pad->wire < 0 && pad->supply < 0)
        continue;
      g_autofree char *text = get_label (self, pad, on_target);
      g_autoptr (PangoLayout) label = make_label (self, text, TRUE);
      int width;

      pango_layout_get_pixel_size (label, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static UbLabelSizes
measure_labels (UbWiringPicture *self)
{
  static const UbLabelSizes any = { 50, 50, 12 };
  g_autoptr (PangoLayout) line = make_label (self, "0", TRUE);
  UbLabelSizes labels;
  UbWiringLayout layout;
  int height;

  ub_wiring_layout (&layout, &self->wires, NATURAL, NATURAL, &any);
  labels.programmer = measure_label (self, &layout.programmer, FALSE);
  labels.target = measure_label (self, &layout.target, TRUE);
  if (self->wires.package == NULL) /* two boards of one width */
    labels.programmer = labels.target = MAX (labels.programmer, labels.target);
  pango_layout_get_pixel_size (line, NULL, &height);
  labels.height = height;
  return labels;
}

/* ── size ── */

/* Large letters must not make the window wider than a narrow screen. */
static UbLabelSizes
fit_letters (UbWiringPicture *self, int width)
{
  UbLabelSizes labels;
  double letters, rest;

  self->letters = 1;
  labels = measure_labels (self);
  letters = labels.programmer + labels.target;
  rest = ub_wiring_get_width (&self->wires, &labels) - letters;
  if (letters <= 0 || width >= rest + letters)
    return labels;
  self->letters = MAX (LEAST, (width - rest) / letters);
  return measure_labels (self);
}

static void
ub_wiring_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  UbWiringPicture *self = UB_WIRING_PICTURE (widget);
  UbLabelSizes labels = fit_letters (self, G_MAXINT);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = MAX ((int) ub_wiring_get_width (&self->wires, &labels), NATURAL);
      labels.programmer *= LEAST;
      labels.target *= LEAST;
      *minimum = (int) ub_wiring_get_width (&self->wires, &labels);
    }
  else
    *minimum = *natural = (int) ub_wiring_get_height (&self->wires, labels.height);
}

/* ── drawing ── */

/* clang-format off */
static const char *const wire_colours[2][ISP_N_WIRES] = { /* [dark] */
  { "#241f31", "#c01c28", "#26a269", "#813d9c", "#1a5fb4", "#c64600" },
  { "#deddda", "#ed333b", "#57e389", "#c061cb", "#62a0ea", "#ffa348" },
};
/* clang-format on */

static gboolean
is_suspect (UbWiringPicture *self, IspWire wire)
{
  return (self->suspects & 1u << wire) != 0;
}

static void
set_colour (cairo_t *cr, const char *text, double alpha)
{
  GdkRGBA colour;

  gdk_rgba_parse (&colour, text);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, alpha);
}

static void
draw_board (cairo_t *cr, const UbSide *side, const char *colour)
{
  const double radius = 8, right = side->x + side->width, bottom = side->y + side->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, side->y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, side->x + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, side->x + radius, side->y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  set_colour (cr, colour, 1);
  cairo_fill (cr);
}

static void
draw_pad (cairo_t *cr, const UbPad *pad, gboolean first)
{
  set_colour (cr, "#e5a50a", pad->wire >= 0 ? 1 : 0.35);
  if (first) /* pin 1 is square, as on boards */
    cairo_rectangle (cr, pad->x - 6, pad->y - 6, 12, 12);
  else
    cairo_arc (cr, pad->x, pad->y, 6, 0, 2 * G_PI);
  cairo_fill (cr);
  set_colour (cr, "#241f31", 1);
  cairo_arc (cr, pad->x, pad->y, 2.5, 0, 2 * G_PI);
  cairo_fill (cr);
  if (!pad->avoid)
    return;
  set_colour (cr, "#ff7b63", 1);
  cairo_set_line_width (cr, 2.5);
  cairo_move_to (cr, pad->x - 8, pad->y - 8);
  cairo_line_to (cr, pad->x + 8, pad->y + 8);
  cairo_move_to (cr, pad->x + 8, pad->y - 8);
  cairo_line_to (cr, pad->x - 8, pad->y + 8);
  cairo_stroke (cr);
}

/* A curve, and from its end on straight pieces with round corners. */
static void
trace_route (cairo_t *cr, const UbRoute *route)
{
  const double middle = (route->points[0].x + route->points[1].x) / 2;
  const guint last = route->n_points - 1;

  cairo_move_to (cr, route->points[0].x, route->points[0].y);
  cairo_curve_to (cr, middle, route->points[0].y, middle, route->points[1].y, route->points[1].x,
                  route->points[1].y);
  for (guint i = 2; i <= last; i++)
    {
      const double x = route->points[i].x, y = route->points[i].y;
      const double from_x = route->points[i - 1].x, from_y = route->points[i - 1].y;
      double to_x, to_y;

      if (i == last)
        {
          cairo_line_to (cr, x, y);
          break;
        }
      to_x = route->points[i + 1].x;
      to_y = route->points[i + 1].y;
      cairo_line_to (cr, x + CLAMP (from_x - x, -CORNER, CORNER),
                     y + CLAMP (from_y - y, -CORNER, CORNER));
      cairo_curve_to (cr, x, y, x, y, x + CLAMP (to_x - x, -CORNER, CORNER),
                      y + CLAMP (to_y - y, -CORNER, CORNER));
    }
}

static void
draw_wire (UbWiringPicture *self, cairo_t *cr, const UbRoute *route, IspWire wire, gboolean dark)
{
  static const double dashes[] = { 9, 5 };

  if (route->n_points == 0)
    return;
  set_colour (cr, wire_colours[dark][wire], 1);
  cairo_set_line_width (cr, is_suspect (self, wire) ? SUSPECT_WIRE : WIRE);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dashes, wire == ISP_WIRE_RESET ? 2 : 0, 0);
  trace_route (cr, route);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* The pin in the same row of a plug that is nearer to the other board; NULL: none. */
static const UbPad *
find_nearer (const UbSide *side, IspWire wire, int towards)
{
  const UbPad *pad = side->is_plug ? ub_side_find (side, wire) : NULL;

  for (guint i = 0; pad != NULL && i < side->n_pads; i++)
    if (side->pads[i].y == pad->y && (side->pads[i].x - pad->x) * towards > 0)
      return &side->pads[i];
  return NULL;
}

/* A wire of the far row goes behind the pin beside its own, so that it does not seem to end there.
 */
static void
draw_wires (UbWiringPicture *self, cairo_t *cr, const UbWiringLayout *layout, gboolean dark,
            gboolean far)
{
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      const UbPad *from = find_nearer (&layout->programmer, wire, 1);
      const UbPad *to = find_nearer (&layout->target, wire, -1);

      if ((from != NULL || to != NULL) != far)
        continue;
      draw_wire (self, cr, &layout->routes[wire], wire, dark);
      if (from != NULL)
        draw_pad (cr, from, from == layout->programmer.pads);
      if (to != NULL)
        draw_pad (cr, to, to == layout->target.pads);
    }
}

static void
append_text (GtkSnapshot *snapshot, PangoLayout *label, double x, double y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, label, colour);
  gtk_snapshot_restore (snapshot);
}

/* Beside the pads of an edge; on a plug, under each. */
static void
append_labels (UbWiringPicture *self, GtkSnapshot *snapshot, const UbSide *side, gboolean on_target)
{
  for (guint i = 0; i < side->n_pads; i++)
    {
      const UbPad *pad = &side->pads[i];
      g_autofree char *text = get_label (self, pad, on_target && !side->is_plug);
      g_autoptr (PangoLayout) label = make_label (self, text, pad->wire >= 0);
      const GdkRGBA white = { 1, 1, 1, pad->wire >= 0 || pad->avoid ? 1 : 0.5f };
      int width, height;

      pango_layout_get_pixel_size (label, &width, &height);
      if (side->is_plug)
        append_text (snapshot, label, pad->x - width / 2.0, pad->y + 6, &white);
      else if (on_target)
        append_text (snapshot, label, pad->x + 11, pad->y - height / 2.0, &white);
      else
        append_text (snapshot, label, pad->x - 11 - width, pad->y - height / 2.0, &white);
    }
}

/* In the middle of a wire's curve. */
static void
append_question (UbWiringPicture *self, GtkSnapshot *snapshot, const UbRoute *route)
{
  g_autoptr (PangoLayout) label = make_label (self, "?", TRUE);
  const double x = (route->points[0].x + route->points[1].x) / 2;
  const double y = (route->points[0].y + route->points[1].y) / 2;
  int width, height;

  pango_layout_get_pixel_size (label, &width, &height);
  gtk_snapshot_append_color (
      snapshot, &(GdkRGBA){ 1, 0.75f, 0.2f, 1 },
      &GRAPHENE_RECT_INIT ((float) x - width, (float) y - height / 2.0f, 2 * width, height));
  append_text (snapshot, label, x - width / 2.0, y - height / 2.0, &(GdkRGBA){ 0, 0, 0, 1 });
}

static void
append_tick (GtkSnapshot *snapshot, const UbPad *pad, double side, const GdkRGBA *colour)
{
  const double x = pad->x + side * 20, y = pad->y - 9;
  const graphene_rect_t box = GRAPHENE_RECT_INIT ((float) x - 7, (float) y - 7, 14, 14);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &box);

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 2.2);
  cairo_move_to (cr, x - 4, y);
  cairo_line_to (cr, x - 1, y + 3);
  cairo_line_to (cr, x + 5, y - 4);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
append_signs (UbWiringPicture *self, GtkSnapshot *snapshot, const UbWiringLayout *layout,
              gboolean dark)
{
  const GdkRGBA right =
      dark ? (GdkRGBA){ 0.34f, 0.89f, 0.54f, 1 } : (GdkRGBA){ 0.15f, 0.63f, 0.41f, 1 };

  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      const UbPad *from = ub_side_find (&layout->programmer, wire);
      const UbPad *to = ub_side_find (&layout->target, wire);

      if (from == NULL || to == NULL)
        continue;
      if (is_suspect (self, wire))
        append_question (self, snapshot, &layout->routes[wire]);
      if (self->right && !layout->programmer.is_plug)
        append_tick (snapshot, from, 1, &right);
      if (self->right && !layout->target.is_plug && layout->target.package == NULL)
        append_tick (snapshot, to, -1, &right);
    }
}

static void
draw_pads (cairo_t *cr, const UbSide *side)
{
  for (guint i = 0; i < side->n_pads; i++)
    draw_pad (cr, &side->pads[i], side->is_plug && i == 0);
}

/* The programmer, and what the wires lead to. */
static void
draw_boards (UbWiringPicture *self, cairo_t *cr, const UbWiringLayout *layout)
{
  const UbSide *side = &layout->programmer;

  draw_board (cr, side, "#1a3a5c");
  if (self->wires.programmer != NULL && self->wires.programmer->edge != NULL)
    {
      set_colour (cr, "#c0bfbc", 1); /* the USB plug */
      cairo_rectangle (cr, side->x + side->width / 2 - 14, 0, 28, 16);
      cairo_fill (cr);
    }
  draw_pads (cr, side);
  if (layout->target.package != NULL)
    return;
  draw_board (cr, &layout->target, "#3d3846");
  draw_pads (cr, &layout->target);
}

static void
ub_wiring_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UbWiringPicture *self = UB_WIRING_PICTURE (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const UbLabelSizes labels = fit_letters (self, width);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  UbWiringLayout layout;

  ub_wiring_layout (&layout, &self->wires, width, height, &labels);
  draw_boards (self, cr, &layout);
  if (layout.target.package != NULL)
    ub_wiring_chip_draw (cr, &layout.target, wire_colours[dark]);
  draw_wires (self, cr, &layout, dark, TRUE);
  draw_wires (self, cr, &layout, dark, FALSE);
  cairo_destroy (cr);
  append_labels (self, snapshot, &layout.programmer, FALSE);
  if (layout.target.package != NULL)
    ub_wiring_chip_append_labels (widget, snapshot, &layout.target, self->part, self->letters,
                                  &labels, self->right);
  else
    append_labels (self, snapshot, &layout.target, TRUE);
  append_signs (self, snapshot, &layout, dark);
}

/* ── the widget ── */

static void
ub_wiring_picture_class_init (UbWiringPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = ub_wiring_picture_measure;
  widget_class->snapshot = ub_wiring_picture_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ub_wiring_picture_init (UbWiringPicture *self)
{
  self->letters = 1;
  /* A board is what it is in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Wires"),
                                  -1);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

void
ub_wiring_picture_set (UbWiringPicture *self, const UbWires *wires, const IspPart *part)
{
  g_return_if_fail (UB_IS_WIRING_PICTURE (self) && wires != NULL);

  if (wires->programmer == self->wires.programmer && wires->target == self->wires.target &&
      wires->package == self->wires.package && wires->mirrored == self->wires.mirrored &&
      part == self->part)
    return;
  self->wires = *wires;
  self->part = part;
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
ub_wiring_picture_show (UbWiringPicture *self, UbBoard *board, gboolean mirrored)
{
  UbChoice *choice = ub_board_get_choice (board);
  const IspPart *part = ub_board_get_part (board);
  const IspWiring *target = ub_choice_get_target (choice);
  const UbWires wires = {
    .programmer = ub_choice_get_board (choice, ub_board_get_likely_port (board)),
    .target = target != NULL && target->is_chip ? NULL : target,
    .package = ub_choice_get_package (choice, part),
    .mirrored = mirrored,
  };

  const GError *suspicion = ub_advice_get_suspicion (board);
  guint suspects = isp_words_get_suspects (suspicion);

  if (ub_advice_get (board) == UB_ADVICE_SILENT)
    suspects |= isp_words_get_suspects (ub_contact_get_error (ub_board_get_contact (board)));
  ub_wiring_picture_set (self, &wires, part);
  ub_wiring_picture_set_state (self, suspicion == NULL && ub_board_get_snapshot (board) != NULL,
                               suspects);
}

void
ub_wiring_picture_set_state (UbWiringPicture *self, gboolean right, guint suspects)
{
  g_return_if_fail (UB_IS_WIRING_PICTURE (self));

  right = !!right;
  if (right == self->right && suspects == self->suspects)
    return;
  self->right = right;
  self->suspects = suspects;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
