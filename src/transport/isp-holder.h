/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which other program has a device open: read from /proc, as far as it shows there. Processes of
 * other users do not. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_holder_find:
 * @node: a device node
 * @out_pid: (out) (optional): its process
 *
 * Looks at every process: some milliseconds, more on a busy desktop, so it is for a port that
 * cannot be opened, or is about to be.
 *
 * Returns: (transfer full) (nullable): the name of the program that has @node open; %NULL: none, as
 *   far as it shows
 */
char *isp_holder_find (const char *node, int *out_pid);

/**
 * isp_holder_guess:
 * @node: a device node that is in use
 *
 * Like isp_holder_find(), and where that finds none, ModemManager when it runs: it belongs to root,
 * and what it has open does not show.
 *
 * Returns: (transfer full) (nullable): the name of a program; %NULL: not known
 */
char *isp_holder_guess (const char *node);

/**
 * isp_holder_is:
 * @pid: a process
 * @node: a device node
 *
 * Looks at that process alone: microseconds.
 *
 * Returns: whether it has @node open
 */
gboolean isp_holder_is (int pid, const char *node);

G_END_DECLS
