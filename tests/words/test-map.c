/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a chip in words. */
#include "parts/isp-parts.h"
#include "words/isp-words-map.h"

static IspMap *
make_map (void)
{
  IspMap *map = isp_map_new (isp_parts_by_name ("atmega32u4"), (IspRange){ 0x7000, 0x8000 });

  isp_map_mark (map, (IspRange){ 0, 0x7000 }, ISP_PAGE_BLANK);
  isp_map_mark (map, (IspRange){ 0x6000, 0x7000 }, ISP_PAGE_TO_ERASE);
  isp_map_mark (map, (IspRange){ 0x7000, 0x8000 }, ISP_PAGE_VERIFIED);
  isp_map_mark (map, (IspRange){ 0x7480, 0x7500 }, ISP_PAGE_WRONG);
  return map;
}

static void
test_text (void)
{
  g_autoptr (IspMap) map = make_map ();
  g_autofree char *text = isp_words_map_text (map);

  g_assert_cmpstr (text, ==,
                   "0x0000–0x5FFF · 24 KB · blank\n"
                   "0x6000–0x6FFF · 4 KB · to erase\n"
                   "0x7000–0x747F · boot section · 9 pages · verified\n"
                   "0x7480–0x74FF · boot section · 1 page · wrong\n"
                   "0x7500–0x7FFF · boot section · 22 pages · verified");
}

static void
test_page (void)
{
  g_autoptr (IspMap) map = make_map ();
  g_autofree char *blank = isp_words_map_page (map, 0);
  g_autofree char *wrong = isp_words_map_page (map, 0x7480 / 128);

  g_assert_cmpstr (blank, ==, "0x0000–0x007F · blank");
  g_assert_cmpstr (wrong, ==, "0x7480–0x74FF · boot section · wrong");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/map/text", test_text);
  g_test_add_func ("/words/map/page", test_page);
  return g_test_run ();
}
