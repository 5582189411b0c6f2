/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange-runs.h"

#include "transport/isp-wait.h"

/* How many operations from the first on have nothing to wait for in between. */
static gsize
count_run (const IspOp *ops, gsize n)
{
  gsize count = 1;

  while (count < n && ops[count - 1].wait_us == 0 && !(ops[count].flags & ISP_OP_FLAG_POLL))
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

gboolean
isp_exchange_in_runs (IspProgrammer *self, IspRunFunc run, guint8 valid, const IspOp *ops,
                      IspReply *replies, gsize n, gsize *n_done, GCancellable *cancellable,
                      GError **error)
{
  *n_done = 0;
  for (gsize i = 0; i < n; i++)
    replies[i] = (IspReply){ .valid = valid };
  while (*n_done < n)
    {
      const IspOp *first = ops + *n_done;
      gboolean polls = (first->flags & ISP_OP_FLAG_POLL) != 0;
      gsize count = polls ? 1 : count_run (first, n - *n_done), done = 0;
      gboolean ok = polls ? poll (self, run, first, replies + *n_done, cancellable, error)
                          : run (self, first, replies + *n_done, count, &done, cancellable, error);

      *n_done += ok ? count : done;
      if (!ok || (!polls && !isp_wait (first[count - 1].wait_us, cancellable, error)))
        return FALSE;
    }
  return TRUE;
}
