/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules.mk is a piece of a makefile. It is not run: of its lines only plain assignments count. */
#include "isp-keyboard-read-private.h"

#include <string.h>

#define MAX_WORD 40 /* bytes of a chip's or bootloader's name */

typedef struct
{
  const char *variable;
  gsize offset; /* of its char * in IspKeyboard */
} Variable;

enum
{
  MCU,
  BOOTLOADER,
  BOARD,
  CONVERT_TO, /* a board that replaces the one that the keyboard was made for */
  N_VARIABLES,
};

static const Variable variables[N_VARIABLES] = {
  [MCU] = { "MCU", G_STRUCT_OFFSET (IspKeyboard, mcu) },
  [BOOTLOADER] = { "BOOTLOADER", G_STRUCT_OFFSET (IspKeyboard, bootloader) },
  [BOARD] = { "DEVELOPMENT_BOARD", G_STRUCT_OFFSET (IspKeyboard, board) },
  [CONVERT_TO] = { "CONVERT_TO", G_STRUCT_OFFSET (IspKeyboard, board) },
};

typedef struct
{
  char *value;
  gboolean conditional; /* of value */
} Found;

static gboolean
is_word (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_WORD)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      return FALSE;
  return TRUE;
}

static gboolean
starts_with_word (const char *line, const char *word)
{
  const gsize len = strlen (word);

  return strncmp (line, word, len) == 0 && (line[len] == '\0' || strchr (" \t(", line[len]));
}

static void
count_condition (const char *line, guint *depth)
{
  static const char *const opening[] = { "ifeq", "ifneq", "ifdef", "ifndef" };

  for (guint i = 0; i < G_N_ELEMENTS (opening); i++)
    *depth += starts_with_word (line, opening[i]);
  if (starts_with_word (line, "endif") && *depth > 0)
    --*depth;
}

/* Among values that are equal in rank the last counts, but those under conditions must agree. */
static void
note (Found *found, const char *value, gboolean conditional, gboolean *ambiguous)
{
  if (found->value != NULL && g_ascii_strcasecmp (found->value, value) != 0 &&
      (conditional || found->conditional))
    *ambiguous = TRUE;
  g_free (found->value);
  found->value = g_strdup (value);
  found->conditional = conditional;
}

/* "MCU := atmega32u4" */
static void
read_assignment (char *line, gboolean conditional, Found *found, gboolean *ambiguous)
{
  char *equals = strchr (line, '='), *value;
  gsize len;

  if (equals == NULL)
    return;
  value = g_strstrip (equals + 1);
  *equals = '\0';
  for (len = (gsize) (equals - line); len > 0 && strchr (":? \t", line[len - 1]); len--)
    line[len - 1] = '\0';
  for (guint i = 0; i < N_VARIABLES; i++)
    if (strcmp (line, variables[i].variable) == 0 && is_word (value))
      note (&found[i], value, conditional, ambiguous);
}

/* Lines that a backslash continues are one. */
static char *
join_lines (GBytes *bytes)
{
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);
  g_autofree char *text = data != NULL ? g_strndup (data, len) : g_strdup ("");
  g_auto (GStrv) dos = g_strsplit (text, "\r\n", -1);
  g_autofree char *plain = g_strjoinv ("\n", dos);
  g_auto (GStrv) pieces = g_strsplit (plain, "\\\n", -1);

  return g_strjoinv (" ", pieces);
}

gboolean
isp_keyboard_read_rules (IspKeyboard *self, GBytes *bytes, gboolean *ambiguous)
{
  g_autofree char *text = join_lines (bytes);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Found found[N_VARIABLES] = { 0 };
  gboolean any = FALSE;
  guint depth = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *comment = strchr (lines[i], '#');

      if (comment != NULL)
        *comment = '\0';
      g_strstrip (lines[i]);
      count_condition (lines[i], &depth);
      read_assignment (lines[i], depth > 0, found, ambiguous);
    }
  for (guint i = 0; i < N_VARIABLES; i++)
    if (found[i].value != NULL)
      {
        char **field = G_STRUCT_MEMBER_P (self, variables[i].offset);

        g_free (*field);
        *field = found[i].value;
        any = TRUE;
      }
  if (found[CONVERT_TO].value != NULL)
    {
      g_clear_pointer (&self->mcu, g_free);
      g_clear_pointer (&self->bootloader, g_free);
    }
  return any;
}
