/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drivers of USB programmers share: opening a port's device, and, for low-speed ones whose
 * firmware does the SPI work of a transfer between its packets, control transfers put together,
 * with the time that they compute to and what they really take. Worker thread. */
#pragma once

#include "programmers/isp-programmer.h"
#include "transport/isp-usb.h"

G_BEGIN_DECLS

/**
 * ISP_USB_TRANSFER_US:
 *
 * What a transfer costs a slow host controller beside its packets and SPI bits, in µs.
 */
#define ISP_USB_TRANSFER_US 4000

/**
 * ISP_USB_PACKET_US:
 *
 * What each packet of a transfer costs a slow host controller, in µs.
 */
#define ISP_USB_PACKET_US 1500

/**
 * ISP_USB_CPU_US:
 *
 * What an instruction costs the programmer's CPU beside its SPI bits, in µs.
 */
#define ISP_USB_CPU_US 30

/**
 * ISP_USB_OP_US:
 *
 * What an instruction in a queue usually takes, in µs: a transfer of one packet.
 */
#define ISP_USB_OP_US 1200

/**
 * ISP_USB_BANK_BYTES:
 *
 * What two address bytes of words reach: an access to more is made piece by piece.
 */
#define ISP_USB_BANK_BYTES 0x20000u

/**
 * isp_usb_program_enable:
 *
 * The instruction Programming Enable, which every AVR has, for use before a part is known.
 */
extern const guint8 isp_usb_program_enable[4];

/**
 * isp_usb_read_signature:
 *
 * The instruction that reads the signature's first byte, which every AVR has, for use before a part
 * is known.
 */
extern const guint8 isp_usb_read_signature[4];

/**
 * isp_usb_open_port:
 * @port: a port of %ISP_LINK_USB
 * @cancellable: (nullable): as in isp_usb_open()
 * @error: return location
 *
 * Opens the device that is plugged in at @port.
 *
 * Returns: (transfer full) (nullable): a device for isp_usb_close(); %NULL with errors as
 *   isp_usb_open()
 */
IspUsb *isp_usb_open_port (const IspPort *port, GCancellable *cancellable, GError **error);

/**
 * IspUsbWire:
 *
 * A low-speed programmer on the wire. All transfers of its driver go through one of these.
 */
typedef struct
{
  IspUsb *usb;
  guint slowness; /* what transfers take, in sixteenths of what they compute to; at least 16 */
} IspUsbWire;

/**
 * isp_usb_wire_open:
 * @wire: (out caller-allocates): what isp_usb_wire_clear() closes
 * @self: is given the device's version, and the time that an instruction takes
 * @port: a port of %ISP_LINK_USB
 * @cancellable: (nullable): as in isp_usb_open()
 * @error: return location
 *
 * Opens a low-speed programmer.
 *
 * Returns: %FALSE with errors as isp_usb_open(); @wire is then empty
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
 * Cuts an access at the next multiple of %ISP_USB_BANK_BYTES.
 *
 * Returns: how many of the bytes come before it
 */
gsize isp_usb_clip_to_bank (guint32 address, gsize len);

/**
 * IspUsbBatch:
 *
 * Control transfers that go out together, and the time that they compute to.
 */
typedef struct
{
  GArray *transfers; /* IspUsbTransfer */
  guint64 wire_us;
} IspUsbBatch;

/**
 * isp_usb_batch_new:
 *
 * Makes a batch without transfers.
 *
 * Returns: (transfer full): a batch for isp_usb_batch_clear()
 */
IspUsbBatch isp_usb_batch_new (void);

/**
 * isp_usb_batch_clear:
 * @self: a batch
 *
 * Frees what is in the batch; it may not be used afterwards.
 */
void isp_usb_batch_clear (IspUsbBatch *self);

/**
 * isp_usb_batch_add:
 * @self: a batch
 * @transfer: a transfer, whose data has to live until the batch has run
 * @instructions: how many the transfer makes the programmer send
 * @sck_hz: at which SCK
 *
 * Adds a transfer.
 */
void isp_usb_batch_add (IspUsbBatch *self, IspUsbTransfer transfer, guint instructions,
                        guint32 sck_hz);

/**
 * isp_usb_batch_run:
 * @self: a batch
 * @wire: an open wire
 * @n_done: (out) (optional): how many succeeded; the first that is shorter than asked for, and is
 *   not any_len, did not
 * @cancellable: (nullable): as in isp_usb_control()
 * @error: return location
 *
 * Carries all transfers out in order. The deadline is that of isp_usb_control(), for the time that
 * transfers of this device have taken so far.
 *
 * Returns: %FALSE with errors as isp_usb_control(), or %ISP_ERROR_PROTOCOL: a transfer is too short
 */
gboolean isp_usb_batch_run (IspUsbBatch *self, IspUsbWire *wire, gsize *n_done,
                            GCancellable *cancellable, GError **error);

/**
 * isp_usb_batch_has_all:
 * @self: a batch that has run
 *
 * Tells whether as much went over as was asked for, any_len or not.
 *
 * Returns: %TRUE: no transfer is short
 */
gboolean isp_usb_batch_has_all (const IspUsbBatch *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IspUsbBatch, isp_usb_batch_clear)

G_END_DECLS
