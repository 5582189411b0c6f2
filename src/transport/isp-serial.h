/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports: what is plugged in (from sysfs, nothing is opened), and bytes with a deadline. All
 * calls block; one IspSerial belongs to one thread at a time. Deadlines are monotonic times in µs.
 */
#pragma once

#include "isp-usb.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* ── what is plugged in ── */

/**
 * IspSerialInfo:
 *
 * A serial port that is plugged in.
 */
typedef struct
{
  char *node;      /* "/dev/ttyACM0" */
  IspUsbInfo *usb; /* the USB device that it belongs to; NULL: none */
  guint interface; /* which of its interfaces */
} IspSerialInfo;

/**
 * isp_serial_list:
 *
 * Lists the serial ports as sysfs shows them; nothing is opened. Built-in ports (ttyS…) are left
 * out: nearly every computer has some that lead nowhere. Blocking, any thread.
 *
 * Returns: (transfer full) (element-type IspSerialInfo): the ports, ordered by node
 */
GPtrArray *isp_serial_list (void);

/**
 * isp_serial_info_free:
 * @self: (nullable) (transfer full): a port
 *
 * Frees what isp_serial_list() made.
 */
void isp_serial_info_free (IspSerialInfo *self);

/**
 * isp_serial_resolve:
 * @node: a device node, or a link below /dev/serial
 *
 * Follows a link below /dev/serial, which libserialport cannot open.
 *
 * Returns: (transfer full): the node; @node itself if it is not such a link
 */
char *isp_serial_resolve (const char *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSerialInfo, isp_serial_info_free)

/* ── an open port ── */

/**
 * IspSerial:
 *
 * An open serial port. It belongs to one thread at a time.
 */
typedef struct _IspSerial IspSerial;

/**
 * isp_serial_open:
 * @node: a device node, or a link below /dev/serial
 * @baud: speed; not 1200, which resets boards on native USB into their bootloader
 * @cancellable: (nullable): stops the waiting for permission
 * @error: %ISP_ERROR_UNPLUGGED (not there), %ISP_ERROR_PERMISSION, %ISP_ERROR_BUSY (naming the
 *   program if it is known), %ISP_ERROR_NOT_A_PROGRAMMER (not a serial port), %ISP_ERROR_PROTOCOL,
 *   G_IO_ERROR_CANCELLED
 *
 * Opens a port for this program alone: 8N1, no flow control. DTR and RTS are on: a board on native
 * USB sends nothing without DTR. Permission may come up to 2 s late, since udev sets it after the
 * port appears. Blocking.
 *
 * Returns: (transfer full) (nullable): the port; close it with isp_serial_close()
 */
IspSerial *isp_serial_open (const char *node, guint baud, GCancellable *cancellable,
                            GError **error);

/**
 * isp_serial_close:
 * @self: (nullable) (transfer full): a port
 *
 * Closes a port, so that other programs may open it.
 */
void isp_serial_close (IspSerial *self);

/**
 * isp_serial_set_baud:
 * @self: a port
 * @baud: speed; not 1200
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_PROTOCOL
 *
 * Changes the speed of an open port.
 *
 * Returns: %TRUE on success
 */
gboolean isp_serial_set_baud (IspSerial *self, guint baud, GError **error);

/**
 * isp_serial_write:
 * @self: a port
 * @data: (array length=len): the bytes
 * @len: how many
 * @deadline: monotonic time, in µs
 * @cancellable: (nullable): stops it
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_TIMEOUT, %ISP_ERROR_PROTOCOL, G_IO_ERROR_CANCELLED
 *
 * Hands bytes to the kernel, all of them or an error. Blocking.
 *
 * Returns: %TRUE on success
 */
gboolean isp_serial_write (IspSerial *self, const guint8 *data, gsize len, gint64 deadline,
                           GCancellable *cancellable, GError **error);

/**
 * isp_serial_read:
 * @self: a port
 * @data: (out caller-allocates) (array length=len): where the bytes go
 * @len: how many
 * @deadline: monotonic time, in µs
 * @n_read: (out) (optional): how many came, also on failure
 * @cancellable: (nullable): stops it
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_TIMEOUT, %ISP_ERROR_PROTOCOL, G_IO_ERROR_CANCELLED
 *
 * Reads exactly @len bytes. What had arrived by the deadline is read even if this thread wakes up
 * late. Blocking.
 *
 * Returns: %TRUE on success
 */
gboolean isp_serial_read (IspSerial *self, guint8 *data, gsize len, gint64 deadline, gsize *n_read,
                          GCancellable *cancellable, GError **error);

/**
 * isp_serial_drain:
 * @self: a port
 * @quiet_us: ends when nothing came for so long, in µs
 * @deadline: monotonic time in µs at which it ends anyway, which is not an error
 * @cancellable: (nullable): ends it
 *
 * Discards what arrives until the line is quiet. Blocking.
 *
 * Returns: how many bytes were discarded
 */
gsize isp_serial_drain (IspSerial *self, guint64 quiet_us, gint64 deadline,
                        GCancellable *cancellable);

/**
 * isp_serial_pulse_dtr:
 * @self: a port
 * @off_us: how long, in µs
 * @cancellable: (nullable): shortens the pulse
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_NOT_A_PROGRAMMER, %ISP_ERROR_PROTOCOL,
 *   G_IO_ERROR_CANCELLED
 *
 * Turns DTR and RTS off and on again, which resets an Arduino. They are on again also after a
 * cancel. Blocking.
 *
 * Returns: %TRUE on success
 */
gboolean isp_serial_pulse_dtr (IspSerial *self, guint64 off_us, GCancellable *cancellable,
                               GError **error);

/**
 * isp_serial_touch_1200:
 * @node: a device node, or a link below /dev/serial
 * @cancellable: (nullable): stops the waiting for permission
 * @error: as isp_serial_open()
 *
 * Opens a port at 1200 baud, turns DTR off and closes it: a board that runs a sketch of the Arduino
 * core on native USB then resets into its bootloader. Only for a port whose board the person wants
 * there. Blocking.
 *
 * Returns: %TRUE if the port took it; whether the board follows shows only afterwards
 */
gboolean isp_serial_touch_1200 (const char *node, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSerial, isp_serial_close)

G_END_DECLS
