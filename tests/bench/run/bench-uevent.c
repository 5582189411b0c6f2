/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sendmsg() on the bench. umockdev tells of a device's coming and going through a socket of each
 * program that listens, and aborts where one stops listening between its connect() and its
 * sendmsg(). A real kernel drops what nobody hears. */
#include <dlfcn.h>
#include <errno.h>
#include <sys/socket.h>

static ssize_t
count_bytes (const struct msghdr *message)
{
  ssize_t n = 0;

  for (size_t i = 0; i < message->msg_iovlen; i++)
    n += (ssize_t) message->msg_iov[i].iov_len;
  return n;
}

static int
is_uevent (int fd)
{
  int domain, type;
  socklen_t len = sizeof domain;

  return getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain == AF_UNIX &&
         getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_DGRAM;
}

ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  ssize_t (*next) (int, const struct msghdr *, int);
  ssize_t n;

  *(void **) &next = dlsym (RTLD_NEXT, "sendmsg");
  n = next (fd, message, flags);
  return n < 0 && errno == ECONNREFUSED && is_uevent (fd) ? count_bytes (message) : n;
}
