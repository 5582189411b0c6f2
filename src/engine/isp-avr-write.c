/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The half of the instruction set that changes the chip: erase, flash, EEPROM, fuses, and waiting
 * for them. */
#include "isp-avr-private.h"

/* clang-format off */
static const IspInstruction fuse_writes[ISP_N_FUSES] = {
  ISP_OP_WRITE_LOW_FUSE, ISP_OP_WRITE_HIGH_FUSE, ISP_OP_WRITE_EXTENDED_FUSE, ISP_OP_WRITE_LOCK,
};
/* clang-format on */

/* ── waiting for the chip ── */

/* Polls behind a write, in its batch. Returns how many operations there are now. */
static guint
add_poll (IspLink *link, IspOp *ops, guint n, guint32 us)
{
  if (!isp_part_has_instruction (link->part, ISP_OP_POLL_BUSY))
    {
      ops[n - 1].wait_us = us;
      return n;
    }
  ops[n] = isp_avr_make_op (link, ISP_OP_POLL_BUSY);
  ops[n].flags = ISP_OP_FLAG_POLL;
  ops[n].wait_us = us;
  return n + 1;
}

/* A write and all that it takes: polling where RDY/BSY is known to work, else the longest wait. A
 * part without RDY/BSY echoes 00, which looks ready, so until it was seen busy once the wait is
 * taken after the poll. */
static gboolean
write_and_wait (IspLink *link, IspOp *ops, guint n, guint32 us, GError **error)
{
  g_autofree IspReply *replies = g_new0 (IspReply, n + 1);
  IspReply reply;
  IspOp pause;

  n = add_poll (link, ops, n, us);
  if (!isp_avr_exchange (link, ops, replies, n, error))
    return FALSE;
  if (link->busy_seen || !(ops[n - 1].flags & ISP_OP_FLAG_POLL))
    return TRUE;
  pause = isp_avr_make_op (link, ISP_OP_POLL_BUSY);
  pause.flags = ISP_OP_FLAG_DROP;
  pause.wait_us = us;
  return isp_avr_exchange (link, &pause, &reply, 1, error);
}

/* ── erasing and writing ── */

gboolean
isp_avr_erase (IspLink *link, GError **error)
{
  IspOp ops[2] = { isp_avr_make_op (link, ISP_OP_CHIP_ERASE) };

  return write_and_wait (link, ops, 1, link->part->erase_us, error);
}

/* The page buffer is all FF after an erase and after every page write, so words of FF need no
 * loading. */
static gboolean
write_flash_page (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  g_autofree IspOp *ops = g_new0 (IspOp, len + 2);
  guint n = 0;

  if (!isp_avr_load_extended (link, address, error))
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if ((data[i & ~(gsize) 1] & data[i | 1]) != 0xFF)
      ops[n++] = isp_avr_make_address_op (
          link, (address + i) & 1 ? ISP_OP_LOAD_FLASH_HIGH : ISP_OP_LOAD_FLASH_LOW,
          (address + i) >> 1, data[i]);
  ops[n++] = isp_avr_make_address_op (link, ISP_OP_WRITE_FLASH_PAGE, address >> 1, 0);
  return write_and_wait (link, ops, n, link->part->flash.write_us, error);
}

/* Parts without page mode: each load writes its byte. FF asks for nothing, as writing only clears
 * bits. */
static gboolean
write_flash_byte (IspLink *link, guint32 address, guint8 data, GError **error)
{
  IspOp ops[2];

  if (data == 0xFF)
    return TRUE;
  ops[0] = isp_avr_make_address_op (
      link, address & 1 ? ISP_OP_LOAD_FLASH_HIGH : ISP_OP_LOAD_FLASH_LOW, address >> 1, data);
  return write_and_wait (link, ops, 1, link->part->flash.write_us, error);
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
      isp_avr_tick (link, n);
      address += n, data += n, len -= n;
    }
  return TRUE;
}

/* What a page costs through the programmer's own page writing: its bits and its commit. */
static guint64
accelerated_page_us (const IspLink *link, const IspMemory *geometry)
{
  gsize page = MAX (geometry->page_size, 1);

  return page * (1000000ull / MAX (isp_avr_call_bytes (link) * 4, 1)) + geometry->write_us;
}

/* A page that alone takes much longer than a call should goes by single instructions, which can be
 * cut. */
static gboolean
can_write_accelerated (const IspLink *link, IspMemoryId memory, const IspMemory *geometry)
{
  return link->programmer->driver->write_pages != NULL &&
         ((link->programmer->writes >> memory) & 1) &&
         accelerated_page_us (link, geometry) <= 2 * ISP_AVR_CALL_US;
}

static gboolean
write_accelerated (IspLink *link, IspMemoryId memory, const IspMemory *geometry, guint32 address,
                   const guint8 *data, gsize len, GError **error)
{
  gsize page = MAX (geometry->page_size, 1);
  guint64 page_us = accelerated_page_us (link, geometry);
  gsize pages = CLAMP (ISP_AVR_CALL_US / MAX (page_us, 1), 1, MAX (ISP_AVR_MAX_CALL / page, 1));

  link->extended = G_MAXUINT32;
  while (len > 0)
    {
      gsize n = isp_avr_before_border (address, MIN (len, pages * page));

      if (g_cancellable_set_error_if_cancelled (link->cancellable, error) ||
          !link->programmer->driver->write_pages (link->programmer, memory, address, data, n,
                                                  link->cancellable, error) ||
          !isp_avr_check_step (link, error))
        return FALSE;
      isp_avr_tick (link, n);
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
      isp_avr_tick (link, page);
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
  IspOp ops[ISP_AVR_MAX_OPS];
  guint n = 0;

  g_assert (len + 2 <= ISP_AVR_MAX_OPS);
  for (gsize i = 0; i < len; i++)
    if (paged)
      ops[n++] = isp_avr_make_address_op (link, ISP_OP_LOAD_EEPROM_PAGE, (address + i) & (page - 1),
                                          data[i]);
    else
      ops[n++] = isp_avr_make_address_op (link, ISP_OP_WRITE_EEPROM, address + i, data[i]);
  if (paged)
    ops[n++] = isp_avr_make_address_op (link, ISP_OP_WRITE_EEPROM_PAGE, address & ~(page - 1), 0);
  return write_and_wait (link, ops, n, us, error);
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
          isp_avr_tick (link, n);
        }
      address += n, data += n, len -= n;
    }
  return TRUE;
}

gboolean
isp_avr_write_fuse (IspLink *link, IspFuseByte byte, guint8 value, GError **error)
{
  IspOp ops[2] = { isp_avr_make_op (link, fuse_writes[byte]) };

  if ((link->part->instructions->in_second >> byte) & 1)
    ops[0].tx[1] |= value & link->part->fuse_mask[byte];
  ops[0].tx[3] = value;
  return write_and_wait (link, ops, 1, link->part->fuse_us, error);
}
