/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bus Pirate: see buspirate.c. */
#pragma once

#include "programmers/isp-programmer.h"

/**
 * isp_buspirate_driver:
 *
 * Bus Pirate v3 and v4, and v5 and v6 in legacy4third, by their binary SPI mode.
 */
extern const IspDriver isp_buspirate_driver;
