/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people: errors, hazards, steps, fuse fields. Translated; used by window and command
 * line alike. Borrowed strings live for ever; those to free say so. */
#pragma once

#include "core/isp-error.h"
#include "engine/job/isp-report.h"
#include "engine/plan/isp-unfinished.h"

G_BEGIN_DECLS

/**
 * isp_words_init:
 *
 * Sets the locale and the text domain. Call it once, at the start of the program, before any thread
 * is started.
 */
void isp_words_init (void);

/**
 * IspWordsFor:
 * @ISP_WORDS_FOR_WINDOW: somebody in front of the window, who has buttons and pages
 * @ISP_WORDS_FOR_TERMINAL: somebody at the command line, who has commands and options
 *
 * Whom advice is for: it has to be something that can be done there.
 */
typedef enum
{
  ISP_WORDS_FOR_WINDOW,
  ISP_WORDS_FOR_TERMINAL,
} IspWordsFor;

/**
 * isp_words_error_title:
 * @error: an error of any domain
 *
 * What happened, as a title without a stop: "The Chip Does Not Answer".
 *
 * Returns: (transfer none): translated, lives for ever
 */
const char *isp_words_error_title (const GError *error);

/**
 * isp_words_error_advice:
 * @error: an error of any domain
 * @where: whom it is for
 *
 * What to do next, a sentence or two.
 *
 * Returns: (transfer none): translated, lives for ever
 */
const char *isp_words_error_advice (const GError *error, IspWordsFor where);

/**
 * isp_words_error_text:
 * @error: an error of any domain
 * @where: whom it is for
 *
 * The advice, preceded by the message of @error if that says something a person has to know.
 *
 * Returns: (transfer full): sentences
 */
char *isp_words_error_text (const GError *error, IspWordsFor where);

/**
 * isp_words_report_title:
 * @report: a report
 *
 * The verdict: what state the chip is in, as a title without a stop.
 *
 * Returns: (transfer full): the title
 */
char *isp_words_report_title (const IspReport *report);

/**
 * isp_words_list_differences:
 * @report: a report
 *
 * Lists where the chip differed from a file, or was not blank; bytes with little between them are
 * one place.
 *
 * Returns: (transfer full) (element-type utf8): "Flash 0x0400–0x040F · 9 bytes" for each place,
 *   without a full stop; empty where the job did not compare, or nothing differed
 */
GPtrArray *isp_words_list_differences (const IspReport *report);

/**
 * isp_words_stop_text:
 * @chip: the state that a running job would leave the chip in
 *
 * What stopping it now means.
 *
 * Returns: (transfer none): sentences, translated, live for ever
 */
const char *isp_words_stop_text (IspChipState chip);

/**
 * isp_words_report_text:
 * @report: a report
 * @where: whom it is for
 *
 * Cause, what is not lost, and what to do next.
 *
 * Returns: (transfer full): sentences
 */
char *isp_words_report_text (const IspReport *report, IspWordsFor where);

/**
 * isp_words_report_cure:
 * @report: a report
 *
 * Chooses what to offer after a job.
 *
 * Returns: which button helps; %ISP_CURE_NONE after a success
 */
IspCure isp_words_report_cure (const IspReport *report);

/**
 * isp_words_cure_label:
 * @cure: a cure
 *
 * Labels the button of a cure.
 *
 * Returns: (transfer none): translated label of the button, with a mnemonic
 */
const char *isp_words_cure_label (IspCure cure);

/**
 * isp_words_unfinished_text:
 * @unfinished: a job that was broken off
 * @where: whom it is for
 *
 * What it was, where its backup is, and the two ways on.
 *
 * Returns: (transfer full): sentences
 */
char *isp_words_unfinished_text (const IspUnfinished *unfinished, IspWordsFor where);

/**
 * isp_words_step_running:
 * @id: a step
 *
 * Says what is going on while a step runs.
 *
 * Returns: (transfer none): "Writing"
 */
const char *isp_words_step_running (IspStepId id);

/**
 * isp_words_plan_step_title:
 * @plan: a plan
 * @step: one of its steps
 *
 * Names a step before it runs.
 *
 * Returns: (transfer full): "Write Atmel DFU"
 */
char *isp_words_plan_step_title (const IspPlan *plan, const IspStep *step);

/**
 * isp_words_plan_step_text:
 * @plan: a plan
 * @step: one of its steps
 *
 * Says what exactly a step does.
 *
 * Returns: (transfer full): "4 KB at 0x7000, read back and compared"
 */
char *isp_words_plan_step_text (const IspPlan *plan, const IspStep *step);

/**
 * isp_words_plan_fuses_title:
 * @plan: a plan
 *
 * Names what becomes of the fuses, also where none changes and the plan has no step for them.
 *
 * Returns: (transfer full): "Change 3 Fuse Settings", "Leave the Fuses"
 */
