/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-advice.h"

#include "core/isp-error.h"

const IspPreset *
ub_advice_get_other_preset (UbBoard *board)
{
  const IspGuess *guess;
  const IspPreset *preset;
  GPtrArray *usual;

  g_return_val_if_fail (UB_IS_BOARD (board), NULL);
  guess = ub_board_get_guess (board);
  usual = ub_choice_get_keyboard_presets (ub_board_get_choice (board));
  preset = ub_choice_get_preset (ub_board_get_choice (board));
  if (guess == NULL || guess->fitting->len == 0 ||
      (preset != NULL && !g_ptr_array_find (usual, preset, NULL)))
    return NULL;
  for (guint i = 0; i < guess->fitting->len; i++)
    if (usual->len == 0 || g_ptr_array_find (usual, guess->fitting->pdata[i], NULL))
      return NULL;
  return guess->preselect != NULL ? guess->preselect : guess->fitting->pdata[0];
}

UbAdvice
ub_advice_get (UbBoard *board)
{
  const IspKeyboard *keyboard;
  UbContact *contact;
  const GError *error;
  const IspGuess *guess;

  g_return_val_if_fail (UB_IS_BOARD (board), UB_ADVICE_NONE);
  contact = ub_board_get_contact (board);
  error = ub_contact_get_error (contact);
  guess = ub_board_get_guess (board);
  keyboard = ub_choice_get_keyboard (ub_board_get_choice (board));
  if (keyboard != NULL && isp_keyboard_get_chip (keyboard) == ISP_KEYBOARD_OTHER)
    return UB_ADVICE_NOT_AVR;
  if (ub_contact_get_found (contact) != NULL)
    return UB_ADVICE_ANOTHER_CHIP;
  if (ub_board_get_snapshot (board) == NULL &&
      ub_loader_get_port (ub_board_get_loader (board)) != NULL)
    return UB_ADVICE_LOADER;
  if (g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_TARGET))
    return ub_contact_is_silent (contact) ? UB_ADVICE_SILENT : UB_ADVICE_NONE;
  if (error != NULL)
    return UB_ADVICE_ERROR;
  if (ub_board_get_unfinished (board) != NULL)
    return UB_ADVICE_UNFINISHED;
  if (ub_board_is_done (board))
    return UB_ADVICE_DONE;
  if (guess != NULL && guess->boot == ISP_BOOT_INTACT && guess->intact != NULL)
    return UB_ADVICE_INTACT;
  if (ub_advice_get_other_preset (board) != NULL)
    return UB_ADVICE_ANOTHER_BOOTLOADER;
  return UB_ADVICE_NONE;
}

/* An answer is all that was missing. */
static gboolean
is_about_answer (const GError *error)
{
  return g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_TARGET) ||
         g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_POWER) ||
         g_error_matches (error, ISP_ERROR, ISP_ERROR_SHORT);
}

const GError *
ub_advice_get_suspicion (UbBoard *board)
{
  UbJob *job;
  const IspReport *report;

  g_return_val_if_fail (UB_IS_BOARD (board), NULL);
  job = ub_board_get_job (board);
  report = job != NULL ? ub_job_get_report (job) : NULL;
  if (report == NULL || !isp_error_blames (report->error, ISP_BLAME_WIRES) ||
      (is_about_answer (report->error) && ub_board_get_snapshot (board) != NULL))
    return NULL;
  return report->error;
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
