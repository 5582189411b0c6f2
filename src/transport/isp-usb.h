/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB devices: what is plugged in (from sysfs, nothing is opened), control transfers with several
 * in flight, and bulk transfers. All calls block; one IspUsb belongs to one thread at a time. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* ── what is plugged in ── */

typedef struct
{
  guint16 vid, pid, bcd_device;
  guint8 bus, address;
  char *path;    /* "1-2.3": bus and chain of ports */
  char *product; /* NULL: none, or not readable */
  char *serial;  /* the same */
  char *node;    /* "/dev/bus/usb/001/005" */
} IspUsbInfo;

/* element: IspUsbInfo *, free func set, ordered by path. Empty where there is no USB. Read afresh
 * from sysfs each time: no hotplug events are needed, which do not reach a sandbox. */
GPtrArray *isp_usb_list (void);
/* NULL: nothing is plugged in there. */
IspUsbInfo *isp_usb_info_for_path (const char *path);
void isp_usb_info_free (IspUsbInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspUsbInfo, isp_usb_info_free)

/* ── an open device ── */

typedef struct _IspUsb IspUsb;

/* One vendor request to the device, or one transfer over a bulk endpoint; in: data comes from the
 * device. */
typedef struct
{
  gboolean in;
  guint8 endpoint; /* 0: the vendor request that follows */
  guint8 request;
  guint16 value, index;
  guint8 *data; /* len bytes, read or written; may be NULL when len is 0 */
  guint16 len;
  gboolean any_len; /* a shorter reply is as good: for who checks lengths */
  guint16 actual;   /* out: bytes that really went over */
  gboolean stalled; /* out: the device refused it */
} IspUsbTransfer;

/* Opens the device at path, which must be vid:pid, and claims interface 0. Rights that come late
 * after plugging in are waited for, 2 s at most. Errors: UNPLUGGED (not there), PERMISSION, BUSY
 * (naming the program where it shows), PROTOCOL. */
IspUsb *isp_usb_open (const char *path, guint16 vid, guint16 pid, GCancellable *cancellable,
                      GError **error);
/* NULL is fine. */
void isp_usb_close (IspUsb *self);
/* Carries n transfers out in order, with several in flight: the device goes on while the host is
 * busy. wire_us: the time that all of them compute to; the deadline is twice that and a second.
 * The first failure ends it; *n_done (may be NULL) says how many succeeded. Errors: UNPLUGGED,
 * TIMEOUT, PROTOCOL (refused or broken on the wire), G_IO_ERROR_CANCELLED. */
gboolean isp_usb_control (IspUsb *self, IspUsbTransfer *transfers, gsize n, guint64 wire_us,
                          gsize *n_done, GCancellable *cancellable, GError **error);
/* Monotonic time (µs) at which the host heard of the last transfer that succeeded; 0: none has. */
gint64 isp_usb_get_last_done (const IspUsb *self);
/* 1.5 Mbit/s: a packet takes its time on the bus, however fast the host is. */
gboolean isp_usb_is_low_speed (const IspUsb *self);

/* The bulk endpoints of interface 0. */
typedef struct
{
  guint8 in, out;
  guint16 packet; /* bytes that the smaller of their packets holds */
} IspUsbBulk;

/* As the device describes them. FALSE: it has no such pair. */
gboolean isp_usb_get_bulk (IspUsb *self, IspUsbBulk *out);
/* One transfer, until len bytes or a short packet went over; from the device len has to be whole
 * packets. *actual (may be NULL): how many bytes. deadline: a monotonic time in µs. Errors as
 * isp_usb_control. */
gboolean isp_usb_bulk (IspUsb *self, guint8 endpoint, guint8 *data, guint16 len, guint16 *actual,
                       gint64 deadline, GCancellable *cancellable, GError **error);
/* Ends a stall of both endpoints, and makes device and host agree again which packet is next. */
void isp_usb_clear_halt (IspUsb *self, const IspUsbBulk *bulk);
/* Resets the device as plugging it in again would. FALSE: it did not come back. */
gboolean isp_usb_reset (IspUsb *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspUsb, isp_usb_close)

G_END_DECLS
