/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of the wires: each of the six has two ends, and none crosses another where the
 * keyboard's side can be put in any order. */
#include "app/widgets/ub-wiring-layout.h"

static void
check (const IspWiring *board, gboolean mirrored)
{
  UbWiringLayout layout;
  double last = 0;

  g_test_message ("%s", board != NULL ? board->name : "signals");
  ub_wiring_layout (&layout, board, NULL, mirrored, 500, 330, 60);
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

      ub_wiring_layout (&layout, isp_wiring_boards, target, FALSE, 500, 330, 60);
      for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
        g_assert_nonnull (ub_side_find (&layout.target, wire));
    }
}

/* Seen from its front, a plug is the other way round: the classic mistake. */
static void
test_mirrored (void)
{
  UbWiringLayout above, front;

  ub_wiring_layout (&above, isp_wiring_plug_6, NULL, FALSE, 500, 330, 60);
  ub_wiring_layout (&front, isp_wiring_plug_6, NULL, TRUE, 500, 330, 60);
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

  ub_wiring_layout (&layout, isp_wiring_pro_micro, NULL, FALSE, 500, 330, 60);
  for (guint i = 0; i < layout.programmer.n_pads; i++)
    if (layout.programmer.pads[i].avoid)
      {
        g_assert_cmpstr (layout.programmer.pads[i].label, ==, "RST");
        g_assert_cmpint (layout.programmer.pads[i].wire, ==, -1);
        avoided++;
      }
  g_assert_cmpuint (avoided, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wiring/boards", test_boards);
  g_test_add_func ("/wiring/targets", test_targets);
  g_test_add_func ("/wiring/mirrored", test_mirrored);
  g_test_add_func ("/wiring/avoided", test_avoided);
  return g_test_run ();
}
