/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pin is which, package by package. Numbers: the vendor's device packs and KiCad's symbols,
 * which agree wherever both know a package, but for two faults of the packs: XTAL1 and XTAL2 of the
 * ATmega32A are exchanged there, and the ground of an ATtiny13 in QFN-20 is only its pad. Packages
 * with balls are left out: no wire gets there. */
#include "core/isp-alias.h"
#include "isp-parts-private.h"

/* clang-format off */

#define WIRES(sck, mosi, miso, reset)                                        \
  { [ISP_WIRE_SCLK] = sck, [ISP_WIRE_MOSI] = mosi, [ISP_WIRE_MISO] = miso,   \
    [ISP_WIRE_RESET] = reset }

#define DIP(...)      { ISP_PACKAGE_DIP, __VA_ARGS__ }
#define SO(...)       { ISP_PACKAGE_SO, __VA_ARGS__ }
#define DFN(...)      { ISP_PACKAGE_DFN, __VA_ARGS__ }
#define TQFP(...)     { ISP_PACKAGE_TQFP, __VA_ARGS__ }
#define QFN(...)      { ISP_PACKAGE_QFN, __VA_ARGS__ }
#define PLCC(...)     { ISP_PACKAGE_PLCC, __VA_ARGS__ }
#define DIP_SO(...)   DIP (__VA_ARGS__), SO (__VA_ARGS__)
#define TQFP_QFN(...) TQFP (__VA_ARGS__), QFN (__VA_ARGS__)

