/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw binary: the bytes from address 0 on. Whatever no other format claims. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A file that starts with this many ASCII characters is text, whatever follows. */
#define TEXT_PERCENT 95

static gboolean
sniff (const guint8 *data, gsize len)
{
  return TRUE;
}

/* Machine code is never plain text; a saved web page, a README or a damaged HEX file is. */
static gboolean
is_text (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (data, len);
  g_autoptr (GBytes) text = isp_text_decode (raw);
  gsize plain = 0;
  gboolean control = FALSE;

  data = g_bytes_get_data (text, &len);
  for (gsize i = 0; i < len; i++)
    if (g_ascii_isprint (data[i]) || g_ascii_isspace (data[i]))
      plain++;
    else if (data[i] < 0x80)
      control = TRUE;
  return plain * 100 >= len * TEXT_PERCENT ||
         (!control && g_utf8_validate_len ((const char *) data, len, NULL));
}

static gboolean
read_bin (const guint8 *data, gsize len, IspImageFile *out, GError **error)
{
  if (is_text (data, len))
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                           _ ("This is a text file, and neither Intel HEX nor S-records"));
      return FALSE;
    }
  if (len > ISP_SECTION_EEPROM)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                           _ ("The file is too big to be an image for an AVR"));
      return FALSE;
    }
  return isp_image_add (out->flash, 0, data, len, error);
}

/* From address 0, as it is read; gaps become FF. */
static GBytes *
write_bin (const IspImage *image, GError **error)
{
  gsize len = isp_image_get_end (image);
  guint8 *data;

  if (len > ISP_SECTION_EEPROM)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                           _ ("A raw binary cannot hold more than flash; save as Intel HEX"));
      return NULL;
    }
  data = g_malloc (len);
  isp_image_read (image, 0, data, len, 0xFF);
  return g_bytes_new_take (data, len);
}

const IspFormat isp_format_bin = {
  .id = "bin",
  .name = "Raw binary",
  .suffixes = "bin raw",
  .sniff = sniff,
  .read = read_bin,
  .write = write_bin,
};
