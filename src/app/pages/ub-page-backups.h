/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ub-page.h"

G_BEGIN_DECLS

G_DECLARE_FINAL_TYPE (UbPageBackups, ub_page_backups, UB, PAGE_BACKUPS, UbPage)

/**
 * ub_page_backups_select:
 * @folder: (type filename): of a backup, which may lie elsewhere
 *
 * Opens that backup in the list as soon as it is read, and lists it before the others where it
 * lies elsewhere.
 */
void ub_page_backups_select (UbPageBackups *self, const char *folder);

G_END_DECLS
