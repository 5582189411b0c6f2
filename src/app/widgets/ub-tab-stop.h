/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box around a long list: Tab goes into it once, and then past it; arrows move inside. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_TAB_STOP (ub_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (UbTabStop, ub_tab_stop, UB, TAB_STOP, AdwBin)

G_END_DECLS
