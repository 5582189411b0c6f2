/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for LUFA's mass storage bootloader. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_lufa_ms_driver:
 *
 * The driver for LUFA's mass storage bootloader.
 */
extern const IspLoaderDriver isp_lufa_ms_driver;

G_END_DECLS
