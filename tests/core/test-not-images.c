/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not an image is refused by name, with what to do; text is read whatever an editor made
 * of it. */
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <string.h>

#define HEX "\r\n:03001000010203E7\r\n:00000001FF\r\n"

static void
assert_refused (const void *data, gsize len, const char *what)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_image_file_parse (bytes, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  if (!strstr (error->message, what))
    g_error ("%s: expected “%s”", error->message, what);
}

/* Each with bytes of a program behind it, which do not excuse it. */
static void
test_starts (void)
{
  static const struct
  {
    const char *bytes;
    gsize len;
    const char *what;
  } rows[] = {
    { "PK\003\004", 4, "unpack it" },
    { "\x1F\x8B\x08\x00", 4, "unpack it" },
    { "BZh9", 4, "unpack it" },
    { "\xFD\x37zXZ\x00", 6, "unpack it" },
    { "7z\xBC\xAF\x27\x1C", 6, "unpack it" },
    { "Rar!\x1A\x07\x00", 7, "unpack it" },
    { "UF2\n\x57\x51\x5D\x9E", 8, "UF2" },
    { "DfuSe\x01", 6, "ARM" },
    { "\x0A\x12\x00\x05\x4B\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00\x64\x00\x1C\x00\x03", 20,
      "COFF" },
    { "\x00\x04\x00\x20\x91\x01\x00\x08\x99\x01\x00\x08\x9B\x01\x00\x08", 16, "ARM" },
    { "\xE9\x03\x02\x20\x10\x04\x08\x40\xEE\x00\x00\x00", 12, "ESP" },
    { "\x89PNG\r\n\x1A\n", 8, "picture" },
    { "!<arch>\n", 8, "link it" },
    { "MZ\x90\x00", 4, "computer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) data = g_byte_array_new ();

      g_byte_array_append (data, (const guint8 *) rows[i].bytes, rows[i].len);
      for (guint k = 0; k < 64; k++)
        g_byte_array_append (data, (const guint8 *) "\x0C\x94\xFF\x00", 4);
      assert_refused (data->data, data->len, rows[i].what);
    }
}

static void
test_places (void)
{
  guint8 tar[512] = { 'a' }, dfu[64] = { 0x0C, 0x94, 0x34, 0x00 };

  memcpy (tar + 257, "ustar", 5);
  assert_refused (tar, sizeof tar, "unpack it");
  memcpy (dfu + 56, "UFD\x10", 4);
  assert_refused (dfu, sizeof dfu, "DFU");
}

static void
test_texts (void)
{
  assert_refused ("{\n  \"keyboard\": \"planck\" }", 26, "keymap");
  assert_refused ("\xEF\xBB\xBF{ \"layers\": [] }", 19, "keymap");
  assert_refused ("<html>", 6, "web page");
  assert_refused ("H\0e\0l\0l\0o\0 \0y\0o\0u\0\n\0", 20, "text file");
}

static void
append_wide (GByteArray *to, const char *text, gboolean big)
{
  for (const char *c = text; *c; c++)
    {
      guint8 pair[2] = { big ? 0 : *c, big ? *c : 0 };

      g_byte_array_append (to, pair, 2);
    }
}

static void
test_wide (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GByteArray) data = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      const gboolean big = i & 1, mark = i & 2;

      if (mark)
        g_byte_array_append (data, (const guint8 *) (big ? "\xFE\xFF" : "\xFF\xFE"), 2);
      append_wide (data, HEX, big);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&data));
      g_autoptr (IspImageFile) file = isp_image_file_parse (bytes, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (file->format, ==, "ihex");
      g_assert_cmpuint (isp_image_get_size (file->flash), ==, 3);
    }
}

/* What only begins as text in UTF-16 does is a program all the same. */
static void
test_broken_wide (void)
{
  static const guint8 raw[] = { 0xFF, 0xFE, 0x00, 0xD8, 0x0C, 0x94 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (raw, sizeof raw);
  g_autoptr (IspImageFile) file = isp_image_file_parse (bytes, NULL, NULL);

  g_assert_cmpstr (file->format, ==, "bin");
  g_assert_cmpuint (isp_image_get_size (file->flash), ==, sizeof raw);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/not-images/starts", test_starts);
  g_test_add_func ("/not-images/places", test_places);
  g_test_add_func ("/not-images/texts", test_texts);
  g_test_add_func ("/not-images/wide", test_wide);
  g_test_add_func ("/not-images/broken-wide", test_broken_wide);
  return g_test_run ();
}
