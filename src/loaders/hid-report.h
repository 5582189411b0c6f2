/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HID by control transfers, for bootloaders that take their firmware in reports. */
#pragma once

#include "transport/isp-usb.h"

G_BEGIN_DECLS

/**
 * isp_hid_read_descriptor:
 * @usb: a device
 * @out: (out caller-allocates) (array length=len): its report descriptor
 * @len: room in @out
 * @n: (out): how long the descriptor is
 * @cancellable: (nullable): stops it
 * @error: as isp_usb_request()
 *
 * Reads the report descriptor of interface 0. Blocking.
 *
 * Returns: %TRUE if the device answered; @n is 0 where it has none
 */
gboolean isp_hid_read_descriptor (IspUsb *usb, guint8 *out, guint16 len, guint16 *n,
                                  GCancellable *cancellable, GError **error);

/**
 * isp_hid_get_report:
 * @usb: a device
 * @value: type and number of the report
 * @out: (out caller-allocates) (array length=len): the report
 * @len: how long it is
 * @cancellable: (nullable): stops it
 * @error: as isp_usb_request(), and %ISP_ERROR_PROTOCOL where it has another length
 *
 * Reads a report. Blocking.
 *
 * Returns: %TRUE on success
 */
gboolean isp_hid_get_report (IspUsb *usb, guint16 value, guint8 *out, guint16 len,
                             GCancellable *cancellable, GError **error);

/**
 * isp_hid_set_report:
 * @usb: a device
 * @value: type and number of the report
 * @data: (array length=len): the report
 * @len: how long it is
 * @us: how long the device may take, in µs
 * @stalled: (out): whether it refused
 * @cancellable: (nullable): stops it
 * @error: as isp_usb_request()
 *
 * Sends a report. Blocking.
 *
 * Returns: %TRUE if the device answered, also where it refused
 */
gboolean isp_hid_set_report (IspUsb *usb, guint16 value, guint8 *data, guint16 len, gint64 us,
                             gboolean *stalled, GCancellable *cancellable, GError **error);

/**
 * isp_hid_put_report:
 * @usb: a device
 * @value: type and number of the report
 * @data: (array length=len): the report
 * @len: how long it is
 * @us: how long the device may take, in µs
 * @cancellable: (nullable): stops it
 * @error: as isp_usb_request(), and %ISP_ERROR_PROTOCOL where the device refused
 *
 * Sends a report that the device has to take. Blocking.
 *
 * Returns: %TRUE if it did
 */
gboolean isp_hid_put_report (IspUsb *usb, guint16 value, guint8 *data, guint16 len, gint64 us,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
