/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traits of the models that catch mistakes of drivers: if one of them went missing, other tests
 * would pass without a reason. */
#include "bench/run/programs.h"

#include <fcntl.h>
#include <libusb.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* ── USB ── */

#define IN_REQUEST   (LIBUSB_REQUEST_TYPE_VENDOR | LIBUSB_ENDPOINT_IN)
#define WAIT_MS      200
#define CONNECT      1
#define DISCONNECT   2
#define TRANSMIT     3
#define READ_FLASH   4
#define ENABLE       5
#define WRITE_FLASH  6
#define SET_SCK      10
#define CAPABILITIES 127

typedef struct
{
  Bench *bench;
  libusb_context *context;
  libusb_device_handle *handle;
} Usb;

static void
usb_init (Usb *self, const char *programmer, guint speed)
{
  g_autoptr (GError) error = NULL;

  self->bench =
      bench_new (programmer, g_str_equal (programmer, "usbasploader") ? "atmega32a" : "atmega32u4",
                 speed, &error);
  g_assert_no_error (error);
  g_assert_cmpint (libusb_init (&self->context), ==, 0);
  if (g_str_equal (programmer, "usbtiny"))
    self->handle = libusb_open_device_with_vid_pid (self->context, 0x1781, 0x0C9F);
  else
    self->handle = libusb_open_device_with_vid_pid (self->context, 0x16C0, 0x05DC);
  g_assert_nonnull (self->handle);
  g_assert_cmpint (libusb_claim_interface (self->handle, 0), ==, 0);
}

static void
usb_clear (Usb *self)
{
  libusb_close (self->handle);
  libusb_exit (self->context);
  bench_free (self->bench);
}

static int
ask (Usb *self, guint8 request, guint16 value, guint16 index, guint8 *out, guint16 len)
{
  return libusb_control_transfer (self->handle, IN_REQUEST, request, value, index, out, len,
                                  WAIT_MS);
}

static void
test_usb_faults (void)
{
  static const struct
  {
    BenchFault fault;
    int error;
  } rows[] = {
    { BENCH_FAULT_STALL, LIBUSB_ERROR_PIPE },
    { BENCH_FAULT_SILENT, LIBUSB_ERROR_TIMEOUT },
    { BENCH_FAULT_UNPLUGGED, LIBUSB_ERROR_NO_DEVICE },
  };
  guint8 reply[4];

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Usb usb;
      usb_init (&usb, "usbasp", 0);
      bench_set_fault (usb.bench, rows[i].fault, 1);
      g_assert_cmpint (ask (&usb, CAPABILITIES, 0, 0, reply, 4), ==, 4);
      g_assert_cmpint (ask (&usb, CAPABILITIES, 0, 0, reply, 4), ==, rows[i].error);
      g_assert_cmpuint (bench_get_transfers (usb.bench), ==, 2);
      usb_clear (&usb);
    }
}

static void
test_usb_garbage (void)
{
  guint8 reply[4];
  Usb usb;

  usb_init (&usb, "usbasp", 0);
  bench_set_fault (usb.bench, BENCH_FAULT_GARBAGE, 0);
  ask (&usb, CONNECT, 0, 0, reply, 0);
  g_assert_cmpint (ask (&usb, SET_SCK, 8, 0, reply, 1), ==, 1);
  g_assert_cmpint (reply[0], !=, 0);
  g_assert_cmpint (ask (&usb, SET_SCK, 8, 0, reply, 1), ==, 1);
  g_assert_cmpint (reply[0], ==, 0);
  usb_clear (&usb);
}

static void
test_usb_replug (void)
{
  guint8 reply[4];
  Usb usb;

  usb_init (&usb, "usbasp", 0);
  ask (&usb, CONNECT, 0, 0, reply, 0);
  g_assert_true (bench_is_reset_low (usb.bench));
  bench_unplug (usb.bench);
  libusb_close (usb.handle);
  bench_plug (usb.bench);
  g_assert_false (bench_is_reset_low (usb.bench));
  libusb_exit (usb.context);
  g_assert_cmpint (libusb_init (&usb.context), ==, 0);
  usb.handle = libusb_open_device_with_vid_pid (usb.context, 0x16C0, 0x05DC);
  g_assert_nonnull (usb.handle);
  g_assert_cmpint (ask (&usb, CAPABILITIES, 0, 0, reply, 4), ==, 4);
  usb_clear (&usb);
}

