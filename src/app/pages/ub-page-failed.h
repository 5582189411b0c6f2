/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 4, the other one: what state the chip is in, and the cure. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_FAILED (ub_page_failed_get_type ())
G_DECLARE_FINAL_TYPE (UbPageFailed, ub_page_failed, UB, PAGE_FAILED, UbPage)

G_END_DECLS
