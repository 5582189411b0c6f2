/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for fish. */
#include "manual.h"

/* A word in single quotes. */
static void
add_quoted (GString *script, const char *text)
{
  g_string_append (script, " '");
  for (; *text; text++)
    {
      if (*text == '\'' || *text == '\\')
        g_string_append_c (script, '\\');
      g_string_append_c (script, *text);
    }
  g_string_append_c (script, '\'');
}

static void
add_argument (GString *script, const char *word)
{
  const ManualArgument *argument = manual_argument_find (word);
  g_autofree char *choices = NULL;

  switch (argument->source)
    {
    case MANUAL_NOTHING:
      g_string_append (script, " -x");
      break;
    case MANUAL_FILE:
      g_string_append (script, " -r -F");
      break;
    case MANUAL_FOLDER:
      g_string_append (script, " -x -a '(__fish_complete_directories)'");
      break;
    case MANUAL_CHOICES:
      choices = manual_argument_get_choices (argument);
      g_string_append (script, " -x -a");
      add_quoted (script, choices);
      break;
    case MANUAL_COMMAND:
      choices = g_strdup_printf ("(%s)", argument->command);
      g_string_append (script, " -x -a");
      add_quoted (script, choices);
      break;
    }
}

static void
add_line (GString *script, const char *program, const char *condition)
{
  g_string_append_printf (script, "complete -c %s", program);
  if (condition)
    {
      g_string_append (script, " -n");
      add_quoted (script, condition);
    }
}

static void
add_options (GString *script, const char *program, const char *condition, const Manual *manual)
{
  for (guint i = 0; i < manual->options->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (manual->options, ManualOption, i).entry;

      add_line (script, program, condition);
      if (entry->short_name)
        g_string_append_printf (script, " -s %c", entry->short_name);
      g_string_append_printf (script, " -l %s -d", entry->long_name);
      add_quoted (script, entry->description);
      if (entry->arg_description)
        add_argument (script, entry->arg_description);
      g_string_append_c (script, '\n');
    }
}

static void
add_command (GString *script, const char *program, const Manual *command)
{
  g_autofree char *condition = g_strdup_printf ("__fish_seen_subcommand_from %s", command->name);

  add_line (script, program, "__fish_use_subcommand");
  g_string_append_printf (script, " -a %s -d", command->name);
  add_quoted (script, command->summary);
  g_string_append_c (script, '\n');
  add_options (script, program, condition, command);
  if (!command->args)
    return;
  add_line (script, program, condition);
  add_argument (script, command->args);
  g_string_append_c (script, '\n');
}

char *
manual_fish (const Manual *manual)
{
  GString *script = g_string_new ("# Made from the tables behind --help.\n");

  if (manual->commands->len)
    g_string_append_printf (script, "complete -c %s -f\n", manual->name);
  add_options (script, manual->name, manual->commands->len ? "__fish_use_subcommand" : NULL,
               manual);
  for (guint i = 0; i < manual->commands->len; i++)
    add_command (script, manual->name, manual->commands->pdata[i]);
  return g_string_free (script, FALSE);
}
