/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that others wrote, as it may be shown: device strings, file names, names of programs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ISP_NAME_CHARS:
 *
 * How many characters the name of a device, a file or a preset may have.
 */
#define ISP_NAME_CHARS 80u

/**
 * ISP_TEXT_CHARS:
 *
 * How many characters a description or a message about a file may have.
 */
#define ISP_TEXT_CHARS 1000u

/**
 * ISP_NBSP:
 *
 * A space at which no line breaks: within what is read as one word, "L 5E". In a terminal it is
 * written as a space, which people search for.
 */
#define ISP_NBSP "\u00A0"

/**
 * isp_text_make_printable:
 * @text: (nullable): bytes
 *
 * Makes lines fit for a terminal, JSON and a label: bytes that are not UTF-8, control characters
 * and those that turn the direction of writing are spelled out, "\x1B" and "\u202E". Line feeds
 * and tabs stay. Text that is printable is left as it is.
 *
 * Returns: (transfer full) (nullable): UTF-8; %NULL for %NULL
 */
char *isp_text_make_printable (const char *text);

/**
 * isp_text_make_line:
 * @text: (nullable): bytes
 * @max: how many characters it may have
 *
 * Makes a name or another text fit for one line: bytes that are not UTF-8, every control character
 * and those that turn the direction of writing are spelled out, "\x1B" and "\n". A text that is
 * longer is cut, with an ellipsis as its last character.
 *
 * Returns: (transfer full) (nullable): UTF-8; %NULL for %NULL
 */
char *isp_text_make_line (const char *text, gsize max);

G_END_DECLS
