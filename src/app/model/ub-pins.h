/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the wires go in the picture of them: what was chosen, else the likeliest. Pure. */
#pragma once

#include "core/isp-package.h"
#include "store/keyboards/isp-keyboard.h"

#include "ports/isp-port.h"
#include "ports/isp-wiring.h"

G_BEGIN_DECLS

typedef struct
{
  const IspWiring *board, *target; /* NULL: not chosen; target also: as signals */
  const IspPackage *package;       /* NULL: not chosen */
  gboolean target_by_hand;
} UbPins;

/* The board to draw for port, which may be NULL; NULL: only its sketch says where its pins are. */
const IspWiring *ub_pins_get_board (const UbPins *self, const IspPort *port);

/**
 * ub_pins_get_target:
 * @keyboard: (nullable): what was chosen
 * @preset: (nullable): the bootloader in force
 *
 * Returns: (nullable): how the keyboard's pins look: as chosen, else as those of the controller
 * that the keyboard or its bootloader is known to be on; NULL: as signals
 */
const IspWiring *ub_pins_get_target (const UbPins *self, const IspKeyboard *keyboard,
                                     const IspPreset *preset);

/* The package of part to draw at target, either of which may be NULL; NULL: no bare chip, or where
 * its pins are is not known. */
const IspPackage *ub_pins_get_package (const UbPins *self, const IspWiring *target,
                                       const IspPart *part);

G_END_DECLS
