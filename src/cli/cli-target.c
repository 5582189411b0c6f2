/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things by name: presets, programmers, files. */
#include "config.h"

#include "cli.h"

#include "core/isp-error.h"
#include "core/isp-file.h"
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

IspImageFile *
cli_load_image (Cli *cli, const char *path, guint32 flash_size, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  GError *cause = NULL;
  IspImageFile *image = isp_image_file_load_for (file, flash_size, cli->cancellable, &cause);

  if (!image)
    g_propagate_error (error, isp_file_explain (cause, path));
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
