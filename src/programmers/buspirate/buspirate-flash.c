/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flash through a Bus Pirate: pages as one block each, reading by the firmware's AVR commands. */
#include "buspirate-private.h"

#include "programmers/exchange-runs.h"
#include "transport/isp-wait.h"

#include <string.h>

#define BLOCK_MAX  4096u   /* of a write-then-read */
#define READ_MAX   4096u   /* of a bulk read, so that a cancel is heeded */
#define READ_END   0xFFFFu /* word address + length may not go beyond */
#define HEADER_LEN 5u

static IspOp
make_flash_op (const IspPart *part, IspInstruction instruction, guint32 address, guint8 data)
{
  IspOp op = { 0 };

  isp_part_make_op (part, instruction, address >> 1, data, op.tx);
  return op;
}

/* ── reading flash ── */

/* What a bulk read does not reach. */
static gboolean
read_single (IspProgrammer *self, guint32 address, guint8 *out, gsize len,
             GCancellable *cancellable, GError **error)
{
  for (gsize i = 0; i < len; i++)
    {
      IspOp op = make_flash_op (self->part,
                                (address + i) & 1 ? ISP_OP_READ_FLASH_HIGH : ISP_OP_READ_FLASH_LOW,
                                address + i, 0);
      IspReply reply;
      gsize done;

      if (!bp_exchange_run (self, &op, &reply, 1, &done, cancellable, error))
        return FALSE;
      out[i] = reply.rx[3];
    }
  return TRUE;
}

/* From an even address; *refused: the firmware will not, and is as it was. */
static gboolean
read_block (Pirate *pirate, guint32 address, guint8 *out, gsize len, gboolean *refused,
            GError **error)
{
  /* legacy4third loads the extended address itself, out of the high half */
  guint32 word = pirate->link.is_legacy ? address >> 1 : address >> 1 & 0xFFFF;
  const guint8 tx[] = { COMMAND_AVR, AVR_READ, word >> 24, word >> 16 & 0xFF, word >> 8 & 0xFF,
                        word & 0xFF, 0,        0,          len >> 8,          len & 0xFF };
  guint64 spi_us = OP_LEN * bp_get_byte_us (pirate);
  guint8 answer[2];

  if (!bp_link_command (&pirate->link, tx, sizeof tx, answer, sizeof answer, 0, error))
    return FALSE;
  *refused = answer[1] != 1;
  return *refused || bp_link_read (&pirate->link, out, len, len * spi_us, error);
}

/* The most that one bulk read may take from an even address: in all it stays below word FFFF. */
static gsize
get_block_len (guint32 address, gsize len)
{
  return MIN (MIN (len, READ_MAX), READ_END - (address >> 1 & 0xFFFF));
}

gboolean
bp_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
         GCancellable *cancellable, GError **error)
{
  Pirate *pirate = self->priv;

  g_return_val_if_fail (memory == ISP_MEMORY_FLASH, FALSE);
  if (!bp_check_entered (pirate, error))
    return FALSE;
  while (len > 0)
    {
      gsize n = address & 1 ? 0 : get_block_len (address, len);
      gboolean refused = n == 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !isp_exchange_extended (self, bp_exchange_run, address, cancellable, error) ||
          (n > 0 && !read_block (pirate, address, out, n, &refused, error)))
        return FALSE;
      if (refused)
        n = MIN (len, 2 - (address & 1));
      if (refused && !read_single (self, address, out, n, cancellable, error))
        return FALSE;
      address += n, out += n, len -= n;
    }
  return TRUE;
}

/* ── writing flash ── */

static gsize
put_op (guint8 *block, gsize at, IspOp op)
{
  memcpy (block + at, op.tx, OP_LEN);
  return at + OP_LEN;
}

/* The instructions for a page behind the header; 0: there is nothing to load. */
static gsize
put_page (const IspPart *part, guint32 address, const guint8 *data, guint8 *block)
{
  gboolean sparse = isp_part_clears_page_buffer (part);
  gsize at = HEADER_LEN, start;
  IspOp op;

  if (isp_programmer_get_extended_op (part, address, &op))
    at = put_op (block, at, op);
  start = at;
  for (guint i = 0; i < part->flash.page_size; i += 2)
    if (!sparse || data[i] != 0xFF || data[i + 1] != 0xFF)
      {
        at = put_op (block, at, make_flash_op (part, ISP_OP_LOAD_FLASH_LOW, address + i, data[i]));
        at = put_op (block, at,
                     make_flash_op (part, ISP_OP_LOAD_FLASH_HIGH, address + i, data[i + 1]));
      }
  if (at == start)
    return 0;
  at = put_op (block, at, make_flash_op (part, ISP_OP_WRITE_FLASH_PAGE, address, 0));
  block[0] = COMMAND_WRITE_THEN_READ;
  block[1] = (at - HEADER_LEN) >> 8, block[2] = (at - HEADER_LEN) & 0xFF;
  block[3] = block[4] = 0;
  return at;
}

/* Until the chip has written the page before. What is sent now reaches it only after the time that
 * n_before bytes take on the line. */
static gboolean
wait_ready (Pirate *pirate, gsize n_before, GCancellable *cancellable, GError **error)
{
  guint64 lead_us = pirate->link.baud == 0 ? 0 : bp_link_get_wire_us (&pirate->link, n_before);
  gint64 left = pirate->busy_until - g_get_monotonic_time () - (gint64) lead_us;

  return left <= 0 || isp_wait ((guint64) left, cancellable, error);
}

/* Where SPI is slower than the line, a firmware that keeps nothing would lose most of a block. */
static gboolean
send_page (IspProgrammer *self, const guint8 *block, gsize n, GCancellable *cancellable,
           GError **error)
{
  Pirate *pirate = self->priv;
  guint64 spi_us = n * bp_get_byte_us (pirate);
  gboolean streams = pirate->link.streams;
  gboolean whole = !streams || bp_is_line_slower (pirate);
  IspReply reply;
  guint8 answer;
  gsize done;

  /* before the chip gets any: all of it, where the firmware keeps blocks, or the header */
  if (!wait_ready (pirate, !whole ? 0 : streams ? HEADER_LEN : n, cancellable, error))
    return FALSE;
  if (whole)
    {
      if (!bp_link_command (&pirate->link, block, n, &answer, 1, spi_us, error))
        return FALSE;
    }
  else
    for (gsize at = HEADER_LEN; at < n; at += OP_LEN)
      {
        IspOp op = { .tx = { block[at], block[at + 1], block[at + 2], block[at + 3] } };

        if (!bp_exchange_run (self, &op, &reply, 1, &done, cancellable, error))
          return FALSE;
      }
  pirate->busy_until = g_get_monotonic_time () + self->part->flash.write_us;
  return TRUE;
}

gboolean
bp_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address, const guint8 *data,
                gsize len, GCancellable *cancellable, GError **error)
{
  Pirate *pirate = self->priv;
  guint page = self->part->flash.page_size;
  guint8 block[HEADER_LEN + BLOCK_MAX];

  g_return_val_if_fail (memory == ISP_MEMORY_FLASH && (page + 2) * OP_LEN <= BLOCK_MAX, FALSE);
  if (!bp_check_entered (pirate, error))
    return FALSE;
  for (gsize at = 0; at < len; at += page)
    {
      gsize n = put_page (self->part, address + at, data + at, block);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          (n > 0 && !send_page (self, block, n, cancellable, error)))
        return FALSE;
    }
  return wait_ready (pirate, 0, cancellable, error);
}
