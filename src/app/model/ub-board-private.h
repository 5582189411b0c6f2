/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by ub-board.c (programmer, chip, plan), ub-board-fuses.c (its fuses), ub-board-upload.c
 * (what goes through a bootloader) and ub-board-job.c
 * (jobs and the way back). */
#pragma once

#include "ub-board.h"
#include "ub-undo.h"

G_BEGIN_DECLS

/* What a request without further words is for. */
typedef enum
{
  UB_TASK_RESCUE,    /* over ISP */
  UB_TASK_INSTALL,   /* firmware, through the bootloader; and so are those that follow */
  UB_TASK_MAKE,      /* a programmer of a board */
  UB_TASK_GIVE_BACK, /* the board's own firmware */
} UbTask;

struct _UbBoard
{
  GObject parent_instance;

  UbPorts *ports;
  UbChoice *choice;
  UbContact *contact;
  UbLoader *loader;
  UbMaker *maker;

  char *chosen_port;   /* id, by hand; NULL: none */
  IspPort *port;       /* in force, with the clock that it gives; NULL: none */
  const IspPart *part; /* as contact was last told to expect; NULL: whatever answers */

  IspGuess *guess;      /* about what answers, or answered last; NULL: nothing so far */
  char *suggested_by;   /* id of the port on which that was; NULL: none */
  IspRequest *request;  /* other than the usual one */
  gboolean edits_fuses; /* of the request in force, instead of a job of their own */
  UbTask task;          /* what the usual one is for */
  IspPlan *plan;        /* drawn up when asked for; kept while the chip does not answer */
  guint64 acknowledged; /* 1 << IspHazardId */

  UbJob *job;        /* running, or the last that did something */
  UbJob *previous;   /* the one before, while another runs */
  IspPlan *reviewed; /* what the person saw and answered last */
  UbUndo undo;
  UbWatch *watch;     /* for what comes after the job; NULL: no job so far */
  IspRange failed_at; /* page of flash at which a job failed, and none has succeeded since */
  gboolean is_done;   /* the last job made this keyboard work; FALSE where it may be another one */
};

G_STATIC_ASSERT (ISP_N_HAZARDS <= 64);

void ub_board_changed (UbBoard *self);
/* In ub-board-upload.c. */
void ub_board_suggest_chip (UbBoard *self);
/* As ub_board_get_missing(), for a request that goes through a bootloader. */
const char *ub_board_get_missing_upload (UbBoard *self);
/* Plan, answers and a special request are void. */
void ub_board_drop_plan (UbBoard *self);
/* The job that was broken off and that the usual one goes on with; NULL: none. */
const IspUnfinished *ub_board_get_resumed (UbBoard *self);
/* Forgets job and backup. */
void ub_board_clear_jobs (UbBoard *self);

G_END_DECLS
