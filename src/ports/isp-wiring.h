/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the six wires leave a programmer, as data: id rows and their owners point to it; window,
 * README and `unbrickctl programmers --known` say it in words. */
#pragma once

#include "core/isp-wire.h"

G_BEGIN_DECLS

/**
 * IspWiring:
 * @name: the board or plug, marked for translation where it is not a product's name; NULL ends a
 *   list of them
 * @pins: what is printed at each wire's pin: "15", "ICSP-3", "CLK"; NULL: only @name tells
 *
 * One board or plug of a programmer. What may be one of several boards has a list of them, one
 * after another, ended by one without a name.
 */
typedef struct
{
  const char *name;
  const char *pins[ISP_N_WIRES];
} IspWiring;

/* Lists, see isp-wiring.c; sized here so that they are complete types. */
extern const IspWiring isp_wiring_plug_6[2];
extern const IspWiring isp_wiring_plugs[3]; /* a 10-pin and a 6-pin plug */
extern const IspWiring isp_wiring_helper[3];
extern const IspWiring isp_wiring_pro_micro[2];
extern const IspWiring isp_wiring_uno[2];
extern const IspWiring isp_wiring_leonardo[2];
extern const IspWiring isp_wiring_micro[2];
extern const IspWiring isp_wiring_mega[2];
extern const IspWiring isp_wiring_arduino[3]; /* one behind a serial adapter */
extern const IspWiring isp_wiring_bus_pirate[2];
extern const IspWiring isp_wiring_sketch[2]; /* a board that runs a sketch of its owner's */

G_END_DECLS
