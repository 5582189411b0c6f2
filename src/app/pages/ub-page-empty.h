/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of Set up while nothing is plugged in. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_EMPTY (ub_page_empty_get_type ())
G_DECLARE_FINAL_TYPE (UbPageEmpty, ub_page_empty, UB, PAGE_EMPTY, UbPage)

G_END_DECLS
