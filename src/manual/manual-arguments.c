/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the help calls an argument decides how it is completed. */
#include "manual.h"

#include "loaders/isp-loader.h"
#include "programmers/isp-programmer.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const ManualArgument arguments[] = {
  { "PROGRAMMER", MANUAL_CHOICES },
  { "LOADER", MANUAL_CHOICES },
  { "PORT", MANUAL_COMMAND, "unbrickctl --quiet programmers 2>/dev/null | awk '{ print $2 }'" },
  { "PART", MANUAL_COMMAND, "unbrickctl parts 2>/dev/null | awk '{ print tolower($1) }'" },
  { "PRESET", MANUAL_COMMAND, "unbrickctl presets 2>/dev/null | awk '/^[a-z0-9]/ { print $1 }'" },
  { "HELPER", MANUAL_COMMAND,
    "unbrickctl presets --helpers 2>/dev/null | awk '/^[a-z0-9]/ { print $1 }'" },
  { "KEYBOARD", MANUAL_COMMAND, "unbrickctl keyboards 2>/dev/null | awk '{ print $1 }'" },
  { "on|off", MANUAL_CHOICES },
  { "clear|left|right", MANUAL_CHOICES },
  { "flash|eeprom", MANUAL_CHOICES },
  { "FILE", MANUAL_FILE },
  { "FILE…", MANUAL_FILE },
  { "FIRMWARE", MANUAL_FILE },
  { "FOLDER", MANUAL_FOLDER },
  { "HZ", MANUAL_NOTHING },
  { "XX", MANUAL_NOTHING },
  { "XXXX", MANUAL_NOTHING },
  { "L,H[,E]", MANUAL_NOTHING },
  { "BYTES", MANUAL_NOTHING },
};
/* clang-format on */

const ManualArgument *
manual_argument_get_command (guint i)
{
  for (guint row = 0; row < G_N_ELEMENTS (arguments); row++)
    if (arguments[row].source == MANUAL_COMMAND && i-- == 0)
      return &arguments[row];
  return NULL;
}

const ManualArgument *
manual_argument_find (const char *word)
{
  g_auto (GStrv) words = word ? g_strsplit (word, " ", 2) : NULL;
  const char *first = word ? words[0] : NULL;
  gsize skip = first && *first == '[';

  if (!first)
    return NULL;
  if (skip)
    words[0][strlen (first) - 1] = '\0';
  for (guint row = 0; row < G_N_ELEMENTS (arguments); row++)
    if (g_str_equal (arguments[row].word, first + skip))
      return &arguments[row];
  g_printerr ("src/manual/manual-arguments.c: how is “%s” completed?\n", first + skip);
  exit (1);
}

static char *
list_ids (const IspOwner *const *owners)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; owners[i]; i++)
    g_string_append_printf (ids, "%s%s", i ? " " : "", owners[i]->id);
  return g_string_free (ids, FALSE);
}

char *
manual_argument_get_choices (const ManualArgument *argument)
{
  g_return_val_if_fail (argument->source == MANUAL_CHOICES, NULL);
  if (g_str_equal (argument->word, "PROGRAMMER"))
    return list_ids (isp_drivers_get_owners ());
  if (g_str_equal (argument->word, "LOADER"))
    return list_ids (isp_loader_drivers_get_owners ());
  return g_strdelimit (g_strdup (argument->word), "|", ' ');
}
