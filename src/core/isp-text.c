/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as editors save it: a mark at its start, or two bytes a character. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This many ASCII characters of two bytes each are not a coincidence: program code never has them.
 * */
#define SURE_CHARS 4

static const struct
{
  guint8 bytes[3];
  guint8 len;
  const char *charset; /* NULL: UTF-8, only the mark goes */
} marks[] = {
  { { 0xEF, 0xBB, 0xBF }, 3, NULL },
  { { 0xFF, 0xFE }, 2, "UTF-16LE" },
  { { 0xFE, 0xFF }, 2, "UTF-16BE" },
};

/* Every second byte is 0, the others are ASCII. */
static gboolean
is_wide (const guint8 *data, gsize len, gsize zero)
{
  if (len < 2 * SURE_CHARS)
    return FALSE;
  for (gsize i = 0; i < 2 * SURE_CHARS; i += 2)
    if (data[i + zero] != 0 ||
        !(g_ascii_isprint (data[i + 1 - zero]) || g_ascii_isspace (data[i + 1 - zero])))
      return FALSE;
  return TRUE;
}

static const char *
find_charset (const guint8 *data, gsize len, gsize *skip)
{
  *skip = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (len >= marks[i].len && memcmp (data, marks[i].bytes, marks[i].len) == 0)
      {
        *skip = marks[i].len;
        return marks[i].charset;
      }
  return is_wide (data, len, 1) ? "UTF-16LE" : is_wide (data, len, 0) ? "UTF-16BE" : NULL;
}

GBytes *
isp_text_decode (GBytes *bytes)
{
  gsize len, skip, written;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  const char *charset = find_charset (data, len, &skip);
  char *text;

  if (charset == NULL)
    return g_bytes_new_from_bytes (bytes, skip, len - skip);
  text = g_convert ((const char *) data + skip, len - skip, "UTF-8", charset, NULL, &written, NULL);
  return text != NULL ? g_bytes_new_take (text, written) : g_bytes_ref (bytes);
}
