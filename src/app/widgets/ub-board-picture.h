/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that can become a programmer, seen from above, in true proportion to the others: its
 * length, pins, plug and button tell which one somebody holds. */
#pragma once

#include "app/model/ub-maker.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UB_TYPE_BOARD_PICTURE (ub_board_picture_get_type ())
G_DECLARE_FINAL_TYPE (UbBoardPicture, ub_board_picture, UB, BOARD_PICTURE, GtkWidget)

GtkWidget *ub_board_picture_new (const UbMakerBoard *board);

G_END_DECLS
