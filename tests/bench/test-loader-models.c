/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traits of bootloaders that catch mistakes of drivers: if one of them went missing, other
 * tests would pass without a reason. */
#include "bench/bench.h"

#include <fcntl.h>
#include <libusb.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define WAIT_MS 2000

typedef struct
{
  Bench *bench;
  libusb_context *context;
  libusb_device_handle *handle;
} Board;

/* Opens what is on the board's port now. */
static void
board_open (Board *self)
{
  libusb_device **list;
  gssize n;

  g_assert_cmpint (libusb_init (&self->context), ==, 0);
  n = libusb_get_device_list (self->context, &list);
  for (gssize i = 0; i < n; i++)
    if (self->handle == NULL)
      g_assert_cmpint (libusb_open (list[i], &self->handle), ==, 0);
  libusb_free_device_list (list, TRUE);
  g_assert_nonnull (self->handle);
}

static void
board_close (Board *self)
{
  g_clear_pointer (&self->handle, libusb_close);
  g_clear_pointer (&self->context, libusb_exit);
}

static void
board_init (Board *self, const char *loader, const char *part)
{
  g_autoptr (GError) error = NULL;

  *self = (Board){ .bench = bench_new (loader, part, 0, &error) };
  g_assert_no_error (error);
  board_open (self);
}

static void
board_clear (Board *self)
{
  board_close (self);
  bench_free (self->bench);
}

static guint8 *
get_flash (Board *self)
{
  return isp_sim_chip_get_flash (bench_chip (self->bench));
}

static void
wait_for (Board *self, const char *running)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (!g_str_equal (bench_get_running (self->bench), running) && g_get_monotonic_time () < end)
    g_usleep (5000);
  g_assert_cmpstr (bench_get_running (self->bench), ==, running);
}

/* ── DFU ── */

#define DNLOAD    1
#define UPLOAD    2
#define GETSTATUS 3
#define CLRSTATUS 4
#define ABORT     6

static int
download (Board *self, const void *bytes, guint16 n)
{
  return libusb_control_transfer (self->handle, 0x21, DNLOAD, 0, 0, (guint8 *) bytes, n, WAIT_MS);
}

static int
upload (Board *self, guint8 *out, guint16 n)
{
  return libusb_control_transfer (self->handle, 0xA1, UPLOAD, 0, 0, out, n, WAIT_MS);
}

/* bStatus << 8 | bState */
static guint
get_status (Board *self)
{
  guint8 bytes[6] = { 0 };

  g_assert_cmpint (libusb_control_transfer (self->handle, 0xA1, GETSTATUS, 0, 0, bytes, 6, WAIT_MS),
                   ==, 6);
  return bytes[0] << 8 | bytes[4];
}

static void
abort_dfu (Board *self)
{
  g_assert_cmpint (libusb_control_transfer (self->handle, 0x21, ABORT, 0, 0, NULL, 0, WAIT_MS), ==,
                   0);
}

/* n bytes of value from start on, in the low 64 KiB. */
static int
program (Board *self, guint8 memory, guint16 start, guint n, guint8 value)
{
  guint8 message[32 + 32 + 256] = {
    1, memory, start >> 8, start, (start + n - 1) >> 8, start + n - 1
  };

  memset (message + 32 + start % 32, value, n);
  return download (self, message, 32 + start % 32 + n);
}

