/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "core/isp-image.h"

#include <string.h>

static void
assert_range (const IspImage *image, guint i, guint32 start, guint32 end)
{
  IspRange range = isp_image_get_range (image, i);

  g_assert_cmphex (range.start, ==, start);
  g_assert_cmphex (range.end, ==, end);
}

static void
test_empty (void)
{
  g_autoptr (IspImage) image = isp_image_new ();
  guint32 at = 0;

  g_assert_true (isp_image_is_empty (image));
  g_assert_cmpuint (isp_image_get_size (image), ==, 0);
  g_assert_cmpuint (isp_image_get_start (image), ==, 0);
  g_assert_cmpuint (isp_image_get_end (image), ==, 0);
  g_assert_cmpuint (isp_image_get_n_ranges (image), ==, 0);
  g_assert_false (isp_image_has (image, 0));
  g_assert_false (isp_image_next_page (image, 128, &at));
  g_assert_true (isp_image_is_blank (image, 0, 1000));
}

static void
test_ranges (void)
{
  g_autoptr (IspImage) image = isp_image_new ();

  isp_image_put (image, 0x103, (guint8 *) "abc", 3);
  isp_image_put (image, 0xFE, (guint8 *) "xyz", 3);
  g_assert_cmpuint (isp_image_get_n_ranges (image), ==, 2);
  assert_range (image, 0, 0xFE, 0x101);
  assert_range (image, 1, 0x103, 0x106);
  g_assert_cmpuint (isp_image_get_size (image), ==, 6);

  /* what closes the gap makes one range of two */
  isp_image_put (image, 0x101, (guint8 *) "--", 2);
  g_assert_cmpuint (isp_image_get_n_ranges (image), ==, 1);
  assert_range (image, 0, 0xFE, 0x106);
  g_assert_cmphex (isp_image_get_start (image), ==, 0xFE);
  g_assert_cmphex (isp_image_get_end (image), ==, 0x106);
  g_assert_true (isp_image_has (image, 0xFE));
  g_assert_false (isp_image_has (image, 0xFD));
  g_assert_false (isp_image_has (image, 0x106));
}

static void
test_range_over_words (void)
{
  g_autoptr (IspImage) image = isp_image_new ();
  guint8 data[1000] = { 0 };

  isp_image_put (image, 63, data, 1000);
  g_assert_cmpuint (isp_image_get_n_ranges (image), ==, 1);
  assert_range (image, 0, 63, 1063);
  g_assert_cmpuint (isp_image_get_size (image), ==, 1000);
}

static void
test_read (void)
{
  g_autoptr (IspImage) image = isp_image_new_from_data (0x1FF, (guint8 *) "AB", 2);
  guint8 out[6];

  isp_image_read (image, 0x1FD, out, 6, 0xFF);
  g_assert_cmpmem (out, 6,
                   "\xFF\xFF"
                   "AB\xFF\xFF",
                   6);
  isp_image_read (image, 0x200, out, 2, 0x11);
  g_assert_cmpmem (out, 2, "B\x11", 2);
}

