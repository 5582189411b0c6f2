/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by ub-window.c (the frame) and ub-window-actions.c. */
#pragma once

#include "ub-window.h"

G_BEGIN_DECLS

void ub_window_add_actions (UbWindow *self);
void ub_window_go_back (UbWindow *self);
void ub_window_toast (UbWindow *self, const char *text);

G_END_DECLS
