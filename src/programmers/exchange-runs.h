/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exchanging operations in runs: what has nothing to wait for in between goes out together, polls
 * and pauses are the host's. For drivers whose firmware knows neither. */
#pragma once

#include "isp-programmer.h"

G_BEGIN_DECLS

/* Instructions in order, nothing to wait for between them; *n_done: how many were surely carried
 * out. */
typedef gboolean (*IspRunFunc) (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n,
                                gsize *n_done, GCancellable *cancellable, GError **error);

/* Polls that go out along with what they wait for, so that waiting costs no way there and back. The
 * driver's own, zero at first but for poll_us. */
typedef struct
{
  guint poll_us; /* what an instruction takes at least; 0: one goes along, as asking once more costs
                    no more than the way there and back */
  guint32 wait_us;
  guint n_needed; /* as many as it took the last time to wait for wait_us at most */
} IspPolls;

/* An exchange function on top of run. known_bytes: of every reply. polls: NULL where each poll is a
 * run of its own. */
gboolean isp_exchange_with_polls (IspProgrammer *self, IspRunFunc run, IspPolls *polls,
                                  guint8 known_bytes, const IspOp *ops, IspReply *replies, gsize n,
                                  gsize *n_done, GCancellable *cancellable, GError **error);
/* The same without. */
gboolean isp_exchange_in_runs (IspProgrammer *self, IspRunFunc run, guint8 known_bytes,
                               const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                               GCancellable *cancellable, GError **error);

G_END_DECLS
