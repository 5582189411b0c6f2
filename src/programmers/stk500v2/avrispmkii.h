/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_avrispmkii_driver:
 *
 * AVRISP mkII and its clones: STK500v2 commands in USB packets, as in Atmel's AVR069.
 */
extern const IspDriver isp_avrispmkii_driver;

G_END_DECLS
