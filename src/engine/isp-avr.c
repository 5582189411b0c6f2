/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-avr.h"

#include "core/isp-error.h"
#include "parts/isp-parts.h"

#include <string.h>

/* Wire time of one driver call: cancel has to work within a second. */
#define CALL_US 250000u
/* What one instruction costs beside its SPI bits, at the slowest link (19200 baud). */
#define OP_LINK_US 2500u
/* Longest accelerated call, whatever the rate: a multiple of every page size. */
#define MAX_CALL 2048u
#define MAX_OPS  128u

/* clang-format off */
static const IspInstruction fuse_reads[ISP_N_FUSES] = {
  ISP_OP_READ_LOW_FUSE, ISP_OP_READ_HIGH_FUSE, ISP_OP_READ_EXTENDED_FUSE, ISP_OP_READ_LOCK,
};
static const IspInstruction fuse_writes[ISP_N_FUSES] = {
  ISP_OP_WRITE_LOW_FUSE, ISP_OP_WRITE_HIGH_FUSE, ISP_OP_WRITE_EXTENDED_FUSE, ISP_OP_WRITE_LOCK,
};
/* clang-format on */

static IspOp
make_op (IspLink *link, IspInstruction instruction)
{
  /* Before the part is known only the signature is read, and that is the same on every row. */
  const IspPart *part = link->part != NULL ? link->part : isp_parts_get (0);
  const guint8 *op = part->instructions->op[instruction];

  return (IspOp){ .tx = { op[0], op[1], 0, 0 } };
}

static IspOp
make_address_op (IspLink *link, IspInstruction instruction, guint32 address, guint8 data)
{
  IspOp op = make_op (link, instruction);

  op.tx[1] |= (address >> 8) & 0xFF;
  op.tx[2] = address & 0xFF;
  op.tx[3] = data;
  return op;
}

/* AT90S1200 sends nothing back; which chip it is is known once a person said so. */
static gboolean
is_echoed (const IspLink *link, const IspOp *op, const IspReply *reply)
{
  if (link->no_echo)
    return TRUE;
  return (!(reply->valid & 0x2) || reply->rx[1] == op->tx[0]) &&
         (!(reply->valid & 0x4) || reply->rx[2] == op->tx[1]);
}

static guint32
op_us (const IspLink *link, const IspOp *op)
{
  guint32 bits = link->sck_hz > 0 ? (guint32) (32000000ull / link->sck_hz) : 256;

  return bits + op->wait_us + OP_LINK_US;
}

/* Operations in order, cut into calls of about 250 ms, every echo checked. */
static gboolean
exchange (IspLink *link, const IspOp *ops, IspReply *replies, gsize n, GError **error)
{
  const IspDriver *driver = link->programmer->driver;
  gsize at = 0;

  while (at < n)
    {
      guint64 us = op_us (link, &ops[at]);
      gsize count = 1, done = 0;

      while (at + count < n && us + op_us (link, &ops[at + count]) <= CALL_US)
        us += op_us (link, &ops[at + count++]);

      if (g_cancellable_set_error_if_cancelled (link->cancellable, error))
        return FALSE;
      memset (replies + at, 0, count * sizeof *replies);
      if (!driver->exchange (link->programmer, ops + at, replies + at, count, &done,
                             link->cancellable, error))
        return FALSE;

      for (gsize i = at; i < at + count; i++)
        {
          if (!is_echoed (link, &ops[i], &replies[i]))
            {
              isp_session_log (
                  link->session, "echo lost: sent %02X %02X %02X %02X, got %02X %02X %02X %02X",
                  ops[i].tx[0], ops[i].tx[1], ops[i].tx[2], ops[i].tx[3], replies[i].rx[0],
                  replies[i].rx[1], replies[i].rx[2], replies[i].rx[3]);
              g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                           "The chip fell out of step (instruction %02X %02X)", ops[i].tx[0],
                           ops[i].tx[1]);
              return FALSE;
            }
          if (replies[i].was_busy)
            link->busy_seen = TRUE;
        }
      at += count;
    }
  return TRUE;
}

