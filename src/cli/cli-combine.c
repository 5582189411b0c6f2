/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware and bootloader in one file; needs no programmer. */
#include "config.h"

#include "cli.h"

#include "engine/plan/isp-combine.h"
#include "store/presets/isp-fetch.h"
#include "store/presets/isp-image-cache.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

typedef struct
{
  char *output, *part_name, *preset_id;
  const IspPart *part;     /* NULL: not said */
  const IspPreset *preset; /* borrowed from the list of presets; NULL: not said */
} Combine;

static void
combine_clear (Combine *self)
{
  g_free (self->output);
  g_free (self->part_name);
  g_free (self->preset_id);
}

/* ── files ── */

static IspImageFile *
fetch (Cli *cli, const IspPreset *preset, GError **error)
{
  IspImageFile *file = isp_fetch (preset, cli_fetch_progress, cli, cli->cancellable, error);

  cli_progress_end_line (cli);
  if (file == NULL && preset->url != NULL && g_error_matches (*error, ISP_ERROR, ISP_ERROR_FETCH))
    {
      cli_err (cli, _ ("Download the file from %s"), preset->url);
      cli_err (cli, _ ("Then name it behind the firmware"));
    }
  return file;
}

/* path NULL: the preset's own. */
static gboolean
add_bootloader (Cli *cli, const Combine *self, IspRequest *request, const char *path,
                GError **error)
{
  g_autoptr (IspImageFile) file =
      path != NULL ? cli_load_image (cli, path, 0, error) : fetch (cli, self->preset, error);
  IspPresets *presets = file != NULL ? cli_get_presets (cli, error) : NULL;
  const IspPreset *preset;

  if (presets == NULL)
    return FALSE;
  preset = self->preset != NULL ? self->preset : isp_image_cache_find_preset (presets, file->flash);
  if (preset != NULL)
    {
      request->preset = isp_preset_ref (preset);
      request->fuse_source = ISP_FUSES_PRESET;
    }
  g_ptr_array_add (request->images, isp_combine_leave_out_sketch (preset, file));
  return TRUE;
}

static IspRequest *
make_request (Cli *cli, const Combine *self, const char *firmware, const char *bootloader,
              GError **error)
{
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = cli_load_image (cli, firmware, 0, error);

  if (file == NULL)
    return NULL;
  g_ptr_array_add (request->images, file);
  return add_bootloader (cli, self, request, bootloader, error) ? g_steal_pointer (&request) : NULL;
}

/* ── the result ── */

static void
print_warnings (Cli *cli, const IspPlan *plan)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
      g_autofree char *text = isp_words_hazard_text (hazard, plan);

      if (hazard->severity == ISP_SEVERITY_WARNING)
        cli_note (cli, "%s. %s", isp_words_hazard_title (hazard), text);
    }
}

static void
print_result (Cli *cli, const IspPlan *plan, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  const IspImage *image = plan->flash;

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
      isp_json_add_string (json, "preset",
                           plan->request->preset != NULL ? plan->request->preset->id : NULL);
      isp_json_add_int (json, "bytes", isp_image_get_size (image));
      isp_json_add_int (json, "start", isp_image_get_start (image));
      isp_json_add_int (json, "end", isp_image_get_end (image));
      json_builder_end_object (json);
      cli_print_json (json);
    }
}

static int
combine (Cli *cli, const Combine *self, const char *firmware, const char *bootloader)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->output);
  g_autoptr (IspRequest) request = NULL;
  g_autoptr (IspPlan) plan = NULL;
  GError *error = NULL;
  const IspPart *part;

  request = make_request (cli, self, firmware, bootloader, &error);
  if (request == NULL)
    return cli_fail (cli, error);
  part = self->part != NULL ? self->part : isp_combine_guess_part (request);
  if (part == NULL)
    return cli_usage (
        cli, "combine",
        _ ("The bootloader does not tell for which chip it is; name it with -p PART"));
  plan = isp_combine_new (part, request);
  if (plan->error != NULL)
    return cli_fail (cli, g_error_copy (plan->error));
  print_warnings (cli, plan);
  if (!isp_image_save (plan->flash, file, NULL, &error))
    return cli_fail (cli, error);
  print_result (cli, plan, self->output);
  return 0;
}

/* ── the command ── */

/* TRUE: continue; FALSE: *status is set. */
static gboolean
take_names (Cli *cli, Combine *self, int *status)
{
  GError *error = NULL;
  IspPresets *presets;

  if (self->part_name != NULL && !(self->part = cli_find_part (self->part_name, &error)))
    {
      *status = cli_usage (cli, "combine", "%s", error->message);
      g_error_free (error);
      return FALSE;
    }
  if (self->preset_id == NULL)
    return TRUE;
  if (!(presets = cli_get_presets (cli, &error)))
    {
      *status = cli_fail (cli, error);
      return FALSE;
    }
  self->preset = isp_presets_by_id (presets, self->preset_id);
  if (self->preset == NULL || self->preset->helper)
    *status = cli_usage (cli, "combine",
                         _ ("There is no bootloader “%s”; “unbrickctl presets” lists them"),
                         self->preset_id);
  return self->preset != NULL && !self->preset->helper;
}

int
cli_combine (Cli *cli, int argc, char **argv)
{
  Combine self = { 0 };
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self.output,
      N_ ("The file to write; its suffix sets the format"), N_ ("FILE") },
    { "part", 'p', 0, G_OPTION_ARG_STRING, &self.part_name,
      N_ ("The chip that both are for; left out: as the bootloader tells"), N_ ("PART") },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &self.preset_id,
      N_ ("The bootloader, listed by “unbrickctl presets”; without BOOTLOADER it is downloaded"),
      N_ ("PRESET") },
    G_OPTION_ENTRY_NULL
  };
  int status = ISP_EXIT_USAGE;

  if (!cli_parse (cli, "combine", entries, NULL, 1, 2, &argc, &argv))
    ;
  else if (self.output == NULL)
    cli_usage (cli, "combine", _ ("-o FILE is missing"));
  else if (argv[2] == NULL && self.preset_id == NULL)
    cli_usage (cli, "combine", _ ("Name the bootloader’s file, or choose it with --preset"));
  else if (take_names (cli, &self, &status))
    status = combine (cli, &self, argv[1], argv[2]);
  combine_clear (&self);
  return status;
}
