/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading memory, once: by single instructions, or by the programmer's accelerator. */
#include "isp-avr-private.h"

/* Load Extended Address, where the part needs it and another 128 KiB is meant. */
gboolean
isp_avr_load_extended (IspLink *link, guint32 address, GError **error)
{
  guint32 extended = address >> 17;
  IspReply reply;
  IspOp op;

  if (!isp_part_needs_extended_address (link->part) || link->extended == extended)
    return TRUE;
  op = isp_avr_make_op (link, ISP_OP_LOAD_EXTENDED_ADDRESS);
  op.tx[2] = extended;
  if (!isp_avr_exchange (link, &op, &reply, 1, error))
    return FALSE;
  link->extended = extended;
  return TRUE;
}

static IspOp
make_read_op (IspLink *link, IspMemoryId memory, guint32 address)
{
  if (memory == ISP_MEMORY_EEPROM)
    return isp_avr_make_address_op (link, ISP_OP_READ_EEPROM, address, 0);
  return isp_avr_make_address_op (
      link, address & 1 ? ISP_OP_READ_FLASH_HIGH : ISP_OP_READ_FLASH_LOW, address >> 1, 0);
}

gboolean
isp_avr_read_bytes (IspLink *link, IspMemoryId memory, const guint32 *addresses, guint8 *out,
                    gsize n, GError **error)
{
  IspOp ops[ISP_AVR_MAX_OPS];
  IspReply replies[ISP_AVR_MAX_OPS];

  while (n > 0)
    {
      gsize count = 0;

      if (memory == ISP_MEMORY_FLASH && !isp_avr_load_extended (link, addresses[0], error))
        return FALSE;
      for (; count < MIN (n, ISP_AVR_MAX_OPS); count++)
        {
          if (memory == ISP_MEMORY_FLASH && addresses[count] >> 17 != addresses[0] >> 17)
            break;
          ops[count] = make_read_op (link, memory, addresses[count]);
        }
      if (!isp_avr_exchange (link, ops, replies, count, error))
        return FALSE;
      for (gsize i = 0; i < count; i++)
        out[i] = replies[i].rx[3];
      addresses += count, out += count, n -= count;
    }
  return TRUE;
}

gboolean
isp_avr_read_single (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                     GError **error)
{
  guint32 addresses[ISP_AVR_MAX_OPS];

  while (len > 0)
    {
      gsize n = MIN (len, ISP_AVR_MAX_OPS);

      for (gsize i = 0; i < n; i++)
        addresses[i] = address + i;
      if (!isp_avr_read_bytes (link, memory, addresses, out, n, error))
        return FALSE;
      isp_avr_tick (link, n);
      address += n, out += n, len -= n;
    }
  return TRUE;
}

/* Bytes for one accelerated call: 250 ms at SCK and at the link's own rate. */
gsize
isp_avr_call_bytes (const IspLink *link)
{
  guint32 rate = link->sck_hz > 0 ? link->sck_hz / 32 : 4000;

  if (link->programmer->link_bytes_per_s > 0)
    rate = MIN (rate, link->programmer->link_bytes_per_s);
  return CLAMP (rate / 4, 1, ISP_AVR_MAX_CALL);
}

/* No accelerated call crosses 64 KiB: the address has one high part. */
gsize
isp_avr_before_border (guint32 address, gsize len)
{
  return MIN (len, ISP_AVR_BANK - address % ISP_AVR_BANK);
}

static gboolean
read_accelerated (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                  GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      if (link->programmer->driver->read (link->programmer, memory, address, out, len,
                                          link->cancellable, &local))
        return TRUE;
      isp_link_name_error (link, &local);
      if (!isp_link_mend (link, FALSE, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

gboolean
isp_avr_read_unchecked (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                        GError **error)
{
  const IspDriver *driver = link->programmer->driver;

  if (driver->read == NULL || !isp_avr_is_served (link, memory, link->programmer->reads))
    return isp_avr_read_single (link, memory, address, out, len, error);

  link->extended = G_MAXUINT32;
  while (len > 0)
    {
      gsize n = isp_avr_before_border (address, MIN (len, isp_avr_call_bytes (link)));

      if (g_cancellable_set_error_if_cancelled (link->cancellable, error))
        return FALSE;
      /* Addresses of flash are word addresses on the wire: stay on even ones. */
      if (n > 1 && n < len)
        n &= ~(gsize) 1;
      if (!read_accelerated (link, memory, address, out, n, error))
        return FALSE;
      isp_avr_tick (link, n);
      address += n, out += n, len -= n;
    }
  return TRUE;
}

gboolean
isp_avr_is_served (const IspLink *link, IspMemoryId memory, guint memories)
{
  guint32 reach = link->programmer->flash_reach;

  return ((memories >> memory) & 1) != 0 && ((link->distrusted >> memory) & 1) == 0 &&
         (memory != ISP_MEMORY_FLASH || reach == 0 || link->part->flash.size <= reach);
}