/* Locked from each start on until it has erased; ids and the blank check work all the same. */
static void
test_atmel_lock (void)
{
  static const guint8 read[] = { 3, 0, 0, 0, 0, 3 }, check[] = { 3, 1, 0, 0, 0x6F, 0xFF },
                      erase[] = { 4, 0, 0xFF }, part[] = { 5, 1, 0x61 };
  guint8 bytes[4];
  Board board;

  board_init (&board, "atmel-dfu", "atmega32u4");
  get_flash (&board)[0x123] = 0x42;
  isp_sim_chip_get_eeprom (bench_chip (board.bench))[1] = 0x24;
  g_assert_cmphex (get_status (&board), ==, 0x0000);
  abort_dfu (&board);
  g_assert_cmphex (get_status (&board), ==, 0x0002);
  g_assert_cmpint (program (&board, 0, 0, 16, 0x55), ==, LIBUSB_ERROR_PIPE);
  g_assert_cmphex (get_status (&board), ==, 0x0302);
  g_assert_cmpint (download (&board, read, sizeof read), ==, LIBUSB_ERROR_PIPE);
  g_assert_cmpint (download (&board, part, sizeof part), ==, sizeof part);
  g_assert_cmpint (upload (&board, bytes, 1), ==, 1);
  g_assert_cmphex (bytes[0], ==, 0x87);
  g_assert_cmpint (download (&board, check, sizeof check), ==, sizeof check);
  g_assert_cmphex (get_status (&board), ==, 0x0502);
  g_assert_cmpint (upload (&board, bytes, 2), ==, 2);
  g_assert_cmpmem (bytes, 2, "\x01\x23", 2);
  g_assert_cmphex (get_flash (&board)[0x123], ==, 0x42);

  g_assert_cmpint (download (&board, erase, sizeof erase), ==, sizeof erase);
  g_assert_cmphex (get_status (&board), ==, 0x0002);
  g_assert_cmphex (get_flash (&board)[0x123], ==, 0xFF);
  g_assert_cmphex (isp_sim_chip_get_eeprom (bench_chip (board.bench))[1], ==, 0x24);
  /* what is around it stays */
  g_assert_cmpint (program (&board, 0, 0x105, 7, 0x55), ==, 32 + 5 + 7);
  g_assert_cmpint (program (&board, 0, 0x100, 5, 0x66), ==, 32 + 5);
  g_assert_cmpmem (get_flash (&board) + 0x100, 13, "fffffUUUUUUU\xFF", 13);
  g_assert_cmpint (download (&board, read, sizeof read), ==, sizeof read);
  g_assert_cmpint (upload (&board, bytes, 4), ==, 4);

  /* and locked again */
  board_close (&board);
  bench_press_reset (board.bench, 1);
  wait_for (&board, "loader");
  board_open (&board);
  g_assert_cmpint (download (&board, read, sizeof read), ==, LIBUSB_ERROR_PIPE);
  board_clear (&board);
}

/* Above 64 KiB by the fourth byte of the page command; of three bytes it has none. */
static void
test_atmel_page (void)
{
  static const guint8 erase[] = { 4, 0, 0 }, page[] = { 6, 3, 0, 1 }, short_page[] = { 6, 0, 1 };
  Board board;

  board_init (&board, "atmel-dfu", "at90usb1286");
  download (&board, erase, sizeof erase);
  g_assert_cmpint (download (&board, short_page, sizeof short_page), ==, sizeof short_page);
  program (&board, 0, 0x200, 2, 0x11);
  g_assert_cmphex (get_flash (&board)[0x200], ==, 0x11);
  g_assert_cmphex (get_flash (&board)[0x10200], ==, 0xFF);
  download (&board, page, sizeof page);
  program (&board, 0, 0x200, 2, 0x22);
  g_assert_cmphex (get_flash (&board)[0x10200], ==, 0x22);
  board_clear (&board);
}

/* Nothing but the lock bits guards the loader itself. */
static void
test_atmel_overlap (void)
{
  static const guint8 erase[] = { 4, 0, 0 };
  Board board;

  board_init (&board, "atmel-dfu", "atmega32u4");
  download (&board, erase, sizeof erase);
  isp_sim_chip_set_fuse (bench_chip (board.bench), ISP_FUSE_LOCK, 0xEF);
  g_assert_cmpint (program (&board, 0, 0x7000, 64, 0), >, 0);
  g_assert_true (bench_is_loader_intact (board.bench));
  isp_sim_chip_set_fuse (bench_chip (board.bench), ISP_FUSE_LOCK, 0xFF);
  g_assert_cmpint (program (&board, 0, 0x7000, 64, 0), >, 0);
  g_assert_false (bench_is_loader_intact (board.bench));
  /* it is dead from then on */
  board_close (&board);
  bench_press_reset (board.bench, 1);
  g_usleep (200000);
  g_assert_cmpstr (bench_get_running (board.bench), ==, "nothing");
  board_clear (&board);
}