char *isp_words_plan_fuses_title (const IspPlan *plan);

/**
 * isp_words_plan_fuses_text:
 * @plan: a plan
 *
 * Says what becomes of the fuses, also where none changes and the plan has no step for them.
 *
 * Returns: (transfer full): "L 5E · H D9 · E F3 already fit Atmel DFU"
 */
char *isp_words_plan_fuses_text (const IspPlan *plan);

/**
 * isp_words_hazard_title:
 * @hazard: a hazard
 *
 * Names a hazard.
 *
 * Returns: (transfer none): a title without a full stop
 */
const char *isp_words_hazard_title (const IspHazard *hazard);

/**
 * isp_words_hazard_text:
 * @hazard: a hazard
 * @plan: (nullable): the plan that it was found in; %NULL: its figures are left out
 *
 * Explains a hazard: what may happen, and what speaks for or against it.
 *
 * Returns: (transfer full): sentences
 */
char *isp_words_hazard_text (const IspHazard *hazard, const IspPlan *plan);

/**
 * isp_words_hazard_terminal:
 * @hazard: a hazard
 * @plan: (nullable): the plan that it is in, as over USB there are other options
 *
 * Says what somebody at the command line may type instead: commands and options.
 *
 * Returns: (transfer none) (nullable): a sentence; %NULL: what is a fact alone
 */
const char *isp_words_hazard_terminal (const IspHazard *hazard, const IspPlan *plan);

/**
 * isp_words_hazard_check:
 * @hazard: a hazard
 *
 * Says what a person has to confirm before a job with this hazard may run.
 *
 * Returns: (transfer none) (nullable): "I know this board has …"; %NULL: there is nothing to
 *   confirm, as for facts and for what blocks the job
 */
const char *isp_words_hazard_check (const IspHazard *hazard);

/**
 * isp_words_field_title:
 * @field: a fuse field
 *
 * Names a fuse field.
 *
 * Returns: (transfer none): "After Reset"
 */
const char *isp_words_field_title (IspField field);

/**
 * isp_words_fuse_change:
 * @part: the chip
 * @byte: which byte
 * @before: its value now
 * @after: its value to be
 *
 * Shows how a fuse byte changes, in the digits in which fuses are shown everywhere.
 *
 * Returns: (transfer full): "H D9 → D8"
 */
char *isp_words_fuse_change (const IspPart *part, IspFuseByte byte, guint8 before, guint8 after);

/**
 * isp_words_fuses:
 * @fuses: as they were read, or as they are to be
 * @part: (nullable): the chip; %NULL: not known, the bytes are named as they are
 * @include_lock: whether to name the lock byte as well
 *
 * Names fuse bytes in the digits in which they are shown everywhere; see isp_fuse_byte_shown().
 *
 * Returns: (transfer full): "L 5E · H D9 · E F3 · Lock 2F", without the bytes that @fuses lack
 */
char *isp_words_fuses (const IspFuses *fuses, const IspPart *part, gboolean include_lock);

/**
 * isp_words_field_value:
 * @part: a part that has the field
 * @field: a fuse field
 * @value: its value, as the fuse bits have it
 *
 * Says what a value means.
 *
 * Returns: (transfer full): "Bootloader first"
 */
char *isp_words_field_value (const IspPart *part, IspField field, guint value);

/**
 * isp_words_fault_title:
 * @fault_id: a fault that a rehearsal can play
 *
 * Names a rehearsal's fault.
 *
 * Returns: (transfer none): a title, also for an id that is not known
 */
const char *isp_words_fault_title (const char *fault_id);

/**
 * isp_words_range:
 * @range: addresses
 *
 * Names addresses, the last byte included.
 *
 * Returns: (transfer full): "0x7000–0x7FFF"
 */
char *isp_words_range (IspRange range);

/**
 * isp_words_size:
 * @bytes: a number of bytes
 *
 * Says how much that is; 1 KB is 1024 bytes.
 *
 * Returns: (transfer full): "4 KB", "512 bytes"
 */
char *isp_words_size (gsize bytes);

/**
 * isp_words_time_left:
 * @seconds: an estimate; below 0: there is none
 * @last_step: whether the job is at its last step
 *
 * Says how long a job still takes. The estimate may be short, so that only the last step is almost
 * done.
 *
 * Returns: (transfer full): "About 7 seconds left", "Almost done"; "": not known
 */
char *isp_words_time_left (double seconds, gboolean last_step);

/**
 * isp_words_seconds:
 * @seconds: a duration
 *
 * Says about how long that is.
 *
 * Returns: (transfer full): "about 7 seconds", "about 2 minutes"
 */
char *isp_words_seconds (double seconds);

/**
 * isp_words_hz:
 * @hz: a frequency
 *
 * Says how fast that is.
 *
 * Returns: (transfer full): "125 kHz"
 */
char *isp_words_hz (guint32 hz);

G_END_DECLS
