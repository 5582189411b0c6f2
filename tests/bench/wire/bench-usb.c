/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A USB device as the kernel's usbfs shows it: a low-speed one with one control endpoint, a
 * full-speed one with two bulk endpoints (bench-usb-bulk.c), or as its descriptors say. umockdev
 * calls on one thread of its own. */
#include "bench-usb-private.h"

#include "bench-usb-descriptors.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

#define PORT   "1-2" /* a programmer's */
#define NUMBER 5

G_DEFINE_FINAL_TYPE (BenchUsb, bench_usb, UMOCKDEV_TYPE_IOCTL_BASE)

/* ── usbfs ── */

static void
answer_connect_info (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_connectinfo *info = (struct usbdevfs_connectinfo *) arg->data;

  info->devnum = self->bench->usb_number;
  info->slow = !bench_usb_is_full_speed (self->device);
  umockdev_ioctl_client_complete (client, 0, 0);
}

static void
dispatch (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  switch (umockdev_ioctl_client_get_request (client))
    {
    case USBDEVFS_SUBMITURB:
      bench_usb_submit (self, client, arg);
      break;
    case USBDEVFS_REAPURBNDELAY:
    case USBDEVFS_REAPURB:
      bench_usb_reap (self, client, arg);
      break;
    case USBDEVFS_CONTROL:
      bench_usb_control_at_once (self, client, arg);
      break;
    case USBDEVFS_CLAIMINTERFACE:
      bench_usb_claim (&self->owner, client);
      break;
    case USBDEVFS_RELEASEINTERFACE:
      bench_usb_release (&self->owner, client);
      break;
    case USBDEVFS_CONNECTINFO:
      answer_connect_info (self, client, arg);
      break;
    case USBDEVFS_GET_CAPABILITIES:
      *(guint32 *) arg->data = 0;
      umockdev_ioctl_client_complete (client, 0, 0);
      break;
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_RESET:
      bench_bulk_recover (&self->bulk,
                          umockdev_ioctl_client_get_request (client) == USBDEVFS_RESET);
      umockdev_ioctl_client_complete (client, 0, 0);
      break;
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_SETINTERFACE:
      umockdev_ioctl_client_complete (client, 0, 0);
      break;
    case USBDEVFS_GETDRIVER:
      bench_usb_tell_driver (&self->owner, self->device, client, arg);
      break;
    case USBDEVFS_IOCTL:
      bench_usb_bind_driver (&self->owner, self->device, client, arg);
      break;
    case USBDEVFS_DISCONNECT_CLAIM:
      self->owner.is_bound = FALSE;
      bench_usb_claim (&self->owner, client);
      break;
    default:
      umockdev_ioctl_client_complete (client, -1, ENOTTY);
    }
}

static gboolean
bench_usb_handle_ioctl (UMockdevIoctlBase *base, UMockdevIoctlClient *client)
{
  BenchUsb *self = BENCH_USB (base);
  gulong request = umockdev_ioctl_client_get_request (client);
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (client);
  g_autoptr (UMockdevIoctlData) data = NULL;

  bench_lock (self->bench);
  if (request == USBDEVFS_DISCARDURB)
    bench_usb_discard (self, client, *(gulong *) arg->data);
  else if (_IOC_SIZE (request) > 0 &&
           (data = umockdev_ioctl_data_resolve (arg, 0, _IOC_SIZE (request), NULL)) == NULL)
    umockdev_ioctl_client_complete (client, -1, EFAULT); /* it was killed meanwhile */
  else
    dispatch (self, client, data);
  bench_unlock (self->bench);
  return TRUE;
}

/* A program has closed the device, or died: its requests go with it. */
static void
forget_client (BenchUsb *self, GObject *client)
{
  bench_lock (self->bench);
  if ((GObject *) self->owner.client == client)
    self->owner.client = NULL;
  bench_usb_drop_requests (self, client);
  bench_unlock (self->bench);
}

