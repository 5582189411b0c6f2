/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Intel HEX and SREC share: lines of hexadecimal digits, and errors that name the place. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_blank (guint8 c)
{
  return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

static gboolean
is_line_end (guint8 c)
{
  return c == '\n' || c == '\r';
}

/* Where a comment starts on a line; the end of the line if there is none. */
static gsize
find_comment (const guint8 *data, gsize from, gsize end)
{
  for (gsize i = from; i < end; i++)
    if (data[i] == ';' || data[i] == '#' || (data[i] == '/' && i + 1 < end && data[i + 1] == '/'))
      return i;
  return end;
}

/* The next line that has more than blanks and a comment; FALSE: none is left. */
static gboolean
next_line (IspLines *self)
{
  while (self->next < self->len)
    {
      gsize start = self->next, end = start, from;

      while (end < self->len && !is_line_end (self->data[end]))
        end++;
      self->next = end + 1;
      if (end + 1 < self->len && self->data[end] == '\r' && self->data[end + 1] == '\n')
        self->next++;
      self->number++;

      for (from = start; from < end && is_blank (self->data[from]);)
        from++;
      for (end = find_comment (self->data, from, end);
           end > from && is_blank (self->data[end - 1]);)
        end--;
      self->line = self->data + from;
      self->line_len = end - from;
      self->column = from - start + 1;
      if (self->line_len > 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
isp_lines_fail (const IspLines *self, gsize at, GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE, _ ("Line %u, column %u: %s"),
               MAX (self->number, 1), (guint) (self->column + at), what);
  return FALSE;
}

static gboolean
fail_character (const IspLines *self, gsize at, GError **error)
{
  guint8 c = self->line[at];

  if (c > ' ' && c < 0x7F)
    return isp_lines_fail (self, at, error, _ ("“%c” is not a hexadecimal digit"), c);
  return isp_lines_fail (self, at, error, _ ("A character (code 0x%02X) that does not belong here"),
                         c);
}

gboolean
isp_lines_decode (const IspLines *self, gsize at, guint8 *out, gsize max, gsize *n, GError **error)
{
  gsize digits = self->line_len - at;

  for (gsize i = at; i < self->line_len; i++)
    if (!g_ascii_isxdigit (self->line[i]))
      return fail_character (self, i, error);
  if (digits % 2 != 0)
    return isp_lines_fail (self, self->line_len - 1, error,
                           _ ("An odd number of digits: one is missing or too many"));
  if (digits / 2 > max)
    return isp_lines_fail (self, at + 2 * max, error, _ ("The record is too long"));
  *n = digits / 2;
  for (gsize i = 0; i < *n; i++)
    out[i] = g_ascii_xdigit_value (self->line[at + 2 * i]) << 4 |
             g_ascii_xdigit_value (self->line[at + 2 * i + 1]);
  return TRUE;
}

gboolean
isp_lines_add (IspLines *self, gsize at, IspImage *image, guint32 address, const guint8 *data,
               gsize len, GError **error)
{
  g_autoptr (GError) conflict = NULL;
  g_autofree char *why = isp_sections_refuse (address, len);

  if (why != NULL)
    return isp_lines_fail (self, at, error, "%s", why);
  if (isp_image_add (image, address, data, len, &conflict))
    return TRUE;
  if (!self->conflict)
    isp_lines_fail (self, at, &self->conflict, "%s", conflict->message);
  isp_image_put (image, address, data, len);
  return TRUE;
}

static gboolean
read_lines (IspLines *self, char mark, IspRecordFunc take, gpointer reader, GError **error)
{
  while (next_line (self))
    {
      if (self->ended)
        return isp_lines_fail (self, 0, error,
                               g_ascii_toupper (self->line[0]) == mark
                                   ? _ ("These are two files in one; give each by itself")
                                   : _ ("The file goes on after its end-of-file record"));
      if (g_ascii_toupper (self->line[0]) != mark)
        return isp_lines_fail (self, 0, error, _ ("A record starts with “%c”"), mark);
      if (!take (self, reader, error))
        return FALSE;
    }
  return self->ended ||
         isp_lines_fail (self, self->line_len, error,
                         _ ("The end-of-file record is missing: the file was cut off"));
}

gboolean
isp_lines_read (IspLines *self, const guint8 *data, gsize len, char mark, IspRecordFunc take,
                gpointer reader, const IspImage *image, GError **error)
{
  g_autoptr (GError) conflict = NULL;
  gboolean ok;

  *self = (IspLines){ .data = data, .len = len, .line = data, .column = 1 };
  ok = read_lines (self, mark, take, reader, error);
  conflict = g_steal_pointer (&self->conflict);
  if (!ok || !conflict)
    return ok;
  g_set_error (error, ISP_ERROR, ISP_ERROR_OVERLAP, _ ("%s; the file runs from 0x%04X to 0x%04X"),
               conflict->message, isp_image_get_start (image), isp_image_get_end (image));
  return FALSE;
}

gboolean
isp_lines_sniff (const guint8 *data, gsize len, char mark, gboolean digit_after)
{
  IspLines lines = { .data = data, .len = len };
  gsize i;

  if (!next_line (&lines) || g_ascii_toupper (lines.line[0]) != mark)
    return FALSE;
  i = lines.line - data;
  i++;
  if (digit_after && (i >= len || !g_ascii_isdigit (data[i++])))
    return FALSE;
  /* Only the next character is checked: a damaged file must not pass as raw binary. */
  if (i < len && !g_ascii_isprint (data[i]) && !is_blank (data[i]) && !is_line_end (data[i]))
    return FALSE;
  return TRUE;
}
