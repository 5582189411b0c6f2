/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows under "Details" and "Where It Differs" of Done and Failed: what was done and found, with
 * figures. */
#pragma once

#include "ub-expander.h"

#include "app/model/ub-job.h"

G_BEGIN_DECLS

/* What was done, with figures. */
void ub_details_show (UbExpander *expander, UbJob *job);
/* The places where the chip is not as in a file, or not blank; hides where there is none. */
void ub_details_show_differences (UbExpander *expander, UbJob *job);
/* The report as text, for the clipboard; no personal paths. g_free. */
char *ub_details_get_shared_text (const IspReport *report);

G_END_DECLS
