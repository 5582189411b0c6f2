/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that was started without standard descriptors. */
#include "transport/isp-standard-fds.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a child without the descriptors of closed: exits with the number that the next file gets. */
static void
run_child (guint closed, gboolean reserves)
{
  for (int fd = 0; fd <= 2; fd++)
    if (closed >> fd & 1)
      close (fd);
  if (reserves)
    isp_standard_fds_reserve ();
  _exit (open ("/dev/null", O_RDWR));
}

static int
get_next_fd (guint closed, gboolean reserves)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    run_child (closed, reserves);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_reserve (void)
{
  for (guint closed = 0; closed < 8; closed++)
    g_assert_cmpint (get_next_fd (closed, TRUE), >, 2);
  /* and it would be one of them */
  g_assert_cmpint (get_next_fd (4, FALSE), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/standard-fds/reserve", test_reserve);
  return g_test_run ();
}
