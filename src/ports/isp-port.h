/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports: what is plugged in, before a driver is chosen. Plain values; a port that is not changed
 * may be read from any thread. */
#pragma once

#include "isp-match.h"

G_BEGIN_DECLS

/**
 * ISP_MAX_OTHERS:
 *
 * How many owners a port can have at most besides its first.
 */
#define ISP_MAX_OTHERS (ISP_MAX_MATCHES - 1)

/**
 * IspPortState:
 * @ISP_PORT_READY: may be used at once
 * @ISP_PORT_ASK: may be anything: opened only after the person chose it
 * @ISP_PORT_NO_PERMISSION: the person may not use it
 * @ISP_PORT_BUSY: another program uses it
 * @ISP_PORT_NOT_A_PROGRAMMER: its row says what it is instead
 *
 * What may be done with a port.
 */
typedef enum
{
  ISP_PORT_READY,
  ISP_PORT_ASK,
  ISP_PORT_NO_PERMISSION,
  ISP_PORT_BUSY,
  ISP_PORT_NOT_A_PROGRAMMER,
} IspPortState;

/**
 * IspPort:
 * @owner: who probably drives it; NULL for NOT_A_PROGRAMMER
 * @row: what is known of it by its ids; NULL: an unknown serial port, or a simulated one
 * @others: what else it may be where one id has several owners, up to the first without an owner;
 *   opening tries @owner first, then these in order
 * @id: "usb:1-2", "/dev/ttyACM0", "sim:atmega32u4"
 * @name: as people know it: "USBasp", "Arduino or Bus Pirate (FT232R)"
 * @where: "USB 1-2", "ttyACM0"; may be NULL
 * @vid: USB vendor id; 0: no USB device
 * @pid: USB product id
 * @bcd_device: the device's release number
 * @usb_path: "1-2.3": its bus and chain of ports, the same whenever it is plugged in there; NULL:
 *   no USB device
 * @usb_bus: number of its bus
 * @usb_address: its address there, a new one each time it is plugged in
 * @rescue_clock_hz: the clock that it shall also supply to the chip, in Hz; 0: none
 * @state: what may be done with it
 * @used_by: BUSY: the program's name, as far as /proc shows; may be NULL
 * @device_node: "/dev/bus/usb/001/005", "/dev/ttyACM0"; NULL for simulated ones
 *
 * A device or serial port. It owns its strings, nothing else.
 */
typedef struct
{
  const IspOwner *owner;
  const IspIdRow *row;
  IspMatch others[ISP_MAX_OTHERS];
  char *id;
  char *name;
  char *where;
  guint16 vid, pid, bcd_device;
  char *usb_path;
  guint8 usb_bus, usb_address;
  guint32 rescue_clock_hz;
  IspPortState state;
  char *used_by;
  char *device_node;
} IspPort;

/**
 * isp_port_new:
 * @owner: (nullable): whose it is
 * @id: see #IspPort
 * @name: see #IspPort
 *
 * Makes a port without known ids. Its state is %ISP_PORT_READY.
 *
 * Returns: (transfer full): free with isp_port_free()
 */
IspPort *isp_port_new (const IspOwner *owner, const char *id, const char *name);

/**
 * isp_port_new_matched:
 * @matches: whose it may be, as isp_match() found
 * @n: how many, at least one
 * @id: see #IspPort
 *
 * Makes a port that is named after what it may be. Its state is %ISP_PORT_NOT_A_PROGRAMMER where
 * its row says so or nobody owns it, or %ISP_PORT_READY for the caller to refine.
 *
 * Returns: (transfer full): free with isp_port_free()
 */
IspPort *isp_port_new_matched (const IspMatch *matches, guint n, const char *id);

/**
 * isp_port_copy:
 * @self: a port
 *
 * Copies a port with its strings; owners and rows are static.
 *
 * Returns: (transfer full): free with isp_port_free()
 */
IspPort *isp_port_copy (const IspPort *self);

/**
 * isp_port_free:
 * @self: (nullable) (transfer full): a port
 *
 * Frees a port and its strings.
 */
void isp_port_free (IspPort *self);

/**
 * isp_port_is_simulated:
 * @self: a port
 *
 * Tells whether a port exists only in this process: the rehearsal's.
 *
 * Returns: %TRUE if it does
 */
gboolean isp_port_is_simulated (const IspPort *self);

/**
 * isp_port_state_to_nick:
 * @state: a state
 *
 * The name of a state in JSON.
 *
 * Returns: (transfer none): "no-permission"
 */
const char *isp_port_state_to_nick (IspPortState state);

/**
 * isp_port_is_sure:
 * @self: a port
 *
 * Tells whether the port's ids belong to its owner and nothing else, so that it may be opened
 * before the person chooses it.
 *
 * Returns: %TRUE if they do
 */
gboolean isp_port_is_sure (const IspPort *self);

/**
 * isp_port_get_advice:
 * @self: a port
 *
 * What to do with a device that is not a programmer, from its row.
 *
 * Returns: (transfer none) (nullable): a translated sentence; %NULL if there is none
 */
const char *isp_port_get_advice (const IspPort *self);

/**
 * isp_port_may_be:
 * @self: a port
 * @owner: whom it may belong to
 *
 * Tells whether a port may belong to an owner.
 *
 * Returns: %TRUE if it may
 */
gboolean isp_port_may_be (const IspPort *self, const IspOwner *owner);

/**
 * isp_port_get_match:
 * @self: a port
 * @i: index: 0 for the port's @owner and @row, then its @others
 * @out: (out caller-allocates): the match
 *
 * Walks through all that the port may be.
 *
 * Returns: %FALSE past the last
 */
gboolean isp_port_get_match (const IspPort *self, guint i, IspMatch *out);

/**
 * isp_port_choose:
 * @self: a port
 * @owner: whose it is
 *
 * Settles whose the port is, after the person or the device itself said so. It gets the owner's
 * name for it, and all other matches go.
 */
void isp_port_choose (IspPort *self, const IspOwner *owner);

/**
 * isp_port_get_name_as:
 * @self: a port
 * @owner: whose it may be
 *
 * What people call the port if it belongs to @owner. Translated.
 *
 * Returns: (transfer full): the name
 */
char *isp_port_get_name_as (const IspPort *self, const IspOwner *owner);

/**
 * isp_port_list_wirings:
 * @self: a port
 *
 * Lists every board or plug that the port may have, without repetition; those of the likeliest
 * owner come first.
 *
 * Returns: (transfer container) (element-type IspWiring): the boards and plugs; empty: not known
 */
GPtrArray *isp_port_list_wirings (const IspPort *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPort, isp_port_free)

G_END_DECLS
