/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things by name: presets, programmers, files. */
#include "config.h"

#include "cli.h"

#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"
#include "store/presets/isp-fetch.h"

#include <glib/gi18n.h>

/* What a rehearsal works on when nobody says which chip. */
#define DEFAULT_PART "atmega32u4"

IspPresets *
cli_get_presets (Cli *cli, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (cli->presets)
    return cli->presets;
  cli->presets = isp_presets_load (problems, error);
  for (guint i = 0; i < problems->len; i++)
    cli_note (cli, "%s", (const char *) problems->pdata[i]);
  return cli->presets;
}

IspImageFile *
cli_fetch_image (Cli *cli, const IspPreset *preset, GError **error)
{
  GError *why = NULL;
  IspImageFile *file = isp_fetch (preset, cli_fetch_progress, cli, cli->cancellable, &why);

  cli_progress_end_line (cli);
  if (file)
    return file;
  if (g_error_matches (why, ISP_ERROR, ISP_ERROR_FETCH) && preset->url)
    {
      cli_err (cli, _ ("Download the file from %s"), preset->url);
      cli_err (cli, _ ("Then name it: --image FILE"));
    }
  g_propagate_error (error, why);
  return NULL;
}

IspPort *
cli_find_port (Cli *cli, const CliTarget *target, const IspPart *fallback, GError **error)
{
  const IspPart *part = target->part ? target->part : fallback;

  if (!cli->rehearse)
    {
      IspPort *port = cli_find_programmer (cli->session, target->programmer, target->port, error);

      if (port)
        port->rescue_clock_hz = target->rescue_clock_hz;
      return port;
    }
  if (target->port)
    return isp_rehearsal_port_parse (target->port, error);
  return isp_rehearsal_port_new (part ? part : isp_parts_by_name (DEFAULT_PART), NULL);
}

/* Replaces the system's message, which repeats the whole path. */
static const struct
{
  GIOErrorEnum io;
  GFileError file;
  const char *text;
} troubles[] = {
  { G_IO_ERROR_NOT_FOUND, G_FILE_ERROR_NOENT, N_ ("There is no such file") },
  { G_IO_ERROR_IS_DIRECTORY, G_FILE_ERROR_ISDIR, N_ ("That is a folder, not a file") },
  { G_IO_ERROR_PERMISSION_DENIED, G_FILE_ERROR_ACCES,
    N_ ("You are not allowed to read this file") },
};

GError *
cli_as_bad_file (GError *error, const char *path)
{
  g_autoptr (GError) cause = error;
  g_autofree char *name = NULL;

  if (cause->domain == ISP_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&cause);
  name = g_filename_display_name (path);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (g_error_matches (cause, G_IO_ERROR, troubles[i].io) ||
        g_error_matches (cause, G_FILE_ERROR, troubles[i].file))
      return g_error_new (ISP_ERROR, ISP_ERROR_BAD_FILE, "%s: %s", name, _ (troubles[i].text));
  return g_error_new (ISP_ERROR, ISP_ERROR_BAD_FILE, "%s: %s", name, cause->message);
}

IspImageFile *
cli_load_image (Cli *cli, const char *path, guint32 flash_size, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  GError *cause = NULL;
  IspImageFile *image = isp_image_file_load_for (file, flash_size, cli->cancellable, &cause);

  if (!image)
    g_propagate_error (error, cli_as_bad_file (cause, path));
  return image;
}

IspImage *
cli_load_eeprom (Cli *cli, const char *path, GError **error)
{
  g_autoptr (IspImageFile) file = cli_load_image (cli, path, 0, error);

  if (!file)
    return NULL;
  return isp_image_ref (isp_image_file_get_eeprom (file));
}

gboolean
cli_check_eeprom (Cli *cli, const char *command, const char *file, const char *choice)
{
  IspEepromChoice unused;

  if (file && choice)
    cli_usage (cli, command, _ ("--eeprom and --set-eeprom exclude each other"));
  else if (choice && !isp_eeprom_choice_by_id (choice, &unused))
    cli_usage (cli, command, _ ("--set-eeprom is clear, left or right, not “%s”"), choice);
  else
    return TRUE;
  return FALSE;
}
