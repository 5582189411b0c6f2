/* SPDX-License-Identifier: GPL-3.0-or-later */
/* realpath() on the bench. A serial port there is a link to a pty, and umockdev's own realpath()
 * cuts its folder's name off whatever such a link leads to, which crashes libserialport 0.1.2. A
 * real port is no link: it is its own real path. */
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *__realpath_chk (const char *path, char *resolved, size_t size);

static int
is_port (const char *path)
{
  return path != NULL && strncmp (path, "/dev/tty", strlen ("/dev/tty")) == 0 &&
         strlen (path) < PATH_MAX && getenv ("UMOCKDEV_DIR") != NULL && access (path, F_OK) == 0;
}

char *
realpath (const char *path, char *resolved)
{
  char *(*next) (const char *, char *);

  if (is_port (path))
    return resolved != NULL ? strcpy (resolved, path) : strdup (path);
  *(void **) &next = dlsym (RTLD_NEXT, "realpath");
  return next (path, resolved);
}

/* What realpath() is in programs that are built with _FORTIFY_SOURCE. */
char *
__realpath_chk (const char *path, char *resolved, size_t size)
{
  if (size < PATH_MAX)
    abort ();
  return realpath (path, resolved);
}
