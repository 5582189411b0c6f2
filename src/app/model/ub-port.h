/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port as an item of a list model. Never changes: what is found out about a port makes another
 * one. */
#pragma once

#include "programmers/isp-programmer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UB_TYPE_PORT (ub_port_get_type ())
G_DECLARE_FINAL_TYPE (UbPort, ub_port, UB, PORT, GObject)

/**
 * ub_port_new:
 * @port: (transfer full): what was found
 *
 * Returns: (transfer full): an item for a list of ports
 */
UbPort *ub_port_new (IspPort *port);

/**
 * ub_port_get:
 * @self: the item
 *
 * Returns: (transfer none): the port; lives as long as the item
 */
const IspPort *ub_port_get (UbPort *self);

G_END_DECLS
