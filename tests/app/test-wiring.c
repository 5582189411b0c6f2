/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of the wires: each of the six has two ends, and none crosses another where the
 * keyboard's side can be put in any order. */
#include "app/widgets/ub-wiring-layout.h"
#include "parts/isp-parts.h"

#include <math.h>

static const UbLabelSizes labels = { 60, 60, 14 };

static void
check (const IspWiring *board, gboolean mirrored)
{
  UbWiringLayout layout;
  double last = 0;

  g_test_message ("%s", board != NULL ? board->name : "signals");
  ub_wiring_layout (&layout, &(UbWires){ .programmer = board, .mirrored = mirrored }, 500, 330,
                    &labels);
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      g_assert_nonnull (ub_side_find (&layout.programmer, wire));
      g_assert_nonnull (ub_side_find (&layout.target, wire));
    }
  /* From top to bottom on one side is from top to bottom on the other. */
  for (guint i = 0; i < layout.target.n_pads; i++)
    {
      const UbPad *from = ub_side_find (&layout.programmer, (IspWire) layout.target.pads[i].wire);

      g_assert_cmpfloat (from->y, >=, last);
      g_assert_cmpfloat (from->x, <, layout.target.pads[i].x);
      last = from->y;
    }
}

static void
test_boards (void)
{
  check (NULL, FALSE);
  for (const IspWiring *board = isp_wiring_boards; board->name != NULL; board++)
    {
      check (board, FALSE);
      check (board, TRUE);
    }
}

static void
test_targets (void)
{
  for (const IspWiring *target = isp_wiring_targets; target->name != NULL; target++)
    {
      UbWiringLayout layout;

      if (target->is_chip)
        continue;
      ub_wiring_layout (&layout, &(UbWires){ .programmer = isp_wiring_boards, .target = target },
                        500, 330, &labels);
      for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
        g_assert_nonnull (ub_side_find (&layout.target, wire));
    }
}

/* Seen from its front, a plug is the other way round: the classic mistake. */
static void
test_mirrored (void)
{
  UbWiringLayout above, front;

  ub_wiring_layout (&above, &(UbWires){ .programmer = isp_wiring_plug_6 }, 500, 330, &labels);
  ub_wiring_layout (&front, &(UbWires){ .programmer = isp_wiring_plug_6, .mirrored = TRUE }, 500,
                    330, &labels);
  g_assert_cmpfloat (above.programmer.pads[0].x, <, above.programmer.pads[1].x);
  g_assert_cmpfloat (front.programmer.pads[0].x, >, front.programmer.pads[1].x);
  g_assert_cmpfloat (above.programmer.pads[0].y, ==, front.programmer.pads[0].y);
}

/* The helper board's own RST is not the wire to RESET. */
static void
test_avoided (void)
{
  UbWiringLayout layout;
  guint avoided = 0;

  ub_wiring_layout (&layout, &(UbWires){ .programmer = isp_wiring_pro_micro }, 500, 330, &labels);
  for (guint i = 0; i < layout.programmer.n_pads; i++)
    if (layout.programmer.pads[i].avoid)
      {
        g_assert_cmpstr (layout.programmer.pads[i].label, ==, "RST");
        g_assert_cmpint (layout.programmer.pads[i].wire, ==, -1);
        avoided++;
      }
  g_assert_cmpuint (avoided, ==, 1);
}

/* ── a bare chip ── */

/* Whether two pieces, each level or upright, have a point in common. */
static gboolean
meet (const UbRoute *a, guint i, const UbRoute *b, guint k)
{
  return fmin (a->points[i].x, a->points[i + 1].x) <= fmax (b->points[k].x, b->points[k + 1].x) &&
         fmin (b->points[k].x, b->points[k + 1].x) <= fmax (a->points[i].x, a->points[i + 1].x) &&
         fmin (a->points[i].y, a->points[i + 1].y) <= fmax (b->points[k].y, b->points[k + 1].y) &&
         fmin (b->points[k].y, b->points[k + 1].y) <= fmax (a->points[i].y, a->points[i + 1].y);
}

