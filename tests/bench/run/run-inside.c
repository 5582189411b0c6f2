/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unbrickctl in this process, on the virtual clock. */
#include "bench-inside.h"
#include "run-program.h"

/* unbrickctl's main, renamed */
int cli_main (int argc, char **argv);

guint
run_get_speed (guint speed)
{
  return BENCH_VIRTUAL;
}

gboolean
run_program (Bench *bench, const char *const *argv, int *wait_status, GError **error)
{
  g_auto (GStrv) words = g_strdupv ((char **) argv);
  g_autofree char **list = g_memdup2 (words, (g_strv_length (words) + 1) * sizeof *words);

  bench_go_inside (bench);
  *wait_status = cli_main ((int) g_strv_length (words), list) << 8;
  bench_go_inside (NULL);
  return TRUE;
}
