/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-date.h"
#include "config.h"

static char *
format (GDateTime *date, const char *how)
{
  g_autoptr (GDateTime) local = NULL;

  g_return_val_if_fail (date != NULL, NULL);
  local = g_date_time_to_local (date);
  return g_date_time_format (local, how);
}

char *
isp_date_format (GDateTime *date)
{
  return format (date, "%Y-%m-%d %H:%M:%S");
}

char *
isp_date_format_name (GDateTime *date)
{
  return format (date, "%Y-%m-%d %H.%M.%S");
}

char *
isp_date_format_day (GDateTime *date)
{
  return format (date, "%Y-%m-%d");
}
