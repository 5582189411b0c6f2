/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports: what is plugged in (from sysfs, nothing is opened), and bytes with a deadline. All
 * calls block; one IspSerial belongs to one thread at a time. Deadlines are monotonic times in µs.
 */
#pragma once

#include "isp-usb.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* ── what is plugged in ── */

typedef struct
{
  char *node;      /* "/dev/ttyACM0" */
  IspUsbInfo *usb; /* the USB device that it belongs to; NULL: none */
  guint interface; /* which of the device's */
} IspSerialInfo;

/* element: IspSerialInfo *, free func set, ordered by node. Built-in ports (ttyS…) are left out:
 * nearly every computer has some that lead nowhere. */
GPtrArray *isp_serial_list (void);
void isp_serial_info_free (IspSerialInfo *self);
/* The node that a link below /dev/serial leads to; other names as they are. g_free. */
char *isp_serial_resolve (const char *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSerialInfo, isp_serial_info_free)

/* ── an open port ── */

typedef struct _IspSerial IspSerial;

/* Opens for this program alone: 8N1, no flow control, DTR and RTS asserted (a board on native USB
 * sends nothing without DTR). baud: not 1200, which resets such boards into their bootloader.
 * Rights that come late after plugging in are waited for, 2 s at most. Errors: UNPLUGGED (not
 * there), PERMISSION, BUSY (naming the program where it shows), PROTOCOL. */
IspSerial *isp_serial_open (const char *node, guint baud, GCancellable *cancellable,
                            GError **error);
/* NULL is fine. */
void isp_serial_close (IspSerial *self);
gboolean isp_serial_set_baud (IspSerial *self, guint baud, GError **error);
/* All of it, or an error: UNPLUGGED, TIMEOUT, G_IO_ERROR_CANCELLED. */
gboolean isp_serial_write (IspSerial *self, const guint8 *data, gsize len, gint64 deadline,
                           GCancellable *cancellable, GError **error);
/* Exactly len bytes, or an error as above; *n_read (may be NULL) says how many came. */
gboolean isp_serial_read (IspSerial *self, guint8 *data, gsize len, gint64 deadline, gsize *n_read,
                          GCancellable *cancellable, GError **error);
/* Throws away what comes in, until nothing came for quiet_us; at most until deadline, which is no
 * error. Returns how many bytes that were. */
gsize isp_serial_drain (IspSerial *self, guint64 quiet_us, gint64 deadline,
                        GCancellable *cancellable);
/* DTR and RTS off for off_us, then on: resets an Arduino. */
gboolean isp_serial_pulse_dtr (IspSerial *self, guint64 off_us, GCancellable *cancellable,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSerial, isp_serial_close)

G_END_DECLS