/* What each firmware answers, by which it is told from the others. */
static void
test_usb_variants (void)
{
  static const struct
  {
    const char *model;
    int sck, capabilities; /* bytes that come back */
  } rows[] = {
    { "usbasp-2007", 0, 0 }, { "usbasp-lctech", 0, 0 }, { "usbasp-2009", 1, 0 },
    { "usbasp", 1, 4 },      { "usbasp-3mhz", 1, 4 },   { "usbasploader", 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 reply[4] = { 0 };
      Usb usb;

      usb_init (&usb, rows[i].model, 0);
      g_assert_cmpint (ask (&usb, SET_SCK, 8, 0, reply, 4), ==, rows[i].sck);
      g_assert_cmpint (ask (&usb, CAPABILITIES, 0, 0, reply, 4), ==, rows[i].capabilities);
      g_assert_cmpint (reply[3], ==, g_str_equal (rows[i].model, "usbasp-3mhz"));
      g_assert_cmpint (ask (&usb, CONNECT, 0, 0, reply, 4), ==, 0);
      g_assert_cmpint (ask (&usb, TRANSMIT, 0x53AC, 0, reply, 4), ==, 4);
      if (g_str_equal (rows[i].model, "usbasploader"))
        g_assert_cmpmem (reply, 4, "\0\0\0\0", 4);
      usb_clear (&usb);
    }
}

/* The chip's clock: 1 ms, and each packet 0.15 ms and 8 instructions at 375 kHz, of 85 µs and what
 * the CPU takes. */
static void
test_usb_time (void)
{
  guint8 bytes[248];
  Usb usb;

  usb_init (&usb, "usbasp", 0);
  g_assert_cmpint (ask (&usb, CONNECT, 0, 0, bytes, 0), ==, 0);
  g_usleep (25000);
  g_assert_cmpint (ask (&usb, ENABLE, 0, 0, bytes, 1), ==, 1);
  g_assert_cmpint (bytes[0], ==, 0);
  bench_lock (usb.bench);
  guint64 before = isp_sim_chip_get_stats (bench_chip (usb.bench))->instructions;
  bench_unlock (usb.bench);
  guint64 virtual = isp_sim_chip_get_time (bench_chip (usb.bench));
  g_assert_cmpint (ask (&usb, READ_FLASH, 0, 0, bytes, sizeof bytes), ==, sizeof bytes);
  gint64 virtual_us = (isp_sim_chip_get_time (bench_chip (usb.bench)) - virtual) / 1000;
  const gint64 wire_us = 1000 + 31 * (150 + 8 * 193);
  g_assert_cmpint (virtual_us, >=, wire_us - 50);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (usb.bench))->instructions, ==,
                    before + sizeof bytes);
  usb_clear (&usb);
}

#define POWERUP          5
#define SPI              7
#define READ_FLASH_SHORT 9

/* Silent before it is powered up; 11.3 µs a bit at a period of 10, and what the CPU takes;
 * addresses of 16 bits. */
static void
test_usb_tiny (void)
{
  guint8 reply[4];
  Usb usb;

  usb_init (&usb, "usbtiny", 0);
  isp_sim_chip_get_flash (bench_chip (usb.bench))[0] = 0x5A;
  g_assert_cmpint (ask (&usb, SPI, 0x53AC, 0, reply, 4), ==, 0);
  g_assert_cmpint (ask (&usb, POWERUP, 10, 0, reply, 0), ==, 0);
  g_assert_true (bench_is_reset_low (usb.bench));
  g_usleep (25000);
  gint64 start = g_get_monotonic_time ();
  g_assert_cmpint (ask (&usb, SPI, 0x53AC, 0, reply, 4), ==, 4);
  g_assert_cmphex (reply[2], ==, 0x53);
  guint64 before = isp_sim_chip_get_time (bench_chip (usb.bench));
  g_assert_cmpint (ask (&usb, SPI, 0x0030, 0, reply, 4), ==, 4);
  gint64 real_us = g_get_monotonic_time () - start;
  gint64 virtual_us = (isp_sim_chip_get_time (bench_chip (usb.bench)) - before) / 1000;
  g_assert_cmpint (virtual_us, >=, 1000 + 590 + 150 - 50);
  g_assert_cmpint (virtual_us, <=, 1000 + 590 + 150 + 50 + real_us + 1000);
  g_assert_cmpint (ask (&usb, READ_FLASH_SHORT, 0, 0xFFFF, reply, 2), ==, 2);
  g_assert_cmphex (reply[1], ==, 0x5A);
  g_assert_cmpint (ask (&usb, POWERUP, 10, 1, reply, 0), ==, 0);
  g_assert_false (bench_is_reset_low (usb.bench));
  usb_clear (&usb);
}

static void LIBUSB_CALL
count_cb (struct libusb_transfer *transfer)
{
  (*(guint *) transfer->user_data)++;
}

