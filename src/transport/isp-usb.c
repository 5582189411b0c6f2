/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-usb.h"

#include "config.h"
#include "core/isp-error.h"
#include "isp-holder.h"
#include "isp-wait.h"

#include <glib/gi18n-lib.h>
#include <libusb.h>
#include <string.h>
#include <unistd.h>

/* More of them would not hide more of the latency of the host, and all are lost on a failure. */
#define IN_FLIGHT 4
/* udev sets rights only after the device showed up. */
#define LATE_RIGHTS_US (2 * G_USEC_PER_SEC)
/* A cable that is pulled breaks transfers before the kernel takes the device away. */
#define UNPLUG_NOTICE_US (300 * 1000)
/* How long transfers in flight may take to end by themselves after a cancel. */
#define CANCEL_GRACE_US (300 * 1000)
/* The kernel gives a discarded transfer back at once. */
#define DISCARD_US (2 * G_USEC_PER_SEC)

struct _IspUsb
{
  libusb_context *context; /* its own: one made earlier would not know a device plugged in later
                              where no hotplug events arrive */
  libusb_device_handle *handle;
  char *node;
  gint64 last_done;
};

typedef struct
{
  struct libusb_transfer *transfer;
  guint8 *buffer; /* setup and data */
  IspUsbTransfer *what;
  gboolean pending;
} Slot;

typedef struct
{
  IspUsb *usb;
  IspUsbTransfer *transfers;
  gsize n, next, done; /* next to submit; the first `done` succeeded */
  Slot slots[IN_FLIGHT];
  gsize size; /* of each buffer */
  guint in_flight;
  gboolean failed;
  int status; /* of the first that failed: enum libusb_transfer_status */
  int submit_error;
} Queue;

/* ── opening ── */

static void
set_usb_error (GError **error, int rc, const char *node)
{
  g_autofree char *holder = NULL;

  switch (rc)
    {
    case LIBUSB_ERROR_ACCESS:
      g_set_error (error, ISP_ERROR, ISP_ERROR_PERMISSION, _ ("No permission to use %s"), node);
      break;
    case LIBUSB_ERROR_BUSY:
      holder = isp_holder_guess (node);
      if (holder != NULL)
        g_set_error (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("%s is using %s"), holder, node);
      else
        g_set_error (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("Another program is using %s"), node);
      break;
    case LIBUSB_ERROR_NO_DEVICE:
      g_set_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED, _ ("It was unplugged"));
      break;
    default:
      g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL, _ ("USB: %s"), libusb_strerror (rc));
      break;
    }
}

static int
open_address (IspUsb *self, guint8 bus, guint8 address)
{
  libusb_device **list;
  ssize_t n = libusb_get_device_list (self->context, &list);
  int rc = LIBUSB_ERROR_NO_DEVICE;

  if (n < 0)
    return (int) n;
  for (ssize_t i = 0; i < n; i++)
    if (libusb_get_bus_number (list[i]) == bus && libusb_get_device_address (list[i]) == address)
      {
        rc = libusb_open (list[i], &self->handle);
        break;
      }
  libusb_free_device_list (list, 1);
  return rc;
}

static int
open_when_allowed (IspUsb *self, const IspUsbInfo *info, GCancellable *cancellable, GError **error)
{
  gint64 give_up = g_get_monotonic_time () + LATE_RIGHTS_US;
  int rc;

  while ((rc = open_address (self, info->bus, info->address)) == LIBUSB_ERROR_ACCESS &&
         g_get_monotonic_time () < give_up)
    if (!isp_wait (2 * ISP_WAIT_SLICE_US, cancellable, error))
      return LIBUSB_ERROR_INTERRUPTED;
  return rc;
}

