/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 3: one bar over the whole job. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_FLASH (ub_page_flash_get_type ())
G_DECLARE_FINAL_TYPE (UbPageFlash, ub_page_flash, UB, PAGE_FLASH, UbPage)

/* How long a job is shown at the least; 700 ms. For tests. */
void ub_page_flash_set_min_shown (guint ms);

G_END_DECLS
