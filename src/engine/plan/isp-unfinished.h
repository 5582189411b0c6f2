/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job that was broken off: what the chip held before it, and what it may hold by now. Over ISP
 * there always is a backup, and the chip is known by what it says of itself; a board in its
 * bootloader is known by the USB port that it is plugged into. */
#pragma once

#include "core/isp-backup.h"
#include "isp-plan.h"

G_BEGIN_DECLS

/**
 * IspIntent:
 * @flash: what was to be written, the kept firmware too; %NULL: nothing
 * @eeprom: what was to be written; %NULL: nothing
 * @fuses: what was to be read back in the end, the lock too
 *
 * What one job was to do to a chip.
 */
typedef struct
{
  IspImage *flash;
  IspImage *eeprom;
  IspFuses fuses;
} IspIntent;

/**
 * IspUnfinishedStage:
 * @ISP_STAGE_NOTED: it was about to change the chip
 * @ISP_STAGE_CHANGED: the chip no longer holds what it held before
 * @ISP_STAGE_COMPLETE: flash and EEPROM are as wanted
 *
 * How far the last of the jobs is known to have come.
 */
typedef enum
{
  ISP_STAGE_NOTED,
  ISP_STAGE_CHANGED,
  ISP_STAGE_COMPLETE,
} IspUnfinishedStage;

/**
 * IspLeftAs:
 * @ISP_LEFT_OTHERWISE: no such job leaves that: another chip, or it has changed since
 * @ISP_LEFT_BEFORE: as before the first job
 * @ISP_LEFT_HALF: somewhere on the way, which no chip is that was not broken off
 * @ISP_LEFT_AFTER: as one of the jobs wanted it
 *
 * What a chip holds, compared with what an unfinished job did.
 */
typedef enum
{
  ISP_LEFT_OTHERWISE,
  ISP_LEFT_BEFORE,
  ISP_LEFT_HALF,
  ISP_LEFT_AFTER,
} IspLeftAs;

struct _IspUnfinished
{
  gatomicrefcount refs;
  const IspPart *part;
  char *loader_id;    /* driver of the bootloader; NULL: over ISP */
  char *board;        /* "usb:1-2", with a bootloader; else NULL */
  IspBackup *backup;  /* what the chip held before the first of these jobs, its fuses alone where no
                         job did more than write these; NULL: not known */
  char *location;     /* where that is kept, a path or a name; without a backup where the journal
                         keeps the rest, NULL before it does */
  IspJobKind kind;    /* of the last job */
  char *preset_id;    /* of the last job; may be NULL */
  char *title;        /* what the last job was writing, for people; may be NULL */
  GDateTime *begun;   /* when the first job began to change the chip */
  IspRange failed_at; /* page of flash at which the last job failed; an end of 0: none */
  GPtrArray *intents; /* IspIntent, of the jobs, the last one last; at least one */
  IspUnfinishedStage stage;
};

/**
 * isp_unfinished_new:
 * @part: the chip
 * @backup: (nullable): what the chip held before; shared
 * @location: (nullable): where that is kept
 *
 * Makes one that isp_unfinished_add_intent() fills.
 *
 * Returns: (transfer full): one without an intent, to be filled
 */
IspUnfinished *isp_unfinished_new (const IspPart *part, const IspBackup *backup,
                                   const char *location);

/**
 * isp_unfinished_new_for:
 * @plan: what is about to be done. Where its request goes on after jobs that were broken off,
 *   theirs is part of it
 * @backup: (nullable): what the chip held before; shared
 * @location: (nullable): where that is kept
 * @flash: (nullable): what will be written, the kept firmware too
 *
 * Notes before a job changes anything what has to be known if it is broken off.
 *
 * Returns: (transfer full): what will be left if the job is broken off
 */
IspUnfinished *isp_unfinished_new_for (const IspPlan *plan, const IspBackup *backup,
                                       const char *location, const IspImage *flash);

/**
 * isp_unfinished_ref:
 * @self: an unfinished job
 *
 * Shares an unfinished job.
 *
 * Returns: (transfer full): @self, which nobody changes from now on
 */
IspUnfinished *isp_unfinished_ref (const IspUnfinished *self);

/**
 * isp_unfinished_unref:
 * @self: (nullable) (transfer full): an unfinished job
 *
 * Drops a reference; the last one frees it.
 */
