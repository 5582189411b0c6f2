/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for bash, with the helpers of bash-completion. @ stands for the program's name. */
#include "manual.h"

/* In $cur is what is completed. */
static const char argument_head[] = "_@_argument()\n"
                                    "{\n"
                                    "  case $1 in\n";
static const char argument_tail[] = "  esac\n"
                                    "}\n\n";

static const char main_head[] =
    "_@()\n"
    "{\n"
    "  local cur prev words cword command= word options= commands= argument=\n"
    "  _get_comp_words_by_ref -n =: cur prev words cword\n"
    "  [[ $cur != --*=* ]] || { prev=${cur%%=*} cur=${cur#*=}; }\n";

static const char find_command[] = "  for word in \"${words[@]:1:cword-1}\"; do\n"
                                   "    [[ $word == -* ]] || { command=$word; break; }\n"
                                   "  done\n";

static const char main_tail[] = "  if [[ $cur == -* || -z $commands$argument ]]; then\n"
                                "    COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
                                "  elif [[ -n $argument ]]; then\n"
                                "    _@_argument \"$argument\"\n"
                                "  else\n"
                                "    COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\"))\n"
                                "  fi\n"
                                "} && complete -F _@ @\n";

static void
add (GString *script, const char *text, const char *program)
{
  for (; *text; text++)
    if (*text == '@')
      g_string_append (script, program);
    else
      g_string_append_c (script, *text);
}

static void
add_argument_function (GString *script, const char *program, gboolean lists)
{
  const ManualArgument *argument;

  add (script, argument_head, program);
  for (guint i = 0; lists && (argument = manual_argument_get_command (i)) != NULL; i++)
    g_string_append_printf (script,
                            "    '%s') COMPREPLY=($(compgen -W \"$(%s)\" -- \"$cur\"))\n"
                            "      __ltrim_colon_completions \"$cur\" ;;\n",
                            argument->word, argument->command);
  g_string_append (script, "    file | folder)\n"
                           "      compopt -o filenames\n"
                           "      mapfile -t COMPREPLY < <(compgen -A \"${1/folder/directory}\""
                           " -- \"$cur\") ;;\n"
                           "    *) COMPREPLY=($(compgen -W \"$1\" -- \"$cur\")) ;;\n");
  add (script, argument_tail, program);
}

/* What _PROGRAM_argument takes. g_free */
static char *
get_argument (const char *word)
{
  const ManualArgument *argument = manual_argument_find (word);

  if (argument)
    switch (argument->source)
      {
      case MANUAL_FILE:
        return g_strdup ("file");
      case MANUAL_FOLDER:
        return g_strdup ("folder");
      case MANUAL_CHOICES:
        return manual_argument_get_choices (argument);
      case MANUAL_COMMAND:
        return g_strdup (argument->word);
      case MANUAL_NOTHING:
        break;
      }
  return g_strdup ("");
}

/* Behind an option that takes a value comes that. */
static void
add_values (GString *script, const char *program, const char *command, const Manual *manual)
{
  for (guint i = 0; i < manual->options->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (manual->options, ManualOption, i).entry;
      g_autofree char *argument = get_argument (entry->arg_description);

      if (!entry->arg_description)
        continue;
      g_string_append_printf (script, "    '%s --%s'", command, entry->long_name);
      if (entry->short_name)
        g_string_append_printf (script, " | '%s -%c'", command, entry->short_name);
      g_string_append_printf (script, ") _%s_argument '%s'; return ;;\n", program, argument);
    }
}

static void
add_command (GString *script, const char *command, const Manual *manual)
{
  g_autofree char *argument = get_argument (manual->args);

  g_string_append_printf (script, "    '%s') argument='%s' options='", command, argument);
  for (guint i = 0; i < manual->options->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (manual->options, ManualOption, i).entry;

      g_string_append_printf (script, "%s--%s", i ? " " : "", entry->long_name);
      if (entry->short_name)
        g_string_append_printf (script, " -%c", entry->short_name);
    }
  g_string_append (script, "' commands='");
  for (guint i = 0; i < manual->commands->len; i++)
    g_string_append_printf (script, "%s%s", i ? " " : "",
                            ((const Manual *) manual->commands->pdata[i])->name);
  g_string_append (script, "' ;;\n");
}

char *
manual_bash (const Manual *manual)
{
  GString *script = g_string_new ("# Made from the tables behind --help.\n\n");
  const GPtrArray *commands = manual->commands;

  add_argument_function (script, manual->name, commands->len > 0);
  add (script, main_head, manual->name);
  if (commands->len)
    g_string_append (script, find_command);
  g_string_append (script, "  case \"$command $prev\" in\n");
  add_values (script, manual->name, "", manual);
  for (guint i = 0; i < commands->len; i++)
    {
      const Manual *command = commands->pdata[i];

      add_values (script, manual->name, command->name, command);
    }
  g_string_append (script, "  esac\n  case $command in\n");
  add_command (script, "", manual);
  for (guint i = 0; i < commands->len; i++)
    {
      const Manual *command = commands->pdata[i];

      add_command (script, command->name, command);
    }
  g_string_append (script, "  esac\n");
  add (script, main_tail, manual->name);
  return g_string_free (script, FALSE);
}
