/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job did, from its report: the newest, or one that is named. */
#include "config.h"

#include "cli.h"

#include "store/isp-json.h"
#include "store/isp-reports.h"

#include <glib/gi18n.h>

static int
show (Cli *cli, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *log = NULL;

  if (cli->json)
    {
      g_autofree char *text = NULL;

      node = isp_json_load (path, &error);
      if (node == NULL)
        return cli_fail (cli, g_steal_pointer (&error));
      text = isp_json_to_text (node);
      g_print ("%s", text);
      return 0;
    }
  log = isp_reports_read_log (path, &error);
  if (log == NULL)
    return cli_fail (cli, g_steal_pointer (&error));
  cli_out (cli, "%s", g_strchomp (log));
  return 0;
}

int
cli_log (Cli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = NULL;

  if (!cli_parse (cli, "log", NULL, NULL, 0, 1, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (argc > 1)
    return show (cli, argv[1]);
  paths = isp_reports_list ();
  if (paths->len > 0)
    return show (cli, paths->pdata[0]);
  return cli_fail (cli, g_error_new_literal (ISP_ERROR, ISP_ERROR_BAD_FILE,
                                             _ ("There is no report yet: no job has run")));
}
