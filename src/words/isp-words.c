/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting translation, and numbers for people. */
#include "config.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

void
isp_words_init (void)
{
  const char *folder = g_getenv ("UNBRICK_LOCALE_DIR"); /* the build tree's, in scripts and tests */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* Up to that many decimals, none that says nothing; the locale's decimal separator. */
static char *
number (double value, int decimals)
{
  char *text = g_strdup_printf ("%.*f", decimals, value);
  gsize len = strlen (text);

  if (decimals == 0)
    return text;
  while (text[len - 1] == '0')
    text[--len] = '\0';
  while (len > 0 && !g_ascii_isdigit (text[len - 1]))
    text[--len] = '\0';
  return text;
}

char *
isp_words_size (gsize bytes)
{
  double kb = (double) bytes / 1024;
  g_autofree char *text = NULL;

  if (bytes < 1024)
    return g_strdup_printf (ngettext ("%u byte", "%u bytes", bytes), (guint) bytes);
  text = kb < 1024 ? number (kb, kb < 10 ? 1 : 0) : number (kb / 1024, 1);
  /* Translators: a size; 1 KB is 1024 bytes */
  return kb < 1024 ? g_strdup_printf (_ ("%s KB"), text) : g_strdup_printf (_ ("%s MB"), text);
}

char *
isp_words_seconds (double seconds)
{
  guint s = (guint) (MAX (seconds, 0) + 0.5);
  guint minutes = (s + 30) / 60;

  if (s <= 1)
    return g_strdup (_ ("about a second"));
  if (s > 20)
    s = (s + 2) / 5 * 5; /* nobody needs it finer */
  if (s < 60)
    return g_strdup_printf (ngettext ("about %u second", "about %u seconds", s), s);
  if (minutes <= 1)
    return g_strdup (_ ("about a minute"));
  return g_strdup_printf (ngettext ("about %u minute", "about %u minutes", minutes), minutes);
}

char *
isp_words_time_left (double seconds, gboolean last_step)
{
  g_autofree char *about = NULL, *text = NULL, *first = NULL;

  if (seconds < 0)
    return g_strdup ("");
  if (seconds < 1 && last_step)
    return g_strdup (_ ("Almost done"));
  about = isp_words_seconds (seconds);
  text = g_strdup_printf (_ ("%s left"), about);
  first = g_utf8_strup (text, g_utf8_next_char (text) - text);
  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

char *
isp_words_hz (guint32 hz)
{
  g_autofree char *text = NULL;

  if (hz < 1000)
    return g_strdup_printf (_ ("%u Hz"), hz);
  if (hz < 1000000)
    {
      text = number (hz / 1000.0, 3);
      return g_strdup_printf (_ ("%s kHz"), text);
    }
  text = number (hz / 1000000.0, 3);
  return g_strdup_printf (_ ("%s MHz"), text);
}

char *
isp_words_address (guint32 address)
{
  return g_strdup_printf ("0x%04X", address);
}

char *
isp_words_range (IspRange range)
{
  if (range.end <= range.start + 1)
    return isp_words_address (range.start);
  return g_strdup_printf ("0x%04X–0x%04X", range.start, range.end - 1);
}

char *
isp_words_volts (guint millivolts)
{
  g_autofree char *text = number (millivolts / 1000.0, 1);

  return g_strdup_printf (_ ("%s V"), text);
}
