/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-usb-bulk.h"

#include "bench/time/bench-times.h"

#include <errno.h>
#include <string.h>

void
bench_bulk_init (BenchBulk *self)
{
  self->message = g_byte_array_new ();
  g_queue_init (&self->replies);
}

void
bench_bulk_clear (BenchBulk *self)
{
  g_byte_array_unref (self->message);
  g_queue_clear_full (&self->replies, (GDestroyNotify) g_bytes_unref);
}

void
bench_bulk_recover (BenchBulk *self, gboolean reset)
{
  self->halted = FALSE;
  g_byte_array_set_size (self->message, 0);
  if (reset)
    g_queue_clear_full (&self->replies, (GDestroyNotify) g_bytes_unref);
}

static guint64
wire_ns (const BenchUsbDevice *device, gsize n)
{
  return FULL_SPEED_TRANSFER_NS + (n / device->packet + 1) * FULL_SPEED_PACKET_NS;
}

static int
take_message (BenchBulk *self, Bench *bench, const BenchUsbDevice *device, gpointer firmware)
{
  guint8 reply[BENCH_REPLY_MAX];
  BenchFault fault = bench_next_transfer (bench);
  int n;

  if (fault == BENCH_FAULT_UNPLUGGED)
    return -ENODEV;
  if (fault == BENCH_FAULT_SILENT)
    return 0;
  n = fault == BENCH_FAULT_STALL
          ? -1
          : device->message (bench, firmware, self->message->data, self->message->len, reply);
  if (n < 0)
    {
      self->halted = TRUE;
      return -EPIPE;
    }
  if (fault == BENCH_FAULT_GARBAGE)
    {
      bench_spoil (reply, n, bench->transfers);
      bench->fault = BENCH_FAULT_NONE;
    }
  if (device->drops_unread)
    g_queue_clear_full (&self->replies, (GDestroyNotify) g_bytes_unref);
  if (n > 0)
    g_queue_push_tail (&self->replies, g_bytes_new (reply, n));
  return 0;
}

static void
write_out (BenchBulk *self, Bench *bench, const BenchUsbDevice *device, gpointer firmware,
           BenchBulkTransfer *transfer)
{
  bench_sync (bench, transfer->start);
  bench_advance (bench, wire_ns (device, transfer->length));
  transfer->end_at = bench_device_time (bench);
  bench_note (bench, BENCH_TIME_LINK, transfer->start, transfer->end_at);
  transfer->actual = transfer->length;
  if (transfer->length > 0)
    g_byte_array_append (self->message, transfer->data, transfer->length);
  if (transfer->length > 0 && transfer->length % device->packet == 0 && !device->by_transfers)
    return;
  transfer->status = take_message (self, bench, device, firmware);
  g_byte_array_set_size (self->message, 0);
}

/* What is left of a reply after a full buffer waits on; one that filled its last packet is followed
 * by an empty one. */
static void
read_in (BenchBulk *self, Bench *bench, const BenchUsbDevice *device, BenchBulkTransfer *transfer)
{
  g_autoptr (GBytes) reply = g_queue_pop_head (&self->replies);
  gsize n;
  const guint8 *data = g_bytes_get_data (reply, &n);

  transfer->actual = MIN (n, transfer->length);
  if (transfer->actual < n && transfer->length % device->packet != 0)
    transfer->status = -EOVERFLOW;
  if (transfer->actual > 0)
    memcpy (transfer->data, data, transfer->actual);
  if (transfer->status == 0 && transfer->actual == transfer->length &&
      (transfer->actual < n || !device->by_transfers))
    g_queue_push_head (&self->replies, g_bytes_new (data + transfer->actual, n - transfer->actual));
  transfer->end_at = transfer->start + wire_ns (device, transfer->actual);
  bench_note (bench, BENCH_TIME_LINK, transfer->start, transfer->end_at);
}

gboolean
bench_bulk_carry_out (BenchBulk *self, Bench *bench, const BenchUsbDevice *device,
                      gpointer firmware, BenchBulkTransfer *transfer)
{
  transfer->status = 0;
  transfer->actual = 0;
  transfer->end_at = transfer->start;
  if (bench->unplugged || self->halted)
    transfer->status = bench->unplugged ? -ENODEV : -EPIPE;
  else if ((transfer->endpoint & BENCH_BULK_TO_HOST) == 0)
    write_out (self, bench, device, firmware, transfer);
  else if (g_queue_is_empty (&self->replies))
    return FALSE;
  else
    read_in (self, bench, device, transfer);
  return TRUE;
}
