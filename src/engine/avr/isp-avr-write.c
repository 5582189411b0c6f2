/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The half of the instruction set that changes the chip: erase, flash, EEPROM, fuses, and waiting
 * for them. */
#include "isp-avr-batch-private.h"

/* ── erasing and writing ── */

/* One instruction and its wait. */
static gboolean
write_one (IspLink *link, IspOp op, guint32 us, GError **error)
{
  g_auto (IspAvrBatch) batch = isp_avr_batch_new (link);

  isp_avr_batch_add (&batch, op);
  isp_avr_batch_add_wait (&batch, us);
  return isp_avr_batch_run (&batch, error);
}

gboolean
isp_avr_erase (IspLink *link, GError **error)
{
  return write_one (link, isp_avr_make_op (link, ISP_OP_CHIP_ERASE), link->part->erase_us, error);
}

static IspOp
make_load_op (IspLink *link, guint32 address, guint8 data)
{
  return isp_avr_make_address_op (
      link, address & 1 ? ISP_OP_LOAD_FLASH_HIGH : ISP_OP_LOAD_FLASH_LOW, address >> 1, data);
}

static void
add_flash_page (IspAvrBatch *batch, guint32 address, const guint8 *data)
{
  IspLink *link = batch->link;
  guint page = link->part->flash.page_size;
  gboolean sparse = isp_part_clears_page_buffer (link->part);

  for (guint i = 0; i < page; i++)
    if (!sparse || (data[i & ~1u] & data[i | 1]) != 0xFF)
      isp_avr_batch_add (batch, make_load_op (link, address + i, data[i]));
  isp_avr_batch_add (batch,
                     isp_avr_make_address_op (link, ISP_OP_WRITE_FLASH_PAGE, address >> 1, 0));
  isp_avr_batch_add_wait (batch, link->part->flash.write_us);
  isp_avr_batch_add_sync_check (batch);
  batch->bytes += page;
}

static gboolean
write_flash_pages (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  g_auto (IspAvrBatch) batch = isp_avr_batch_new (link);
  guint page = link->part->flash.page_size;

  for (gsize at = 0; at < len; at += page)
    {
      if (batch.ops->len == 0 && !isp_avr_load_extended (link, address + at, error))
        return FALSE;
      add_flash_page (&batch, address + at, data + at);
      /* Load Extended Address goes before the next batch. */
      if ((at + page == len || isp_avr_batch_is_full (&batch) ||
           (address + at + page) % 0x20000 == 0) &&
          !isp_avr_batch_run (&batch, error))
        return FALSE;
    }
  return TRUE;
}

/* Bytes between two looks at the signature. */
#define BYTES_PER_LOOK 32u

/* Parts without page mode: each load writes its byte. FF asks for nothing, as writing only clears
 * bits. */
