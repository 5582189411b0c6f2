/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options: those of the program, those of a command, those of a target. */
#include "config.h"

#include "cli.h"

#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* ── usage errors ── */

int
cli_usage (Cli *cli, const char *command, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  cli_err (cli, "unbrickctl: %s", what);
  if (command)
    cli_err (cli, _ ("“unbrickctl %s --help” shows its usage."), command);
  else
    cli_err (cli, _ ("“unbrickctl --help” lists the commands."));
  if (cli->json)
    {
      g_autoptr (JsonBuilder) json = json_builder_new ();

      json_builder_begin_object (json);
      isp_json_add_string (json, "verdict", "refused");
      json_builder_set_member_name (json, "error");
      json_builder_begin_object (json);
      isp_json_add_string (json, "code", "usage");
      isp_json_add_string (json, "message", what);
      isp_json_add_string (json, "advice", NULL);
      json_builder_end_object (json);
      json_builder_end_object (json);
      cli_print_json (json);
    }
  return ISP_EXIT_USAGE;
}

/* Of a line that could not be parsed, for what is said about that. */
static gboolean
asks_for_json (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], "--json"))
      return TRUE;
  return FALSE;
}

/* ── tables of options ── */

static void
add_entries (Cli *cli, GOptionGroup *group, CliOptions whose, const GOptionEntry *entries)
{
  g_option_group_add_entries (group, entries);
  if (cli->tell)
    cli->tell (whose, entries, cli->tell_data);
}

/* ── the program's own ── */

typedef struct
{
  gboolean json, quiet, verbose, rehearse, version;
} Global;

static void
add_global (Cli *cli, GOptionGroup *group, Global *global)
{
  GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &global->json,
                               N_ ("Print the result as one JSON object"), NULL },
                             { "quiet", 0, 0, G_OPTION_ARG_NONE, &global->quiet,
                               N_ ("Print no progress and no notes"), NULL },
                             { "verbose", 0, 0, G_OPTION_ARG_NONE, &global->verbose,
                               N_ ("Print the log as well"), NULL },
                             { "rehearse", 0, 0, G_OPTION_ARG_NONE, &global->rehearse,
                               N_ ("Use a simulated programmer and chip"), NULL },
                             G_OPTION_ENTRY_NULL };

  add_entries (cli, group, CLI_OPTIONS_COMMON, entries);
}

/* Options may stand before and behind the command. */
static gboolean
take_global (Cli *cli, const char *command, const Global *global)
{
  cli->json |= global->json;
  cli->quiet |= global->quiet;
  cli->verbose |= global->verbose;
  cli->rehearse |= global->rehearse;
  cli->rehearsal |= global->rehearse;
  if (cli->quiet && cli->verbose)
    {
      cli_usage (cli, command, _ ("--quiet and --verbose exclude each other"));
      return FALSE;
    }
  return TRUE;
}

static char *
list_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));
  const CliCommand *command;
  const IspExitRow *exit_row;

  for (guint i = 0; (command = cli_command_get (i)) != NULL; i++)
    g_string_append_printf (text, "\n  %-13s %s", command->name, _ (command->summary));
  g_string_append_printf (text, "\n\n%s\n\n%s",
                          _ ("“unbrickctl COMMAND --help” shows the options of a command."),
                          _ ("Exit status:"));
  for (guint i = 0; (exit_row = isp_exit_get_row (i)) != NULL; i++)
    g_string_append_printf (text, "\n  %-3d  %s", exit_row->status, _ (exit_row->meaning));
  return g_string_free (text, FALSE);
}

gboolean
cli_parse_global (Cli *cli, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND [OPTION…]"));
  g_autoptr (GError) error = NULL;
  g_autofree char *commands = list_commands ();
  Global global = { 0 };
  GOptionGroup *group = g_option_group_new (NULL, NULL, NULL, NULL, NULL);
  GOptionEntry version[] = { { "version", 0, 0, G_OPTION_ARG_NONE, &global.version,
                               N_ ("Print the version"), NULL },
                             G_OPTION_ENTRY_NULL };

  add_global (cli, group, &global);
  add_entries (cli, group, CLI_OPTIONS_OWN, version);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_context_set_main_group (context, group);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context,
                                _ ("Rescues AVR keyboards over ISP: bootloader, fuses, backup."));
  g_option_context_set_description (context, commands);
  if (cli->tell)
    return FALSE;
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      cli->json |= asks_for_json (*argc, *argv);
      cli_usage (cli, NULL, "%s", error->message);
      return FALSE;
    }
  if (global.version)
    {
      g_print ("unbrickctl %s\n", PACKAGE_VERSION);
      exit (0);
    }
  return take_global (cli, NULL, &global);
}

