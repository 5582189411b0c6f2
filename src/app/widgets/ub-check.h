/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check box with a sentence that wraps. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ub_check_new:
 * @label: the sentence
 *
 * Returns: (transfer floating): a #GtkCheckButton
 */
GtkWidget *ub_check_new (const char *label);

G_END_DECLS
