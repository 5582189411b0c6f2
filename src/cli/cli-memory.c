/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read, verify, blank, erase. */
#include "config.h"

#include "cli.h"

#include <glib/gi18n.h>

/* ── read ── */

static int
run_read (Cli *cli, const CliTarget *target, const char *memory, const char *output)
{
  CliJobOptions options = { 0 };
  g_autoptr (GFile) file = output ? g_file_new_for_commandline_arg (output) : NULL;
  IspRequest *request;
  GError *error = NULL;

  if (!output)
    return cli_usage (cli, "read", _ ("-o FILE is missing"));
  if (memory && !g_str_equal (memory, "flash") && !g_str_equal (memory, "eeprom"))
    return cli_usage (cli, "read", _ ("There is no memory “%s”; there are flash and eeprom"),
                      memory);
  if (!isp_image_check_target (file, &error))
    return cli_refuse_job (cli, ISP_JOB_READ, NULL, error);
  request = isp_request_new (ISP_JOB_READ);
  request->output = g_file_get_uri (file);
  request->memory = memory && g_str_equal (memory, "eeprom") ? ISP_MEMORY_EEPROM : ISP_MEMORY_FLASH;
  return cli_run_job (cli, target, request, &options);
}

int
cli_read (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  g_autofree char *memory = NULL, *output = NULL;
  GOptionEntry entries[] = { { "memory", 0, 0, G_OPTION_ARG_STRING, &memory,
                               N_ ("What to read: flash (default) or eeprom"),
                               N_ ("flash|eeprom") },
                             { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                               N_ ("The file to write; its suffix sets the format"), N_ ("FILE") },
                             G_OPTION_ENTRY_NULL };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "read", entries, &target, 0, 0, &argc, &argv))
    status = run_read (cli, &target, memory, output);
  cli_target_clear (&target);
  return status;
}

/* ── verify ── */

static int
run_verify (Cli *cli, const CliTarget *target, char **images, const char *eeprom)
{
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_VERIFY);
  CliJobOptions options = { 0 };
  guint32 size = target->part ? target->part->flash.size : 0;
  GError *error = NULL;

  if (!images && !eeprom)
    return cli_usage (cli, "verify", _ ("--image FILE or --eeprom FILE is missing"));
  for (guint i = 0; images && images[i]; i++)
    {
      IspImageFile *file = cli_load_image (cli, images[i], size, &error);

      if (!file)
        return cli_refuse_job (cli, ISP_JOB_VERIFY, NULL, error);
      g_ptr_array_add (request->images, file);
    }
  if (eeprom && !(request->eeprom = cli_load_eeprom (cli, eeprom, &error)))
    return cli_refuse_job (cli, ISP_JOB_VERIFY, NULL, error);
  request->eeprom_title = eeprom ? g_path_get_basename (eeprom) : NULL;
  return cli_run_job (cli, target, g_steal_pointer (&request), &options);
}

int
cli_verify (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  g_auto (GStrv) images = NULL;
  g_autofree char *eeprom = NULL;
  GOptionEntry entries[] = { { "image", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &images,
                               N_ ("What the flash should hold"), N_ ("FILE") },
                             { "eeprom", 0, 0, G_OPTION_ARG_FILENAME, &eeprom,
                               N_ ("What the EEPROM should hold"), N_ ("FILE") },
                             G_OPTION_ENTRY_NULL };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "verify", entries, &target, 0, 0, &argc, &argv))
    status = run_verify (cli, &target, images, eeprom);
  cli_target_clear (&target);
  return status;
}

/* ── blank ── */

int
cli_blank (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  CliJobOptions options = { 0 };
  GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "blank", entries, &target, 0, 0, &argc, &argv))
    status = cli_run_job (cli, &target, isp_request_new (ISP_JOB_BLANK), &options);
  cli_target_clear (&target);
  return status;
}

/* ── erase ── */

int
cli_erase (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  CliJobOptions options = { 0 };
  gboolean no_backup = FALSE;
  GOptionEntry entries[] = {
    { "no-backup", 0, 0, G_OPTION_ARG_NONE, &no_backup,
      N_ ("Do not save a backup first; needed for a chip that is locked against reading"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
      N_ ("Print the plan, and change nothing"), NULL },
    G_OPTION_ENTRY_NULL
  };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "erase", entries, &target, 0, 0, &argc, &argv))
    {
      IspRequest *request = isp_request_new (ISP_JOB_ERASE);

      request->no_backup = no_backup;
      status = cli_run_job (cli, &target, request, &options);
    }
  cli_target_clear (&target);
  return status;
}
