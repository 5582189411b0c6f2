/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stopping now would leave. */
#include "config.h"
#include "isp-words.h"

#include <glib/gi18n-lib.h>

const char *
isp_words_stop_text (IspChipState chip)
{
  switch (chip)
    {
    case ISP_CHIP_UNCHANGED:
      return _ ("Nothing on the chip has been changed.");
    case ISP_CHIP_ERASING:
      return _ ("The chip may be erased. If you stop now, the keyboard may stay dead until you try "
                "again.");
    case ISP_CHIP_ERASED:
      return _ (
          "The chip is erased. If you stop now, the keyboard stays dead until you try again.");
    case ISP_CHIP_PARTLY:
      return _ ("The chip is only partly written. If you stop now, the keyboard stays dead until "
                "you try again.");
    case ISP_CHIP_WRITTEN:
      return _ ("Everything is written except the fuses. If you stop now, the keyboard may stay "
                "dead until they are set.");
    case ISP_CHIP_FUSES_OPEN:
      return _ ("The fuses are being set. Stopping waits until they are.");
    case ISP_CHIP_UNPROVEN:
    case ISP_CHIP_SILENT:
      return _ ("Everything is written. Only the proof that the chip runs is missing.");
    case ISP_CHIP_DONE:
      return _ ("Everything is done already.");
    }
  g_assert_not_reached ();
}
