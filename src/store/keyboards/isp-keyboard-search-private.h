/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching a list of keyboards by parts of what they are called. For this room alone. */
#pragma once

#include "isp-keyboard.h"

G_BEGIN_DECLS

typedef struct _IspKeyboardSearch IspKeyboardSearch;

/* list: element-type IspKeyboard, borrowed; it must outlive the search and stay as it is. */
IspKeyboardSearch *isp_keyboard_search_new (GPtrArray *list);
void isp_keyboard_search_free (IspKeyboardSearch *self);
/* The keyboards (transfer container), the likeliest first; all of them for a text without a letter
 * or digit. */
GPtrArray *isp_keyboard_search_run (const IspKeyboardSearch *self, const char *text);

G_END_DECLS
