/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware and bootloader in one file; needs no programmer. */
#include "config.h"

#include "cli.h"

#include <glib/gi18n.h>

/* Two files that want the same place name themselves. */
static IspImage *
merge (const IspImageFile *firmware, const IspImageFile *bootloader, GError **error)
{
  IspImage *merged = isp_image_merge (firmware->flash, bootloader->flash, error);

  if (!merged)
    g_prefix_error (error, _ ("%s and %s: "), firmware->title, bootloader->title);
  return merged;
}

static void
print_result (Cli *cli, const IspImage *image, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    {
      IspRange range = isp_image_get_range (image, i);

      cli_out (cli, "0x%04X–0x%04X", range.start, range.end - 1);
    }
  cli_out (cli, _ ("Written to %s"), name);
  if (cli->json)
    {
      g_autoptr (JsonBuilder) json = cli_json_begin ();

      isp_json_add_string (json, "file", name);
      isp_json_add_int (json, "bytes", isp_image_get_size (image));
      isp_json_add_int (json, "start", isp_image_get_start (image));
      isp_json_add_int (json, "end", isp_image_get_end (image));
      json_builder_end_object (json);
      cli_print_json (json);
    }
}

static int
combine (Cli *cli, const char *firmware_path, const char *bootloader_path, const char *output)
{
  g_autoptr (IspImageFile) firmware = NULL, bootloader = NULL;
  g_autoptr (IspImage) merged = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (output);
  GError *error = NULL;

  firmware = cli_load_image (cli, firmware_path, 0, &error);
  bootloader = firmware ? cli_load_image (cli, bootloader_path, 0, &error) : NULL;
  merged = bootloader ? merge (firmware, bootloader, &error) : NULL;
  if (!merged || !isp_image_save (merged, file, NULL, &error))
    return cli_fail (cli, error);
  print_result (cli, merged, output);
  return 0;
}

int
cli_combine (Cli *cli, int argc, char **argv)
{
  g_autofree char *output = NULL;
  GOptionEntry entries[] = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                               N_ ("The file to write; its suffix sets the format"), N_ ("FILE") },
                             G_OPTION_ENTRY_NULL };

  if (!cli_parse (cli, "combine", entries, NULL, 2, 2, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (!output)
    return cli_usage (cli, "combine", _ ("-o FILE is missing"));
  return combine (cli, argv[1], argv[2], output);
}
