/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened: one verdict, computed from reading back, and the state that the chip is left in. A
 * value. */
#pragma once

#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

/**
 * IspVerdict:
 *
 * How a job ended.
 */
typedef enum
{
  ISP_VERDICT_OK,
  ISP_VERDICT_FAILED,
  ISP_VERDICT_REFUSED, /* nothing on the chip was changed */
  ISP_VERDICT_CANCELLED,
} IspVerdict;

/**
 * IspChipState:
 *
 * The state that a job leaves the chip in, as far as it was proven.
 */
typedef enum
{
  ISP_CHIP_UNCHANGED,  /* nothing was written */
  ISP_CHIP_ERASING,    /* an erase began and was not confirmed */
  ISP_CHIP_ERASED,     /* erased, nothing written */
  ISP_CHIP_PARTLY,     /* erased and partly written, or written and not verified */
  ISP_CHIP_WRITTEN,    /* all memories written and verified, fuses as before */
  ISP_CHIP_FUSES_OPEN, /* memories right, a fuse is not as planned */
  ISP_CHIP_UNPROVEN,   /* everything verified, and broken off before proof of life */
  ISP_CHIP_SILENT,     /* everything verified, then no life */
  ISP_CHIP_DONE,
} IspChipState;

/**
 * IspStepState:
 *
 * How far a step got.
 */
typedef enum
{
  ISP_STEP_PENDING,
  ISP_STEP_DONE,
  ISP_STEP_FAILED,
  ISP_STEP_CANCELLED,
} IspStepState;

/**
 * IspStart:
 * @ISP_START_NONE: it was not asked for, or the job did not get so far
 * @ISP_START_LEFT: the board left its bootloader, and has not come back as anything so far
 * @ISP_START_BACK: it came back as something else
 * @ISP_START_STAYED: it is in its bootloader still, or again
 *
 * What became of a board whose firmware was started.
 */
typedef enum
{
  ISP_START_NONE,
  ISP_START_LEFT,
  ISP_START_BACK,
  ISP_START_STAYED,
} IspStart;

/**
 * IspStepResult:
 *
 * What became of one step: bytes moved, and how long it took.
 */
typedef struct
{
  IspStepId id;
  IspStepState state;
  gsize bytes;
  double seconds;
} IspStepResult;

/**
 * IspReport:
 *
 * Everything that can be said about a job that has ended. Belongs to one owner; any thread may read
 * it once the job has returned it.
 */
typedef struct
{
  IspJobKind kind;
  IspVerdict verdict;
  IspChipState chip;
  GError *error; /* NULL when OK */
  char *programmer_name;
  char *programmer_version;
  char *driver_id;
  char *port_id;
  const IspPart *part;           /* may be NULL when there was no contact */
  char *keyboard;                /* what it is called; NULL: not known */
  char *preset_id, *preset_name; /* name: isp_preset_get_title(); may be NULL */
  char *eeprom_file; /* what was to be written into the EEPROM, or compared with it, is called;
                        NULL: not from a file; not saved */
  GPtrArray *files; /* char *: names of what was to be written, the bootloader's first, or compared;
                       not saved */
  gboolean firmware; /* firmware was to be written, not the bootloader alone */
  gboolean own;      /* the board got its own firmware back */
  gboolean rehearsal;
  guint32 sck_hz;                     /* used for the memories */
  gboolean one_sck;                   /* the programmer has no other; not saved */
  GArray *steps;                      /* IspStepResult */
  IspFuses fuses_before, fuses_after; /* after: as read back; has: what was read */
  IspFuses fuses_wanted;              /* has: what was to be written; not saved */
  IspImage *bad;        /* flash pages (whole) that read back wrong: what was read; NULL: none */
  gboolean again;       /* it failed at the page at which a job before failed, see
                           isp_report_get_failed_page() */
  gboolean twice;       /* it failed at the same page before it went back to its erase */
  char *backup;         /* what the backup sink said (a path or name); NULL: none */
  gboolean only_fuses;  /* are in the backup */
  IspMemoryId memory;   /* ISP_JOB_READ: of data */
  IspImage *data;       /* ISP_JOB_READ: what was read */
  char *saved;          /* ISP_JOB_READ: name of the file that it is in; NULL: none; not saved */
  IspImage *differs[2]; /* by IspMemoryId: bytes that are not as in the file, or not FF, as they
                           read; NULL: none */
  IspStart start;
  char *came_back; /* ISP_START_BACK: what it calls itself, or its USB id; NULL otherwise */
  gboolean types;  /* it came back as a keyboard */
  GDateTime *started;
  double seconds;
} IspReport;