static IspUsb *
open_device (const char *path, guint16 vid, guint16 pid, gboolean detach, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (IspUsb) self = NULL;
  g_autoptr (IspUsbInfo) info = NULL;
  GError *cancelled = NULL;
  int rc;

  info = isp_usb_info_for_path (path);
  if (info == NULL || info->vid != vid || info->pid != pid)
    {
      set_usb_error (error, LIBUSB_ERROR_NO_DEVICE, path);
      return NULL;
    }
  self = g_new0 (IspUsb, 1);
  self->node = g_strdup (info->node);
  rc = libusb_init (&self->context);
  if (rc != 0)
    self->context = NULL;
  else
    rc = open_when_allowed (self, info, cancellable, &cancelled);
  if (rc == 0 && detach)
    libusb_set_auto_detach_kernel_driver (self->handle, TRUE);
  if (rc == 0)
    rc = libusb_claim_interface (self->handle, 0);
  if (cancelled != NULL)
    g_propagate_error (error, cancelled);
  else if (rc != 0)
    set_usb_error (error, rc, self->node);
  return rc == 0 ? g_steal_pointer (&self) : NULL;
}

IspUsb *
isp_usb_open (const char *path, guint16 vid, guint16 pid, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return open_device (path, vid, pid, FALSE, cancellable, error);
}

IspUsb *
isp_usb_open_detached (const char *path, guint16 vid, guint16 pid, GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return open_device (path, vid, pid, TRUE, cancellable, error);
}

void
isp_usb_close (IspUsb *self)
{
  if (self == NULL)
    return;
  if (self->handle != NULL)
    {
      libusb_release_interface (self->handle, 0);
      libusb_close (self->handle);
    }
  if (self->context != NULL)
    libusb_exit (self->context);
  g_free (self->node);
  g_free (self);
}

gint64
isp_usb_get_last_done (const IspUsb *self)
{
  return self->last_done;
}

gboolean
isp_usb_is_low_speed (const IspUsb *self)
{
  return libusb_get_device_speed (libusb_get_device (self->handle)) == LIBUSB_SPEED_LOW;
}

/* ── the queue ── */

static void LIBUSB_CALL
on_done (struct libusb_transfer *transfer)
{
  Queue *queue = transfer->user_data;
  Slot *slot = NULL;

  for (guint i = 0; i < IN_FLIGHT; i++)
    if (queue->slots[i].transfer == transfer)
      slot = &queue->slots[i];
  g_assert (slot != NULL);
  slot->pending = FALSE;
  queue->in_flight--;
  if (queue->failed)
    return;
  if (transfer->status != LIBUSB_TRANSFER_COMPLETED)
    {
      queue->failed = TRUE;
      queue->status = transfer->status;
      slot->what->stalled = transfer->status == LIBUSB_TRANSFER_STALL;
      return;
    }
  queue->usb->last_done = g_get_monotonic_time ();
  slot->what->actual = (guint16) transfer->actual_length;
  if (slot->what->in && slot->what->actual > 0)
    memcpy (slot->what->data,
            slot->what->endpoint != 0 ? slot->buffer : libusb_control_transfer_get_data (transfer),
            slot->what->actual);
  queue->done++;
}

static void
fill_bulk (Queue *queue, Slot *slot, const IspUsbTransfer *what)
{
  if (!what->in && what->len > 0)
    memcpy (slot->buffer, what->data, what->len);
  libusb_fill_bulk_transfer (slot->transfer, queue->usb->handle, what->endpoint, slot->buffer,
                             what->len, on_done, queue, 0);
}

static void
fill_control (Queue *queue, Slot *slot, const IspUsbTransfer *what)
{
  static const guint8 types[] = {
    [ISP_USB_VENDOR] = LIBUSB_REQUEST_TYPE_VENDOR | LIBUSB_RECIPIENT_DEVICE,
    [ISP_USB_CLASS] = LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE,
    [ISP_USB_STANDARD] = LIBUSB_REQUEST_TYPE_STANDARD | LIBUSB_RECIPIENT_INTERFACE,
  };
  guint8 direction = what->in ? LIBUSB_ENDPOINT_IN : LIBUSB_ENDPOINT_OUT;

  libusb_fill_control_setup (slot->buffer, types[what->kind] | direction, what->request,
                             what->value, what->index, what->len);
  if (!what->in && what->len > 0)
    memcpy (slot->buffer + LIBUSB_CONTROL_SETUP_SIZE, what->data, what->len);
  libusb_fill_control_transfer (slot->transfer, queue->usb->handle, slot->buffer, on_done, queue,
                                0);
}

