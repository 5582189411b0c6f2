/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Virtual time on top of real time. While a model is busy it runs faster; what the host itself
 * takes counts as it is, so a host that waits too little is found out at any speed. On the virtual
 * clock real time means nothing: bench-virtual.c moves it on. */
#include "bench/bench-private.h"

static guint64
real_now (void)
{
  return (guint64) g_get_monotonic_time () * BENCH_US;
}

void
bench_clock_init (BenchClock *self, guint speed, guint64 now)
{
  *self = (BenchClock){
    .virtual = speed == BENCH_VIRTUAL, .start = now, .speed = speed, .now = now, .target = now
  };
  if (!self->virtual)
    self->real = real_now ();
}

guint64
bench_clock_now (BenchClock *self)
{
  if (self->virtual)
    return self->now;
  guint64 elapsed = real_now () - self->real;
  if (self->target <= self->now)
    return self->now + elapsed;
  if (self->speed == 0)
    return self->target + elapsed;
  guint64 busy = (self->target - self->now) / self->speed;
  if (elapsed < busy)
    return self->now + elapsed * self->speed;
  return self->target + (elapsed - busy);
}

void
bench_clock_skip_to (BenchClock *self, guint64 target)
{
  if (self->virtual)
    return;
  guint64 now = bench_clock_now (self);
  self->real = real_now ();
  self->now = now;
  self->target = MAX (target, now);
}

guint64
bench_clock_real_until (BenchClock *self, guint64 what)
{
  guint64 now = bench_clock_now (self);

  if (now >= what)
    return 0;
  if (what > self->target || self->speed == 0)
    return what - MAX (now, self->target) +
           (now < self->target && self->speed > 0 ? (self->target - now) / self->speed : 0);
  return (what - now) / self->speed + 1;
}
