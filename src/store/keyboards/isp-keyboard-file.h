/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyboards from files that people have: QMK's keyboard.json, info.json, rules.mk and keymap.json,
 * and a definition for VIA. */
#pragma once

#include "isp-keyboards.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * isp_keyboard_file_has_name:
 * @file: a file
 *
 * Tells by its name alone whether a file may describe a keyboard. Any thread.
 *
 * Returns: %TRUE: it ends in .json or .mk
 */
gboolean isp_keyboard_file_has_name (GFile *file);

/**
 * isp_keyboard_file_load:
 * @file: the file
 * @known: (nullable): the keyboards that are known by name: what the file does not say is taken
 * from there
 * @cancellable: (nullable): stops the reading
 * @error: return location
 *
 * Reads what a file says of its keyboard. QMK spreads that over the files beside it and in the
 * folders above it; those are read as well where they are. Files are limited in size and may hold
 * anything. Blocking, any thread.
 *
 * Errors: ISP_ERROR_BAD_FILE (it describes no keyboard, or only several that differ; the message is
 * a sentence), G_IO_ERROR.
 *
 * Returns: (transfer full) (nullable): the keyboard, whose chip is known
 */
IspKeyboard *isp_keyboard_file_load (GFile *file, IspKeyboards *known, GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
