/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the error rows, and the names of rehearsal faults. */
#include "config.h"
#include "isp-words.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const struct
{
  const char *id, *title;
} faults[] = {
  { "none",       N_("All Goes Well") },
  { "no-contact", N_("A Wire Is Off") },
  { "wrong-part", N_("Another Chip Answers") },
  { "locked",     N_("The Chip Is Locked") },
  { "slow-clock", N_("The Chip Runs Slowly") },
  { "page",       N_("A Page Does Not Keep Its Data") },
  { "noisy",      N_("The Wires Are Too Long") },
  { "fuse",       N_("A Fuse Does Not Keep Its Value") },
  { "unplugged",  N_("The Programmer Is Unplugged Midway") },
};
/* clang-format on */

const char *
isp_words_error_title (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return _ (isp_error_get_row_for (error)->title);
}

const char *
isp_words_error_advice (const GError *error, IspWordsFor where)
{
  const IspErrorRow *row;

  g_return_val_if_fail (error != NULL, NULL);
  row = isp_error_get_row_for (error);
  return where == ISP_WORDS_FOR_TERMINAL && row->terminal_advice != NULL ? _ (row->terminal_advice)
                                                                         : _ (row->advice);
}

const char *
isp_words_fault_title (const char *fault_id)
{
  g_return_val_if_fail (fault_id != NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (faults[i].id, fault_id))
      return _ (faults[i].title);
  return _ ("Something Else Goes Wrong");
}
