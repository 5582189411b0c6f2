/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run-program.h"

guint
run_get_speed (guint speed)
{
  return speed;
}

gboolean
run_program (Bench *bench, const char *const *argv, int *wait_status, GError **error)
{
  return bench_run (bench, argv, NULL, NULL, wait_status, error);
}
