/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every field of a chip's fuse bytes, in words, to be chosen. Fields that would lock the programmer
 * out are shown, and cannot be changed. */
#pragma once

#include "core/isp-fuses.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_FUSE_LIST (ub_fuse_list_get_type ())
G_DECLARE_FINAL_TYPE (UbFuseList, ub_fuse_list, UB, FUSE_LIST, AdwPreferencesGroup)

/* now: what is on the chip. fuses: what is shown as chosen. Emits "changed" only for what a person
 * chooses. */
void ub_fuse_list_set (UbFuseList *self, const IspPart *part, const IspFuses *now,
                       const IspFuses *fuses);
IspFuses ub_fuse_list_get_fuses (UbFuseList *self); /* as chosen */
GtkWidget *ub_fuse_list_get_focus (UbFuseList *self);

G_END_DECLS
