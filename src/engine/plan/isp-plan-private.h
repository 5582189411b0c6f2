/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of making a plan: what is to be written (images, fuses), and what speaks against
 * it. */
#pragma once

#include "isp-plan.h"

G_BEGIN_DECLS

/* Of a hazard that is in no place of a memory. */
#define NOWHERE ((IspRange){ 0, 0 })
/* What is kept is read until two readings agree. */
#define READINGS 2

/* What each kind of job does; one row a kind. */
typedef struct
{
  gboolean backup, erase, flash, eeprom, fuses, read, compare;
} IspJobRow;

const IspJobRow *isp_plan_get_row (const IspPlan *self);
gboolean isp_plan_erases (const IspPlan *self);
gboolean isp_plan_backs_up (const IspPlan *self);
/* TRUE: what the chip held will be known: read in this job, or kept from one that was broken off.
 */
gboolean isp_plan_has_backup (const IspPlan *self);
/* Adds a hazard; the first blocking one becomes the plan's error, with this message. */
void isp_plan_block (IspPlan *self, IspHazardId id, IspRange range, guint32 value,
                     const char *format, ...) G_GNUC_PRINTF (5, 6);
void isp_plan_warn (IspPlan *self, IspHazardId id, guint32 value);
void isp_plan_add_hazard (IspPlan *self, IspHazardId id, IspSeverity severity, IspRange range,
                          guint32 value);
/* The steps of a job over ISP, which everything else has to be known for. */
void isp_plan_add_isp_steps (IspPlan *self);
void isp_plan_add_step (IspPlan *self, IspStepId id, gsize bytes, double seconds);

/* A plan with nothing in it. */
IspPlan *isp_plan_alloc (const IspSnapshot *snapshot, const IspRequest *request);
/* Worst first. */
void isp_plan_sort_hazards (IspPlan *self);

/* Everything of a plan for a chip in its bootloader. */
void isp_plan_fill_upload (IspPlan *self);

/* Fills flash, eeprom; blocks on overlap, on nothing to write, on what lies outside. */
void isp_plan_collect_images (IspPlan *self);
/* Marks what the files of a plan hold, and where two of them want different bytes. */
void isp_plan_mark_files (const IspPlan *self, IspMap *map, IspPageState state);
/* Where a boot section can begin: 0 to 3 is BOOTSZ, -1 is none of them. */
int isp_plan_find_bootsz (const IspPart *part, guint32 at);
/* TRUE: it begins where a boot section of the part can begin. */
gboolean isp_plan_is_bootloader (const IspPlan *self, const IspImage *flash);
/* Blocks where a bootloader would never start, and offers the fuses that fit; warns where the erase
 * takes one that nothing replaces. */
void isp_plan_judge_boot (IspPlan *self);
/* Warns where a backup would take the bootloader or all of it, or has no firmware. */
void isp_plan_judge_restore (IspPlan *self);
/* Warns where fuses alone would keep the chip from the bootloader that is on it. */
void isp_plan_judge_kept (IspPlan *self);
/* Blocks on files that are no program; warns where none begins where the chip starts. */
void isp_plan_judge_files (IspPlan *self);
/* Fills fuses_after, fuses_to_write, changes, needs_life, boot_start, boot_size; blocks on unsafe
 * ones. */
void isp_plan_collect_fuses (IspPlan *self);

G_END_DECLS
