/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that installs the udev rules, which let people use their programmers. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ub_rules_make_command:
 * @tool: how a shell calls unbrickctl
 *
 * Where @tool fails, the command writes nothing.
 *
 * Returns: (transfer full): one line for a terminal that installs the udev rules
 */
char *ub_rules_make_command (const char *tool);

/**
 * ub_rules_find_command_async:
 * @callback: called in the thread-default main context
 * @data: for @callback
 *
 * Looks for unbrickctl on a worker and makes the command that calls it.
 */
void ub_rules_find_command_async (GAsyncReadyCallback callback, gpointer data);

/**
 * ub_rules_find_command_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full): the command
 */
char *ub_rules_find_command_finish (GAsyncResult *result);

G_END_DECLS
