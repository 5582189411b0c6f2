/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for a USB device to show up: looks once a second at what is plugged in, opens nothing. What
 * was there when the watch was made does not count. Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UbWatch UbWatch;

/**
 * UbSighting:
 * @vid: its ids
 * @pid: its ids
 * @product: (nullable): what it calls itself
 *
 * A device that was waited for, and is plugged in now.
 */
typedef struct
{
  guint16 vid, pid;
  char *product;
} UbSighting;

/* Called each second. sighting: NULL: nothing so far. waited: seconds since ub_watch_start(). */
typedef void (*UbWatchFunc) (const UbSighting *sighting, guint waited, gpointer data);

/**
 * ub_watch_new:
 *
 * Notes what is plugged in, on a worker, and waits for nothing yet.
 *
 * Returns: (transfer full): a watch
 */
UbWatch *ub_watch_new (void);

/**
 * ub_watch_start:
 * @self: a watch
 * @func: told after each look
 * @data: for @func
 *
 * Begins to look, for what is added next; what it waited for before is forgotten.
 */
void ub_watch_start (UbWatch *self, UbWatchFunc func, gpointer data);

/**
 * ub_watch_add_id:
 * @self: a watch that was started
 * @vid: a device's ids; 0: adds nothing
 * @pid: the same
 *
 * Waits for that device, before any keyboard.
 */
void ub_watch_add_id (UbWatch *self, guint16 vid, guint16 pid);

/**
 * ub_watch_add_keyboard:
 * @self: a watch that was started
 * @path: (nullable): a USB port, "1-2.3": whatever keyboard is there now; NULL: any port
 *
 * Waits for any keyboard.
 */
void ub_watch_add_keyboard (UbWatch *self, const char *path);

/**
 * ub_watch_stop:
 * @self: a watch
 *
 * Looks no more; ub_watch_start() begins again.
 */
void ub_watch_stop (UbWatch *self);
void ub_watch_free (UbWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UbWatch, ub_watch_free)

G_END_DECLS
