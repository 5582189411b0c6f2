/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for the HID bootloaders of LUFA and QMK, and nanoBoot. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_lufa_hid_driver:
 *
 * The driver for the HID bootloaders of LUFA and QMK, and nanoBoot.
 */
extern const IspLoaderDriver isp_lufa_hid_driver;

G_END_DECLS
