/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which button helps after a job. */
#include "config.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const char *const cure_labels[ISP_N_CURES] = {
  [ISP_CURE_NONE]        = N_("_Done"),
  [ISP_CURE_TRY_AGAIN]   = N_("_Try Again"),
  [ISP_CURE_TRY_SLOWER]  = N_("Try Again, _Slower"),
  [ISP_CURE_GO_ON]       = N_("_Continue"),
  [ISP_CURE_BACK]        = N_("_Back"),
  [ISP_CURE_SET_FUSE]    = N_("_Set Fuses Again"),
  [ISP_CURE_CHOOSE_CHIP] = N_("_Choose Chip"),
  [ISP_CURE_CHOOSE_PORT] = N_("_Choose Programmer"),
  [ISP_CURE_ALLOW]       = N_("_Show How"),
};
/* clang-format on */

gboolean
isp_words_is_overlocked (const IspReport *report)
{
  const IspErrorFacts *facts = g_error_matches (report->error, ISP_ERROR, ISP_ERROR_FUSE)
                                   ? isp_error_get_facts (report->error)
                                   : NULL;

  return facts != NULL && facts->kind == ISP_FACTS_FUSE && facts->fuse == ISP_FUSE_LOCK &&
         (facts->planned & ~facts->read) != 0;
}

/* As the error's row says, but for what depends on what was asked, and of whom. */
static IspCure
cure_for_error (const IspReport *report)
{
  if (report->error == NULL)
    return ISP_CURE_TRY_AGAIN;
  if (g_error_matches (report->error, ISP_ERROR, ISP_ERROR_UNSUPPORTED) && report->part == NULL)
    return ISP_CURE_CHOOSE_CHIP;
  if (report->one_sck && isp_error_get_row_for (report->error)->cure == ISP_CURE_TRY_SLOWER)
    return ISP_CURE_TRY_AGAIN;
  return isp_error_get_row_for (report->error)->cure;
}

IspCure
isp_words_report_cure (const IspReport *report)
{
  g_return_val_if_fail (report != NULL, ISP_CURE_NONE);
  if (report->verdict == ISP_VERDICT_OK)
    return ISP_CURE_NONE;
  if (report->verdict == ISP_VERDICT_CANCELLED)
    {
      if (report->chip == ISP_CHIP_DONE)
        return ISP_CURE_NONE;
      return report->chip == ISP_CHIP_UNCHANGED ? ISP_CURE_BACK : ISP_CURE_GO_ON;
    }
  if (isp_words_is_overlocked (report))
    return ISP_CURE_BACK;
  /* All data is right: only the fuses are to be done again. */
  if (report->chip == ISP_CHIP_FUSES_OPEN || report->chip == ISP_CHIP_WRITTEN)
    return ISP_CURE_SET_FUSE;
  return cure_for_error (report);
}

const char *
isp_words_cure_label (IspCure cure)
{
  g_return_val_if_fail ((guint) cure < ISP_N_CURES, NULL);
  return _ (cure_labels[cure]);
}
