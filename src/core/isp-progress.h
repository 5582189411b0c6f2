/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted steps of a job, seen from any thread. The worker moves it; others take a snapshot. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IspProgress IspProgress; /* reference counted, locks itself */

typedef struct
{
  guint n_steps;
  guint step;           /* index of the running step */
  int step_id;          /* as given to begin: IspStepId of the engine */
  double step_fraction; /* 0–1 of the running step */
  double fraction;      /* 0–1 of the whole job, by time */
  double seconds_left;  /* about; negative: cannot be said yet */
  gboolean can_cancel;  /* FALSE for the short time in which cancel waits (fuses) */
  gboolean finished;
} IspProgressState;

/* notify runs on the worker thread after every visible change; at most one per 20 ms and at step
 * changes. */
typedef void (*IspProgressFunc) (IspProgress *progress, gpointer data);

IspProgress *isp_progress_new (IspProgressFunc notify, gpointer data);
IspProgress *isp_progress_ref (IspProgress *self);
void isp_progress_unref (IspProgress *self);
/* The job's plan: n steps with ids and expected seconds. */
void isp_progress_begin (IspProgress *self, const int *step_ids, const double *seconds, guint n);
void isp_progress_step (IspProgress *self, guint step);
void isp_progress_set_fraction (IspProgress *self, double fraction);
void isp_progress_set_can_cancel (IspProgress *self, gboolean can_cancel);
void isp_progress_finish (IspProgress *self);
void isp_progress_get (IspProgress *self, IspProgressState *out);

/* Microseconds, never going back. For tests: set before anything else; the default is the
 * monotonic clock. */
typedef gint64 (*IspProgressClock) (gpointer data);
void isp_progress_set_clock (IspProgress *self, IspProgressClock clock, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspProgress, isp_progress_unref)

G_END_DECLS
