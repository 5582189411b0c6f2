/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The udev rules that let the person at the computer use the programmers; made of the drivers' id
 * rows. Pure, any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of data/60-unbrick.rules, with a line feed at its end. g_free. */
char *isp_udev_make_rules (void);

G_END_DECLS
