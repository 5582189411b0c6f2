/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of a serial programmer, and what hangs on it: opened and started once, however many
 * drivers are tried on it. */
#pragma once

#include "isp-programmer.h"

G_BEGIN_DECLS

/* The port's line at baud; the one that a driver tried before has opened, where there is one. The
 * programmer closes it, not the driver. Errors as isp_serial_open. */
IspSerial *isp_serial_line_open (IspProgrammer *self, const IspPort *port, guint baud,
                                 GCancellable *cancellable, GError **error);
/* For boards on a UART that reset when DTR rises: resets what hangs on the line and waits until its
 * bootloader has gone, which speaks STK500 too and would take commands as meant for the board
 * itself. About 2 s; at once where it was done before. */
gboolean isp_serial_line_start (IspProgrammer *self, GCancellable *cancellable, GError **error);

G_END_DECLS
