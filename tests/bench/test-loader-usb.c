/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traits of bootloaders on USB that catch mistakes of drivers: if one of them went missing,
 * other tests would pass without a reason. */
#include "bench/run/programs.h"

#include <libusb.h>
#include <string.h>

#define WAIT_MS 20000

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
  programs_expect (board.bench, "loader");
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

/* It leaves at the SETUP after the command, whose request succeeds if it has no data; with an empty
 * chip it is back at once. */
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
  g_assert_cmpint (download (&board, NULL, 0), ==, 0);
  g_assert_cmpint (download (&board, NULL, 0), <, 0);
  programs_expect (board.bench, "nothing");
  programs_expect (board.bench, "loader");
  g_assert_cmpint (libusb_control_transfer (board.handle, 0xA1, GETSTATUS, 0, 0, bytes, 6, 100), ==,
                   LIBUSB_ERROR_NO_DEVICE);
  board_close (&board);
  board_open (&board);
  g_assert_cmphex (get_status (&board), ==, 0x0000);
  g_assert_cmpint (download (&board, start, sizeof start), ==, sizeof start);
  g_assert_cmpint (libusb_control_transfer (board.handle, 0xA1, GETSTATUS, 0, 0, bytes, 6, 100), <,
                   0);
  programs_expect (board.bench, "nothing");
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
  programs_expect (board.bench, "application");
  board_clear (&board);
}

/* ── HID ── */

static int
set_report (Board *self, guint8 *bytes, guint16 n)
{
  return libusb_control_transfer (self->handle, 0x21, 9, 0x0200, 0, bytes, n, WAIT_MS);
}

static void
take_interface (Board *self)
{
  g_assert_cmpint (libusb_claim_interface (self->handle, 0), ==, LIBUSB_ERROR_BUSY);
  g_assert_cmpint (libusb_kernel_driver_active (self->handle, 0), ==, 1);
  g_assert_cmpint (libusb_set_auto_detach_kernel_driver (self->handle, 1), ==, 0);
  g_assert_cmpint (libusb_claim_interface (self->handle, 0), ==, 0);
}

/* The kernel's driver has it; after each block it is busy, and after the first one for long. */
static void
test_halfkay (void)
{
  guint8 block[130] = { 0, 0 }, text[64], *flash;
  g_autofree char *sysfs = NULL;
  gsize n = 0;
  guint busy = 0;
  Board board;

  board_init (&board, "halfkay-busy", "atmega32u4");
  g_assert_true (g_file_get_contents (
      "/sys/bus/usb/devices/1-2/1-2:1.0/0003:16C0:0478.0001/report_descriptor", &sysfs, &n, NULL));
  g_assert_cmpmem (sysfs, 5, "\x06\x9C\xFF\x09\x1B", 5);
  g_assert_cmpint (set_report (&board, block, sizeof block), <, 0);
  take_interface (&board);
  g_assert_cmpint (libusb_control_transfer (board.handle, 0x81, 6, 0x2200, 0, text, 64, WAIT_MS),
                   ==, n);
  g_assert_cmpmem (text, n, sysfs, n);

  flash = get_flash (&board);
  memset (flash + 0x4000, 0, 16);
  block[0] = 0x80;
  g_assert_cmpint (set_report (&board, block, sizeof block), ==, sizeof block);
  g_assert_cmphex (flash[0x4000], ==, 0xFF);
  g_assert_cmphex (flash[0x80], ==, 0);
  block[1] = 0x7E; /* its own area */
  gint64 start = g_get_monotonic_time ();
  while (set_report (&board, block, sizeof block) == LIBUSB_ERROR_PIPE && busy++ < 1000)
    g_usleep (10000);
  gint64 took = g_get_monotonic_time () - start;
  g_assert_true (busy > 0 || took > G_USEC_PER_SEC); /* a machine that is slower than the erase */
  g_assert_true (bench_is_loader_intact (board.bench));
  g_assert_cmphex (flash[0x80], ==, 0);
  g_assert_cmpint (set_report (&board, block, 128), ==, LIBUSB_ERROR_PIPE);
  board_clear (&board);
}

