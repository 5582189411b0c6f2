/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For this room alone. */
#pragma once

#include "isp-words.h"

G_BEGIN_DECLS

/* "0x7000" */
char *isp_words_address (guint32 address);
/* What a clock needs on the board: "a crystal of 16 MHz", "a watch crystal, 32.768 kHz". row may be
 * NULL: not known; hz 0: any that the row allows. g_free. */
char *isp_words_clock_need (const IspClockRow *row, guint32 hz);
/* How many bytes are not as they should be, and where the first is: a sentence for each memory. */
char *isp_words_differences (const IspReport *report);
/* The lock has a bit too many: only an erase takes that back, to set it again cannot help. */
gboolean isp_words_is_overlocked (const IspReport *report);
/* "4.3 V" */
char *isp_words_volts (guint millivolts);

G_END_DECLS
