/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other names of a table's rows: words in one string, as in "arduino stk500v1". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_alias_matches:
 * @aliases: (nullable): words, separated by single spaces; %NULL: there are none
 * @name: the name to look for
 *
 * Looks for a name among the aliases of a row. Letter case does not matter, and an empty @name is
 * never found. Pure, any thread.
 *
 * Returns: %TRUE if @name is one of the words
 */
gboolean isp_alias_matches (const char *aliases, const char *name);

G_END_DECLS
