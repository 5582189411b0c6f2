/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for zsh. */
#include "manual.h"

#include <string.h>

/* Text between single quotes, and inside of [] or in front of a colon. */
static void
add_text (GString *script, const char *text)
{
  for (; *text; text++)
    if (*text == '\'')
      g_string_append (script, "'\\''");
    else
      {
        if (strchr ("[]:\\", *text))
          g_string_append_c (script, '\\');
        g_string_append_c (script, *text);
      }
}

/* ":message:action" */
static void
add_argument (GString *script, const char *program, const char *word)
{
  const ManualArgument *argument = manual_argument_find (word);
  g_autofree char *choices = NULL;

  g_string_append_c (script, ':');
  add_text (script, argument->word);
  switch (argument->source)
    {
    case MANUAL_NOTHING:
      g_string_append (script, ": ");
      break;
    case MANUAL_FILE:
      g_string_append (script, ":_files");
      break;
    case MANUAL_FOLDER:
      g_string_append (script, ":_files -/");
      break;
    case MANUAL_CHOICES:
      choices = manual_argument_get_choices (argument);
      g_string_append_printf (script, ":(%s)", choices);
      break;
    case MANUAL_COMMAND:
      g_string_append_printf (script, ":_%s_%s", program, argument->word);
      break;
    }
}

static void
add_spec (GString *script, const char *program, const GOptionEntry *entry, gboolean is_short)
{
  g_string_append (script, " \\\n        '");
  if (entry->short_name)
    g_string_append_printf (script, "(-%c --%s)", entry->short_name, entry->long_name);
  if (entry->arg == G_OPTION_ARG_FILENAME_ARRAY || entry->arg == G_OPTION_ARG_STRING_ARRAY)
    g_string_append_c (script, '*');
  if (is_short)
    g_string_append_printf (script, "-%c", entry->short_name);
  else
    g_string_append_printf (script, "--%s%s", entry->long_name, entry->arg_description ? "=" : "");
  g_string_append_c (script, '[');
  add_text (script, entry->description);
  g_string_append_c (script, ']');
  if (entry->arg_description)
    add_argument (script, program, entry->arg_description);
  g_string_append_c (script, '\'');
}

static void
add_specs (GString *script, const char *program, const Manual *manual)
{
  for (guint i = 0; i < manual->options->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (manual->options, ManualOption, i).entry;

      if (entry->short_name)
        add_spec (script, program, entry, TRUE);
      add_spec (script, program, entry, FALSE);
    }
  if (manual->args)
    {
      g_string_append (script, " \\\n        '*");
      add_argument (script, program, manual->args);
      g_string_append_c (script, '\'');
    }
  g_string_append_c (script, '\n');
}

static void
add_lists (GString *script, const char *program)
{
  const ManualArgument *argument;

  for (guint i = 0; (argument = manual_argument_get_command (i)) != NULL; i++)
    g_string_append_printf (script,
                            "_%s_%s() {\n"
                            "  local -a found\n"
                            "  found=(${(f)\"$(%s)\"})\n"
                            "  compadd -a found\n"
                            "}\n\n",
                            program, argument->word, argument->command);
}

static void
add_commands (GString *script, const Manual *manual)
{
  g_string_append (script, "  case $state in\n"
                           "    command)\n"
                           "      commands=(\n");
  for (guint i = 0; i < manual->commands->len; i++)
    {
      const Manual *command = manual->commands->pdata[i];

      g_string_append_printf (script, "        '%s:", command->name);
      add_text (script, command->summary);
      g_string_append (script, "'\n");
    }
  g_string_append (script, "      )\n"
                           "      _describe command commands ;;\n"
                           "    arguments)\n"
                           "      case $line[1] in\n");
  for (guint i = 0; i < manual->commands->len; i++)
    {
      const Manual *command = manual->commands->pdata[i];

      g_string_append_printf (script, "      %s) _arguments -S", command->name);
      add_specs (script, manual->name, command);
      g_string_append (script, "        ;;\n");
    }
  g_string_append (script, "      esac ;;\n"
                           "  esac\n");
}

char *
manual_zsh (const Manual *manual)
{
  GString *script = g_string_new (NULL);

  g_string_append_printf (script, "#compdef %s\n# Made from the tables behind --help.\n\n",
                          manual->name);
  if (manual->commands->len)
    add_lists (script, manual->name);
  g_string_append_printf (script,
                          "_%s() {\n"
                          "  local curcontext=$curcontext state line\n"
                          "  local -a commands\n"
                          "  _arguments -C -S",
                          manual->name);
  if (manual->commands->len)
    g_string_append (script, " '1:command:->command' '*::argument:->arguments'");
  add_specs (script, manual->name, manual);
  if (manual->commands->len)
    add_commands (script, manual);
  g_string_append_printf (script, "}\n\n_%s \"$@\"\n", manual->name);
  return g_string_free (script, FALSE);
}
