/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host as simple as can be, in front of simavr's USB. */
#include "simavr-cpu.h"

#include <simavr/avr_usb.h>
#include <string.h>

#define ATTACH_CYCLES (2000000u * SIMAVR_MHZ)
#define ANSWER_CYCLES (20000000u * SIMAVR_MHZ)
#define RESET_CYCLES  (10000u * SIMAVR_MHZ)
#define SETTLE_CYCLES (100u * SIMAVR_MHZ)
#define UDCON         0xE0
#define DETACH        0x01
#define PACKET_MAX    64
#define SETUP         8
#define EP0           8 /* until the descriptor says more */

enum
{
  SET_ADDRESS = 5,
  GET_DESCRIPTOR = 6,
  SET_CONFIGURATION = 9,
};

static int
call (SimavrCpu *self, guint32 what, guint endpoint, guint8 *bytes, guint *n)
{
  struct avr_io_usb io = { .pipe = endpoint, .sz = *n, .buf = bytes };
  int status = avr_ioctl (self->avr, what, &io);

  *n = io.sz;
  return status;
}

/* A packet, which takes its time on the bus. */
static int
pass (SimavrCpu *self, guint32 what, guint endpoint, guint8 *bytes, guint *n)
{
  if (self->avr->cycle < self->packet_at)
    return AVR_IOCTL_USB_NAK;
  int status = call (self, what, endpoint, bytes, n);
  if (status != AVR_IOCTL_USB_NAK)
    self->packet_at = self->avr->cycle + SIMAVR_PACKET_CYCLES;
  return status;
}

static void
run (SimavrCpu *self, avr_cycle_count_t cycles)
{
  for (avr_cycle_count_t until = self->avr->cycle + cycles;
       !self->left && self->avr->cycle < until;)
    simavr_cpu_step (self);
}

/* A packet from (n is set) or to endpoint 0, as often as it takes. */
static int
insist (SimavrCpu *self, guint32 what, guint8 *bytes, guint *n)
{
  avr_cycle_count_t until = self->avr->cycle + ANSWER_CYCLES;
  guint wanted = *n;
  int status = AVR_IOCTL_USB_NAK;

  while (!self->left && self->avr->cycle < until)
    {
      *n = wanted;
      if (!self->setup_pending)
        status = pass (self, what, 0, bytes, n);
      if (status != AVR_IOCTL_USB_NAK)
        return status == AVR_IOCTL_USB_STALL ? -1 : 0;
      simavr_cpu_step (self);
    }
  return BENCH_NO_ANSWER;
}

/* What the loader offers when the host has all that it asked for goes as well. */
static int
end_reading (SimavrCpu *self)
{
  guint8 bytes[PACKET_MAX];
  guint n = 0;

  self->nak_out = TRUE;
  run (self, SIMAVR_PACKET_CYCLES);
  call (self, AVR_IOCTL_USB_READ, 0, bytes, &n);
  n = 0;
  return insist (self, AVR_IOCTL_USB_WRITE, bytes, &n);
}

/* It ends whatever was under way, and what waits to be sent goes: for simavr, between two of it. */
static void
set_up (SimavrCpu *self, guint8 setup[SETUP])
{
  guint8 bytes[PACKET_MAX];
  guint n = SETUP, none = 0;

  call (self, AVR_IOCTL_USB_SETUP, 0, setup, &n);
  call (self, AVR_IOCTL_USB_READ, 0, bytes, &none);
  call (self, AVR_IOCTL_USB_SETUP, 0, setup, &n);
  self->setup_pending = TRUE;
}

static int
take_data (SimavrCpu *self, BenchControl *request)
{
  guint8 bytes[PACKET_MAX];
  guint total = 0, n;

  do
    {
      n = 0;
      int status = insist (self, AVR_IOCTL_USB_READ, bytes, &n);
      if (status < 0)
        return status;
      n = MIN (n, request->length - total);
      memcpy (request->data + total, bytes, n);
      total += n;
    }
  while (n == self->packet && total < request->length);
  return total;
}

