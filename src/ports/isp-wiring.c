/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins as printed on boards and plugs. The ISP plugs are those of Atmel's AVR042. On an Arduino the
 * pins are those of the sketch ArduinoISP: hardware SPI, which Leonardo and Micro have on the ICSP
 * header only, and pin 10 for RESET; numbers of pins and of the header are from Arduino's reference
 * of its SPI library. Helper firmware for Pro Micro and Teensy 2.0: QMK's guide to ISP flashing. */
#include "isp-wiring.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Along the edges, with USB at the top: SparkFun's and PJRC's pictures of the boards, Arduino's of
 * the Uno. What stands on another edge comes first. */
static const char *const pro_micro_edge[] = { "RAW", "GND", "RST", "VCC", "A3", "A2", "A1",
                                              "A0",  "15",  "14",  "16",  "10", NULL };
static const char *const teensy_edge[] = { "VCC", "GND", "B0", "B1", "B2", "B3", "B7",
                                           "D0",  "D1",  "D2", "D3", "C6", "C7", NULL };
static const char *const uno_edge[] = {
  "5V", "AREF", "GND", "13", "12", "11", "10", "9", "8", NULL
};
static const char *const bus_pirate_header[] = { "GND", "+3.3V", "+5V", "ADC",  "VPU", "AUX",
                                                 "CLK", "MOSI",  "CS",  "MISO", NULL };

/* clang-format off */
/* In the order of IspWire:              GND    VCC    SCLK  MISO  MOSI  RESET */
#define PLUG_6     { N_ ("6-pin plug"),  { "6",   "2",   "3",  "1",  "4",  "5" },  .plug = 6 }
#define PLUG_10    { N_ ("10-pin plug"), { "10",  "2",   "7",  "9",  "1",  "5" },  .plug = 10 }
#define PRO_MICRO  { "Pro Micro",        { "GND", "VCC", "15", "14", "16", "10" }, \
                     pro_micro_edge, "RST" }
#define TEENSY     { "Teensy 2.0",       { "GND", "VCC", "B1", "B3", "B2", "B0" }, teensy_edge }
#define UNO(name)  { name,               { "GND", "5V",  "13", "12", "11", "10" }, uno_edge }
#define ICSP(name) { name,               { "GND", "5V",  "ICSP-3", "ICSP-1", "ICSP-4", "10" } }
#define MEGA       { "Arduino Mega",     { "GND", "5V",  "52", "50", "51", "10" } }
#define BUS_PIRATE { "Bus Pirate", { "GND", "+5V", "CLK", "MISO", "MOSI", "CS" }, bus_pirate_header }
#define END        { NULL,               { NULL } }

const IspWiring isp_wiring_plug_6[] = { PLUG_6, END };
const IspWiring isp_wiring_plugs[] = { PLUG_10, PLUG_6, END };
const IspWiring isp_wiring_helper[] = { PRO_MICRO, TEENSY, ICSP ("Arduino Leonardo or Micro"), END };
const IspWiring isp_wiring_pro_micro[] = { PRO_MICRO, END };
const IspWiring isp_wiring_uno[] = { UNO ("Arduino Uno"), END };
const IspWiring isp_wiring_leonardo[] = { ICSP ("Arduino Leonardo"), END };
const IspWiring isp_wiring_micro[] = { ICSP ("Arduino Micro"), END };
const IspWiring isp_wiring_mega[] = { MEGA, END };
const IspWiring isp_wiring_arduino[] = { UNO ("Arduino"), MEGA, END };
const IspWiring isp_wiring_bus_pirate[] = { BUS_PIRATE, END };
const IspWiring isp_wiring_sketch[] = { { N_ ("as its sketch says"), { NULL } }, END };
const IspWiring isp_wiring_boards[] = {
  PRO_MICRO, TEENSY, PLUG_6, PLUG_10, BUS_PIRATE, UNO ("Arduino Uno"), ICSP ("Arduino Leonardo"),
  MEGA, END,
};
const IspWiring isp_wiring_targets[] = {
  { N_ ("6-pin header"),  { "6", "2", "3", "1", "4", "5" }, .plug = 6 },
  { N_ ("10-pin header"), { "10", "2", "7", "9", "1", "5" }, .plug = 10 },
  { N_ ("Pro Micro or Elite-C"), { "GND", "VCC", "15", "14", "16", "RST" }, pro_micro_edge,
    .is_pro_micro = TRUE },
  { N_ ("Bare chip"), { NULL }, .is_chip = TRUE },
  END,
};
/* clang-format on */
