/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board at the far end of a pty. Its program runs on a thread of its own in virtual time; bytes
 * are stamped with the time of their arrival. */
#include "bench-serial-private.h"
#include "bench/time/bench-times.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TX_BUFFER      64
#define USB_PACKET     64
#define SETTLE_US      300 /* real time */
#define SILENT_LOOK_NS (20 * BENCH_MS)
#define TALK_LOOK_NS   (5 * BENCH_MS)
#define TALK           0x55
#define NO_SYNC        0x15

Bench *
bench_serial_get_bench (BenchSerial *self)
{
  return self->bench;
}

const BenchSerialDevice *
bench_serial_get_device (BenchSerial *self)
{
  return self->device;
}

gboolean
bench_serial_is_aborted (BenchSerial *self)
{
  return self->aborted;
}

static guint
get_baud (BenchSerial *self)
{
  return self->baud > 0 ? self->baud : self->device->baud;
}

static guint64
byte_ns (BenchSerial *self)
{
  return get_baud (self) == 0 ? USB_BYTE_NS : BENCH_S * UART_BITS / get_baud (self);
}

/* ── baud ── */

static gboolean
is_baud_right (BenchSerial *self)
{
  guint baud = get_baud (self);

  if (baud == 0)
    return TRUE;
  if (!self->bench->clock.virtual || self->judged_baud != baud)
    {
      self->judged_baud = baud;
      self->is_right = self->port_baud > 0 ? bench_line_are_alike (self->port_baud, baud)
                                           : bench_line_is_rate (self->slave, baud);
    }
  return self->is_right;
}

/* ── host to board ── */

static gboolean
wants_input (BenchSerial *self)
{
  return self->device->buffer > 0 ||
         self->line_in->len + g_queue_get_length (self->kept) < USB_PACKET;
}

static gssize
take_from_port (BenchSerial *self, guint8 bytes[USB_PACKET])
{
  guint n = MIN (self->port_out->len, USB_PACKET);

  if (n == 0)
    return 0;
  memcpy (bytes, self->port_out->data, n);
  g_byte_array_remove_range (self->port_out, 0, n);
  return n;
}

/* A byte that the host sent now is on the line. */
static void
send_to_board (BenchSerial *self, guint8 byte, gboolean right)
{
  guint64 now = bench_clock_now (&self->bench->clock), late_ns;
  guint8 bytes[2];
  guint n = bench_line_strike (self->bench, BENCH_TO_BOARD, byte, bytes, &late_ns);

  for (guint i = 0; i < n; i++)
    {
      guint64 from = MAX (now, self->in_free);
      Stamped stamped = { bytes[i], from + byte_ns (self) + late_ns, from, self->packet };

      if (!right)
        bench_spoil (&stamped.byte, 1, bytes[i]);
      bench_note (self->bench, BENCH_TIME_LINK, from, stamped.at);
      self->in_free = stamped.at;
      g_array_append_val (self->line_in, stamped);
    }
}

static void
take_input (BenchSerial *self)
{
  guint8 bytes[USB_PACKET];
  gssize n = self->bench->clock.virtual ? take_from_port (self, bytes)
                                        : read (self->fd, bytes, sizeof bytes);
  guint64 now = bench_clock_now (&self->bench->clock);

  if (n <= 0)
    return;
  gboolean right = is_baud_right (self);
  bench_trace (self->bench, now, MAX (now, self->in_free) + n * byte_ns (self), "sent", bytes, n);
  for (gssize i = 0; i < n; i++)
    {
      if (i % (self->device->packet > 0 ? self->device->packet : USB_PACKET) == 0)
        self->packet++;
      send_to_board (self, bytes[i], right);
    }
}

/* What has arrived by the board's time is in its buffer, or lost. */
void
bench_serial_receive (BenchSerial *self)
{
  guint64 now = bench_device_time (self->bench);
  guint n = 0;

  for (; n < self->line_in->len; n++)
    {
      Stamped *stamped = &g_array_index (self->line_in, Stamped, n);
      if (stamped->at > now)
        break;
      if (self->device->buffer == 0 || g_queue_get_length (self->kept) < self->device->buffer)
        g_queue_push_tail (self->kept, GUINT_TO_POINTER (stamped->packet << 8 | stamped->byte));
    }
  g_array_remove_range (self->line_in, 0, n);
}

