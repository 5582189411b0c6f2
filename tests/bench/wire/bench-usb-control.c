/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-usb-control.h"

#include "bench-usb-descriptors.h"
#include "bench/time/bench-times.h"

#include <errno.h>
#include <string.h>

int
bench_usb_reply (BenchControl *request, const guint8 *bytes, guint n)
{
  n = MIN (n, request->length);
  if (n > 0)
    memcpy (request->data, bytes, n);
  return n;
}

/* GET_DESCRIPTOR; -1: stall. */
static int
answer_standard (const BenchUsbDevice *device, BenchControl *request)
{
  guint8 bytes[BENCH_USB_DESCRIPTORS_MAX];
  gsize len = 0;

  if ((request->type != 0x80 && request->type != 0x81) || request->request != 6)
    return -1;
  if (request->type == 0x81 && request->value == 0x2200)
    {
      len = device->n_report;
      if (len > 0)
        memcpy (bytes, device->report, len);
    }
  else if (request->value >> 8 == 3)
    len = bench_usb_get_string (device, request->value & 0xFF, bytes);
  else if (request->value >> 8 == 1 || request->value >> 8 == 2)
    {
      len = bench_usb_get_descriptors (device, bytes) - BENCH_USB_DEVICE_LENGTH;
      if (request->value >> 8 == 2)
        memmove (bytes, bytes + BENCH_USB_DEVICE_LENGTH, len);
      else
        len = BENCH_USB_DEVICE_LENGTH;
    }
  if (len == 0)
    return -1;
  return bench_usb_reply (request, bytes, len);
}

/* Time that the bus takes: a transfer's stages, then its packets. */
static guint64
setup_ns (const BenchUsbDevice *device)
{
  return bench_usb_is_full_speed (device) ? FULL_SPEED_TRANSFER_NS : LOW_SPEED_SETUP_NS;
}

static guint64
packets_ns (const BenchUsbDevice *device, guint n_bytes)
{
  guint size = bench_usb_get_control_packet (device);

  return (n_bytes + size - 1) / size *
         (bench_usb_is_full_speed (device) ? FULL_SPEED_PACKET_NS : LOW_SPEED_PACKET_NS);
}

static void
use_bus (Bench *bench, guint64 ns)
{
  guint64 now = bench_device_time (bench);

  bench_note (bench, BENCH_TIME_LINK, now, now + ns);
  bench_advance (bench, ns);
}

static int
finish (Bench *bench, const BenchControlTransfer *transfer, int n)
{
  const BenchControl *request = &transfer->request;

  bench_trace (
      bench, transfer->began_at, bench_device_time (bench), request->type & 0x80 ? "in " : "out",
      (const guint8[]){ request->request, request->value, request->value >> 8, request->index,
                        request->index >> 8, request->length, request->length >> 8 },
      7);
  return n >= 0 ? n : -EPIPE;
}

static int
begin (BenchPipe *self, Bench *bench, const BenchUsbDevice *device, gpointer firmware,
       BenchControlTransfer *transfer)
{
  BenchControl *request = &transfer->request;
  gboolean standard = (request->type & 0x60) == 0;
  BenchFault fault = standard ? BENCH_FAULT_NONE : bench_next_transfer (bench);

  if (fault == BENCH_FAULT_UNPLUGGED)
    return -ENODEV;
  if (fault == BENCH_FAULT_SILENT)
    return -ETIMEDOUT;
  use_bus (bench, setup_ns (device));
  if (device->setup != NULL && !device->setup (bench, firmware, request))
    return -EPROTO;
  if (fault == BENCH_FAULT_STALL)
    return -EPIPE;
  int n = standard ? answer_standard (device, request) : device->control (bench, firmware, request);
  if (n == BENCH_HANGS)
    {
      self->hung = TRUE;
      return -ETIMEDOUT;
    }
  if (bench->unplugged)
    return -ENODEV;
  if (n == BENCH_NO_ANSWER || n == BENCH_NO_END)
    return n == BENCH_NO_END ? -ETIMEDOUT : -EPROTO;
  transfer->has_data_stage = n == BENCH_DATA_STAGE;
  if (transfer->has_data_stage)
    return request->length > 0 ? BENCH_GOES_ON : finish (bench, transfer, 0);
  if (n > 0 && fault == BENCH_FAULT_GARBAGE && (request->type & 0x80))
    {
      bench_spoil (request->data, n, bench->transfers);
      bench->fault = BENCH_FAULT_NONE;
    }
  if (n > 0)
    use_bus (bench, packets_ns (device, n));
  return finish (bench, transfer, n);
}

static int
move (Bench *bench, const BenchUsbDevice *device, gpointer firmware, BenchControlTransfer *transfer)
{
  BenchControl *request = &transfer->request;
  guint n = MIN (request->length - transfer->moved, LOW_SPEED_PACKET);

  use_bus (bench, LOW_SPEED_PACKET_NS);
  device->move (bench, firmware, request, transfer->moved, n);
  transfer->moved += n;
  if (transfer->moved < request->length)
    return BENCH_GOES_ON;
  if (bench->fault == BENCH_FAULT_GARBAGE && bench->transfers > bench->fault_at &&
      (request->type & 0x80))
    {
      bench_spoil (request->data, transfer->moved, bench->transfers);
      bench->fault = BENCH_FAULT_NONE;
    }
  return finish (bench, transfer, transfer->moved);
}

int
bench_pipe_step (BenchPipe *self, Bench *bench, const BenchUsbDevice *device, gpointer firmware,
                 BenchControlTransfer *transfer, guint64 start)
{
  if (bench->unplugged)
    return -ENODEV;
  if (self->hung || (!transfer->begun && start < self->deaf_until))
    return -EPROTO;
  bench_sync (bench, start);
  if (transfer->begun)
    return move (bench, device, firmware, transfer);
  transfer->begun = TRUE;
  transfer->began_at = start;
  return begin (self, bench, device, firmware, transfer);
}
