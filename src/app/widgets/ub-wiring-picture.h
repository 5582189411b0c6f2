/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six wires as a picture: the pins as they are printed on both sides, and the wires between
 * them. */
#pragma once

#include "ub-wiring-layout.h"

#include "app/model/ub-board.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UB_TYPE_WIRING_PICTURE (ub_wiring_picture_get_type ())
G_DECLARE_FINAL_TYPE (UbWiringPicture, ub_wiring_picture, UB, WIRING_PICTURE, GtkWidget)

/* part: for the names of its pins; NULL: not known. */
void ub_wiring_picture_set (UbWiringPicture *self, const UbWires *wires, const IspPart *part);
/* right: the chip answers. suspects: 1 << IspWire of those to look at first. */
void ub_wiring_picture_set_state (UbWiringPicture *self, gboolean right, guint suspects);
/* What was chosen, what the chip says now, and what the last job makes one look at. mirrored: see
 * UbWires. */
void ub_wiring_picture_show (UbWiringPicture *self, UbBoard *board, gboolean mirrored);

G_END_DECLS
