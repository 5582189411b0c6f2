/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting that a person can cancel. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ISP_WAIT_SLICE_US:
 *
 * How long, in µs, a wait may take to notice that it was cancelled.
 */
#define ISP_WAIT_SLICE_US (50 * 1000)

/**
 * isp_wait:
 * @us: how long, in µs
 * @cancellable: (nullable): ends the wait
 * @error: G_IO_ERROR_CANCELLED
 *
 * Sleeps. Blocking, any thread.
 *
 * Returns: %FALSE if it was cancelled
 */
gboolean isp_wait (guint64 us, GCancellable *cancellable, GError **error);

/**
 * isp_wait_until:
 * @end: monotonic time, in µs
 * @cancellable: (nullable): ends the wait
 * @error: G_IO_ERROR_CANCELLED
 *
 * Sleeps until a point in time. It fails if it is cancelled, even at a time that has passed.
 * Blocking, any thread.
 *
 * Returns: %FALSE if it was cancelled
 */
gboolean isp_wait_until (gint64 end, GCancellable *cancellable, GError **error);

/**
 * isp_wait_deadline:
 * @wire_us: how long something should take, in µs
 *
 * When something that starts now must have ended: after twice that time plus 1 s. Any thread.
 *
 * Returns: monotonic time, in µs
 */
gint64 isp_wait_deadline (guint64 wire_us);

G_END_DECLS
