/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one thing most worth saying about a board before anything is written. Pure. */
#pragma once

#include "ub-board.h"

G_BEGIN_DECLS

typedef enum
{
  UB_ADVICE_NONE,
  UB_ADVICE_NOT_AVR,            /* the keyboard has a chip that needs no programmer */
  UB_ADVICE_ANOTHER_CHIP,       /* ub_contact_get_found() answers, another one is chosen */
  UB_ADVICE_LOADER,             /* ub_loader_get_port() is there, and no chip answers over ISP */
  UB_ADVICE_SILENT,             /* nothing comes back */
  UB_ADVICE_ERROR,              /* ub_contact_get_error() */
  UB_ADVICE_UNFINISHED,         /* ub_board_get_unfinished() */
  UB_ADVICE_DONE,               /* ub_board_is_done() */
  UB_ADVICE_INTACT,             /* the bootloader of the guess is on the chip, complete */
  UB_ADVICE_ANOTHER_BOOTLOADER, /* ub_advice_get_other_preset() fits the chip's fuses better */
} UbAdvice;

/**
 * ub_advice_get:
 * @board: a board
 *
 * Returns: what to say
 */
UbAdvice ub_advice_get (UbBoard *board);

/**
 * ub_advice_get_other_preset:
 * @board: a board
 *
 * The chip's fuses may fit another bootloader than the keyboard usually has: only the person knows
 * which of the two is right.
 *
 * Returns: (transfer none) (nullable): the preset that they fit; NULL: nothing contradicts the
 * keyboard's preset in force
 */
const IspPreset *ub_advice_get_other_preset (UbBoard *board);

/**
 * ub_advice_get_suspicion:
 * @board: a board
 *
 * A chip that answers shows that its wires lead to the right places, not that they carry what is
 * written.
 *
 * Returns: (transfer none) (nullable): why the last job failed, if the wires are to blame and
 * nothing has shown since that they are right
 */
const GError *ub_advice_get_suspicion (UbBoard *board);

/**
 * ub_advice_may_lack_clock:
 * @board: a board
 *
 * Returns: TRUE: the chip is silent, and perhaps only because it has no clock, which the programmer
 * can give
 */
gboolean ub_advice_may_lack_clock (UbBoard *board);

G_END_DECLS