static void
test_add (void)
{
  g_autoptr (IspImage) image = isp_image_new_from_data (0x100, (guint8 *) "abcd", 4);
  g_autoptr (IspImage) before = isp_image_copy (image);
  g_autoptr (GError) error = NULL;

  /* the same bytes again are fine, and bring new ones */
  g_assert_true (isp_image_add (image, 0x102, (guint8 *) "cdef", 4, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (isp_image_get_size (image), ==, 6);

  /* others are not, and nothing is changed */
  g_assert_false (isp_image_add (before, 0xFE, (guint8 *) "..abX", 5, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_OVERLAP);
  g_assert_nonnull (strstr (error->message, "0x0102"));
  g_assert_cmpuint (isp_image_get_size (before), ==, 4);
  g_assert_false (isp_image_has (before, 0xFE));
  g_clear_error (&error);

  isp_image_put (before, 0x102, (guint8 *) "X", 1);
  g_assert_false (isp_image_add (before, 0x102, (guint8 *) "c", 1, NULL));
  g_assert_false (isp_image_add (before, 0xFFFFFFFF, (guint8 *) "cc", 2, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT);
}

static void
test_equal (void)
{
  g_autoptr (IspImage) a = isp_image_new_from_data (0, (guint8 *) "\0\0", 2);
  g_autoptr (IspImage) b = isp_image_new_from_data (0, (guint8 *) "\0", 1);

  g_assert_false (isp_image_equal (a, b));
  isp_image_put (b, 2, (guint8 *) "\0", 1);
  /* same size, same bytes where both are, other addresses */
  g_assert_false (isp_image_equal (a, b));
  g_autoptr (IspImage) c = isp_image_copy (a);
  g_assert_true (isp_image_equal (a, c));
  isp_image_put (c, 1, (guint8 *) "x", 1);
  g_assert_false (isp_image_equal (a, c));
  g_assert_true (isp_image_has (a, 1));
  guint8 byte;
  isp_image_read (a, 1, &byte, 1, 0xFF);
  g_assert_cmpuint (byte, ==, 0);
}

static void
test_pages (void)
{
  g_autoptr (IspImage) image = isp_image_new ();
  guint32 at = 0;

  isp_image_put (image, 0x7F, (guint8 *) "ab", 2);
  isp_image_put (image, 0x7FFF, (guint8 *) "c", 1);
  g_assert_cmpuint (isp_image_count_pages (image, 128), ==, 3);
  g_assert_true (isp_image_next_page (image, 128, &at));
  g_assert_cmphex (at, ==, 0);
  at += 128;
  g_assert_true (isp_image_next_page (image, 128, &at));
  g_assert_cmphex (at, ==, 0x80);
  at += 128;
  g_assert_true (isp_image_next_page (image, 128, &at));
  g_assert_cmphex (at, ==, 0x7F80);
  at += 128;
  g_assert_false (isp_image_next_page (image, 128, &at));
  g_assert_cmpuint (isp_image_count_pages (image, 2), ==, 3);
  g_assert_cmpuint (isp_image_count_pages (image, 0x10000), ==, 1);
}

static void
test_blank (void)
{
  g_autoptr (IspImage) image = isp_image_new ();

  isp_image_put (image, 0x100, (guint8 *) "\xFF\xFF\x00", 3);
  g_assert_true (isp_image_is_blank (image, 0, 0x102));
  g_assert_false (isp_image_is_blank (image, 0, 0x103));
  g_assert_false (isp_image_is_blank (image, 0x102, 1));
  g_assert_true (isp_image_is_blank (image, 0x103, 0x1000));
}

static void
test_sha256 (void)
{
  g_autoptr (IspImage) image = isp_image_new ();
  g_autofree char *of_image = NULL, *of_range = NULL, *expected = NULL, *wider = NULL;

  isp_image_put (image, 0x7000, (guint8 *) "a", 1);
  isp_image_put (image, 0x7002, (guint8 *) "b", 1);
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                          (guint8 *) "a\xFF"
                                                     "b",
                                          3);
  of_image = isp_image_get_sha256 (image);
  of_range = isp_image_get_range_sha256 (image, 0x7000, 0x7003);
  wider = isp_image_get_range_sha256 (image, 0x7000, 0x7004);
  g_assert_cmpstr (of_image, ==, expected);
  g_assert_cmpstr (of_range, ==, expected);
  g_assert_cmpstr (wider, !=, expected);
}

static void
test_slice (void)
{
  g_autoptr (IspImage) image = isp_image_new ();

  isp_image_put (image, 0x10, (guint8 *) "abcdef", 6);
  isp_image_put (image, 0x20, (guint8 *) "x", 1);
  g_autoptr (IspImage) slice = isp_image_slice (image, 0x12, 0x14);
  g_assert_cmpuint (isp_image_get_n_ranges (slice), ==, 1);
  assert_range (slice, 0, 0x12, 0x14);
  g_autoptr (IspImage) none = isp_image_slice (image, 0x16, 0x20);
  g_assert_true (isp_image_is_empty (none));
}

static void
test_overlaps (void)
{
  g_autoptr (IspImage) a = isp_image_new ();
  g_autoptr (IspImage) b = isp_image_new ();

  isp_image_put (a, 0x10, (guint8 *) "aabb", 4);
  isp_image_put (a, 0x20, (guint8 *) "c", 1);
  isp_image_put (b, 0x0F, (guint8 *) ".aaXX", 5);
  isp_image_put (b, 0x20, (guint8 *) "cc", 2);
  g_autoptr (GArray) overlaps = isp_image_get_overlaps (a, b);
  static const IspOverlap expected[] = {
    { { 0x10, 0x12 }, FALSE },
    { { 0x12, 0x14 }, TRUE },
    { { 0x20, 0x21 }, FALSE },
  };
  g_assert_cmpmem (overlaps->data, overlaps->len * sizeof (IspOverlap), expected, sizeof expected);
}

static void
test_merge (void)
{
  g_autoptr (IspImage) firmware = isp_image_new_from_data (0, (guint8 *) "firmware", 8);
  g_autoptr (IspImage) boot = isp_image_new_from_data (0x7000, (guint8 *) "boot", 4);
  g_autoptr (GError) error = NULL;

  g_autoptr (IspImage) merged = isp_image_merge (firmware, boot, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (isp_image_get_size (merged), ==, 12);
  g_assert_cmpuint (isp_image_get_size (firmware), ==, 8);

  /* every range that differs is named; a single byte that is equal by chance splits nothing */
  isp_image_put (firmware, 0x6FFF, (guint8 *) "??o?", 4);
  isp_image_put (firmware, 0x8000, (guint8 *) "1", 1);
  isp_image_put (boot, 0x8000, (guint8 *) "2", 1);
  g_assert_null (isp_image_merge (firmware, boot, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_OVERLAP);
  g_assert_nonnull (strstr (error->message, "0x7000–0x7002, 0x8000"));
}

/* ── sealing ── */

static void
put_into (gpointer data)
{
  isp_image_put (data, 0, (guint8 *) "x", 1);
}

static void
add_to (gpointer data)
{
  isp_image_add (data, 8, (guint8 *) "x", 1, NULL);
}

/* A critical message comes, and not a byte changes. */
static void
assert_refused (IspImage *image, void (*change) (gpointer))
{
  g_autofree char *before = isp_image_get_sha256 (image);
  g_autofree char *after = NULL;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*!self->sealed*");
  change (image);
  g_test_assert_expected_messages ();
  after = isp_image_get_sha256 (image);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (isp_image_get_size (image), ==, 4);
}

static void
test_seal (void)
{
  g_autoptr (IspImage) sealed = isp_image_new_from_data (0, (guint8 *) "abcd", 4);
  g_autoptr (IspImage) shared = isp_image_new_from_data (0, (guint8 *) "abcd", 4);
  g_autoptr (IspImage) holder = NULL;
  g_autoptr (IspImage) copy = NULL;

  isp_image_seal (sealed);
  isp_image_seal (sealed);
  assert_refused (sealed, put_into);
  assert_refused (sealed, add_to);

  /* Sharing is enough. */
  holder = isp_image_ref (shared);
  g_assert_true (holder == shared);
  assert_refused (shared, put_into);

  copy = isp_image_copy (sealed);
  isp_image_put (copy, 0, (guint8 *) "x", 1);
  g_assert_false (isp_image_equal (copy, sealed));
}

static gpointer
read_often (gpointer data)
{
  const IspImage *image = data;

  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (isp_image_get_n_ranges (image), ==, 2);
  return NULL;
}

/* What two threads share needs no lock. */
static void
test_threads (void)
{
  g_autoptr (IspImage) image = isp_image_new_from_data (0, (guint8 *) "abcd", 4);
  g_autoptr (IspImage) holder = NULL;
  GThread *other;

  isp_image_put (image, 0x1000, (guint8 *) "x", 1);
  holder = isp_image_ref (image);
  other = g_thread_new ("reader", read_often, holder);
  read_often (image);
  g_thread_join (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/empty", test_empty);
  g_test_add_func ("/image/ranges", test_ranges);
  g_test_add_func ("/image/range-over-words", test_range_over_words);
  g_test_add_func ("/image/read", test_read);
  g_test_add_func ("/image/add", test_add);
  g_test_add_func ("/image/equal", test_equal);
  g_test_add_func ("/image/pages", test_pages);
  g_test_add_func ("/image/blank", test_blank);
  g_test_add_func ("/image/sha256", test_sha256);
  g_test_add_func ("/image/slice", test_slice);
  g_test_add_func ("/image/overlaps", test_overlaps);
  g_test_add_func ("/image/merge", test_merge);
  g_test_add_func ("/image/seal", test_seal);
  g_test_add_func ("/image/threads", test_threads);
  return g_test_run ();
}
