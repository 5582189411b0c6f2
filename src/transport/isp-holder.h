/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which other program has a device open, as far as /proc shows: processes of other users do not.
 * Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_holder_find:
 * @node: a device node
 * @out_pid: (out) (optional): its process; 0: none
 *
 * Looks for another program that has a device open. It reads every process: some milliseconds, more
 * on a busy desktop, so call it only for a port that cannot be opened or is about to be.
 *
 * Returns: (transfer full) (nullable): the program's name; %NULL: none, as far as this user may see
 */
char *isp_holder_find (const char *node, int *out_pid);

/**
 * isp_holder_guess:
 * @node: a device node that is in use
 *
 * Like isp_holder_find(). If that finds nothing and ModemManager runs, that is the guess: it runs
 * as root, so what it has open cannot be seen.
 *
 * Returns: (transfer full) (nullable): the name of a program; %NULL: not known
 */
char *isp_holder_guess (const char *node);

/**
 * isp_holder_is:
 * @pid: a process
 * @node: a device node
 *
 * Tells whether a process has a device open. It reads that process only: microseconds.
 *
 * Returns: %TRUE if it has, as far as this user may see
 */
gboolean isp_holder_is (int pid, const char *node);

G_END_DECLS
