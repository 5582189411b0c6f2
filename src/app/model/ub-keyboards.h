/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboards that are known by name, as a list for the window: all of them, or those that were
 * searched. They are read, and asked for online, by workers. Main thread.
 *
 * A GListModel of UbKeyboard; empty until the table has been read. */
#pragma once

#include "store/keyboards/isp-keyboards.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UB_TYPE_KEYBOARD (ub_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (UbKeyboard, ub_keyboard, UB, KEYBOARD, GObject)

/**
 * ub_keyboard_get:
 *
 * Returns: (transfer none): the keyboard
 */
const IspKeyboard *ub_keyboard_get (UbKeyboard *self);

#define UB_TYPE_KEYBOARDS (ub_keyboards_get_type ())
G_DECLARE_FINAL_TYPE (UbKeyboards, ub_keyboards, UB, KEYBOARDS, GObject)

/**
 * ub_keyboards_new:
 *
 * Starts to read the table.
 *
 * Returns: (transfer full): the list, still empty
 */
UbKeyboards *ub_keyboards_new (void);

/**
 * ub_keyboards_are_read:
 *
 * Returns: TRUE: the table has been read
 */
gboolean ub_keyboards_are_read (UbKeyboards *self);

/**
 * ub_keyboards_find:
 * @folder: QMK's name for a keyboard
 *
 * Returns: (transfer none) (nullable): the keyboard, valid until the list is updated; NULL: none
 * is called so, or the table has not been read
 */
const IspKeyboard *ub_keyboards_find (UbKeyboards *self, const char *folder);

/**
 * ub_keyboards_search:
 * @text: what to search; "": all of them
 *
 * The list becomes what isp_keyboards_search() finds.
 */
void ub_keyboards_search (UbKeyboards *self, const char *text);

/**
 * ub_keyboards_update_async:
 * @callback: called in the main context
 * @data: for @callback
 *
 * Downloads QMK's own list; what is searched is then found in that as well.
 */
void ub_keyboards_update_async (UbKeyboards *self, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_keyboards_update_finish:
 *
 * Returns: FALSE with a sentence for people
 */
gboolean ub_keyboards_update_finish (UbKeyboards *self, GAsyncResult *result, GError **error);

/**
 * ub_keyboards_complete_async:
 * @keyboard: one of the list
 * @callback: called in the main context
 * @data: for @callback
 *
 * Downloads its chip, where the list knows its name alone.
 */
void ub_keyboards_complete_async (UbKeyboards *self, const IspKeyboard *keyboard,
                                  GAsyncReadyCallback callback, gpointer data);

/**
 * ub_keyboards_complete_finish:
 *
 * Returns: (transfer full) (nullable): the keyboard; NULL with a sentence for people
 */
IspKeyboard *ub_keyboards_complete_finish (UbKeyboards *self, GAsyncResult *result, GError **error);

G_END_DECLS
