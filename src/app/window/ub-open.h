/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that was dropped, chosen from the menu, or named when the program was started. */
#pragma once

#include "ub-navigation.h"

G_BEGIN_DECLS

/**
 * ub_open:
 * @navigation: of the window
 * @window: says what became of it
 * @file: what it is is told by its data
 *
 * Recognises a file: a backup leads to the page of backups, everything else is chosen for the
 * keyboard. Not while a job runs: then it says so.
 */
void ub_open (UbNavigation *navigation, GtkWidget *window, GFile *file);

G_END_DECLS