/* ── a target ── */

void
cli_target_clear (CliTarget *self)
{
  g_free (self->programmer);
  g_free (self->port);
  g_free (self->part_name);
  g_free (self->sck);
  g_free (self->crystal);
  g_free (self->rescue_clock);
}

static void
add_target (Cli *cli, GOptionGroup *group, CliTarget *target)
{
  GOptionEntry entries[] = {
    { "programmer", 'c', 0, G_OPTION_ARG_STRING, &target->programmer,
      N_ ("The programmer, as in “unbrickctl programmers”; default: the one that is plugged in"),
      N_ ("PROGRAMMER") },
    { "port", 'P', 0, G_OPTION_ARG_STRING, &target->port,
      N_ ("Its port: a serial port such as /dev/ttyACM0, or usb:1-2"), N_ ("PORT") },
    { "part", 'p', 0, G_OPTION_ARG_STRING, &target->part_name,
      N_ ("The chip, such as atmega32u4 or m32u4; default: the bootloader’s, or read from the "
          "chip"),
      N_ ("PART") },
    { "sck", 0, 0, G_OPTION_ARG_STRING, &target->sck,
      N_ ("Highest SCK rate, such as 125000 or 125k"), N_ ("HZ") },
    { "crystal", 0, 0, G_OPTION_ARG_STRING, &target->crystal,
      N_ ("Frequency printed on the board’s crystal, such as 16M: SCK gets as fast as it "
          "allows, and bootloaders for another crystal are refused"),
      N_ ("HZ") },
    { "rescue-clock", 0, 0, G_OPTION_ARG_STRING, &target->rescue_clock,
      N_ ("Supply this clock, such as 2M, to a chip that lost its own by wrong fuses: Bus "
          "Pirate, AUX wired to XTAL1"),
      N_ ("HZ") },
    G_OPTION_ENTRY_NULL
  };

  add_entries (cli, group, CLI_OPTIONS_TARGET, entries);
}

static gboolean
parse_hz (const char *text, guint32 *out)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (g_ascii_strncasecmp (end, "k", 1) == 0)
    value *= 1e3, end++;
  else if (g_ascii_strncasecmp (end, "m", 1) == 0)
    value *= 1e6, end++;
  if (g_ascii_strcasecmp (end, "hz") == 0)
    end += 2;
  if (end == text || *end || !(value >= 1 && value <= 100e6))
    return FALSE;
  *out = value;
  return TRUE;
}

const IspPart *
cli_find_part (const char *name, GError **error)
{
  const IspPart *part = isp_parts_by_name (name);
  const IspClone *clone = isp_parts_clone_by_name (name);

  if (!part && clone && clone->looks_like)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: two names of chips */
                 _ ("%s looks like %s, but is programmed in another way; Unbrick does not "
                    "support it"),
                 clone->name, clone->looks_like);
  else if (!part && clone)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("%s is not an AVR; Unbrick does not support it"), clone->name);
  else if (!part)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("There is no chip “%s”; “unbrickctl parts” lists them"), name);
  return part;
}

static gboolean
take_programmer (Cli *cli, const CliTarget *target, GError **error)
{
  gboolean sim_port = target->port && g_str_has_prefix (target->port, "sim:");
  const IspDriver *driver;

  if (target->programmer)
    {
      driver = isp_drivers_by_id (target->programmer);
      if (!driver)
        {
          g_autoptr (GString) names = g_string_new (NULL);

          for (guint i = 0; isp_drivers_get (i); i++)
            g_string_append_printf (names, " %s", isp_drivers_get (i)->owner.id);
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("There is no programmer “%s”; there are:%s"), target->programmer,
                       names->str);
          return FALSE;
        }
      if (driver == &isp_rehearsal_driver)
        cli->rehearse = TRUE;
      else if (cli->rehearse || sim_port)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("A rehearsal uses no real programmer: leave -c %s out"),
                       target->programmer);
          return FALSE;
        }
    }
  if (cli->rehearse && target->port && !sim_port)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("A rehearsal uses no real port: leave -P %s out"), target->port);
      return FALSE;
    }
  cli->rehearse |= sim_port;
  cli->rehearsal |= cli->rehearse;
  return TRUE;
}