void isp_unfinished_unref (const IspUnfinished *self);

/**
 * isp_unfinished_add_intent:
 * @self: one that is being filled
 * @flash: (nullable): shared
 * @eeprom: (nullable): shared
 * @fuses: all of them
 *
 * Adds what one more job was to do, as the last one.
 */
void isp_unfinished_add_intent (IspUnfinished *self, const IspImage *flash, const IspImage *eeprom,
                                const IspFuses *fuses);

/**
 * isp_unfinished_is_of_fuses:
 * @self: an unfinished job
 *
 * Tells a job that was to write fuses alone: nothing is known of flash and EEPROM, nor need it be.
 *
 * Returns: %TRUE: it was
 */
gboolean isp_unfinished_is_of_fuses (const IspUnfinished *self);

/**
 * isp_unfinished_is_of:
 * @self: an unfinished job
 * @snapshot: a chip as it was found
 *
 * Compares an unfinished job with a chip, without reading its memories.
 *
 * Returns: %TRUE: it can be the chip: part, signature and calibration are the same, and each fuse
 * is on its way from what it was to what one of the jobs wanted; in its bootloader: part,
 * bootloader and USB port are. Boards of one kind can be alike in all of that; see
 * isp_unfinished_compare()
 */
gboolean isp_unfinished_is_of (const IspUnfinished *self, const IspSnapshot *snapshot);

/**
 * isp_unfinished_compare:
 * @self: an unfinished job with a backup
 * @flash: what the chip holds now, all of it
 * @eeprom: what the chip holds now, all of it
 *
 * Compares what a chip holds with what the job found, wanted, and may have left on the way: an
 * erase only sets bits, and a write only clears them on the way to what is wanted. Where the flash
 * is whole, the EEPROM has to be written up to some place, and be erased behind it, or as it was.
 *
 * Returns: what that is
 */
IspLeftAs isp_unfinished_compare (const IspUnfinished *self, const IspImage *flash,
                                  const IspImage *eeprom);

/**
 * isp_unfinished_is_proven:
 * @self: an unfinished job with a backup
 * @left: what isp_unfinished_compare() says of a chip
 *
 * Two boards can be alike in all that a chip says of itself, and hold the same firmware. So what is
 * whole is the interrupted one only as far as the job did not come any further.
 *
 * Returns: %TRUE: it is the chip that the job was broken off on
 */
gboolean isp_unfinished_is_proven (const IspUnfinished *self, IspLeftAs left);

/**
 * isp_unfinished_may_have_left_boot:
 * @self: an unfinished job
 * @snapshot: a chip that isp_unfinished_is_of() says it can be
 *
 * As isp_unfinished_compare(), for what is known of the boot section at contact, before
 * anything else is read.
 *
 * Returns: %FALSE: this is another chip, or it has changed since
 */
gboolean isp_unfinished_may_have_left_boot (const IspUnfinished *self, const IspSnapshot *snapshot);

/**
 * isp_unfinished_covers:
 * @self: an unfinished job
 * @later: another one, which began after it
 *
 * Tells whether a job that ended as planned also settles a later one on the same chip.
 *
 * Returns: %TRUE: what @later found on its chip proves that @self was broken off there, or where
 * @self was to write fuses alone, its fuses are; of boards in their bootloader: they are the same
 * one
 */
gboolean isp_unfinished_covers (const IspUnfinished *self, const IspUnfinished *later);

/**
 * isp_unfinished_reach:
 * @self: one that its maker has not shared yet
 * @stage: how far the last job has come
 *
 * Takes note of a stage; an earlier one changes nothing.
 *
 * Returns: %TRUE: it is further than before
 */
gboolean isp_unfinished_reach (IspUnfinished *self, IspUnfinishedStage stage);

/**
 * isp_unfinished_make_request:
 * @self: an unfinished job
 * @preset: (nullable): the bootloader of its preset_id, if it is still known; shared
 *
 * Makes the last job's request again, for a plan on the chip as it is now.
 *
 * Returns: (transfer full): a request that does what the last job was to do
 */
IspRequest *isp_unfinished_make_request (const IspUnfinished *self, const IspPreset *preset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspUnfinished, isp_unfinished_unref)

G_END_DECLS
