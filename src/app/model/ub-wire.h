/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lock for each port: a programmer is open once at a time, and two programmers never wait for
 * each other. */
#pragma once

#include "transport/isp-session.h"

G_BEGIN_DECLS

/**
 * ub_wire_get:
 * @isp: the session that the port is opened in
 * @port_id: the port's id
 *
 * The lock to hold while a programmer on that port is open, so that a job never meets a try. Main
 * thread; the lock itself is for workers.
 *
 * Returns: (transfer none): lives as long as @isp
 */
GMutex *ub_wire_get (IspSession *isp, const char *port_id);

G_END_DECLS
