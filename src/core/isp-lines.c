/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Intel HEX and SREC share: lines of hexadecimal digits, and errors that name the place. */
#include "config.h"

#include "isp-formats.h"

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

static gsize
skip_mark (const guint8 *data, gsize len)
{
  return len >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* The next line that is not blank; FALSE: none is left. */
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
      while (end > from && is_blank (self->data[end - 1]))
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
  g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("line %u, column %u: %s"),
               MAX (self->number, 1), (guint) (self->column + at), what);
  return FALSE;
}

static gboolean
fail_character (const IspLines *self, gsize at, GError **error)
{
  guint8 c = self->line[at];

  if (c > ' ' && c < 0x7F)
    return isp_lines_fail (self, at, error, _ ("“%c” is not a hexadecimal digit"), c);
  return isp_lines_fail (self, at, error, _ ("a character (code 0x%02X) that does not belong here"),
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
                           _ ("an odd number of digits: one is missing or too many"));
  if (digits / 2 > max)
    return isp_lines_fail (self, at + 2 * max, error, _ ("the record is too long"));
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

  if (address >= ISP_ADDRESS_END || len > ISP_ADDRESS_END - address)
    return isp_lines_fail (self, at, error,
                           _ ("address 0x%08X does not exist in an AVR; "
                              "this file is for another kind of chip"),
                           MAX (address, ISP_ADDRESS_END));
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
        return isp_lines_fail (self, 0, error, _ ("the file goes on after its end-of-file record"));
      if (g_ascii_toupper (self->line[0]) != mark)
        return isp_lines_fail (self, 0, error, _ ("a record starts with “%c”"), mark);
      if (!take (self, reader, error))
        return FALSE;
    }
  return self->ended ||
         isp_lines_fail (
             self, self->line_len, error,
             _ ("the end-of-file record is missing; the file was cut off, fetch it again"));
}

gboolean
isp_lines_read (IspLines *self, const guint8 *data, gsize len, char mark, IspRecordFunc take,
                gpointer reader, const IspImage *image, GError **error)
{
  gsize skip = skip_mark (data, len);
  g_autoptr (GError) conflict = NULL;
  gboolean ok;

  *self = (IspLines){ .data = data + skip, .len = len - skip, .line = data + skip, .column = 1 };
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
  gsize i = skip_mark (data, len);

  while (i < len && (is_blank (data[i]) || is_line_end (data[i])))
    i++;
  if (i >= len || g_ascii_toupper (data[i]) != mark)
    return FALSE;
  i++;
  if (digit_after && (i >= len || !g_ascii_isdigit (data[i++])))
    return FALSE;
  /* Text goes on as text; no more is asked, for a damaged file must not pass as raw binary. */
  if (i < len && !g_ascii_isprint (data[i]) && !is_blank (data[i]) && !is_line_end (data[i]))
    return FALSE;
  return TRUE;
}
