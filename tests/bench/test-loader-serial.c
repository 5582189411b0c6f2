/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traits of Caterina, and of what makes way for a loader on a serial port, that catch mistakes
 * of drivers: if one of them went missing, other tests would pass without a reason. */
#include "bench/run/programs.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define WAIT_MS 20000

static Bench *
caterina_new (const char *loader)
{
  g_autoptr (GError) error = NULL;
  Bench *bench = bench_new (loader, "atmega32u4", 0, &error);

  g_assert_no_error (error);
  return bench;
}

static int
open_port (Bench *bench)
{
  struct termios tio;
  int fd = open (bench_get_node (bench), O_RDWR | O_NOCTTY);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (tcgetattr (fd, &tio), ==, 0);
  cfmakeraw (&tio);
  cfsetspeed (&tio, B57600);
  g_assert_cmpint (tcsetattr (fd, TCSANOW, &tio), ==, 0);
  return fd;
}

static void
set_rate (int fd, speed_t speed)
{
  struct termios tio;

  g_assert_cmpint (tcgetattr (fd, &tio), ==, 0);
  cfsetspeed (&tio, speed);
  g_assert_cmpint (tcsetattr (fd, TCSANOW, &tio), ==, 0);
}

/* What comes within the time, or until enough has. */
static void
assert_says (int fd, const void *sent, gsize n_sent, const void *want, gsize n)
{
  struct pollfd fds = { .fd = fd, .events = POLLIN };
  guint8 heard[512];
  gsize len = 0;

  g_assert_cmpint (write (fd, sent, n_sent), ==, n_sent);
  while (len < n + 1 && poll (&fds, 1, len < n ? WAIT_MS : 30) > 0)
    {
      gssize got = read (fd, heard + len, sizeof heard - len);
      if (got <= 0)
        break;
      len += got;
    }
  g_assert_cmpmem (heard, len, want, n);
}

#define SAYS(fd, sent, want) assert_says (fd, sent, sizeof sent - 1, want, sizeof want - 1)

static void
set_sketch (Bench *bench)
{
  bench_lock (bench);
  memcpy (isp_sim_chip_get_flash (bench_chip (bench)), "\x0C\x94", 2);
  bench_unlock (bench);
}

/* What it knows, and what is lost with a command. */
static void
test_caterina_commands (void)
{
  g_autoptr (Bench) bench = caterina_new ("caterina");
  int fd = open_port (bench), dtr = TIOCM_DTR;

  SAYS (fd, "S", "CATERIN");
  SAYS (fd, "V", "10");
  SAYS (fd, "b", "Y\0\x80");
  SAYS (fd, "t", "\x44\0");
  SAYS (fd, "s", "\x87\x95\x1E");
  SAYS (fd, "v", "?");
  SAYS (fd, "x\x80", "?");
  SAYS (fd, "\x1B", "");
  SAYS (fd, "r", "\xEF");
  SAYS (fd, "SV", "CATERIN");
  g_assert_cmpint (ioctl (fd, TIOCMBIS, &dtr), ==, 0); /* it is on: the device is not asked */
  g_assert_cmpint (ioctl (fd, TIOCMBIC, &dtr), ==, -1);
  close (fd);
}

/* A block is one page, erased and then written once, however long it is; data may span packets. */
static void
test_caterina_block (void)
{
  g_autoptr (Bench) bench = caterina_new ("caterina");
  const guint8 *flash = isp_sim_chip_get_flash (bench_chip (bench));
  int fd = open_port (bench);
  guint8 block[4 + 130] = { 'B', 0, 128, 'F' };

  memset (block + 4, 0x11, 130);
  SAYS (fd, "A\0\0", "\r");
  assert_says (fd, block, 4 + 128, "\r", 1);
  g_assert_cmphex (flash[127], ==, 0x11);
  g_assert_cmphex (flash[128], ==, 0xFF);
  /* the address has moved on */
  block[2] = 5;
  assert_says (fd, block, 4 + 5, "\r", 1);
  g_assert_cmpmem (flash + 128, 6, "\x11\x11\x11\x11\xFF\xFF", 6);
  block[2] = 130;
  memset (block + 4 + 128, 0x22, 2);
  SAYS (fd, "A\0\x80", "\r");
  assert_says (fd, block, 4 + 130, "\r", 1);
  g_assert_cmpmem (flash + 256, 4, "\x22\x22\x11\x11", 4);
  g_assert_cmphex (flash[384], ==, 0xFF);
  /* the lock byte guards the loader, and nothing else does */
  block[2] = 128;
  SAYS (fd, "A\x3F\xC0", "\r");
  assert_says (fd, block, 4 + 128, "\r", 1);
  g_assert_true (bench_is_loader_intact (bench));
  bench_lock (bench);
  isp_sim_chip_set_fuse (bench_chip (bench), ISP_FUSE_LOCK, 0xFF);
  bench_unlock (bench);
  SAYS (fd, "A\x3F\xC0", "\r");
  assert_says (fd, block, 4 + 128, "\r", 1);
  g_assert_false (bench_is_loader_intact (bench));
  close (fd);
}

/* It leaves half a second after E; not if a block is asked for meanwhile, and not at all without a
 * sketch. In real time, all at once. */
