/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for HalfKay, the bootloader of Teensy boards. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_halfkay_driver:
 *
 * The driver for HalfKay, the bootloader of Teensy boards.
 */
extern const IspLoaderDriver isp_halfkay_driver;

G_END_DECLS
