/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person may want in EEPROM without having a file for it. */
#pragma once

#include "isp-image.h"

G_BEGIN_DECLS

/**
 * IspEepromChoice:
 * @ISP_EEPROM_CHOICE_NONE: nothing, or what a file says
 * @ISP_EEPROM_CHOICE_CLEAR: every byte FF, as after an erase: the firmware starts with its defaults
 * @ISP_EEPROM_CHOICE_LEFT: the left half of a split keyboard whose firmware reads its side from
 *   EEPROM
 * @ISP_EEPROM_CHOICE_RIGHT: the right half of one
 *
 * A choice for the EEPROM of a keyboard.
 */
typedef enum
{
  ISP_EEPROM_CHOICE_NONE,
  ISP_EEPROM_CHOICE_CLEAR,
  ISP_EEPROM_CHOICE_LEFT,
  ISP_EEPROM_CHOICE_RIGHT,
} IspEepromChoice;

/**
 * isp_eeprom_choice_by_id:
 * @id: "clear", "left" or "right"
 * @choice: (out): the choice
 *
 * Reads the name that the command line has for a choice.
 *
 * Returns: %FALSE: there is no such choice
 */
gboolean isp_eeprom_choice_by_id (const char *id, IspEepromChoice *choice);

/**
 * isp_eeprom_make:
 * @choice: a choice, not %ISP_EEPROM_CHOICE_NONE
 * @size: of the chip's EEPROM, in bytes
 *
 * Makes the bytes that a choice means. Those of a half are the ones that QMK's own files for its
 * option EE_HANDS have; they also make the firmware start with its defaults.
 *
 * Returns: (transfer full): the bytes to write
 */
IspImage *isp_eeprom_make (IspEepromChoice choice, guint32 size);

G_END_DECLS