/* Without a timeout of libusb's: the deadline is for the whole queue. */
static void
submit (Queue *queue, Slot *slot)
{
  IspUsbTransfer *what = &queue->transfers[queue->next];
  int rc;

  if (what->endpoint != 0)
    fill_bulk (queue, slot, what);
  else
    fill_control (queue, slot, what);
  slot->what = what;
  rc = libusb_submit_transfer (slot->transfer);
  if (rc != 0)
    {
      queue->failed = TRUE;
      queue->submit_error = rc;
      return;
    }
  slot->pending = TRUE;
  queue->in_flight++;
  queue->next++;
}

/* Slots are used in turn, so the order of submission is the order of the transfers. */
static void
fill (Queue *queue)
{
  while (!queue->failed && queue->next < queue->n && !queue->slots[queue->next % IN_FLIGHT].pending)
    submit (queue, &queue->slots[queue->next % IN_FLIGHT]);
}

static void
handle_events (Queue *queue, gint64 until)
{
  gint64 left = CLAMP (until - g_get_monotonic_time (), 0, ISP_WAIT_SLICE_US);
  struct timeval slice = { .tv_usec = (suseconds_t) left };

  libusb_handle_events_timeout_completed (queue->usb->context, &slice, NULL);
}

/* Takes back what is still in flight. */
static void
discard (Queue *queue)
{
  gint64 give_up = g_get_monotonic_time () + DISCARD_US;

  /* The caller's transfers are freed after this; one that the kernel keeps must not touch them. */
  queue->failed = TRUE;
  for (guint i = 0; i < IN_FLIGHT; i++)
    if (queue->slots[i].pending)
      libusb_cancel_transfer (queue->slots[i].transfer);
  while (queue->in_flight > 0 && g_get_monotonic_time () < give_up)
    handle_events (queue, give_up);
}

static gboolean
is_gone (const IspUsb *self)
{
  gint64 give_up = g_get_monotonic_time () + UNPLUG_NOTICE_US;

  while (access (self->node, F_OK) == 0)
    {
      if (g_get_monotonic_time () > give_up)
        return FALSE;
      g_usleep (20 * 1000);
    }
  return TRUE;
}

static void
set_queue_error (Queue *queue, GError **error)
{
  if (queue->submit_error != 0 && queue->submit_error != LIBUSB_ERROR_IO)
    set_usb_error (error, queue->submit_error, queue->usb->node);
  else if (queue->submit_error == 0 && queue->status == LIBUSB_TRANSFER_STALL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                 _ ("The programmer refused a request (stalled)"));
  else if (queue->status == LIBUSB_TRANSFER_NO_DEVICE || is_gone (queue->usb))
    set_usb_error (error, LIBUSB_ERROR_NO_DEVICE, queue->usb->node);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                 _ ("A USB transfer broke: cable or hub may be bad"));
}

/* Runs until all is done or something ends it. */
static gboolean
run_queue (Queue *queue, gint64 deadline, GCancellable *cancellable, GError **error)
{
  gint64 grace = 0;

  while (!queue->failed && queue->done < queue->n)
    {
      gint64 now = g_get_monotonic_time ();

      if (grace == 0 && g_cancellable_is_cancelled (cancellable))
        grace = MIN (deadline, now + CANCEL_GRACE_US);
      if (grace != 0 && (queue->in_flight == 0 || now >= grace))
        {
          g_cancellable_set_error_if_cancelled (cancellable, error);
          return FALSE;
        }
      if (now >= deadline)
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("The programmer went silent"));
          return FALSE;
        }
      if (grace == 0)
        fill (queue);
      if (queue->in_flight > 0)
        handle_events (queue, grace != 0 ? grace : deadline);
    }
  if (!queue->failed)
    return TRUE;
  set_queue_error (queue, error);
  return FALSE;
}

/* FALSE: the kernel kept a transfer; its memory must stay. */
static gboolean
clear_queue (Queue *queue)
{
  discard (queue);
  if (queue->in_flight > 0)
    return FALSE;
  for (guint i = 0; i < IN_FLIGHT; i++)
    {
      libusb_free_transfer (queue->slots[i].transfer);
      g_free (queue->slots[i].buffer);
    }
  return TRUE;
}