static void
closed_cb (gpointer data, GObject *client)
{
  BenchUsb *self = data;
  Bench *bench = bench_hold (&self->bench);

  if (bench != NULL)
    forget_client (self, client);
  bench_let_go (bench);
  g_object_unref (self);
}

static void
bench_usb_client_connected (UMockdevIoctlBase *base, UMockdevIoctlClient *client)
{
  g_object_weak_ref (G_OBJECT (client), closed_cb, g_object_ref (base));
}

static void
bench_usb_finalize (GObject *object)
{
  BenchUsb *self = BENCH_USB (object);

  bench_usb_drop_requests (self, NULL);
  bench_bulk_clear (&self->bulk);
  g_free (self->firmware);
  g_free (self->node);
  G_OBJECT_CLASS (bench_usb_parent_class)->finalize (object);
}

static void
bench_usb_class_init (BenchUsbClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_usb_finalize;
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->handle_ioctl = bench_usb_handle_ioctl;
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->client_connected = bench_usb_client_connected;
}

static void
bench_usb_init (BenchUsb *self)
{
  g_queue_init (&self->requests);
  bench_bulk_init (&self->bulk);
}

/* ── the device in the system ── */

static gboolean
attach (BenchUsb *self, GError **error)
{
  Bench *bench = self->bench;
  g_autofree char *path = g_strconcat ("/sys" BENCH_USB_ROOT, bench->usb_port, NULL);

  if (!bench_usb_show (self->device, bench, bench->usb_number, error) ||
      !umockdev_testbed_attach_ioctl (bench->bed, self->node, UMOCKDEV_IOCTL_BASE (self), error))
    return FALSE;
  umockdev_testbed_uevent (bench->bed, path, "add");
  return TRUE;
}

gpointer
bench_usb_start (Bench *bench, const void *device, GError **error)
{
  g_autoptr (BenchUsb) self = g_object_new (BENCH_TYPE_USB, NULL);

  if (bench->usb_port == NULL)
    {
      bench->usb_port = PORT;
      bench->usb_number = NUMBER;
    }
  self->bench = bench;
  self->device = device;
  self->firmware = self->device->create (self->device->variant);
  self->owner.is_bound = self->device->driver != NULL;
  self->free_at = 0;
  self->node = g_strdup_printf ("/dev/bus/usb/001/%03u", bench->usb_number);
  bench_set_names (bench, self->node, g_strconcat ("usb:", bench->usb_port, NULL));
  if (!attach (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
bench_usb_stop (Bench *bench, gpointer model)
{
  BenchUsb *self = model;

  if (!bench->removed && !self->has_left)
    umockdev_testbed_detach_ioctl (bench->bed, self->node, NULL);
  bench_part (&self->bench);
  g_object_unref (model);
}

void
bench_usb_unplug (Bench *bench, gpointer model)
{
  BenchUsb *self = model;

  bench_usb_hide (self->device, bench);
  umockdev_testbed_detach_ioctl (bench->bed, self->node, NULL);
}

void
bench_usb_leave (gpointer model)
{
  BenchUsb *self = model;

  bench_lock (self->bench);
  self->has_left = TRUE;
  bench_unlock (self->bench);
  bench_usb_unplug (self->bench, self);
}

void
bench_usb_renew (Bench *bench, gpointer model)
{
  BenchUsb *self = model;

  bench_lock (bench);
  self->firmware = (g_free (self->firmware), self->device->create (self->device->variant));
  bench_bulk_recover (&self->bulk, TRUE);
  self->pipe = (BenchPipe){ 0 };
  bench_unlock (bench);
}

void
bench_usb_plug (Bench *bench, gpointer model)
{
  BenchUsb *self = model;

  bench_usb_renew (bench, model);
  bench_lock (bench);
  bench_set_reset (bench, FALSE);
  bench_unlock (bench);
  if (!attach (self, NULL))
    g_error ("the device cannot be plugged in again");
}
