/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened: one verdict, computed from reading back, and the state that the chip is left in. A
 * value. */
#pragma once

#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  ISP_VERDICT_OK,
  ISP_VERDICT_FAILED,
  ISP_VERDICT_REFUSED, /* nothing on the chip was changed */
  ISP_VERDICT_CANCELLED,
} IspVerdict;

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

typedef enum
{
  ISP_STEP_PENDING,
  ISP_STEP_DONE,
  ISP_STEP_FAILED,
  ISP_STEP_CANCELLED,
} IspStepState;

typedef struct
{
  IspStepId id;
  IspStepState state;
  gsize bytes;
  double seconds;
} IspStepResult;

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
  char *preset_id, *preset_name; /* name: isp_preset_get_title(); may be NULL */
  gboolean rehearsal;
  guint32 sck_hz;                     /* used for the memories */
  GArray *steps;                      /* IspStepResult */
  IspFuses fuses_before, fuses_after; /* after: as read back; has: what was read */
  IspImage *bad;  /* flash pages (whole) that read back wrong: what was read; NULL: none */
  char *backup;   /* what the backup sink said (a path or name); NULL: none */
  IspImage *data; /* ISP_JOB_READ: what was read */
  GDateTime *started;
  double seconds;
} IspReport;

IspReport *isp_report_new (IspJobKind kind);
void isp_report_free (IspReport *self);
/* For a job that failed before there was a plan (no contact …). Takes the error. */
IspReport *isp_report_new_refused (IspJobKind kind, const IspPort *port, GError *error);

const char *isp_verdict_get_id (IspVerdict verdict);    /* "ok" "failed" "refused" "cancelled" */
const char *isp_chip_state_get_id (IspChipState state); /* "unchanged" … */
const char *isp_step_state_get_id (IspStepState state);
/* Exit status of the command line, an IspExit. */
int isp_report_get_exit_status (const IspReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspReport, isp_report_free)

G_END_DECLS
