/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_usbasp_driver:
 *
 * USBasp and what is compatible with it.
 */
extern const IspDriver isp_usbasp_driver;

G_END_DECLS
