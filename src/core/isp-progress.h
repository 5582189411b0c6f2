/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a job is, in steps that are weighted by time. The worker thread moves it on; other
 * threads read it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspProgress:
 *
 * How far a job is. Reference counted. The worker thread moves it on; any thread may read it.
 */
typedef struct _IspProgress IspProgress;

/**
 * IspProgressState:
 *
 * How far a job is at one moment.
 */
typedef struct
{
  guint n_steps;
  guint step;           /* index of the running step */
  int step_id;          /* from isp_progress_begin(): an IspStepId of the engine; -1: no steps */
  double step_fraction; /* 0–1 of the running step */
  double fraction;      /* 0–1 of the whole job, by time */
  double seconds_left;  /* estimated; negative: not known yet */
  int left_as;          /* from isp_progress_set_left_as(): an IspChipState of the engine */
  gboolean can_cancel;  /* FALSE while a cancel has to wait: fuses are being written */
  gboolean went_back;   /* to an earlier step, once or more often */
  gboolean finished;
} IspProgressState;

/**
 * IspProgressFunc:
 * @progress: what changed
 * @data: as given to isp_progress_new()
 *
 * Called after a visible change, on the thread that made it. While a step runs it is called at most
 * every 20 ms, at changes of step always. It may call isp_progress_get().
 */
typedef void (*IspProgressFunc) (IspProgress *progress, gpointer data);

/**
 * isp_progress_new:
 * @notify: (nullable): called after each visible change
 * @data: for @notify
 *
 * Makes the progress of a job that has no steps yet.
 *
 * Returns: (transfer full): the progress
 */
IspProgress *isp_progress_new (IspProgressFunc notify, gpointer data);

/**
 * isp_progress_ref:
 * @self: a progress
 *
 * Adds a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspProgress *isp_progress_ref (IspProgress *self);

/**
 * isp_progress_unref:
 * @self: (nullable) (transfer full): a progress
 *
 * Drops a reference; the last one frees the progress. Any thread.
 */
void isp_progress_unref (IspProgress *self);

/**
 * isp_progress_begin:
 * @self: a progress
 * @step_ids: (array length=n): the steps, each as the caller numbers them
 * @seconds: (array length=n): how long each is expected to take
 * @n: how many
 *
 * Sets the steps of a job and starts the first. Worker thread.
 */
void isp_progress_begin (IspProgress *self, const int *step_ids, const double *seconds, guint n);

/**
 * isp_progress_step:
 * @self: a progress
 * @step: index of a step, below the number given to isp_progress_begin()
 *
 * Starts a step. All steps before it count as done; where it is an earlier one, the job goes
 * through what follows once more. Worker thread.
 */
void isp_progress_step (IspProgress *self, guint step);

/**
 * isp_progress_set_fraction:
 * @self: a progress
 * @fraction: 0–1, larger values count as 1
 *
 * Says how much of the running step is done. It never goes back within a step, so that repeating a
 * page does not move the bar backwards. Worker thread.
 */
void isp_progress_set_fraction (IspProgress *self, double fraction);

/**
 * isp_progress_set_can_cancel:
 * @self: a progress
 * @can_cancel: %FALSE while a cancel has to wait
 *
 * Says whether a cancel would take effect at once. Worker thread.
 */
void isp_progress_set_can_cancel (IspProgress *self, gboolean can_cancel);

/**
 * isp_progress_set_left_as:
 * @self: a progress
 * @state: an IspChipState of the engine; 0 until it is set
 *
 * The state that the target would be left in if the job broke off now. Tells at once. Worker
 * thread.
 */
void isp_progress_set_left_as (IspProgress *self, int state);

/**
 * isp_progress_finish:
 * @self: a progress
 *
 * Says that the job has ended, whether well or not. Worker thread.
 */
void isp_progress_finish (IspProgress *self);

/**
 * isp_progress_get:
 * @self: a progress
 * @out: (out caller-allocates): how far the job is
 *
 * Reads the progress of a job. Any thread.
 */
void isp_progress_get (IspProgress *self, IspProgressState *out);

/**
 * IspProgressClock:
 * @data: as given to isp_progress_set_clock()
 *
 * A clock for tests.
 *
 * Returns: µs, never going back
 */
typedef gint64 (*IspProgressClock) (gpointer data);

/**
 * isp_progress_set_clock:
 * @self: a progress
 * @clock: the clock
 * @data: for @clock
 *
 * Replaces the monotonic clock, for tests. Call it before anything else.
 */
void isp_progress_set_clock (IspProgress *self, IspProgressClock clock, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspProgress, isp_progress_unref)

G_END_DECLS