/* A request that is withdrawn before its turn never reaches the firmware. */
static void
test_usb_withdrawn (void)
{
  struct libusb_transfer *transfers[3];
  guint8 buffers[3][8 + 248];
  guint n_done = 0;
  Usb usb;

  usb_init (&usb, "usbasp", 1);
  g_assert_cmpint (ask (&usb, CONNECT, 0, 0, buffers[0], 0), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      transfers[i] = libusb_alloc_transfer (0);
      libusb_fill_control_setup (buffers[i], IN_REQUEST, READ_FLASH, 0, 0, 248);
      libusb_fill_control_transfer (transfers[i], usb.handle, buffers[i], count_cb, &n_done, 0);
      g_assert_cmpint (libusb_submit_transfer (transfers[i]), ==, 0);
    }
  g_assert_cmpint (libusb_cancel_transfer (transfers[2]), ==, 0);
  while (n_done < 3)
    g_assert_cmpint (libusb_handle_events (usb.context), ==, 0);
  g_assert_cmpint (transfers[0]->status, ==, LIBUSB_TRANSFER_COMPLETED);
  g_assert_cmpint (transfers[1]->actual_length, ==, 248);
  g_assert_cmpint (transfers[2]->status, ==, LIBUSB_TRANSFER_CANCELLED);
  g_assert_cmpuint (bench_get_transfers (usb.bench), ==, 1 + 2);
  for (guint i = 0; i < 3; i++)
    libusb_free_transfer (transfers[i]);
  usb_clear (&usb);
}

/* One that is withdrawn in the middle has happened in part. The firmware answers no SETUP before it
 * is done with the packet that it has, and the page that ended in it. */
static void
test_usb_deaf (void)
{
  const guint8 out_request = LIBUSB_REQUEST_TYPE_VENDOR | LIBUSB_ENDPOINT_OUT;
  struct libusb_transfer *transfer = libusb_alloc_transfer (0);
  guint8 buffer[8 + 128] = { 0 }, reply[4];
  guint n_done = 0, tries = 0;
  int rc;
  Usb usb;

  usb_init (&usb, "usbasp", 1);
  ask (&usb, SET_SCK, 2, 0, reply, 4); /* 1 kHz: a packet takes half a second */
  ask (&usb, CONNECT, 0, 0, reply, 4);
  libusb_fill_control_setup (buffer, out_request, WRITE_FLASH, 0, 128 | 1 << 8, 128);
  libusb_fill_control_transfer (transfer, usb.handle, buffer, count_cb, &n_done, 0);
  g_assert_cmpint (libusb_submit_transfer (transfer), ==, 0);
  g_usleep (50000);
  struct timeval now = { 0 };
  libusb_handle_events_timeout (usb.context, &now);
  g_assert_cmpint (libusb_cancel_transfer (transfer), ==, 0);
  while (n_done == 0)
    g_assert_cmpint (libusb_handle_events (usb.context), ==, 0);
  while ((rc = ask (&usb, DISCONNECT, 0, 0, reply, 4)) == LIBUSB_ERROR_IO && tries++ < 10000)
    {
      g_assert_true (bench_is_reset_low (usb.bench));
      g_usleep (1000);
    }
  g_assert_cmpint (rc, ==, 0);
  g_assert_cmpuint (tries, >, 0);
  g_assert_false (bench_is_reset_low (usb.bench));
  libusb_free_transfer (transfer);
  usb_clear (&usb);
}

/* SPI is off before ENABLE: who sends a byte is never answered again, and RESET stays low. */
static void
test_usb_hangs (void)
{
  guint8 reply[4];
  Usb usb;

  usb_init (&usb, "usbasp-nerdralph", 0);
  ask (&usb, CONNECT, 0, 0, reply, 4);
  g_assert_cmpint (ask (&usb, TRANSMIT, 0x53AC, 0, reply, 4), ==, LIBUSB_ERROR_TIMEOUT);
  g_assert_cmpint (ask (&usb, DISCONNECT, 0, 0, reply, 4), ==, LIBUSB_ERROR_IO);
  g_assert_true (bench_is_reset_low (usb.bench));
  usb_clear (&usb);
  usb_init (&usb, "usbasp-nerdralph", 0);
  ask (&usb, CONNECT, 0, 0, reply, 4);
  g_assert_cmpint (ask (&usb, ENABLE, 0, 0, reply, 1), ==, 1);
  g_assert_cmpint (ask (&usb, TRANSMIT, 0x53AC, 0, reply, 4), ==, 4);
  usb_clear (&usb);
}

/* ── serial ── */

