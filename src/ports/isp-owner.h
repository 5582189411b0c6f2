/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner of id rows: what a driver says about itself before it is used. */
#pragma once

#include "isp-id-row.h"

G_BEGIN_DECLS

/**
 * IspLinkKind:
 * @ISP_LINK_USB: a USB device, opened by its path: "usb:1-2"
 * @ISP_LINK_SERIAL: a serial port, opened by its node: "/dev/ttyACM0"
 * @ISP_LINK_SIMULATED: exists in this process only: "sim:atmega32u4"
 *
 * How the computer is connected to a device.
 */
typedef enum
{
  ISP_LINK_USB,
  ISP_LINK_SERIAL,
  ISP_LINK_SIMULATED,
} IspLinkKind;

/**
 * IspOwner:
 * @id: "usbasp": its name for `unbrickctl -c`; NULL: for devices without a driver
 * @aliases: other names for -c, see isp_alias_matches(); may be NULL
 * @name: as people know it, marked for translation where it is not a product's name
 * @link: of all its devices
 * @rows: its devices
 * @n_rows: how many
 * @wiring: for rows without one of their own, see #IspWiring; NULL: not known
 *
 * The first member of a driver: const, lives for ever.
 */
typedef struct
{
  const char *id;
  const char *aliases;
  const char *name;
  IspLinkKind link;
  const IspIdRow *rows;
  guint n_rows;
  const IspWiring *wiring;
} IspOwner;

G_END_DECLS
