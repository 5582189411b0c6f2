/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose a device is, by its ids and descriptors: nothing is opened. Pure, any thread. */
#pragma once

#include "isp-owner.h"
#include "transport/isp-usb.h"

G_BEGIN_DECLS

/**
 * IspMatch:
 * @owner: whose row it is; NULL: nobody's that is driven, or not known
 * @row: what is known of the device; NULL: nothing
 *
 * One answer to whose a device may be.
 */
typedef struct
{
  const IspOwner *owner;
  const IspIdRow *row;
} IspMatch;

#define ISP_MAX_MATCHES 4

/**
 * isp_match:
 * @owners: who may claim the device, in the order of trying; ended by NULL
 * @usb: the device
 * @interface: number of its interface that the port belongs to; counts for serial ports only
 * @link: of the owners that are asked
 * @out: (out): the matches
 *
 * The first row of the first owner that matches holds. Where that is an %ISP_ID_MAYBE, the first
 * MAYBE rows of the other owners follow. What no owner knows is looked for among the strangers: a
 * match without an owner.
 *
 * Returns: how many matches; 0: nobody knows the device
 */
guint isp_match (const IspOwner *const *owners, const IspUsbInfo *usb, guint interface,
                 IspLinkKind link, IspMatch out[ISP_MAX_MATCHES]);

/**
 * isp_strangers_get:
 * @link: USB devices or serial ports
 *
 * Devices that are known, and that nobody drives: bootloaders, other programmers. All rows are
 * %ISP_ID_NOT_A_PROGRAMMER.
 *
 * Returns: (transfer none): an owner without an id; it may have no rows
 */
const IspOwner *isp_strangers_get (IspLinkKind link);

G_END_DECLS
