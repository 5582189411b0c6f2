/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back: what a keyboard came with, and what the jobs since then have left undone. Main
 * thread. */
#pragma once

#include "ub-job.h"

G_BEGIN_DECLS

typedef struct
{
  UbJob *job;            /* that took the backup of what the keyboard came with; NULL: none */
  IspFuses fuses;        /* as they were read last */
  gboolean differs;      /* a job has changed the chip since */
  gboolean eeprom_lost;  /* and has not restored the EEPROM */
  gboolean wants_eeprom; /* the next job is to restore it */
} UbUndo;

void ub_undo_clear (UbUndo *self);

/**
 * ub_undo_note:
 * @job: has ended
 *
 * Notes what the job saved, and what it left undone.
 */
void ub_undo_note (UbUndo *self, UbJob *job);

/**
 * ub_undo_get_backup:
 *
 * Returns: (transfer none) (nullable): what the keyboard came with; NULL: no backup was taken
 */
const IspBackup *ub_undo_get_backup (const UbUndo *self);

/**
 * ub_undo_get_location:
 *
 * Returns: (transfer none) (nullable): where that is kept; NULL: no backup was taken
 */
const char *ub_undo_get_location (const UbUndo *self);

/**
 * ub_undo_may_put_eeprom_back:
 * @port: (nullable): the programmer in force
 * @now: (nullable): what answers on it
 *
 * Returns: TRUE: the EEPROM is owed, and @now can be the chip that it came from
 */
gboolean ub_undo_may_put_eeprom_back (const UbUndo *self, const IspPort *port,
                                      const IspSnapshot *now);

G_END_DECLS
