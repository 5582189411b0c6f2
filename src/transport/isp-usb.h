/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB devices: what is plugged in (from sysfs, nothing is opened), control transfers with several
 * in flight, and bulk transfers. All calls block; one IspUsb belongs to one thread at a time. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* ── what is plugged in ── */

/**
 * IspUsbInfo:
 *
 * A USB device that is plugged in.
 */
typedef struct
{
  guint16 vid, pid, bcd_device;
  guint8 bus, address;
  gint16 interface_class; /* of its first interface; -1: cannot be read */
  char *path;             /* "1-2.3": bus and chain of ports */
  char *product;          /* NULL: none, or it cannot be read */
  char *serial;           /* NULL: none, or it cannot be read */
  char *node;             /* "/dev/bus/usb/001/005" */
} IspUsbInfo;

/**
 * isp_usb_list:
 *
 * Lists the USB devices as sysfs shows them at this moment; nothing is opened. It does not need
 * hotplug events, which do not reach a sandbox. Blocking, any thread.
 *
 * Returns: (transfer full) (element-type IspUsbInfo): the devices, ordered by path; empty on a
 *   computer without USB
 */
GPtrArray *isp_usb_list (void);

/**
 * isp_usb_info_for_path:
 * @path: "1-2.3": bus and chain of ports
 *
 * Reads from sysfs what is plugged into a port; nothing is opened. Blocking, any thread.
 *
 * Returns: (transfer full) (nullable): the device; %NULL if nothing is plugged in there
 */
IspUsbInfo *isp_usb_info_for_path (const char *path);

/**
 * isp_usb_info_is_keyboard:
 * @self: a device
 *
 * Reads its interfaces from sysfs: HID with the boot protocol of a keyboard (class 3, protocol 1).
 *
 * Returns: TRUE: it types
 */
gboolean isp_usb_info_is_keyboard (const IspUsbInfo *self);

/**
 * isp_usb_info_free:
 * @self: (nullable) (transfer full): a device
 *
 * Frees what isp_usb_list() or isp_usb_info_for_path() made.
 */
void isp_usb_info_free (IspUsbInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspUsbInfo, isp_usb_info_free)

/* ── an open device ── */

/**
 * IspUsb:
 *
 * An open USB device. It belongs to one thread at a time.
 */
typedef struct _IspUsb IspUsb;

/**
 * IspUsbRequest:
 * @ISP_USB_VENDOR: the device's own, to the device
 * @ISP_USB_CLASS: of the class of interface 0, to that interface
 * @ISP_USB_STANDARD: of the USB standard, to interface 0
 *
 * Whose request a control transfer is.
 */
typedef enum
{
  ISP_USB_VENDOR,
  ISP_USB_CLASS,
  ISP_USB_STANDARD,
} IspUsbRequest;

/**
 * IspUsbTransfer:
 *
 * One transfer: a request to the device, or bytes over a bulk endpoint.
 */
typedef struct
{
  gboolean in;
  guint8 endpoint; /* 0: the request that follows */
  IspUsbRequest kind;
  guint8 request;
  guint16 value, index;
  guint8 *data; /* len bytes, read or written; may be NULL when len is 0 */
  guint16 len;
  gboolean any_len; /* a shorter reply is not an error: the caller checks lengths */
  guint16 actual;   /* out: bytes that were transferred */
  gboolean stalled; /* out: the device refused the request */
} IspUsbTransfer;

/**
 * isp_usb_open:
 * @path: "1-2.3": bus and chain of ports
 * @vid: the vendor id that it must have
 * @pid: the product id that it must have
 * @cancellable: (nullable): stops the waiting for permission
 * @error: %ISP_ERROR_UNPLUGGED (not there, or another device), %ISP_ERROR_PERMISSION,
 *   %ISP_ERROR_BUSY (naming the program if it is known), %ISP_ERROR_PROTOCOL, G_IO_ERROR_CANCELLED
 *
 * Opens a device and claims interface 0. Permission may come up to 2 s late, since udev sets it
 * after the device appears. Blocking.
 *
 * Returns: (transfer full) (nullable): the device; close it with isp_usb_close()
 */
IspUsb *isp_usb_open (const char *path, guint16 vid, guint16 pid, GCancellable *cancellable,
                      GError **error);

/**
 * isp_usb_open_detached:
 * @path: "1-2.3": bus and chain of ports
 * @vid: the vendor id that it must have
 * @pid: the product id that it must have
 * @cancellable: (nullable): stops the waiting for permission
 * @error: as isp_usb_open()
 *
 * Opens a device that the kernel took for a keyboard, a mouse or a disk: interface 0 is taken away
 * from the kernel's driver, which gets it back when the device is closed. Otherwise like
 * isp_usb_open(). Blocking.
 *
 * Returns: (transfer full) (nullable): the device; close it with isp_usb_close()
 */
