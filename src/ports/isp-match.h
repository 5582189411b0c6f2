/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may own a device, by its ids and descriptors: nothing is opened. Pure, any thread. */
#pragma once

#include "isp-owner.h"
#include "transport/isp-usb.h"

G_BEGIN_DECLS

/**
 * IspMatch:
 * @owner: whose row it is; NULL: there is no driver for it
 * @row: what is known of the device; NULL: nothing
 *
 * One of the things that a device may be.
 */
typedef struct
{
  const IspOwner *owner;
  const IspIdRow *row;
} IspMatch;

/**
 * ISP_MAX_MATCHES:
 *
 * How many owners one device can have at most.
 */
#define ISP_MAX_MATCHES 4

/**
 * isp_match:
 * @owners: who may claim the device, in the order of trying; ended by NULL
 * @usb: the device
 * @interface: number of its interface that the port belongs to; counts for serial ports only
 * @link: only owners with this link count
 * @out: (out): the matches
 *
 * Finds the first row that matches, in the first owner that has one. If its kind is
 * %ISP_ID_MAYBE, the first matching MAYBE row of each later owner follows. If no owner has a
 * row, the strangers are searched; their match has no owner.
 *
 * Returns: how many matches; 0: nobody knows the device
 */
guint isp_match (const IspOwner *const *owners, const IspUsbInfo *usb, guint interface,
                 IspLinkKind link, IspMatch out[ISP_MAX_MATCHES]);

/**
 * isp_strangers_get:
 * @link: USB devices or serial ports
 *
 * Devices that are known but have no driver: bootloaders, other programmers. All rows are
 * %ISP_ID_NOT_A_PROGRAMMER.
 *
 * Returns: (transfer none): an owner without an id; it may have no rows
 */
const IspOwner *isp_strangers_get (IspLinkKind link);

G_END_DECLS
