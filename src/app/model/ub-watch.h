/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for a USB device to show up: looks once a second at what is plugged in, opens nothing. Main
 * thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UbWatch UbWatch;
/* Called each second; there: it is plugged in now. waited: seconds since the watch began. */
typedef void (*UbWatchFunc) (gboolean there, guint waited, gpointer data);

/**
 * ub_watch_new:
 * @vid: the device's; 0: any keyboard that is not there at the first look
 * @pid: the same
 * @func: told after each look
 * @data: for @func
 *
 * The first look is at once.
 *
 * Returns: (transfer full): a watch
 */
UbWatch *ub_watch_new (guint16 vid, guint16 pid, UbWatchFunc func, gpointer data);

/**
 * ub_watch_new_at:
 * @path: a USB port, "1-2.3"
 * @func: told after each look
 * @data: for @func
 *
 * As ub_watch_new(), for any keyboard at that port.
 *
 * Returns: (transfer full): a watch
 */
UbWatch *ub_watch_new_at (const char *path, UbWatchFunc func, gpointer data);
void ub_watch_free (UbWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UbWatch, ub_watch_free)

G_END_DECLS
