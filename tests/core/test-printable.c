/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-printable.h"

#include <string.h>

static void
test_line (void)
{
  static const struct
  {
    const char *text, *shown;
  } rows[] = {
    { "USBasp", "USBasp" },
    { "Größe 5 µm 😀", "Größe 5 µm 😀" },
    { "<b>bold</b> & more", "<b>bold</b> & more" },
    { "\033[2Jgone", "\\x1B[2Jgone" },
    { "a\nb\tc\r\x7f", "a\\nb\\tc\\x0D\\x7F" },
    { "\xff\xfe x", "\\xFF\\xFE x" },
    { "half \xe2\x82", "half \\xE2\\x82" },
    { "over \xc0\xaf", "over \\xC0\\xAF" },
    { "c1 \xc2\x9b", "c1 \\u009B" },
    { "\xe2\x80\xaetxt.exe", "\\u202Etxt.exe" },
    { "a\xe2\x80\xa8"
      "b",
      "a\\u2028b" },
    { "", "" },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = isp_text_make_line (rows[i].text, ISP_NAME_CHARS);
      g_autofree char *again = isp_text_make_line (shown, ISP_NAME_CHARS);

      g_assert_cmpstr (shown, ==, rows[i].shown);
      g_assert_cmpstr (again, ==, shown);
    }
}

static void
test_cut (void)
{
  g_autofree char *ten = g_strnfill (10, 'x');
  g_autofree char *huge = g_strnfill (10000, 'x');
  g_autofree char *whole = isp_text_make_line (ten, 10);
  g_autofree char *cut = isp_text_make_line (ten, 9);
  g_autofree char *name = isp_text_make_line (huge, ISP_NAME_CHARS);
  g_autofree char *spelled = isp_text_make_line ("123\033", 5);

  g_assert_cmpstr (whole, ==, ten);
  g_assert_cmpstr (cut, ==, "xxxxxxxx…");
  g_assert_cmpint (g_utf8_strlen (name, -1), ==, ISP_NAME_CHARS);
  g_assert_cmpstr (spelled, ==, "123…");
}

static void
test_lines (void)
{
  g_autofree char *text = isp_text_make_printable ("a\n\tb\033\xff");

  g_assert_cmpstr (text, ==, "a\n\tb\\x1B\\xFF");
  g_assert_null (isp_text_make_printable (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/printable/line", test_line);
  g_test_add_func ("/core/printable/cut", test_cut);
  g_test_add_func ("/core/printable/lines", test_lines);
  return g_test_run ();
}
