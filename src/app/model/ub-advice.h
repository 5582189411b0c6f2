/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one thing most worth saying about a board before anything is written. Pure. */
#pragma once

#include "ub-board.h"

G_BEGIN_DECLS

typedef enum
{
  UB_ADVICE_NONE,
  UB_ADVICE_ANOTHER_CHIP, /* ub_contact_get_found() answers, another one is chosen */
  UB_ADVICE_SILENT,       /* nothing comes back */
  UB_ADVICE_ERROR,        /* ub_contact_get_error() */
  UB_ADVICE_UNFINISHED,   /* ub_board_get_unfinished() */
  UB_ADVICE_INTACT,       /* the bootloader of the guess is on the chip, complete */
} UbAdvice;

/**
 * ub_advice_get:
 * @board: a board
 *
 * Returns: what to say
 */
UbAdvice ub_advice_get (UbBoard *board);

/**
 * ub_advice_may_lack_clock:
 * @board: a board
 *
 * Returns: TRUE: the chip is silent, and perhaps only because it has no clock, which the programmer
 * can give
 */
gboolean ub_advice_may_lack_clock (UbBoard *board);

G_END_DECLS
