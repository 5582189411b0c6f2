/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parameter "SCK duration" of STK500v2 means, which differs from one device to the next.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspStk2Sck:
 *
 * Whose table of SCK durations a device follows.
 */
typedef enum
{
  ISP_STK2_SCK_STK500,
  ISP_STK2_SCK_POLOLU,
  ISP_STK2_SCK_MKII,
  ISP_STK2_SCK_LUFA, /* a clone of it, which loses bits at some of its rates */
} IspStk2Sck;

/**
 * isp_stk2_sck_get_hz:
 * @kind: whose table
 * @duration: the parameter's value; a value past the table's end means the last
 *
 * Tells the rate that a device makes of a value. Pure, any thread.
 *
 * Returns: SCK in Hz
 */
guint32 isp_stk2_sck_get_hz (IspStk2Sck kind, guint8 duration);

/**
 * isp_stk2_sck_choose:
 * @kind: whose table
 * @wanted_hz: the fastest SCK that is allowed
 *
 * Chooses the value for a rate, leaving out rates that the device is known to fail at. Pure, any
 * thread.
 *
 * Returns: the value of the fastest SCK that is no faster than @wanted_hz; where none is so slow,
 *   of the slowest
 */
guint8 isp_stk2_sck_choose (IspStk2Sck kind, guint32 wanted_hz);

G_END_DECLS
