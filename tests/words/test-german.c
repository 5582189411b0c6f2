/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That translation reaches the words: of the build tree, in German. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/job/isp-report.h"
#include "words/isp-words.h"

#include <string.h>

static void
test_errors (void)
{
  g_autoptr (GError) error = g_error_new (ISP_ERROR, ISP_ERROR_NO_TARGET, "x");

  g_assert_cmpstr (isp_words_error_title (error), ==, "Der Chip antwortet nicht");
  for (int code = 0; code < ISP_N_ERRORS; code++)
    {
      g_autoptr (GError) each = g_error_new (ISP_ERROR, code, "x");

      g_assert_true (g_str_has_suffix (isp_words_error_advice (each, ISP_WORDS_FOR_WINDOW), "."));
    }
}

static void
test_plurals (void)
{
  g_autofree char *one = isp_words_seconds (0.5), *some = isp_words_seconds (7);

  g_assert_cmpstr (one, ==, "etwa eine Sekunde");
  g_assert_cmpstr (some, ==, "etwa 7 Sekunden");
}

/* What an error knows of a fuse byte becomes a sentence. */
static void
test_fuse (void)
{
  const IspErrorFacts facts = {
    .kind = ISP_FACTS_FUSE, .fuse = ISP_FUSE_HIGH, .compared = TRUE, .read = 0xD8, .planned = 0xD9
  };
  g_autoptr (IspReport) report = isp_report_new (ISP_JOB_FLASH);
  g_autofree char *text = NULL;

  report->chip = ISP_CHIP_FUSES_OPEN;
  report->error = g_error_new_literal (ISP_ERROR, ISP_ERROR_FUSE, "X");
  isp_error_set_facts (&report->error, &facts);
  text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_test_message ("%s", text);
  g_assert_null (strstr (text, "hfuse"));
  g_assert_nonnull (strstr (text, "D8"));
  g_assert_nonnull (strstr (text, "D9"));
  g_assert_cmpint (strstr (text, "D8") - text, <, strstr (text, "D9") - text);
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
  g_test_add_func ("/german/fuse", test_fuse);
  return g_test_run ();
}
