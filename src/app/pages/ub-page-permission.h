/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programmer is there, and this computer does not let the person use it. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_PERMISSION (ub_page_permission_get_type ())
G_DECLARE_FINAL_TYPE (UbPagePermission, ub_page_permission, UB, PAGE_PERMISSION, UbPage)

/**
 * ub_page_permission_make_command:
 * @tool: how a shell calls unbrickctl
 *
 * Where @tool fails, the command writes nothing.
 *
 * Returns: (transfer full): one line for a terminal that installs the udev rules
 */
char *ub_page_permission_make_command (const char *tool);

G_END_DECLS
