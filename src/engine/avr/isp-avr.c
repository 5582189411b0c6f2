/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "isp-avr-private.h"

#include "core/isp-error.h"
#include "parts/isp-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

IspOp
isp_avr_make_op (IspLink *link, IspInstruction instruction)
{
  return isp_avr_make_address_op (link, instruction, 0, 0);
}

IspOp
isp_avr_make_address_op (IspLink *link, IspInstruction instruction, guint32 address, guint8 data)
{
  /* Before the part is known only the signature is read, and that is the same on every row. */
  const IspPart *part = link->part != NULL ? link->part : isp_parts_get (0);
  IspOp op = { 0 };

  isp_part_make_op (part, instruction, address, data, op.tx);
  return op;
}

/* AT90S1200 sends nothing back; which chip it is is known once a person said so. */
static gboolean
is_echoed (const IspLink *link, const IspOp *op, const IspReply *reply)
{
  if (link->no_echo)
    return TRUE;
  return (!(reply->known_bytes & 0x2) || reply->rx[1] == op->tx[0]) &&
         (!(reply->known_bytes & 0x4) || reply->rx[2] == op->tx[1]);
}

guint32
isp_avr_op_us (const IspLink *link, const IspOp *op)
{
  guint32 bits = link->sck_hz > 0 ? (guint32) (32000000ull / link->sck_hz) : 256;

  return bits + op->wait_us + link->programmer->op_us;
}

/* How many of them one call takes, in about 250 ms. */
static gsize
count_for_call (const IspLink *link, const IspOp *ops, gsize n)
{
  guint64 us = isp_avr_op_us (link, &ops[0]);
  gsize count = 1;

  while (count < n && us + isp_avr_op_us (link, &ops[count]) <= ISP_AVR_CALL_US)
    us += isp_avr_op_us (link, &ops[count++]);
  return count;
}

static gboolean
check_echo (IspLink *link, const IspOp *op, const IspReply *reply, GError **error)
{
  if (is_echoed (link, op, reply))
    return TRUE;
  isp_session_log (link->session, "echo lost: sent %02X %02X %02X %02X, got %02X %02X %02X %02X",
                   op->tx[0], op->tx[1], op->tx[2], op->tx[3], reply->rx[0], reply->rx[1],
                   reply->rx[2], reply->rx[3]);
  g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
               _ ("Lost synchronization with the chip (instruction %02X %02X)"), op->tx[0],
               op->tx[1]);
  return FALSE;
}

static gboolean
call_exchange (IspLink *link, const IspOp *ops, IspReply *replies, gsize n, GError **error)
{
  gsize done = 0;

  if (g_cancellable_set_error_if_cancelled (link->cancellable, error))
    return FALSE;
  memset (replies, 0, n * sizeof *replies);
  if (!link->programmer->driver->exchange (link->programmer, ops, replies, n, &done,
                                           link->cancellable, error))
    return isp_link_name_error (link, error);
  for (gsize i = 0; i < n; i++)
    {
      if (!check_echo (link, &ops[i], &replies[i], error))
        return FALSE;
      if (replies[i].was_busy)
        link->busy_seen = TRUE;
    }
  return TRUE;
}

