/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-paths.h"

#include "config.h"
#include "isp-sync-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define LEFTOVER_S 3600

char *
isp_paths_get_shipped (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  const char *data = g_getenv ("UNBRICK_DATA_DIR");

  return g_build_filename (data != NULL && *data != '\0' ? data : PKGDATADIR, name, NULL);
}

char *
isp_paths_get_user_presets (void)
{
  return g_build_filename (g_get_user_data_dir (), "unbrick", "presets", NULL);
}

char *
isp_paths_get_images (void)
{
  return g_build_filename (g_get_user_cache_dir (), "unbrick", "images", NULL);
}

char *
isp_paths_get_keyboards (void)
{
  return g_build_filename (g_get_user_cache_dir (), "unbrick", "keyboards.tsv", NULL);
}

char *
isp_paths_get_backups (void)
{
  return g_build_filename (g_get_user_data_dir (), "unbrick", "backups", NULL);
}

char *
isp_paths_get_rehearsals (void)
{
  return g_build_filename (g_get_user_data_dir (), "unbrick", "rehearsals", NULL);
}

char *
isp_paths_get_reports (void)
{
  return g_build_filename (g_get_user_data_dir (), "unbrick", "reports", NULL);
}

/* What GLib calls a file of ours until it is whole: "name.hex.AB12CD". */
static gboolean
is_leftover (const char *name)
{
  return g_regex_match_simple ("\\.(hex|json|tsv)\\.[A-Za-z0-9]{6}$", name, 0, 0);
}

/* Of a run that was killed while it wrote; one that is younger may still be written. */
static void
remove_leftovers (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (is_leftover (name) && g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) &&
          info.st_mtime < now - LEFTOVER_S)
        g_unlink (path);
    }
}

/* Makes the folders above path as needed. Errors: G_FILE_ERROR or G_IO_ERROR, naming the path; then
 * path holds what it held before. */
gboolean
isp_paths_write (const char *path, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (path != NULL && bytes != NULL, FALSE);

  g_autofree char *folder = g_path_get_dirname (path);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", folder,
                   g_strerror (code));
      return FALSE;
    }
  remove_leftovers (folder);
  if (!g_file_set_contents_full (path, size > 0 ? data : "", (gssize) size,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                 error))
    return FALSE;
  /* A rename is on disk only once its folder is. */
  return isp_sync_folder (folder, error);
}