#define LONG_MS 1500

static int
open_port (Bench *bench, speed_t baud)
{
  struct termios tio;
  int fd = open (bench_get_node (bench), O_RDWR | O_NOCTTY);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (tcgetattr (fd, &tio), ==, 0);
  cfmakeraw (&tio);
  cfsetspeed (&tio, baud);
  g_assert_cmpint (tcsetattr (fd, TCSANOW, &tio), ==, 0);
  return fd;
}

static void
say (int fd, const void *bytes, gsize len)
{
  g_assert_cmpint (write (fd, bytes, len), ==, len);
}

/* What comes until nothing has for wait_ms, or until enough has. */
static GByteArray *
hear (int fd, gsize enough, guint wait_ms)
{
  GByteArray *all = g_byte_array_new ();
  struct pollfd fds = { .fd = fd, .events = POLLIN };
  guint8 bytes[256];

  while (all->len < enough && poll (&fds, 1, wait_ms) > 0)
    {
      gssize n = read (fd, bytes, sizeof bytes);
      if (n <= 0)
        break;
      g_byte_array_append (all, bytes, n);
    }
  return all;
}

static void
assert_hears (int fd, const void *want, gsize len)
{
  g_autoptr (GByteArray) all = hear (fd, len, LONG_MS);
  g_assert_cmpmem (all->data, all->len, want, len);
}

static void
assert_silent (int fd)
{
  g_autoptr (GByteArray) all = hear (fd, 1, 100);
  g_assert_cmpuint (all->len, ==, 0);
}

static void
raise_dtr (int fd)
{
  int bits = TIOCM_DTR;

  g_assert_cmpint (ioctl (fd, TIOCMBIC, &bits), ==, 0);
  g_assert_cmpint (ioctl (fd, TIOCMBIS, &bits), ==, 0);
}

/* Asks for sync until the board answers; more answers may come, and half ones, where the bootloader
 * took the other half. */
static void
sync_up (int fd)
{
  for (guint i = 0; i < 40; i++)
    {
      say (fd, "0 ", 2);
      g_autoptr (GByteArray) all = hear (fd, 2, 50);
      if (all->len < 2)
        continue;
      g_autoptr (GByteArray) more = hear (fd, G_MAXSIZE, 100);
      say (fd, "0 ", 2);
      assert_hears (fd, "\x14\x10", 2);
      return;
    }
  g_assert_not_reached ();
}

static void
test_serial_hang (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-uart-115200", "atmega32u4", 20, NULL);
  int fd = open_port (bench, B115200);

  sync_up (fd);
  say (fd, "V\x30\0\0\0 ", 6); /* before P: SPI is off */
  assert_silent (fd);
  say (fd, "0 ", 2);
  assert_silent (fd);
  raise_dtr (fd);
  sync_up (fd);
  say (fd, "P ", 2);
  assert_hears (fd, "\x14\x10", 2);
  g_assert_true (bench_is_reset_low (bench));
  say (fd, "V\x30\0\0\0 ", 6);
  assert_hears (fd, "\x14\x1E\x10", 3);
  close (fd);
}

/* 80 spaces behind a page that keeps the board busy; each space that got through is a "no sync". */
static guint
count_kept (const char *programmer, speed_t baud)
{
  g_autoptr (Bench) bench = bench_new (programmer, "atmega32u4", 20, NULL);
  int fd = open_port (bench, baud);
  guint8 command[4 + 128 + 1 + 80] = { 'd', 0, 128, 'F' };
  guint8 device[22] = { 'B', [14] = 128, [21] = ' ' }; /* pages of 128 bytes */
  guint kept = 0;

  sync_up (fd);
  say (fd, device, sizeof device);
  assert_hears (fd, "\x14\x10", 2);
  say (fd, "P ", 2);
  assert_hears (fd, "\x14\x10", 2);
  memset (command + 4 + 128, ' ', 81);
  say (fd, command, sizeof command);
  g_autoptr (GByteArray) all = hear (fd, 2 + 80, 300);
  g_assert_cmpuint (all->len, >=, 2);
  g_assert_cmpmem (all->data, 2, "\x14\x10", 2);
  for (guint i = 2; i < all->len; i++)
    kept += all->data[i] == 0x15;
  close (fd);
  return kept;
}

static void
test_serial_buffer (void)
{
  g_assert_cmpuint (count_kept ("avrisp-uart", B19200), ==, 63);
  g_assert_cmpuint (count_kept ("avrisp-helper", B9600), ==, 80);
}

