/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bus Pirate: see buspirate.c. */
#pragma once

#include "programmers/isp-programmer.h"

extern const IspDriver isp_buspirate_driver;
