/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bare chip in the picture of the wires. Its pins are where they are, so wires to the far sides
 * are led around it, side by side in lanes: in the order in which they arrive, so that none crosses
 * another on its way. */
#include "ub-wiring-layout.h"

#include <graphene.h>

#define LANE      7.0   /* from one wire to the next */
#define INSET     20.0  /* from a corner to the first pin, for the mark of pin 1 … */
#define CORNER    28.0  /* … and for the numbers of both sides, where there are two */
#define ENTRY     10.0  /* in front of the legs on the left */
#define MARGIN    24.0  /* of a label's room: with a line to its pin, and a tick */
#define GAP       32.0  /* in front of the chip, at least */
#define MIN_PITCH 12.0  /* of the legs of two long rows */
#define MIN_SIDE  150.0 /* of a body with four sides … */
#define MIN_ROWS  110.0 /* … and across one with two rows */
#define NATURAL   230.0 /* of the body of a chip with four sides */

typedef struct
{
  IspWire wire;
  UbPad *pad;
  gboolean over; /* led over the top of the chip, not under it */
  double turn;   /* how far around the chip, against the clock from the middle of its right side */
} Arrival;

static double
get_leg (const IspPackage *package)
{
  switch (package->shape)
    {
    case ISP_PACKAGE_DIP:
      return 12;
    case ISP_PACKAGE_SO:
    case ISP_PACKAGE_TQFP:
      return 9;
    case ISP_PACKAGE_DFN:
    case ISP_PACKAGE_QFN:
    case ISP_PACKAGE_PLCC:
    case ISP_N_PACKAGE_SHAPES:
      break;
    }
  return 3;
}

static guint
count_row (const IspPackage *package)
{
  return package->n_pins / (isp_package_has_four_sides (package) ? 4 : 2);
}

static double
get_inset (const IspPackage *package)
{
  return isp_package_has_four_sides (package) ? CORNER : INSET;
}

/* Which edge a pin is at, and its place there, from 0 in the order of their numbers. */
static UbEdge
find_edge (const IspPackage *package, guint pin, guint *place)
{
  const guint first = package->shape == ISP_PACKAGE_PLCC ? package->n_pins / 8 + 2 : 1;
  const guint k = (pin + package->n_pins - first) % package->n_pins;
  const guint edge = k / count_row (package);

  *place = k % count_row (package);
  if (isp_package_has_four_sides (package))
    return (UbEdge) edge;
  return edge == 0 ? UB_EDGE_LEFT : UB_EDGE_RIGHT;
}

/* Over or under the chip, for a pin that is not on the left. */
static gboolean
leads_over (const IspPackage *package, guint pin)
{
  guint place;
  const UbEdge edge = find_edge (package, pin, &place);

  return edge == UB_EDGE_TOP || (edge == UB_EDGE_RIGHT && 2 * place >= count_row (package));
}

/* Of the pins where a wire may end the one that is easiest to reach. */
static guint
choose_pin (const IspPackage *package, IspWire wire)
{
  static const guint costs[] = {
    [UB_EDGE_LEFT] = 0, [UB_EDGE_BOTTOM] = 1, [UB_EDGE_RIGHT] = 2, [UB_EDGE_TOP] = 1
  };
  guint pins[8], best = 0, least = G_MAXUINT, place;
  const guint n = isp_package_get_pins (package, wire, pins);

  for (guint i = 0; i < n; i++)
    if (costs[find_edge (package, pins[i], &place)] < least)
      {
        best = pins[i];
        least = costs[find_edge (package, best, &place)];
      }
  return best;
}

/* ── room for the lanes ── */

typedef struct
{
  guint over, under, right_over, right_under; /* wires */
} Lanes;

static Lanes
count_lanes (const IspPackage *package)
{
  Lanes lanes = { 0 };

  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      guint place;
      const guint pin = choose_pin (package, wire);
      const UbEdge edge = find_edge (package, pin, &place);

      if (edge == UB_EDGE_LEFT)
        continue;
      if (leads_over (package, pin))
        lanes.over++;
      else
        lanes.under++;
      if (edge == UB_EDGE_RIGHT && leads_over (package, pin))
        lanes.right_over++;
      else if (edge == UB_EDGE_RIGHT)
        lanes.right_under++;
    }
  return lanes;
}

