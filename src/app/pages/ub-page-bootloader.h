/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1c: the bootloaders, those that fit the chip first, and files of the person's own. */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

#define UB_TYPE_PAGE_BOOTLOADER (ub_page_bootloader_get_type ())
G_DECLARE_FINAL_TYPE (UbPageBootloader, ub_page_bootloader, UB, PAGE_BOOTLOADER, UbPage)

G_END_DECLS