/**
 * isp_report_new:
 * @kind: what kind of job
 *
 * Makes a report that begins now and whose verdict is a failure until proven otherwise.
 *
 * Returns: (transfer full): a report, to be filled
 */
IspReport *isp_report_new (IspJobKind kind);

/**
 * isp_report_free:
 * @self: (nullable) (transfer full): a report
 *
 * Frees a report.
 */
void isp_report_free (IspReport *self);

/**
 * isp_report_get_failed_page:
 * @self: a report
 *
 * Wires fail here and there; a page fails where it is.
 *
 * Returns: the first page of flash that read back other than erased or written; an end of 0: none
 * did
 */
IspRange isp_report_get_failed_page (const IspReport *self);

/**
 * isp_report_find_page:
 * @self: the report of a job that may go on yet
 * @error: (nullable): an error that one of its steps ended with
 *
 * As isp_report_get_failed_page(), for an error that does not end the job.
 *
 * Returns: the page; an end of 0: none
 */
IspRange isp_report_find_page (const IspReport *self, const GError *error);

/**
 * isp_report_new_refused:
 * @kind: what kind of job
 * @port: (nullable): where it was to run
 * @left_as: how the job on this chip before left it, if that failed
 * @error: (transfer full): why it did not
 *
 * Makes the report of a job that failed before there was a plan, as without contact.
 *
 * Returns: (transfer full): a report with the verdict refused; failed where the chip is not as it
 * should be all the same; or cancelled where @error says so
 */
IspReport *isp_report_new_refused (IspJobKind kind, const IspPort *port, IspChipState left_as,
                                   GError *error);

/**
 * IspDifference:
 * @range: from the first byte to the last that is not as it should be
 * @bytes: how many of them are not
 *
 * A place where the chip is not as in a file, or not blank.
 */
typedef struct
{
  IspRange range;
  gsize bytes;
} IspDifference;

/**
 * isp_report_next_difference:
 * @self: a report
 * @memory: flash or EEPROM
 * @i: (inout): where to begin, 0 at first; then what the last call left there
 * @out: (out caller-allocates): the place
 *
 * Goes through the places where the chip is not as it should be. A few bytes that happen to be
 * right do not make two places of one.
 *
 * Returns: %FALSE: there is none any more
 */
gboolean isp_report_next_difference (const IspReport *self, IspMemoryId memory, guint *i,
                                     IspDifference *out);

/**
 * isp_verdict_get_id:
 * @verdict: a verdict
 *
 * Names a verdict in files and in --json.
 *
 * Returns: (transfer none): "ok", "failed", "refused" or "cancelled"
 */
const char *isp_verdict_get_id (IspVerdict verdict);

/**
 * isp_chip_state_get_id:
 * @state: a state
 *
 * Names a state in files and in --json.
 *
 * Returns: (transfer none): "unchanged", "partly-written" …
 */
const char *isp_chip_state_get_id (IspChipState state);

/**
 * isp_step_state_get_id:
 * @state: a state
 *
 * Names a state in files and in --json.
 *
 * Returns: (transfer none): "pending", "done", "failed" or "cancelled"
 */
const char *isp_step_state_get_id (IspStepState state);

/**
 * isp_start_get_id:
 * @start: what became of a board
 *
 * Names it in files and in --json.
 *
 * Returns: (transfer none): "none", "left", "back" or "stayed"
 */
const char *isp_start_get_id (IspStart start);

/**
 * isp_report_get_exit_status:
 * @self: a report
 *
 * Tells how the command line ends.
 *
 * Returns: an #IspExit: 0 for the verdict ok only
 */
int isp_report_get_exit_status (const IspReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspReport, isp_report_free)

G_END_DECLS
