/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-wiring-layout.h"

#include <string.h>

#define PAD_INSET  13.0 /* from the edge of a board to the middle of its pads */
#define PLUG_PITCH 34.0
#define ROW_HEIGHT 26.0
#define MIN_HEIGHT 260.0
#define MIN_GAP    70.0 /* for the wires between two boards */
#define TOP        24.0 /* above the first pad, for the USB plug or the notch */

static int
find_wire (const IspWiring *wiring, const char *label)
{
  for (int wire = 0; wire < ISP_N_WIRES; wire++)
    if (g_strcmp0 (wiring->pins[wire], label) == 0)
      return wire;
  return -1;
}

static guint
count_edge (const IspWiring *wiring)
{
  guint n = 0;

  if (wiring == NULL || wiring->edge == NULL)
    return ISP_N_WIRES;
  while (wiring->edge[n] != NULL)
    n++;
  g_return_val_if_fail (n <= UB_MAX_PADS, UB_MAX_PADS);
  return n;
}

static guint
count_rows (const IspWiring *wiring)
{
  return wiring != NULL && wiring->plug > 0 ? wiring->plug / 2 : count_edge (wiring);
}

static double
get_board_width (double label_width)
{
  return label_width + 2 * PAD_INSET + 14;
}

double
ub_wiring_get_width (const UbWires *wires, const UbLabelSizes *labels)
{
  const double board = get_board_width (labels->programmer);

  if (wires->package != NULL)
    return board + ub_wiring_get_chip_width (wires->package, labels->target);
  return board + MIN_GAP + get_board_width (labels->target);
}

double
ub_wiring_get_height (const UbWires *wires, double label_height)
{
  const guint rows =
      MAX (count_rows (wires->programmer), wires->package == NULL ? count_rows (wires->target) : 0);
  const double chip =
      wires->package != NULL ? ub_wiring_get_chip_height (wires->package, label_height) : 0;

  return MAX (MAX (MIN_HEIGHT, chip), rows * ROW_HEIGHT + 40);
}

const UbPad *
ub_side_find (const UbSide *self, IspWire wire)
{
  for (guint i = 0; i < self->n_pads; i++)
    if (self->pads[i].wire == (int) wire)
      return &self->pads[i];
  return NULL;
}

/* Pads along the edge that faces the other side. */
static void
fill_edge (UbSide *side, const IspWiring *wiring, gboolean faces_right)
{
  const double x = faces_right ? side->x + side->width - PAD_INSET : side->x + PAD_INSET;
  const double pitch = (side->height - 2 * TOP) / MAX (count_edge (wiring) - 1, 1);

  side->n_pads = count_edge (wiring);
  for (guint i = 0; i < side->n_pads; i++)
    {
      UbPad *pad = &side->pads[i];

      *pad = (UbPad){ .x = x, .y = side->y + TOP + i * pitch, .wire = (int) i, .supply = -1 };
      if (wiring == NULL || wiring->edge == NULL)
        {
          pad->label = wiring != NULL ? wiring->pins[i] : NULL;
          continue;
        }
      pad->label = wiring->edge[i];
      pad->wire = find_wire (wiring, pad->label);
      pad->avoid = g_strcmp0 (pad->label, wiring->avoid) == 0;
    }
}

/* Two rows of pins: odd numbers on the left as seen from above. */
static void
fill_plug (UbSide *side, const IspWiring *wiring, gboolean mirrored)
{
  static const char *const numbers[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10" };
  const double middle = side->x + side->width / 2;
  const double top = side->y + (side->height - (wiring->plug / 2 - 1) * PLUG_PITCH) / 2;

  side->is_plug = TRUE;
  side->n_pads = wiring->plug;
  for (guint i = 0; i < side->n_pads; i++)
    {
      const gboolean left = (i % 2 == 0) != mirrored;

      side->pads[i] = (UbPad){ .x = middle + (left ? -1 : 1) * PLUG_PITCH / 2,
                               .y = top + i / 2 * PLUG_PITCH,
                               .label = numbers[i],
                               .wire = find_wire (wiring, numbers[i]),
                               .supply = -1 };
    }
}

/* From top to bottom; of two at the same height the one that is nearer to the other side first. */
static int
compare_pads (gconstpointer a, gconstpointer b)
{
  const UbPad *first = a, *second = b;

  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return first->x > second->x ? -1 : first->x < second->x;
}

/* The keyboard's signals in the order of the pads that their wires come from. */
static void
fill_signals (UbSide *side, const UbSide *other)
{
  UbPad used[UB_MAX_PADS];
  guint n = 0;

  for (guint i = 0; i < other->n_pads; i++)
    if (other->pads[i].wire >= 0)
      used[n++] = other->pads[i];
  qsort (used, n, sizeof *used, compare_pads);
  fill_edge (side, NULL, FALSE);
  for (guint i = 0; i < n && i < side->n_pads; i++)
    side->pads[i].wire = used[i].wire;
}

/* From pad to pad, where nothing is in the way. */
static void
draw_curves (UbWiringLayout *self)
{
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    {
      const UbPad *from = ub_side_find (&self->programmer, wire);
      const UbPad *to = ub_side_find (&self->target, wire);

      if (from != NULL && to != NULL)
        self->routes[wire] = (UbRoute){ { { from->x, from->y }, { to->x, to->y } }, 2 };
    }
}

void
ub_wiring_layout (UbWiringLayout *self, const UbWires *wires, double width, double height,
                  const UbLabelSizes *labels)
{
  const double board = get_board_width (labels->programmer);
  const double other = get_board_width (labels->target);

  memset (self, 0, sizeof *self);
  self->programmer = (UbSide){ .x = 0, .y = 8, .width = board, .height = height - 8 };
  self->target = (UbSide){ .x = width - other, .y = 8, .width = other, .height = height - 8 };
  if (wires->programmer != NULL && wires->programmer->plug > 0)
    fill_plug (&self->programmer, wires->programmer, wires->mirrored);
  else
    fill_edge (&self->programmer, wires->programmer, TRUE);
  if (wires->package != NULL)
    {
      ub_wiring_layout_chip (self, wires->package, board, width - board, height, labels);
      return;
    }
  if (wires->target == NULL)
    fill_signals (&self->target, &self->programmer);
  else if (wires->target->plug > 0)
    fill_plug (&self->target, wires->target, FALSE);
  else
    fill_edge (&self->target, wires->target, FALSE);
  draw_curves (self);
}
