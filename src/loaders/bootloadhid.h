/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for BootloadHID, the bootloader of PS2AVRGB keyboards. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_bootloadhid_driver:
 *
 * The driver for BootloadHID, the bootloader of PS2AVRGB keyboards.
 */
extern const IspLoaderDriver isp_bootloadhid_driver;

G_END_DECLS
