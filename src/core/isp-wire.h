/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six wires of serial programming, from the programmer to the board. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspWire:
 * @ISP_WIRE_GND: ground
 * @ISP_WIRE_VCC: the supply of the target
 * @ISP_WIRE_SCLK: the clock, SCK on the chip
 * @ISP_WIRE_MISO: from the chip to the programmer
 * @ISP_WIRE_MOSI: from the programmer to the chip
 * @ISP_WIRE_RESET: the chip's RESET, low while it is programmed
 *
 * One wire between programmer and target. Tables of pins are indexed by it.
 */
typedef enum
{
  ISP_WIRE_GND,
  ISP_WIRE_VCC,
  ISP_WIRE_SCLK,
  ISP_WIRE_MISO,
  ISP_WIRE_MOSI,
  ISP_WIRE_RESET,
  ISP_N_WIRES,
} IspWire;

G_END_DECLS
