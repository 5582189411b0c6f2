/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-standard-fds.h"

#include <fcntl.h>
#include <unistd.h>

void
isp_standard_fds_reserve (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0)
      {
        /* The lowest free number is this one; the mode is the one that it is not used with. */
        int opened = open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);

        if (opened != fd && opened >= 0)
          close (opened);
      }
}
