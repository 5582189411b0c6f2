/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the program with the window. Apart, so that the manual can read them without GTK.
 */
#pragma once

#include <glib.h>

extern const GOptionEntry ub_options[]; /* up to one without a name */
