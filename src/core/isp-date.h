/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date and a time, as people read them and as files are called: everywhere alike, so what stands
 * on a page can be found again in a folder. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_date_format:
 * @date: a moment
 *
 * Says when that was, here. With its seconds: two jobs fit in a minute. Any thread.
 *
 * Returns: (transfer full): "2026-11-21 14:02:33"
 */
char *isp_date_format (GDateTime *date);

/**
 * isp_date_format_name:
 * @date: a moment
 *
 * Says when that was, here, as a part of a file's name: without what some file systems refuse. Any
 * thread.
 *
 * Returns: (transfer full): "2026-11-21 14.02.33"
 */
char *isp_date_format_name (GDateTime *date);

/**
 * isp_date_format_day:
 * @date: a moment
 *
 * Says on which day that was, here, as a part of a file's name. Any thread.
 *
 * Returns: (transfer full): "2026-11-21"
 */
char *isp_date_format_day (GDateTime *date);

G_END_DECLS