#define GET_REPORT 0xA1, 1

/* It tells of more flash than may be written, and lets itself be overwritten. */
static void
test_bootloadhid (void)
{
  guint8 page[132] = { 2, 0x80 }, info[7], leave[7] = { 1 };
  Board board;

  board_init (&board, "bootloadhid", "atmega32a");
  take_interface (&board);
  g_assert_cmpint (
      libusb_control_transfer (board.handle, GET_REPORT, 0x0301, 0, info, sizeof info, WAIT_MS), ==,
      sizeof info);
  g_assert_cmpmem (info, sizeof info, "\x01\x80\0\0\x80\0\0", 7);
  memset (page + 4, 0x33, 128);
  g_assert_cmpint (
      libusb_control_transfer (board.handle, 0x21, 9, 0x0302, 0, page, sizeof page, WAIT_MS), ==,
      sizeof page);
  g_assert_cmphex (get_flash (&board)[0x7F], ==, 0xFF);
  g_assert_cmphex (get_flash (&board)[0x80], ==, 0x33);
  g_assert_cmphex (get_flash (&board)[0xFF], ==, 0x33);
  page[1] = 0;
  libusb_control_transfer (board.handle, 0x21, 9, 0x0302, 0, page, sizeof page, WAIT_MS);
  libusb_control_transfer (board.handle, 0x21, 9, 0x0301, 0, leave, sizeof leave, WAIT_MS);
  programs_expect (board.bench, "application");
  g_assert_true (bench_is_loader_intact (board.bench));
  bench_press_reset (board.bench, 1);
  programs_expect (board.bench, "loader");
  board_close (&board);
  board_open (&board);
  take_interface (&board);
  page[2] = 0x70;
  libusb_control_transfer (board.handle, 0x21, 9, 0x0302, 0, page, sizeof page, WAIT_MS);
  g_assert_false (bench_is_loader_intact (board.bench));
  board_clear (&board);
}

/* The loader's own pages are ignored, and so is what is not a page: the transfer has no end then.
 */
static void
test_hid (gconstpointer data)
{
  const char *loader = data;
  guint8 page[130] = { 0x80, 0x00 }, start[130] = { 0xFF, 0xFF };
  guint16 end = g_str_equal (loader, "nanoboot") ? 0x7E00 : 0x7000;
  Board board;

  board_init (&board, loader, "atmega32u4");
  take_interface (&board);
  g_assert_cmpint (set_report (&board, page, sizeof page), ==, sizeof page);
  g_assert_cmphex (get_flash (&board)[0x80], ==, 0);
  page[0] = 0;
  g_assert_cmpint (set_report (&board, page, sizeof page), ==, sizeof page);
  page[1] = end >> 8;
  g_assert_cmpint (libusb_control_transfer (board.handle, 0x21, 9, 0x0200, 0, page, 130, 100), ==,
                   LIBUSB_ERROR_TIMEOUT);
  g_assert_true (bench_is_loader_intact (board.bench));
  page[1] = (end >> 8) - 1;
  g_assert_cmpint (set_report (&board, page, sizeof page), ==, sizeof page);
  g_assert_cmpint (set_report (&board, page, 64), ==, LIBUSB_ERROR_PIPE);
  g_assert_cmpint (set_report (&board, start, sizeof start), <, 0);
  programs_expect (board.bench, "application");
  board_clear (&board);
}

/* Pages of 256 bytes are counted there. */
static void
test_hid_large (void)
{
  guint8 page[258] = { 0x00, 0x01 };
  Board board;

  board_init (&board, "lufa-hid", "at90usb1286");
  take_interface (&board);
  g_assert_cmpint (set_report (&board, page, sizeof page), ==, sizeof page);
  g_assert_cmphex (get_flash (&board)[0x10000], ==, 0);
  board_clear (&board);
}

