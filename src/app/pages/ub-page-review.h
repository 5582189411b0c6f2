/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 2: the plan in plain words, before anything is written. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_REVIEW (ub_page_review_get_type ())
G_DECLARE_FINAL_TYPE (UbPageReview, ub_page_review, UB, PAGE_REVIEW, UbPage)

G_END_DECLS
