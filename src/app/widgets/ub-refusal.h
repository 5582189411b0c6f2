/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below the page, and never over it: why something was not done, and what to do. It stays until it
 * is closed, the page changes, or something else is refused. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_REFUSAL (ub_refusal_get_type ())
G_DECLARE_FINAL_TYPE (UbRefusal, ub_refusal, UB, REFUSAL, AdwBin)

/* Shows it whole, on as many lines as it takes, and has it read out. Not read as markup. */
void ub_refusal_say (UbRefusal *self, const char *text);
void ub_refusal_close (UbRefusal *self);

G_END_DECLS
