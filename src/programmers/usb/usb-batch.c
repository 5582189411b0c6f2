/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usb-batch.h"

#include "config.h"
#include "core/isp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const guint8 isp_usb_program_enable[4] = { 0xAC, 0x53, 0x00, 0x00 };
const guint8 isp_usb_read_signature[4] = { 0x30, 0x00, 0x00, 0x00 };

#define AS_COMPUTED  16u /* of a wire's slowness */
#define SLOWNESS_MAX (64 * AS_COMPUTED)
#define TELLING_US                                                                                 \
  20000u /* batches that compute to less tell more about the host than the wire                    \
          */

/* ── the device ── */

IspUsb *
isp_usb_open_port (const IspPort *port, GCancellable *cancellable, GError **error)
{
  const char *path;

  g_return_val_if_fail (port != NULL, NULL);
  path = g_str_has_prefix (port->id, "usb:") ? port->id + strlen ("usb:") : port->id;
  return isp_usb_open (path, port->vid, port->pid, cancellable, error);
}

gboolean
isp_usb_wire_open (IspUsbWire *wire, IspProgrammer *self, const IspPort *port,
                   GCancellable *cancellable, GError **error)
{
  *wire =
      (IspUsbWire){ .usb = isp_usb_open_port (port, cancellable, error), .slowness = AS_COMPUTED };
  if (wire->usb == NULL)
    return FALSE;
  self->version = g_strdup_printf ("%x.%02x", port->bcd_device >> 8, port->bcd_device & 0xFF);
  self->op_us = ISP_USB_OP_US;
  return TRUE;
}

void
isp_usb_wire_clear (IspUsbWire *wire)
{
  g_clear_pointer (&wire->usb, isp_usb_close);
}

gsize
isp_usb_clip_to_bank (guint32 address, gsize len)
{
  return MIN (len, ISP_USB_BANK_BYTES - address % ISP_USB_BANK_BYTES);
}

/* ── a batch ── */

IspUsbBatch
isp_usb_batch_new (void)
{
  return (IspUsbBatch){ .transfers = g_array_new (FALSE, TRUE, sizeof (IspUsbTransfer)) };
}

void
isp_usb_batch_clear (IspUsbBatch *self)
{
  g_array_unref (self->transfers);
}

void
isp_usb_batch_add (IspUsbBatch *self, IspUsbTransfer transfer, guint instructions, guint32 sck_hz)
{
  guint64 instruction_us = G_GUINT64_CONSTANT (32000000) / MAX (sck_hz, 1) + ISP_USB_CPU_US;

  self->wire_us += ISP_USB_TRANSFER_US + (transfer.len / 8 + 1) * ISP_USB_PACKET_US +
                   instructions * instruction_us;
  g_array_append_val (self->transfers, transfer);
}

/* How many from the first on were as long as they should. */
static gsize
count_whole (const IspUsbBatch *self, gboolean may_be_short)
{
  for (gsize i = 0; i < self->transfers->len; i++)
    {
      const IspUsbTransfer *transfer = &g_array_index (self->transfers, IspUsbTransfer, i);

      if (transfer->actual != transfer->len && !(may_be_short && transfer->any_len))
        return i;
    }
  return self->transfers->len;
}

gboolean
isp_usb_batch_has_all (const IspUsbBatch *self)
{
  return count_whole (self, FALSE) == self->transfers->len;
}

static void
note_slowness (IspUsbWire *wire, guint64 wire_us, gint64 took_us)
{
  if (wire_us >= TELLING_US)
    wire->slowness =
        (guint) CLAMP ((guint64) took_us * AS_COMPUTED / wire_us, wire->slowness, SLOWNESS_MAX);
}

gboolean
isp_usb_batch_run (IspUsbBatch *self, IspUsbWire *wire, gsize *n_done, GCancellable *cancellable,
                   GError **error)
{
  gint64 start = g_get_monotonic_time ();
  gsize done = 0, whole;
  gboolean ok = isp_usb_control (wire->usb, (IspUsbTransfer *) (void *) self->transfers->data,
                                 self->transfers->len, self->wire_us * wire->slowness / AS_COMPUTED,
                                 &done, cancellable, error);

  whole = count_whole (self, TRUE);
  if (n_done != NULL)
    *n_done = MIN (done, whole);
  if (!ok)
    return FALSE;
  note_slowness (wire, self->wire_us, g_get_monotonic_time () - start);
  if (whole == self->transfers->len)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The programmer sent less than expected"));
  return FALSE;
}
