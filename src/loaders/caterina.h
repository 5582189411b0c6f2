/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver for Caterina, the bootloader of Pro Micro, Leonardo and their relatives. */
#pragma once

#include "isp-loader.h"

G_BEGIN_DECLS

/**
 * isp_caterina_driver:
 *
 * The driver for Caterina.
 */
extern const IspLoaderDriver isp_caterina_driver;

G_END_DECLS
