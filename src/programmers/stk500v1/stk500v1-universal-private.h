/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v1's 'V': instructions of four bytes. Private to stk500v1.c. */
#pragma once

#include "stk500v1-link-private.h"

G_BEGIN_DECLS

#define STK_UNIVERSAL_LEN 6u
#define STK_LEAVE         'Q'
/* One instruction at the sketches' SCK, with what the sketch does around it: no longer. */
#define STK_INSTRUCTION_US 400u
/* So many are under way where native USB holds the host back. */
#define STK_UNIVERSAL_WINDOW 120u

/* Instructions with nothing to wait for in between. is_sketch: it is no STK500 or AVRISP, which
 * look for the end of a command first. *n_done: how many were surely carried out, also on failure.
 */
gboolean stk_universal_run (StkLink *self, gboolean is_sketch, const IspOp *ops, IspReply *replies,
                            gsize n, gsize *n_done, GCancellable *cancellable, GError **error);

G_END_DECLS
