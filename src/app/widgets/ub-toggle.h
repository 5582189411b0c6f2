/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that has the focus in place of its switch or check box: it is heard as one. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ub_toggle_speak:
 * @row: the row, not shown yet
 * @toggle: a #GtkSwitch or #GtkCheckButton on it, which takes no focus
 * @role: what the row is then: a switch, a check box or one of several
 *
 * Lets a screen reader say of the row whether it is on.
 */
void ub_toggle_speak (GtkWidget *row, GtkWidget *toggle, GtkAccessibleRole role);

G_END_DECLS
