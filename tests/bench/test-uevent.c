/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program stops listening for uevents at any time, also while one is on its way to it. */
#include "bench/bench.h"

#include <sys/socket.h>
#include <unistd.h>

static void
test_nobody_listens (void)
{
  char text[] = "add@/devices/usb1";
  struct iovec part = { text, sizeof text };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_RAW | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (sendmsg (ends[0], &message, 0), ==, sizeof text);
  close (ends[1]);
  g_assert_cmpint (sendmsg (ends[0], &message, 0), ==, sizeof text);
  close (ends[0]);
}

/* A stream that nobody reads is none of the bench's business. */
static void
test_other_socket (void)
{
  char text[] = "hello";
  struct iovec part = { text, sizeof text };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  close (ends[1]);
  g_assert_cmpint (sendmsg (ends[0], &message, MSG_NOSIGNAL), ==, -1);
  close (ends[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uevent/nobody-listens", test_nobody_listens);
  g_test_add_func ("/uevent/other-socket", test_other_socket);
  return g_test_run ();
}
