/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drivers of USB programmers share: opening a port's device, and, for low-speed ones whose
 * firmware does the SPI work of a transfer between its packets, control transfers put together,
 * with the time that they compute to and what they really take. Worker thread. */
#pragma once

#include "programmers/isp-programmer.h"
#include "transport/isp-usb.h"

G_BEGIN_DECLS

/* What a transfer, and each of its packets, costs a slow host controller beside the SPI bits. */
#define ISP_USB_TRANSFER_US 4000
#define ISP_USB_PACKET_US   1500
/* What an instruction costs the programmer's CPU beside them. */
#define ISP_USB_CPU_US 30
/* What an instruction in a queue ordinarily takes: a transfer of one packet. */
#define ISP_USB_OP_US 1200
/* What two address bytes of words reach: an access to more goes piece by piece. */
#define ISP_USB_BANK_BYTES 0x20000u

/* Programming Enable and Read Signature are the same on every AVR, also where no part is known. */
extern const guint8 isp_usb_program_enable[4];
extern const guint8 isp_usb_read_signature[4];

/**
 * isp_usb_open_port:
 * @port: a port of ISP_LINK_USB
 * @cancellable: (nullable): as in isp_usb_open
 *
 * Opens the device that is plugged in at @port.
 *
 * Returns: (transfer full) (nullable): isp_usb_close it; errors as isp_usb_open
 */
IspUsb *isp_usb_open_port (const IspPort *port, GCancellable *cancellable, GError **error);

/* A low-speed programmer on the wire. All transfers of its driver go through one of these. */
typedef struct
{
  IspUsb *usb;
  guint slowness; /* what transfers take, in sixteenths of what they compute to; at least 16 */
} IspUsbWire;

/**
 * isp_usb_wire_open:
 * @wire: (out caller-allocates): isp_usb_wire_clear it
 * @self: gets the device's version, and what an instruction takes
 * @port: as in isp_usb_open_port
 *
 * Opens a low-speed programmer.
 *
 * Returns: FALSE with errors as isp_usb_open; @wire is then empty
 */
gboolean isp_usb_wire_open (IspUsbWire *wire, IspProgrammer *self, const IspPort *port,
                            GCancellable *cancellable, GError **error);

/**
 * isp_usb_wire_clear:
 * @wire: open or empty
 *
 * Closes the device.
 */
void isp_usb_wire_clear (IspUsbWire *wire);

/**
 * isp_usb_clip_to_bank:
 * @address: in bytes
 * @len: bytes from there on
 *
 * How many of them come before the next multiple of ISP_USB_BANK_BYTES.
 */
gsize isp_usb_clip_to_bank (guint32 address, gsize len);

typedef struct
{
  GArray *transfers; /* IspUsbTransfer */
  guint64 wire_us;
} IspUsbBatch;

IspUsbBatch isp_usb_batch_new (void);
void isp_usb_batch_clear (IspUsbBatch *self);

/**
 * isp_usb_batch_add:
 * @transfer: its data has to live until the batch has run
 * @instructions: how many the transfer makes the programmer send
 * @sck_hz: at which SCK
 *
 * Adds a transfer.
 */
void isp_usb_batch_add (IspUsbBatch *self, IspUsbTransfer transfer, guint instructions,
                        guint32 sck_hz);

/**
 * isp_usb_batch_run:
 * @n_done: (out) (optional): how many succeeded; the first that is shorter than asked for, and is
 *   not any_len, did not
 *
 * Carries all transfers out in order. The deadline is that of isp_usb_control, for the time that
 * transfers of this device took so far. Errors as isp_usb_control; PROTOCOL where one is too short.
 */
gboolean isp_usb_batch_run (IspUsbBatch *self, IspUsbWire *wire, gsize *n_done,
                            GCancellable *cancellable, GError **error);

/**
 * isp_usb_batch_has_all:
 *
 * Once it has run: did as much go over as was asked for, any_len or not?
 */
gboolean isp_usb_batch_has_all (const IspUsbBatch *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IspUsbBatch, isp_usb_batch_clear)

G_END_DECLS
