/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-eeprom.h"

#include <string.h>

/* Where QMK keeps the side, behind its other settings. */
#define SIDE_AT 14u

/* clang-format off */
static const char *const ids[] = {
  [ISP_EEPROM_CHOICE_CLEAR] = "clear",
  [ISP_EEPROM_CHOICE_LEFT]  = "left",
  [ISP_EEPROM_CHOICE_RIGHT] = "right",
};
/* clang-format on */

gboolean
isp_eeprom_choice_by_id (const char *id, IspEepromChoice *choice)
{
  g_return_val_if_fail (id != NULL && choice != NULL, FALSE);
  for (guint i = ISP_EEPROM_CHOICE_CLEAR; i < G_N_ELEMENTS (ids); i++)
    if (g_str_equal (ids[i], id))
      {
        *choice = i;
        return TRUE;
      }
  return FALSE;
}

IspImage *
isp_eeprom_make (IspEepromChoice choice, guint32 size)
{
  guint8 settings[SIDE_AT + 1] = { 0 };
  g_autofree guint8 *blank = NULL;

  g_return_val_if_fail (choice != ISP_EEPROM_CHOICE_NONE, NULL);
  if (choice != ISP_EEPROM_CHOICE_CLEAR)
    {
      settings[SIDE_AT] = choice == ISP_EEPROM_CHOICE_LEFT;
      return isp_image_new_from_data (0, settings, sizeof settings);
    }
  blank = g_malloc (size + 1);
  memset (blank, 0xFF, size);
  return isp_image_new_from_data (0, blank, size);
}
