/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a chip's pins are: a package and the numbers of the pins that programming needs. */
#pragma once

#include "isp-wire.h"

G_BEGIN_DECLS

/**
 * IspPackageShape:
 * @ISP_PACKAGE_DIP: two rows of legs through the board
 * @ISP_PACKAGE_SO: two rows of legs on the board: SOIC, SSOP, TSSOP
 * @ISP_PACKAGE_DFN: two rows without legs
 * @ISP_PACKAGE_TQFP: legs on all four sides
 * @ISP_PACKAGE_QFN: four sides without legs: QFN, MLF
 * @ISP_PACKAGE_PLCC: four sides, legs bent under; pin 1 is in the middle of a side
 *
 * How a package looks.
 */
typedef enum
{
  ISP_PACKAGE_DIP,
  ISP_PACKAGE_SO,
  ISP_PACKAGE_DFN,
  ISP_PACKAGE_TQFP,
  ISP_PACKAGE_QFN,
  ISP_PACKAGE_PLCC,
  ISP_N_PACKAGE_SHAPES,
} IspPackageShape;

/**
 * IspPackage:
 * @shape: how it looks
 * @parts: ids of the parts that it holds, with spaces between them
 * @n_pins: how many pins it has
 * @wires: the pin of each signal; 0 at GND and VCC, which several pins share
 * @crystal: XTAL1 and XTAL2; 0: the part has none
 * @vcc: the supply; 0 ends it, here and below
 * @avcc: the supply of its analog part, which boards connect to @vcc
 * @uvcc: the supply of its USB part
 * @gnd: ground
 * @agnd: ground of its analog part
 * @ugnd: ground of its USB part
 *
 * One package with one pinout. Pins count from 1, seen from above, against the clock.
 */
typedef struct
{
  IspPackageShape shape;
  const char *parts;
  guint8 n_pins;
  guint8 wires[ISP_N_WIRES];
  guint8 crystal[2];
  guint8 vcc[5], avcc[3], uvcc[2];
  guint8 gnd[6], agnd[2], ugnd[2];
} IspPackage;

/**
 * isp_package_has_four_sides:
 * @self: a package
 *
 * Says whether there are pins on all four sides. Any thread.
 *
 * Returns: %FALSE: on two of them
 */
gboolean isp_package_has_four_sides (const IspPackage *self);

/**
 * isp_package_get_pins:
 * @self: a package
 * @wire: a wire
 * @pins: (out caller-allocates) (array fixed-size=8): its pins
 *
 * Lists where a wire may end: GND and VCC at any of several pins. Those of the analog and the USB
 * part are not among them: they get their supply from the board. Any thread.
 *
 * Returns: how many there are, at least 1
 */
guint isp_package_get_pins (const IspPackage *self, IspWire wire, guint pins[8]);

/**
 * isp_package_name_pin:
 * @self: a package
 * @pin: from 1
 *
 * Names a pin that programming has to do with. Any thread.
 *
 * Returns: (nullable): as its data sheet names it: "SCK", "AVCC", "XTAL1"; %NULL: it has nothing to
 * do with it
 */
const char *isp_package_name_pin (const IspPackage *self, guint pin);

G_END_DECLS
