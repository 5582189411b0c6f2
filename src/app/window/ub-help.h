/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help: the guide in a window of its own. It needs no network and no other program. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ub_help_new:
 * @parent: (nullable): the window that it goes away with
 *
 * Returns: (transfer none): the window, not shown yet; GTK owns it
 */
GtkWindow *ub_help_new (GtkWindow *parent);

G_END_DECLS