static void
test_caterina_exit (void)
{
  g_autoptr (Bench) bench = caterina_new ("caterina");
  int fd = open_port (bench);

  SAYS (fd, "E", "\r");
  g_usleep (600 * 1000);
  g_assert_cmpstr (bench_get_running (bench), ==, "loader");
  SAYS (fd, "g\0\1F", "\xFF");
  set_sketch (bench);
  SAYS (fd, "E", "\r");
  SAYS (fd, "A\0\0g", "\r");
  SAYS (fd, "g\0\1F", "\x0C");
  g_usleep (600 * 1000);
  g_assert_cmpstr (bench_get_running (bench), ==, "loader");
  SAYS (fd, "E", "\r");
  programs_expect (bench, "application");
  close (fd);
}

/* Eight seconds with a sketch; only blocks start them anew. */
static void
test_caterina_time (void)
{
  Bench *asked = caterina_new ("caterina");
  int fd = open_port (asked);

  set_sketch (asked);
  SAYS (fd, "g\0\1F", "\x0C");
  gint64 start = g_get_monotonic_time ();
  g_usleep (5 * G_USEC_PER_SEC);
  SAYS (fd, "S", "CATERIN");
  programs_expect (asked, "application");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 7900 * 1000);
  close (fd);
  bench_free (asked);
}

/* A sketch makes way when it is touched, and not when that is taken back; one press of two starts
 * it again. */
static void
test_caterina_touch (void)
{
  static const guint8 descriptor[] = { 18,   1,    0x00, 2, 0xEF, 2, 1, 64, 0x4F,
                                       0x1B, 0x06, 0x92, 0, 1,    1, 2, 3,  1 };
  g_autoptr (Bench) bench = caterina_new ("caterina");
  int dtr = TIOCM_DTR, fd;

  set_sketch (bench);
  memcpy (isp_sim_chip_get_flash (bench_chip (bench)) + 0x80, descriptor, sizeof descriptor);
  bench_plug (bench);
  g_assert_cmpstr (bench_get_running (bench), ==, "application");
  fd = open_port (bench);
  set_rate (fd, B1200);
  ioctl (fd, TIOCMBIC, &dtr);
  ioctl (fd, TIOCMBIS, &dtr);
  g_usleep (150 * 1000);
  g_assert_cmpstr (bench_get_running (bench), ==, "application");
  ioctl (fd, TIOCMBIC, &dtr);
  close (fd);
  programs_expect (bench, "loader");
  bench_press_reset (bench, 1);
  programs_expect (bench, "application");
  bench_press_reset (bench, 2);
  programs_expect (bench, "loader");
}

/* Without power in the middle; page 0 says whether it is found in its loader again. */
static void
test_caterina_cut (void)
{
  g_autoptr (Bench) bench = caterina_new ("caterina");
  guint8 block[4 + 128] = { 'B', 0, 128, 'F' };

  for (guint first = 0; first <= 1; first++)
    {
      int fd = open_port (bench);

      memset (isp_sim_chip_get_flash (bench_chip (bench)), 0xFF, 1024);
      guint64 written = isp_sim_chip_get_stats (bench_chip (bench))->page_writes;
      bench_set_fault (bench, BENCH_FAULT_CUT, written + 1);
      assert_says (fd, (const guint8[]){ 'A', 0, first == 0 ? 0 : 64 }, 3, "\r", 1);
      assert_says (fd, block, sizeof block, "\r", 1);
      assert_says (fd, block, sizeof block, "", 0);
      close (fd);
      bench_plug (bench);
      g_assert_cmpstr (bench_get_running (bench), ==, first == 0 ? "application" : "loader");
      bench_press_reset (bench, 2);
      programs_expect (bench, "loader");
    }
}

/* 134 baud takes a Teensy to its loader, and a Pro Micro with the same firmware nowhere. */
static void
test_teensyduino (void)
{
  static const guint8 descriptor[] = { 18,   1,    0x00, 2,    2, 0, 0, 64, 0xC0,
                                       0x16, 0x83, 0x04, 0x75, 2, 1, 2, 3,  1 };
  static const char *const loaders[] = { "halfkay", "caterina" };

  for (guint i = 0; i < G_N_ELEMENTS (loaders); i++)
    {
      g_autoptr (Bench) bench = caterina_new (loaders[i]);
      set_sketch (bench);
      memcpy (isp_sim_chip_get_flash (bench_chip (bench)) + 0x80, descriptor, sizeof descriptor);
      bench_plug (bench);
      int fd = open_port (bench);
      set_rate (fd, B134);
      close (fd);
      programs_expect (bench, i == 0 ? "loader" : "nothing");
      g_usleep (100000);
      g_assert_cmpstr (bench_get_running (bench), ==, i == 0 ? "loader" : "nothing");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loaders/caterina/commands", test_caterina_commands);
  g_test_add_func ("/loaders/caterina/block", test_caterina_block);
  g_test_add_func ("/loaders/caterina/exit", test_caterina_exit);
  g_test_add_func ("/loaders/caterina/time", test_caterina_time);
  g_test_add_func ("/loaders/caterina/touch", test_caterina_touch);
  g_test_add_func ("/loaders/caterina/cut", test_caterina_cut);
  g_test_add_func ("/loaders/teensyduino", test_teensyduino);
  return g_test_run ();
}
