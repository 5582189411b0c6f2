/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests in flight. They are carried out one after the other, each when its turn comes on the
 * virtual clock, so a queue hides the host's latency and a withdrawn request never happens. */
#include "bench-usb-private.h"
#include "bench/time/bench-times.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stddef.h>

#define REAP_WAIT_NS BENCH_MS        /* a question for results is held for so long at most */
#define REAP_SKIP_NS (10 * BENCH_MS) /* … on the virtual clock */

static void
request_free (Request *self)
{
  g_clear_object (&self->urb);
  g_free (self);
}

gboolean
bench_usb_is_gone (BenchUsb *self)
{
  return self->has_left || self->bench->unplugged ||
         bench_clock_now (&self->bench->clock) >= bench_board_leaves_at (self->bench);
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
is_type (const Request *request, guint8 type)
{
  return ((struct usbdevfs_urb *) request->urb->data)->type == type;
}

static gboolean
is_bulk (const Request *request)
{
  return is_type (request, USBDEVFS_URB_TYPE_BULK);
}

/* A question for reports, which no model sends. */
static gboolean
is_interrupt (const Request *request)
{
  return is_type (request, USBDEVFS_URB_TYPE_INTERRUPT);
}

/* Carries out whatever has its turn by now. A control transfer keeps its turn until it is over. */
static void
pump (BenchUsb *self)
{
  Bench *bench = self->bench;
  GList *next;

  if (self->has_left)
    return;
  for (GList *l = self->requests.head; l != NULL; l = next)
    {
      Request *request = l->data;
      next = l->next;
      if (request->carried_out || is_interrupt (request))
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

/* What goes to an interface needs it, and the kernel's driver does not share. */
static gboolean
is_refused (BenchUsb *self, guint8 request_type)
{
  return self->owner.is_bound && (request_type & 0x60) != 0 && (request_type & 0x1F) == 1;
}

void
bench_usb_submit (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_urb *urb = (struct usbdevfs_urb *) arg->data;
  gboolean bulk = urb->type == USBDEVFS_URB_TYPE_BULK && self->device->packet > 0;
  gboolean control = urb->type == USBDEVFS_URB_TYPE_CONTROL && urb->buffer_length >= 8;
  gboolean interrupt = urb->type == USBDEVFS_URB_TYPE_INTERRUPT && self->device->report != NULL;

  if (bench_usb_is_gone (self) || !(bulk || control || interrupt))
    {
      umockdev_ioctl_client_complete (client, -1, bench_usb_is_gone (self) ? ENODEV : EINVAL);
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
      if (request->buffer == NULL) /* the program was killed meanwhile */
        {
          request_free (request);
          umockdev_ioctl_client_complete (client, -1, EFAULT);
          return;
        }
      g_object_unref (request->buffer); /* its parent holds it */
    }
  if (control && is_refused (self, request->buffer->data[0]))
    {
      request_free (request);
      umockdev_ioctl_client_complete (client, -1, EBUSY);
      return;
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
  guint64 next = head != NULL ? get_next (self, head) : BENCH_NEVER;

  if (next == BENCH_NEVER || next <= clock->now)
    next = clock->now + REAP_WAIT_NS;
  clock->now = next;
}

/* The first request that will be answered, or NULL. */
static Request *
peek_head (BenchUsb *self)
{
  for (GList *l = self->requests.head; l != NULL; l = l->next)
    if (!is_interrupt (l->data))
      return l->data;
  return NULL;
}

/* Waits, but not for long: other questions come by the same thread. */
static void
wait_for_done (BenchUsb *self, gboolean until_done)
{
  guint64 wait = REAP_WAIT_NS;
  Request *head = peek_head (self);

  if (head == NULL && g_queue_is_empty (&self->requests))
    return;
  if (self->bench->clock.virtual)
    {
      skip (self, head);
      return;
    }
  guint64 next = head != NULL ? get_next (self, head) : BENCH_NEVER;
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

void
bench_usb_reap (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
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
  while (request == NULL && self->bench->clock.virtual && !bench_usb_is_gone (self) &&
         !g_queue_is_empty (&self->requests) && bench_clock_now (&self->bench->clock) < give_up);
  if (request == NULL)
    {
      umockdev_ioctl_client_complete (client, -1, bench_usb_is_gone (self) ? ENODEV : EAGAIN);
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
void
bench_usb_discard (BenchUsb *self, UMockdevIoctlClient *client, gulong address)
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

void
bench_usb_control_at_once (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  struct usbdevfs_ctrltransfer *transfer = (struct usbdevfs_ctrltransfer *) arg->data;
  UMockdevIoctlData *data = NULL;

  if (bench_usb_is_gone (self) || is_refused (self, transfer->bRequestType))
    {
      umockdev_ioctl_client_complete (client, -1, bench_usb_is_gone (self) ? ENODEV : EBUSY);
      return;
    }
  if (transfer->wLength > 0)
    data = umockdev_ioctl_data_resolve (arg, offsetof (struct usbdevfs_ctrltransfer, data),
                                        transfer->wLength, NULL);
  if (transfer->wLength > 0 && data == NULL) /* the program was killed meanwhile */
    {
      umockdev_ioctl_client_complete (client, -1, EFAULT);
      return;
    }
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

void
bench_usb_drop_requests (BenchUsb *self, GObject *client)
{
  for (GList *l = self->requests.head, *next; l != NULL; l = next)
    {
      Request *request = l->data;
      next = l->next;
      if (client != NULL && (GObject *) request->client != client)
        continue;
      if (client != NULL)
        free_bus (self, request);
      g_queue_delete_link (&self->requests, l);
      request_free (request);
    }
  if (client != NULL && self->free_at == BENCH_NEVER)
    self->free_at = bench_clock_now (&self->bench->clock);
}
