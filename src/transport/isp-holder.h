/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which other program holds a device: read from /proc, as far as it shows. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Device nodes that other processes have open: node → program name, both owned by the table.
 * Blocking, a few ms. Processes of other users do not show. */
GHashTable *isp_holders_list (void);
/* The program that holds node; else "ModemManager" when that runs (as root, its files do not show);
 * else NULL. g_free. */
char *isp_holder_find (const char *node);

G_END_DECLS
