/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-hide-paths.h"
#include "config.h"

#include <string.h>

#define HIDDEN "…/"
#define SCHEME "file://"

/* They say what is wrong, and nothing about a person. */
static const char *const system_folders[] = { "/dev/", "/etc/", "/proc/", "/sys/", "/usr/" };

static const struct
{
  const char *open, *close;
} quotes[] = {
  { "“", "”" },   { "„", "“" }, { "‘", "’" }, { "«", "»" },
  { "\"", "\"" }, { "'", "'" }, { "(", ")" },
};

/* A slash within a word starts no path: "and/or", "usb:1-2/3", "https://"; nor after one that is
 * hidden already. */
static gboolean
may_start_after (gunichar before)
{
  return before == 0 || g_unichar_isspace (before) || before == '=' ||
         (g_unichar_ispunct (before) && g_utf8_strchr ("./~_-…", -1, before) == NULL);
}

/* Bytes before the first slash of a path that begins at @at; -1: none begins there. */
static int
get_head (const char *at)
{
  if (g_str_has_prefix (at, SCHEME))
    return (int) strlen (SCHEME);
  if (g_str_has_prefix (at, "~/"))
    return 1;
  if (at[0] != '/' || at[1] == '\0' || at[1] == '/' || g_ascii_isspace (at[1]))
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (system_folders); i++)
    if (g_str_has_prefix (at, system_folders[i]))
      return -1;
  return 0;
}

/* The end of what stands in the quotes that @start follows; NULL: it follows none. */
static const char *
get_quoted_end (const char *text, const char *start)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++)
    {
      const gsize len = strlen (quotes[i].open);

      if ((gsize) (start - text) >= len && memcmp (start - len, quotes[i].open, len) == 0)
        return strstr (start, quotes[i].close);
    }
  return NULL;
}

/* An address has no spaces; a folder may. */
static const char *
get_end (const char *text, const char *start)
{
  static const char *const ends[] = { "\n", ": ", "”", "“", "\"" };
  const char *end = get_quoted_end (text, start), *found;

  if (end != NULL)
    return end;
  end = start + strlen (start);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if ((found = strstr (start, ends[i])) != NULL)
      end = MIN (end, found);
  if (g_str_has_prefix (start, SCHEME) && (found = strchr (start, ' ')) != NULL)
    end = MIN (end, found);
  return end;
}

/* "~", "…" instead of the home folder itself and of a folder that is called like the user. */
static void
append_last (GString *out, const char *start, const char *end)
{
  g_autofree char *path = g_strndup (start, (gsize) (end - start));
  g_autofree char *name = NULL, *plain = NULL;
  const char *slash;

  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  slash = strrchr (path, '/');
  name = g_strdup (slash != NULL ? slash + 1 : path);
  plain = g_str_has_prefix (path, SCHEME) ? g_uri_unescape_string (name, "/") : NULL;
  if (plain != NULL && g_utf8_validate (plain, -1, NULL))
    {
      g_free (name);
      name = g_steal_pointer (&plain);
    }
  if (g_strcmp0 (path, g_get_home_dir ()) == 0)
    g_string_append (out, "~");
  else if (g_str_equal (name, g_get_user_name ()))
    g_string_append (out, "…");
  else
    g_string_append_printf (out, HIDDEN "%s", name);
}

char *
isp_hide_paths (const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  const char *at = valid;
  gunichar before = 0;
  GString *out;

  if (text == NULL)
    return NULL;
  out = g_string_new (NULL);
  while (*at != '\0')
    {
      const char *next = g_utf8_next_char (at);

      if (may_start_after (before) && get_head (at) >= 0)
        {
          next = get_end (valid, at);
          append_last (out, at, next);
          before = '/';
        }
      else
        {
          g_string_append_len (out, at, next - at);
          before = g_utf8_get_char (at);
        }
      at = next;
    }
  return g_string_free (out, FALSE);
}
