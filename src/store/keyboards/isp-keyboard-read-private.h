/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one file says of a keyboard. For this room alone. */
#pragma once

#include "isp-keyboard.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Sets what a keyboard.json, info.json, keymap.json or definition for VIA says, and leaves the rest
 * of self as it is. FALSE: it says nothing of a keyboard. */
gboolean isp_keyboard_read_json (IspKeyboard *self, JsonObject *object);
/* The same of a rules.mk. What stands under a condition counts if it is all that the file says.
 * ambiguous: set to TRUE where it names several chips or bootloaders. */
gboolean isp_keyboard_read_rules (IspKeyboard *self, GBytes *bytes, gboolean *ambiguous);
/* Sets what the development board and the chip bring along, where nothing else is said. */
void isp_keyboard_inherit (IspKeyboard *self);

G_END_DECLS
