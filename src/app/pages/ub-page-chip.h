/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1b: the target, found by its signature or chosen by hand. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_CHIP (ub_page_chip_get_type ())
G_DECLARE_FINAL_TYPE (UbPageChip, ub_page_chip, UB, PAGE_CHIP, UbPage)

G_END_DECLS