/* ── board to host ── */

static gssize
send_bytes (BenchSerial *self, const guint8 *bytes, gsize n)
{
  if (!self->bench->clock.virtual)
    return write (self->fd, bytes, n);
  g_byte_array_append (self->port_in, bytes, n);
  return n;
}

static void
send_due (BenchSerial *self)
{
  guint64 now = bench_clock_now (&self->bench->clock);
  guint8 bytes[256];
  guint n = 0;

  while (n < self->line_out->len && n < sizeof bytes &&
         g_array_index (self->line_out, Stamped, n).at <= now)
    {
      const Stamped *stamped = &g_array_index (self->line_out, Stamped, n);
      bytes[n++] = stamped->byte;
      bench_note (self->bench, BENCH_TIME_LINK, stamped->from, stamped->at);
    }
  if (n == 0)
    return;
  if (!is_baud_right (self))
    bench_spoil (bytes, n, n);
  gboolean heard = self->n_open > 0 && (!self->device->needs_dtr || (self->modem & TIOCM_DTR));
  guint64 first = g_array_index (self->line_out, Stamped, 0).from;
  bench_trace (self->bench, first, MAX (first, now), "back", bytes, n);
  gssize written = heard && !self->gone ? send_bytes (self, bytes, n) : (gssize) n;
  if (written > 0)
    g_array_remove_range (self->line_out, 0, written);
  self->n_packet = MIN (self->n_packet, self->line_out->len);
}

static void
put_uart (BenchSerial *self, guint8 byte)
{
  guint64 now = bench_device_time (self->bench);
  guint64 full = TX_BUFFER * byte_ns (self);

  if (self->out_free > now + full)
    bench_sync (self->bench, self->out_free - full);
  guint64 from = MAX (self->out_free, now);
  Stamped stamped = { byte, from + byte_ns (self), from };
  self->out_free = stamped.at;
  g_array_append_val (self->line_out, stamped);
}

static void
put_usb (BenchSerial *self, guint8 byte)
{
  guint64 now = bench_device_time (self->bench);
  Stamped stamped = { byte, now + USB_LEAVE_NS, now };

  /* the packet before has left already */
  if (self->line_out->len > 0 && self->n_packet > 0 &&
      g_array_index (self->line_out, Stamped, self->line_out->len - 1).at < now)
    self->n_packet = 0;
  g_array_append_val (self->line_out, stamped);
  self->n_packet++;
  gboolean full = self->n_packet == USB_PACKET;
  for (guint i = self->line_out->len - self->n_packet; i < self->line_out->len; i++)
    {
      Stamped *waiting = &g_array_index (self->line_out, Stamped, i);
      waiting->at = full ? now : stamped.at;
      waiting->from = now;
    }
  if (full)
    self->n_packet = 0;
}

void
bench_serial_put (BenchSerial *self, guint8 byte)
{
  if (self->aborted || self->mute)
    return;
  if (self->garble)
    bench_spoil (&byte, 1, byte + self->bench->transfers);
  guint64 late_ns;
  guint8 bytes[2];
  guint n = bench_line_strike (self->bench, BENCH_TO_HOST, byte, bytes, &late_ns);
  bench_sync (self->bench, bench_device_time (self->bench) + late_ns);
  for (guint i = 0; i < n; i++)
    if (self->device->baud == 0)
      put_usb (self, bytes[i]);
    else
      put_uart (self, bytes[i]);
}

void
bench_serial_flush (BenchSerial *self)
{
  guint64 now = bench_device_time (self->bench);

  for (guint i = self->line_out->len - MIN (self->n_packet, self->line_out->len);
       i < self->line_out->len; i++)
    g_array_index (self->line_out, Stamped, i).at = now;
  self->n_packet = 0;
}

/* ── time ── */

static void
notice_end (BenchSerial *self)
{
  if (self->quit || self->gone || self->reset_at > 0)
    self->aborted = TRUE;
}