/* Beside a body: legs and the lanes there. */
static double
get_margin (const IspPackage *package, guint lanes)
{
  return get_leg (package) + LANE * (lanes + 1);
}

double
ub_wiring_get_chip_height (const IspPackage *package, double label_height)
{
  const Lanes lanes = count_lanes (package);
  const double pitch = MAX (MIN_PITCH, label_height);
  const double body = isp_package_has_four_sides (package)
                          ? NATURAL
                          : 2 * INSET + (count_row (package) - 1) * pitch;

  return body + get_margin (package, lanes.over) + get_margin (package, lanes.under);
}

double
ub_wiring_get_chip_width (const IspPackage *package, double label_width)
{
  const Lanes lanes = count_lanes (package);
  const double least = isp_package_has_four_sides (package) ? MIN_SIDE : MIN_ROWS;
  const double body = MAX (least, 2 * label_width + 2);

  return GAP + body + ENTRY + get_leg (package) +
         get_margin (package, MAX (lanes.right_over, lanes.right_under));
}

static void
place_body (UbSide *side, const IspPackage *package, double left, double width, double height,
            double label_width)
{
  const Lanes lanes = count_lanes (package);
  const double above = get_margin (package, lanes.over);
  const double right = get_margin (package, MAX (lanes.right_over, lanes.right_under));
  const double room = height - above - get_margin (package, lanes.under);
  const double widest = width - right - ENTRY - get_leg (package) - GAP;

  side->package = package;
  if (isp_package_has_four_sides (package))
    side->width = side->height = MIN (widest, room);
  else
    {
      side->width = MIN (widest, 2 * label_width + 40);
      side->height = MIN (room, 2 * INSET + (count_row (package) - 1) * 24);
    }
  side->x = left + width - right - side->width;
  side->y = above + (room - side->height) / 2;
}

/* ── pins ── */

static void
place_pad (const UbSide *side, UbPad *pad)
{
  const double leg = get_leg (side->package);
  const guint row = count_row (side->package);
  guint place;

  pad->edge = find_edge (side->package, pad->pin, &place);
  const gboolean upright = pad->edge == UB_EDGE_LEFT || pad->edge == UB_EDGE_RIGHT;
  const double length = upright ? side->height : side->width;
  const double inset = get_inset (side->package);
  const double along = inset + place * (length - 2 * inset) / MAX (row - 1, 1);

  switch (pad->edge)
    {
    case UB_EDGE_LEFT:
      pad->x = side->x - leg;
      pad->y = side->y + along;
      break;
    case UB_EDGE_BOTTOM:
      pad->x = side->x + along;
      pad->y = side->y + side->height + leg;
      break;
    case UB_EDGE_RIGHT:
      pad->x = side->x + side->width + leg;
      pad->y = side->y + side->height - along;
      break;
    case UB_EDGE_TOP:
      pad->x = side->x + side->width - along;
      pad->y = side->y - leg;
      break;
    }
}

/* GND and VCC end at one pin; any other that is so named would do as well. */
static void
fill_pads (UbSide *side)
{
  const IspPackage *package = side->package;

  side->n_pads = MIN (package->n_pins, UB_MAX_PADS);
  for (guint i = 0; i < side->n_pads; i++)
    {
      UbPad *pad = &side->pads[i];

      *pad = (UbPad){ .wire = -1, .supply = -1, .pin = i + 1, .label_at = -1 };
      pad->label = isp_package_name_pin (package, pad->pin);
      place_pad (side, pad);
    }
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      guint pins[8];
      const guint n = isp_package_get_pins (package, wire, pins),
                  chosen = choose_pin (package, wire);

      for (guint i = 0; i < n; i++)
        {
          UbPad *pad = &side->pads[pins[i] - 1];

          pad->wire = pins[i] == chosen ? (int) wire : -1;
          pad->supply = pins[i] == chosen ? -1 : (int) wire;
        }
    }
}

/* ── labels ── */

static double
get_place (const UbPad *pad)
{
  return pad->edge == UB_EDGE_LEFT || pad->edge == UB_EDGE_RIGHT ? pad->y : pad->x;
}

