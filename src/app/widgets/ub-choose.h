/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a file that goes on a chip. */
#pragma once

#include "app/model/ub-board.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*UbChosenFunc) (GtkWidget *widget);

/**
 * ub_choose_file:
 * @widget: in the window to ask in
 * @board: the keyboard that it is for
 * @kind: what the file is to be
 * @preset: (nullable): for %UB_LOAD_PRESET
 * @chosen: (nullable): called when the file was taken
 *
 * Lets the person choose a file, and takes it or says what is wrong with it.
 */
void ub_choose_file (GtkWidget *widget, UbBoard *board, UbLoadKind kind, const IspPreset *preset,
                     UbChosenFunc chosen);

/**
 * ub_choose_take:
 * @widget: in the window that says what is wrong with it
 * @board: the keyboard that it is for
 * @kind: what the file is to be
 * @file: the file
 * @chosen: (nullable): called when the file was taken
 *
 * Takes a file that the person has chosen otherwise, or says what is wrong with it.
 */
void ub_choose_take (GtkWidget *widget, UbBoard *board, UbLoadKind kind, GFile *file,
                     UbChosenFunc chosen);

G_END_DECLS