/* It leaves at the SETUP after the command; with an empty chip it is back at once. */
static void
test_atmel_start (void)
{
  static const guint8 start[] = { 4, 3, 0 };
  guint8 bytes[6];
  Board board;

  board_init (&board, "atmel-dfu", "atmega32u4");
  g_assert_cmpint (download (&board, start, sizeof start), ==, sizeof start);
  g_usleep (50000);
  g_assert_cmpstr (bench_get_running (board.bench), ==, "loader");
  g_assert_cmpint (download (&board, NULL, 0), <, 0);
  wait_for (&board, "nothing");
  wait_for (&board, "loader");
  g_assert_cmpint (libusb_control_transfer (board.handle, 0xA1, GETSTATUS, 0, 0, bytes, 6, 100), ==,
                   LIBUSB_ERROR_NO_DEVICE);
  board_close (&board);
  board_open (&board);
  g_assert_cmphex (get_status (&board), ==, 0x0000);
  board_clear (&board);
}

/* The page after as many as said stays erased, and the board is gone. */
static void
test_atmel_cut (void)
{
  static const guint8 erase[] = { 4, 0, 0 };
  Board board;

  board_init (&board, "atmel-dfu", "atmega32u4");
  download (&board, erase, sizeof erase);
  g_assert_true (bench_set_fault_from_text (board.bench, "cut@1", NULL));
  g_assert_cmpint (program (&board, 0, 0, 256, 0x55), ==, LIBUSB_ERROR_NO_DEVICE);
  g_assert_cmphex (get_flash (&board)[127], ==, 0x55);
  g_assert_cmphex (get_flash (&board)[128], ==, 0xFF);
  board_close (&board);
  bench_plug (board.bench);
  g_assert_cmpstr (bench_get_running (board.bench), ==, "application");
  board_clear (&board);
}

/* Reads from the start on; where Atmel's is big-endian it is not, and it has states. */
static void
test_lufa_answers (void)
{
  static const guint8 read[] = { 3, 0, 1, 0x22, 1, 0x23 }, check[] = { 3, 1, 0, 0, 0, 1 },
                      erase[] = { 4, 0, 0xFF }, no_erase[] = { 4, 0, 0 }, version[] = { 5, 0, 1 },
                      unknown[] = { 5, 1, 0x77 };
  guint8 bytes[2];
  Board board;

  board_init (&board, "lufa-dfu", "atmega32u4");
  get_flash (&board)[0x123] = 0x42;
  g_assert_cmphex (get_status (&board), ==, 0x0002);
  download (&board, read, sizeof read);
  g_assert_cmphex (get_status (&board), ==, 0x0009);
  g_assert_cmpint (upload (&board, bytes, 2), ==, 2);
  g_assert_cmpmem (bytes, 2, "\xFF\x42", 2);
  download (&board, check, sizeof check);
  g_assert_cmphex (get_status (&board), ==, 0x050A);
  g_assert_cmpint (upload (&board, bytes, 2), ==, 2);
  g_assert_cmpmem (bytes, 2, "\x23\x01", 2);
  abort_dfu (&board);
  g_assert_cmphex (get_status (&board), ==, 0x0502);
  g_assert_cmpint (libusb_control_transfer (board.handle, 0x21, CLRSTATUS, 0, 0, NULL, 0, WAIT_MS),
                   ==, 0);
  g_assert_cmphex (get_status (&board), ==, 0x0002);
  download (&board, version, sizeof version);
  g_assert_cmpint (upload (&board, bytes, 1), ==, 1);
  g_assert_cmphex (bytes[0], ==, 0xDC);
  download (&board, unknown, sizeof unknown);
  g_assert_cmphex (get_status (&board), ==, 0x080A);
  abort_dfu (&board);
  download (&board, no_erase, sizeof no_erase);
  g_assert_cmphex (get_flash (&board)[0x123], ==, 0x42);
  download (&board, erase, sizeof erase);
  g_assert_cmphex (get_flash (&board)[0x123], ==, 0xFF);
  board_clear (&board);
}

