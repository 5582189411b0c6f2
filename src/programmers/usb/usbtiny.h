/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_usbtiny_driver:
 *
 * USBtinyISP and what is compatible with it.
 */
extern const IspDriver isp_usbtiny_driver;

G_END_DECLS
