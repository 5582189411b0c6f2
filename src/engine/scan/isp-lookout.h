/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking out for a board in its bootloader: it comes and goes, and is known by the USB port that
 * it is plugged into. */
#pragma once

#include "isp-scan.h"

G_BEGIN_DECLS

/**
 * isp_lookout_await:
 * @session: the session
 * @driver: (nullable): only such bootloaders; %NULL: any, but none whose id may be another device's
 * @name: (nullable): "usb:1-2", "/dev/ttyACM0": only the board there; %NULL: the only one
 * @wait_us: how long to wait for it, in µs; 0: it is there or not
 * @cancellable: (nullable): ends the waiting
 * @error: %ISP_ERROR_NO_LOADER, %ISP_ERROR_WHICH_PORT (several: it lists them),
 *   %ISP_ERROR_PERMISSION, %ISP_ERROR_BUSY, G_IO_ERROR_CANCELLED
 *
 * Finds a board in its bootloader; nothing is opened. Rights that come late after plugging in are
 * waited for, 2 s at most. Blocking, any thread.
 *
 * Returns: (transfer full) (nullable): the port
 */
IspPort *isp_lookout_await (IspSession *session, const IspLoaderDriver *driver, const char *name,
                            gint64 wait_us, GCancellable *cancellable, GError **error);

/**
 * isp_lookout_can_touch:
 * @port: a port
 *
 * Tells whether isp_lookout_touch() may be tried: a serial port of a board that is on USB by
 * itself. Whose it is only the person knows. Pure.
 *
 * Returns: %TRUE if it may
 */
gboolean isp_lookout_can_touch (const IspPort *port);

/**
 * isp_lookout_touch:
 * @session: the session
 * @port: a serial port that the person named, of a board that runs a sketch
 * @cancellable: (nullable): ends the waiting
 * @error: %ISP_ERROR_NO_LOADER: the board does not follow; else as isp_serial_open()
 *
 * Asks a board with a sketch of the Arduino core to go into its bootloader, by the 1200 baud touch,
 * and waits until it has left. Nothing else may be done to a running board: what else means "reset"
 * to one board makes another one jump into the middle of its bootloader. Blocking, worker thread.
 *
 * Returns: %TRUE: it has left; isp_lookout_await() finds it at "usb:" and @port's usb_path
 */
gboolean isp_lookout_touch (IspSession *session, const IspPort *port, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
