/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six wires as a picture: the pins as they are printed on both sides, and the wires between
 * them. */
#pragma once

#include "core/isp-part.h"
#include "ports/isp-wiring.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UB_TYPE_WIRING_PICTURE (ub_wiring_picture_get_type ())
G_DECLARE_FINAL_TYPE (UbWiringPicture, ub_wiring_picture, UB, WIRING_PICTURE, GtkWidget)

typedef enum
{
  UB_WIRES_UNTRIED,
  UB_WIRES_RIGHT,  /* the chip answers */
  UB_WIRES_SILENT, /* it does not: RESET and MISO are the first to look at */
} UbWiresState;

/* programmer: NULL: not known. target: NULL: the keyboard's signals. part: for the names of its
 * pins; NULL: not known. mirrored: plugs are seen from their front. All of them live for ever. */
void ub_wiring_picture_set (UbWiringPicture *self, const IspWiring *programmer,
                            const IspWiring *target, const IspPart *part, gboolean mirrored);
void ub_wiring_picture_set_state (UbWiringPicture *self, UbWiresState state);

G_END_DECLS
