/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The standard descriptors of a program. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_standard_fds_reserve:
 *
 * Opens those of the descriptors 0, 1 and 2 that the program was started without, so that no device
 * gets one of their numbers and receives the text that is meant for a terminal. Reading from and
 * writing to a descriptor opened here fails with EBADF. Call it first in main(), before any other
 * thread runs.
 */
void isp_standard_fds_reserve (void);

G_END_DECLS
