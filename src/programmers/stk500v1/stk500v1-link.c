/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stk500v1-link-private.h"

#include "config.h"
#include "core/isp-error.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TURN_US (10 * 1000) /* host and adapter, there and back */
/* Native USB sends what fills a packet at once, and anything less 3 ms after its last byte. */
#define PACKET      64u
#define COMMAND_MAX 24u

guint64
stk_link_get_wire_us (const StkLink *self, gsize n_bytes)
{
  return n_bytes * (self->native ? 20 : 10 * G_GUINT64_CONSTANT (1000000) / self->baud);
}

/* ── bytes ── */

gboolean
stk_link_write (StkLink *self, const guint8 *data, gsize n, gint64 deadline, GError **error)
{
  if (isp_serial_write (self->serial, data, n, deadline, NULL, error))
    return TRUE;
  self->lost = TRUE;
  return FALSE;
}

static gboolean
set_answer_error (StkLink *self, guint8 byte, GError **error)
{
  self->lost = TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
               _ ("Unexpected reply from the programmer (%02X)"), byte);
  return FALSE;
}

gboolean
stk_link_read_reply (StkLink *self, guint8 *data, gsize n, gint64 deadline, guint8 *status,
                     GError **error)
{
  guint8 first = 0, last = 0;

  if (!isp_serial_read (self->serial, &first, 1, deadline, NULL, NULL, error) ||
      (first == STK_IN_SYNC &&
       (!isp_serial_read (self->serial, data, n, deadline, NULL, NULL, error) ||
        !isp_serial_read (self->serial, &last, 1, deadline, NULL, NULL, error))))
    {
      self->lost = TRUE;
      return FALSE;
    }
  if (first != STK_IN_SYNC)
    return set_answer_error (self, first, error);
  if (status != NULL)
    *status = last;
  else if (last != STK_OK)
    return set_answer_error (self, last, error);
  return TRUE;
}

gboolean
stk_link_read_refusal (StkLink *self, gint64 deadline, GError **error)
{
  guint8 byte = 0;

  if (isp_serial_read (self->serial, &byte, 1, deadline, NULL, NULL, error))
    return byte == STK_NO_SYNC || set_answer_error (self, byte, error);
  self->lost = TRUE;
  return FALSE;
}

/* ── filling ── */

gsize
stk_link_get_filling (const StkLink *self, gsize n_reply)
{
  gsize n = self->deep ? (PACKET - n_reply % PACKET) % PACKET : 0;

  return n == 1 ? PACKET + 1 : n;
}

/* Questions for sync are answered by two bytes, one for a parameter by three. */
gsize
stk_link_put_filling (guint8 *tx, gsize n_filling)
{
  gsize n = 0;

  if (n_filling % 2 != 0)
    tx[n++] = 'A', tx[n++] = STK_PARAMETER_MAJOR, tx[n++] = STK_EOP, n_filling -= 3;
  for (; n_filling > 0; n_filling -= 2)
    tx[n++] = '0', tx[n++] = STK_EOP;
  return n;
}

gboolean
stk_link_read_filling (StkLink *self, gsize n_filling, gint64 deadline, GError **error)
{
  guint8 major;

  if (n_filling % 2 != 0)
    {
      if (!stk_link_read_reply (self, &major, 1, deadline, NULL, error))
        return FALSE;
      n_filling -= 3;
    }
  for (; n_filling > 0; n_filling -= 2)
    if (!stk_link_read_reply (self, NULL, 0, deadline, NULL, error))
      return FALSE;
  return TRUE;
}

/* ── commands ── */

gboolean
stk_link_command (StkLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                  guint64 busy_us, guint8 *status, GError **error)
{
  gsize n_filling = stk_link_get_filling (self, n_rx + 2);
  guint8 filled[COMMAND_MAX + STK_FILLING_MAX];
  gint64 deadline =
      isp_wait_deadline (stk_link_get_wire_us (self, n_tx + n_rx + 2) + busy_us + TURN_US);

  g_assert (n_tx <= COMMAND_MAX);
  memcpy (filled, tx, n_tx);
  n_tx += stk_link_put_filling (filled + n_tx, n_filling);
  return stk_link_write (self, filled, n_tx, deadline, error) &&
         stk_link_read_reply (self, rx, n_rx, deadline, status, error) &&
         stk_link_read_filling (self, n_filling, deadline, error);
}
