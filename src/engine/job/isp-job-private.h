/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job while it runs, and its steps. Worker thread; private to the engine. */
#pragma once

#include "engine/avr/isp-link.h"
#include "engine/plan/isp-unfinished.h"
#include "isp-job.h"

G_BEGIN_DECLS

#define ISP_N_MARKS 8u

/* Bytes of a memory that are programmed, and have to stay so. */
typedef struct
{
  guint32 addresses[ISP_N_MARKS];
  guint8 values[ISP_N_MARKS];
  guint n;
} IspMarks;

typedef struct _IspJob IspJob;

/* A way to the chip: the job keeps order, progress and verdict, and this does the work. */
typedef struct
{
  /* By what a plan for this way may hold; each notes with isp_job_set_chip() what it begins, and
   * what it ends with stands in isp-job.c. */
  gboolean (*steps[ISP_N_STEPS]) (IspJob *job, GError **error);
  gboolean (*is_open) (const IspJob *job);
  /* After the last step: what the verdict covers besides. */
  gboolean (*finish) (IspJob *job, GError **error);
  /* On every way out, also where nothing is open. */
  void (*close) (IspJob *job);
} IspJobWay;

extern const IspJobWay isp_job_over_isp;    /* isp-job-isp.c */
extern const IspJobWay isp_job_over_loader; /* isp-job-loader.c */

struct _IspJob
{
  IspSession *session;
  const IspPort *port;
  const IspPlan *plan;
  const IspJobWay *way;
  const IspJobOptions *options;
  IspProgress *progress;     /* may be NULL */
  GCancellable *cancellable; /* may be NULL */
  IspReport *report;
  IspLink link;      /* over ISP */
  IspLoader *loader; /* through a bootloader; NULL: not open */
  IspSnapshot *now;  /* the snapshot taken at the start of the job */
  IspBackup *found;  /* what the chip held when the job came to it; NULL: not read */
  IspBackup *backup; /* what it held before any job changed it: found, or that of the jobs that were
                        broken off; NULL: none */
  gboolean is_whole; /* what was found may as well be another board's, alike in all */
  IspUnfinished *noted;  /* in the journal; NULL: nothing */
  IspImage *flash;       /* what flash is to hold where the plan writes; with the kept firmware */
  IspImage *known;       /* bytes that flash held before the erase; NULL: none could be read */
  IspMarks marks[2];     /* by IspMemoryId: noted before the last writing of fuses */
  gboolean erased;       /* certainly: what was programmed reads FF */
  gboolean strayed;      /* a write of flash went wrong, and where to is not known */
  gboolean started_over; /* the job went back to its erase once */
  IspRange failed_at;    /* page of flash for which it did; an end of 0: none */
  GError *trouble;       /* that a step has to end with although it could be finished; NULL: none */
  gsize step_bytes, step_done; /* of the running step, for progress */
};

/* Steps over ISP, in isp-job-backup.c, isp-job-compare.c, isp-job-erase.c, isp-job-memory.c,
 * isp-job-eeprom.c and isp-job-fuses.c. */
gboolean isp_job_backup (IspJob *job, GError **error);
gboolean isp_job_erase (IspJob *job, GError **error);
gboolean isp_job_write_flash (IspJob *job, GError **error);
gboolean isp_job_verify_flash (IspJob *job, GError **error);
gboolean isp_job_write_eeprom (IspJob *job, GError **error);
gboolean isp_job_read (IspJob *job, GError **error);
gboolean isp_job_compare (IspJob *job, GError **error);
gboolean isp_job_fuses (IspJob *job, GError **error);
gboolean isp_job_life (IspJob *job, GError **error);
gboolean isp_job_lock (IspJob *job, GError **error);

/* In isp-job-helper.c. */
gboolean isp_job_answer (IspJob *job, GError **error);

gboolean isp_job_has_step (const IspJob *job, IspStepId id);
/* TRUE: a step looks at all of the chip before it is changed. */
gboolean isp_job_looks_first (const IspJob *job);
/* As IspLink.tick, with the job as data. */
void isp_job_tick (gsize bytes, gpointer data);
/**
 * isp_job_keep_backup:
 * @job: a job
 * @backup: what its chip holds
 * @error: return location
 *
 * Hands a backup to who stores it; the report says where it is.
 *
 * Returns: FALSE with %ISP_ERROR_BACKUP, whatever went wrong there
 */
gboolean isp_job_keep_backup (IspJob *job, const IspBackup *backup, GError **error);
/* Before a job that writes fuses alone: these are its backup. FALSE as isp_job_keep_backup(). */
gboolean isp_job_backup_fuses (IspJob *job, GError **error);
/* What the chip held before the jobs that were broken off is the backup of this one. */
void isp_job_take_first_backup (IspJob *job);
/* The same, if what was found proves that they were broken off on this chip. FALSE: it does not, or
 * there were none. */
