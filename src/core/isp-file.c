/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-file.h"

#include "config.h"
#include "isp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define BLOCK 65536u

static gboolean
check_size (guint64 size, gsize max, GError **error)
{
  if (size > max)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                         _ ("The file is far too big for its kind"));
  return size <= max;
}

static gboolean
refuse_kind (gboolean folder, GError **error)
{
  if (folder)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("It is a folder"));
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                         _ ("It is a pipe or a device; choose a file"));
  return FALSE;
}

static gboolean
check_descriptor (int fd, gsize max, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    return refuse_kind (S_ISDIR (info.st_mode), error);
  return check_size (info.st_size, max, error);
}

/* Without O_NONBLOCK, opening a pipe that has no writer would wait for ever. */
static GInputStream *
open_path (const char *path, gsize max, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      int saved = errno;

      /* A socket does not open. */
      if (saved == ENXIO)
        refuse_kind (FALSE, error);
      else
        g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved), g_strerror (saved));
      return NULL;
    }
  if (check_descriptor (fd, max, error))
    return g_unix_input_stream_new (fd, TRUE);
  g_close (fd, NULL);
  return NULL;
}

static GInputStream *
open_remote (GFile *file, gsize max, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      refuse_kind (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY, error);
      return NULL;
    }
  if (!check_size (g_file_info_get_size (info), max, error))
    return NULL;
  return G_INPUT_STREAM (g_file_read (file, cancellable, error));
}

GBytes *
isp_file_read (GFile *file, gsize max, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  const char *path = g_file_peek_path (file);
  g_autoptr (GInputStream) in =
      path != NULL ? open_path (path, max, error) : open_remote (file, max, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  gsize n = 0;

  if (in == NULL)
    return NULL;
  do
    {
      if (!g_input_stream_read_all (in, block, BLOCK, &n, cancellable, error))
        return NULL;
      g_byte_array_append (bytes, block, n);
      if (!check_size (bytes->len, max, error))
        return NULL;
    }
  while (n == BLOCK);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Replaces the system's message, which may repeat the whole path, or not name the file. */
static const struct
{
  GIOErrorEnum io;
  GFileError file;
  const char *text;
} troubles[] = {
  { G_IO_ERROR_NOT_FOUND, G_FILE_ERROR_NOENT, N_ ("There is no such file") },
  { G_IO_ERROR_IS_DIRECTORY, G_FILE_ERROR_ISDIR, N_ ("That is a folder, not a file") },
  { G_IO_ERROR_PERMISSION_DENIED, G_FILE_ERROR_ACCES,
    N_ ("You are not allowed to read this file") },
};

GError *
isp_file_explain (GError *error, const char *path)
{
  g_autoptr (GError) cause = error;
  g_autofree char *name = NULL;

  g_return_val_if_fail (error != NULL && path != NULL, NULL);
  if (cause->domain == ISP_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&cause);
  name = g_filename_display_name (path);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (g_error_matches (cause, G_IO_ERROR, troubles[i].io) ||
        g_error_matches (cause, G_FILE_ERROR, troubles[i].file))
      return g_error_new (ISP_ERROR, ISP_ERROR_BAD_FILE, "%s: %s", name, _ (troubles[i].text));
  return g_error_new (ISP_ERROR, ISP_ERROR_BAD_FILE, "%s: %s", name, cause->message);
}

gboolean
isp_file_may_replace (GFile *file, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  const char *path = g_file_peek_path (file);
  GStatBuf info;

  if (path == NULL || g_lstat (path, &info) != 0 || S_ISREG (info.st_mode))
    return TRUE;
  if (!S_ISLNK (info.st_mode))
    return refuse_kind (S_ISDIR (info.st_mode), error);
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                       _ ("It is a link; choose the file that it points to"));
  return FALSE;
}