static graphene_rect_t
make_rect (double x, double y, double width, double height)
{
  return GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const double one = get_place (*(UbPad *const *) a), other = get_place (*(UbPad *const *) b);

  return one < other ? -1 : one > other;
}

/* The room that a label takes in the body, which reaches so far inwards. */
static graphene_rect_t
get_room (const UbSide *side, const UbPad *pad, double at, double depth, double height)
{
  const double right = side->x + side->width, bottom = side->y + side->height;

  switch (pad->edge)
    {
    case UB_EDGE_LEFT:
      return make_rect (side->x, at - height / 2, depth, height);
    case UB_EDGE_RIGHT:
      return make_rect (right - depth, at - height / 2, depth, height);
    case UB_EDGE_TOP:
      return make_rect (at - height / 2, side->y, height, depth);
    case UB_EDGE_BOTTOM:
      break;
    }
  return make_rect (at - height / 2, bottom - depth, height, depth);
}

gboolean
ub_wiring_chip_has_room (const UbSide *side, const UbPad *pad, double depth,
                         const UbLabelSizes *labels)
{
  const graphene_rect_t room = get_room (side, pad, get_place (pad), depth, labels->height);

  for (guint i = 0; i < side->n_pads; i++)
    {
      const UbPad *other = &side->pads[i];

      if (other->label_at < 0 || other == pad)
        continue;
      const graphene_rect_t taken =
          get_room (side, other, other->label_at, labels->target + MARGIN, labels->height);

      if (graphene_rect_intersection (&room, &taken, NULL))
        return FALSE;
    }
  return TRUE;
}

/* Whether a label at a side lies in the way of those that begin at a corner. */
static gboolean
is_corner_taken (const UbSide *side, UbEdge upright, UbEdge level, double depth)
{
  for (guint i = 0; i < side->n_pads; i++)
    {
      const UbPad *pad = &side->pads[i];
      const double from =
          level == UB_EDGE_TOP ? pad->label_at - side->y : side->y + side->height - pad->label_at;

      if (pad->edge == upright && pad->label_at >= 0 && from < depth)
        return TRUE;
    }
  return FALSE;
}

/* Labels of neighbouring wires move apart until there is room for each; those at the top and
 * bottom, which come last, also out of the way of those at the sides. */
static void
spread_labels (UbSide *side, UbEdge edge, const UbLabelSizes *labels)
{
  const gboolean upright = edge == UB_EDGE_LEFT || edge == UB_EDGE_RIGHT;
  const double inset = get_inset (side->package) - labels->height / 2;
  const double depth = labels->target + MARGIN;
  double start = (upright ? side->y : side->x) + inset;
  double end = (upright ? side->y + side->height : side->x + side->width) - inset;
  UbPad *pads[ISP_N_WIRES];
  guint n = 0;

  if (!upright && is_corner_taken (side, UB_EDGE_LEFT, edge, depth))
    start = side->x + depth + labels->height / 2;
  if (!upright && is_corner_taken (side, UB_EDGE_RIGHT, edge, depth))
    end = side->x + side->width - depth - labels->height / 2;
  for (guint i = 0; i < side->n_pads && n < ISP_N_WIRES; i++)
    if (side->pads[i].edge == edge && side->pads[i].wire >= 0)
      pads[n++] = &side->pads[i];
  qsort (pads, n, sizeof *pads, compare_places);
  for (guint i = 0; i < n; i++)
    {
      pads[i]->label_at = MAX (get_place (pads[i]), start);
      if (i > 0)
        pads[i]->label_at = MAX (pads[i]->label_at, pads[i - 1]->label_at + labels->height);
    }
  for (guint i = n; i-- > 0;)
    pads[i]->label_at =
        MIN (pads[i]->label_at, i + 1 < n ? pads[i + 1]->label_at - labels->height : end);
}

/* The six wires first, then whatever else has power, where nothing is in its way. */
static void
place_labels (UbSide *side, const UbLabelSizes *labels)
{
  spread_labels (side, UB_EDGE_LEFT, labels);
  spread_labels (side, UB_EDGE_RIGHT, labels);
  spread_labels (side, UB_EDGE_BOTTOM, labels);
  spread_labels (side, UB_EDGE_TOP, labels);
  for (guint i = 0; i < side->n_pads; i++)
    {
      UbPad *pad = &side->pads[i];

      if (pad->supply >= 0 && ub_wiring_chip_has_room (side, pad, labels->target + MARGIN, labels))
        pad->label_at = get_place (pad);
    }
}

