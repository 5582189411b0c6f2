/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a device by its USB ids: one row, in one table. The scan, the window, the udev
 * rules, the README's table and `unbrickctl programmers --known` all read it here. */
#pragma once

#include "isp-wiring.h"

G_BEGIN_DECLS

/**
 * IspIdKind:
 * @ISP_ID_PROGRAMMER: this is it
 * @ISP_ID_MAYBE: may be one, such as an Arduino: it is opened only after the person chose it
 * @ISP_ID_LOADER: a board in its bootloader; the row's owner is that of a loader
 * @ISP_ID_NOT_A_PROGRAMMER: has the id, but is something else, which the row's name says
 *
 * How sure an id is.
 */
typedef enum
{
  ISP_ID_PROGRAMMER,
  ISP_ID_MAYBE,
  ISP_ID_LOADER,
  ISP_ID_NOT_A_PROGRAMMER,
} IspIdKind;

/**
 * IspIdRow:
 * @vid: USB vendor id
 * @pid: USB product id
 * @bcd_min: lowest bcdDevice of the row
 * @bcd_max: highest bcdDevice of the row; 0 and 0xFFFF: any
 * @kind: how sure it is
 * @name: as people know it, marked for translation where it is not a product's name
 * @product: the device's product string has to be this one; NULL: any
 * @serial: the device's serial number has to be this one; NULL: any
 * @interface_class: the device's first interface has to be of this class; 0: any
 * @interfaces: of a serial port: 1 << number of its USB interface, for each that counts; 0: any
 * @adapter: the id is this chip's, whatever stands behind it: "CH340"; NULL: the device's own
 * @advice: LOADER, NOT_A_PROGRAMMER: what to do with it where a programmer is wanted, marked for
 *   translation; may be NULL
 * @lacks: the capabilities of its driver that it does not have, as bits
 * @quirks: bits that the driver defines, and reads from the programmer's row
 * @wiring: the boards or plugs that it may have, see #IspWiring; NULL: those of its owner
 *
 * One id. In a table the first row that matches a device counts. Only ids, kind and name are
 * required.
 */
typedef struct
{
  guint16 vid, pid;
  guint16 bcd_min, bcd_max;
  IspIdKind kind;
  const char *name;
  const char *product, *serial;
  guint8 interface_class;
  guint32 interfaces;
  const char *adapter;
  const char *advice;
  guint lacks;
  guint quirks;
  const IspWiring *wiring;
} IspIdRow;

G_END_DECLS
