/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks each program, and each of its commands, for its table of options. */
#include "manual.h"

#include "app/ub-options.h"

#include <glib/gi18n.h>

static Manual *
manual_new (const char *name, const char *args, const char *summary)
{
  Manual *self = g_new0 (Manual, 1);

  self->name = name;
  self->args = args;
  self->summary = summary;
  self->options = g_array_new (FALSE, FALSE, sizeof (ManualOption));
  self->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) manual_free);
  return self;
}

void
manual_free (Manual *self)
{
  g_array_unref (self->options);
  g_ptr_array_unref (self->commands);
  g_free (self);
}

/* A CliTellFunc. */
static void
add_options (CliOptions whose, const GOptionEntry *entries, gpointer data)
{
  Manual *self = data;

  for (; entries->long_name; entries++)
    if (!(entries->flags & G_OPTION_FLAG_HIDDEN))
      {
        const ManualOption option = { whose, *entries };

        g_array_append_val (self->options, option);
      }
}

/* GLib adds it to every program and command by itself. */
static void
add_help (Manual *self)
{
  static const GOptionEntry entries[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the options"), NULL }, { NULL }
  };

  add_options (CLI_OPTIONS_COMMON, entries, self);
}

static Manual *
collect_command (const CliCommand *command)
{
  Manual *self = manual_new (command->name, command->args, command->summary);
  char *line[] = { (char *) command->name, NULL };
  Cli cli = { .tell = add_options, .tell_data = self };

  command->run (&cli, 1, line);
  add_help (self);
  return self;
}

static Manual *
collect_unbrickctl (void)
{
  Manual *self = manual_new ("unbrickctl", NULL,
                             N_ ("Rescues AVR keyboards over ISP: bootloader, fuses, backup."));
  Cli cli = { .tell = add_options, .tell_data = self };
  const CliCommand *command;
  int argc = 0;
  char **argv = NULL;

  cli_parse_global (&cli, &argc, &argv);
  add_help (self);
  for (guint i = 0; (command = cli_command_get (i)) != NULL; i++)
    g_ptr_array_add (self->commands, collect_command (command));
  return self;
}

static Manual *
collect_unbrick (void)
{
  Manual *self = manual_new ("unbrick", N_ ("[FILE…]"), N_ ("Rescue dead keyboards"));

  add_options (CLI_OPTIONS_OWN, ub_options, self);
  add_help (self);
  return self;
}

Manual *
manual_collect (const char *program)
{
  if (g_str_equal (program, "unbrickctl"))
    return collect_unbrickctl ();
  if (g_str_equal (program, "unbrick"))
    return collect_unbrick ();
  return NULL;
}