/* It waits for the suffix, for ever. */
static void
test_lufa_suffix (void)
{
  guint8 message[32 + 128 + 16] = { 1, 0, 0, 0, 0, 127 };
  Board board;

  board_init (&board, "lufa-dfu", "atmega32u4");
  g_assert_cmpint (download (&board, message, sizeof message), ==, sizeof message);
  g_assert_cmphex (get_flash (&board)[127], ==, 0);
  g_assert_cmphex (get_flash (&board)[128], ==, 0xFF);
  g_assert_cmpint (
      libusb_control_transfer (board.handle, 0x21, DNLOAD, 0, 0, message, 32 + 128, 200), ==,
      LIBUSB_ERROR_TIMEOUT);
  board_clear (&board);
}

/* Only one of the two ways to start works; the watchdog takes its time. */
static void
test_lufa_start (void)
{
  static const guint8 jump[] = { 4, 3, 1, 0, 0 }, start[] = { 4, 3, 0 };
  Board board;

  board_init (&board, "qmk-dfu", "atmega32u4");
  memset (get_flash (&board), 0x0C, 4);
  g_assert_cmpint (download (&board, jump, sizeof jump), ==, sizeof jump);
  g_assert_cmpint (download (&board, NULL, 0), ==, 0);
  g_usleep (100000);
  g_assert_cmpstr (bench_get_running (board.bench), ==, "loader");
  g_assert_cmpint (download (&board, start, sizeof start), ==, sizeof start);
  wait_for (&board, "application");
  board_clear (&board);
}

/* ── Caterina ── */

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

static void
expect (Bench *bench, const char *running, guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (!g_str_equal (bench_get_running (bench), running) && g_get_monotonic_time () < end)
    g_usleep (5000);
  g_assert_cmpstr (bench_get_running (bench), ==, running);
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
  g_assert_cmpint (ioctl (fd, TIOCMBIS, &dtr), ==, -1);
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
  expect (bench, "application", 2000);
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
  expect (asked, "application", 5000);
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
  expect (bench, "loader", 2000);
  bench_press_reset (bench, 1);
  expect (bench, "application", 1000);
  bench_press_reset (bench, 2);
  expect (bench, "loader", 1000);
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
      expect (bench, "loader", 1000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader-models/atmel-dfu/lock", test_atmel_lock);
  g_test_add_func ("/loader-models/atmel-dfu/page", test_atmel_page);
  g_test_add_func ("/loader-models/atmel-dfu/overlap", test_atmel_overlap);
  g_test_add_func ("/loader-models/atmel-dfu/start", test_atmel_start);
  g_test_add_func ("/loader-models/atmel-dfu/cut", test_atmel_cut);
  g_test_add_func ("/loader-models/caterina/commands", test_caterina_commands);
  g_test_add_func ("/loader-models/caterina/block", test_caterina_block);
  g_test_add_func ("/loader-models/caterina/exit", test_caterina_exit);
  g_test_add_func ("/loader-models/caterina/time", test_caterina_time);
  g_test_add_func ("/loader-models/caterina/touch", test_caterina_touch);
  g_test_add_func ("/loader-models/caterina/cut", test_caterina_cut);
  g_test_add_func ("/loader-models/lufa-dfu/answers", test_lufa_answers);
  g_test_add_func ("/loader-models/lufa-dfu/suffix", test_lufa_suffix);
  g_test_add_func ("/loader-models/lufa-dfu/start", test_lufa_start);
  return g_test_run ();
}
