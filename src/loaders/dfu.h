/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for Atmel's DFU bootloaders (FLIP), and those of LUFA and QMK that speak alike. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_dfu_driver:
 *
 * The driver for Atmel DFU, LUFA DFU and QMK DFU.
 */
extern const IspLoaderDriver isp_dfu_driver;

G_END_DECLS
