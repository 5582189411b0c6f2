/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling formats apart, raw binary, loading and saving, and real bootloaders where they are
 * installed. */
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <glib/gstdio.h>
#include <string.h>

#define BOOTLOADERS "/usr/share/arduino/hardware/arduino/avr/bootloaders/"

static IspImageFile *
parse (const void *data, gsize len, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, len);

  return isp_image_file_parse (bytes, NULL, error);
}

static void
test_table (void)
{
  guint n = 0;

  for (const IspFormat *format; (format = isp_format_get (n)) != NULL; n++)
    {
      g_assert_true (isp_format_by_id (format->id) == format);
      g_assert_nonnull (format->name);
      g_assert_nonnull (format->suffixes);
      g_assert_nonnull (format->sniff);
      g_assert_nonnull (format->read);
    }
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpstr (isp_format_get (n - 1)->id, ==, "bin");
  g_assert_null (isp_format_by_id ("uf2"));
}

static void
test_raw (void)
{
  static const guint8 code[] = { 0x0C, 0x94, 0x34, 0x00, 0xFF, 0xFF };
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) file = parse (code, sizeof code, &error);
  guint8 back[sizeof code];

  g_assert_no_error (error);
  g_assert_cmpstr (file->format, ==, "bin");
  g_assert_null (file->title);
  g_assert_cmpuint (isp_image_get_size (file->flash), ==, sizeof code);
  isp_image_read (file->flash, 0, back, sizeof back, 0);
  g_assert_cmpmem (back, sizeof back, code, sizeof code);
}

/* Binary that merely begins as text does is not taken for it. */
static void
test_sniff (void)
{
  static const guint8 colon[] = { ':', 0x94, 0x34, 0x00 };
  static const guint8 letter[] = { 'S', '1', 0x00, 0x94 };
  g_autoptr (IspImageFile) a = parse (colon, sizeof colon, NULL);
  g_autoptr (IspImageFile) b = parse (letter, sizeof letter, NULL);

  g_assert_cmpstr (a->format, ==, "bin");
  g_assert_cmpstr (b->format, ==, "bin");
}

static void
assert_bad (const char *text, const char *what)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (text, strlen (text), &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, what));
}

static void
test_text (void)
{
  assert_bad ("\n<!DOCTYPE html>\n<html><body>:00000001FF</body></html>\n", "web page");
  assert_bad ("This is the readme.\n", "text file");
  assert_bad ("", "empty");
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("isp-image-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_save_and_load (void)
{
  static const struct
  {
    const char *name, *format_id, *read_as;
  } rows[] = {
    { "a.hex", NULL, "ihex" }, { "a.S19", NULL, "srec" },   { "a.bin", NULL, "bin" },
    { "a", NULL, "ihex" },     { "a.txt", "srec", "srec" },
  };
  g_autofree char *folder = make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspImage) image = isp_image_new_from_data (0, (guint8 *) "\x0C\x94\x00\x70", 4);
      g_autoptr (GFile) file = g_file_new_build_filename (folder, rows[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (isp_image_save (image, file, rows[i].format_id, &error));
      g_assert_no_error (error);
      g_autoptr (IspImageFile) back = isp_image_file_load (file, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (back->format, ==, rows[i].read_as);
      g_assert_cmpstr (back->title, ==, rows[i].name);
      g_assert_true (isp_image_equal (back->flash, image));
      g_file_delete (file, NULL, NULL);
    }
  g_assert_no_errno (g_rmdir (folder));
}

static void
test_save_failures (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (IspImage) image = isp_image_new_from_data (0, (guint8 *) "\x0C", 1);
  g_autoptr (GFile) elf = g_file_new_build_filename (folder, "a.elf", NULL);
  g_autoptr (GFile) nowhere = g_file_new_build_filename (folder, "none", "a.hex", NULL);
  g_autoptr (GFile) bin = g_file_new_build_filename (folder, "a.bin", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (isp_image_save (image, elf, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (isp_image_save (image, nowhere, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  isp_image_put (image, 0x810000, (guint8 *) "x", 1);
  g_assert_false (isp_image_save (image, bin, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
  /* and nothing is left lying about */
  g_assert_no_errno (g_rmdir (folder));
}

static void
test_load_failures (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "broken.hex", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_image_file_load (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, ":0100000000FE\n", -1, NULL));
  g_assert_null (isp_image_file_load (file, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE);
  g_assert_true (g_str_has_prefix (error->message, "broken.hex: Line 1, column 12: "));
  g_unlink (path);
  g_rmdir (folder);
}

/* Bytes in the data records of Intel HEX. */
static guint32
count_data (GFile *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint32 n = 0;

  g_assert_true (g_file_get_contents (g_file_peek_path (path), &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (strlen (*line) > 8 && memcmp (*line + 7, "00", 2) == 0)
      n += g_ascii_xdigit_value ((*line)[1]) * 16 + g_ascii_xdigit_value ((*line)[2]);
  return n;
}

/* Bootloaders that Debian builds, so their ends are not the same in each version; none is longer
 * than its section. */
static void
test_real (void)
{
  static const struct
  {
    const char *path;
    guint32 start, limit;
  } rows[] = {
    { BOOTLOADERS "atmega/ATmegaBOOT_168_atmega328.hex", 0x7800, 0x8000 },
    { BOOTLOADERS "atmega8/ATmegaBOOT.hex", 0x1C00, 0x2000 },
    { BOOTLOADERS "stk500v2/stk500boot_v2_mega2560.hex", 0x3E000, 0x40000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GFile) path = g_file_new_for_path (rows[i].path);
      g_autoptr (GError) error = NULL;

      if (!g_file_query_exists (path, NULL))
        {
          g_test_skip ("arduino-core-avr is not installed");
          return;
        }
      g_autoptr (IspImageFile) file = isp_image_file_load (path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (file->format, ==, "ihex");
      g_assert_cmphex (isp_image_get_start (file->flash), ==, rows[i].start);
      g_assert_cmphex (isp_image_get_end (file->flash), <=, rows[i].limit);
      g_assert_cmpuint (isp_image_get_size (file->flash), ==, count_data (path));
      g_assert_cmpuint (isp_image_get_size (file->flash), >, 400);
    }
}

/* As the optiboot that Arduino has shipped for years: it runs past the end of flash, and has two
 * words for 0x7FFE. */
static void
test_optiboot (void)
{
  g_autofree char *name = g_test_build_filename (G_TEST_DIST, "core", "past-the-end.hex", NULL);
  g_autoptr (GFile) path = g_file_new_for_path (name);
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_image_file_load (path, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE);
  g_assert_nonnull (strstr (error->message, "Line 4, column 10: Address 0x7FFE is given twice"));
  g_assert_nonnull (strstr (error->message, "from 0x7E00 to 0x8014"));
  g_clear_error (&error);
  g_assert_null (isp_image_file_load_for (path, 0x8000, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT);
  g_assert_nonnull (strstr (error->message, "0x8014, past the end of flash (0x8000)"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-file/table", test_table);
  g_test_add_func ("/image-file/raw", test_raw);
  g_test_add_func ("/image-file/sniff", test_sniff);
  g_test_add_func ("/image-file/text", test_text);
  g_test_add_func ("/image-file/save-and-load", test_save_and_load);
  g_test_add_func ("/image-file/save-failures", test_save_failures);
  g_test_add_func ("/image-file/load-failures", test_load_failures);
  g_test_add_func ("/image-file/real", test_real);
  g_test_add_func ("/image-file/optiboot", test_optiboot);
  return g_test_run ();
}
