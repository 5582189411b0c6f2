/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBasp: memories by requests of many bytes. */
#include "usbasp-private.h"

#include <string.h>

/* In WRITE_FLASH: the page counter starts again. The flag that ends a page early is never needed,
 * as only whole pages go out; with pages of 256 bytes the firmware would commit one too many. */
#define FLAG_FIRST  0x01
#define READ_CHUNK  248u /* 254 is the limit; this keeps the packets of 8 bytes whole */
#define WRITE_CHUNK 256u
/* The firmware counts what comes in with 16 bits and keeps none of it, so a request may carry many
 * pages. Copies on other controllers may not: it is tried, see write_long. */
#define LONG_CHUNK      4096u    /* what the kernel takes in a control transfer */
#define LOOK_BACK       8u       /* bytes that tell whether it worked */
#define SHORT_REACH     0x10000u /* of requests without a long address */
#define COMMIT_EXTRA_US 5000

/* Where a block begins: in each request as far as 16 bits reach, which every firmware knows;
 * beyond, it is told once, and the firmware counts on. Old firmware does not load the extended
 * address by itself, new firmware only when it believes that it changed: so it is always loaded
 * here. */
static void
add_address (IspUsbBatch *batch, IspProgrammer *self, IspMemoryId memory, guint32 address,
             gsize len)
{
  Usbasp *usbasp = self->priv;
  IspOp extended;

  if (memory == ISP_MEMORY_FLASH && isp_programmer_get_extended_op (self->part, address, &extended))
    isp_usbasp_add (batch, usbasp, isp_usbasp_transmit (extended.tx, usbasp->unused), 1);
  if (address + len <= SHORT_REACH && !usbasp->long_mode)
    return;
  usbasp->long_mode = TRUE;
  isp_usbasp_add (batch, usbasp,
                  (IspUsbTransfer){ .in = TRUE,
                                    .request = USBASP_SET_LONG_ADDRESS,
                                    .value = address & 0xFFFF,
                                    .index = (guint16) (address >> 16),
                                    .data = usbasp->unused,
                                    .len = sizeof usbasp->unused,
                                    .any_len = TRUE },
                  0);
}

static gboolean
read_block (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
            GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbasp *usbasp = self->priv;

  add_address (&batch, self, memory, address, len);
  for (gsize at = 0; at < len; at += READ_CHUNK)
    {
      guint16 n = (guint16) MIN (len - at, READ_CHUNK);

      isp_usbasp_add (&batch, usbasp,
                      (IspUsbTransfer){ .in = TRUE,
                                        .request = memory == ISP_MEMORY_FLASH ? USBASP_READ_FLASH
                                                                              : USBASP_READ_EEPROM,
                                        .value = (address + at) & 0xFFFF,
                                        .data = out + at,
                                        .len = n },
                      n);
    }
  return isp_usb_batch_run (&batch, &usbasp->wire, NULL, cancellable, error);
}

gboolean
isp_usbasp_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                 GCancellable *cancellable, GError **error)
{
  if (!isp_usbasp_check_spi (self->priv, error))
    return FALSE;
  while (len > 0)
    {
      gsize n = isp_usb_clip_to_bank (address, len);

      if (!read_block (self, memory, address, out, n, cancellable, error))
        return FALSE;
      address += n, out += n, len -= n;
    }
  return TRUE;
}

/* Whole pages; the firmware loads, commits and waits for each. *refused: it would not take a
 * request. */
static gboolean
write_chunks (IspProgrammer *self, guint32 address, const guint8 *data, gsize len, guint chunk,
              gboolean *refused, GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  guint page = self->part->flash.page_size;
  Usbasp *usbasp = self->priv;

  chunk = MAX (chunk / page, 1) * page;
  add_address (&batch, self, ISP_MEMORY_FLASH, address, len);
  for (gsize at = 0; at < len; at += chunk)
    {
      guint16 n = (guint16) MIN (len - at, chunk);
      guint16 high = FLAG_FIRST | (page & 0xF00) >> 4;

      isp_usbasp_add (&batch, usbasp,
                      (IspUsbTransfer){ .request = USBASP_WRITE_FLASH,
                                        .value = (address + at) & 0xFFFF,
                                        .index = (guint16) ((page & 0xFF) | high << 8),
                                        .data = (guint8 *) data + at,
                                        .len = n },
                      n);
      batch.wire_us += n / page * (guint64) (self->part->flash.write_us + COMMIT_EXTRA_US);
    }
  if (isp_usb_batch_run (&batch, &usbasp->wire, NULL, cancellable, error))
    return TRUE;
  for (gsize i = 0; i < batch.transfers->len; i++)
    {
      const IspUsbTransfer *transfer = &g_array_index (batch.transfers, IspUsbTransfer, i);

      *refused |= transfer->request == USBASP_WRITE_FLASH && transfer->stalled;
    }
  return FALSE;
}

