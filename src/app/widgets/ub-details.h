/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows under "Details" and "Where It Differs" of Done and Failed: what was done and found, with
 * figures. */
#pragma once

#include "engine/job/isp-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Fills an expander anew; rows (GtkWidget *) holds what it added, for the next time. */
void ub_details_fill (AdwExpanderRow *expander, GPtrArray *rows, const IspReport *report);
/* The places where the chip is not as in a file, or not blank; hides where there is none. rows: as
 * above, and another array. */
void ub_details_fill_differences (AdwExpanderRow *expander, GPtrArray *rows,
                                  const IspReport *report);
/* The report as text, for the clipboard; no personal paths. g_free. */
char *ub_details_get_shared_text (const IspReport *report);

G_END_DECLS