IspUsb *isp_usb_open_detached (const char *path, guint16 vid, guint16 pid,
                               GCancellable *cancellable, GError **error);

/**
 * isp_usb_close:
 * @self: (nullable) (transfer full): a device
 *
 * Releases interface 0 and closes the device.
 */
void isp_usb_close (IspUsb *self);

/**
 * isp_usb_control:
 * @self: a device
 * @transfers: (inout) (array length=n): the transfers; their results are written here
 * @n: how many
 * @wire_us: how long all of them should take, in µs; the deadline is twice that plus 1 s
 * @n_done: (out) (optional): how many succeeded, also on failure
 * @cancellable: (nullable): stops it; transfers that are under way get 0.3 s to finish
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_TIMEOUT, %ISP_ERROR_PROTOCOL (refused, or broken on the
 *   wire), G_IO_ERROR_CANCELLED
 *
 * Carries out transfers in order. Several are in flight at once, so that the device does not wait
 * while the host is busy. The first failure ends it. Blocking.
 *
 * Returns: %TRUE if all succeeded
 */
gboolean isp_usb_control (IspUsb *self, IspUsbTransfer *transfers, gsize n, guint64 wire_us,
                          gsize *n_done, GCancellable *cancellable, GError **error);

/**
 * isp_usb_request:
 * @self: a device
 * @transfer: (inout): one control transfer; its results are written here
 * @deadline: monotonic time, in µs
 * @cancellable: (nullable): stops it; the transfer gets 0.3 s to finish
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_TIMEOUT, %ISP_ERROR_PROTOCOL (broken on the wire),
 *   G_IO_ERROR_CANCELLED
 *
 * Carries out one request that the device may refuse: a stall is an answer. Blocking.
 *
 * Returns: %TRUE if the device answered, also where @transfer is stalled
 */
gboolean isp_usb_request (IspUsb *self, IspUsbTransfer *transfer, gint64 deadline,
                          GCancellable *cancellable, GError **error);

/**
 * isp_usb_get_last_done:
 * @self: a device
 *
 * When the host learned that the latest successful transfer had ended.
 *
 * Returns: monotonic time, in µs; 0 if none has succeeded yet
 */
gint64 isp_usb_get_last_done (const IspUsb *self);

/**
 * isp_usb_is_low_speed:
 * @self: a device
 *
 * Tells whether the device is a low-speed one (1.5 Mbit/s): each packet then takes a fixed time on
 * the bus, however fast the host is.
 *
 * Returns: %TRUE if it is
 */
gboolean isp_usb_is_low_speed (const IspUsb *self);

/**
 * IspUsbBulk:
 *
 * The pair of bulk endpoints of interface 0.
 */
typedef struct
{
  guint8 in, out;
  guint16 packet; /* bytes that the smaller of their packets holds */
} IspUsbBulk;

/**
 * isp_usb_get_bulk:
 * @self: a device
 * @out: (out caller-allocates): the endpoints
 *
 * Reads the bulk endpoints from the device's descriptors.
 *
 * Returns: %FALSE if interface 0 does not have a pair of them
 */
gboolean isp_usb_get_bulk (IspUsb *self, IspUsbBulk *out);

/**
 * isp_usb_bulk:
 * @self: a device
 * @endpoint: address of a bulk endpoint, which tells the direction
 * @data: (inout) (array length=len): the bytes
 * @len: how many; from the device a multiple of the packet size
 * @actual: (out) (optional): how many were transferred
 * @deadline: monotonic time, in µs
 * @cancellable: (nullable): stops it; the transfer gets 0.3 s to finish
 * @error: %ISP_ERROR_UNPLUGGED, %ISP_ERROR_TIMEOUT, %ISP_ERROR_PROTOCOL (refused, or broken on the
 *   wire), G_IO_ERROR_CANCELLED
 *
 * Carries out one bulk transfer, which ends after @len bytes or a short packet. Blocking.
 *
 * Returns: %TRUE on success
 */
gboolean isp_usb_bulk (IspUsb *self, guint8 endpoint, guint8 *data, guint16 len, guint16 *actual,
                       gint64 deadline, GCancellable *cancellable, GError **error);

/**
 * isp_usb_clear_halt:
 * @self: a device
 * @bulk: its endpoints
 *
 * Ends a stall of both endpoints, and makes device and host agree again on which packet is next.
 * Blocking.
 */
void isp_usb_clear_halt (IspUsb *self, const IspUsbBulk *bulk);

/**
 * isp_usb_reset:
 * @self: a device
 *
 * Resets the device, as if it were plugged in again. Blocking.
 *
 * Returns: %FALSE if it did not come back
 */
gboolean isp_usb_reset (IspUsb *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspUsb, isp_usb_close)

G_END_DECLS
