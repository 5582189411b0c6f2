/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever stands at a path: reading neither blocks nor fills memory. */
#include "core/isp-error.h"
#include "core/isp-file.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder, *path;
  GFile *file;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("isp-file-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "a", NULL);
  f->file = g_file_new_for_path (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_object_unref (f->file);
  g_free (f->path);
  g_free (f->folder);
}

static void
assert_refused (GFile *file, gsize max, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_file_read (file, max, NULL, &error));
  g_assert_error (error, domain, code);
}

static void
test_size (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->path, "12345", 5, NULL));
  bytes = isp_file_read (f->file, 5, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12345", 5);
  assert_refused (f->file, 4, ISP_ERROR, ISP_ERROR_BAD_FILE);
  /* A terabyte that takes no room on disk. */
  g_assert_no_errno (truncate (f->path, (off_t) 1 << 40));
  assert_refused (f->file, 5, ISP_ERROR, ISP_ERROR_BAD_FILE);
}

static void
assert_not_replaced (GFile *file, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (isp_file_may_replace (file, &error));
  g_assert_error (error, domain, code);
}

/* Writing replaces: a device node or somebody's link would be gone. */
static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) null = g_file_new_for_path ("/dev/null");
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);

  g_assert_true (isp_file_may_replace (f->file, &error));
  g_assert_true (g_file_set_contents (f->path, "12345", 5, NULL));
  g_assert_true (isp_file_may_replace (f->file, &error));
  g_assert_no_error (error);
  g_assert_no_errno (g_unlink (f->path));
  g_assert_no_errno (mkfifo (f->path, 0600));
  assert_not_replaced (f->file, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_no_errno (g_unlink (f->path));
  g_assert_no_errno (symlink ("b", f->path));
  assert_not_replaced (f->file, ISP_ERROR, ISP_ERROR_BAD_FILE);
  assert_not_replaced (null, ISP_ERROR, ISP_ERROR_BAD_FILE);
  assert_not_replaced (folder, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

/* Nobody writes into the pipe: an ordinary open would wait for ever. */
static void
test_kinds (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);
  g_autoptr (GFile) null = g_file_new_for_path ("/dev/null");
  g_autoptr (GFile) zero = g_file_new_for_path ("/dev/zero");
  g_autoptr (GFile) nothing = g_file_new_build_filename (f->folder, "none", NULL);

  g_assert_no_errno (mkfifo (f->path, 0600));
  assert_refused (f->file, 100, ISP_ERROR, ISP_ERROR_BAD_FILE);
  assert_refused (null, 100, ISP_ERROR, ISP_ERROR_BAD_FILE);
  assert_refused (zero, 100, ISP_ERROR, ISP_ERROR_BAD_FILE);
  assert_refused (folder, 100, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  assert_refused (nothing, 100, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/file/size", Fixture, NULL, set_up, test_size, tear_down);
  g_test_add ("/file/kinds", Fixture, NULL, set_up, test_kinds, tear_down);
  g_test_add ("/file/replace", Fixture, NULL, set_up, test_replace, tear_down);
  return g_test_run ();
}
