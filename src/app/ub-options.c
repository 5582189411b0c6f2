/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-options.h"

#include <glib/gi18n.h>

const GOptionEntry ub_options[] = {
  { "rehearse", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start with a simulated chip"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { NULL },
};