static gboolean
write_flash_bytes (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  g_auto (IspAvrBatch) batch = isp_avr_batch_new (link);

  for (gsize i = 0; i < len; i++)
    {
      batch.bytes++;
      if (data[i] != 0xFF)
        {
          isp_avr_batch_add (&batch, make_load_op (link, address + i, data[i]));
          isp_avr_batch_add_wait (&batch, link->part->flash.write_us);
        }
      if (i + 1 == len || (i + 1) % BYTES_PER_LOOK == 0)
        isp_avr_batch_add_sync_check (&batch);
      if ((i + 1 == len || isp_avr_batch_is_full (&batch)) && !isp_avr_batch_run (&batch, error))
        return FALSE;
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

/* A page that takes longer than the programmer waits, or alone much longer than a call should, goes
 * by single instructions, which can be cut. */
gboolean
isp_avr_can_write_accelerated (const IspLink *link, IspMemoryId memory)
{
  const IspProgrammer *programmer = link->programmer;
  const IspMemory *geometry = memory == ISP_MEMORY_FLASH ? &link->part->flash : &link->part->eeprom;

  return programmer->driver->write_pages != NULL &&
         isp_avr_is_served (link, memory, programmer->writes) &&
         (programmer->page_us == 0 || geometry->write_us <= programmer->page_us) &&
         accelerated_page_us (link, geometry) <= 2 * ISP_AVR_CALL_US;
}

static gboolean
call_write_pages (IspLink *link, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
                  GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      link->has_written = TRUE;
      if (g_cancellable_set_error_if_cancelled (link->cancellable, error))
        return FALSE;
      if (link->programmer->driver->write_pages (link->programmer, memory, address, data, len,
                                                 link->cancellable, &local)
              ? isp_avr_check_sync (link, &local)
              : isp_link_name_error (link, &local))
        return TRUE;
      if (!isp_link_mend (link, TRUE, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
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

      if (!call_write_pages (link, memory, address, data, n, error))
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

  if (page > 0 && isp_avr_can_write_accelerated (link, ISP_MEMORY_FLASH))
    return write_accelerated (link, ISP_MEMORY_FLASH, &link->part->flash, address, data, len,
                              error);

  return page == 0 ? write_flash_bytes (link, address, data, len, error)
                   : write_flash_pages (link, address, data, len, error);
}

#define MAX_PROOFS 16u

gboolean
isp_avr_check_writer (IspLink *link, guint32 address, const guint8 *data, gsize len,
                      gboolean *right, GError **error)
{
  guint32 places[MAX_PROOFS];
  guint8 read[MAX_PROOFS];
  gsize n = 0;

  *right = TRUE;
  if (address < ISP_AVR_BANK || !isp_avr_can_write_accelerated (link, ISP_MEMORY_FLASH))
    return TRUE;
  for (gsize i = 0; i < len && n < MAX_PROOFS; i++)
    if (data[i] != 0xFF)
      places[n++] = address + i;
  if (n == 0)
    return TRUE;
  if (!isp_avr_read_bytes_agreed (link, ISP_MEMORY_FLASH, places, read, n, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (read[i] != 0xFF)
      return TRUE;
  *right = FALSE;
  isp_session_log (link->session, "0x%X was not written: byte by byte from now on", address);
  link->distrusted |= 1 << ISP_MEMORY_FLASH;
  return TRUE;
}

/* Part of one EEPROM page, or a single byte where the part has no EEPROM pages. */
static void
add_eeprom_piece (IspAvrBatch *batch, guint32 address, const guint8 *data, gsize len)
{
  IspLink *link = batch->link;
  guint32 page = MAX (link->part->eeprom.page_size, 1);

  if (isp_part_has_instruction (link->part, ISP_OP_LOAD_EEPROM_PAGE))
    {
      for (gsize i = 0; i < len; i++)
        isp_avr_batch_add (batch, isp_avr_make_address_op (link, ISP_OP_LOAD_EEPROM_PAGE,
                                                           (address + i) & (page - 1), data[i]));
      isp_avr_batch_add (batch, isp_avr_make_address_op (link, ISP_OP_WRITE_EEPROM_PAGE,
                                                         address & ~(page - 1), 0));
      isp_avr_batch_add_wait (batch, link->part->eeprom.write_us);
    }
  else
    {
      g_assert (len == 1);
      isp_avr_batch_add (batch,
                         isp_avr_make_address_op (link, ISP_OP_WRITE_EEPROM, address, *data));
      isp_avr_batch_add_wait (batch, link->part->eeprom_byte_us);
    }
  isp_avr_batch_add_sync_check (batch);
  batch->bytes += len;
}

static gboolean
write_eeprom_pieces (IspLink *link, guint32 address, const guint8 *data, gsize len, guint32 page,
                     GError **error)
{
  g_auto (IspAvrBatch) batch = isp_avr_batch_new (link);

  while (len > 0)
    {
      gsize n = MIN (len, page - (address & (page - 1)));

      add_eeprom_piece (&batch, address, data, n);
      address += n, data += n, len -= n;
      if ((len == 0 || isp_avr_batch_is_full (&batch)) && !isp_avr_batch_run (&batch, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
isp_avr_write_eeprom (IspLink *link, guint32 address, const guint8 *data, gsize len, GError **error)
{
  gboolean paged = isp_part_has_instruction (link->part, ISP_OP_LOAD_EEPROM_PAGE);
  guint32 page = paged ? MAX (link->part->eeprom.page_size, 1) : 1;
  gsize head = MIN (len, -address & (page - 1)), whole;

  if (!isp_avr_can_write_accelerated (link, ISP_MEMORY_EEPROM))
    return write_eeprom_pieces (link, address, data, len, page, error);
  /* Whole pages go through the accelerator; it would write the gaps of partial ones. */
  whole = (len - head) / page * page;
  return write_eeprom_pieces (link, address, data, head, page, error) &&
         write_accelerated (link, ISP_MEMORY_EEPROM, &link->part->eeprom, address + head,
                            data + head, whole, error) &&
         write_eeprom_pieces (link, address + head + whole, data + head + whole, len - head - whole,
                              page, error);
}

gboolean
isp_avr_write_fuse (IspLink *link, IspFuseByte byte, guint8 value, GError **error)
{
  IspOp op = isp_avr_make_op (link, isp_fuse_byte_get_write_op (byte));

  if ((link->part->instructions->in_second >> byte) & 1)
    op.tx[1] |= value & link->part->fuse_mask[byte];
  /* The third byte is "don't care" in the data sheets' serial programming instructions. With the
   * value in it, a byte that a line loses, doubles or adds moves no other to the value's place. */
  op.tx[2] = value;
  op.tx[3] = value;
  return write_one (link, op, link->part->fuse_us, error);
}
