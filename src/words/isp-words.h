/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people: errors, hazards, steps, fuse fields. Translated; used by window and command
 * line alike. Borrowed strings live for ever; those to free say so. */
#pragma once

#include "engine/job/isp-report.h"

G_BEGIN_DECLS

void isp_words_init (void); /* setlocale and the text domain, once at start */

const char *isp_words_error_title (const GError *error);  /* "The Chip Does Not Answer" */
const char *isp_words_error_advice (const GError *error); /* what to do next, a sentence or two */
/* The advice, and before it what the error itself says where a person has to know that. g_free. */
char *isp_words_error_text (const GError *error);

typedef enum
{
  ISP_CURE_NONE,
  ISP_CURE_TRY_AGAIN,
  ISP_CURE_TRY_SLOWER,
  ISP_CURE_GO_ON, /* after a cancel */
  ISP_CURE_BACK,
  ISP_CURE_SET_FUSE, /* only the fuses again */
  ISP_CURE_CHOOSE_CHIP,
} IspCure;

/* The verdict in a person's words: the title says what state the chip is in. */
char *isp_words_report_title (const IspReport *report);
char *isp_words_report_text (const IspReport *report); /* cause, what is not lost, what to do */
IspCure isp_words_report_cure (const IspReport *report);
const char *isp_words_cure_label (IspCure cure); /* button label with mnemonic */

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