static void
test_serial_baud (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-uart", "atmega32u4", 20, NULL);
  int fd = open_port (bench, B115200);

  g_usleep (200000);
  say (fd, "0 ", 2);
  g_autoptr (GByteArray) all = hear (fd, 2, 200);
  g_assert_true (all->len != 2 || memcmp (all->data, "\x14\x10", 2) != 0);
  close (fd);
}

static void
test_serial_needs_dtr (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-helper", "atmega32u4", 0, NULL);
  int fd = open_port (bench, B9600);
  int dtr = TIOCM_DTR;

  sync_up (fd);
  g_assert_cmpint (ioctl (fd, TIOCMBIC, &dtr), ==, 0);
  say (fd, "0 ", 2);
  assert_silent (fd);
  g_assert_cmpint (ioctl (fd, TIOCMBIS, &dtr), ==, 0);
  sync_up (fd);
  close (fd);
}

/* A second P without Q does nothing: the chip is not entered again. */
static void
test_serial_second_enter (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-helper", "atmega32u4", 0, NULL);
  int fd = open_port (bench, B9600);

  sync_up (fd);
  for (guint i = 0; i < 2; i++)
    {
      say (fd, "P ", 2);
      assert_hears (fd, "\x14\x10", 2);
    }
  bench_lock (bench);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->entries, ==, 1);
  bench_unlock (bench);
  close (fd);
}

static void
test_serial_genuine (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-genuine", "atmega32u4", 0, NULL);
  int fd = open_port (bench, B115200);

  sync_up (fd);
  say (fd, "A\x84 ", 3);
  assert_hears (fd, "\x14\x32\x10", 3);
  bench_lock (bench);
  isp_sim_chip_set_fault (bench_chip (bench), ISP_SIM_FAULT_NO_CONTACT, 0);
  bench_unlock (bench);
  say (fd, "P ", 2);
  assert_hears (fd, "\x14\x13", 2);
  close (fd);
}

/* The bootloader: a byte at once shortens its second, and none of the first ones is answered. */
static void
test_serial_bootloader (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-uart", "atmega32u4", 1, NULL);
  int fd = open_port (bench, B19200);
  gint64 start = g_get_monotonic_time ();

  say (fd, "0 ", 2);
  g_usleep (100000);
  sync_up (fd);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 900000);
  close (fd);
}

static void
test_serial_faults (void)
{
  g_autoptr (Bench) bench = bench_new ("avrisp-helper", "atmega32u4", 0, NULL);
  int fd = open_port (bench, B9600);
  struct pollfd fds = { .fd = fd, .events = POLLIN };

  sync_up (fd);
  bench_set_fault (bench, BENCH_FAULT_STALL, bench_get_transfers (bench));
  say (fd, "A\x81 ", 3);
  assert_hears (fd, "\x15", 1);
  bench_set_fault (bench, BENCH_FAULT_SILENT, 0);
  say (fd, "0 ", 2);
  assert_silent (fd);
  bench_set_fault (bench, BENCH_FAULT_NONE, 0);
  g_usleep (100000);
  sync_up (fd);
  bench_set_fault (bench, BENCH_FAULT_UNPLUGGED, 0);
  say (fd, "0 ", 2);
  g_assert_cmpint (poll (&fds, 1, LONG_MS), ==, 1);
  g_assert_true (fds.revents & POLLHUP);
  close (fd);
  bench_plug (bench);
  fd = open_port (bench, B9600);
  sync_up (fd);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/usb/faults", test_usb_faults);
  g_test_add_func ("/models/usb/garbage", test_usb_garbage);
  g_test_add_func ("/models/usb/replug", test_usb_replug);
  g_test_add_func ("/models/usb/variants", test_usb_variants);
  g_test_add_func ("/models/usb/time", test_usb_time);
  g_test_add_func ("/models/usb/tiny", test_usb_tiny);
  g_test_add_func ("/models/usb/withdrawn", test_usb_withdrawn);
  g_test_add_func ("/models/usb/deaf", test_usb_deaf);
  g_test_add_func ("/models/usb/hangs", test_usb_hangs);
  g_test_add_func ("/models/serial/hang", test_serial_hang);
  g_test_add_func ("/models/serial/buffer", test_serial_buffer);
  g_test_add_func ("/models/serial/baud", test_serial_baud);
  g_test_add_func ("/models/serial/needs-dtr", test_serial_needs_dtr);
  g_test_add_func ("/models/serial/second-enter", test_serial_second_enter);
  g_test_add_func ("/models/serial/genuine", test_serial_genuine);
  g_test_add_func ("/models/serial/bootloader", test_serial_bootloader);
  g_test_add_func ("/models/serial/faults", test_serial_faults);
  return g_test_run ();
}
