/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include <glib.h>
#include <glib/gstdio.h>

static char *home;

static void
set_folder (const char *variable, const char *name)
{
  g_autofree char *path = g_build_filename (home, name, NULL);

  g_setenv (variable, path, TRUE);
}

void
scratch_init (void)
{
  g_autoptr (GError) error = NULL;

  home = g_dir_make_tmp ("store-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("HOME", home, TRUE);
  set_folder ("XDG_DATA_HOME", "data");
  set_folder ("XDG_CACHE_HOME", "cache");
  set_folder ("XDG_CONFIG_HOME", "config");
}

static void
remove_below (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        remove_below (inner);
      g_assert_cmpint (g_remove (inner), ==, 0);
    }
}

void
scratch_clear (void)
{
  remove_below (home);
}

void
scratch_end (void)
{
  remove_below (home);
  g_rmdir (home);
  g_clear_pointer (&home, g_free);
}
