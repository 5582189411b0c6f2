/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parameter "SCK duration" of STK500v2 means, which differs from one device to the next.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ISP_STK2_SCK_STK500,
  ISP_STK2_SCK_POLOLU,
  ISP_STK2_SCK_MKII,
  ISP_STK2_SCK_LUFA, /* a clone of it, which loses bits at some of its rates */
} IspStk2Sck;

guint32 isp_stk2_sck_get_hz (IspStk2Sck kind, guint8 duration);
/* The fastest that works and is no faster than wanted; where none is so slow, the slowest. */
guint8 isp_stk2_sck_choose (IspStk2Sck kind, guint32 wanted_hz);

G_END_DECLS
