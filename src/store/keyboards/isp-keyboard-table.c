/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-keyboard-table-private.h"

#include "config.h"
#include "core/isp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  FOLDER,
  MCU,
  BOOTLOADER,
  BOARD,
  VID,
  PID,
  MANUFACTURER,
  NAME,
  N_COLUMNS,
};

gboolean
isp_keyboard_is_folder (const char *text)
{
  if (text == NULL || *text == '\0' || *text == '/' || strlen (text) > 120)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("/_-+", *c) == NULL &&
        !(*c == '.' && c > text && c[-1] != '.' && c[-1] != '/'))
      return FALSE;
  return TRUE;
}

gboolean
isp_keyboard_parse_id (const char *text, guint16 *id)
{
  guint64 value;

  if (text == NULL)
    return FALSE;
  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    text += 2;
  if (!g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT16, &value, NULL))
    return FALSE;
  *id = (guint16) value;
  return TRUE;
}

static char *
take (const char *start, const char *end)
{
  return end > start ? g_strndup (start, (gsize) (end - start)) : NULL;
}

/* An id that is empty is not known. */
static gboolean
take_id (const char *start, const char *end, guint16 *id)
{
  g_autofree char *text = take (start, end);

  return text == NULL || isp_keyboard_parse_id (text, id);
}

/* NULL: not a line of a table. */
static IspKeyboard *
parse_line (const char *line, const char *end)
{
  g_autoptr (IspKeyboard) self = isp_keyboard_new ();
  const char *start[N_COLUMNS + 1] = { line };
  guint n = 1;

  for (const char *c = line; c < end; c++)
    if (*c == '\t')
      {
        if (n == N_COLUMNS)
          return NULL;
        start[n++] = c + 1;
      }
  if (n != N_COLUMNS)
    return NULL;
  start[n] = end + 1;
#define TAKE(column) take (start[column], start[column + 1] - 1)
  self->folder = TAKE (FOLDER);
  self->mcu = TAKE (MCU);
  self->bootloader = TAKE (BOOTLOADER);
  self->board = TAKE (BOARD);
  self->manufacturer = TAKE (MANUFACTURER);
  self->name = TAKE (NAME);
#undef TAKE
  if (!isp_keyboard_is_folder (self->folder) ||
      !take_id (start[VID], start[PID] - 1, &self->usb_vid) ||
      !take_id (start[PID], start[MANUFACTURER] - 1, &self->usb_pid))
    return NULL;
  return g_steal_pointer (&self);
}

GPtrArray *
isp_keyboard_table_parse (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_keyboard_unref);
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);
  const char *line = data != NULL ? data : ""; /* NULL: an empty file */
  const char *const end = line + len;
  gboolean good = g_utf8_validate (line, (gssize) len, NULL);

  for (guint number = 1; line < end; number++)
    {
      const char *stop = memchr (line, '\n', (gsize) (end - line));
      IspKeyboard *keyboard = NULL;

      if (stop == NULL)
        stop = end;
      if (good && stop > line && *line != '#')
        keyboard = parse_line (line, stop);
      if (keyboard != NULL)
        g_ptr_array_add (list, keyboard);
      else if (!good || (stop > line && *line != '#'))
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                       _ ("Line %u of the table of keyboards is broken"), number);
          return NULL;
        }
      line = stop + 1;
    }
  return g_steal_pointer (&list);
}

/* A tab or a line feed in a name would be two columns or two lines. */
static void
add_text (GString *text, const char *column, char end)
{
  for (const char *c = column != NULL ? column : ""; *c != '\0'; c++)
    g_string_append_c (text, g_ascii_iscntrl (*c) ? ' ' : *c);
  g_string_append_c (text, end);
}

static void
add_id (GString *text, guint16 id)
{
  if (id != 0)
    g_string_append_printf (text, "%04x", id);
  g_string_append_c (text, '\t');
}

GBytes *
isp_keyboard_table_format (GPtrArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const IspKeyboard *keyboard = list->pdata[i];

      add_text (text, keyboard->folder, '\t');
      add_text (text, keyboard->mcu, '\t');
      add_text (text, keyboard->bootloader, '\t');
      add_text (text, keyboard->board, '\t');
      add_id (text, keyboard->usb_vid);
      add_id (text, keyboard->usb_pid);
      add_text (text, keyboard->manufacturer, '\t');
      add_text (text, keyboard->name, '\n');
    }
  return g_string_free_to_bytes (text);
}
