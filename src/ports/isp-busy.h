/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports that another program had open when they were opened last. Scanning asks nobody about a port
 * that was not. Any thread. */
#pragma once

#include "isp-port.h"
#include "transport/isp-session.h"

G_BEGIN_DECLS

/**
 * isp_busy_note:
 * @session: where it is remembered
 * @port: a port that could not be opened, with %ISP_ERROR_BUSY
 *
 * Finds out who has it open, and remembers that until the port is plugged in again. Blocking, some
 * milliseconds. Where it does not show, the port is worth another try, and nothing is remembered.
 */
void isp_busy_note (IspSession *session, const IspPort *port);

/**
 * isp_busy_recall:
 * @session: where it is remembered
 * @port: a port
 *
 * Costs nothing for a port that was never busy; else one look at the process that had it.
 *
 * Returns: (nullable): the program that still has @port open; lives for ever
 */
const char *isp_busy_recall (IspSession *session, const IspPort *port);

G_END_DECLS
