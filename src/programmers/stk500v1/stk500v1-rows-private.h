/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What speaks STK500v1, by its USB ids. The table of stk500v1.c alone. */
#pragma once

#include "ports/serial-adapters.h"

#include <glib/gi18n-lib.h>

G_BEGIN_DECLS

/* Quirks in the rows. */
enum
{
  /* On native USB: neither resets when the port is opened nor loses bytes. */
  QUIRK_NATIVE = 1 << 0,
  QUIRK_HELPER = 1 << 1, /* the helper firmware, which has no other name */
};

/* clang-format off */
#define NATIVE .quirks = QUIRK_NATIVE
#define LEONARDO NATIVE, .wiring = isp_wiring_leonardo
#define MICRO NATIVE, .wiring = isp_wiring_micro
#define PRO_MICRO NATIVE, .wiring = isp_wiring_pro_micro
#define UNO .wiring = isp_wiring_uno
#define MEGA .wiring = isp_wiring_mega

/* Arduinos as in the boards.txt of ArduinoCore-avr. */
static const IspIdRow rows[] = {
  { 0x16C0, 0x0483, 0, 0xFFFF, ISP_ID_PROGRAMMER, N_ ("Pro Micro or Teensy 2.0 as ISP"),
    .product = "USB Serial", .serial = "12345", .quirks = QUIRK_NATIVE | QUIRK_HELPER,
    .wiring = isp_wiring_helper },
  { 0x16C0, 0x0483, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Teensy with a sketch of its own"),
    NATIVE, .wiring = isp_wiring_sketch },
  { 0x16C0, 0x27DD, 0, 0xFFFF, ISP_ID_PROGRAMMER, "picoISP", .product = "ArduinoISP",
    .serial = "picoISP", NATIVE, .wiring = isp_wiring_plug_6 },
  { 0x2341, 0x8036, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Leonardo"), LEONARDO },
  { 0x2A03, 0x8036, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Leonardo"), LEONARDO },
  { 0x2341, 0x8037, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Micro"), MICRO },
  { 0x2A03, 0x8037, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Micro"), MICRO },
  { 0x2341, 0x8237, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Micro"), MICRO },
  { 0x1B4F, 0x9204, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("SparkFun Pro Micro"), PRO_MICRO },
  { 0x1B4F, 0x9206, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("SparkFun Pro Micro"), PRO_MICRO },
  { 0x2341, 0x0043, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Uno"), UNO },
  { 0x2341, 0x0001, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Uno"), UNO },
  { 0x2A03, 0x0043, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Uno"), UNO },
  { 0x2341, 0x0243, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Uno"), UNO },
  { 0x2341, 0x006A, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Uno"), UNO },
  { 0x2341, 0x0062, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Uno Mini"), UNO },
  { 0x2341, 0x0042, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega"), MEGA },
  { 0x2341, 0x0010, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega"), MEGA },
  { 0x2A03, 0x0042, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega"), MEGA },
  { 0x2A03, 0x0010, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega"), MEGA },
  { 0x2341, 0x0242, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega"), MEGA },
  { 0x2341, 0x0210, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega"), MEGA },
  { 0x2341, 0x0044, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega ADK"), MEGA },
  { 0x2341, 0x003F, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega ADK"), MEGA },
  { 0x2A03, 0x0044, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega ADK"), MEGA },
  { 0x2A03, 0x003F, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Arduino Mega ADK"), MEGA },
  ISP_ADAPTER_ROWS (N_ ("Arduino")),
};
/* clang-format on */

G_END_DECLS
