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
  g_autofree char *text = isp_words_map_text (map, ISP_MAP_PLANNED);

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
  g_autofree char *blank = isp_words_map_page (map, 0, ISP_MAP_PLANNED);
  g_autofree char *wrong = isp_words_map_page (map, 0x7480 / 128, ISP_MAP_PLANNED);

  g_assert_cmpstr (blank, ==, "0x0000–0x007F · blank");
  g_assert_cmpstr (wrong, ==, "0x7480–0x74FF · boot section · wrong");
}

/* Nothing is “to write” once a job has ended, and what was not compared is not “left as it is”. */
static void
test_uses (void)
{
  static const struct
  {
    IspJobKind kind;
    gboolean ended;
    const char *kept, *to_write, *verified, *wrong;
  } rows[] = {
    { ISP_JOB_FLASH, FALSE, "left as they are", "to write", "verified", "wrong" },
    { ISP_JOB_FLASH, TRUE, "left as they are", "not written", "verified", "wrong" },
    { ISP_JOB_RESTORE, TRUE, "left as they are", "not written", "verified", "wrong" },
    { ISP_JOB_UPLOAD, TRUE, "left as they are", "not written", "verified", "wrong" },
    { ISP_JOB_READ, TRUE, "not read", "to write", "verified", "wrong" },
    { ISP_JOB_VERIFY, FALSE, "not compared", "to write", "as in the file", "different" },
    { ISP_JOB_VERIFY, TRUE, "not compared", "to write", "as in the file", "different" },
    { ISP_JOB_BLANK, TRUE, "not looked at", "to write", "verified", "wrong" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const IspMapUse use = isp_words_map_use (rows[i].kind, rows[i].ended);

      g_assert_cmpstr (isp_words_page_state (ISP_PAGE_KEPT, use), ==, rows[i].kept);
      g_assert_cmpstr (isp_words_page_state (ISP_PAGE_TO_WRITE, use), ==, rows[i].to_write);
      g_assert_cmpstr (isp_words_page_state (ISP_PAGE_VERIFIED, use), ==, rows[i].verified);
      g_assert_cmpstr (isp_words_page_state (ISP_PAGE_WRONG, use), ==, rows[i].wrong);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/map/text", test_text);
  g_test_add_func ("/words/map/page", test_page);
  g_test_add_func ("/words/map/uses", test_uses);
  return g_test_run ();
}
