/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole job for any part: erase, flash at every place where an address can go wrong, EEPROM,
 * fuses and lock; and what the chip has to hold afterwards, computed without the engine. */
#pragma once

#include "engine/job/isp-job.h"
#include "sim/isp-sim-chip.h"

typedef struct
{
  const IspPart *part;
  guint8 *flash, *eeprom; /* what they will hold, every byte */
  guint8 fuses[ISP_N_FUSES];
  gboolean writes_fuses, writes_lock;
} WholeJob;

/* Leaves traces on the chip that only an erase takes away, and notes what will become of it. */
WholeJob *whole_job_new (IspSimChip *chip);
void whole_job_free (WholeJob *self);

/* The harmless bit that the job changes: the row has its field, names all of its bits and can write
 * and read the byte. FALSE: it has none. */
gboolean whole_job_get_fuse_bit (const IspPart *part, IspFuseByte *byte, guint8 *bit);
/* The lock can be written and read back. */
gboolean whole_job_can_lock (const IspPart *part);

/* All at once. */
IspRequest *whole_job_request (const WholeJob *self);
/* Every byte of the chip, and how it was treated. */
void whole_job_check (const WholeJob *self, IspSimChip *chip);

/* ── for any job ── */

void whole_job_fill (IspSimChip *chip);
/* Done, and nothing done to the chip that silicon takes amiss. */
void whole_job_check_report (IspSimChip *chip, const IspReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WholeJob, whole_job_free)