/* ── wires ── */

static double
get_turn (const UbSide *side, const UbPad *pad)
{
  const double w = side->width, h = side->height;

  switch (pad->edge)
    {
    case UB_EDGE_TOP:
      return h / 2 + side->x + w - pad->x;
    case UB_EDGE_LEFT:
      return h / 2 + w + pad->y - side->y;
    case UB_EDGE_BOTTOM:
      return h / 2 + w + h + pad->x - side->x;
    case UB_EDGE_RIGHT:
      break;
    }
  if (leads_over (side->package, pad->pin))
    return side->y + h / 2 - pad->y;
  return h / 2 + w + h + w + side->y + h - pad->y;
}

static int
compare_arrivals (gconstpointer a, gconstpointer b)
{
  const Arrival *one = a, *other = b;

  return one->turn < other->turn ? -1 : one->turn > other->turn;
}

static void
add_point (UbRoute *route, double x, double y)
{
  route->points[route->n_points].x = x;
  route->points[route->n_points].y = y;
  route->n_points++;
}

/* How far from the legs a wire runs, on the right or above and below: what turns away first is
 * outermost over the chip, and innermost under it. */
static double
get_lane (const UbSide *side, gboolean over, guint before, guint all)
{
  return get_leg (side->package) + LANE * (over ? all - before : before + 1);
}

static void
lead_around (UbWiringLayout *self, const Arrival *arrivals, guint at, const Lanes *lanes)
{
  const UbSide *side = &self->target;
  const UbPad *pad = arrivals[at].pad;
  const gboolean over = arrivals[at].over;
  UbRoute *route = &self->routes[arrivals[at].wire];
  guint before = 0, right_before = 0;

  for (guint i = 0; i < at; i++)
    if (arrivals[i].pad->edge != UB_EDGE_LEFT && arrivals[i].over == over)
      {
        before++;
        right_before += arrivals[i].pad->edge == UB_EDGE_RIGHT;
      }
  const double lane = get_lane (side, over, before, lanes->over);
  const double y = over ? side->y - lane : side->y + side->height + lane;

  add_point (route, side->x - get_leg (side->package) - ENTRY, y);
  if (pad->edge == UB_EDGE_RIGHT)
    {
      const double x =
          side->x + side->width + get_lane (side, over, right_before, lanes->right_over);

      add_point (route, x, y);
      add_point (route, x, pad->y);
    }
  else
    add_point (route, pad->x, y);
}

static void
lead_wires (UbWiringLayout *self)
{
  UbSide *side = &self->target;
  const Lanes lanes = count_lanes (side->package);
  Arrival arrivals[ISP_N_WIRES];
  guint n = 0;

  for (guint i = 0; i < side->n_pads; i++)
    if (side->pads[i].wire >= 0)
      {
        UbPad *pad = &side->pads[i];

        arrivals[n++] = (Arrival){ .wire = (IspWire) pad->wire,
                                   .pad = pad,
                                   .over = leads_over (side->package, pad->pin),
                                   .turn = get_turn (side, pad) };
      }
  qsort (arrivals, n, sizeof *arrivals, compare_arrivals);
  for (guint i = 0; i < n; i++)
    {
      const UbPad *from = ub_side_find (&self->programmer, arrivals[i].wire);
      UbRoute *route = &self->routes[arrivals[i].wire];

      if (from == NULL)
        continue;
      add_point (route, from->x, from->y);
      if (arrivals[i].pad->edge == UB_EDGE_LEFT)
        add_point (route, arrivals[i].pad->x - ENTRY, arrivals[i].pad->y);
      else
        lead_around (self, arrivals, i, &lanes);
      add_point (route, arrivals[i].pad->x, arrivals[i].pad->y);
    }
}

void
ub_wiring_layout_chip (UbWiringLayout *self, const IspPackage *package, double left, double width,
                       double height, const UbLabelSizes *labels)
{
  UbSide *side = &self->target;

  *side = (UbSide){ 0 };
  place_body (side, package, left, width, height, labels->target);
  fill_pads (side);
  place_labels (side, labels);
  lead_wires (self);
}
