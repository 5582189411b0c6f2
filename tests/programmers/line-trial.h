/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job on a bench with a serial programmer, and what the chip has to hold afterwards. */
#pragma once

#include "engine/job/isp-job.h"
#include "fixture.h"

G_BEGIN_DECLS

typedef enum
{
  JOB_WHOLE, /* backup, erase, flash, EEPROM, fuses, lock */
  JOB_FUSES, /* fuses and lock alone: from their writing on */
  N_JOBS,
} Job;

typedef struct
{
  Fixture f;
  guint8 flash[2048], eeprom[128]; /* before */
  gboolean bad_backup;
  guint64 fuses_at[BENCH_N_DIRECTIONS]; /* bytes when their writing began */
  gboolean strays;                      /* before it is verified, flash has a 0 that is nobody's */
  gboolean is_verbose;                  /* logs go to stderr */
} Trial;

/* Fuses and lock before the job. */
extern const guint8 line_old_fuses[ISP_N_FUSES];

/* driver: whose the port is, where it may be several's; NULL: as found. */
void trial_init (Trial *self, const char *model, const IspDriver *driver);
/* On the same bench: as new. */
void trial_renew (Trial *self);
void trial_clear (Trial *self);
/* As a run of the program does it. TRUE: it says that all went well. */
gboolean trial_run (Trial *self, Job job, gboolean with_backup, GError **error);

/* Without the bits that do not exist. */
guint8 trial_get_fuse (Trial *self, IspFuseByte byte);
/* All is on the chip that the job was to write. */
gboolean trial_is_done (Trial *self, Job job);
/* A fuse or the lock is neither as before nor as planned. */
gboolean trial_has_odd_fuses (Trial *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trial, trial_clear)

G_END_DECLS
