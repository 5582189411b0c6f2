/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a program is run on the bench: bench starts any program as a child, bench-virtual has
 * unbrickctl in its own process, on the virtual clock. */
#pragma once

#include "bench/bench.h"

/* For bench_new, from what was asked for. */
guint run_get_speed (guint speed);
/* Runs argv; its wait status. */
gboolean run_program (Bench *bench, const char *const *argv, int *wait_status, GError **error);
