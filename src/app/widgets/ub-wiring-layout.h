/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pads and wires of the wiring picture are: pure geometry, so that it can be tested. */
#pragma once

#include "ports/isp-wiring.h"

G_BEGIN_DECLS

#define UB_MAX_PADS 16u

typedef struct
{
  double x, y;       /* px, of its middle */
  const char *label; /* as printed; NULL: the wire's name */
  int wire;          /* IspWire; -1: none */
  gboolean avoid;    /* the pin that people mistake for RESET */
} UbPad;

/* A board, header or plug on one side of the picture. */
typedef struct
{
  double x, y, width, height;
  UbPad pads[UB_MAX_PADS];
  guint n_pads;
  gboolean is_plug;
} UbSide;

typedef struct
{
  UbSide programmer, target;
} UbWiringLayout;

/* programmer: its board; NULL: not known, its pads are signals. target: NULL: the keyboard's pads
 * are signals, in the programmer's order, so that no wire crosses another. mirrored: plugs are seen
 * from their front, not from above. label_width: px, of the widest label. */
void ub_wiring_layout (UbWiringLayout *self, const IspWiring *programmer, const IspWiring *target,
                       gboolean mirrored, double width, double height, double label_width);
/* Pads of the longest column, for a height. */
guint ub_wiring_count_rows (const IspWiring *programmer, const IspWiring *target);
/* The pad that a wire ends at; NULL: none. */
const UbPad *ub_side_find (const UbSide *self, IspWire wire);

G_END_DECLS
