/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture, a title and a sentence at the top of a page. (AdwStatusPage scrolls by itself, which
 * cuts its text off inside a page that scrolls.) */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_STATUS (ub_status_get_type ())
G_DECLARE_FINAL_TYPE (UbStatus, ub_status, UB, STATUS, AdwBin)

/* Properties: icon-name, icon-size (px), icon-class ("success", "warning"; NULL: dim), title,
 * description. Neither text is
 * read as markup. */
void ub_status_set (UbStatus *self, const char *title, const char *description);
void ub_status_set_icon (UbStatus *self, const char *icon_name, const char *icon_class);
const char *ub_status_get_title (UbStatus *self);
const char *ub_status_get_description (UbStatus *self);

G_END_DECLS
