/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is plugged in. Passive: ids, sysfs, descriptors and access rights; nothing is opened,
 * nothing is sent. */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/* Blocking, a few ms. element: IspPort *, free func set; the most certain first. USB and serial
 * ports that match an id row (impostors included, named), plus serial ports with no row (state ASK,
 * drivers avrisp and stk500v2) last. */
GPtrArray *isp_scan (IspSession *session, GError **error);

/* The port for a command line: driver_id (may be NULL), port_id (may be NULL; "usb:1-2" or a tty
 * path). ISP_ERROR_NO_PROGRAMMER, PERMISSION, BUSY, NOT_A_PROGRAMMER; several → NO_PROGRAMMER
 * listing them. A tty named by port_id needs no row. */
IspPort *isp_scan_find (IspSession *session, const char *driver_id, const char *port_id,
                        GError **error);

/* Calls func on the thread-default main context whenever the list changed, and once at the start:
 * polls once a second (no hotplug events reach a sandbox). */
typedef struct _IspScanner IspScanner;
typedef void (*IspScannerFunc) (IspScanner *scanner, GPtrArray *ports, gpointer data);
IspScanner *isp_scanner_new (IspSession *session, IspScannerFunc func, gpointer data);
/* While paused (a job runs) nothing is looked at. */
void isp_scanner_set_paused (IspScanner *self, gboolean paused);
void isp_scanner_free (IspScanner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspScanner, isp_scanner_free)

G_END_DECLS