static gboolean
exchange_one (IspLink *link, IspOp op, guint8 *out, GError **error)
{
  IspReply reply;

  if (!exchange (link, &op, &reply, 1, error))
    return FALSE;
  if (out != NULL)
    *out = reply.rx[3];
  return TRUE;
}

static void
tick (IspLink *link, gsize bytes)
{
  if (link->tick != NULL)
    link->tick (bytes, link->tick_data);
}

/* ── waiting for the chip ── */

/* What follows a write in its batch: polling where RDY/BSY was seen to work, else the longest wait.
 * Until it was seen, both: a part without it echoes 00, which looks ready. */
static guint
add_wait (IspLink *link, IspOp *ops, guint n, guint32 us)
{
  if (!isp_part_has_instruction (link->part, ISP_OP_POLL_BUSY))
    {
      ops[n - 1].wait_us = us;
      return n;
    }
  ops[n] = make_op (link, ISP_OP_POLL_BUSY);
  ops[n].flags = ISP_OP_FLAG_POLL;
  ops[n++].wait_us = us;
  if (!link->busy_seen)
    {
      ops[n] = make_op (link, ISP_OP_POLL_BUSY);
      ops[n].flags = ISP_OP_FLAG_DROP;
      ops[n++].wait_us = us;
    }
  return n;
}

/* ── signature, fuses, calibration ── */

gboolean
isp_avr_read_signature (IspLink *link, guint8 out[3], GError **error)
{
  IspOp ops[3];
  IspReply replies[3];

  for (guint i = 0; i < 3; i++)
    {
      ops[i] = make_op (link, ISP_OP_READ_SIGNATURE);
      ops[i].tx[2] = i;
    }
  if (!exchange (link, ops, replies, 3, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    out[i] = replies[i].rx[3];
  return TRUE;
}

/* The byte as it is written, whatever way the part has of answering. */
static guint8
decode_fuse (const IspPart *part, IspFuseByte byte, guint8 raw)
{
  if (byte != ISP_FUSE_LOCK || !part->instructions->lock_on_top)
    return raw;
  return (guint8) (~part->fuse_mask[ISP_FUSE_LOCK] | (raw & 0x80) >> 6 | (raw & 0x40) >> 4);
}

gboolean
isp_avr_read_fuse (IspLink *link, IspFuseByte byte, guint8 *out, GError **error)
{
  guint8 raw;

  if (!exchange_one (link, make_op (link, fuse_reads[byte]), &raw, error))
    return FALSE;
  *out = decode_fuse (link->part, byte, raw);
  return TRUE;
}

gboolean
isp_avr_read_fuses (IspLink *link, IspFuses *out, GError **error)
{
  IspOp ops[2 * ISP_N_FUSES];
  IspReply replies[2 * ISP_N_FUSES];
  IspFuseByte bytes[ISP_N_FUSES];
  guint n = 0;

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (link->part->fuse_mask[byte] != 0 && isp_part_has_instruction (link->part, fuse_reads[byte]))
      bytes[n++] = byte;
  for (guint i = 0; i < 2 * n; i++)
    ops[i] = make_op (link, fuse_reads[bytes[i % n]]);
  if (!exchange (link, ops, replies, 2 * n, error))
    return FALSE;

  *out = (IspFuses){ 0 };
  for (guint i = 0; i < n; i++)
    {
      if (replies[i].rx[3] != replies[n + i].rx[3])
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE, "%s reads %02X, then %02X",
                       isp_fuse_byte_get_id (bytes[i]), replies[i].rx[3], replies[n + i].rx[3]);
          return FALSE;
        }
      out->value[bytes[i]] = decode_fuse (link->part, bytes[i], replies[i].rx[3]);
      out->has |= 1 << bytes[i];
    }
  if (!isp_fuses_is_possible (out, link->part))
    {
      g_autofree char *text = isp_fuses_format (out, TRUE);

      g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                   "The fuses read %s, which cannot be with a chip that answers", text);
      return FALSE;
    }
  return TRUE;
}

