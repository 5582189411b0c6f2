/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual clock, for a program in the same process. It stands still while anybody computes and
 * moves on when the host and the device both wait: to what either waits for first. So the figures
 * are the same on every machine and every run. The device's program is a coroutine on the host's
 * thread: to change threads for every byte costs ten times as much as all the rest. */
#undef _FORTIFY_SOURCE /* which takes a jump to another stack for a mistake */
#include "bench/bench-private.h"

#include <setjmp.h>
#include <ucontext.h>

#define STACK_SIZE (256u * 1024)

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#else
#define __sanitizer_start_switch_fiber(save, bottom, size)       (void) (save)
#define __sanitizer_finish_switch_fiber(save, old_bottom, old_n) (void) (save)
#endif

struct _BenchDevice
{
  ucontext_t host, device;
  jmp_buf host_jump, device_jump;
  BenchDeviceFunc run;
  gpointer data;
  gboolean began, ended;
  const void *host_stack; /* these three for AddressSanitizer */
  gsize host_stack_size;
  gpointer host_fake, device_fake;
  guint8 stack[STACK_SIZE];
};

/* ── the device's turns ── */

/* To change contexts asks the kernel for the signal mask, twice; a jump does not, but
 * AddressSanitizer does not follow one. */
#ifdef __SANITIZE_ADDRESS__
#define CHANGE(device, from, to) swapcontext (&(device)->from, &(device)->to)
#else
#define CHANGE(device, from, to)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (_setjmp ((device)->from##_jump) == 0)                                                      \
      _longjmp ((device)->to##_jump, 1);                                                           \
  }                                                                                                \
  G_STMT_END
#endif

static void
begin (guint high, guint low)
{
  BenchDevice *device = GSIZE_TO_POINTER ((guint64) high << 32 | low);

  __sanitizer_finish_switch_fiber (NULL, &device->host_stack, &device->host_stack_size);
  device->run (device->data);
  device->ended = TRUE;
  __sanitizer_start_switch_fiber (NULL, device->host_stack, device->host_stack_size);
  CHANGE (device, device, host);
}

void
bench_device_start (Bench *self, BenchDeviceFunc run, gpointer data)
{
  BenchDevice *device = g_new (BenchDevice, 1);
  guint64 address = GPOINTER_TO_SIZE (device);

  device->run = run;
  device->data = data;
  device->began = device->ended = FALSE;
  device->device_fake = NULL;
  getcontext (&device->device);
  device->device.uc_stack.ss_sp = device->stack;
  device->device.uc_stack.ss_size = sizeof device->stack;
  makecontext (&device->device, (void (*) (void)) begin, 2, (guint) (address >> 32),
               (guint) address);
  self->device = device;
  self->device_runs = TRUE;
}

static void
first_turn (BenchDevice *device)
{
  device->began = TRUE;
#ifndef __SANITIZE_ADDRESS__
  if (_setjmp (device->host_jump) == 0)
#endif
    swapcontext (&device->host, &device->device);
}

/* Lets the device compute until it waits. */
static void
give_turn (Bench *self)
{
  BenchDevice *device = self->device;

  self->device_runs = FALSE;
  if (device == NULL || device->ended)
    return;
  __sanitizer_start_switch_fiber (&device->host_fake, device->stack, sizeof device->stack);
  if (device->began)
    CHANGE (device, host, device);
  else
    first_turn (device);
  __sanitizer_finish_switch_fiber (device->host_fake, NULL, NULL);
}

static gboolean
is_host_ready (Bench *self)
{
  return self->host_is_ready != NULL && self->host_is_ready (self->host_data);
}

void
bench_device_wait (Bench *self, guint64 until)
{
  BenchDevice *device = self->device;

  if (until <= self->clock.now)
    return;
  if (until <= self->host_until && until < bench_board_leaves_at (self) && !is_host_ready (self))
    {
      self->clock.now = until; /* the host would only wait on */
      return;
    }
  self->device_until = until;
  __sanitizer_start_switch_fiber (&device->device_fake, device->host_stack,
                                  device->host_stack_size);
  CHANGE (device, device, host);
  __sanitizer_finish_switch_fiber (device->device_fake, &device->host_stack,
                                   &device->host_stack_size);
  self->device_until = BENCH_NEVER;
}

void
bench_device_wake (Bench *self)
{
  self->device_runs = TRUE;
}

void
bench_device_end (Bench *self)
{
  while (!self->device->ended)
    give_turn (self);
  g_clear_pointer (&self->device, g_free);
}

/* ── the host's ── */

static gboolean
wait_for (Bench *self, guint64 until, BenchReadyFunc is_ready, gpointer data)
{
  self->host_until = until;
  self->host_is_ready = is_ready;
  self->host_data = data;
  for (;;)
    {
      while (self->device_runs)
        give_turn (self);
      if (is_host_ready (self))
        return TRUE;
      if (self->board != NULL && bench_board_leaves_at (self) <= self->clock.now)
        {
          bench_unlock (self);
          bench_board_change (self);
          bench_lock (self);
          continue;
        }
      if (self->clock.now >= until)
        return FALSE;
      guint64 next = MIN (until, self->device_until);
      next = MIN (next, bench_board_leaves_at (self));
      if (next == BENCH_NEVER)
        g_error ("the host and the device wait for each other, for ever");
      self->clock.now = next;
      if (next == self->device_until)
        bench_device_wake (self);
    }
}

gboolean
bench_host_wait (Bench *self, guint64 until, BenchReadyFunc is_ready, gpointer data)
{
  return wait_for (self, until, is_ready, data);
}

guint64
bench_host_now (Bench *self)
{
  bench_lock (self);
  guint64 now = bench_clock_now (&self->clock);
  bench_unlock (self);
  return now;
}

void
bench_host_sleep (Bench *self, guint64 ns)
{
  bench_lock (self);
  guint64 now = bench_clock_now (&self->clock);
  bench_note (self, BENCH_TIME_HOST, now, now + ns);
  wait_for (self, now + ns, NULL, NULL);
  bench_unlock (self);
}
