/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <string.h>

#define END ":00000001FF\n"

static IspImageFile *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return isp_image_file_parse (bytes, "test.hex", error);
}

static IspImageFile *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  IspImageFile *file = parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);
  g_assert_cmpstr (file->format, ==, "ihex");
  return file;
}

static void
assert_bad (const char *text, const char *place, const char *what)
{
  g_autoptr (GError) error = NULL;

  if (parse (text, &error))
    g_error ("read: %s", text);
  g_assert_true (g_error_matches (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE) ||
                 g_error_matches (error, ISP_ERROR, ISP_ERROR_BAD_FILE));
  if (!g_str_has_prefix (error->message, place) || !strstr (error->message, what))
    g_error ("%s: expected “%s … %s”", error->message, place, what);
}

static void
assert_bytes (const IspImage *image, guint32 start, const char *hex)
{
  for (gsize i = 0; hex[2 * i]; i++)
    {
      guint8 byte;

      g_assert_true (isp_image_has (image, start + i));
      isp_image_read (image, start + i, &byte, 1, 0);
      g_assert_cmphex (
          byte, ==, g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
    }
}

/* The same record in every dress. */
static void
test_dresses (void)
{
  static const char *const texts[] = {
    ":03001000010203E7\n:00000001FF\n",
    ":03001000010203E7\r\n:00000001FF\r\n",
    ":03001000010203E7\r:00000001FF\r",
    ":03001000010203e7\n:00000001ff",
    "\xEF\xBB\xBF:03001000010203E7\n:00000001FF\n",
    "\n \t\r\n  :03001000010203E7  \n\n\n:00000001FF\t\n\n \n",
    "; made by hand\n:03001000010203E7 ; the vector\n# end\n:00000001FF // it\n; so\n",
    ":0100120003EA\n:020010000102EB\n" END,   /* order does not matter */
    ":03001000010203E7\n:0100110002EC\n" END, /* nor the same bytes twice */
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (IspImageFile) file = parse_good (texts[i]);

      g_assert_cmpuint (isp_image_get_n_ranges (file->flash), ==, 1);
      g_assert_cmpuint (isp_image_get_size (file->flash), ==, 3);
      assert_bytes (file->flash, 0x10, "010203");
      g_assert_cmpstr (file->title, ==, "test.hex");
    }
}

/* 02 and 04 change each other's base; 03 and 05 are passed over. */
static void
test_all_types (void)
{
  g_autoptr (IspImageFile) file = parse_good (":020000021000EC\n"
                                              ":01000000AA55\n"
                                              ":040000030000700089\n"
                                              ":020000040003F7\n"
                                              ":01FFFF00BB46\n"
                                              ":040000050000700087\n"
                                              ":020000020000FC\n"
                                              ":01000100CC32\n" END);

  g_assert_cmpuint (isp_image_get_size (file->flash), ==, 3);
  assert_bytes (file->flash, 0x10000, "AA");
  assert_bytes (file->flash, 0x3FFFF, "BB");
  assert_bytes (file->flash, 1, "CC");
}

/* Inside a segment addresses wrap at 64 KiB; behind a linear base they go on. */
static void
test_wrap (void)
{
  g_autoptr (IspImageFile) segment = parse_good (":020000021000EC\n:02FFFF00AABB9B\n" END);
  g_autoptr (IspImageFile) linear = parse_good (":020000040001F9\n:02FFFF00AABB9B\n" END);
  g_autoptr (IspImageFile) plain = parse_good (":02FFFF00AABB9B\n" END);

  assert_bytes (segment->flash, 0x1FFFF, "AA");
  assert_bytes (segment->flash, 0x10000, "BB");
  assert_bytes (linear->flash, 0x1FFFF, "AABB");
  assert_bytes (plain->flash, 0xFFFF, "AABB");

  /* the last base record says which it is */
  g_autoptr (IspImageFile) both =
      parse_good (":020000021000EC\n:020000040000FA\n:02FFFF00AABB9B\n" END);
  assert_bytes (both->flash, 0xFFFF, "AABB");
}

static void
test_gap_mid_word (void)
{
  g_autoptr (IspImageFile) file = parse_good (":0370000001020387\n:017005000486\n" END);

  g_assert_cmpuint (isp_image_get_n_ranges (file->flash), ==, 2);
  g_assert_false (isp_image_has (file->flash, 0x7003));
  g_assert_false (isp_image_has (file->flash, 0x7004));
  assert_bytes (file->flash, 0x7005, "04");
}

static void
test_bad (void)
{
  /* each mistake has a sentence of its own, and its place */
  assert_bad (":03001000010203E8\n" END, "Line 1, column 16:", "checksum is E8, and should be E7");
  assert_bad ("\n" END "  :03001000010203E7\n", "Line 3, column 3:", "two files in one; give each");
  assert_bad (":03001000010203E7\r\n\r\n:00\r\n", "Line 3, column 3:", "too short");
  assert_bad (END END, "Line 2, column 1:", "two files in one");
  assert_bad (END "hello\n", "Line 2, column 1:", "after its end-of-file");
  assert_bad (":03001000010203E7\n:0300100001020", "Line 2, column 14:", "odd number of digits");
  assert_bad (":0300100001O203E7\n" END, "Line 1, column 12:", "“O”");
  assert_bad (":03001000\x01\n" END, "Line 1, column 10:", "0x01");
  assert_bad (" :04001000010203E7\n" END,
              "Line 1, column 3:", "says that it has 4 bytes, and has 3");
  assert_bad (":030010\n" END, "Line 1, column 7:", "too short");
  assert_bad (":\n" END, "Line 1, column 1:", "too short");
  assert_bad (":03001000010203E7\n", "Line 1, column 18:", "end-of-file record is missing");
  assert_bad (":03001000010203E7\r\r\r", "Line 3, column 1:", "end-of-file record is missing");
  assert_bad (":03001000010203E7\nhello\n" END, "Line 2, column 1:", "starts with");
  assert_bad (":00000006FA\n" END, "Line 1, column 8:", "type 06 is not known");
  assert_bad (":0100000400FB\n" END, "Line 1, column 2:", "type 04 has 2 bytes, this one 1");
  assert_bad (":0100000100FE\n", "Line 1, column 2:", "type 01 has 0 bytes");
  assert_bad (":0100100001EE\n:0100100002ED\n" END, "Line 2, column 10:", "0x0010 is given twice");
  assert_bad (":020000040800F2\n:0100100001EE\n" END, "Line 2, column 10:", "0x08000010");
  assert_bad (":02000004FFFFFC\n:01FFFF000100\n" END, "Line 2, column 10:", "another kind of chip");
  assert_bad (":0100100001EE:0100110001ED\n" END, "Line 1, column 14:", "“:”");
  assert_bad (END, "The file holds no data", "");
  assert_bad ("", "The file is empty", "");
}

static void
test_too_long (void)
{
  g_autoptr (GString) text = g_string_new (":FF000000");

  for (guint i = 0; i < 300; i++)
    g_string_append (text, "00");
  g_string_append (text, "\n" END);
  assert_bad (text->str, "Line 1, column 522:", "too long");
}

static char *
write_hex (const IspImage *image)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = isp_format_by_id ("ihex")->write (image, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_write (void)
{
  g_autoptr (IspImage) image = isp_image_new ();
  guint8 data[20];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = i + 0xF0;
  isp_image_put (image, 0x0008, data, 20);
  g_autofree char *low = write_hex (image);
  g_assert_cmpstr (low, ==,
                   ":08000800F0F1F2F3F4F5F6F754\n"
                   ":0C001000F8F9FAFBFCFDFEFF0001020302\n"
                   ":00000001FF\n");

  isp_image_put (image, 0x1FFFE, (guint8 *) "abcd", 4);
  g_autofree char *high = write_hex (image);
  g_assert_cmpstr (high, ==,
                   ":08000800F0F1F2F3F4F5F6F754\n"
                   ":0C001000F8F9FAFBFCFDFEFF0001020302\n"
                   ":020000040001F9\n"
                   ":02FFFE0061623E\n"
                   ":020000040002F8\n"
                   ":02000000636437\n"
                   ":00000001FF\n");
}

/* avr-libc's sections, as objcopy keeps them. */
static void
test_sections (void)
{
  g_autoptr (IspImageFile) file = parse_good (":0100000001FE\n"
                                              ":02000004008179\n"
                                              ":02000400AABB95\n"
                                              ":02000004008278\n"
                                              ":0300000062D9F7CB\n"
                                              ":02000004008377\n"
                                              ":01000000CF30\n"
                                              ":02000004008476\n"
                                              ":0300000087951EC3\n" END);

  g_assert_cmpuint (isp_image_get_size (file->flash), ==, 1);
  g_assert_cmpuint (isp_image_get_size (file->eeprom), ==, 2);
  assert_bytes (file->eeprom, 4, "AABB");
  g_assert_cmpuint (file->n_fuses, ==, 3);
  g_assert_cmphex (file->fuse[0], ==, 0x62);
  g_assert_cmphex (file->fuse[1], ==, 0xD9);
  g_assert_cmphex (file->fuse[2], ==, 0xF7);
  g_assert_true (file->has_lock);
  g_assert_cmphex (file->lock, ==, 0xCF);
  g_assert_true (file->has_signature);
  g_assert_cmpmem (file->signature, 3, "\x1E\x95\x87", 3);

  g_autoptr (IspImageFile) copy = isp_image_file_copy (file);
  g_assert_true (isp_image_equal (copy->eeprom, file->eeprom));
  g_assert_cmpstr (copy->title, ==, "test.hex");
}

static void
test_bad_sections (void)
{
  assert_bad (":02000004008278\n:0400000062D9F700CA\n" END, "The section at 0x820000", "fuses");
  assert_bad (":02000004008278\n:01000100629C\n" END, "The section at 0x820000", "fuses");
  assert_bad (":02000004008377\n:02000000FFFF00\n" END, "The section at 0x830000", "lock");
  assert_bad (":02000004008476\n:020000008795E2\n" END, "The section at 0x840000", "signature");
  assert_bad (":0200000400807A\n:01010000FFFF\n" END, "Address 0x800100", "RAM");
  assert_bad (":02000004008575\n:01000000FF00\n" END, "Line 2", "user signature");
  assert_bad (":020000040800F2\n:01000000FF00\n" END, "Line 2", "such as an STM32");
  assert_bad (":020000041000EA\n:01000000FF00\n" END, "Line 2", "such as an RP2040");
}

/* avr-gcc 8.2 writes the zeros that RAM begins with as well; the program does that itself. */
static void
test_zeros_for_ram (void)
{
  g_autoptr (IspImageFile) file = parse_good (":0100000001FE\n"
                                              ":0200000400807A\n"
                                              ":0403EC00000000000D\n" END);

  g_assert_cmpuint (isp_image_get_size (file->flash), ==, 1);
  g_assert_cmpuint (file->ram_bytes, ==, 4);
  assert_bad (":0100000001FE\n:0200000400807A\n:0203EC000001 0E\n" END, "Line 3", "");
  assert_bad (":0100000001FE\n:0200000400807A\n:0203EC0000010E\n" END, "Address 0x8003ED", "RAM");
  assert_bad (":0200000400807A\n:0403EC00000000000D\n" END, "The file holds no data", "");
}

/* Past 256 KiB an image stays whole: the plan tells what does not fit. */
static void
test_beyond_flash (void)
{
  g_autoptr (IspImageFile) file = parse_good (":020000040010EA\n:01000000FF00\n" END);

  g_assert_cmphex (isp_image_get_start (file->flash), ==, 0x100000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ihex/zeros-for-ram", test_zeros_for_ram);
  g_test_add_func ("/ihex/dresses", test_dresses);
  g_test_add_func ("/ihex/types", test_all_types);
  g_test_add_func ("/ihex/wrap", test_wrap);
  g_test_add_func ("/ihex/gap-mid-word", test_gap_mid_word);
  g_test_add_func ("/ihex/bad", test_bad);
  g_test_add_func ("/ihex/too-long", test_too_long);
  g_test_add_func ("/ihex/write", test_write);
  g_test_add_func ("/ihex/sections", test_sections);
  g_test_add_func ("/ihex/bad-sections", test_bad_sections);
  g_test_add_func ("/ihex/beyond-flash", test_beyond_flash);
  return g_test_run ();
}
