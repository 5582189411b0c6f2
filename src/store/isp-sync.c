/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-sync-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

gboolean
isp_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = 0;

  if (fd < 0)
    failed = errno;
  /* EINVAL, ENOTSUP: this file system orders folders by itself. */
  else if (fsync (fd) != 0 && errno != EINVAL && errno != ENOTSUP)
    failed = errno;
  if (fd >= 0)
    close (fd);
  if (failed == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failed), "%s: %s", path,
               g_strerror (failed));
  return FALSE;
}
