/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The format of keyboards.tsv, shipped and downloaded: a keyboard per line, its columns as the
 * file's head says; what is not known is empty. For this room alone. */
#pragma once

#include "isp-keyboard.h"

G_BEGIN_DECLS

/* The keyboards of a table (element-type IspKeyboard, with a reference each), in the order of the
 * file. ISP_ERROR_BAD_FILE naming the line. */
GPtrArray *isp_keyboard_table_parse (GBytes *bytes, GError **error);
/* The same back. */
GBytes *isp_keyboard_table_format (GPtrArray *list);
/* A folder's name that can be part of an address and stand in a table. */
gboolean isp_keyboard_is_folder (const char *text);
/* "0xCB10" or "CB10"; FALSE: no such number. */
gboolean isp_keyboard_parse_id (const char *text, guint16 *id);

G_END_DECLS