gboolean
isp_avr_read_calibration (IspLink *link, guint8 out[4], GError **error)
{
  for (guint i = 0; i < MIN (link->part->n_calibration, 4); i++)
    {
      IspOp op = make_op (link, ISP_OP_READ_CALIBRATION);
      guint8 again;

      op.tx[2] = i;
      if (!exchange_one (link, op, &out[i], error) || !exchange_one (link, op, &again, error))
        return FALSE;
      if (again != out[i])
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                       "The calibration byte reads %02X, then %02X", out[i], again);
          return FALSE;
        }
    }
  return TRUE;
}

/* The signature once more. The chip's shift register gives most echoes back even when it lost its
 * place, so what was read or written since the last look counts only once this is right. */
gboolean
isp_avr_check_step (IspLink *link, GError **error)
{
  guint8 now[3];

  if (!isp_avr_read_signature (link, now, error))
    return FALSE;
  if (memcmp (now, link->signature, 3) == 0)
    return TRUE;
  isp_session_log (link->session, "signature reads %02X %02X %02X in the middle of a job", now[0],
                   now[1], now[2]);
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNSTABLE, "The chip fell out of step");
  return FALSE;
}

gboolean
isp_avr_check_step_later (IspLink *link, GError **error)
{
  IspOp op = make_op (link, ISP_OP_READ_SIGNATURE);

  op.flags = ISP_OP_FLAG_DROP;
  op.wait_us = link->part->fuse_us;
  return exchange_one (link, op, NULL, error) && isp_avr_check_step (link, error);
}

/* ── reading memory ── */

/* Load Extended Address, where the part needs it and another 128 KiB is meant. */
static gboolean
load_extended (IspLink *link, guint32 address, GError **error)
{
  guint32 extended = address >> 17;
  IspOp op;

  if (!isp_part_needs_extended_address (link->part) || link->extended == extended)
    return TRUE;
  op = make_op (link, ISP_OP_LOAD_EXTENDED_ADDRESS);
  op.tx[2] = extended;
  if (!exchange_one (link, op, NULL, error))
    return FALSE;
  link->extended = extended;
  return TRUE;
}

static IspOp
make_read_op (IspLink *link, IspMemoryId memory, guint32 address)
{
  if (memory == ISP_MEMORY_EEPROM)
    return make_address_op (link, ISP_OP_READ_EEPROM, address, 0);
  return make_address_op (link, address & 1 ? ISP_OP_READ_FLASH_HIGH : ISP_OP_READ_FLASH_LOW,
                          address >> 1, 0);
}

