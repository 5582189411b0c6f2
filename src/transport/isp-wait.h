/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting that a person can cancel. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No wait that can be cancelled looks away for longer. */
#define ISP_WAIT_SLICE_US (50 * 1000)

/* Sleeps. FALSE with G_IO_ERROR_CANCELLED as soon as it is cancelled (within a slice). */
gboolean isp_wait (guint64 us, GCancellable *cancellable, GError **error);
/* The same until a monotonic time (µs). */
gboolean isp_wait_until (gint64 end, GCancellable *cancellable, GError **error);
/* Monotonic time (µs) at which something that computes to wire_us must have ended: twice that and
 * a second more. */
gint64 isp_wait_deadline (guint64 wire_us);

G_END_DECLS
