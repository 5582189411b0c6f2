/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown to others names no folder of the person's. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_hide_paths:
 * @text: (nullable): any text; %NULL gives %NULL
 *
 * Leaves of every path and file:// address in @text only the last part, so neither folders nor the
 * user's name are told: "/media/ann/My Stick/x.hex: cut off" becomes "…/x.hex: cut off". Outside
 * quotes a path reaches to the next colon, as in messages, for its folders may have spaces. Paths
 * of the system stay, as /dev/ttyACM0. Pure, any thread.
 *
 * Returns: (transfer full) (nullable): the text without them
 */
char *isp_hide_paths (const char *text);

G_END_DECLS
