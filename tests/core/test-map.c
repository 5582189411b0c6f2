/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a chip: which pages a mark touches, what stays, and its runs. */
#include "core/isp-map.h"

#include <string.h>

static const IspPart paged = { .flash = { .size = 1024, .page_size = 128 } };
static const IspPart bytewise = { .flash = { .size = 1024 } };

static void
test_marks (void)
{
  g_autoptr (IspMap) map = isp_map_new (&paged, (IspRange){ 0 });

  g_assert_cmpuint (isp_map_get_n_pages (map), ==, 8);
  for (guint page = 0; page < 8; page++)
    g_assert_cmpint (isp_map_get_state (map, page), ==, ISP_PAGE_KEPT);

  isp_map_mark (map, (IspRange){ 127, 129 }, ISP_PAGE_TO_WRITE);
  isp_map_mark (map, (IspRange){ 1000, 5000 }, ISP_PAGE_BLANK);
  isp_map_mark (map, (IspRange){ 5000, 6000 }, ISP_PAGE_WRONG);
  isp_map_mark (map, (IspRange){ 256, 256 }, ISP_PAGE_WRONG);
  g_assert_cmpint (isp_map_get_state (map, 0), ==, ISP_PAGE_TO_WRITE);
  g_assert_cmpint (isp_map_get_state (map, 1), ==, ISP_PAGE_TO_WRITE);
  g_assert_cmpint (isp_map_get_state (map, 2), ==, ISP_PAGE_KEPT);
  g_assert_cmpint (isp_map_get_state (map, 6), ==, ISP_PAGE_KEPT);
  g_assert_cmpint (isp_map_get_state (map, 7), ==, ISP_PAGE_BLANK);
}

/* A part that writes byte by byte is read back in small pieces. */
static void
test_wrong_stays (void)
{
  g_autoptr (IspMap) map = isp_map_new (&bytewise, (IspRange){ 0 });

  g_assert_cmpuint (isp_map_get_n_pages (map), ==, 16);
  isp_map_mark (map, (IspRange){ 64, 66 }, ISP_PAGE_WRONG);
  isp_map_mark (map, (IspRange){ 66, 68 }, ISP_PAGE_VERIFIED);
  g_assert_cmpint (isp_map_get_state (map, 1), ==, ISP_PAGE_WRONG);
  isp_map_mark (map, (IspRange){ 64, 128 }, ISP_PAGE_VERIFIED);
  g_assert_cmpint (isp_map_get_state (map, 1), ==, ISP_PAGE_VERIFIED);
}

static void
test_image (void)
{
  static const guint8 data[300] = { [0] = 0xFF, [299] = 1 };
  g_autoptr (IspMap) map = isp_map_new (&paged, (IspRange){ 0 });
  g_autoptr (IspImage) image = isp_image_new_from_data (128, data, sizeof data);
  guint8 blank[128];

  memset (blank, 0xFF, sizeof blank);
  isp_image_put (image, 896, blank, sizeof blank);
  isp_image_put (image, 2048, data, sizeof data);
  isp_map_mark_image (map, image, ISP_PAGE_TO_WRITE);
  isp_map_mark_image (map, NULL, ISP_PAGE_WRONG);
  for (guint page = 0; page < 8; page++)
    g_assert_cmpint (isp_map_get_state (map, page), ==,
                     page >= 1 && page <= 3 ? ISP_PAGE_TO_WRITE : ISP_PAGE_KEPT);
}

static void
test_of_image (void)
{
  static const guint8 data[200] = { 1 };
  g_autoptr (IspImage) image = isp_image_new_from_data (200, data, sizeof data);
  g_autoptr (IspMap) map = isp_map_new_of_image (&paged, (IspRange){ 896, 1024 }, image);

  for (guint page = 0; page < 8; page++)
    g_assert_cmpint (isp_map_get_state (map, page), ==,
                     page >= 1 && page <= 3 ? ISP_PAGE_IN_USE : ISP_PAGE_BLANK);
  g_assert_true (isp_map_is_boot (map, 7));
}

static void
test_runs (void)
{
  g_autoptr (IspMap) map = isp_map_new (&paged, (IspRange){ 768, 1024 });
  IspMapRun run;
  guint page = 0;

  isp_map_mark (map, (IspRange){ 640, 1024 }, ISP_PAGE_VERIFIED);
  g_assert_true (isp_map_next_run (map, &page, &run));
  g_assert_cmpuint (run.range.end, ==, 640);
  g_assert_cmpuint (run.n_pages, ==, 5);
  g_assert_cmpint (run.state, ==, ISP_PAGE_KEPT);
  g_assert_true (isp_map_next_run (map, &page, &run));
  g_assert_cmpuint (run.range.start, ==, 640);
  g_assert_cmpuint (run.range.end, ==, 768);
  g_assert_false (run.is_boot);
  g_assert_true (isp_map_next_run (map, &page, &run));
  g_assert_cmpuint (run.n_pages, ==, 2);
  g_assert_true (run.is_boot);
  g_assert_false (isp_map_next_run (map, &page, &run));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/marks", test_marks);
  g_test_add_func ("/map/wrong-stays", test_wrong_stays);
  g_test_add_func ("/map/image", test_image);
  g_test_add_func ("/map/of-image", test_of_image);
  g_test_add_func ("/map/runs", test_runs);
  return g_test_run ();
}
