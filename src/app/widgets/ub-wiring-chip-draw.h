/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a bare chip in the picture of the wires, as it lies on a board, seen from above. */
#pragma once

#include "ub-wiring-layout.h"

#include "core/isp-part.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What stands at a pin: "15 GND"; of one that has no name its number. g_free */
char *ub_wiring_chip_label (const UbPad *pad);
/* colours: of the wires, at their pins. */
void ub_wiring_chip_draw (cairo_t *cr, const UbSide *chip, const char *const colours[ISP_N_WIRES]);
/* widget: whose font it is. part: NULL: not known. letters: their size, 1 where there is room.
 * right: the wires are, which a tick at each says. */
void ub_wiring_chip_append_labels (GtkWidget *widget, GtkSnapshot *snapshot, const UbSide *chip,
                                   const IspPart *part, double letters, const UbLabelSizes *labels,
                                   gboolean right);

G_END_DECLS
