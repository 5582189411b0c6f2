/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of a serial programmer, and what hangs on it: opened and started once, however many
 * drivers are tried on it. */
#pragma once

#include "isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_serial_line_open:
 * @self: the programmer that is being opened
 * @port: a serial port
 * @baud: bits per second
 * @cancellable: (nullable): as in isp_serial_open()
 * @error: return location
 *
 * Opens the port's line. If a driver that was tried before has opened it, only the baud rate is
 * set.
 *
 * Returns: (transfer none) (nullable): the line, which is closed with the programmer and not by the
 *   driver; %NULL with errors as isp_serial_open()
 */
IspSerial *isp_serial_line_open (IspProgrammer *self, const IspPort *port, guint baud,
                                 GCancellable *cancellable, GError **error);

/**
 * isp_serial_line_start:
 * @self: a programmer with an open line
 * @cancellable: (nullable): ends the wait
 * @error: return location
 *
 * For boards on a UART that reset when DTR rises: resets the board and waits until its bootloader
 * has gone, which speaks STK500 too and would take commands as meant for the board itself. Takes
 * about 2 s, the first time only.
 *
 * Returns: %FALSE with the errors of isp_serial_pulse_dtr(), or %G_IO_ERROR_CANCELLED
 */
gboolean isp_serial_line_start (IspProgrammer *self, GCancellable *cancellable, GError **error);

G_END_DECLS
