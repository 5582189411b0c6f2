/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include "core/isp-image-file.h"

#include <signal.h>
#include <string.h>

static char *program, *folder;
static GPtrArray *paths;

void
cli_run_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (argc, argv, NULL);
  g_assert_cmpint (*argc, >, 1);
  program = g_strdup ((*argv)[1]);
  folder = g_dir_make_tmp ("unbrickctl-XXXXXX", &error);
  g_assert_no_error (error);
  paths = g_ptr_array_new_with_free_func (g_free);
}

static void
remove_all (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_file_delete (file, NULL, NULL);
}

int
cli_run_tests (void)
{
  int status = g_test_run ();

  remove_all (folder);
  g_free (folder);
  g_free (program);
  g_ptr_array_unref (paths);
  return status;
}

const char *
cli_path (const char *name)
{
  char *path = g_build_filename (folder, name, NULL);

  g_ptr_array_add (paths, path);
  return path;
}

const char *
cli_data_path (const char *name)
{
  g_autofree char *path = g_build_filename ("data", "unbrick", name, NULL);

  return cli_path (path);
}

const char *
cli_write (const char *name, const char *text)
{
  const char *path = cli_path (name);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (parent, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

const char *
cli_write_image (const char *name, const IspImage *image)
{
  const char *path = cli_path (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  isp_image_save (image, file, NULL, &error);
  g_assert_no_error (error);
  return path;
}

IspImage *
cli_make_bootloader (void)
{
  guint8 data[0x1000];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = i % 2 ? i >> 8 : i * 7;
  return isp_image_new_from_data (0x7000, data, sizeof data);
}

/* ── running ── */

/* redirection: NULL, or what a shell is to do with the descriptors. */
static GSubprocess *
start (const char *redirection, const char *const *args)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *cache = g_build_filename (folder, "cache", NULL);
  g_autofree char *line = g_strconcat ("exec \"$0\" \"$@\" ", redirection, NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", data, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", cache, TRUE);
  /* nothing answers there: downloads fail at once */
  g_subprocess_launcher_setenv (launcher, "UNBRICK_TEST_ORIGIN", "https://127.0.0.1:9", TRUE);
  if (redirection != NULL)
    {
      g_ptr_array_add (argv, (char *) "/bin/sh");
      g_ptr_array_add (argv, (char *) "-c");
      g_ptr_array_add (argv, line);
    }
  g_ptr_array_add (argv, program);
  for (guint i = 0; args[i]; i++)
    g_ptr_array_add (argv, (char *) args[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* err: what was read of stderr already; taken. */
static CliRun *
finish (GSubprocess *process, char *err)
{
  CliRun *self = g_new0 (CliRun, 1);
  g_autofree char *rest = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &self->out, &rest, &error);
  g_assert_no_error (error);
  self->err = g_strconcat (err ? err : "", rest, NULL);
  g_free (err);
  self->status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  self->json = *self->out == '{' ? json_from_string (self->out, NULL) : NULL;
  self->root = self->json ? json_node_get_object (self->json) : NULL;
  g_object_unref (process);
  return self;
}

CliRun *
cli_run_strv (const char *const *args)
{
  return finish (start (NULL, args), NULL);
}

CliRun *
cli_run_redirected (const char *redirection, const char *const *args)
{
  return finish (start (redirection, args), NULL);
}

CliRun *
cli_run (const char *first, ...)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  va_list list;

  va_start (list, first);
  for (const char *arg = first; arg; arg = va_arg (list, const char *))
    g_ptr_array_add (args, (char *) arg);
  va_end (list);
  g_ptr_array_add (args, NULL);
  return cli_run_strv ((const char *const *) args->pdata);
}

CliRun *
cli_run_signalled (const char *text, int signal, const char *const *args)
{
  GSubprocess *process = start (NULL, args);
  GInputStream *in = g_subprocess_get_stderr_pipe (process);
  GString *err = g_string_new (NULL);
  char byte;

  while (!strstr (err->str, text) && g_input_stream_read (in, &byte, 1, NULL, NULL) == 1)
    g_string_append_c (err, byte);
  g_subprocess_send_signal (process, signal);
  return finish (process, g_string_free (err, FALSE));
}

void
cli_run_free (CliRun *self)
{
  g_free (self->out);
  g_free (self->err);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}

/* ── JSON ── */

const char *
cli_string (const CliRun *run, const char *member)
{
  if (!run->root || !json_object_has_member (run->root, member))
    g_error ("no “%s” in:\n%s%s", member, run->out, run->err);
  return json_object_get_null_member (run->root, member)
             ? NULL
             : json_object_get_string_member (run->root, member);
}

const char *
cli_error_code (const CliRun *run)
{
  g_assert_nonnull (run->root);
  return json_object_get_null_member (run->root, "error")
             ? NULL
             : json_object_get_string_member (json_object_get_object_member (run->root, "error"),
                                              "code");
}
