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

/* An exchange function on top of run. valid: of every reply. */
gboolean isp_exchange_in_runs (IspProgrammer *self, IspRunFunc run, guint8 valid, const IspOp *ops,
                               IspReply *replies, gsize n, gsize *n_done, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
