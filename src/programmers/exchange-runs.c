/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange-runs.h"

#include "transport/isp-wait.h"

#include <string.h>

/* How many operations from the first on have nothing to wait for in between. A poll ends a run or,
 * where it does not go along, is one by itself. */
static gsize
count_run (const IspOp *ops, gsize n, gboolean with_poll)
{
  gsize count = 1;

  while (count < n && ops[count - 1].wait_us == 0 && !(ops[count - 1].flags & ISP_OP_FLAG_POLL) &&
         (with_poll || !(ops[count].flags & ISP_OP_FLAG_POLL)))
    count++;
  return count;
}

/* Asks until the chip is no longer busy, one last time when the time is over. */
static gboolean
poll (IspProgrammer *self, IspRunFunc run, const IspOp *op, IspReply *reply,
      GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + op->wait_us;
  gboolean last;
  gsize done;

  do
    {
      last = g_get_monotonic_time () >= end;
      if (!run (self, op, reply, 1, &done, cancellable, error))
        return FALSE;
      reply->was_busy |= reply->rx[3] & 1;
    }
  while ((reply->rx[3] & 1) && !last);
  return TRUE;
}

/* How many polls are worth sending before the first answer is in. */
static guint
count_polls (const IspPolls *self, const IspOp *op)
{
  guint all = self->poll_us > 0 ? op->wait_us / self->poll_us + 1 : 1;

  return self->n_needed > 0 && self->wait_us == op->wait_us ? MIN (self->n_needed + 1, all) : all;
}

static void
note_polls (IspPolls *self, const IspOp *op, const IspReply *replies, guint n)
{
  guint needed = 1;

  while (needed < n && (replies[needed - 1].rx[3] & 1))
    needed++;
  self->wait_us = op->wait_us;
  self->n_needed = needed;
}

/* A run of count operations, the last of which is a poll, in one go; asks on where the chip is
 * still busy after all. */
static gboolean
run_and_poll (IspProgrammer *self, IspRunFunc run, IspPolls *polls, const IspOp *ops,
              IspReply *replies, gsize count, gsize *n_done, GCancellable *cancellable,
              GError **error)
{
  const IspOp *op = &ops[count - 1];
  guint n_polls = count_polls (polls, op);
  gsize n = count - 1 + n_polls;
  g_autofree IspOp *row = g_new (IspOp, n);
  g_autofree IspReply *got = g_new0 (IspReply, n);
  IspReply *last = &replies[count - 1];
  gboolean ok;

  memcpy (row, ops, count * sizeof *ops);
  for (gsize i = count; i < n; i++)
    row[i] = *op;
  ok = run (self, row, got, n, n_done, cancellable, error);
  for (gsize i = 0; i < *n_done; i++)
    memcpy (replies[MIN (i, count - 1)].rx, got[i].rx, sizeof got[i].rx);
  *n_done = MIN (*n_done, count - 1);
  if (!ok)
    return FALSE;
  for (gsize i = count - 1; i < n; i++)
    last->was_busy |= got[i].rx[3] & 1;
  if ((last->rx[3] & 1) && !poll (self, run, op, last, cancellable, error))
    return FALSE;
  note_polls (polls, op, got + count - 1, n_polls);
  *n_done = count;
  return TRUE;
}

gboolean
isp_exchange_with_polls (IspProgrammer *self, IspRunFunc run, IspPolls *polls, guint8 known_bytes,
                         const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                         GCancellable *cancellable, GError **error)
{
  *n_done = 0;
  for (gsize i = 0; i < n; i++)
    replies[i] = (IspReply){ .known_bytes = known_bytes };
  while (*n_done < n)
    {
      const IspOp *first = ops + *n_done;
      IspReply *reply = replies + *n_done;
      gsize count = count_run (first, n - *n_done, polls != NULL), done = 0;
      gboolean polled = (first[count - 1].flags & ISP_OP_FLAG_POLL) != 0, ok;

      if (!polled)
        ok = run (self, first, reply, count, &done, cancellable, error);
      else if (polls != NULL)
        ok = run_and_poll (self, run, polls, first, reply, count, &done, cancellable, error);
      else
        ok = poll (self, run, first, reply, cancellable, error);
      *n_done += ok ? count : done;
      if (!ok || (!polled && !isp_wait (first[count - 1].wait_us, cancellable, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
isp_exchange_in_runs (IspProgrammer *self, IspRunFunc run, guint8 known_bytes, const IspOp *ops,
                      IspReply *replies, gsize n, gsize *n_done, GCancellable *cancellable,
                      GError **error)
{
  return isp_exchange_with_polls (self, run, NULL, known_bytes, ops, replies, n, n_done,
                                  cancellable, error);
}

gboolean
isp_exchange_extended (IspProgrammer *self, IspRunFunc run, guint32 address,
                       GCancellable *cancellable, GError **error)
{
  IspReply reply;
  IspOp op;
  gsize done;

  return !isp_programmer_get_extended_op (self->part, address, &op) ||
         run (self, &op, &reply, 1, &done, cancellable, error);
}
