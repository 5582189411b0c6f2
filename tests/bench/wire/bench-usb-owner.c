/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-usb-owner.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

static void
complete (UMockdevIoctlClient *client, int result, int error)
{
  umockdev_ioctl_client_complete (client, error == 0 ? result : -1, error);
}

void
bench_usb_claim (BenchUsbOwner *self, UMockdevIoctlClient *client)
{
  gboolean busy = self->is_bound || (self->client != NULL && self->client != client);

  if (!busy)
    self->client = client;
  complete (client, 0, busy ? EBUSY : 0);
}

void
bench_usb_release (BenchUsbOwner *self, UMockdevIoctlClient *client)
{
  if (self->client == client)
    self->client = NULL;
  complete (client, 0, 0);
}

void
bench_usb_tell_driver (BenchUsbOwner *self, const BenchUsbDevice *device,
                       UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_getdriver *answer = (struct usbdevfs_getdriver *) arg->data;
  const char *driver = self->is_bound ? device->driver : self->client != NULL ? "usbfs" : NULL;

  if (driver != NULL)
    g_strlcpy (answer->driver, driver, sizeof answer->driver);
  complete (client, 0, driver != NULL ? 0 : ENODATA);
}

void
bench_usb_bind_driver (BenchUsbOwner *self, const BenchUsbDevice *device,
                       UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  int code = ((struct usbdevfs_ioctl *) arg->data)->ioctl_code;
  gboolean lets_go = code == (int) USBDEVFS_DISCONNECT && self->is_bound;
  gboolean comes_back = code == (int) USBDEVFS_CONNECT && !self->is_bound && device->driver != NULL;

  if (lets_go || comes_back)
    self->is_bound = comes_back;
  complete (client, comes_back ? 1 : 0, lets_go || comes_back ? 0 : ENODATA);
}
