/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-avr-batch-private.h"

IspAvrBatch
isp_avr_batch_new (IspLink *link)
{
  return (IspAvrBatch){ .link = link,
                        .ops = g_array_new (FALSE, FALSE, sizeof (IspOp)),
                        .sync_checks = g_array_new (FALSE, FALSE, sizeof (guint)) };
}

void
isp_avr_batch_clear (IspAvrBatch *self)
{
  g_array_unref (self->ops);
  g_array_unref (self->sync_checks);
}

void
isp_avr_batch_add (IspAvrBatch *self, IspOp op)
{
  self->us += isp_avr_op_us (self->link, &op);
  g_array_append_val (self->ops, op);
}

void
isp_avr_batch_add_wait (IspAvrBatch *self, guint32 us)
{
  IspOp poll;

  g_assert (self->ops->len > 0);
  if (!isp_part_has_instruction (self->link->part, ISP_OP_POLL_BUSY))
    {
      g_array_index (self->ops, IspOp, self->ops->len - 1).wait_us = us;
      self->us += us;
      return;
    }
  poll = isp_avr_make_op (self->link, ISP_OP_POLL_BUSY);
  poll.flags = ISP_OP_FLAG_POLL;
  poll.wait_us = us;
  isp_avr_batch_add (self, poll);
  if (!self->link->busy_seen)
    self->doubt_us = us;
}

void
isp_avr_batch_add_sync_check (IspAvrBatch *self)
{
  guint at = self->ops->len;

  self->checks_last = self->doubt_us > 0;
  if (self->checks_last)
    return;
  g_array_append_val (self->sync_checks, at);
  isp_avr_batch_add (self, isp_avr_make_op (self->link, ISP_OP_READ_SIGNATURE));
}

gboolean
isp_avr_batch_is_full (const IspAvrBatch *self)
{
  return self->us >= ISP_AVR_CALL_US || self->doubt_us > 0;
}

/* A part without RDY/BSY echoes 00, which looks ready: until it was seen busy once, the whole wait
 * is taken after the polls. */
static gboolean
wait_in_doubt (IspAvrBatch *self, GError **error)
{
  IspOp pause = isp_avr_make_op (self->link, ISP_OP_POLL_BUSY);
  IspReply reply;

  pause.flags = ISP_OP_FLAG_DROP;
  pause.wait_us = self->doubt_us;
  return isp_avr_exchange (self->link, &pause, &reply, 1, error);
}

static gboolean
check_sync_bytes (const IspAvrBatch *self, const IspReply *replies, GError **error)
{
  for (guint i = 0; i < self->sync_checks->len; i++)
    if (!isp_avr_check_sync_byte (
            self->link, replies[g_array_index (self->sync_checks, guint, i)].rx[3], error))
      return FALSE;
  return TRUE;
}

static gboolean
try_run (IspAvrBatch *self, GError **error)
{
  const IspOp *ops = (const IspOp *) (const void *) self->ops->data;
  g_autofree IspReply *replies = g_new0 (IspReply, self->ops->len);

  if (!isp_avr_exchange_once (self->link, ops, replies, self->ops->len, error) ||
      !check_sync_bytes (self, replies, error))
    return FALSE;
  if (self->doubt_us > 0 && !self->link->busy_seen && !wait_in_doubt (self, error))
    return FALSE;
  return !self->checks_last || isp_avr_check_sync (self->link, error);
}

/* A batch begins with empty page buffers and writes whole pages, so it may be repeated as a whole
 * once they are empty again. */
gboolean
isp_avr_batch_run (IspAvrBatch *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      self->link->has_written = TRUE;
      if (try_run (self, &local))
        break;
      if (!isp_link_mend (self->link, TRUE, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  isp_avr_tick (self->link, self->bytes);
  g_array_set_size (self->ops, 0);
  g_array_set_size (self->sync_checks, 0);
  self->us = self->doubt_us = 0;
  self->checks_last = FALSE;
  self->bytes = 0;
  return TRUE;
}