gboolean isp_job_take_proven_backup (IspJob *job);
/* For the journal, where there is one: how far the job has come. */
void isp_job_note_stage (IspJob *job, IspUnfinishedStage stage);
/**
 * isp_job_begin_journal:
 * @job: before a step that changes the chip
 * @error: return location
 *
 * Notes on disk what is about to be done, once.
 *
 * Returns: %FALSE: it could not be noted
 */
gboolean isp_job_begin_journal (IspJob *job, GError **error);
/**
 * isp_job_end_journal:
 * @job: after its last step
 * @ok: %TRUE: the chip is as planned
 *
 * Takes the note away where there is nothing to go on with.
 */
void isp_job_end_journal (IspJob *job, gboolean ok);
/* Sets job->flash: the image of the plan, and beside it the firmware that is to be kept. */
void isp_job_settle_flash (IspJob *job);
/**
 * isp_job_note_known:
 * @job: before its erase, or before its fuses
 * @error: return location
 *
 * Sets job->known: the backup; without one, the boot section as the snapshot saw it, and the lowest
 * page of each 64 KiB. Of a locked chip nothing is known.
 *
 * Returns: FALSE where the chip cannot be read.
 */
gboolean isp_job_note_known (IspJob *job, GError **error);
/* The i-th of n places out of an array of addresses (guint32), spread evenly, with the first and
 * the last. */
guint32 isp_job_get_place (const GArray *places, guint i, guint n);
/* EESAVE is programmed in the fuses that were read last: an erase leaves EEPROM as it is. */
gboolean isp_job_erase_spares_eeprom (const IspJob *job);
/* (nullable): what the job writes to EEPROM, or restores there. */
const IspImage *isp_job_get_eeprom (const IspJob *job);
/**
 * isp_job_note_marks:
 * @job: before it writes fuses or the lock
 * @error: return location
 *
 * Notes some bytes that are programmed: as the job wrote them, as its backup has them, or read now.
 *
 * Returns: FALSE where the chip cannot be read.
 */
gboolean isp_job_note_marks (IspJob *job, GError **error);
/**
 * isp_job_check_marks:
 * @job: after all its fuses were read back
 * @error: return location
 *
 * Looks at those bytes again: a write of a fuse may have reached the chip as an erase. Where one is
 * gone, the report's state of the chip says so. A chip that is locked now cannot be looked at.
 *
 * Returns: FALSE with %ISP_ERROR_VERIFY where one is gone, or where the chip cannot be read.
 */
gboolean isp_job_check_marks (IspJob *job, GError **error);
/**
 * isp_job_set_chip:
 * @job: a job
 * @chip: the state that the chip would be left in if the job broke off now
 *
 * For the report, and for who looks on.
 */
void isp_job_set_chip (IspJob *job, IspChipState chip);
/* On the map of the job's options, where there is one of that memory: what is known of @len bytes
 * now. */
void isp_job_mark (IspJob *job, IspMemoryId memory, guint32 address, gsize len, IspPageState state);
/* Bytes of a flash page; 2 where the part has none. */
guint32 isp_job_get_page (const IspJob *job);
/* Every fuse and lock byte, once more, against the plan. */
gboolean isp_job_check_fuses (IspJob *job, GError **error);
/* Back to the slow, proven rate, for good. */
gboolean isp_job_slow_down (IspJob *job, GError **error);
/**
 * isp_job_read_agreed:
 * @job: a job in contact
 * @memory: flash or EEPROM
 * @address: of the first byte
 * @out: (out caller-allocates) (array length=len): what two readings agree on
 * @len: bytes; 0: nothing is done
 * @error: return location
 *
 * isp_avr_read_agreed(), and the report tells the rate that it ended at.
 *
 * Returns: FALSE where three readings differ, or the programmer fails.
 */
gboolean isp_job_read_agreed (IspJob *job, IspMemoryId memory, guint32 address, guint8 *out,
                              gsize len, GError **error);
/**
 * isp_job_add_byte_facts:
 * @error: (nullable): an error of this library that was just set
 * @memory: flash or EEPROM
 * @address: of the byte
 * @read: what is there
 * @planned: what should be
 *
 * Gives an error its facts: a byte of a memory that does not read as planned.
 */
void isp_job_add_byte_facts (GError **error, IspMemoryId memory, guint32 address, guint8 read,
                             guint8 planned);
/* Sets how many bytes the running step moves. */
void isp_job_expect (IspJob *job, gsize bytes);

G_END_DECLS
