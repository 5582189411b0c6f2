/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usb-batch.h"

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
isp_usb_batch_add (IspUsbBatch *self, IspUsbTransfer transfer, guint64 spi_us)
{
  self->wire_us += ISP_USB_TRANSFER_US + (transfer.len / 8 + 1) * ISP_USB_PACKET_US + spi_us;
  g_array_append_val (self->transfers, transfer);
}

gboolean
isp_usb_batch_run (IspUsbBatch *self, IspUsb *usb, gsize *n_done, GCancellable *cancellable,
                   GError **error)
{
  return isp_usb_control (usb, (IspUsbTransfer *) (void *) self->transfers->data,
                          self->transfers->len, self->wire_us, n_done, cancellable, error);
}
