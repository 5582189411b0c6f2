/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a USB device tells of itself, on the bus and in sysfs. */
#pragma once

#include "bench/bench-private.h"

G_BEGIN_DECLS

#define BENCH_USB_CONTROL_PACKET     8
#define BENCH_USB_DEVICE_LENGTH      18
#define BENCH_USB_DESCRIPTORS_LENGTH (BENCH_USB_DEVICE_LENGTH + 18 + 2 * 7)

/* Device, one configuration, one interface, its endpoints. Returns how long they are. */
gsize bench_usb_get_descriptors (const BenchUsbDevice *device,
                                 guint8 out[BENCH_USB_DESCRIPTORS_LENGTH]);
/* Returns its length; 0: there is none. */
gsize bench_usb_get_string (const BenchUsbDevice *device, guint index, guint8 out[255]);
/* For the testbed. g_free. */
char *bench_usb_describe (const BenchUsbDevice *device, const char *syspath, const char *node);

G_END_DECLS