/* The straight pieces of a wire: inside the picture, outside the body, and alone. */
static void
check_route (const UbWiringLayout *layout, IspWire wire, double width, double height)
{
  const UbSide *chip = &layout->target;
  const UbRoute *route = &layout->routes[wire];
  const UbPad *from = ub_side_find (&layout->programmer, wire), *to = ub_side_find (chip, wire);

  g_assert_nonnull (from);
  g_assert_nonnull (to);
  g_assert_cmpuint (route->n_points, >=, 3);
  g_assert_cmpfloat (route->points[0].x, ==, from->x);
  g_assert_cmpfloat (route->points[0].y, ==, from->y);
  g_assert_cmpfloat (route->points[route->n_points - 1].x, ==, to->x);
  g_assert_cmpfloat (route->points[route->n_points - 1].y, ==, to->y);
  for (guint i = 1; i < route->n_points; i++)
    {
      const double x = route->points[i].x, y = route->points[i].y;

      g_assert_cmpfloat (x, >, layout->programmer.x + layout->programmer.width);
      g_assert_cmpfloat (x, <=, width);
      g_assert_cmpfloat (y, >=, 0);
      g_assert_cmpfloat (y, <=, height);
      g_assert_false (x > chip->x && x < chip->x + chip->width && y > chip->y &&
                      y < chip->y + chip->height);
    }
  for (IspWire other = 0; other < wire; other++)
    for (guint i = 1; i + 1 < route->n_points; i++)
      for (guint k = 1; k + 1 < layout->routes[other].n_points; k++)
        g_assert_false (meet (route, i, &layout->routes[other], k));
}

/* Labels cover no other, and stand within the body. */
static void
check_labels (const UbSide *chip)
{
  for (guint i = 0; i < chip->n_pads; i++)
    {
      UbPad pad = chip->pads[i];
      const gboolean upright = pad.edge == UB_EDGE_LEFT || pad.edge == UB_EDGE_RIGHT;
      const double start = upright ? chip->y : chip->x;

      g_assert_true (pad.wire < 0 || pad.label_at >= 0);
      if (pad.label_at < 0)
        continue;
      g_assert_cmpfloat (pad.label_at, >, start);
      g_assert_cmpfloat (pad.label_at, <, start + (upright ? chip->height : chip->width));
      for (guint k = 0; k < i; k++)
        if (chip->pads[k].edge == pad.edge && chip->pads[k].label_at >= 0)
          g_assert_cmpfloat (fabs (chip->pads[k].label_at - pad.label_at), >=,
                             labels.height - 0.01);
    }
}

static void
check_chip (const IspWiring *board, const IspPackage *package)
{
  const UbWires wires = { .programmer = board, .package = package };
  const double width = ub_wiring_get_width (&wires, &labels);
  const double height = ub_wiring_get_height (&wires, labels.height);
  UbWiringLayout layout;

  g_test_message ("%s, shape %u, %u pins", board->name, package->shape, package->n_pins);
  ub_wiring_layout (&layout, &wires, width, height, &labels);
  g_assert_cmpuint (layout.target.n_pads, ==, package->n_pins);
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    check_route (&layout, wire, width, height);
  check_labels (&layout.target);
}

static void
test_chips (void)
{
  const IspPackage *package;

  for (guint i = 0; (package = isp_parts_get_package (i)) != NULL; i++)
    for (const IspWiring *board = isp_wiring_boards; board->name != NULL; board++)
      check_chip (board, package);
}

/* Pin 1 is on the left at the top and pins count against the clock; only PLCC begins in the middle
 * of the top. */
static void
test_turn (void)
{
  const IspPackage *package;

  for (guint i = 0; (package = isp_parts_get_package (i)) != NULL; i++)
    {
      UbWiringLayout layout;
      const UbSide *chip = &layout.target;

      ub_wiring_layout (&layout, &(UbWires){ .package = package }, 500, 400, &labels);
      if (package->shape == ISP_PACKAGE_PLCC)
        {
          g_assert_cmpint (chip->pads[0].edge, ==, UB_EDGE_TOP);
          g_assert_cmpfloat_with_epsilon (chip->pads[0].x, chip->x + chip->width / 2, 0.01);
        }
      else
        {
          g_assert_cmpint (chip->pads[0].edge, ==, UB_EDGE_LEFT);
          g_assert_cmpfloat (chip->pads[0].y, <, chip->y + chip->height / 2);
        }
      for (guint k = 0; k < chip->n_pads; k++)
        {
          const UbPad *pad = &chip->pads[k], *next = &chip->pads[(k + 1) % chip->n_pads];
          const double middle_x = chip->x + chip->width / 2;
          const double middle_y = chip->y + chip->height / 2;

          g_assert_cmpfloat ((pad->x - middle_x) * (next->y - middle_y) -
                                 (pad->y - middle_y) * (next->x - middle_x),
                             <, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wiring/boards", test_boards);
  g_test_add_func ("/wiring/targets", test_targets);
  g_test_add_func ("/wiring/mirrored", test_mirrored);
  g_test_add_func ("/wiring/avoided", test_avoided);
  g_test_add_func ("/wiring/chips", test_chips);
  g_test_add_func ("/wiring/turn", test_turn);
  return g_test_run ();
}
