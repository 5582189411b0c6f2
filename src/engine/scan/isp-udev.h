/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The udev rules that let the person at the computer use the programmers and keyboards in their
 * bootloader; made of the drivers' id rows. Pure, any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * isp_udev_make_rules:
 *
 * Makes the text of data/60-unbrick.rules from the drivers' id rows.
 *
 * Returns: (transfer full): the text, with a line feed at its end
 */
char *isp_udev_make_rules (void);

G_END_DECLS
