/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random images against a plain array, and through every writer and reader. The seed is
 * fixed, so every run sees the same images. */
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <string.h>

#define SPACE 0x12000u

typedef struct
{
  guint8 data[SPACE];
  gboolean has[SPACE];
} Model;

static void
fill_random (GRand *rand, Model *model, IspImage *image)
{
  guint n = g_rand_int_range (rand, 1, 30);

  memset (model, 0, sizeof *model);
  for (guint i = 0; i < n; i++)
    {
      guint8 data[700];
      guint len = g_rand_int_range (rand, 1, sizeof data);
      guint32 start = g_rand_int_range (rand, 0, SPACE - len);

      for (guint k = 0; k < len; k++)
        {
          data[k] = g_rand_int (rand);
          model->data[start + k] = data[k];
          model->has[start + k] = TRUE;
        }
      isp_image_put (image, start, data, len);
    }
}

static void
assert_same (const Model *model, const IspImage *image)
{
  gsize size = 0;
  guint n_ranges = 0, n_pages = 0;
  g_autofree guint8 *all = g_malloc (SPACE);

  isp_image_read (image, 0, all, SPACE, 0x5A);
  for (guint i = 0; i < SPACE; i++)
    {
      size += model->has[i];
      n_ranges += model->has[i] && (i == 0 || !model->has[i - 1]);
      if (all[i] != (model->has[i] ? model->data[i] : 0x5A))
        g_error ("byte 0x%X is wrong", i);
    }
  for (guint i = 0; i < SPACE; i += 64)
    for (guint k = 0; k < 64; k++)
      if (model->has[i + k])
        {
          n_pages++;
          break;
        }
  g_assert_cmpuint (isp_image_get_size (image), ==, size);
  g_assert_cmpuint (isp_image_get_n_ranges (image), ==, n_ranges);
  g_assert_cmpuint (isp_image_count_pages (image, 64), ==, n_pages);
  for (guint i = 0; i < n_ranges; i++)
    {
      IspRange range = isp_image_get_range (image, i);

      for (guint32 k = range.start; k < range.end; k++)
        g_assert_true (model->has[k]);
      g_assert_true (range.start == 0 || !model->has[range.start - 1]);
    }
}

/* Shuffles the lines but the last, and changes case and line ends. */
static GBytes *
shuffle_lines (GRand *rand, GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines) - 2; /* the last record, and the empty piece behind it */
  GString *out = g_string_new (NULL);

  for (guint i = n; i > 1; i--)
    {
      guint k = g_rand_int_range (rand, 0, i);
      char *line = lines[i - 1];

      lines[i - 1] = lines[k];
      lines[k] = line;
    }
  for (guint i = 0; i <= n; i++)
    {
      g_autofree char *lower = g_ascii_strdown (lines[i], -1);

      g_string_append (out, g_rand_boolean (rand) ? lower : lines[i]);
      g_string_append (out, g_rand_boolean (rand) ? "\r\n" : "\n");
    }
  return g_string_free_to_bytes (out);
}

static void
assert_round_trip (GRand *rand, const IspImage *image, const char *format_id, gboolean shuffle)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = isp_format_by_id (format_id)->write (image, &error);

  g_assert_no_error (error);
  if (shuffle)
    {
      GBytes *shuffled = shuffle_lines (rand, bytes);

      g_bytes_unref (bytes);
      bytes = shuffled;
    }
  g_autoptr (IspImageFile) file = isp_image_file_parse (bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->format, ==, format_id);
  g_assert_true (isp_image_equal (file->flash, image));
}

static void
test_model (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autofree Model *model = g_new0 (Model, 1);

  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (IspImage) image = isp_image_new ();

      fill_random (rand, model, image);
      assert_same (model, image);
      g_autoptr (IspImage) copy = isp_image_copy (image);
      g_assert_true (isp_image_equal (copy, image));
      assert_same (model, copy);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autofree Model *model = g_new0 (Model, 1);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (IspImage) image = isp_image_new ();

      fill_random (rand, model, image);
      assert_round_trip (rand, image, "ihex", FALSE);
      assert_round_trip (rand, image, "srec", FALSE);
      assert_round_trip (rand, image, "srec", TRUE);
      /* below 64 KiB HEX records stand for themselves, in any order */
      g_autoptr (IspImage) low = isp_image_slice (image, 0, 0x10000);
      if (!isp_image_is_empty (low))
        assert_round_trip (rand, low, "ihex", TRUE);
    }
}

/* merge, slice and overlaps agree with each other. */
static void
test_merge (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autofree Model *model = g_new0 (Model, 1);

  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (IspImage) whole = isp_image_new ();
      g_autoptr (GError) error = NULL;
      guint32 cut = g_rand_int_range (rand, 0, SPACE);
      guint32 back = g_rand_int_range (rand, 0, 300);

      fill_random (rand, model, whole);
      g_autoptr (IspImage) low = isp_image_slice (whole, 0, cut);
      g_autoptr (IspImage) high = isp_image_slice (whole, cut - MIN (cut, back), SPACE);
      g_autoptr (IspImage) merged = isp_image_merge (low, high, &error);
      g_assert_no_error (error);
      g_assert_true (isp_image_equal (merged, whole));
      g_autoptr (GArray) overlaps = isp_image_get_overlaps (low, high);
      gsize shared = 0;
      for (guint i = 0; i < overlaps->len; i++)
        {
          const IspOverlap *overlap = &g_array_index (overlaps, IspOverlap, i);

          g_assert_false (overlap->differs);
          shared += overlap->range.end - overlap->range.start;
        }
      g_assert_cmpuint (shared, ==,
                        isp_image_get_size (low) + isp_image_get_size (high) -
                            isp_image_get_size (whole));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-property/model", test_model);
  g_test_add_func ("/image-property/round-trip", test_round_trip);
  g_test_add_func ("/image-property/merge", test_merge);
  return g_test_run ();
}
