/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other names of a table's rows: words in one string, as in "arduino stk500v1". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_alias_matches:
 * @aliases: (nullable): words, separated by single blanks; NULL: there are none
 * @name: what was asked for
 *
 * Returns: whether @name is one of the words, letter case ignored. An empty @name never is. Pure,
 *   any thread.
 */
gboolean isp_alias_matches (const char *aliases, const char *name);

G_END_DECLS
