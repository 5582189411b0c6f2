/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates are shown in one way: here, and as the files of that moment are called. */
#include "core/isp-date.h"

static void
test_formats (void)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 11, 30, 23, 2, 33.9);
  g_autofree char *shown = isp_date_format (date);
  g_autofree char *name = isp_date_format_name (date);
  g_autofree char *day = isp_date_format_day (date);

  g_assert_cmpstr (shown, ==, "2026-12-01 01:02:33");
  g_assert_cmpstr (name, ==, "2026-12-01 01.02.33");
  g_assert_cmpstr (day, ==, "2026-12-01");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC-2", TRUE); /* two hours before UTC's */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/formats", test_formats);
  return g_test_run ();
}
