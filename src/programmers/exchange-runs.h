/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exchanging operations in runs: what has nothing to wait for in between goes out together, polls
 * and pauses are the host's. For drivers whose firmware knows neither. */
#pragma once

#include "isp-programmer.h"

G_BEGIN_DECLS

/**
 * IspRunFunc:
 * @self: an open programmer in programming mode
 * @ops: (array length=n): instructions with nothing to wait for between them
 * @replies: (array length=n): rx is filled in, nothing else
 * @n: how many
 * @n_done: (out): how many were surely carried out, also on failure
 * @cancellable: (nullable): looked at between transfers
 * @error: return location
 *
 * Sends instructions in order, in one go. Errors are those of drivers.
 *
 * Returns: %TRUE: all were carried out
 */
typedef gboolean (*IspRunFunc) (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n,
                                gsize *n_done, GCancellable *cancellable, GError **error);

/**
 * IspPolls:
 *
 * How many polls go out together with the write that they wait for, so that waiting costs no round
 * trip. A driver's own; all zero at first but for poll_us.
 */
typedef struct
{
  guint poll_us; /* what an instruction takes at least; 0: one goes along, as asking once more costs
                    no more than the way there and back */
  guint32 wait_us;
  guint n_needed; /* as many as it took the last time to wait for wait_us at most */
} IspPolls;

/**
 * isp_exchange_with_polls:
 * @self: an open programmer in programming mode
 * @run: sends what has nothing to wait for in between
 * @polls: (nullable): the driver's; %NULL: polls are not sent ahead, each is a run of its own
 * @known_bytes: of every reply, see #IspReply
 * @ops: (array length=n): operations
 * @replies: (array length=n): what came back
 * @n: how many
 * @n_done: (out): how many were surely carried out, also on failure
 * @cancellable: (nullable): looked at between transfers
 * @error: return location
 *
 * Implements a driver's exchange on top of @run: cuts operations into runs, waits after them, and
 * repeats polls until the chip is ready or wait_us has passed.
 *
 * Returns: %TRUE: all were carried out; errors are those of @run
 */
gboolean isp_exchange_with_polls (IspProgrammer *self, IspRunFunc run, IspPolls *polls,
                                  guint8 known_bytes, const IspOp *ops, IspReply *replies, gsize n,
                                  gsize *n_done, GCancellable *cancellable, GError **error);

/**
 * isp_exchange_in_runs:
 * @self: an open programmer in programming mode
 * @run: sends what has nothing to wait for in between
 * @known_bytes: of every reply, see #IspReply
 * @ops: (array length=n): operations
 * @replies: (array length=n): what came back
 * @n: how many
 * @n_done: (out): how many were surely carried out, also on failure
 * @cancellable: (nullable): looked at between transfers
 * @error: return location
 *
 * Works like isp_exchange_with_polls(), for programmers that cannot send polls ahead.
 *
 * Returns: %TRUE: all were carried out; errors are those of @run
 */
gboolean isp_exchange_in_runs (IspProgrammer *self, IspRunFunc run, guint8 known_bytes,
                               const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                               GCancellable *cancellable, GError **error);

/**
 * isp_exchange_extended:
 * @self: an open programmer in programming mode
 * @run: sends what has nothing to wait for in between
 * @address: byte address in flash
 * @cancellable: (nullable): looked at between transfers
 * @error: return location
 *
 * Loads the extended address, on a chip that needs it to reach @address; does nothing on others.
 *
 * Returns: %TRUE: it is loaded, or not needed; errors are those of @run
 */
gboolean isp_exchange_extended (IspProgrammer *self, IspRunFunc run, guint32 address,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
