/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests set on the page of a running job. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ub_page_flash_set_min_shown:
 * @ms: milliseconds
 *
 * How long a job is shown at the least; 700 ms unless set.
 */
void ub_page_flash_set_min_shown (guint ms);

G_END_DECLS
