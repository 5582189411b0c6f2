/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flash: from options to a request. */
#include "config.h"

#include "cli.h"

#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "store/presets/isp-image-cache.h"

#include <glib/gi18n.h>

typedef struct
{
  CliTarget target;
  char *keyboard, *preset, *eeprom, *set_eeprom, *fuses, *jtag, *lock;
  char **images;
  gboolean keep_fuses, fuses_from_image;
  gboolean boot_only, keep_firmware, no_erase, no_backup, fresh, verify_all, dry_run;
  const IspPreset *found; /* borrowed from the list of presets */
  IspKeyboard *board;     /* NULL: not named */
  GPtrArray *usual;       /* IspPreset *, borrowed: what its bootloader can be; NULL: not named */
} Flash;

static void
flash_clear (Flash *self)
{
  cli_target_clear (&self->target);
  g_free (self->keyboard);
  g_free (self->preset);
  g_free (self->eeprom);
  g_free (self->set_eeprom);
  g_free (self->fuses);
  g_free (self->jtag);
  g_free (self->lock);
  g_strfreev (self->images);
  isp_keyboard_unref (self->board);
  g_clear_pointer (&self->usual, g_ptr_array_unref);
}

static gboolean
parse (Cli *cli, Flash *self, int *argc, char ***argv)
{
  /* clang-format off */
  GOptionEntry entries[] = {
    { "keyboard", 0, 0, G_OPTION_ARG_STRING, &self->keyboard,
      N_("Which keyboard it is, as “unbrickctl keyboards” lists it, or its keyboard.json or "
         "rules.mk; sets chip and bootloader"), N_("KEYBOARD") },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &self->preset,
      N_("A bootloader listed by “unbrickctl presets”, with its fuses"), N_("PRESET") },
    { "image", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->images,
      N_("What to write; may come twice, for firmware and bootloader"), N_("FILE") },
    { "eeprom", 0, 0, G_OPTION_ARG_FILENAME, &self->eeprom,
      N_("What to write into the EEPROM"), N_("FILE") },
    { "set-eeprom", 0, 0, G_OPTION_ARG_STRING, &self->set_eeprom,
      N_("Clear the EEPROM, or make this the left or right half of a split keyboard that reads its side from there"),
      N_("clear|left|right") },
    { "fuses", 0, 0, G_OPTION_ARG_STRING, &self->fuses,
      N_("Low, high and perhaps extended fuse, such as 5E,D9,F3"), N_("L,H[,E]") },
    { "keep-fuses", 0, 0, G_OPTION_ARG_NONE, &self->keep_fuses,
      N_("Leave the fuses as they are, also with --preset"), NULL },
    { "fuses-from-image", 0, 0, G_OPTION_ARG_NONE, &self->fuses_from_image,
      N_("Use the fuses and the lock byte that the image contains"), NULL },
    { "jtag", 0, 0, G_OPTION_ARG_STRING, &self->jtag, N_("JTAG pins: on or off"), N_("on|off") },
    { "lock", 0, 0, G_OPTION_ARG_STRING, &self->lock, N_("Lock byte, written last"), N_("XX") },
    { "boot-only", 0, 0, G_OPTION_ARG_NONE, &self->boot_only,
      N_("Write only the boot section of the image"), NULL },
    { "keep-firmware", 0, 0, G_OPTION_ARG_NONE, &self->keep_firmware,
      N_("Keep the firmware that is on the chip: restore it after the erase"), NULL },
    { "no-erase", 0, 0, G_OPTION_ARG_NONE, &self->no_erase,
      N_("Write without erasing, where that is possible"), NULL },
    { "no-backup", 0, 0, G_OPTION_ARG_NONE, &self->no_backup, N_("Do not save a backup first"), NULL },
    { "fresh", 0, 0, G_OPTION_ARG_NONE, &self->fresh,
      N_("Ignore an interrupted job: this is another keyboard, or it was used since"), NULL },
    { "verify-all", 0, 0, G_OPTION_ARG_NONE, &self->verify_all,
      N_("Read the whole flash back, blank pages too"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run,
      N_("Read the chip, print the plan, and change nothing"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  return cli_parse (cli, "flash", entries, &self->target, 0, 0, argc, argv);
}

/* ── fuses and lock ── */

/* FALSE: a usage error has been printed. */
static gboolean
take_fuses (Cli *cli, Flash *self, IspRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!!self->fuses + self->keep_fuses + self->fuses_from_image > 1)
    {
      cli_usage (cli, "flash",
                 _ ("--fuses, --keep-fuses and --fuses-from-image exclude each other"));
      return FALSE;
    }
  request->fuse_source = self->keep_fuses         ? ISP_FUSES_KEEP
                         : self->fuses_from_image ? ISP_FUSES_IMAGE
                         : self->fuses            ? ISP_FUSES_GIVEN
                         : self->preset           ? ISP_FUSES_PRESET
                                                  : ISP_FUSES_KEEP;
  if (!self->fuses)
    return TRUE;
  if (!isp_fuses_parse (self->fuses, &request->fuses, &error))
    cli_usage (cli, "flash", "--fuses: %s", error->message);
  else if (ISP_FUSES_HAS (&request->fuses, ISP_FUSE_LOCK))
    cli_usage (cli, "flash", _ ("The lock byte goes with --lock"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
take_jtag_and_lock (Cli *cli, Flash *self, IspRequest *request)
{
  if (self->jtag)
    {
      gboolean on = g_str_equal (self->jtag, "on");

      if (!on && !g_str_equal (self->jtag, "off"))
        {
          cli_usage (cli, "flash", _ ("--jtag is on or off, not “%s”"), self->jtag);
          return FALSE;
        }
      request->jtag = on ? ISP_JTAG_ON : ISP_JTAG_OFF;
    }
  if (self->lock)
    {
      if (!cli_parse_byte (self->lock, &request->lock))
        {
          cli_usage (cli, "flash", _ ("“%s” is not a lock byte; write two digits, such as 2F"),
                     self->lock);
          return FALSE;
        }
      request->set_lock = TRUE;
    }
  return TRUE;
}

/* ── images ── */

/* The chip, where it is known before contact: asked for, or the only one of the preset. */
static const IspPart *
get_part (const Flash *self)
{
  char **parts = self->found ? self->found->parts : NULL;

  if (self->target.part)
    return self->target.part;
  return parts && parts[0] && !parts[1] ? isp_parts_by_name (parts[0]) : NULL;
}

static gboolean
knows_image (const IspPreset *preset)
{
  return preset->image_sha256 || preset->boot_sha256;
}

/* Fuses inside an image are shown; the user decides whether they are written. */
static void
note_contents (Cli *cli, const Flash *self, const IspImageFile *file)
{
  IspFuses fuses = { { file->fuse[0], file->fuse[1], file->fuse[2], file->lock },
                     (1 << file->n_fuses) - 1 };
  g_autofree char *text = NULL;

  if (file->has_lock)
    fuses.has |= 1 << ISP_FUSE_LOCK;
  if (fuses.has)
    {
      text = isp_fuses_format (&fuses, TRUE);
      cli_note (cli,
                self->fuses_from_image ? _ ("%s holds fuses or lock, which are used: %s")
                                       : _ ("%s holds fuses or lock, which are not used without "
                                            "--fuses-from-image: %s"),
                file->title, text);
    }
  if (file->ram_bytes)
    cli_note (cli, _ ("%s holds zeros for RAM, which are left out: the firmware sets them itself"),
              file->title);
  if (!isp_image_is_empty (file->eeprom) && !self->eeprom)
    cli_note (cli, _ ("%s holds EEPROM data, which is not used; --eeprom writes it"), file->title);
}

/* The preset's own image stands first in the request: it is recognised by its data. Another file is
 * the person's explicit wish. */
static void
add_image (Cli *cli, Flash *self, IspRequest *request, IspImageFile *file, gboolean *recognised,
           char **reason)
{
  g_autoptr (GError) error = NULL;
  IspImageFile *own = NULL;

  if (self->found && knows_image (self->found) && !*recognised)
    own = isp_image_cache_check_and_keep (cli->presets, self->found, file, &error);
  if (own)
    {
      *recognised = TRUE;
      isp_image_file_unref (file);
      g_ptr_array_insert (request->images, 0, own);
      return;
    }
  if (error && !*reason)
    *reason = g_strdup (error->message);
  g_ptr_array_add (request->images, file);
}

/* No word may say that the preset was written when another file was; and one that is known for
 * another preset's image wants that one's crystal, supply and way in. */
static void
adapt_preset (Cli *cli, IspRequest *request)
{
  const IspImageFile *file = request->images->pdata[0];
  g_autofree char *full = isp_preset_get_title (request->preset);
  IspPreset *renamed = isp_preset_copy (request->preset);
  const IspPreset *known = isp_image_cache_find_preset (cli->presets, file->flash);

  if (known != NULL)
    {
      renamed->mhz = known->mhz;
      renamed->volts = known->volts;
      renamed->entry = known->entry;
    }
  g_clear_pointer (&renamed->family_name, g_free);
  g_free (renamed->name);
  /* Translators: a file, and the bootloader whose fuses go with it */
  renamed->name = g_strdup_printf (_ ("%s (as %s)"), file->title, full);
  isp_preset_unref (request->preset);
  request->preset = renamed;
}

/* Without --preset, too, the file of a known bootloader is judged by the crystal, the supply and
 * the place that it is made for. Its fuses stay a choice of their own. */
static void
find_preset (Cli *cli, IspRequest *request)
{
  IspPresets *presets = cli_get_presets (cli, NULL);

  for (guint i = 0; presets && i < request->images->len && !request->preset; i++)
    {
      const IspImageFile *file = request->images->pdata[i];
      const IspPreset *known = isp_image_cache_find_preset (presets, file->flash);
      g_autofree char *title = known ? isp_preset_get_title (known) : NULL;

      if (!known || known->helper)
        continue;
      /* Translators: a file, the bootloader in it, and what an option takes */
      cli_note (cli, _ ("%s holds %s; --preset %s sets its fuses as well"), file->title, title,
                known->id);
      request->preset = isp_preset_ref (known);
      g_ptr_array_insert (request->images, 0, g_ptr_array_steal_index (request->images, i));
    }
}

static gboolean
load_files (Cli *cli, Flash *self, IspRequest *request, GError **error)
{
  const IspPart *part = get_part (self);
  gboolean recognised = FALSE;
  g_autofree char *reason = NULL;

  for (guint i = 0; self->images && self->images[i]; i++)
    {
      IspImageFile *file =
          cli_load_image (cli, self->images[i], part ? part->flash.size : 0, error);

      if (!file)
        return FALSE;
      note_contents (cli, self, file);
      add_image (cli, self, request, file, &recognised, &reason);
    }
  if (reason && !recognised)
    {
      cli_note (cli, _ ("%s. It is used because you named it."), reason);
      adapt_preset (cli, request);
    }
  if (!self->found)
    find_preset (cli, request);
  if (self->set_eeprom)
    isp_eeprom_choice_by_id (self->set_eeprom, &request->eeprom_choice);
  if (self->eeprom && !(request->eeprom = cli_load_eeprom (cli, self->eeprom, error)))
    return FALSE;
  return TRUE;
}

/* What is asked for must be there. */
static gboolean
check_fuses_inside (const Flash *self, const IspRequest *request, GError **error)
{
  if (!self->fuses_from_image)
    return TRUE;
  for (guint i = 0; i < request->images->len; i++)
    {
      const IspImageFile *file = request->images->pdata[i];

      if (file->n_fuses || file->has_lock)
        return TRUE;
    }
  g_set_error_literal (
      error, ISP_ERROR, ISP_ERROR_BAD_FILE,
      _ ("The image contains no fuses and no lock byte, but --fuses-from-image asks for them"));
  return FALSE;
}

static gboolean
fetch_image (Cli *cli, Flash *self, IspRequest *request, GError **error)
{
  IspImageFile *file = cli_fetch_image (cli, self->found, error);

  if (!file)
    return FALSE;
  g_ptr_array_add (request->images, file);
  return TRUE;
}

/* ── the keyboard ── */

/* A chip that is asked for has to be the keyboard's. FALSE: a usage error has been printed. */
static gboolean
take_part (Cli *cli, Flash *self)
{
  const IspPart *part = isp_keyboard_get_part (self->board);

  if (self->target.part && !isp_part_is_same_for_engine (self->target.part, part))
    {
      /* Translators: keyboard, its chip, and another one */
      cli_usage (cli, "flash",
                 _ ("The chip of “%s” is %s, but --part says %s; leave one of them out"),
                 isp_keyboard_get_title (self->board), part->name, self->target.part->name);
      return FALSE;
    }
  self->target.part = self->target.part ? self->target.part : part;
  return TRUE;
}

static int
refuse_choices (Cli *cli, GPtrArray *found)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const IspPreset *preset = found->pdata[i];
      g_autofree char *title = isp_preset_get_title (preset);

      g_string_append_printf (lines, "\n  --preset %-24s %s", preset->id, title);
    }
  if (found->len > 0)
    return cli_usage (cli, "flash",
                      /* Translators: lines that name the choices follow */
                      _ ("The keyboard’s bootloader is made for several boards; choose by what is "
                         "printed on yours:%s"),
                      lines->str);
  return cli_usage (cli, "flash",
                    _ ("There is no preset for the keyboard’s bootloader: name its file with "
                       "--image, or choose another bootloader with --preset"));
}

/* With --preset or --image the person has said what to write. FALSE: a usage error has been
 * printed.
 */
static gboolean
take_bootloader (Cli *cli, Flash *self, IspPresets *presets)
{
  g_autofree char *advice = isp_keyboard_get_advice (self->board);

  self->usual = isp_keyboard_find_presets (self->board, presets);
  if (advice)
    cli_note (cli, "%s", advice);
  if (!self->preset && self->usual->len == 1)
    self->preset = g_strdup (((const IspPreset *) self->usual->pdata[0])->id);
  if (self->preset || self->images)
    return TRUE;
  refuse_choices (cli, self->usual);
  return FALSE;
}

/* TRUE: continue; FALSE: *status is set. */
static gboolean
take_keyboard (Cli *cli, Flash *self, int *status)
{
  g_autofree char *text = NULL;
  GError *error = NULL;
  IspPresets *presets;

  if (!self->keyboard)
    return TRUE;
  presets = cli_get_presets (cli, &error);
  self->board = presets ? cli_find_keyboard (cli, self->keyboard, &error) : NULL;
  if (!self->board)
    {
      *status = cli_fail_keyboard (cli, "flash", error);
      return FALSE;
    }
  text = isp_keyboard_format (self->board);
  cli_note (cli, _ ("Keyboard: %s, %s"), isp_keyboard_get_title (self->board), text);
  if (isp_keyboard_get_chip (self->board) == ISP_KEYBOARD_OTHER)
    {
      g_autofree char *advice = isp_keyboard_get_advice (self->board);

      error = g_error_new_literal (ISP_ERROR, ISP_ERROR_NOT_AVR, advice);
      *status = cli_refuse_job (cli, ISP_JOB_FLASH, NULL, error);
      return FALSE;
    }
  return take_part (cli, self) && take_bootloader (cli, self, presets);
}

/* ── the command ── */

/* TRUE: continue; FALSE: *status is set. */
static gboolean
take_preset (Cli *cli, Flash *self, IspRequest *request, int *status)
{
  GError *error = NULL;
  IspPresets *presets;

  if (!self->preset)
    return TRUE;
  presets = cli_get_presets (cli, &error);
  if (!presets)
    {
      *status = cli_fail (cli, error);
      return FALSE;
    }
  self->found = isp_presets_by_id (presets, self->preset);
  if (!self->found || self->found->helper)
    {
      *status = cli_usage (cli, "flash",
                           _ ("There is no bootloader “%s”; “unbrickctl presets” lists them"),
                           self->preset);
      return FALSE;
    }
  if (!self->images && !self->found->url && !isp_image_cache_has (self->found))
    {
      *status =
          cli_usage (cli, "flash", _ ("“%s” needs a file of your own: --image FILE"), self->preset);
      return FALSE;
    }
  request->preset = isp_preset_ref (self->found);
  return TRUE;
}

static int
run_flash (Cli *cli, Flash *self)
{
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FLASH);
  CliJobOptions options = { .dry_run = self->dry_run, .fresh = self->fresh };
  GError *error = NULL;
  int status = ISP_EXIT_USAGE;

  if (!take_keyboard (cli, self, &status))
    return status;
  if (!cli_check_eeprom (cli, "flash", self->eeprom, self->set_eeprom))
    return status;
  if (!self->preset && !self->images && !self->eeprom && !self->set_eeprom)
    return cli_usage (cli, "flash",
                      _ ("Missing --keyboard, --preset or --image: one of them says what to "
                         "write"));
  if (self->fuses_from_image && !self->images)
    return cli_usage (cli, "flash", _ ("--fuses-from-image goes with --image"));
  if (!take_fuses (cli, self, request) || !take_jtag_and_lock (cli, self, request) ||
      !take_preset (cli, self, request, &status))
    return status;
  if (self->board)
    {
      request->keyboard = g_strdup (isp_keyboard_get_title (self->board));
      request->usual = isp_keyboard_get_usual (self->usual, self->found);
    }
  request->boot_only = self->boot_only;
  request->keep_firmware = self->keep_firmware;
  request->no_erase = self->no_erase;
  request->no_backup = self->no_backup;
  request->verify_all = self->verify_all;
  if (!load_files (cli, self, request, &error) || !check_fuses_inside (self, request, &error) ||
      (self->found && !self->images && !fetch_image (cli, self, request, &error)))
    return cli_refuse_job (cli, ISP_JOB_FLASH, NULL, error);
  /* What the boot section holds counts without an erase; where firmware alone would take a
   * bootloader away, whether there is one. */
  options.snapshot = self->no_erase ? ISP_SNAPSHOT_BOOT
                     : self->found  ? ISP_SNAPSHOT_QUICK
                                    : ISP_SNAPSHOT_BOOT_STARTS;
  options.fallback = get_part (self);
  if (!options.fallback && self->found && cli->rehearse && !self->target.port)
    options.fallback = isp_parts_by_name (self->found->parts[0]);
  return cli_run_job (cli, &self->target, g_steal_pointer (&request), &options);
}

int
cli_flash (Cli *cli, int argc, char **argv)
{
  Flash self = { 0 };
  int status = ISP_EXIT_USAGE;

  if (parse (cli, &self, &argc, &argv))
    status = run_flash (cli, &self);
  flash_clear (&self);
  return status;
}
