/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six wires as words: which pin of the programmer goes to which pin of the keyboard. Pure. */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

typedef enum
{
  UB_WIRE_GND,
  UB_WIRE_VCC,
  UB_WIRE_SCLK,
  UB_WIRE_MISO,
  UB_WIRE_MOSI,
  UB_WIRE_RESET,
  UB_N_WIRES,
} UbWire;

const char *ub_wires_get_name (UbWire wire); /* as printed on boards: "SCLK" */
/* "Pin 15 · to B1 of the chip"; where the programmer may be one of several boards, all of them are
 * named. port NULL: the usual helper board. part NULL: not known yet. g_free. */
char *ub_wires_get_text (UbWire wire, const IspPort *port, const IspPart *part);
/* "RESET (10)"; short, for a sentence. g_free. */
char *ub_wires_get_short (UbWire wire, const IspPort *port);

G_END_DECLS
