/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"
#include "core/isp-error.h"
#include "transport/isp-holder.h"
#include "transport/isp-serial.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODE "/dev/ttyACM0"

typedef struct
{
  Bench *bench;
  IspSerial *serial;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->bench = bench_new ("avrisp-helper", "atmega32u4", 0, &error);
  g_assert_no_error (error);
  f->serial = isp_serial_open (NODE, 19200, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  isp_serial_close (f->serial);
  bench_free (f->bench);
}

static gint64
in_ms (guint ms)
{
  return g_get_monotonic_time () + ms * 1000;
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) list = isp_serial_list ();
  const IspSerialInfo *info;

  g_assert_cmpuint (list->len, ==, 1);
  info = list->pdata[0];
  g_assert_cmpstr (info->node, ==, NODE);
  g_assert_nonnull (info->usb);
  g_assert_cmphex (info->usb->vid, ==, 0x16C0);
  g_assert_cmphex (info->usb->pid, ==, 0x0483);
  g_assert_cmpstr (info->usb->path, ==, "1-3");
}

/* The model says nothing without DTR: an answer proves that it is asserted. */
static void
test_exchange (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 reply[2] = { 0 };
  gsize n = 0;

  g_assert_true (isp_serial_write (f->serial, (const guint8 *) "0 ", 2, in_ms (500), NULL, &error));
  g_assert_true (isp_serial_read (f->serial, reply, 2, in_ms (500), &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpmem (reply, 2, "\x14\x10", 2);
}

static void
test_timeout (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 reply[3];
  gsize n = 0;

  isp_serial_write (f->serial, (const guint8 *) "0 ", 2, in_ms (500), NULL, NULL);
  g_assert_false (isp_serial_read (f->serial, reply, 3, in_ms (150), &n, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_TIMEOUT);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_drain (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 byte;

  isp_serial_write (f->serial, (const guint8 *) "0 0 0 ", 6, in_ms (500), NULL, NULL);
  g_assert_cmpuint (isp_serial_drain (f->serial, 100 * 1000, in_ms (2000), NULL), ==, 6);
  g_assert_false (isp_serial_read (f->serial, &byte, 1, in_ms (50), NULL, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_TIMEOUT);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint8 byte;

  g_cancellable_cancel (cancellable);
  g_assert_false (isp_serial_read (f->serial, &byte, 1, in_ms (60000), NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_unplugged (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 byte;

  bench_unplug (f->bench);
  g_assert_false (isp_serial_read (f->serial, &byte, 1, in_ms (60000), NULL, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
  g_clear_error (&error);
  g_assert_null (isp_serial_open (NODE, 19200, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
}

static void
test_busy (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_serial_open (NODE, 19200, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_pointer (&f->serial, isp_serial_close);
  f->serial = isp_serial_open (NODE, 19200, NULL, &error);
  g_assert_no_error (error);
}

/* A process of its own that has a terminal open. */
static pid_t
hold (const char *node)
{
  int ready[2];
  pid_t pid;
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  if (pid == 0)
    {
      if (open (node, O_RDWR | O_NOCTTY) >= 0 && write (ready[1], "r", 1) == 1)
        pause ();
      _exit (1);
    }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  return pid;
}

/* A port that somebody has open is busy, also where they did not ask for it alone, and is not
 * touched. */
static void
test_holder (void)
{
  g_autofree char *node = NULL;
  g_autofree char *holder = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("unbrick-XXXXXX", &node, NULL);
  pid_t pid;
  int found;

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_null (isp_holder_find (node, &found));
  g_assert_cmpint (found, ==, 0);
  pid = hold (node);
  holder = isp_holder_find (node, &found);
  g_assert_cmpstr (holder, ==, "test-serial");
  g_assert_cmpint (found, ==, pid);
  g_assert_true (isp_holder_is (pid, node));
  g_assert_null (isp_serial_open (node, 19200, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "test-serial"));
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  g_assert_false (isp_holder_is (pid, node));
  unlink (node);
}

/* A terminal that is no device of its own is there, and no programmer's. */
static void
test_no_modem_lines (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSerial) serial = NULL;
  int near, far;
  char name[64];

  g_assert_cmpint (openpty (&near, &far, name, NULL, NULL), ==, 0);
  serial = isp_serial_open (name, 19200, NULL, &error);
  g_assert_null (serial);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  close (near);
  close (far);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/serial/list", test_list },           { "/serial/exchange", test_exchange },
    { "/serial/timeout", test_timeout },     { "/serial/drain", test_drain },
    { "/serial/cancelled", test_cancelled }, { "/serial/unplugged", test_unplugged },
    { "/serial/busy", test_busy },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/serial/holder", test_holder);
  g_test_add_func ("/serial/no-modem-lines", test_no_modem_lines);
  return g_test_run ();
}
