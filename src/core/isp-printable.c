/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-printable.h"

#include <string.h>

static gboolean
turns_direction (gunichar c)
{
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_shown (gunichar c, gboolean lines)
{
  if (c == '\n' || c == '\t')
    return lines;
  /* U+2028 and U+2029 end a line as well. */
  return !g_unichar_iscntrl (c) && !turns_direction (c) && c != 0x2028 && c != 0x2029;
}

static void
spell_out (GString *out, gunichar c)
{
  if (c == '\n')
    g_string_append (out, "\\n");
  else if (c == '\t')
    g_string_append (out, "\\t");
  else
    g_string_append_printf (out, c < 0x80 ? "\\x%02X" : "\\u%04X", c);
}

/* The character at *at, which moves on; FALSE: a byte that is no character. */
static gboolean
take_character (const char **at, gunichar *c)
{
  *c = g_utf8_get_char_validated (*at, -1);
  if (*c == (gunichar) -1 || *c == (gunichar) -2)
    {
      *c = (guint8) * *at;
      ++*at;
      return FALSE;
    }
  *at = g_utf8_next_char (*at);
  return TRUE;
}

static char *
convert (const char *text, gboolean lines, gsize max)
{
  GString *out = g_string_new (NULL);
  gsize shown = 0, cut = 0;

  while (*text != '\0' && shown <= max)
    {
      gsize before = out->len;
      gunichar c;

      if (!take_character (&text, &c))
        g_string_append_printf (out, "\\x%02X", c);
      else if (is_shown (c, lines))
        g_string_append_unichar (out, c);
      else
        spell_out (out, c);
      shown += (gsize) g_utf8_strlen (out->str + before, -1);
      if (shown < max)
        cut = out->len;
    }
  if (shown > max)
    {
      g_string_truncate (out, cut);
      g_string_append (out, "…");
    }
  return g_string_free (out, FALSE);
}

char *
isp_text_make_printable (const char *text)
{
  return text != NULL ? convert (text, TRUE, G_MAXSIZE - 1) : NULL;
}

char *
isp_text_make_line (const char *text, gsize max)
{
  g_return_val_if_fail (max > 0, NULL);
  return text != NULL ? convert (text, FALSE, max) : NULL;
}
