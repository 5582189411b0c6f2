/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page says of the board in its bootloader: a row, and a note where something is to be done
 * about it. */
#pragma once

#include "ub-note.h"
#include "ub-row.h"

#include "app/model/ub-board.h"

G_BEGIN_DECLS

/**
 * ub_bootloader_show_row:
 * @row: shows it
 * @board: whose it is
 * @gesture: how to get it into its bootloader, translated
 */
void ub_bootloader_show_row (UbRow *row, UbBoard *board, const char *gesture);

/* What is in its bootloader. */
typedef enum
{
  UB_BOOTLOADER_OF_KEYBOARD,
  UB_BOOTLOADER_OF_BOARD, /* that becomes a programmer, or was one */
} UbBootloaderOf;

/**
 * ub_bootloader_show_note:
 * @note: shows it
 * @board: whose it is
 * @of: what the page is about
 *
 * Shows what is to be done about the board, or what cannot be done with its bootloader; hides the
 * note where there is nothing to say.
 */
void ub_bootloader_show_note (UbNote *note, UbBoard *board, UbBootloaderOf of);

/**
 * ub_bootloader_install:
 * @widget_class: of a page with such a note, which has the property "board"
 *
 * Installs what the note's button does.
 */
void ub_bootloader_install (GtkWidgetClass *widget_class);

G_END_DECLS
