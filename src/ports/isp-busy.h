/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports that another program was using when they were last opened. Scanning asks about these ports
 * only. Any thread. */
#pragma once

#include "isp-port.h"
#include "transport/isp-session.h"

G_BEGIN_DECLS

/**
 * isp_busy_note:
 * @session: where it is remembered
 * @port: a port that could not be opened, with %ISP_ERROR_BUSY
 *
 * Finds the program that has the port open, and remembers it until the port is plugged in again.
 * If none is found, nothing is remembered, and the port may be tried again. Blocking, some
 * milliseconds.
 */
void isp_busy_note (IspSession *session, const IspPort *port);

/**
 * isp_busy_recall:
 * @session: where it is remembered
 * @port: a port
 *
 * Tells who still uses a port that was busy. Nothing is read for a port that never was; otherwise
 * the process that had it, which takes microseconds.
 *
 * Returns: (nullable): the program that still has @port open; lives for ever
 */
const char *isp_busy_recall (IspSession *session, const IspPort *port);

G_END_DECLS
