/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A low-speed USB device with one control endpoint, or a full-speed one with two bulk endpoints
 * (bench-usb-bulk.c), as the kernel's usbfs shows it. Requests are carried out one after the other,
 * each when its turn comes on the virtual clock, so a queue hides the host's latency and a
 * withdrawn request never happens. umockdev calls on one thread of its own. */
#include "bench-usb-bulk.h"
#include "bench-usb-control.h"
#include "bench-usb-descriptors.h"
#include "bench/time/bench-times.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>

#define SYSPATH      "/devices/pci0000:00/0000:00:14.0/usb1/1-2"
#define NODE         "bus/usb/001/005"
#define REAP_WAIT_NS BENCH_MS        /* a question for results is held for so long at most */
#define REAP_SKIP_NS (10 * BENCH_MS) /* … on the virtual clock */

typedef struct
{
  UMockdevIoctlData *urb, *buffer;
  gulong address;
  UMockdevIoctlClient *client;
  BenchControlTransfer transfer;
  gboolean carried_out; /* then done_at holds */
  guint64 submitted_at, done_at;
  int status;
  int actual;
} Request;

#define BENCH_TYPE_USB (bench_usb_get_type ())
G_DECLARE_FINAL_TYPE (BenchUsb, bench_usb, BENCH, USB, UMockdevIoctlBase)

struct _BenchUsb
{
  UMockdevIoctlBase parent;
  Bench *bench;
  const BenchUsbDevice *device;
  gpointer firmware;
  BenchPipe pipe;
  BenchBulk bulk;
  GQueue requests; /* Request, in order */
  guint64 free_at; /* when the device is done with all it has begun */
  UMockdevIoctlClient *claimed_by;
  char *description; /* for the testbed */
};

G_DEFINE_FINAL_TYPE (BenchUsb, bench_usb, UMOCKDEV_TYPE_IOCTL_BASE)

static void
request_free (Request *self)
{
  g_clear_object (&self->urb);
  g_free (self);
}

/* ── carrying out ── */

/* A SETUP that nobody answers is tried three times, quickly. */
#define UNANSWERED_NS (300 * BENCH_US)

/* The next packet of a transfer, or all of it. */
static void
carry_out_control (BenchUsb *self, Request *request, guint64 start)
{
  struct usbdevfs_urb *urb = (struct usbdevfs_urb *) request->urb->data;
  guint8 *setup = request->buffer->data;

  if (!request->transfer.begun)
    {
      guint16 length = setup[6] | setup[7] << 8;
      request->transfer.request = (BenchControl){
        .type = setup[0],
        .request = setup[1],
        .value = setup[2] | setup[3] << 8,
        .index = setup[4] | setup[5] << 8,
        .length = MIN (length, urb->buffer_length - 8),
        .data = setup + 8,
      };
    }
  int n = bench_pipe_step (&self->pipe, self->bench, self->device, self->firmware,
                           &request->transfer, start);
  self->free_at =
      n == -EPROTO ? start + UNANSWERED_NS : MAX (start, bench_device_time (self->bench));
  if (n == BENCH_GOES_ON)
    return;
  request->carried_out = TRUE;
  request->status = n < 0 ? n : 0;
  request->actual = MAX (n, 0);
  if (n == -ETIMEDOUT)
    self->free_at = BENCH_NEVER;
  request->done_at = self->free_at;
}

/* What the message that it may end sets going takes longer than the transfer. */
static void
carry_out_bulk (BenchUsb *self, Request *request, guint64 start)
{
  struct usbdevfs_urb *urb = (struct usbdevfs_urb *) request->urb->data;
  BenchBulkTransfer transfer = { .endpoint = urb->endpoint,
                                 .data = request->buffer != NULL ? request->buffer->data : NULL,
                                 .length = urb->buffer_length,
                                 .start = start };

  request->carried_out =
      bench_bulk_carry_out (&self->bulk, self->bench, self->device, self->firmware, &transfer);
  if (!request->carried_out)
    return;
  request->status = transfer.status;
  request->actual = transfer.actual;
  request->done_at = transfer.end_at;
  self->free_at = MAX (transfer.end_at, bench_device_time (self->bench));
}