static const IspPackage packages[] = {
  TQFP ("at90usb162 atmega16u2 atmega32u2 atmega8u2",
    32, WIRES (15, 16, 17, 24), .crystal = { 1, 2 },
    .vcc = { 4 }, .avcc = { 32 }, .uvcc = { 31 }, .gnd = { 3 }, .ugnd = { 28 }),
  QFN ("at90usb162 atmega16u2 atmega32u2 at90usb82 atmega8u2",
    32, WIRES (15, 16, 17, 24), .crystal = { 1, 2 },
    .vcc = { 4 }, .avcc = { 32 }, .uvcc = { 31 }, .gnd = { 3 }, .ugnd = { 28 }),
  TQFP_QFN ("atmega16u4 atmega32u4",
    44, WIRES (9, 10, 11, 13), .crystal = { 17, 16 },
    .vcc = { 14, 34 }, .avcc = { 24, 44 }, .uvcc = { 2 }, .gnd = { 15, 23, 35, 43 }, .ugnd = { 5 }),
  TQFP_QFN ("at90usb646 at90usb647 at90usb1286 at90usb1287",
    64, WIRES (11, 12, 13, 20), .crystal = { 24, 23 },
    .vcc = { 21, 52 }, .avcc = { 64 }, .uvcc = { 3 }, .gnd = { 22, 53, 63 }, .ugnd = { 6 }),
  DIP ("atmega168 atmega168p atmega328 atmega328p atmega48 atmega48a atmega48p "
       "atmega48pa atmega88 atmega88a atmega88p atmega88pa atmega168a atmega168pa",
    28, WIRES (19, 17, 18, 1), .crystal = { 9, 10 },
    .vcc = { 7 }, .avcc = { 20 }, .gnd = { 8, 22 }),
  TQFP_QFN ("atmega168 atmega168p atmega328 atmega328p atmega48 atmega48a atmega48p "
            "atmega48pa atmega88 atmega88a atmega88p atmega88pa atmega168a atmega168pa",
    32, WIRES (17, 15, 16, 29), .crystal = { 7, 8 },
    .vcc = { 4, 6 }, .avcc = { 18 }, .gnd = { 3, 5, 21 }),
  QFN ("atmega168p atmega328 atmega328p atmega48 atmega48a atmega48p atmega48pa "
       "atmega88a atmega88p atmega88pa atmega168a atmega168pa",
    28, WIRES (15, 13, 14, 25), .crystal = { 5, 6 },
    .vcc = { 3 }, .avcc = { 16 }, .gnd = { 4, 18 }),
  TQFP ("atmega2560 atmega640 atmega1280",
    100, WIRES (20, 21, 22, 30), .crystal = { 34, 33 },
    .vcc = { 10, 31, 61, 80 }, .avcc = { 100 }, .gnd = { 11, 32, 62, 81, 99 }),
  DIP ("atmega8 atmega8a",
    28, WIRES (19, 17, 18, 1), .crystal = { 9, 10 },
    .vcc = { 7 }, .avcc = { 20 }, .gnd = { 8, 22 }),
  TQFP_QFN ("atmega8 atmega8a",
    32, WIRES (17, 15, 16, 29), .crystal = { 7, 8 },
    .vcc = { 4, 6 }, .avcc = { 18 }, .gnd = { 3, 5, 21 }),
  DIP ("atmega32a atmega32 atmega164p atmega164pa atmega164a atmega324p atmega324a "
       "atmega324pa atmega644 atmega644a atmega644p atmega644pa atmega1284 atmega1284p "
       "atmega16 atmega16a",
    40, WIRES (8, 6, 7, 9), .crystal = { 13, 12 },
    .vcc = { 10 }, .avcc = { 30 }, .gnd = { 11, 31 }),
  TQFP_QFN ("atmega32a atmega32 atmega164p atmega164pa atmega164a atmega324p atmega324a "
            "atmega324pa atmega644 atmega644a atmega644p atmega644pa atmega1284 atmega1284p "
            "atmega16 atmega16a",
    44, WIRES (3, 1, 2, 4), .crystal = { 8, 7 },
    .vcc = { 5, 17, 38 }, .avcc = { 27 }, .gnd = { 6, 18, 28, 39 }),
  TQFP_QFN ("atmega48pb atmega88pb atmega168pb atmega328pb",
    32, WIRES (17, 15, 16, 29), .crystal = { 7, 8 },
    .vcc = { 4 }, .avcc = { 18 }, .gnd = { 5, 21 }),
  TQFP_QFN ("atmega324pb",
    44, WIRES (3, 1, 2, 4), .crystal = { 8, 7 },
    .vcc = { 5 }, .avcc = { 27 }, .gnd = { 6, 28 }),
  TQFP ("atmega1281 atmega2561 atmega64 atmega64a atmega128 atmega128a atmega103",
    64, WIRES (11, 2, 3, 20), .crystal = { 24, 23 },
    .vcc = { 21, 52 }, .avcc = { 64 }, .gnd = { 22, 53, 63 }),
  QFN ("atmega1281 atmega2561 atmega64 atmega64a atmega128 atmega128a",
    64, WIRES (11, 2, 3, 20), .crystal = { 24, 23 },
    .vcc = { 21, 52 }, .avcc = { 64 }, .gnd = { 22, 53, 63 }),
  DIP ("atmega8515 atmega162 at90s4414 at90s8515 atmega161",
    40, WIRES (8, 6, 7, 9), .crystal = { 19, 18 },
    .vcc = { 40 }, .gnd = { 20 }),
  PLCC ("atmega8515 at90s4414 at90s8515",
    44, WIRES (9, 7, 8, 10), .crystal = { 21, 20 },
    .vcc = { 44 }, .gnd = { 22 }),
  TQFP ("atmega8515 at90s4414 at90s8515 atmega161",
    44, WIRES (3, 1, 2, 4), .crystal = { 15, 14 },
    .vcc = { 38 }, .gnd = { 16 }),
  QFN ("atmega8515",
    44, WIRES (3, 1, 2, 4), .crystal = { 15, 14 },
    .vcc = { 38 }, .gnd = { 16 }),
  DIP ("atmega8535 at90s4434 at90s8535 atmega163",
    40, WIRES (8, 6, 7, 9), .crystal = { 13, 12 },
    .vcc = { 10 }, .avcc = { 30 }, .gnd = { 11 }, .agnd = { 31 }),
  PLCC ("atmega8535 at90s4434 at90s8535",
    44, WIRES (9, 7, 8, 10), .crystal = { 14, 13 },
    .vcc = { 11, 23, 44 }, .avcc = { 33 }, .gnd = { 1, 12, 24 }, .agnd = { 34 }),
  TQFP ("atmega8535 at90s4434 at90s8535 atmega163",
    44, WIRES (3, 1, 2, 4), .crystal = { 8, 7 },
    .vcc = { 5, 17, 38 }, .avcc = { 27 }, .gnd = { 6, 18, 39 }, .agnd = { 28 }),
  QFN ("atmega8535",
    44, WIRES (3, 1, 2, 4), .crystal = { 8, 7 },
    .vcc = { 5, 17, 38 }, .avcc = { 27 }, .gnd = { 6, 18, 39 }, .agnd = { 28 }),
  TQFP_QFN ("atmega162",
    44, WIRES (3, 1, 2, 4), .crystal = { 15, 14 },
    .vcc = { 6, 17, 38 }, .gnd = { 16, 28, 39 }),
  TQFP_QFN ("atmega165 atmega165p atmega165pa atmega165a atmega169 atmega169p atmega169pa "
            "atmega169a atmega325 atmega325a atmega325p atmega325pa atmega329 atmega329a "
            "atmega329p atmega329pa atmega645 atmega645a atmega645p atmega649 atmega649a "
            "atmega649p",
    64, WIRES (11, 12, 13, 20), .crystal = { 24, 23 },
    .vcc = { 21, 52 }, .avcc = { 64 }, .gnd = { 22, 53, 63 }),
  TQFP ("atmega3250 atmega3250a atmega3250p atmega3250pa atmega3290 atmega3290a "
        "atmega3290p atmega3290pa atmega6450 atmega6450a atmega6450p atmega6490 "
        "atmega6490a atmega6490p",
    100, WIRES (20, 21, 22, 30), .crystal = { 34, 33 },
    .vcc = { 10, 31, 80 }, .avcc = { 100 }, .gnd = { 11, 32, 81 }, .agnd = { 99 }),
  DIP_SO ("attiny13 attiny13a at90s2343 attiny22 attiny15",
    8, WIRES (7, 5, 6, 1),
    .vcc = { 8 }, .gnd = { 4 }),
  DFN ("attiny13 attiny13a",
    10, WIRES (9, 6, 7, 1),
    .vcc = { 10 }, .gnd = { 5 }),
  QFN ("attiny13 attiny13a",
    20, WIRES (14, 11, 12, 1),
    .vcc = { 15 }, .gnd = { 8 }),
  DIP_SO ("attiny25 attiny45 attiny85 at90s2323 attiny12",
    8, WIRES (7, 5, 6, 1), .crystal = { 2, 3 },
    .vcc = { 8 }, .gnd = { 4 }),
  QFN ("attiny25 attiny45 attiny85",
    20, WIRES (14, 11, 12, 1), .crystal = { 2, 5 },
    .vcc = { 15 }, .gnd = { 8 }),
  DIP_SO ("attiny2313 attiny2313a attiny4313 at90s1200 at90s2313",
    20, WIRES (19, 17, 18, 1), .crystal = { 5, 4 },
    .vcc = { 20 }, .gnd = { 10 }),
  QFN ("attiny2313 attiny2313a attiny4313",
    20, WIRES (17, 15, 16, 19), .crystal = { 3, 2 },
    .vcc = { 18 }, .gnd = { 8 }),
  DIP ("attiny24 attiny24a attiny44 attiny44a attiny84 attiny84a",
    14, WIRES (9, 7, 8, 4), .crystal = { 2, 3 },
    .vcc = { 1 }, .gnd = { 14 }),
  SO ("attiny24 attiny24a attiny44 attiny44a attiny84 attiny84a attiny441 attiny841",
    14, WIRES (9, 7, 8, 4), .crystal = { 2, 3 },
    .vcc = { 1 }, .gnd = { 14 }),
  QFN ("attiny24 attiny24a attiny44 attiny44a attiny84 attiny84a attiny441 attiny841",
    20, WIRES (1, 16, 20, 13), .crystal = { 11, 12 },
    .vcc = { 9 }, .gnd = { 8 }),
  QFN ("attiny261 attiny261a attiny461 attiny461a attiny861 attiny861a",
    32, WIRES (32, 30, 31, 11), .crystal = { 7, 8 },
    .vcc = { 4 }, .avcc = { 18 }, .gnd = { 5 }, .agnd = { 21 }),
  DIP_SO ("attiny261 attiny261a attiny461 attiny461a attiny861 attiny861a",
    20, WIRES (3, 1, 2, 10), .crystal = { 7, 8 },
    .vcc = { 5 }, .avcc = { 15 }, .gnd = { 6 }, .agnd = { 16 }),
  DIP ("attiny48 attiny88",
    28, WIRES (19, 17, 18, 1),
    .vcc = { 7 }, .avcc = { 20 }, .gnd = { 8, 22 }),
  QFN ("attiny48 attiny88",
    28, WIRES (15, 13, 14, 25),
    .vcc = { 3 }, .avcc = { 16 }, .gnd = { 4, 18 }),
  TQFP_QFN ("attiny48 attiny88",
    32, WIRES (17, 15, 16, 29),
    .vcc = { 4 }, .avcc = { 18 }, .gnd = { 5, 21 }),
  DIP_SO ("attiny26",
    20, WIRES (3, 1, 2, 10), .crystal = { 7, 8 },
    .vcc = { 5 }, .avcc = { 15 }, .gnd = { 6, 16 }),
  QFN ("attiny26",
    32, WIRES (32, 30, 31, 11), .crystal = { 7, 8 },
    .vcc = { 4 }, .avcc = { 18 }, .gnd = { 5, 21 }),
  QFN ("attiny43u",
    20, WIRES (5, 3, 4, 18),
    .vcc = { 7 }, .gnd = { 8 }),
  SO ("attiny43u",
    20, WIRES (7, 5, 6, 20),
    .vcc = { 9 }, .gnd = { 10 }),
  QFN ("attiny87 attiny167",
    32, WIRES (10, 9, 31, 14), .crystal = { 19, 18 },
    .vcc = { 20 }, .avcc = { 4 }, .gnd = { 21 }, .agnd = { 5 }),
  SO ("attiny87 attiny167",
    20, WIRES (8, 7, 3, 11), .crystal = { 14, 13 },
    .vcc = { 15 }, .avcc = { 5 }, .gnd = { 16 }, .agnd = { 6 }),
  QFN ("attiny1634 attiny1634r",
    20, WIRES (14, 18, 17, 12), .crystal = { 10, 11 },
    .vcc = { 9 }, .gnd = { 8 }),
  SO ("attiny1634 attiny1634r",
    20, WIRES (16, 20, 19, 14), .crystal = { 12, 13 },
    .vcc = { 11 }, .gnd = { 10 }),
  TQFP_QFN ("attiny828 attiny828r",
    32, WIRES (30, 27, 28, 29),
    .vcc = { 4 }, .avcc = { 18 }, .gnd = { 5, 21 }),
  TQFP_QFN ("at90can32 at90can64 at90can128",
    64, WIRES (11, 2, 3, 20), .crystal = { 24, 23 },
    .vcc = { 21, 52 }, .avcc = { 64 }, .gnd = { 22, 53, 63 }),
  TQFP ("atmega16m1 atmega32m1 atmega32c1 atmega64m1 atmega64c1",
    32, WIRES (12, 2, 1, 31), .crystal = { 10, 11 },
    .vcc = { 4 }, .avcc = { 19 }, .gnd = { 5 }, .agnd = { 20 }),
  QFN ("at90pwm1 atmega16m1 atmega32m1 atmega32c1 atmega64m1 atmega64c1",
    32, WIRES (12, 2, 1, 31), .crystal = { 10, 11 },
    .vcc = { 4 }, .avcc = { 19 }, .gnd = { 5 }, .agnd = { 20 }),
  SO ("at90pwm1",
    24, WIRES (12, 5, 4, 2), .crystal = { 10, 11 },
    .vcc = { 6 }, .avcc = { 17 }, .gnd = { 7 }, .agnd = { 18 }),
  DIP ("at90s2333 at90s4433",
    28, WIRES (19, 17, 18, 1), .crystal = { 9, 10 },
    .vcc = { 7 }, .avcc = { 20 }, .gnd = { 8 }, .agnd = { 22 }),
  TQFP ("at90s2333 at90s4433",
    32, WIRES (17, 15, 16, 29), .crystal = { 7, 8 },
    .vcc = { 4 }, .avcc = { 18 }, .gnd = { 5 }, .agnd = { 21 }),
};

/* clang-format on */

GPtrArray *
isp_parts_list_packages (const IspPart *part)
{
  GPtrArray *list = g_ptr_array_new ();

  g_return_val_if_fail (part != NULL, list);
  for (guint i = 0; i < G_N_ELEMENTS (packages); i++)
    if (isp_alias_matches (packages[i].parts, part->id))
      g_ptr_array_add (list, (gpointer) &packages[i]);
  return list;
}

const IspPackage *
isp_parts_get_package (guint i)
{
  return i < G_N_ELEMENTS (packages) ? &packages[i] : NULL;
}