/* Length of data without trailing FF. */
static gsize
find_end (const guint8 *data, gsize len)
{
  while (len > 0 && data[len - 1] == 0xFF)
    len--;
  return len;
}

/* As long as a request may be; where transfers take longer than they compute to, shorter: one that
 * is withdrawn in the middle has to end soon. */
static guint
get_long_chunk (IspProgrammer *self)
{
  guint page = self->part->flash.page_size;

  return MAX (LONG_CHUNK * 16 / ((Usbasp *) self->priv)->wire.slowness / page, 1) * page;
}

/* Writes in a long request for the first time. *works: the last bytes that are not blank, which end
 * beyond a short request, arrived. If not, the pages may take the same data once more. */
static gboolean
write_long (IspProgrammer *self, guint32 address, const guint8 *data, gsize len, gboolean *works,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint32 at = (guint32) find_end (data, len) - LOOK_BACK;
  gboolean refused = FALSE;
  guint8 back[LOOK_BACK];

  *works = FALSE;
  if (!write_chunks (self, address, data, len, (guint) len, &refused, cancellable, &local))
    {
      if (refused)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!read_block (self, ISP_MEMORY_FLASH, address + at, back, LOOK_BACK, cancellable, error))
    return FALSE;
  *works = memcmp (back, data + at, LOOK_BACK) == 0;
  return TRUE;
}

/* A short request, so that what is learnt from it gives a long one its time, and then a long one.
 */
static gboolean
write_first (IspProgrammer *self, guint32 address, const guint8 *data, gsize len, gsize *n_written,
             GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;
  gsize head = MAX (WRITE_CHUNK, self->part->flash.page_size);
  gsize n;
  gboolean refused = FALSE, works;

  if (!write_chunks (self, address, data, head, WRITE_CHUNK, &refused, cancellable, error))
    return FALSE;
  *n_written = head;
  n = MIN (len - head, get_long_chunk (self));
  if (find_end (data + head, n) <= WRITE_CHUNK)
    return TRUE;
  if (!write_long (self, address + head, data + head, n, &works, cancellable, error))
    return FALSE;
  usbasp->long_writes = works ? USBASP_LONG_WRITES_WORK : USBASP_LONG_WRITES_FAIL;
  isp_session_log (self->session, "writes of many pages: %s", works ? "yes" : "no");
  *n_written += works ? n : 0;
  return TRUE;
}

static gboolean
write_flash (IspProgrammer *self, guint32 address, const guint8 *data, gsize len,
             GCancellable *cancellable, GError **error)
{
  const Usbasp *usbasp = self->priv;
  gboolean refused = FALSE;
  gsize n = 0;

  if (usbasp->long_writes == USBASP_LONG_WRITES_UNTRIED && len > 2 * WRITE_CHUNK &&
      !write_first (self, address, data, len, &n, cancellable, error))
    return FALSE;
  return write_chunks (self, address + n, data + n, len - n,
                       usbasp->long_writes == USBASP_LONG_WRITES_WORK ? get_long_chunk (self)
                                                                      : WRITE_CHUNK,
                       &refused, cancellable, error);
}

gboolean
isp_usbasp_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address,
                        const guint8 *data, gsize len, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (memory == ISP_MEMORY_FLASH, FALSE);
  if (!isp_usbasp_check_spi (self->priv, error))
    return FALSE;
  while (len > 0)
    {
      gsize n = isp_usb_clip_to_bank (address, len);

      if (!write_flash (self, address, data, n, cancellable, error))
        return FALSE;
      address += n, data += n, len -= n;
    }
  return TRUE;
}
