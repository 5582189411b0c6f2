/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be installed over USB: the person's firmware, helper firmware that makes the board a
 * programmer, or the firmware that a board had before. */
#include "config.h"

#include "cli-upload-private.h"

#include "store/backups/isp-backups.h"
#include "store/presets/isp-image-cache.h"

#include <glib/gi18n.h>

/* Helper firmware of the person's own. */
#define OWN "own"

static gboolean
is_own (const CliUpload *self)
{
  return g_str_equal (self->helper, OWN);
}

/* FALSE: *status is set. */
static gboolean
take_helper (Cli *cli, CliUpload *self, int *status)
{
  GError *error = NULL;

  *status = ISP_EXIT_USAGE;
  if (!cli_get_presets (cli, &error))
    {
      *status = cli_fail (cli, error);
      return FALSE;
    }
  if (is_own (self) && !self->image)
    cli_usage (cli, "upload", _ ("“%s” needs a file of your own: --image FILE"), OWN);
  if (is_own (self))
    return self->image != NULL;
  self->preset = isp_presets_by_id (cli->presets, self->helper);
  if (self->preset && self->preset->helper)
    return TRUE;
  cli_usage (cli, "upload",
             _ ("There is no helper firmware “%s”; “unbrickctl presets --helpers” lists it"),
             self->helper);
  return FALSE;
}

gboolean
cli_upload_understand (Cli *cli, CliUpload *self, int *status)
{
  *status = ISP_EXIT_USAGE;
  if (!self->image && !self->helper && !self->restore)
    cli_usage (cli, "upload",
               _ ("Missing --image, --helper or --restore: one of them says what to install"));
  else if (self->restore && (self->image || self->helper || self->eeprom || self->set_eeprom))
    cli_usage (cli, "upload", _ ("--restore says all that is to be written: leave the others out"));
  else if (self->helper && self->no_start)
    cli_usage (cli, "upload", _ ("--helper and --no-start exclude each other"));
  else
    return !self->helper || take_helper (cli, self, status);
  return FALSE;
}

/* ── the request ── */

/* The preset's image, from the file that was named or from upstream. */
static IspImageFile *
get_helper (Cli *cli, const CliUpload *self, IspImageFile *file, GError **error)
{
  g_autoptr (IspImageFile) named = file;

  if (!self->preset)
    return g_steal_pointer (&named);
  return named ? isp_image_cache_check_and_keep (cli->presets, self->preset, named, error)
               : cli_fetch_image (cli, self->preset, error);
}

static gboolean
add_image (Cli *cli, const CliUpload *self, IspRequest *request, GError **error)
{
  const IspPart *part = self->hint.part;
  IspImageFile *file = NULL;

  if (self->image)
    {
      file = cli_load_image (cli, self->image, part ? part->flash.size : 0, error);
      if (!file)
        return FALSE;
    }
  if (self->helper)
    {
      file = get_helper (cli, self, file, error);
      if (!file)
        return FALSE;
      request->helper = TRUE;
      request->preset = self->preset ? isp_preset_ref (self->preset) : NULL;
    }
  g_ptr_array_add (request->images, file);
  return TRUE;
}

static IspRequest *
make_restore (const CliUpload *self, GError **error)
{
  g_autoptr (IspBackup) backup = isp_backups_load (self->restore, error);
  IspRequest *request;

  if (!backup)
    return NULL;
  request = backup->app_end != 0 ? isp_backups_make_upload (backup) : NULL;
  if (!request)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                 backup->app_end != 0
                     ? _ ("%s holds no firmware: the board was empty")
                     : _ ("%s was not saved over USB: “unbrickctl restore” restores it over ISP"),
                 self->restore);
  return request;
}

IspRequest *
cli_upload_make_request (Cli *cli, const CliUpload *self, GError **error)
{
  g_autoptr (IspRequest) request =
      self->restore ? make_restore (self, error) : isp_request_new (ISP_JOB_UPLOAD);

  if (!request || (!self->restore && !add_image (cli, self, request, error)))
    return NULL;
  if (self->set_eeprom)
    isp_eeprom_choice_by_id (self->set_eeprom, &request->eeprom_choice);
  if (self->eeprom && !(request->eeprom = cli_load_eeprom (cli, self->eeprom, error)))
    return NULL;
  request->must_backup = self->backup;
  request->no_backup = self->no_backup;
  request->leave_out_loader = self->leave_out;
  request->no_start = self->no_start;
  return g_steal_pointer (&request);
}