static gboolean
transfer (IspUsb *self, IspUsbTransfer *transfers, gsize n, gint64 deadline, gsize *n_done,
          GCancellable *cancellable, GError **error)
{
  Queue *queue = g_new0 (Queue, 1);
  gboolean ok;

  queue->usb = self;
  queue->transfers = transfers;
  queue->n = n;
  for (gsize i = 0; i < n; i++)
    queue->size = MAX (queue->size, transfers[i].len);
  for (guint i = 0; i < IN_FLIGHT; i++)
    {
      queue->slots[i].transfer = libusb_alloc_transfer (0);
      queue->slots[i].buffer = g_malloc (LIBUSB_CONTROL_SETUP_SIZE + queue->size);
    }
  ok = run_queue (queue, deadline, cancellable, error);
  if (n_done != NULL)
    *n_done = queue->done;
  if (clear_queue (queue))
    g_free (queue);
  return ok;
}

gboolean
isp_usb_control (IspUsb *self, IspUsbTransfer *transfers, gsize n, guint64 wire_us, gsize *n_done,
                 GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL && (transfers != NULL || n == 0), FALSE);
  return transfer (self, transfers, n, isp_wait_deadline (wire_us), n_done, cancellable, error);
}

gboolean
isp_usb_request (IspUsb *self, IspUsbTransfer *what, gint64 deadline, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (self != NULL && what != NULL && what->endpoint == 0, FALSE);
  what->stalled = FALSE;
  what->actual = 0;
  if (transfer (self, what, 1, deadline, NULL, cancellable, &local) || what->stalled)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ── bulk ── */

gboolean
isp_usb_get_bulk (IspUsb *self, IspUsbBulk *out)
{
  struct libusb_config_descriptor *config;
  const struct libusb_interface_descriptor *interface;

  g_return_val_if_fail (self != NULL && out != NULL, FALSE);
  *out = (IspUsbBulk){ .packet = G_MAXUINT16 };
  if (libusb_get_active_config_descriptor (libusb_get_device (self->handle), &config) != 0)
    return FALSE;
  interface = config->bNumInterfaces > 0 && config->interface[0].num_altsetting > 0
                  ? config->interface[0].altsetting
                  : NULL;
  for (guint i = 0; interface != NULL && i < interface->bNumEndpoints; i++)
    {
      const struct libusb_endpoint_descriptor *endpoint = &interface->endpoint[i];
      gboolean in = (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0;
      guint8 *address = in ? &out->in : &out->out;

      if ((endpoint->bmAttributes & 3) != LIBUSB_TRANSFER_TYPE_BULK || *address != 0)
        continue;
      *address = endpoint->bEndpointAddress;
      out->packet = MIN (out->packet, endpoint->wMaxPacketSize);
    }
  libusb_free_config_descriptor (config);
  return out->in != 0 && out->out != 0 && out->packet > 0;
}

gboolean
isp_usb_bulk (IspUsb *self, guint8 endpoint, guint8 *data, guint16 len, guint16 *actual,
              gint64 deadline, GCancellable *cancellable, GError **error)
{
  IspUsbTransfer one = {
    .in = (endpoint & LIBUSB_ENDPOINT_IN) != 0, .endpoint = endpoint, .data = data, .len = len
  };
  gboolean ok;

  g_return_val_if_fail (self != NULL && endpoint != 0 && data != NULL, FALSE);
  ok = transfer (self, &one, 1, deadline, NULL, cancellable, error);
  if (actual != NULL)
    *actual = one.actual;
  return ok;
}

void
isp_usb_clear_halt (IspUsb *self, const IspUsbBulk *bulk)
{
  g_return_if_fail (self != NULL && bulk != NULL);
  libusb_clear_halt (self->handle, bulk->out);
  libusb_clear_halt (self->handle, bulk->in);
}

gboolean
isp_usb_reset (IspUsb *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return libusb_reset_device (self->handle) == 0;
}