static gboolean
is_bulk (const Request *request)
{
  return ((struct usbdevfs_urb *) request->urb->data)->type == USBDEVFS_URB_TYPE_BULK;
}

/* Carries out whatever has its turn by now. A control transfer keeps its turn until it is over. */
static void
pump (BenchUsb *self)
{
  Bench *bench = self->bench;
  GList *next;

  for (GList *l = self->requests.head; l != NULL; l = next)
    {
      Request *request = l->data;
      next = l->next;
      if (request->carried_out)
        continue;
      guint64 start = MAX (request->submitted_at, self->free_at);
      if (bench_clock_now (&bench->clock) < start)
        return;
      if (is_bulk (request))
        carry_out_bulk (self, request, start);
      else
        carry_out_control (self, request, start);
      if (!request->carried_out && is_bulk (request))
        continue;
      if (!request->carried_out)
        next = l;
      else if (request->done_at == BENCH_NEVER)
        return;
      bench_clock_skip_to (&bench->clock, self->free_at);
    }
}

/* ── usbfs: requests in flight ── */

static void
submit (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_urb *urb = (struct usbdevfs_urb *) arg->data;
  gboolean bulk = urb->type == USBDEVFS_URB_TYPE_BULK && self->device->packet > 0;
  gboolean control = urb->type == USBDEVFS_URB_TYPE_CONTROL && urb->buffer_length >= 8;

  if (self->bench->unplugged || !(bulk || control))
    {
      umockdev_ioctl_client_complete (client, -1, self->bench->unplugged ? ENODEV : EINVAL);
      return;
    }
  Request *request = g_new0 (Request, 1);
  request->address = arg->client_addr;
  request->client = client;
  request->urb = g_object_ref (arg);
  if (urb->buffer_length > 0)
    {
      request->buffer = umockdev_ioctl_data_resolve (arg, offsetof (struct usbdevfs_urb, buffer),
                                                     urb->buffer_length, NULL);
      g_object_unref (request->buffer); /* its parent holds it */
    }
  request->submitted_at = bench_clock_now (&self->bench->clock);
  g_queue_push_tail (&self->requests, request);
  pump (self);
  umockdev_ioctl_client_complete (client, 0, 0);
}

/* The first request of this client that is over, or NULL. */
static Request *
take_done (BenchUsb *self, UMockdevIoctlClient *client)
{
  guint64 now = bench_clock_now (&self->bench->clock);

  for (GList *l = self->requests.head; l != NULL; l = l->next)
    {
      Request *request = l->data;
      if (request->client == client && request->carried_out && request->done_at <= now)
        {
          g_queue_delete_link (&self->requests, l);
          return request;
        }
    }
  return NULL;
}

/* When the next thing happens. */
static guint64
get_next (const BenchUsb *self, const Request *head)
{
  return head->carried_out ? head->done_at : MAX (head->submitted_at, self->free_at);
}

/* The host has nothing else to do than to wait: on the virtual clock the next thing happens. */
static void
skip (BenchUsb *self, const Request *head)
{
  BenchClock *clock = &self->bench->clock;
  guint64 next = get_next (self, head);

  if (next == BENCH_NEVER || next <= clock->now)
    next = clock->now + REAP_WAIT_NS;
  clock->now = next;
}

/* Waits, but not for long: other questions come by the same thread. */
static void
wait_for_done (BenchUsb *self, gboolean until_done)
{
  guint64 wait = REAP_WAIT_NS;
  Request *head = g_queue_peek_head (&self->requests);

  if (head == NULL)
    return;
  if (self->bench->clock.virtual)
    {
      skip (self, head);
      return;
    }
  guint64 next = get_next (self, head);
  if (next != BENCH_NEVER)
    {
      guint64 left = bench_clock_real_until (&self->bench->clock, next);
      wait = until_done ? left : MIN (wait, left);
    }
  if (wait == 0)
    return;
  bench_unlock (self->bench);
  g_usleep (MAX (wait / BENCH_US, 1));
  bench_lock (self->bench);
}