static gboolean
take_hz (const char *text, guint32 *out, GError **error)
{
  if (!text || parse_hz (text, out))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” is not a clock rate; write 125000 or 125k"), text);
  return FALSE;
}

/* Only some programmers can: without -c it is one of those. */
static gboolean
take_rescue_clock (Cli *cli, CliTarget *target, GError **error)
{
  const IspDriver *driver = target->programmer ? isp_drivers_by_id (target->programmer) : NULL;
  g_autoptr (GString) able = g_string_new (NULL);

  for (guint i = 0; isp_drivers_get (i); i++)
    if (isp_drivers_get (i)->capabilities & ISP_CAN_CLOCK)
      {
        g_string_append_printf (able, " -c %s", isp_drivers_get (i)->owner.id);
        if (!target->programmer && !cli->rehearse)
          target->programmer = g_strdup (isp_drivers_get (i)->owner.id);
      }
  if (!cli->rehearse && (!driver || driver->capabilities & ISP_CAN_CLOCK))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("Only some programmers have a rescue clock:%s"), able->str);
  return FALSE;
}

static gboolean
take_target (Cli *cli, CliTarget *target, GError **error)
{
  if (!take_programmer (cli, target, error))
    return FALSE;
  if (target->part_name && !(target->part = cli_find_part (target->part_name, error)))
    return FALSE;
  if (!take_hz (target->sck, &target->speed.max_sck_hz, error) ||
      !take_hz (target->crystal, &target->speed.crystal_hz, error) ||
      !take_hz (target->rescue_clock, &target->rescue_clock_hz, error) ||
      (target->rescue_clock && !take_rescue_clock (cli, target, error)))
    return FALSE;
  return TRUE;
}

/* ── a command ── */

/* The help of a command names the program and the command. */
static GOptionContext *
make_context (Cli *cli, const char *name, const GOptionEntry *entries, Global *global,
              CliTarget *target)
{
  const CliCommand *command = cli_command_by_name (name);
  GOptionContext *context = g_option_context_new (command->args ? _ (command->args) : NULL);
  GOptionGroup *group = g_option_group_new (NULL, NULL, NULL, NULL, NULL);

  if (target)
    add_target (cli, group, target);
  if (entries)
    add_entries (cli, group, CLI_OPTIONS_OWN, entries);
  add_global (cli, group, global);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, _ (command->summary));
  return context;
}

gboolean
cli_parse (Cli *cli, const char *command, const GOptionEntry *entries, CliTarget *target, int min,
           int max, int *argc, char ***argv)
{
  Global global = { 0 };
  g_autoptr (GOptionContext) context = make_context (cli, command, entries, &global, target);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("unbrickctl %s", command);
  gboolean ok;

  if (cli->tell)
    return FALSE;
  g_set_prgname (name);
  ok = g_option_context_parse (context, argc, argv, &error);
  if (!ok)
    cli->json |= asks_for_json (*argc, *argv);
  g_set_prgname ("unbrickctl");
  if (*argc > 1 && ok && g_str_equal ((*argv)[1], "--"))
    {
      ++*argv;
      --*argc;
    }
  if (!take_global (cli, command, &global))
    return FALSE;
  if (ok && target)
    ok = take_target (cli, target, &error);
  if (!ok)
    cli_usage (cli, command, "%s", error->message);
  else if (*argc - 1 < min)
    cli_usage (cli, command, _ ("Missing argument"));
  else if (*argc - 1 > max)
    cli_usage (cli, command, _ ("Unexpected argument “%s”"), (*argv)[max + 1]);
  else
    {
      isp_session_set_verbose (cli->session, cli->verbose && !cli->rehearsal);
      return TRUE;
    }
  return FALSE;
}

gboolean
cli_parse_byte (const char *text, guint8 *out)
{
  guint64 value;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    text += 2;
  if (strlen (text) != 2 || !g_ascii_string_to_unsigned (text, 16, 0, 0xFF, &value, NULL))
    return FALSE;
  *out = value;
  return TRUE;
}