static int
give_data (SimavrCpu *self, const BenchControl *request)
{
  for (guint total = 0; total < request->length; total += self->packet)
    {
      guint n = MIN (self->packet, request->length - total);
      int status = insist (self, AVR_IOCTL_USB_WRITE, request->data + total, &n);
      if (status < 0)
        return status;
    }
  return request->length;
}

int
simavr_usb_control (SimavrCpu *self, BenchControl *request)
{
  guint8 bytes[PACKET_MAX] = {
    request->type,  request->request,    request->value,  request->value >> 8,
    request->index, request->index >> 8, request->length, request->length >> 8,
  };
  gboolean reads = (request->type & 0x80) && request->length > 0;
  guint n;

  if (self->left)
    return BENCH_NO_ANSWER;
  set_up (self, bytes);
  int moved = reads ? take_data (self, request) : give_data (self, request);
  if (moved < 0)
    {
      run (self, SETTLE_CYCLES);
      return moved;
    }
  n = 0;
  int status = reads ? end_reading (self) : insist (self, AVR_IOCTL_USB_READ, bytes, &n);
  run (self, SETTLE_CYCLES);
  return status < 0 ? status : moved;
}

guint
simavr_usb_read (SimavrCpu *self, guint endpoint, guint8 out[64])
{
  guint n = 0;

  return pass (self, AVR_IOCTL_USB_READ, endpoint, out, &n) == 0 ? n : 0;
}

gboolean
simavr_usb_write (SimavrCpu *self, guint endpoint, const guint8 *packet, guint n)
{
  guint8 bytes[PACKET_MAX];

  memcpy (bytes, packet, n);
  return pass (self, AVR_IOCTL_USB_WRITE, endpoint, bytes, &n) == 0;
}

static int
ask (SimavrCpu *self, guint8 request, guint16 value, guint8 *out, guint length)
{
  BenchControl control = { .type = request == GET_DESCRIPTOR ? 0x80 : 0,
                           .request = request,
                           .value = value,
                           .length = length,
                           .data = out };

  return simavr_usb_control (self, &control);
}

gboolean
simavr_usb_enumerate (SimavrCpu *self, guint8 descriptors[256], gsize *n)
{
  guint8 address = 5;

  self->packet = EP0;
  for (avr_cycle_count_t until = self->avr->cycle + ATTACH_CYCLES;
       !self->left && (self->avr->data[UDCON] & DETACH) && self->avr->cycle < until;)
    simavr_cpu_step (self);
  simavr_cpu_plug (self);
  run (self, RESET_CYCLES);
  avr_ioctl (self->avr, AVR_IOCTL_USB_RESET, NULL);
  run (self, RESET_CYCLES);
  if (ask (self, GET_DESCRIPTOR, 0x0100, descriptors, 8) < 8)
    return FALSE;
  self->packet = descriptors[7];
  if (ask (self, SET_ADDRESS, address, NULL, 0) < 0 ||
      ask (self, GET_DESCRIPTOR, 0x0100, descriptors, 18) < 18)
    return FALSE;
  int length = ask (self, GET_DESCRIPTOR, 0x0200, descriptors + 18, 238);
  if (length < 9 || ask (self, SET_CONFIGURATION, 1, NULL, 0) < 0)
    return FALSE;
  *n = 18 + length;
  return TRUE;
}

char *
simavr_usb_get_string (SimavrCpu *self, guint index)
{
  guint8 bytes[255];
  int n = index == 0 ? 0 : ask (self, GET_DESCRIPTOR, 0x0300 | index, bytes, sizeof bytes);

  if (n < 2)
    return NULL;
  return g_utf16_to_utf8 ((const gunichar2 *) (bytes + 2), (n - 2) / 2, NULL, NULL, NULL);
}
