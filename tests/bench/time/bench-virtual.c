/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual clock, for a program in the same process. It stands still while anybody computes and
 * moves on when the host and the device both wait: to what either waits for first. So the figures
 * are the same on every machine and every run. */
#include "bench/bench-private.h"

static gboolean
wait_for (Bench *self, guint64 until, BenchReadyFunc is_ready, gpointer data)
{
  for (;;)
    {
      while (self->device_runs)
        g_cond_wait (&self->device_changed, &self->lock);
      if (is_ready != NULL && is_ready (data))
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

void
bench_device_wait (Bench *self, guint64 until)
{
  if (until <= self->clock.now)
    return;
  self->device_until = until;
  self->device_runs = FALSE;
  g_cond_broadcast (&self->device_changed);
  while (!self->device_runs)
    g_cond_wait (&self->device_changed, &self->lock);
  self->device_until = BENCH_NEVER;
}

void
bench_device_wake (Bench *self)
{
  self->device_runs = TRUE;
  g_cond_broadcast (&self->device_changed);
}
