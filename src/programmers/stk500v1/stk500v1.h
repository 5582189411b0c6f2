/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

extern const IspDriver isp_avrisp_driver;

G_END_DECLS
