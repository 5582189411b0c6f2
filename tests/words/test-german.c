/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That translation reaches the words: of the build tree, in German. */
#include "core/isp-error.h"
#include "words/isp-words.h"

static void
test_errors (void)
{
  g_autoptr (GError) error = g_error_new (ISP_ERROR, ISP_ERROR_NO_TARGET, "x");

  g_assert_cmpstr (isp_words_error_title (error), ==, "Der Chip antwortet nicht");
  for (int code = 0; code < ISP_N_ERRORS; code++)
    {
      g_autoptr (GError) each = g_error_new (ISP_ERROR, code, "x");

      g_assert_true (g_str_has_suffix (isp_words_error_advice (each), "."));
    }
}

static void
test_plurals (void)
{
  g_autofree char *one = isp_words_seconds (0.5), *some = isp_words_seconds (7);

  g_assert_cmpstr (one, ==, "etwa eine Sekunde");
  g_assert_cmpstr (some, ==, "etwa 7 Sekunden");
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "..", "po", NULL);

  g_setenv ("UNBRICK_LOCALE_DIR", folder, TRUE);
  g_setenv ("LANGUAGE", "de", TRUE);
  isp_words_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/german/errors", test_errors);
  g_test_add_func ("/german/plurals", test_plurals);
  return g_test_run ();
}
