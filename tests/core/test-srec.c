/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <string.h>

#define END "S9030000FC\n"

static IspImageFile *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return isp_image_file_parse (bytes, "test.s19", error);
}

static void
assert_bad (const char *text, const char *place, const char *what)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (text, &error));
  g_assert_true (g_error_matches (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE) ||
                 g_error_matches (error, ISP_ERROR, ISP_ERROR_BAD_FILE));
  if (!g_str_has_prefix (error->message, place) || !strstr (error->message, what))
    g_error ("%s: expected “%s … %s”", error->message, place, what);
}

/* All ten types, in every dress. */
static void
test_good (void)
{
  static const char *const texts[] = {
    ("S0060000746573AD\nS1050010AABB85\nS205000012CC1C\nS30600000013DD09\nS4030000FC\n"
     "S5030003F9\nS70500000000FA\n"),
    "\xEF\xBB\xBF\r\ns1060010aabbccb8\r\ns205000012cc1c\r\ns604000002f9\r\ns804000000fb\r\n",
    "S1050010AABB85\rS1050011BBCC62\rS1040012CC1D\rS9030000FC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IspImageFile) file = parse (texts[i], &error);
      guint8 data[3];

      g_assert_no_error (error);
      g_assert_cmpstr (file->format, ==, "srec");
      g_assert_cmpuint (isp_image_get_n_ranges (file->flash), ==, 1);
      g_assert_cmphex (isp_image_get_start (file->flash), ==, 0x10);
      isp_image_read (file->flash, 0x10, data, 3, 0);
      g_assert_cmphex (data[0], ==, 0xAA);
    }
}

static void
test_bad (void)
{
  assert_bad ("S1050010AABB86\n" END, "Line 1, column 13:", "checksum is 86, and should be 85");
  assert_bad ("S1050010AABB8\n" END, "Line 1, column 13:", "odd number");
  assert_bad ("S1050010AAGB85\n" END, "Line 1, column 11:", "“G”");
  assert_bad ("S1060010AABB85\n" END, "Line 1, column 3:", "says that it has 6 bytes, and has 5");
  assert_bad ("S1\n" END, "Line 1, column 2:", "too short");
  assert_bad ("S10200FD\n" END, "Line 1, column 8:", "too short");
  assert_bad ("S1050010AABB85\nSX\n" END, "Line 2, column 2:", "record’s type");
  assert_bad ("S1050010AABB85\n:00\n" END, "Line 2, column 1:", "starts with");
  assert_bad ("S1050010AABB85\n", "Line 1, column 15:", "end-of-file record is missing");
  assert_bad ("S1050010AABB85\n" END "S1050010AABB85\n", "Line 3, column 1:", "two files in one");
  assert_bad ("S1050010AABB85\nS5030002FA\n" END, "Line 2, column 5:", "has 1; lines are missing");
  assert_bad ("S1050010AABB85\nS1040011CC1E\n" END, "Line 2, column 9:", "0x0011 is given twice");
  assert_bad ("S306FFFFFFFF00FD\n" END, "Line 1, column 13:", "another kind of chip");
  assert_bad (END, "The file holds no data", "");
}

static void
test_write (void)
{
  static const struct
  {
    guint32 start;
    const char *text;
  } rows[] = {
    { 0x10, "S1050010AABB85\n" END },
    { 0x10010, "S206010010AABB83\nS804000000FB\n" },
    { 0x1000010, "S30701000010AABB82\nS70500000000FA\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspImage) image =
          isp_image_new_from_data (rows[i].start, (guint8 *) "\xAA\xBB", 2);
      g_autoptr (GBytes) bytes = isp_format_by_id ("srec")->write (image, NULL);

      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), rows[i].text,
                       strlen (rows[i].text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/srec/good", test_good);
  g_test_add_func ("/srec/bad", test_bad);
  g_test_add_func ("/srec/write", test_write);
  return g_test_run ();
}
