/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people: errors, hazards, steps, fuse fields. Translated; used by window and command
 * line alike. Borrowed strings live for ever; those to free say so. */
#pragma once

#include "core/isp-error.h"
#include "engine/job/isp-report.h"
#include "engine/plan/isp-unfinished.h"

G_BEGIN_DECLS

void isp_words_init (void); /* setlocale and the text domain, once at start */

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
 * Returns: which button helps; %ISP_CURE_NONE after a success
 */
IspCure isp_words_report_cure (const IspReport *report);

/**
 * isp_words_cure_label:
 * @cure: a cure
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

const char *isp_words_step_running (IspStepId id);                          /* "Writing" */
char *isp_words_plan_step_title (const IspPlan *plan, const IspStep *step); /* "Write Atmel DFU" */
char *isp_words_plan_step_text (const IspPlan *plan,
                                const IspStep *step); /* "4 KB at 0x7000, read back and compared" */
/* The fuses as a row of the plan, also where none changes and there is no step: "Change 3 Fuse
 * Settings", "Leave the Fuses"; "L 5E · H D9 · E F3 already fit Atmel DFU". g_free. */
char *isp_words_plan_fuses_title (const IspPlan *plan);
char *isp_words_plan_fuses_text (const IspPlan *plan);
const char *isp_words_hazard_title (const IspHazard *hazard);
char *isp_words_hazard_text (const IspHazard *hazard, const IspPlan *plan); /* plan may be NULL */
const char *
isp_words_hazard_check (const IspHazard *hazard); /* "I know this board has …"; NULL for facts */

const char *isp_words_field_title (IspField field); /* "After Reset" */
char *isp_words_field_value (const IspPart *part, IspField field,
                             guint value);                /* "Bootloader first" */
const char *isp_words_fault_title (const char *fault_id); /* rehearsal faults */
char *isp_words_size (gsize bytes);       /* "4 KB", "512 bytes" (1 KB = 1024 bytes) */
char *isp_words_seconds (double seconds); /* "about 7 seconds", "about 2 minutes" */
char *isp_words_hz (guint32 hz);          /* "125 kHz" */

G_END_DECLS
