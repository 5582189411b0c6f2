/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of bootloaders. */
#include "config.h"

#include "cli.h"

#include "store/presets/isp-image-cache.h"

#include <glib/gi18n.h>

/* Where the image comes from, and whether it is here. */
static const char *
get_image_state (const IspPreset *preset)
{
  if (isp_image_cache_has (preset))
    return "here";
  return preset->url ? "download" : "own-file";
}

/* A helper's are there for safety alone. */
static IspFuses
get_fuses (const IspPreset *preset)
{
  return preset->helper ? (IspFuses){ 0 } : isp_fuses_from_preset (preset, FALSE);
}

/* ── JSON ── */

static void
add_preset (JsonBuilder *json, const IspPreset *preset)
{
  IspFuses fuses = get_fuses (preset);
  g_autofree char *usb_id = cli_format_usb_id (preset->usb_vid, preset->usb_pid);
  g_autofree char *sketch_id = cli_format_usb_id (preset->sketch_vid, preset->sketch_pid);
  g_autofree char *no_jtag =
      preset->has_no_jtag ? g_strdup_printf ("%02X", preset->high_no_jtag) : NULL;

  json_builder_begin_object (json);
  isp_json_add_string (json, "id", preset->id);
  isp_json_add_string (json, "family", preset->family);
  isp_json_add_string (json, "name", preset->name);
  isp_json_add_string (json, "description", preset->description);
  isp_json_add_string (json, "note", preset->note);
  isp_json_add_string (json, "gesture", preset->gesture);
  json_builder_set_member_name (json, "parts");
  json_builder_begin_array (json);
  for (guint i = 0; preset->parts && preset->parts[i]; i++)
    json_builder_add_string_value (json, preset->parts[i]);
  json_builder_end_array (json);
  isp_json_add_fuses (json, "fuses", &fuses);
  isp_json_add_string (json, "hfuse_no_jtag", no_jtag);
  isp_json_add_string (json, "usb_id", usb_id);
  isp_json_add_string (json, "sketch_usb_id", sketch_id);
  isp_json_add_int (json, "cpu_hz", (gint64) (preset->mhz * 1e6 + 0.5));
  isp_json_add_int (json, "millivolts", (gint64) (preset->volts * 1000 + 0.5));
  isp_json_add_string (json, "image", get_image_state (preset));
  isp_json_add_string (json, "url", preset->url);
  isp_json_add_string (json, "sha256", preset->file_sha256);
  isp_json_add_bool (json, "user", preset->user);
  json_builder_end_object (json);
}

static void
print_json (const IspPreset *preset, GPtrArray *list)
{
  g_autoptr (JsonBuilder) json = cli_json_begin ();

  json_builder_set_member_name (json, preset ? "preset" : "presets");
  if (preset)
    add_preset (json, preset);
  else
    {
      json_builder_begin_array (json);
      for (guint i = 0; i < list->len; i++)
        add_preset (json, list->pdata[i]);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
  cli_print_json (json);
}

/* ── words ── */

static const char *
image_words (const IspPreset *preset)
{
  if (isp_image_cache_has (preset))
    return _ ("image is downloaded");
  return preset->url ? _ ("image will be downloaded") : _ ("image from your own file");
}

static void
print_line (Cli *cli, const IspPreset *preset)
{
  IspFuses fuses = get_fuses (preset);
  g_autofree char *text = isp_fuses_format (&fuses, FALSE);
  g_autofree char *usb_id = cli_format_usb_id (preset->usb_vid, preset->usb_pid);
  g_autofree char *title = isp_preset_get_title (preset);

  cli_out (cli, "%-24s %s", preset->id, title);
  cli_out (cli, "%-24s %s%s%s%s, %s", "", text, *text && usb_id ? " · " : "", usb_id ? "USB " : "",
           usb_id ? usb_id : "", image_words (preset));
}

static void
print_full (Cli *cli, const IspPreset *preset)
{
  g_autofree char *parts = g_strjoinv (", ", preset->parts);

  print_line (cli, preset);
  if (preset->description)
    cli_out (cli, "%s", preset->description);
  cli_out (cli, _ ("Chips: %s"), parts);
  if (preset->has_no_jtag)
    cli_out (cli, _ ("High fuse with JTAG off: %02X"), preset->high_no_jtag);
  if (preset->has_lock)
    cli_out (cli, _ ("Lock byte upstream: %02X (written only on request)"), preset->lock);
  if (preset->mhz > 0)
    cli_out (cli, _ ("Built for %g MHz"), preset->mhz);
  if (preset->volts > 0)
    cli_out (cli, _ ("For boards with %g V"), preset->volts);
  if (preset->image_end)
    cli_out (cli, _ ("Image: 0x%04X–0x%04X"), preset->image_start, preset->image_end - 1);
  if (preset->url)
    cli_out (cli, _ ("From: %s"), preset->url);
  if (preset->file_sha256)
    cli_out (cli, "SHA-256: %s", preset->file_sha256);
  if (preset->gesture)
    cli_out (cli, _ ("To start it: %s"), preset->gesture);
  if (preset->note)
    cli_out (cli, "%s", preset->note);
}

static GPtrArray *
filter (GPtrArray *all, const IspPart *part)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (!part || isp_preset_fits_part (all->pdata[i], part->id))
      g_ptr_array_add (list, all->pdata[i]);
  return list;
}

int
cli_presets (Cli *cli, int argc, char **argv)
{
  g_autofree char *part_name = NULL;
  gboolean helpers = FALSE;
  GOptionEntry entries[] = { { "helpers", 0, 0, G_OPTION_ARG_NONE, &helpers,
                               N_ ("Helper firmware, which makes a board a programmer, instead"),
                               NULL },
                             { "part", 'p', 0, G_OPTION_ARG_STRING, &part_name,
                               N_ ("Only those for this chip"), N_ ("PART") },
                             G_OPTION_ENTRY_NULL };
  const IspPart *part = NULL;
  const IspPreset *preset = NULL;
  g_autoptr (GPtrArray) list = NULL;
  IspPresets *presets;
  GError *error = NULL;

  if (!cli_parse (cli, "presets", entries, NULL, 0, 1, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (part_name && !(part = cli_find_part (part_name, &error)))
    {
      int status = cli_usage (cli, "presets", "%s", error->message);

      g_error_free (error);
      return status;
    }
  presets = cli_get_presets (cli, &error);
  if (!presets)
    return cli_fail (cli, error);
  if (argc > 1 && !(preset = isp_presets_by_id (presets, argv[1])))
    return cli_usage (cli, "presets", _ ("There is no bootloader “%s”"), argv[1]);
  list =
      filter (helpers ? isp_presets_get_helpers (presets) : isp_presets_get_list (presets), part);
  if (cli->json)
    print_json (preset, list);
  else if (preset)
    print_full (cli, preset);
  else
    for (guint i = 0; i < list->len; i++)
      print_line (cli, list->pdata[i]);
  return 0;
}
