/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What QMK's files call bootloaders and development boards. A new one is a row in isp-qmk.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspQmkBootloader:
 *
 * A bootloader by the name that QMK's files have for it.
 */
typedef struct
{
  const char *id;
  const char *name;   /* as people know it */
  const char *family; /* of presets; NULL: no preset has it */
  const char *source; /* on an AVR: where its file is to be had, sentences for gettext, “%s” is the
                         keyboard's folder; NULL: its presets say it */
  const char *instead; /* on another chip: what to do with it, likewise; NULL: not known */
} IspQmkBootloader;

/**
 * IspQmkBoard:
 *
 * A development board that keyboards are built with: what it brings along.
 */
typedef struct
{
  const char *id;
  const char *mcu;
  const char *bootloader; /* id of its row */
  const char *preset;     /* the preset that is right for it; NULL: any of the family */
  gboolean is_pro_micro;  /* its pins are where a Pro Micro has them, and it is an AVR */
} IspQmkBoard;

/**
 * isp_qmk_bootloader_by_id:
 * @id: (nullable): "atmel-dfu"; letter case does not matter
 *
 * Looks a bootloader up. Pure.
 *
 * Returns: (transfer none) (nullable): its row; %NULL: none is called so
 */
const IspQmkBootloader *isp_qmk_bootloader_by_id (const char *id);

/**
 * isp_qmk_bootloader_of_mcu:
 * @mcu: (nullable): "atmega32a"; letter case does not matter
 *
 * Tells what QMK takes where a keyboard names its chip alone. Pure.
 *
 * Returns: (transfer none) (nullable): a bootloader's id; %NULL: QMK takes none
 */
const char *isp_qmk_bootloader_of_mcu (const char *mcu);

/**
 * isp_qmk_board_by_id:
 * @id: (nullable): "promicro"; letter case does not matter
 *
 * Looks a development board up. Pure.
 *
 * Returns: (transfer none) (nullable): its row; %NULL: none is called so
 */
const IspQmkBoard *isp_qmk_board_by_id (const char *id);

G_END_DECLS
