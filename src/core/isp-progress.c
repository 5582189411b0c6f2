/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-progress.h"

#define NOTIFY_US (20 * 1000)
/* Until this share of the work is done and this time has passed, the measured pace is noise and the
 * plan's own figures are used. */
#define PACE_FRACTION 0.02
#define PACE_SECONDS  0.3

typedef struct
{
  int id;
  double seconds;
} Step;

struct _IspProgress
{
  gatomicrefcount refs;
  GMutex lock;
  IspProgressFunc notify;
  gpointer data;
  IspProgressClock clock;
  gpointer clock_data;

  Step *steps;
  guint n_steps;
  double total;  /* expected seconds of all steps */
  double before; /* expected seconds of the steps before the running one */
  guint step;
  double step_fraction;
  int left_as;
  gboolean can_cancel, went_back, finished, begun;
  gint64 start_us;  /* when the job began */
  gint64 notify_us; /* when notify last ran */
};

static gint64
monotonic (gpointer data)
{
  return g_get_monotonic_time ();
}

IspProgress *
isp_progress_new (IspProgressFunc notify, gpointer data)
{
  IspProgress *self = g_new0 (IspProgress, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->notify = notify;
  self->data = data;
  self->clock = monotonic;
  self->can_cancel = TRUE;
  return self;
}

IspProgress *
isp_progress_ref (IspProgress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
isp_progress_unref (IspProgress *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self->steps);
  g_free (self);
}

void
isp_progress_set_clock (IspProgress *self, IspProgressClock clock, gpointer data)
{
  g_return_if_fail (self != NULL && clock != NULL);

  self->clock = clock;
  self->clock_data = data;
}

/* Called without the lock, so that notify may take a snapshot. */
static void
tell (IspProgress *self, gboolean always)
{
  gint64 now = self->clock (self->clock_data);
  gboolean due;

  g_mutex_lock (&self->lock);
  due = always || now - self->notify_us >= NOTIFY_US;
  if (due)
    self->notify_us = now;
  g_mutex_unlock (&self->lock);
  if (due && self->notify)
    self->notify (self, self->data);
}

void
isp_progress_begin (IspProgress *self, const int *step_ids, const double *seconds, guint n)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (n == 0 || (step_ids != NULL && seconds != NULL));

  g_mutex_lock (&self->lock);
  g_free (self->steps);
  self->steps = g_new0 (Step, n);
  self->n_steps = n;
  self->total = self->before = self->step_fraction = 0;
  for (guint i = 0; i < n; i++)
    {
      self->steps[i] = (Step){ step_ids[i], MAX (seconds[i], 0.0) };
      self->total += self->steps[i].seconds;
    }
  self->step = 0;
  self->left_as = 0;
  self->finished = self->went_back = FALSE;
  self->can_cancel = TRUE;
  self->begun = TRUE;
  self->start_us = self->clock (self->clock_data);
  g_mutex_unlock (&self->lock);
  tell (self, TRUE);
}

/* Steps between the running one and this one count as done. */
void
isp_progress_step (IspProgress *self, guint step)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (step < self->n_steps);

  g_mutex_lock (&self->lock);
  self->went_back |= step < self->step;
  self->step = step;
  self->step_fraction = 0;
  self->before = 0;
  for (guint i = 0; i < step; i++)
    self->before += self->steps[i].seconds;
  g_mutex_unlock (&self->lock);
  tell (self, TRUE);
}

/* Never goes back within a step: repeating a page does not move the bar backwards. */
void
isp_progress_set_fraction (IspProgress *self, double fraction)
{
  gboolean changed;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  fraction = CLAMP (fraction, 0.0, 1.0);
  changed = fraction > self->step_fraction;
  if (changed)
    self->step_fraction = fraction;
  g_mutex_unlock (&self->lock);
  if (changed)
    tell (self, FALSE);
}

void
isp_progress_set_can_cancel (IspProgress *self, gboolean can_cancel)
{
  gboolean changed;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  changed = self->can_cancel != !!can_cancel;
  self->can_cancel = !!can_cancel;
  g_mutex_unlock (&self->lock);
  if (changed)
    tell (self, TRUE);
}

void
isp_progress_set_left_as (IspProgress *self, int state)
{
  gboolean changed;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  changed = self->left_as != state;
  self->left_as = state;
  g_mutex_unlock (&self->lock);
  if (changed)
    tell (self, TRUE);
}

void
isp_progress_finish (IspProgress *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->finished = TRUE;
  g_mutex_unlock (&self->lock);
  tell (self, TRUE);
}

/* What is still expected, scaled by the pace so far. */
static double
estimate_left (const IspProgress *self, double done, double fraction, gint64 now)
{
  double elapsed = (now - self->start_us) / (double) G_USEC_PER_SEC;
  double left = self->total - done;

  if (fraction >= PACE_FRACTION && elapsed >= PACE_SECONDS && done > 0)
    left *= elapsed / done;
  return MAX (left, 0.0);
}

void
isp_progress_get (IspProgress *self, IspProgressState *out)
{
  g_return_if_fail (self != NULL && out != NULL);

  gint64 now = self->clock (self->clock_data);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  *out = (IspProgressState){
    .n_steps = self->n_steps,
    .step = self->step,
    .step_id = self->n_steps ? self->steps[self->step].id : -1,
    .step_fraction = self->step_fraction,
    .seconds_left = -1,
    .left_as = self->left_as,
    .can_cancel = self->can_cancel,
    .went_back = self->went_back,
    .finished = self->finished,
  };
  if (self->finished)
    {
      out->fraction = 1;
      out->seconds_left = 0;
    }
  else if (self->begun && self->total > 0)
    {
      double done = self->before + self->steps[self->step].seconds * self->step_fraction;

      out->fraction = CLAMP (done / self->total, 0.0, 1.0);
      out->seconds_left = estimate_left (self, done, out->fraction, now);
    }
}
