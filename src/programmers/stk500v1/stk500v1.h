/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_avrisp_driver:
 *
 * STK500 version 1 over a serial port: ArduinoISP and whatever else speaks it, as in Atmel's
 * AVR061.
 */
extern const IspDriver isp_avrisp_driver;

G_END_DECLS
