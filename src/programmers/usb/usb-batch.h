/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control transfers of a low-speed programmer being put together, and the time that they compute
 * to. For drivers of firmware that does the SPI work of a transfer between its packets. Worker
 * thread. */
#pragma once

#include "transport/isp-usb.h"

G_BEGIN_DECLS

/* What a transfer, and each of its packets, costs a slow host controller beside the SPI bits. */
#define ISP_USB_TRANSFER_US 4000
#define ISP_USB_PACKET_US   1500
/* What an instruction in a queue ordinarily takes: a transfer of one packet. */
#define ISP_USB_OP_US 1200

typedef struct
{
  GArray *transfers; /* IspUsbTransfer */
  guint64 wire_us;
} IspUsbBatch;

IspUsbBatch isp_usb_batch_new (void);
void isp_usb_batch_clear (IspUsbBatch *self);
/* spi_us: of the SPI bits that the transfer causes. */
void isp_usb_batch_add (IspUsbBatch *self, IspUsbTransfer transfer, guint64 spi_us);
/* All of them in order; n_done and errors as isp_usb_control. */
gboolean isp_usb_batch_run (IspUsbBatch *self, IspUsb *usb, gsize *n_done,
                            GCancellable *cancellable, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IspUsbBatch, isp_usb_batch_clear)

G_END_DECLS