gboolean
isp_avr_read_single (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                     GError **error)
{
  IspOp ops[MAX_OPS];
  IspReply replies[MAX_OPS];

  while (len > 0)
    {
      gsize n = MIN (len, MAX_OPS);

      if (memory == ISP_MEMORY_FLASH)
        {
          n = MIN (n, 0x20000 - (address & 0x1FFFF)); /* not across an extended address */
          if (!load_extended (link, address, error))
            return FALSE;
        }
      for (gsize i = 0; i < n; i++)
        ops[i] = make_read_op (link, memory, address + i);
      if (!exchange (link, ops, replies, n, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        out[i] = replies[i].rx[3];
      tick (link, n);
      address += n, out += n, len -= n;
    }
  return TRUE;
}

/* Bytes for one accelerated call: 250 ms at SCK and at the link's own rate. */
static gsize
call_bytes (const IspLink *link)
{
  guint32 rate = link->sck_hz > 0 ? link->sck_hz / 32 : 4000;

  if (link->programmer->link_bytes_per_s > 0)
    rate = MIN (rate, link->programmer->link_bytes_per_s);
  return CLAMP (rate / 4, 1, MAX_CALL);
}

/* No accelerated call crosses 64 KiB: the address has one high part. */
static gsize
before_border (guint32 address, gsize len)
{
  return MIN (len, 0x10000 - (address & 0xFFFF));
}

gboolean
isp_avr_read (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
              GError **error)
{
  const IspDriver *driver = link->programmer->driver;

  if (driver->read == NULL || !((link->programmer->reads >> memory) & 1))
    return isp_avr_read_single (link, memory, address, out, len, error) &&
           isp_avr_check_step (link, error);

  link->extended = G_MAXUINT32;
  while (len > 0)
    {
      gsize n = before_border (address, MIN (len, call_bytes (link)));

      if (g_cancellable_set_error_if_cancelled (link->cancellable, error))
        return FALSE;
      /* Addresses of flash are word addresses on the wire: stay on even ones. */
      if (n > 1 && n < len)
        n &= ~(gsize) 1;
      if (!driver->read (link->programmer, memory, address, out, n, link->cancellable, error))
        return FALSE;
      tick (link, n);
      address += n, out += n, len -= n;
    }
  return isp_avr_check_step (link, error);
}

/* ── erasing and writing ── */

gboolean
isp_avr_erase (IspLink *link, GError **error)
{
  IspOp ops[3];
  IspReply replies[3];
  guint n = 0;

  ops[n++] = make_op (link, ISP_OP_CHIP_ERASE);
  n = add_wait (link, ops, n, link->part->erase_us);
  return exchange (link, ops, replies, n, error);
}

static gboolean
write_flash_page (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  g_autofree IspOp *ops = g_new0 (IspOp, len + 3);
  g_autofree IspReply *replies = g_new0 (IspReply, len + 3);
  guint n = 0;

  if (!load_extended (link, address, error))
    return FALSE;
  for (gsize i = 0; i < len; i++)
    ops[n++] =
        make_address_op (link, (address + i) & 1 ? ISP_OP_LOAD_FLASH_HIGH : ISP_OP_LOAD_FLASH_LOW,
                         (address + i) >> 1, data[i]);
  ops[n++] = make_address_op (link, ISP_OP_WRITE_FLASH_PAGE, address >> 1, 0);
  n = add_wait (link, ops, n, link->part->flash.write_us);
  return exchange (link, ops, replies, n, error);
}

/* Parts without page mode: each load writes its byte. FF asks for nothing, as writing only clears
 * bits. */
static gboolean
write_flash_byte (IspLink *link, guint32 address, guint8 data, GError **error)
{
  IspOp ops[3];
  IspReply replies[3];
  guint n = 0;

  if (data == 0xFF)
    return TRUE;
  ops[n++] = make_address_op (link, address & 1 ? ISP_OP_LOAD_FLASH_HIGH : ISP_OP_LOAD_FLASH_LOW,
                              address >> 1, data);
  n = add_wait (link, ops, n, link->part->flash.write_us);
  return exchange (link, ops, replies, n, error);
}

/* Bytes between two looks at the signature. */
#define BYTES_PER_CHECK 32u

static gboolean
write_flash_bytes (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  while (len > 0)
    {
      gsize n = MIN (len, BYTES_PER_CHECK);

      for (gsize i = 0; i < n; i++)
        if (!write_flash_byte (link, address + i, data[i], error))
          return FALSE;
      if (!isp_avr_check_step (link, error))
        return FALSE;
      tick (link, n);
      address += n, data += n, len -= n;
    }
  return TRUE;
}

/* What a page costs through the programmer's own page writing: its bits and its commit. */
static guint64
accelerated_page_us (const IspLink *link, const IspMemory *geometry)
{
  gsize page = MAX (geometry->page_size, 1);

  return page * (1000000ull / MAX (call_bytes (link) * 4, 1)) + geometry->write_us;
}

/* A page that alone takes much longer than a call should goes by single instructions, which can be
 * cut. */
static gboolean
can_write_accelerated (const IspLink *link, IspMemoryId memory, const IspMemory *geometry)
{
  return link->programmer->driver->write_pages != NULL &&
         ((link->programmer->writes >> memory) & 1) &&
         accelerated_page_us (link, geometry) <= 2 * CALL_US;
}

static gboolean
write_accelerated (IspLink *link, IspMemoryId memory, const IspMemory *geometry, guint32 address,
                   const guint8 *data, gsize len, GError **error)
{
  gsize page = MAX (geometry->page_size, 1);
  guint64 page_us = accelerated_page_us (link, geometry);
  gsize pages = CLAMP (CALL_US / MAX (page_us, 1), 1, MAX (MAX_CALL / page, 1));

  link->extended = G_MAXUINT32;
  while (len > 0)
    {
      gsize n = before_border (address, MIN (len, pages * page));

      if (g_cancellable_set_error_if_cancelled (link->cancellable, error) ||
          !link->programmer->driver->write_pages (link->programmer, memory, address, data, n,
                                                  link->cancellable, error) ||
          !isp_avr_check_step (link, error))
        return FALSE;
      tick (link, n);
      address += n, data += n, len -= n;
    }
  return TRUE;
}

gboolean
isp_avr_write_flash (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  gsize page = link->part->flash.page_size;

  if (page > 0 && can_write_accelerated (link, ISP_MEMORY_FLASH, &link->part->flash))
    return write_accelerated (link, ISP_MEMORY_FLASH, &link->part->flash, address, data, len,
                              error);

  if (page == 0)
    return write_flash_bytes (link, address, data, len, error);
  for (gsize at = 0; at < len; at += page)
    {
      if (!write_flash_page (link, address + at, data + at, page, error) ||
          !isp_avr_check_step (link, error))
        return FALSE;
      tick (link, page);
    }
  return TRUE;
}

/* Part of one EEPROM page, or single bytes where the part has no EEPROM pages. */
static gboolean
write_eeprom_piece (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  gboolean paged = isp_part_has_instruction (link->part, ISP_OP_LOAD_EEPROM_PAGE);
  guint32 page = MAX (link->part->eeprom.page_size, 1);
  guint32 us = paged ? link->part->eeprom.write_us : link->part->eeprom_byte_us;
  IspOp ops[MAX_OPS];
  IspReply replies[MAX_OPS];
  guint n = 0;

  g_assert (len + 3 <= MAX_OPS);
  for (gsize i = 0; i < len; i++)
    if (paged)
      ops[n++] =
          make_address_op (link, ISP_OP_LOAD_EEPROM_PAGE, (address + i) & (page - 1), data[i]);
    else
      ops[n++] = make_address_op (link, ISP_OP_WRITE_EEPROM, address + i, data[i]);
  if (paged)
    ops[n++] = make_address_op (link, ISP_OP_WRITE_EEPROM_PAGE, address & ~(page - 1), 0);
  n = add_wait (link, ops, n, us);
  return exchange (link, ops, replies, n, error);
}

gboolean
isp_avr_write_eeprom (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  gboolean paged = isp_part_has_instruction (link->part, ISP_OP_LOAD_EEPROM_PAGE);
  guint32 page = paged ? MAX (link->part->eeprom.page_size, 1) : 1;

  while (len > 0)
    {
      gsize n = MIN (len, page - (address & (page - 1)));

      /* Whole pages go through the accelerator; it would write the gaps of partial ones. */
      if (n == page && can_write_accelerated (link, ISP_MEMORY_EEPROM, &link->part->eeprom))
        {
          n = len - len % page;
          if (!write_accelerated (link, ISP_MEMORY_EEPROM, &link->part->eeprom, address, data, n,
                                  error))
            return FALSE;
        }
      else
        {
          if (!write_eeprom_piece (link, address, data, n, error) ||
              !isp_avr_check_step (link, error))
            return FALSE;
          tick (link, n);
        }
      address += n, data += n, len -= n;
    }
  return TRUE;
}

gboolean
isp_avr_write_fuse (IspLink *link, IspFuseByte byte, guint8 value, GError **error)
{
  IspOp ops[3];
  IspReply replies[3];
  guint n = 0;

  ops[n] = make_op (link, fuse_writes[byte]);
  if ((link->part->instructions->in_second >> byte) & 1)
    ops[n].tx[1] |= value & link->part->fuse_mask[byte];
  ops[n++].tx[3] = value;
  n = add_wait (link, ops, n, link->part->fuse_us);
  return exchange (link, ops, replies, n, error);
}
