/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/model/ub-board.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_APPLICATION (ub_application_get_type ())
G_DECLARE_FINAL_TYPE (UbApplication, ub_application, UB, APPLICATION, AdwApplication)

UbApplication *ub_application_new (void);

/**
 * ub_application_get_board:
 *
 * Returns: (transfer none) (nullable): the keyboard that the window is about; NULL: the presets
 * are still being read
 */
UbBoard *ub_application_get_board (UbApplication *self);

G_END_DECLS