gboolean
isp_avr_exchange_once (IspLink *link, const IspOp *ops, IspReply *replies, gsize n, GError **error)
{
  for (gsize at = 0, count; at < n; at += count)
    {
      count = count_for_call (link, ops + at, n - at);
      if (!call_exchange (link, ops + at, replies + at, count, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
isp_avr_exchange (IspLink *link, const IspOp *ops, IspReply *replies, gsize n, GError **error)
{
  gsize at = 0;

  while (at < n)
    {
      gsize count = count_for_call (link, ops + at, n - at);
      g_autoptr (GError) local = NULL;

      if (call_exchange (link, ops + at, replies + at, count, &local))
        at += count;
      else if (!isp_link_mend (link, FALSE, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
exchange_one (IspLink *link, IspOp op, guint8 *out, GError **error)
{
  IspReply reply;

  if (!isp_avr_exchange (link, &op, &reply, 1, error))
    return FALSE;
  if (out != NULL)
    *out = reply.rx[3];
  return TRUE;
}

void
isp_avr_tick (IspLink *link, gsize bytes)
{
  if (link->tick != NULL)
    link->tick (bytes, link->tick_data);
}

/* ── signature, fuses, calibration ── */

gboolean
isp_avr_read_signature (IspLink *link, guint8 out[3], GError **error)
{
  IspOp ops[3];
  IspReply replies[3];

  for (guint i = 0; i < 3; i++)
    {
      ops[i] = isp_avr_make_op (link, ISP_OP_READ_SIGNATURE);
      ops[i].tx[2] = i;
    }
  if (!isp_avr_exchange (link, ops, replies, 3, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    out[i] = replies[i].rx[3];
  return TRUE;
}

/* The byte as it is written, whatever way the part has of answering. Bits that do not exist are 1
 * here and everywhere, as in tables of fuses; what the chip sent for them stands in the log. */
static guint8
decode_fuse (IspLink *link, IspFuseByte byte, guint8 raw)
{
  guint8 nothing = ~link->part->fuse_mask[byte];

  if (byte == ISP_FUSE_LOCK && link->part->instructions->lock_on_top)
    return (guint8) (nothing | (raw & 0x80) >> 6 | (raw & 0x40) >> 4);
  if ((raw | nothing) != raw)
    isp_session_log (link->session, "%s reads %02X", isp_fuse_byte_get_id (byte), raw);
  return raw | nothing;
}

gboolean
isp_avr_read_fuse (IspLink *link, IspFuseByte byte, guint8 *out, GError **error)
{
  guint8 raw;

  if (!exchange_one (link, isp_avr_make_op (link, isp_fuse_byte_get_read_op (byte)), &raw, error))
    return FALSE;
  *out = decode_fuse (link, byte, raw);
  return TRUE;
}

static gboolean
read_fuses (IspLink *link, guint times, IspFuses *out, GError **error)
{
  IspOp ops[2 * ISP_N_FUSES];
  IspReply replies[2 * ISP_N_FUSES];
  IspFuseByte bytes[ISP_N_FUSES];
  guint n = 0;

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (link->part->fuse_mask[byte] != 0 &&
        isp_part_has_instruction (link->part, isp_fuse_byte_get_read_op (byte)))
      bytes[n++] = byte;
  for (guint i = 0; i < times * n; i++)
    ops[i] = isp_avr_make_op (link, isp_fuse_byte_get_read_op (bytes[i % n]));
  if (!isp_avr_exchange (link, ops, replies, times * n, error))
    return FALSE;

  *out = (IspFuses){ 0 };
  for (guint i = 0; i < n; i++)
    {
      guint8 again = replies[(times - 1) * n + i].rx[3];

      if (replies[i].rx[3] != again)
        {
          /* Translators: %s is a fuse byte, "hfuse" */
          g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE, _ ("%s reads %02X, then %02X"),
                       isp_fuse_byte_get_id (bytes[i]), replies[i].rx[3], again);
          return FALSE;
        }
      out->value[bytes[i]] = decode_fuse (link, bytes[i], replies[i].rx[3]);
      out->has |= 1 << bytes[i];
    }
  return TRUE;
}

gboolean
isp_avr_read_fuses (IspLink *link, IspFuses *out, GError **error)
{
  if (!read_fuses (link, 2, out, error))
    return FALSE;
  if (!isp_fuses_is_possible (out, link->part))
    {
      g_autofree char *text = isp_fuses_format (out, TRUE);

      g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                   _ ("The fuses read %s, which is impossible over ISP"), text);
      return FALSE;
    }
  return TRUE;
}

gboolean
isp_avr_read_fuses_again (IspLink *link, const IspFuses *expected, IspFuses *out, GError **error)
{
  if (!read_fuses (link, 1, out, error))
    return FALSE;
  return (out->has & ~expected->has) == 0 && isp_fuses_equal (out, expected, link->part)
             ? TRUE
             : isp_avr_read_fuses (link, out, error);
}

gboolean
isp_avr_read_calibration (IspLink *link, guint8 out[4], GError **error)
{
  guint n = MIN (link->part->n_calibration, 4);
  IspOp ops[8];
  IspReply replies[8];

  for (guint i = 0; i < 2 * n; i++)
    {
      ops[i] = isp_avr_make_op (link, ISP_OP_READ_CALIBRATION);
      ops[i].tx[2] = i % n;
    }
  if (!isp_avr_exchange (link, ops, replies, 2 * n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      out[i] = replies[i].rx[3];
      if (replies[n + i].rx[3] == out[i])
        continue;
      g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                   _ ("The calibration byte reads %02X, then %02X"), out[i], replies[n + i].rx[3]);
      return FALSE;
    }
  return TRUE;
}

/* The signature's first byte once more. The chip's shift register gives most echoes back even when
 * it lost its place, so what was read or written since the last look counts only once this is
 * right. The instruction holds two ones in a row and the byte, 1E, four: no echo of it, shifted by
 * however many bits, is the answer. */
gboolean
isp_avr_check_sync (IspLink *link, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 now;

  if (!exchange_one (link, isp_avr_make_op (link, ISP_OP_READ_SIGNATURE), &now, error))
    return FALSE;
  if (isp_avr_check_sync_byte (link, now, &local))
    return TRUE;
  /* A chip that lost its place does not find it again: right now, it was right before. */
  if (exchange_one (link, isp_avr_make_op (link, ISP_OP_READ_SIGNATURE), &now, error) &&
      isp_avr_check_sync_byte (link, now, NULL))
    return TRUE;
  if (error == NULL || *error == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
isp_avr_check_sync_byte (IspLink *link, guint8 now, GError **error)
{
  if (now == link->signature[0])
    return TRUE;
  isp_session_log (link->session, "signature reads %02X in the middle of a job", now);
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                       _ ("Lost synchronization with the chip"));
  return FALSE;
}

gboolean
isp_avr_check_sync_later (IspLink *link, GError **error)
{
  IspOp op = isp_avr_make_op (link, ISP_OP_READ_SIGNATURE);

  op.flags = ISP_OP_FLAG_DROP;
  op.wait_us = link->part->fuse_us;
  return exchange_one (link, op, NULL, error) && isp_avr_check_sync (link, error);
}
