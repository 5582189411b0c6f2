/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a USB device tells of itself, on the bus and in sysfs. */
#pragma once

#include "bench/bench-private.h"

G_BEGIN_DECLS

#define BENCH_USB_CONTROL_PACKET  8
#define BENCH_USB_DEVICE_LENGTH   18
#define BENCH_USB_DESCRIPTORS_MAX 256

/* Device, then its configuration. Returns how long they are. */
gsize bench_usb_get_descriptors (const BenchUsbDevice *device,
                                 guint8 out[BENCH_USB_DESCRIPTORS_MAX]);
/* Bytes in a packet of endpoint 0. */
guint bench_usb_get_control_packet (const BenchUsbDevice *device);
gboolean bench_usb_is_full_speed (const BenchUsbDevice *device);
/* Returns its length; 0: there is none. */
gsize bench_usb_get_string (const BenchUsbDevice *device, guint index, guint8 out[255]);

#define BENCH_USB_ROOT "/devices/pci0000:00/0000:00:14.0/usb1/"

/* Shows the device in the testbed, its interfaces and what hangs on them; and takes it away, with
 * the events that hotplug listens to. */
gboolean bench_usb_show (const BenchUsbDevice *device, Bench *bench, guint number, GError **error);
void bench_usb_hide (const BenchUsbDevice *device, Bench *bench);

G_END_DECLS
