/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the chip is and how it is set: the commands info and, without --set, fuses. */
#include "config.h"

#include "cli.h"

#include "core/isp-error.h"
#include "store/backups/isp-journal.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* clang-format off */
static const char *const boot_states[] = {
  [ISP_BOOT_UNKNOWN] = "unknown",
  [ISP_BOOT_BLANK] = "blank",
  [ISP_BOOT_INTACT] = "intact",
  [ISP_BOOT_OTHER] = "other",
};
/* clang-format on */

static char *
format_bytes (const guint8 *bytes, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%02X", i ? " " : "", bytes[i]);
  return g_string_free (text, FALSE);
}

/* ── JSON ── */

static void
add_fields (JsonBuilder *json, const IspSnapshot *snapshot)
{
  const IspPart *part = snapshot->part;

  json_builder_set_member_name (json, "fields");
  json_builder_begin_array (json);
  for (guint i = 0; i < part->n_fields; i++)
    {
      const IspFuseField *field = &part->fields[i];
      guint value = isp_fuses_get_field (&snapshot->fuses, part, field->field);
      g_autofree char *text = isp_words_field_value (part, field->field, value);

      json_builder_begin_object (json);
      isp_json_add_string (json, "name", isp_field_get_name (field->field));
      isp_json_add_string (json, "byte", isp_fuse_byte_get_id (field->byte));
      isp_json_add_int (json, "value", value);
      isp_json_add_string (json, "text", text);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_guess (JsonBuilder *json, const IspGuess *guess)
{
  json_builder_set_member_name (json, "bootloader");
  json_builder_begin_object (json);
  isp_json_add_string (json, "state", boot_states[guess->boot]);
  isp_json_add_string (json, "preset", guess->intact ? guess->intact->id : NULL);
  json_builder_set_member_name (json, "fitting");
  json_builder_begin_array (json);
  for (guint i = 0; i < guess->fitting->len; i++)
    json_builder_add_string_value (json, ((const IspPreset *) guess->fitting->pdata[i])->id);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_unfinished (JsonBuilder *json, const IspUnfinished *unfinished)
{
  g_autofree char *begun = NULL;

  json_builder_set_member_name (json, "unfinished");
  if (!unfinished)
    {
      json_builder_add_null_value (json);
      return;
    }
  begun = g_date_time_format_iso8601 (unfinished->begun);
  json_builder_begin_object (json);
  isp_json_add_string (json, "kind", isp_job_kind_get_id (unfinished->kind));
  isp_json_add_string (json, "preset", unfinished->preset_id);
  isp_json_add_string (json, "title", unfinished->title);
  isp_json_add_string (json, "begun", begun);
  isp_json_add_string (json, "backup", unfinished->location);
  json_builder_end_object (json);
}

static void
print_json (const IspSnapshot *snapshot, const IspGuess *guess, const IspUnfinished *unfinished)
{
  g_autoptr (JsonBuilder) json = cli_json_begin ();
  g_autofree char *signature = format_bytes (snapshot->signature, 3);
  g_autofree char *calibration = format_bytes (snapshot->calibration, snapshot->n_calibration);

  isp_json_add_bool (json, "rehearsal", snapshot->rehearsal);
  isp_json_add_string (json, "part", snapshot->part->id);
  isp_json_add_string (json, "signature", signature);
  isp_json_add_string (json, "programmer", snapshot->driver_id);
  isp_json_add_string (json, "programmer_name", snapshot->programmer_name);
  isp_json_add_string (json, "programmer_version", snapshot->programmer_version);
  isp_json_add_string (json, "port", snapshot->port_id);
  isp_json_add_int (json, "sck_hz", snapshot->sck_hz);
  isp_json_add_int (json, "cpu_hz", snapshot->cpu_hz);
  isp_json_add_int (json, "millivolts", snapshot->millivolts);
  /* the shape that jobs have */
  json_builder_set_member_name (json, "fuses");
  json_builder_begin_object (json);
  isp_json_add_fuses (json, "before", &snapshot->fuses);
  isp_json_add_fuses (json, "after", &snapshot->fuses);
  json_builder_end_object (json);
  add_fields (json, snapshot);
  isp_json_add_string (json, "calibration", calibration);
  isp_json_add_bool (json, "locked", snapshot->locked);
  if (guess)
    add_guess (json, guess);
  add_unfinished (json, unfinished);
  json_builder_end_object (json);
  cli_print_json (json);
}

/* ── words ── */

static void
print_contact (Cli *cli, const IspSnapshot *snapshot, guint32 rescue_clock_hz)
{
  g_autofree char *signature = format_bytes (snapshot->signature, 3);
  g_autofree char *calibration = format_bytes (snapshot->calibration, snapshot->n_calibration);
  g_autofree char *sck =
      snapshot->sck_hz ? isp_words_hz (snapshot->sck_hz) : g_strdup (_ ("unknown"));
  g_autofree char *clock = isp_words_hz (rescue_clock_hz > 0 ? rescue_clock_hz : snapshot->cpu_hz);

  cli_out (cli, _ ("Chip: %s, signature %s"), snapshot->part->name, signature);
  cli_out (cli, _ ("Programmer: %s (%s)%s%s, SCK %s"), snapshot->programmer_name, snapshot->port_id,
           snapshot->programmer_version ? ", " : "",
           snapshot->programmer_version ? snapshot->programmer_version : "", sck);
  if (snapshot->millivolts)
    cli_out (cli, _ ("Supply: %.1f V"), snapshot->millivolts / 1000.0);
  if (rescue_clock_hz > 0)
    cli_out (cli, _ ("Clock: %s, from the programmer"), clock);
  else if (snapshot->cpu_hz)
    cli_out (cli, _ ("Clock: about %s"), clock);
  if (snapshot->n_calibration)
    cli_out (cli, _ ("Calibration: %s"), calibration);
}

static void
print_fuses (Cli *cli, const IspSnapshot *snapshot)
{
  const IspPart *part = snapshot->part;
  g_autofree char *fuses = isp_words_fuses (&snapshot->fuses, part, TRUE);

  cli_out (cli, _ ("Fuses: %s"), fuses);
  for (guint i = 0; i < part->n_fields; i++)
    {
      IspField field = part->fields[i].field;
      g_autofree char *text =
          isp_words_field_value (part, field, isp_fuses_get_field (&snapshot->fuses, part, field));

      cli_out (cli, "  %-5s %-9s %s: %s", isp_fuse_byte_get_id (part->fields[i].byte),
               isp_field_get_name (field), isp_words_field_title (field), text);
    }
  if (snapshot->locked)
    cli_out (cli, _ ("The chip is locked: flash and EEPROM cannot be read."));
}

static void
print_guess (Cli *cli, const IspGuess *guess)
{
  g_autoptr (GString) names = g_string_new (NULL);

  switch (guess->boot)
    {
    case ISP_BOOT_UNKNOWN:
      cli_out (cli, _ ("Bootloader: cannot be determined"));
      break;
    case ISP_BOOT_BLANK:
      cli_out (cli, _ ("Bootloader: none, the boot section is empty"));
      break;
    case ISP_BOOT_INTACT:
      cli_out (cli, _ ("Bootloader: %s, intact"), guess->intact->id);
      break;
    case ISP_BOOT_OTHER:
      cli_out (cli, _ ("Bootloader: unknown"));
      break;
    }
  for (guint i = 0; i < guess->fitting->len; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "",
                            ((const IspPreset *) guess->fitting->pdata[i])->id);
  if (names->len)
    cli_out (cli, _ ("The fuses are those of: %s"), names->str);
}

/* TRUE: a clock from this programmer may revive the silent chip. */
static gboolean
may_lack_clock (Cli *cli, const CliTarget *target, IspPort *port, const GError *error)
{
  const IspDriver *driver = isp_programmer_recall (cli->session, port);

  if (driver)
    isp_port_choose (port, &driver->owner);
  return g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_TARGET) && target->rescue_clock_hz == 0 &&
         isp_driver_can_at (port, ISP_CAN_CLOCK);
}

static int
fail_contact (Cli *cli, const CliTarget *target, IspPort *port, GError *error)
{
  gboolean hint = may_lack_clock (cli, target, port, error);
  int status = cli_fail (cli, error);
  g_autoptr (GPtrArray) jobs = isp_journal_list ();

  /* A chip that was left half done may not answer at all. */
  for (guint i = 0; i < jobs->len; i++)
    cli_show_unfinished (cli, jobs->pdata[i]);

  if (hint)
    cli_note (cli, "%s",
              _ ("Are the wires correct? Perhaps the chip’s fuses ask for a crystal that the "
                 "board does not have: wire AUX to XTAL1 of the chip, and add --rescue-clock "
                 "2M."));
  return status;
}

int
cli_show_chip (Cli *cli, const CliTarget *target, gboolean fuses_only)
{
  g_autoptr (IspPort) port = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspGuess) guess = NULL;
  g_autoptr (IspUnfinished) unfinished = NULL;
  IspPresets *presets = NULL;
  GError *error = NULL;

  port = cli_find_port (cli, target, NULL, &error);
  if (port && !fuses_only)
    presets = cli_get_presets (cli, &error);
  if (!port || error)
    return cli_fail (cli, error);
  snapshot = isp_snapshot_take (cli->session, port, target->part, &target->speed,
                                fuses_only ? ISP_SNAPSHOT_QUICK : ISP_SNAPSHOT_BOOT,
                                cli->cancellable, &error);
  if (!snapshot)
    return fail_contact (cli, target, port, error);
  if (presets)
    guess = isp_guess_new (snapshot, isp_presets_get_list (presets));
  unfinished = isp_journal_find (snapshot);
  if (cli->json)
    print_json (snapshot, guess, unfinished);
  if (!fuses_only)
    print_contact (cli, snapshot, target->rescue_clock_hz);
  print_fuses (cli, snapshot);
  if (guess)
    print_guess (cli, guess);
  cli_show_unfinished (cli, unfinished);
  cli_print_log (cli);
  return 0;
}

int
cli_info (Cli *cli, int argc, char **argv)
{
  CliTarget target = { 0 };
  int status = ISP_EXIT_USAGE;

  if (cli_parse (cli, "info", NULL, &target, 0, 0, &argc, &argv))
    status = cli_show_chip (cli, &target, FALSE);
  cli_target_clear (&target);
  return status;
}
