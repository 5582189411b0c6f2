/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for USBaspLoader, which speaks like a USBasp. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_usbasploader_driver:
 *
 * The driver for USBaspLoader, which speaks like a USBasp.
 */
extern const IspLoaderDriver isp_usbasploader_driver;

G_END_DECLS
