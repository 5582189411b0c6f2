/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QMK's own list of keyboards, for those that are newer than the shipped table. Never needed:
 * nothing is downloaded unless it is asked for. */
#pragma once

#include "isp-keyboards.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * isp_keyboard_online_update:
 * @known: what is known so far
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @error: return location
 *
 * Downloads the names and USB ids of all keyboards that QMK has, and keeps those that @known lacks;
 * the chip of such a keyboard is not known before isp_keyboard_online_complete(). Blocking, any
 * thread.
 *
 * Returns: (transfer full) (nullable): all keyboards; %NULL with %ISP_ERROR_FETCH, whose message is
 * a sentence, with the errors of isp_keyboards_load(), or with %G_IO_ERROR_CANCELLED
 */
IspKeyboards *isp_keyboard_online_update (IspKeyboards *known, GCancellable *cancellable,
                                          GError **error);

/**
 * isp_keyboard_online_complete:
 * @keyboard: a keyboard whose folder is known
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @error: return location
 *
 * Downloads what QMK knows of a keyboard, and keeps it. One whose chip is known needs nothing.
 * Blocking, any thread.
 *
 * Returns: (transfer full) (nullable): the keyboard, whose chip is known; %NULL with the errors of
 *   isp_keyboard_online_update()
 */
IspKeyboard *isp_keyboard_online_complete (const IspKeyboard *keyboard, GCancellable *cancellable,
                                           GError **error);

G_END_DECLS
