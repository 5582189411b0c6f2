/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_stk500v2_driver:
 *
 * STK500 version 2 over a serial port, as in Atmel's AVR068: STK500 and Pololu's programmers.
 */
extern const IspDriver isp_stk500v2_driver;

G_END_DECLS
