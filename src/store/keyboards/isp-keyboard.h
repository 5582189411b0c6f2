/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A keyboard as QMK describes it: its chip, its bootloader, its USB id. */
#pragma once

#include "core/isp-part.h"
#include "isp-qmk.h"
#include "store/presets/isp-presets.h"

G_BEGIN_DECLS

/**
 * IspKeyboard:
 *
 * A keyboard. Its maker fills it; once it is shared it never changes, and any thread may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  char *folder;             /* QMK's name for it, "keebio/iris/rev4"; NULL: not known */
  char *name;               /* "Iris Rev. 4"; NULL: not known */
  char *manufacturer;       /* NULL: not known */
  char *mcu;                /* "atmega32u4", "STM32F303"; NULL: not known */
  char *bootloader;         /* id of a row in isp-qmk.h, or a name that it lacks; NULL: not known */
  char *board;              /* id of a development board in isp-qmk.h; NULL: none */
  guint16 usb_vid, usb_pid; /* once its firmware runs; 0: not known */
} IspKeyboard;

/**
 * IspKeyboardChip:
 * @ISP_KEYBOARD_OPEN: its chip is not known
 * @ISP_KEYBOARD_AVR: a part of the table: it can be rescued over ISP
 * @ISP_KEYBOARD_OTHER: a chip that has no ISP, mostly an ARM
 *
 * What the chip of a keyboard means for a rescue.
 */
typedef enum
{
  ISP_KEYBOARD_OPEN,
  ISP_KEYBOARD_AVR,
  ISP_KEYBOARD_OTHER,
} IspKeyboardChip;

/**
 * isp_keyboard_new:
 *
 * Makes an empty keyboard for the caller to fill.
 *
 * Returns: (transfer full): the keyboard
 */
IspKeyboard *isp_keyboard_new (void);

/**
 * isp_keyboard_ref:
 * @self: a keyboard
 *
 * Shares a keyboard. From now on nobody may change it. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspKeyboard *isp_keyboard_ref (const IspKeyboard *self);

/**
 * isp_keyboard_unref:
 * @self: (nullable) (transfer full): a keyboard
 *
 * Drops a reference; the last one frees the keyboard. Any thread.
 */
void isp_keyboard_unref (const IspKeyboard *self);

/**
 * isp_keyboard_copy:
 * @self: a keyboard
 *
 * Makes a copy that the caller may change; use isp_keyboard_ref() to share the keyboard as it is.
 *
 * Returns: (transfer full): the copy
 */
IspKeyboard *isp_keyboard_copy (const IspKeyboard *self);

/**
 * isp_keyboard_merge:
 * @list: (element-type IspKeyboard): keyboards, one at least
 *
 * Makes one keyboard of several revisions, where a rescue is the same for all of them: same chip,
 * bootloader and development board. It has what they have in common. Pure.
 *
 * Returns: (transfer full) (nullable): the keyboard; %NULL: they differ
 */
IspKeyboard *isp_keyboard_merge (GPtrArray *list);

/**
 * isp_keyboard_get_title:
 * @self: a keyboard
 *
 * What to call it: its name, or else its folder. Pure.
 *
 * Returns: (transfer none): "Iris Rev. 4", "keychron/q3/ansi"
 */
const char *isp_keyboard_get_title (const IspKeyboard *self);

/**
 * isp_keyboard_get_chip:
 * @self: a keyboard
 *
 * Tells whether its chip can be rescued over ISP. Pure.
 *
 * Returns: what its chip means
 */
IspKeyboardChip isp_keyboard_get_chip (const IspKeyboard *self);

/**
 * isp_keyboard_get_part:
 * @self: a keyboard
 *
 * Looks its chip up. Pure.
 *
 * Returns: (transfer none) (nullable): the part; %NULL: not known, or no AVR
 */
const IspPart *isp_keyboard_get_part (const IspKeyboard *self);

/**
 * isp_keyboard_format:
 * @self: a keyboard
 *
 * Writes its chip and bootloader for people, on one line. Translated. Pure.
 *
 * Returns: (transfer full): "ATmega32U4 · QMK DFU"
 */
char *isp_keyboard_format (const IspKeyboard *self);

/**
 * isp_keyboard_find_presets:
 * @self: a keyboard
 * @presets: what there is
 *
 * Finds what its bootloader may be: the presets of its family for its part; where its development
 * board is known, that board's alone. Pure.
 *
 * Returns: (transfer container) (element-type IspPreset): in list order, borrowed from @presets;
 *   empty: there is none, and isp_keyboard_get_advice() says more
 */
GPtrArray *isp_keyboard_find_presets (const IspKeyboard *self, IspPresets *presets);

/**
 * isp_keyboard_get_usual:
 * @found: (element-type IspPreset): by isp_keyboard_find_presets()
 * @chosen: (nullable): a bootloader that is to be written to that keyboard, of the same presets
 *
 * Names the bootloader that the keyboard usually has. Translated. Pure.
 *
 * Returns: (transfer full) (nullable): "Atmel DFU"; %NULL: @chosen may be it, or it is not known
 */
char *isp_keyboard_get_usual (GPtrArray *found, const IspPreset *chosen);

/**
 * isp_keyboard_get_advice:
 * @self: a keyboard
 *
 * Says what to do instead of a rescue over ISP, where its chip is not an AVR; and where the file of
 * its bootloader is to be had, where nobody publishes it for everyone. Translated. Pure.
 *
 * Returns: (transfer full) (nullable): sentences with stops; %NULL: nothing special
 */
char *isp_keyboard_get_advice (const IspKeyboard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspKeyboard, isp_keyboard_unref)

G_END_DECLS
