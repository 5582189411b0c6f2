/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in the user's folders that mean harm, or only do. */
#include "scratch.h"
#include "store/isp-paths.h"
#include "store/presets/isp-presets.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

static void
write_user (const char *name, const char *text)
{
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (isp_paths_write (path, bytes, NULL));
}

/* What harms nobody: a pipe, a file without an end, bytes that are no text, a name of 10 kB. */
static void
test_user_harm (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = NULL;
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *pipe = g_build_filename (folder, "p.preset", NULL);
  g_autofree char *endless = g_build_filename (folder, "z.preset", NULL);
  g_autofree char *huge = g_strnfill (10000, 'x');
  g_autofree char *named =
      g_strconcat ("[Family]\nId=long\nName=<b>\033[2J\n\n[long-a]\nName=", huge,
                   "\nParts=atmega32u4;\nLow=5E\nHigh=D9\nExtended=F3\nEntry=hwb\n", NULL);

  write_user ("n.preset", named);
  write_user ("r.preset", "[Family]\nId=raw\nName=\xff\xfe\n");
  g_assert_no_errno (mkfifo (pipe, 0600));
  g_assert_no_errno (symlink ("/dev/zero", endless));
  presets = isp_presets_load (problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 3);
  g_assert_cmpint (g_utf8_strlen (isp_presets_by_id (presets, "long-a")->name, -1), <=, 80);
  g_assert_cmpstr (isp_presets_by_id (presets, "long-a")->family_name, ==, "<b>\\x1B[2J");
  g_assert_no_errno (g_unlink (pipe));
  g_assert_no_errno (g_unlink (endless));
}

/* A run that was killed leaves what it was writing; what is young may be another run's. */
static void
test_leftovers (void)
{
  static const struct
  {
    const char *name;
    gboolean old, stays;
  } rows[] = {
    { "a.hex.AB12cd", TRUE, FALSE },   { "b.json.000000", TRUE, FALSE },
    { "c.hex.AB12cd", FALSE, TRUE },   { "d.hex", TRUE, TRUE },
    { "e.preset.AB12cd", TRUE, TRUE },
  };
  g_autofree char *folder = isp_paths_get_images ();
  g_autofree char *path = g_build_filename (folder, "whole.hex", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  const struct utimbuf long_ago = { 1000000000, 1000000000 };

  g_assert_true (isp_paths_write (path, bytes, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = g_build_filename (folder, rows[i].name, NULL);

      g_assert_true (g_file_set_contents (left, "x", 1, NULL));
      g_assert_cmpint (rows[i].old ? g_utime (left, (struct utimbuf *) &long_ago) : 0, ==, 0);
    }
  g_assert_true (isp_paths_write (path, bytes, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = g_build_filename (folder, rows[i].name, NULL);

      g_assert_true (g_file_test (left, G_FILE_TEST_EXISTS) == rows[i].stays);
    }
}

int
main (int argc, char **argv)
{
  int result;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presets/user-harm", test_user_harm);
  g_test_add_func ("/store/leftovers", test_leftovers);
  result = g_test_run ();
  scratch_end ();
  return result;
}
