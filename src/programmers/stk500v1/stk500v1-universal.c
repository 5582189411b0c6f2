/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stk500v1-universal-private.h"

#include "transport/isp-wait.h"

#include <string.h>

#define REPLY_LEN 3u
/* Instructions under way. A UART's receive buffer holds 64 bytes and drops what is too much. */
#define UART_WINDOW 10u

static guint64
get_universal_us (const StkLink *self, gsize n)
{
  guint64 wire = MAX (stk_link_get_wire_us (self, STK_UNIVERSAL_LEN), STK_INSTRUCTION_US);

  return n * (wire + STK_INSTRUCTION_US);
}

static gboolean
send_universals (StkLink *self, const IspOp *ops, gsize n, gsize n_filling, gint64 deadline,
                 GError **error)
{
  guint8 tx[STK_UNIVERSAL_WINDOW / 2 * STK_UNIVERSAL_LEN + STK_FILLING_MAX];
  gsize n_tx = n * STK_UNIVERSAL_LEN;

  g_assert (n <= STK_UNIVERSAL_WINDOW / 2);
  for (gsize i = 0; i < n; i++)
    {
      guint8 *command = tx + i * STK_UNIVERSAL_LEN;

      command[0] = 'V';
      memcpy (command + 1, ops[i].tx, 4);
      command[5] = STK_EOP;
    }
  n_tx += stk_link_put_filling (tx + n_tx, n_filling);
  return stk_link_write (self, tx, n_tx, deadline, error);
}

/* Once a byte is lost, any other may be taken for a command. A sketch that takes one for 'Q' ends
 * programming mode, and hangs for good at the next 'V'. */
static gboolean
may_leave (const IspOp *op)
{
  return memchr (op->tx, STK_LEAVE, sizeof op->tx) != NULL;
}

/* How many of n instructions may be sent at once: one that may leave is sent alone. */
static gsize
count_together (const IspOp *ops, gsize n)
{
  gsize count = 0;

  while (count < n && !may_leave (&ops[count]))
    count++;
  return n > 0 ? MAX (count, 1) : 0;
}

/* A sketch carries an instruction out before it looks for the end of the command, so where a byte
 * of it is lost, the end becomes its data. Of a fuse that is mended afterwards; a lock bit only an
 * erase takes back. */
static gboolean
writes_lock (const IspOp *op)
{
  return op->tx[0] == 0xAC && (op->tx[1] & 0xE0) == 0xE0;
}

/* With FF for an end, which locks nothing and is refused. */
static gboolean
write_lock (StkLink *self, const IspOp *op, GError **error)
{
  const guint8 tx[STK_UNIVERSAL_LEN] = { 'V', op->tx[0], op->tx[1], op->tx[2], op->tx[3], 0xFF };
  gint64 deadline = isp_wait_deadline (get_universal_us (self, 1));

  return stk_link_write (self, tx, sizeof tx, deadline, error) &&
         stk_link_read_refusal (self, deadline, error);
}

/* Instructions with nothing to wait for in between: half a window is sent while the other half is
 * being carried out, but one that may leave waits until all before are answered, and those behind
 * it until it is. A cancel stops the sending; replies on their way are still read. */
static gboolean
exchange_together (StkLink *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                   GCancellable *cancellable, GError **error)
{
  gsize window = self->deep ? STK_UNIVERSAL_WINDOW : UART_WINDOW;
  gsize n_filling = stk_link_get_filling (self, n * REPLY_LEN);
  gint64 deadline = isp_wait_deadline (get_universal_us (self, n));
  gsize sent = 0, got = 0;
  gboolean cancelled = FALSE;

  while (got < n && !(cancelled && got == sent))
    {
      gsize count = count_together (ops + sent, MIN (n - sent, window / 2));
      gboolean waits = got < sent && ((count > 0 && may_leave (&ops[sent])) ||
                                      (sent > 0 && may_leave (&ops[sent - 1])));

      cancelled = g_cancellable_is_cancelled (cancellable);
      if (!cancelled && !waits && count > 0 && sent - got + count <= window)
        {
          if (!send_universals (self, ops + sent, count, sent + count == n ? n_filling : 0,
                                deadline, error))
            return FALSE;
          sent += count;
          continue;
        }
      if (got == sent)
        continue;
      if (!stk_link_read_reply (self, &replies[got].rx[3], 1, deadline, NULL, error))
        return FALSE;
      *n_done = ++got;
    }
  if (sent == n && !stk_link_read_filling (self, n_filling, deadline, error))
    return FALSE;
  return got == n || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
stk_universal_run (StkLink *self, gboolean is_sketch, const IspOp *ops, IspReply *replies, gsize n,
                   gsize *n_done, GCancellable *cancellable, GError **error)
{
  gboolean ok = TRUE;

  for (*n_done = 0; ok && *n_done < n;)
    {
      const IspOp *op = ops + *n_done;
      gsize count = 1, done = 0;

      if (is_sketch && writes_lock (op))
        {
          ok = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
               write_lock (self, op, error);
          done = ok ? 1 : 0;
        }
      else
        {
          while (*n_done + count < n && !(is_sketch && writes_lock (op + count)))
            count++;
          ok = exchange_together (self, op, replies + *n_done, count, &done, cancellable, error);
        }
      *n_done += done;
    }
  return ok;
}
