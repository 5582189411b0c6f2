/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pads and wires of the wiring picture are: pure geometry, so that it can be tested. */
#pragma once

#include "core/isp-package.h"
#include "ports/isp-wiring.h"

G_BEGIN_DECLS

#define UB_MAX_PADS 100u

typedef enum
{
  UB_EDGE_LEFT,
  UB_EDGE_BOTTOM,
  UB_EDGE_RIGHT,
  UB_EDGE_TOP,
} UbEdge;

typedef struct
{
  double x, y;       /* px, of its middle; of a chip's leg, of its end */
  const char *label; /* as printed; NULL: the wire's name; on a chip what the pin is, or NULL */
  int wire;          /* IspWire that ends here; -1: none */
  int supply;        /* on a chip: IspWire that may end here as well; -1: none */
  gboolean avoid;    /* the pin that people mistake for RESET */
  guint pin;         /* on a chip: its number */
  UbEdge edge;       /* on a chip: where its leg is */
  double label_at;   /* on a chip: y of its label, at the top and bottom x; -1: it has none */
} UbPad;

/* A board, header, plug or chip on one side of the picture. */
typedef struct
{
  double x, y, width, height;
  UbPad pads[UB_MAX_PADS];
  guint n_pads;
  gboolean is_plug;
  const IspPackage *package; /* a chip of this shape; NULL: it is none */
} UbSide;

/* A wire: a curve to the second point, then straight to each of the others. */
typedef struct
{
  struct
  {
    double x, y;
  } points[5];
  guint n_points; /* 0: the wire is not drawn */
} UbRoute;

typedef struct
{
  UbSide programmer, target;
  UbRoute routes[ISP_N_WIRES];
} UbWiringLayout;

/* What is drawn. programmer: its board; NULL: not known, its pads are signals. package: the target
 * is a bare chip in it. target: where package is NULL; NULL: the keyboard's pads are signals, in
 * the programmer's order, so that no wire crosses another. mirrored: plugs are seen from their
 * front, not from above. All of it lives for ever. */
typedef struct
{
  const IspWiring *programmer, *target;
  const IspPackage *package;
  gboolean mirrored;
} UbWires;

/* px, of the widest label on each side, and of one line. */
typedef struct
{
  double programmer, target, height;
} UbLabelSizes;

void ub_wiring_layout (UbWiringLayout *self, const UbWires *wires, double width, double height,
                       const UbLabelSizes *labels);
/* px that the picture wants at least. */
double ub_wiring_get_width (const UbWires *wires, const UbLabelSizes *labels);
double ub_wiring_get_height (const UbWires *wires, double label_height);
/* The pad that a wire ends at; NULL: none. */
const UbPad *ub_side_find (const UbSide *self, IspWire wire);

/* ── a bare chip (ub-wiring-chip.c) ── */

/* The chip in a room from left on, with the wires to it, whose other ends are known. */
void ub_wiring_layout_chip (UbWiringLayout *self, const IspPackage *package, double left,
                            double width, double height, const UbLabelSizes *labels);
/* Whether a text at a pin, which reaches so far into the body, would cover no label. */
gboolean ub_wiring_chip_has_room (const UbSide *side, const UbPad *pad, double depth,
                                  const UbLabelSizes *labels);
double ub_wiring_get_chip_height (const IspPackage *package, double label_height);
/* With the wires in front of it. */
double ub_wiring_get_chip_width (const IspPackage *package, double label_width);

G_END_DECLS
