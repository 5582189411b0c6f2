/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuses, backup, restore. */
#include "config.h"

#include "cli.h"

#include "core/isp-file.h"
#include "store/backups/isp-backups.h"

#include <glib/gi18n.h>

/* ── fuses ── */

static int
run_fuses (Cli *cli, const CliTarget *target, const char *set, gboolean no_backup,
           const CliJobOptions *options)
{
  IspRequest *request;
  IspFuses fuses;
  g_autoptr (GError) error = NULL;

  if (!set && options->dry_run)
    return cli_usage (cli, "fuses", _ ("--dry-run goes with --set"));
  if (!set)
    return cli_show_chip (cli, target, TRUE);
  if (!isp_fuses_parse (set, &fuses, &error))
    return cli_usage (cli, "fuses", "--set: %s", error->message);
  request = isp_request_new (ISP_JOB_FUSES);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = fuses;
  request->no_backup = no_backup;
  return cli_run_job (cli, target, request, options);
}

int
cli_fuses (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  CliJobOptions options = { 0 };
  g_autofree char *set = NULL;
  gboolean no_backup = FALSE;
  GOptionEntry entries[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING, &set,
      N_ ("Bytes to write: lfuse=XX,hfuse=XX,efuse=XX,lock=XX, any of them"), N_ ("BYTES") },
    { "no-backup", 0, 0, G_OPTION_ARG_NONE, &no_backup,
      N_ ("Do not save a backup of what is on the chip now"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
      N_ ("Print the plan, and change nothing"), NULL },
    G_OPTION_ENTRY_NULL
  };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "fuses", entries, &target, 0, 0, &argc, &argv))
    status = run_fuses (cli, &target, set, no_backup, &options);
  cli_target_clear (&target);
  return status;
}

/* ── backup ── */

int
cli_backup (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  CliJobOptions options = { 0 };
  g_autofree char *folder = NULL;
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &folder,
      N_ ("Where to create the dated folder; default: beside the other backups"), N_ ("FOLDER") },
    G_OPTION_ENTRY_NULL
  };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "backup", entries, &target, 0, 0, &argc, &argv))
    {
      options.backup_folder = folder;
      status = cli_run_job (cli, &target, isp_request_new (ISP_JOB_BACKUP), &options);
    }
  cli_target_clear (&target);
  return status;
}

/* ── restore ── */

static int
run_restore (Cli *cli, const CliTarget *target, const char *folder, gboolean no_backup,
             CliJobOptions *options)
{
  GError *error = NULL;
  g_autoptr (IspBackup) backup = isp_backups_load (folder, &error);
  IspRequest *request;

  if (!backup)
    return cli_refuse_job (cli, ISP_JOB_RESTORE, NULL, isp_file_explain (error, folder));
  request = isp_backups_make_request (backup, ISP_BACKUP_ALL);
  request->no_backup = no_backup;
  options->fallback = backup->part;
  return cli_run_job (cli, target, request, options);
}

int
cli_restore (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  CliJobOptions options = { 0 };
  gboolean no_backup = FALSE;
  GOptionEntry entries[] = { { "no-backup", 0, 0, G_OPTION_ARG_NONE, &no_backup,
                               N_ ("Do not save a backup of what is on the chip now"), NULL },
                             { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
                               N_ ("Print the plan, and change nothing"), NULL },
                             G_OPTION_ENTRY_NULL };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "restore", entries, &target, 1, 1, &argc, &argv))
    status = run_restore (cli, &target, argv[1], no_backup, &options);
  cli_target_clear (&target);
  return status;
}