/* The same on the virtual clock. */
static void
pass_virtual_time (BenchSerial *self, guint64 until)
{
  send_due (self);
  if (self->line_out->len > 0)
    until = MIN (until, g_array_index (self->line_out, Stamped, 0).at);
  notice_end (self);
  if (!self->aborted && (self->port_out->len == 0 || !wants_input (self)))
    bench_device_wait (self->bench, until);
  if (wants_input (self))
    take_input (self);
  notice_end (self);
  send_due (self);
}

/* Lets real time pass until the virtual time given (or until something happens), keeping the line
 * going. */
void
bench_serial_pass_time (BenchSerial *self, guint64 until)
{
  BenchClock *clock = &self->bench->clock;

  if (clock->virtual)
    {
      pass_virtual_time (self, until);
      return;
    }
  guint64 wait = until == BENCH_NEVER ? BENCH_S : bench_clock_real_until (clock, until);

  send_due (self);
  if (self->line_out->len > 0)
    {
      /* the answer's time on the line passes as fast as the rest */
      guint64 due = g_array_index (self->line_out, Stamped, 0).at;
      if (until == BENCH_NEVER)
        bench_clock_skip_to (clock, MAX (clock->target, due));
      wait = MIN (wait, bench_clock_real_until (clock, due));
    }
  struct pollfd fds[2] = { { .fd = self->wake, .events = POLLIN },
                           { .fd = wants_input (self) ? self->fd : -1, .events = POLLIN } };
  struct timespec timeout = { wait / BENCH_S, wait % BENCH_S };
  bench_unlock (self->bench);
  ppoll (fds, 2, &timeout, NULL);
  bench_lock (self->bench);
  if (fds[0].revents & POLLIN)
    {
      guint64 count;
      if (read (self->wake, &count, sizeof count) < 0)
        return;
    }
  if (fds[1].revents & POLLIN)
    take_input (self);
  notice_end (self);
  send_due (self);
}

/* The board has got ahead of the clock: real time catches up. */
static void
catch_up (BenchSerial *self)
{
  guint64 target = bench_device_time (self->bench);

  bench_clock_skip_to (&self->bench->clock, target);
  while (!self->aborted && bench_clock_now (&self->bench->clock) < target)
    bench_serial_pass_time (self, target);
}

void
bench_serial_keep_up (BenchSerial *self)
{
  catch_up (self);
}

gboolean
bench_serial_get_until (BenchSerial *self, guint64 until, guint8 *byte)
{
  catch_up (self);
  while (!self->aborted)
    {
      bench_serial_receive (self);
      if (!g_queue_is_empty (self->kept))
        {
          guint kept = GPOINTER_TO_UINT (g_queue_pop_head (self->kept));
          self->got_packet = kept >> 8;
          *byte = kept & 0xFF;
          return TRUE;
        }
      if (self->line_in->len > 0)
        {
          bench_sync (self->bench, g_array_index (self->line_in, Stamped, 0).at);
          catch_up (self);
          continue;
        }
      if (bench_device_time (self->bench) >= until)
        return FALSE;
      bench_serial_pass_time (self, until);
      /* what has come is got when it comes, however long this thread has slept since */
      if (self->line_in->len == 0)
        bench_sync (self->bench, bench_clock_now (&self->bench->clock));
    }
  return FALSE;
}

guint8
bench_serial_get (BenchSerial *self)
{
  guint8 byte;

  return bench_serial_get_until (self, BENCH_NEVER, &byte) ? byte : ' ';
}

gboolean
bench_serial_get_rest (BenchSerial *self, guint8 *byte)
{
  gpointer kept = g_queue_peek_head (self->kept);
  gboolean comes = self->line_in->len > 0 &&
                   g_array_index (self->line_in, Stamped, 0).packet == self->got_packet;

  if (kept != NULL ? GPOINTER_TO_UINT (kept) >> 8 != self->got_packet : !comes)
    return FALSE;
  return bench_serial_get_until (self, BENCH_NEVER, byte);
}

void
bench_serial_drop_packet (BenchSerial *self)
{
  guint n = 0;

  while (!g_queue_is_empty (self->kept) &&
         GPOINTER_TO_UINT (g_queue_peek_head (self->kept)) >> 8 == self->got_packet)
    g_queue_pop_head (self->kept);
  while (n < self->line_in->len &&
         g_array_index (self->line_in, Stamped, n).packet == self->got_packet)
    n++;
  g_array_remove_range (self->line_in, 0, n);
}

