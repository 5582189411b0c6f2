/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1a: what is plugged in, to choose from; in a rehearsal, what is to go wrong. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_PROGRAMMER (ub_page_programmer_get_type ())
G_DECLARE_FINAL_TYPE (UbPageProgrammer, ub_page_programmer, UB, PAGE_PROGRAMMER, UbPage)

G_END_DECLS