/* ── USBaspLoader ── */

static int
ask (Board *self, guint8 request, guint16 value, guint16 index, guint8 *out, guint16 n)
{
  return libusb_control_transfer (self->handle, 0xC0, request, value, index, out, n, WAIT_MS);
}

/* What it does not do; and it stays when it is told to disconnect, unless it was told to leave. */
static void
test_usbasploader (void)
{
  guint8 bytes[256], page[128] = { 0 };
  Board board;

  board_init (&board, "usbasploader", "atmega32a");
  get_flash (&board)[0x1234] = 0x42;
  g_assert_cmpint (ask (&board, 127, 0, 0, bytes, 4), ==, 0);
  g_assert_cmpint (ask (&board, 3, 0x0030, 1, bytes, 4), ==, 4);
  g_assert_cmpmem (bytes, 4, "\0\0\0\x95", 4);
  g_assert_cmpint (ask (&board, 3, 0x0858, 0, bytes, 4), ==, 4);
  g_assert_cmphex (bytes[3], ==, 0xC0);
  g_assert_cmpint (ask (&board, 3, 0x80AC, 0, bytes, 4), ==, 4);
  g_assert_cmphex (get_flash (&board)[0x1234], ==, 0x42);
  g_assert_cmpint (ask (&board, 4, 0x1234, 0, bytes, 254), ==, 254);
  g_assert_cmphex (bytes[0], ==, 0x42);
  g_assert_cmpint (ask (&board, 4, 0x1234, 0, bytes, 256), ==, 0);
  g_assert_cmpint (
      libusb_control_transfer (board.handle, 0x40, 6, 0x7000, 0, page, sizeof page, WAIT_MS), ==,
      sizeof page);
  g_assert_true (bench_is_loader_intact (board.bench));
  /* part of a page waits for the rest of it, or for the last block */
  libusb_control_transfer (board.handle, 0x40, 6, 0, 0, page, 10, WAIT_MS);
  g_assert_cmphex (get_flash (&board)[0], ==, 0xFF);
  libusb_control_transfer (board.handle, 0x40, 6, 10, 0x0200, page, 10, WAIT_MS);
  g_assert_cmpmem (get_flash (&board), 20, page, 20);
  g_assert_cmphex (get_flash (&board)[20], ==, 0xFF);

  ask (&board, 2, 0, 0, bytes, 4);
  g_usleep (100000);
  g_assert_cmpstr (bench_get_running (board.bench), ==, "loader");
  ask (&board, 3, 0x00FF, 0, bytes, 4);
  ask (&board, 2, 0, 0, bytes, 4);
  programs_expect (board.bench, "application");
  board_clear (&board);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loaders/atmel-dfu/lock", test_atmel_lock);
  g_test_add_func ("/loaders/atmel-dfu/page", test_atmel_page);
  g_test_add_func ("/loaders/atmel-dfu/overlap", test_atmel_overlap);
  g_test_add_func ("/loaders/atmel-dfu/start", test_atmel_start);
  g_test_add_func ("/loaders/atmel-dfu/cut", test_atmel_cut);
  g_test_add_func ("/loaders/lufa-dfu/answers", test_lufa_answers);
  g_test_add_func ("/loaders/lufa-dfu/suffix", test_lufa_suffix);
  g_test_add_func ("/loaders/lufa-dfu/start", test_lufa_start);
  g_test_add_func ("/loaders/halfkay", test_halfkay);
  g_test_add_func ("/loaders/bootloadhid", test_bootloadhid);
  g_test_add_data_func ("/loaders/qmk-hid", "qmk-hid", test_hid);
  g_test_add_data_func ("/loaders/nanoboot", "nanoboot", test_hid);
  g_test_add_func ("/loaders/lufa-hid/at90usb1286", test_hid_large);
  g_test_add_func ("/loaders/usbasploader", test_usbasploader);
  return g_test_run ();
}
