/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs.h"

#include "core/isp-image-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

static char *folder;
static GHashTable *paths; /* of programs, by name */

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
programs_set_up (void)
{
  static const char *const variables[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                                           "HOME" };

  folder = g_dir_make_tmp ("unbrick-bench-XXXXXX", NULL);
  paths = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_setenv (variables[i], folder, TRUE);
}

void
programs_tear_down (void)
{
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&paths, g_hash_table_unref);
}

char *
programs_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

const char *
programs_get (const char *name)
{
  if (!g_hash_table_contains (paths, name))
    g_hash_table_insert (paths, (gpointer) name, g_find_program_in_path (name));
  const char *path = g_hash_table_lookup (paths, name);
  if (path == NULL)
    g_test_skip_printf ("%s is not installed", name);
  return path;
}

const char *
programs_get_avrdude (void)
{
  return programs_get ("avrdude");
}

void
programs_fill_random (guint8 *out, gsize len, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < len; i++)
    out[i] = g_rand_int_range (rand, 0, 256);
}

void
programs_fill_firmware (guint8 *out, gsize len, guint32 seed)
{
  static const guint8 keyboard[] = {
    18, 1,    0x00, 0x02, 0, 0, 0,    32,   0xED, 0xFE, 0x65, 0x60, 0x01, 0x00, 1, 2,
    0,  1, /* device */
    9,  2,    34,   0,    1, 1, 0,    0x80, 50,   9,    4,    0,    0,    1,    3, 1,
    1,  0, /* configuration, interface */
    9,  0x21, 0x11, 1,    0, 1, 0x22, 64,   0,    7,    5,    0x81, 3,    8,    0, 10,
  };

  programs_fill_random (out, len, seed);
  out[0] = 0x0C;
  out[1] = 0x94;
  memcpy (out + 0x100, keyboard, sizeof keyboard);
}

char *
programs_save_hex (const char *name, guint32 start, const guint8 *data, gsize len)
{
  g_autoptr (IspImage) image = isp_image_new_from_data (start, data, len);
  char *path = programs_path (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (isp_image_save (image, file, "ihex", &error));
  g_assert_no_error (error);
  return path;
}

void
programs_assert_file (const char *path, guint32 start, const guint8 *data, gsize len)
{
  g_autofree char *found = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &found, &size, NULL));
  g_assert_cmpuint (size, >=, start + len);
  g_assert_cmpmem (found + start, len, data, len);
}

static int
run (Bench *bench, char **stdout_text, char **stderr_text, const char *const *const *pieces)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status = -1;

  for (guint i = 0; pieces[i] != NULL; i++)
    for (guint j = 0; pieces[i][j] != NULL; j++)
      g_ptr_array_add (argv, (gpointer) pieces[i][j]);
  g_ptr_array_add (argv, NULL);
  g_assert_true (bench_run (bench, (const char *const *) argv->pdata, stdout_text, stderr_text,
                            &status, &error));
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

int
programs_run (Bench *bench, char **stdout_text, const char *const *const *pieces)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status = run (bench, &out, &err, pieces);

  if (stdout_text != NULL)
    *stdout_text = g_steal_pointer (&out);
  return status;
}

/* *late: it failed, and said that something took too long. */
static void
run_ok (Bench *bench, const char *const *const *pieces, gboolean *late)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status = run (bench, &out, &err, pieces);

  if (status != 0)
    g_test_message ("%s\n%s", out, err);
  if (late != NULL && status != 0 && strstr (err, "timeout") != NULL)
    *late = TRUE;
  else
    g_assert_cmpint (status, ==, 0);
}

void
programs_run_ok (Bench *bench, const char *const *const *pieces)
{
  run_ok (bench, pieces, NULL);
}

#define AVRDUDE_TRIES 4u

void
programs_run_avrdude (Bench *bench, const char *const *how, const char *const *what)
{
  const char *const program[] = { programs_get_avrdude (), "-qq", NULL };
  const char *const *const pieces[] = { program, how, what, NULL };
  gboolean late = TRUE;

  for (guint i = 1; late; i++)
    {
      late = FALSE;
      run_ok (bench, pieces, i < AVRDUDE_TRIES ? &late : NULL);
    }
}

void
programs_expect (Bench *bench, const char *running)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (!g_str_equal (bench_get_running (bench), running) && g_get_monotonic_time () < end)
    g_usleep (5000);
  g_assert_cmpstr (bench_get_running (bench), ==, running);
}
