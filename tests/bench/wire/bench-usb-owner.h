/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has interface 0 of a device: the kernel's driver, a program by usbfs, or nobody. */
#pragma once

#include "bench/bench-private.h"

G_BEGIN_DECLS

typedef struct
{
  UMockdevIoctlClient *client;
  gboolean is_bound; /* the kernel's driver has it */
} BenchUsbOwner;

/* Each completes the ioctl. */
void bench_usb_claim (BenchUsbOwner *self, UMockdevIoctlClient *client);
void bench_usb_release (BenchUsbOwner *self, UMockdevIoctlClient *client);
void bench_usb_tell_driver (BenchUsbOwner *self, const BenchUsbDevice *device,
                            UMockdevIoctlClient *client, UMockdevIoctlData *arg);
/* The kernel's driver is told to let go, or to come back. */
void bench_usb_bind_driver (BenchUsbOwner *self, const BenchUsbDevice *device,
                            UMockdevIoctlClient *client, UMockdevIoctlData *arg);

G_END_DECLS
