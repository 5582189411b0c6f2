/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has a port open is remembered from one opening to the end of it, and asked of nobody else. */
#include "ports/isp-busy.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  IspSession *session;
  IspPort *port;
  int master;
  pid_t holder; /* 0: none */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->session = isp_session_new ();
  f->master = posix_openpt (O_RDWR | O_NOCTTY);
  g_assert_cmpint (f->master, >=, 0);
  g_assert_cmpint (grantpt (f->master), ==, 0);
  g_assert_cmpint (unlockpt (f->master), ==, 0);
  f->port = isp_port_new (NULL, ptsname (f->master), "Arduino");
  f->port->device_node = g_strdup (f->port->id);
  f->port->usb_address = 4;
}

/* Another process opens the port. */
static void
hold (Fixture *f)
{
  int ready[2];
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  f->holder = fork ();
  if (f->holder == 0)
    {
      if (open (f->port->device_node, O_RDWR | O_NOCTTY) >= 0 && write (ready[1], "r", 1) == 1)
        pause ();
      _exit (1);
    }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
}

static void
let_go (Fixture *f)
{
  if (f->holder == 0)
    return;
  kill (f->holder, SIGKILL);
  waitpid (f->holder, NULL, 0);
  f->holder = 0;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  let_go (f);
  close (f->master);
  isp_port_free (f->port);
  isp_session_unref (f->session);
}

static void
test_held (Fixture *f, gconstpointer data)
{
  hold (f);
  g_assert_null (isp_busy_recall (f->session, f->port)); /* it was not opened yet */
  isp_busy_note (f->session, f->port);
  g_assert_cmpstr (isp_busy_recall (f->session, f->port), ==, "test-busy");
  g_assert_cmpstr (isp_busy_recall (f->session, f->port), ==, "test-busy");
  let_go (f);
  g_assert_null (isp_busy_recall (f->session, f->port));
  hold (f); /* somebody else: found by the next opening */
  g_assert_null (isp_busy_recall (f->session, f->port));
}

static void
test_replugged (Fixture *f, gconstpointer data)
{
  hold (f);
  isp_busy_note (f->session, f->port);
  f->port->usb_address++;
  g_assert_null (isp_busy_recall (f->session, f->port));
}

/* Nobody that shows: it may be tried again. */
static void
test_nobody (Fixture *f, gconstpointer data)
{
  isp_busy_note (f->session, f->port);
  g_assert_null (isp_busy_recall (f->session, f->port));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/busy/held", Fixture, NULL, set_up, test_held, tear_down);
  g_test_add ("/busy/replugged", Fixture, NULL, set_up, test_replugged, tear_down);
  g_test_add ("/busy/nobody", Fixture, NULL, set_up, test_nobody, tear_down);
  return g_test_run ();
}
