/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the six wires leave a programmer and reach a board, as data: id rows and their owners point
 * to it; the window draws it, and README and `unbrickctl programmers --known` say it in words. */
#pragma once

#include "core/isp-wire.h"

G_BEGIN_DECLS

/**
 * IspWiring:
 * @name: the board or plug, marked for translation where it is not a product's name; NULL ends a
 *   list of them
 * @pins: what is printed at each wire's pin: "15", "ICSP-3", "CLK"; NULL: only @name tells
 *
 * @edge: what is printed along the edge with the pins, from the side of the USB plug on; NULL ends
 * it. NULL: not known, or a plug
 * @avoid: the pin of the edge that the wire to RESET is wrongly soldered to; NULL: none
 * @plug: pins of a plug in two rows, 6 or 10; 0: not a plug
 * @is_chip: the wires end at the chip itself: its package says where
 * @is_pro_micro: a Pro Micro, or a board with its pins, as a keyboard's controller
 *
 * One board or plug. A device that may be one of several boards has a list of
 * them, which ends with one without a name.
 */
typedef struct
{
  const char *name;
  const char *pins[ISP_N_WIRES];
  const char *const *edge;
  const char *avoid;
  guint plug;
  gboolean is_chip, is_pro_micro;
} IspWiring;

/* ── lists, with their sizes so that they are complete types ── */

/**
 * isp_wiring_plug_6:
 *
 * The 6-pin ISP plug of Atmel's AVR042.
 */
extern const IspWiring isp_wiring_plug_6[2];

/**
 * isp_wiring_plugs:
 *
 * Both ISP plugs of Atmel's AVR042, with 10 and with 6 pins.
 */
extern const IspWiring isp_wiring_plugs[3];

/**
 * isp_wiring_helper:
 *
 * A Pro Micro or a Teensy 2.0 with helper firmware, as in QMK's guide to ISP flashing, or another
 * Arduino with that of the Pro Micro.
 */
extern const IspWiring isp_wiring_helper[4];

/**
 * isp_wiring_pro_micro:
 *
 * A Pro Micro with helper firmware, as in QMK's guide to ISP flashing.
 */
extern const IspWiring isp_wiring_pro_micro[2];

/**
 * isp_wiring_uno:
 *
 * An Arduino Uno with the sketch ArduinoISP.
 */
extern const IspWiring isp_wiring_uno[2];

/**
 * isp_wiring_leonardo:
 *
 * An Arduino Leonardo with the sketch ArduinoISP: SPI is on its ICSP header alone.
 */
extern const IspWiring isp_wiring_leonardo[2];

/**
 * isp_wiring_micro:
 *
 * An Arduino Micro with the sketch ArduinoISP: SPI is on its ICSP header alone.
 */
extern const IspWiring isp_wiring_micro[2];

/**
 * isp_wiring_mega:
 *
 * An Arduino Mega with the sketch ArduinoISP.
 */
extern const IspWiring isp_wiring_mega[2];

/**
 * isp_wiring_arduino:
 *
 * An Arduino behind a serial adapter, which may be an Uno or a Mega, with the sketch ArduinoISP.
 */
extern const IspWiring isp_wiring_arduino[3];

/**
 * isp_wiring_bus_pirate:
 *
 * A Bus Pirate.
 */
extern const IspWiring isp_wiring_bus_pirate[2];

/**
 * isp_wiring_sketch:
 *
 * A board with a sketch of its owner's, which decides about the pins.
 */
extern const IspWiring isp_wiring_sketch[2];

/**
 * isp_wiring_boards:
 *
 * Every board and plug of the lists above, for somebody who has nothing plugged in.
 */
extern const IspWiring isp_wiring_boards[9];

/**
 * isp_wiring_targets:
 *
 * How the pins of a keyboard may look: an ISP header, a Pro Micro as its controller, or its chip
 * alone.
 */
extern const IspWiring isp_wiring_targets[5];

G_END_DECLS
