/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-advice.h"

#include "core/isp-error.h"

UbAdvice
ub_advice_get (UbBoard *board)
{
  UbContact *contact;
  const GError *error;
  const IspGuess *guess;

  g_return_val_if_fail (UB_IS_BOARD (board), UB_ADVICE_NONE);
  contact = ub_board_get_contact (board);
  error = ub_contact_get_error (contact);
  guess = ub_board_get_guess (board);
  if (ub_contact_get_found (contact) != NULL)
    return UB_ADVICE_ANOTHER_CHIP;
  if (g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_TARGET))
    return ub_contact_is_silent (contact) ? UB_ADVICE_SILENT : UB_ADVICE_NONE;
  if (error != NULL)
    return UB_ADVICE_ERROR;
  if (ub_board_get_unfinished (board) != NULL)
    return UB_ADVICE_UNFINISHED;
  if (guess != NULL && guess->boot == ISP_BOOT_INTACT && guess->intact != NULL)
    return UB_ADVICE_INTACT;
  return UB_ADVICE_NONE;
}

gboolean
ub_advice_may_lack_clock (UbBoard *board)
{
  UbContact *contact;

  g_return_val_if_fail (UB_IS_BOARD (board), FALSE);
  contact = ub_board_get_contact (board);
  return ub_contact_is_silent (contact) && ub_board_can_give_clock (board) &&
         g_error_matches (ub_contact_get_error (contact), ISP_ERROR, ISP_ERROR_NO_TARGET);
}
