/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins as printed on boards and plugs. The ISP plugs are those of Atmel's AVR042. On an Arduino the
 * pins are those of the sketch ArduinoISP: hardware SPI, which Leonardo and Micro have on the ICSP
 * header only, and pin 10 for RESET; numbers of pins and of the header are from Arduino's reference
 * of its SPI library. Helper firmware for Pro Micro and Teensy 2.0: QMK's guide to ISP flashing. */
#include "isp-wiring.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
/* In the order of IspWire:              GND       VCC       SCLK      MISO      MOSI      RESET */
#define PLUG_6     { N_ ("6-pin plug"),  { "6",    "2",      "3",      "1",      "4",      "5" } }
#define PLUG_10    { N_ ("10-pin plug"), { "10",   "2",      "7",      "9",      "1",      "5" } }
#define PRO_MICRO  { "Pro Micro",        { "GND",  "VCC",    "15",     "14",     "16",     "10" } }
#define TEENSY     { "Teensy 2.0",       { "GND",  "VCC",    "B1",     "B3",     "B2",     "B0" } }
#define UNO(name)  { name,               { "GND",  "5V",     "13",     "12",     "11",     "10" } }
#define ICSP(name) { name,               { "GND",  "5V",     "ICSP-3", "ICSP-1", "ICSP-4", "10" } }
#define MEGA       { "Arduino Mega",     { "GND",  "5V",     "52",     "50",     "51",     "10" } }
#define BUS_PIRATE { "Bus Pirate",       { "GND",  "+5V",    "CLK",    "MISO",   "MOSI",   "CS" } }
#define END        { NULL,               { NULL } }

const IspWiring isp_wiring_plug_6[] = { PLUG_6, END };
const IspWiring isp_wiring_plugs[] = { PLUG_10, PLUG_6, END };
const IspWiring isp_wiring_helper[] = { PRO_MICRO, TEENSY, END };
const IspWiring isp_wiring_pro_micro[] = { PRO_MICRO, END };
const IspWiring isp_wiring_uno[] = { UNO ("Arduino Uno"), END };
const IspWiring isp_wiring_leonardo[] = { ICSP ("Arduino Leonardo"), END };
const IspWiring isp_wiring_micro[] = { ICSP ("Arduino Micro"), END };
const IspWiring isp_wiring_mega[] = { MEGA, END };
const IspWiring isp_wiring_arduino[] = { UNO ("Arduino"), MEGA, END };
const IspWiring isp_wiring_bus_pirate[] = { BUS_PIRATE, END };
const IspWiring isp_wiring_sketch[] = { { N_ ("as its sketch says"), { NULL } }, END };
/* clang-format on */
