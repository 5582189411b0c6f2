/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports: what is plugged in, before anyone drives it. Plain values; a port that is not changed may
 * be read from any thread. */
#pragma once

#include "isp-match.h"

G_BEGIN_DECLS

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
 * @owner: whose it probably is; NULL for NOT_A_PROGRAMMER
 * @row: what is known of it by its ids; NULL: an unknown serial port, or a simulated one
 * @others: what else it may be where one id has several owners, up to the first without an owner;
 *   opening tries @owner first, then these in order
 * @id: "usb:1-2", "/dev/ttyACM0", "sim:atmega32u4"
 * @name: as people know it: "USBasp", "Arduino or Bus Pirate (FT232R)"
 * @where: "USB 1-2", "ttyACM0"; may be NULL
 * @vid: USB vendor id; 0: no USB device
 * @pid: USB product id
 * @bcd_device: the device's release number
 * @usb_bus: number of its bus
 * @usb_address: its address there, another one with every plugging in
 * @rescue_clock_hz: the person wants a clock for the chip out of it, in Hz; 0: none
 * @state: what may be done with it
 * @used_by: BUSY: the program's name where /proc tells; may be NULL
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
 * A port of which no ids are known. State: READY.
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
 * A port named after what it may be. State: NOT_A_PROGRAMMER or, for the caller to judge, READY.
 *
 * Returns: (transfer full): free with isp_port_free()
 */
IspPort *isp_port_new_matched (const IspMatch *matches, guint n, const char *id);

/**
 * isp_port_copy:
 * @self: a port
 *
 * Returns: (transfer full): the same again
 */
IspPort *isp_port_copy (const IspPort *self);

/**
 * isp_port_free:
 * @self: (nullable): a port
 */
void isp_port_free (IspPort *self);

/**
 * isp_port_is_simulated:
 * @self: a port
 *
 * Returns: whether it exists in this process only
 */
gboolean isp_port_is_simulated (const IspPort *self);

/**
 * isp_port_state_to_nick:
 * @state: a state
 *
 * Returns: its name in JSON: "no-permission"
 */
const char *isp_port_state_to_nick (IspPortState state);

/**
 * isp_port_is_sure:
 * @self: a port
 *
 * Returns: whether its ids are a programmer's alone: it may be asked before the person chose it
 */
gboolean isp_port_is_sure (const IspPort *self);

/**
 * isp_port_get_advice:
 * @self: a port
 *
 * Returns: (nullable): what to do with what is not a programmer, translated
 */
const char *isp_port_get_advice (const IspPort *self);

/**
 * isp_port_may_be:
 * @self: a port
 * @owner: whom it may belong to
 *
 * Returns: whether @owner is one of those that the port may belong to
 */
gboolean isp_port_may_be (const IspPort *self, const IspOwner *owner);

/**
 * isp_port_get_match:
 * @self: a port
 * @i: number of the match; 0 is the port's owner and row
 * @out: (out): the match
 *
 * Returns: whether the port may be that many
 */
gboolean isp_port_get_match (const IspPort *self, guint i, IspMatch *out);

/**
 * isp_port_choose:
 * @self: a port
 * @owner: whose it is
 *
 * The person, or the device itself, said whose it is: @owner's, nobody else's, and called so.
 */
void isp_port_choose (IspPort *self, const IspOwner *owner);

/**
 * isp_port_get_name_as:
 * @self: a port
 * @owner: whose it may be
 *
 * Returns: (transfer full): what people call it when it is @owner's
 */
char *isp_port_get_name_as (const IspPort *self, const IspOwner *owner);

/**
 * isp_port_list_wirings:
 * @self: a port
 *
 * Every board or plug that the port may have, those of the likeliest owner first, none twice.
 *
 * Returns: (transfer container) (element-type IspWiring): empty: not known
 */
GPtrArray *isp_port_list_wirings (const IspPort *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPort, isp_port_free)

G_END_DECLS