void
bench_serial_discard (BenchSerial *self)
{
  bench_serial_settle (self);
  catch_up (self);
  take_input (self);
  g_array_set_size (self->line_in, 0);
  g_queue_clear (self->kept);
}

void
bench_serial_set_baud (BenchSerial *self, guint baud)
{
  catch_up (self);
  bench_sync (self->bench, self->out_free);
  catch_up (self);
  send_due (self);
  self->baud = baud;
}

void
bench_serial_settle (BenchSerial *self)
{
  if (self->bench->clock.speed > 0 || self->device->buffer == 0)
    return;
  struct pollfd fds = { .fd = self->fd, .events = POLLIN };
  struct timespec timeout = { 0, SETTLE_US * 1000 };
  bench_unlock (self->bench);
  int n = ppoll (&fds, 1, &timeout, NULL);
  bench_lock (self->bench);
  if (n > 0)
    take_input (self);
}

void
bench_serial_hang (BenchSerial *self)
{
  catch_up (self);
  while (!self->aborted)
    {
      bench_serial_pass_time (self, BENCH_NEVER);
      g_array_set_size (self->line_in, 0);
      g_queue_clear (self->kept);
    }
}

/* ── faults ── */

void
bench_serial_close_slave (BenchSerial *self)
{
  if (self->slave >= 0)
    close (self->slave);
  self->slave = -1;
}

/* The plug is out: whoever has the port open sees a hang-up. */
void
bench_serial_hang_up (BenchSerial *self)
{
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);

  self->gone = TRUE;
  self->aborted = TRUE;
  dup2 (null, self->fd); /* closes the board's end; the number stays ours */
  close (null);
  bench_serial_close_slave (self);
}

static void
be_deaf (BenchSerial *self, BenchFault fault)
{
  while (!self->quit && !self->gone && self->bench->fault == fault)
    {
      if (fault == BENCH_FAULT_TALKS)
        bench_serial_put (self, TALK);
      self->aborted = FALSE;
      self->reset_at = 0;
      bench_serial_pass_time (self,
                              bench_clock_now (&self->bench->clock) +
                                  (fault == BENCH_FAULT_TALKS ? TALK_LOOK_NS : SILENT_LOOK_NS));
      g_array_set_size (self->line_in, 0);
    }
  self->aborted = TRUE;
}

void
bench_serial_begin_command (BenchSerial *self)
{
  if (self->aborted)
    return;
  BenchFault fault = bench_next_transfer (self->bench);
  if (fault == BENCH_FAULT_UNPLUGGED)
    bench_serial_hang_up (self);
  if (fault == BENCH_FAULT_SILENT || fault == BENCH_FAULT_TALKS)
    be_deaf (self, fault);
  self->mute = fault == BENCH_FAULT_STALL;
  self->garble = fault == BENCH_FAULT_GARBAGE;
}

static void
run_command (BenchSerial *self)
{
  gboolean was_muted;

  self->device->command (self, self->program);
  was_muted = self->mute;
  if (self->garble)
    self->bench->fault = BENCH_FAULT_NONE;
  self->mute = self->garble = FALSE;
  if (was_muted)
    bench_serial_put (self, self->device->refusal != 0 ? self->device->refusal : NO_SYNC);
  if (self->bench->unplugged && !self->gone)
    bench_serial_hang_up (self);
}

void
bench_serial_run (gpointer data)
{
  BenchSerial *self = data;

  while (!self->quit && !self->gone)
    {
      g_queue_clear (self->kept);
      g_array_set_size (self->line_in, 0);
      g_array_set_size (self->line_out, 0);
      self->n_packet = 0;
      self->aborted = self->mute = self->garble = FALSE;
      self->in_free = self->out_free = 0;
      self->baud = 0;
      memset (self->program, 0, self->device->program_size);
      bench_set_reset (self->bench, FALSE);
      if (self->reset_at > 0)
        bench_serial_boot (self);
      while (!self->aborted)
        run_command (self);
    }
}
