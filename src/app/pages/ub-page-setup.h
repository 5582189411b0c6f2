/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1: what is plugged in, which chip answers, which bootloader goes on it. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_SETUP (ub_page_setup_get_type ())
G_DECLARE_FINAL_TYPE (UbPageSetup, ub_page_setup, UB, PAGE_SETUP, UbPage)

G_END_DECLS
