/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programmer is there, and this computer does not let the person use it. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_PERMISSION (ub_page_permission_get_type ())
G_DECLARE_FINAL_TYPE (UbPagePermission, ub_page_permission, UB, PAGE_PERMISSION, UbPage)

G_END_DECLS
