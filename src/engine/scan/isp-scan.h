/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is plugged in. Passive: ids, sysfs, descriptors and access rights; nothing is opened,
 * nothing is sent. */
#pragma once

#include "loaders/isp-loader.h"
#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_scan:
 * @session: the session
 * @error: never set
 *
 * Lists USB and serial ports that match an id row, what is not a programmer included and named, the
 * most certain first, and last the serial ports without a row: state ASK, owners avrisp and
 * stk500v2. Blocking, a millisecond or two. Any thread.
 *
 * Returns: (transfer full) (element-type IspPort): the ports
 */
GPtrArray *isp_scan (IspSession *session, GError **error);

/**
 * IspScanFor:
 * @ISP_SCAN_PROGRAMMERS: programmers; a board in its bootloader is named, and not to be used
 * @ISP_SCAN_LOADERS: boards in their bootloader, and nothing else
 *
 * What is looked for.
 */
typedef enum
{
  ISP_SCAN_PROGRAMMERS,
  ISP_SCAN_LOADERS,
} IspScanFor;

/**
 * isp_scan_for:
 * @session: the session
 * @what: what is looked for
 *
 * Lists ports like isp_scan(). Blocking, a millisecond or two. Any thread.
 *
 * Returns: (transfer full) (element-type IspPort): the ports; for %ISP_SCAN_LOADERS their owners
 * are those of loaders, and the state ASK means that the id may be another device's
 */
GPtrArray *isp_scan_for (IspSession *session, IspScanFor what);

/**
 * isp_scan_port:
 * @session: the session
 * @name: id of a port, where it is, or a link below /dev/serial: "usb:1-2", "ttyACM0"
 *
 * Looks one port up. A serial port that is named needs no id row, and may be a built-in one.
 * Blocking, a millisecond or two. Any thread.
 *
 * Returns: (transfer full) (nullable): the port as isp_scan() finds it; %NULL: nothing is there
 */
IspPort *isp_scan_port (IspSession *session, const char *name);

/**
 * IspScanner:
 *
 * Looks once a second at what is plugged in, on a thread of its own: hotplug events do not reach a
 * sandbox.
 */
typedef struct _IspScanner IspScanner;

/**
 * IspScannerFunc:
 * @scanner: the scanner
 * @ports: (element-type IspPort): what isp_scan_for() found; borrowed
 * @data: the caller's
 *
 * Called when the list of ports changed, and once at the start.
 */
typedef void (*IspScannerFunc) (IspScanner *scanner, GPtrArray *ports, gpointer data);

/**
 * isp_scanner_new:
 * @session: the session; the scanner keeps a reference
 * @what: what is looked for
 * @func: what to call
 * @data: for @func
 *
 * Starts to scan. @func is called on the main context that is the thread's default now; call all
 * functions of the scanner from that thread.
 *
 * Returns: (transfer full): a scanner for isp_scanner_free()
 */
IspScanner *isp_scanner_new (IspSession *session, IspScanFor what, IspScannerFunc func,
                             gpointer data);

/**
 * isp_scanner_set_paused:
 * @self: a scanner
 * @paused: %TRUE while a job runs
 *
 * Stops looking, or looks again at once. @func is not called while the scanner is paused.
 */
void isp_scanner_set_paused (IspScanner *self, gboolean paused);

/**
 * isp_scanner_free:
 * @self: (nullable) (transfer full): a scanner
 *
 * Stops the scanner. Its function is not called again.
 */
void isp_scanner_free (IspScanner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspScanner, isp_scanner_free)

G_END_DECLS