static void
reap (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  guint64 give_up = bench_clock_now (&self->bench->clock) + REAP_SKIP_NS;
  Request *request;

  pump (self);
  request = take_done (self, client);
  do
    if (request == NULL)
      {
        wait_for_done (self, FALSE);
        pump (self);
        request = take_done (self, client);
      }
  while (request == NULL && self->bench->clock.virtual && !self->bench->unplugged &&
         !g_queue_is_empty (&self->requests) && bench_clock_now (&self->bench->clock) < give_up);
  if (request == NULL)
    {
      umockdev_ioctl_client_complete (client, -1, self->bench->unplugged ? ENODEV : EAGAIN);
      return;
    }
  struct usbdevfs_urb *urb = (struct usbdevfs_urb *) request->urb->data;
  urb->status = request->status;
  urb->actual_length = request->actual;
  umockdev_ioctl_data_set_ptr (arg, 0, g_object_ref (request->urb));
  request_free (request);
  umockdev_ioctl_client_complete (client, 0, 0);
}

/* The bus is free again; of a control transfer the device still works on the last packet. */
static void
free_bus (BenchUsb *self, const Request *withdrawn)
{
  guint64 now = bench_clock_now (&self->bench->clock);
  gboolean was_on_bus =
      withdrawn->transfer.begun && (!withdrawn->carried_out || withdrawn->done_at > now);

  if (was_on_bus && self->free_at != BENCH_NEVER)
    self->pipe.deaf_until = MAX (self->pipe.deaf_until, self->free_at);
  if (was_on_bus)
    self->free_at = now;
}

/* Withdrawn: what has not begun never happens; of what has, what is done is done. */
static void
discard (BenchUsb *self, UMockdevIoctlClient *client, gulong address)
{
  for (GList *l = self->requests.head; l != NULL; l = l->next)
    {
      Request *request = l->data;
      if (request->client != client || request->address != address)
        continue;
      free_bus (self, request);
      request->carried_out = TRUE;
      request->done_at = 0;
      request->status = -ENOENT;
      request->actual = 0;
      umockdev_ioctl_client_complete (client, 0, 0);
      return;
    }
  umockdev_ioctl_client_complete (client, -1, EINVAL);
}

/* libusb-0.1 asks and waits in one call. */
static void
control_at_once (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_ctrltransfer *transfer = (struct usbdevfs_ctrltransfer *) arg->data;
  UMockdevIoctlData *data = NULL;

  if (transfer->wLength > 0)
    data = umockdev_ioctl_data_resolve (arg, offsetof (struct usbdevfs_ctrltransfer, data),
                                        transfer->wLength, NULL);
  BenchControlTransfer packets = { .request = { .type = transfer->bRequestType,
                                                .request = transfer->bRequest,
                                                .value = transfer->wValue,
                                                .index = transfer->wIndex,
                                                .length = transfer->wLength,
                                                .data = data != NULL ? data->data : NULL } };
  g_clear_object (&data);

  guint64 real_us = 0;
  int n;
  do
    {
      guint64 start = MAX (bench_clock_now (&self->bench->clock), self->free_at);
      n = bench_pipe_step (&self->pipe, self->bench, self->device, self->firmware, &packets, start);
      self->free_at = MAX (start, bench_device_time (self->bench));
    }
  while (n == BENCH_GOES_ON);
  if (n == -ETIMEDOUT)
    real_us = transfer->timeout * BENCH_US;
  else if (n != -ENODEV)
    {
      bench_clock_skip_to (&self->bench->clock, self->free_at);
      real_us = bench_clock_real_until (&self->bench->clock, self->free_at) / BENCH_US;
    }
  if (real_us > 0)
    {
      bench_unlock (self->bench);
      g_usleep (real_us);
      bench_lock (self->bench);
    }
  umockdev_ioctl_client_complete (client, n < 0 ? -1 : n, n < 0 ? -n : 0);
}

/* ── usbfs: the rest ── */

static void
claim (BenchUsb *self, UMockdevIoctlClient *client)
{
  gboolean busy = self->claimed_by != NULL && self->claimed_by != client;

  if (!busy)
    self->claimed_by = client;
  umockdev_ioctl_client_complete (client, busy ? -1 : 0, busy ? EBUSY : 0);
}

static void
release (BenchUsb *self, UMockdevIoctlClient *client)
{
  if (self->claimed_by == client)
    self->claimed_by = NULL;
  umockdev_ioctl_client_complete (client, 0, 0);
}

