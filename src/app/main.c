/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-application.h"

#include "transport/isp-standard-fds.h"
#include "words/isp-words.h"

int
main (int argc, char **argv)
{
  g_autoptr (UbApplication) app = NULL;

  isp_standard_fds_reserve ();
  isp_words_init ();
  app = ub_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
