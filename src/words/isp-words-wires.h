/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six wires in words, for window and terminal alike: which pin of the programmer goes to which
 * pin of the keyboard. Pure, any thread; translated where translations are set up. */
#pragma once

#include "core/isp-package.h"
#include "core/isp-part.h"
#include "ports/isp-port.h"

G_BEGIN_DECLS

/**
 * isp_words_wire_name:
 * @wire: a wire
 *
 * Names a wire.
 *
 * Returns: what boards print at it: "SCLK"
 */
const char *isp_words_wire_name (IspWire wire);

/**
 * isp_words_wire_pins:
 * @wire: a wire
 * @wirings: (nullable): the boards that it may start from, see #IspWiring
 *
 * Says where a wire starts.
 *
 * Returns: (transfer full): the wire's pin on each of them: "Pro Micro: 10 · Teensy 2.0: B0"; its
 *   name where no board is known
 */
char *isp_words_wire_pins (IspWire wire, const IspWiring *wirings);

/**
 * isp_words_part_pins:
 * @part: a chip
 *
 * Says where the wires end at a chip.
 *
 * Returns: (transfer full) (nullable): its pins as its data sheet names them: "SCK PB1, MOSI PB2,
 *   MISO PB3"; %NULL: not known
 */
char *isp_words_part_pins (const IspPart *part);

/**
 * isp_words_package_name:
 * @package: a package
 *
 * Names a package.
 *
 * Returns: (transfer full): its kind and its number of pins: "TQFP-44"
 */
char *isp_words_package_name (const IspPackage *package);

/**
 * isp_words_package_look:
 * @package: a package
 *
 * Says how a package is told from others.
 *
 * Returns: (transfer full): how it looks, and its name: "Four sides with legs (TQFP-44)"
 */
char *isp_words_package_look (const IspPackage *package);

/**
 * isp_words_package_pins:
 * @package: a package
 *
 * Lists where the six wires end at a chip.
 *
 * Returns: (transfer full): the numbers of its pins: "SCK 9, MOSI 10, MISO 11, RESET 13, VCC 14 or
 *   34, GND 15, 23, 35 or 43"
 */
char *isp_words_package_pins (const IspPackage *package);

/**
 * isp_words_wire_text:
 * @wire: a wire
 * @boards: (element-type IspWiring): where it may start; more than one are named
 * @target: (nullable): how the keyboard's pins look, of isp_wiring_targets; %NULL: as signals
 * @package: (nullable): the package of a bare chip, which then counts, not @target
 * @part: (nullable): the chip; %NULL: not known yet
 *
 * Says where a wire goes.
 *
 * Returns: (transfer full): where it starts and ends: "Pin 15, to pin 9 of the chip (SCK, PB1)"
 */
char *isp_words_wire_text (IspWire wire, GPtrArray *boards, const IspWiring *target,
                           const IspPackage *package, const IspPart *part);

/**
 * isp_words_get_suspects:
 * @error: (nullable): what went wrong
 *
 * Says which wires an error makes one look at first.
 *
 * Returns: 1 << IspWire of each; 0: no wire is suspected
 */
guint isp_words_get_suspects (const GError *error);

/**
 * isp_words_suspects:
 * @wires: 1 << IspWire of each, one at least
 *
 * Names suspected wires.
 *
 * Returns: (transfer full): what to do: "Look at MISO and GND first"
 */
char *isp_words_suspects (guint wires);

/**
 * isp_words_wire_short:
 * @wire: a wire
 * @port: the programmer
 *
 * Names a wire within a sentence.
 *
 * Returns: (transfer full): its name and, where only one comes into question, its pin, for a
 *   sentence: "RESET (pin 10)"
 */
char *isp_words_wire_short (IspWire wire, const IspPort *port);

G_END_DECLS