static void
answer_connect_info (UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_connectinfo *info = (struct usbdevfs_connectinfo *) arg->data;

  info->devnum = 5;
  info->slow = 1;
  umockdev_ioctl_client_complete (client, 0, 0);
}

static void
dispatch (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  switch (umockdev_ioctl_client_get_request (client))
    {
    case USBDEVFS_SUBMITURB:
      submit (self, client, arg);
      break;
    case USBDEVFS_REAPURBNDELAY:
    case USBDEVFS_REAPURB:
      reap (self, client, arg);
      break;
    case USBDEVFS_CONTROL:
      control_at_once (self, client, arg);
      break;
    case USBDEVFS_CLAIMINTERFACE:
      claim (self, client);
      break;
    case USBDEVFS_RELEASEINTERFACE:
      release (self, client);
      break;
    case USBDEVFS_CONNECTINFO:
      answer_connect_info (client, arg);
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
    case USBDEVFS_IOCTL:
      umockdev_ioctl_client_complete (client, -1, ENODATA);
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
    discard (self, client, *(gulong *) arg->data);
  else
    {
      if (_IOC_SIZE (request) > 0)
        data = umockdev_ioctl_data_resolve (arg, 0, _IOC_SIZE (request), NULL);
      dispatch (self, client, data);
    }
  bench_unlock (self->bench);
  return TRUE;
}

/* A program has closed the device, or died: its requests go with it. */
static void
forget_client (BenchUsb *self, GObject *client)
{
  bench_lock (self->bench);
  if ((GObject *) self->claimed_by == client)
    self->claimed_by = NULL;
  for (GList *l = self->requests.head, *next; l != NULL; l = next)
    {
      Request *request = l->data;
      next = l->next;
      if ((GObject *) request->client != client)
        continue;
      free_bus (self, request);
      g_queue_delete_link (&self->requests, l);
      request_free (request);
    }
  if (self->free_at == BENCH_NEVER)
    self->free_at = bench_clock_now (&self->bench->clock);
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

  g_queue_clear_full (&self->requests, (GDestroyNotify) request_free);
  bench_bulk_clear (&self->bulk);
  g_free (self->firmware);
  g_free (self->description);
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

gpointer
bench_usb_start (Bench *bench, const void *device, GError **error)
{
  g_autoptr (BenchUsb) self = g_object_new (BENCH_TYPE_USB, NULL);

  self->bench = bench;
  self->device = device;
  self->firmware = self->device->create (self->device->variant);
  self->free_at = 0;
  self->description = bench_usb_describe (self->device, SYSPATH, NODE);
  bench->node = g_strdup ("/dev/" NODE);
  bench->port_id = g_strdup ("usb:1-2");
  if (!umockdev_testbed_add_from_string (bench->bed, self->description, error) ||
      !umockdev_testbed_attach_ioctl (bench->bed, bench->node, UMOCKDEV_IOCTL_BASE (self), error))
    return NULL;
  return g_steal_pointer (&self);
}

void
bench_usb_stop (Bench *bench, gpointer model)
{
  if (!bench->removed)
    umockdev_testbed_detach_ioctl (bench->bed, bench->node, NULL);
  bench_part (&((BenchUsb *) model)->bench);
  g_object_unref (model);
}

void
bench_usb_unplug (Bench *bench, gpointer model)
{
  umockdev_testbed_uevent (bench->bed, "/sys" SYSPATH, "remove");
  umockdev_testbed_detach_ioctl (bench->bed, bench->node, NULL);
  umockdev_testbed_remove_device (bench->bed, "/sys" SYSPATH);
}

void
bench_usb_plug (Bench *bench, gpointer model)
{
  BenchUsb *self = model;

  self->firmware = (g_free (self->firmware), self->device->create (self->device->variant));
  bench_bulk_recover (&self->bulk, TRUE);
  self->pipe = (BenchPipe){ 0 };
  bench_lock (bench);
  bench_set_reset (bench, FALSE);
  bench_unlock (bench);
  if (!umockdev_testbed_add_from_string (bench->bed, self->description, NULL) ||
      !umockdev_testbed_attach_ioctl (bench->bed, bench->node, UMOCKDEV_IOCTL_BASE (self), NULL))
    g_error ("the device cannot be plugged in again");
  umockdev_testbed_uevent (bench->bed, "/sys" SYSPATH, "add");
}
