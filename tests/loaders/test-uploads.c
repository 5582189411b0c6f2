/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole uploads to every bootloader, on every chip that it is made for. */
#include "core/isp-error.h"
#include "loader-bench.h"

#include <string.h>

typedef struct
{
  const char *model, *part;
  const char *name; /* as the scan calls it */
  gsize size;       /* of the firmware */
  IspReadable readable;
  gboolean knows_fuses;
  gboolean no_eeprom; /* it does not write that */
  gboolean is_hid;    /* it has to be told its chip */
  guint32 begins;     /* and so it is told; 0: where LUFA's does */
} Row;

#define HALFKAY      "A Teensy in HalfKay"
#define USBASPLOADER "A keyboard in USBaspLoader"
#define HID          "A keyboard in LUFA HID or a relative"
#define NEVER        ISP_READABLE_NEVER

/* clang-format off */
static const Row rows[] = {
  { "atmel-dfu", "atmega32u4", "A keyboard in Atmel DFU", 0x7000, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "atmega16u4", "A keyboard in Atmel DFU", 0x3000, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "atmega32u2", "A keyboard in Atmel DFU", 0x1001, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "atmega16u2", "A keyboard in Atmel DFU", 0x800, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "atmega8u2", "A keyboard in Atmel DFU", 0x1000, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "at90usb162", "A keyboard in Atmel DFU", 0x800, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "at90usb82", "A keyboard in Atmel DFU", 0x800, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "at90usb646", "A keyboard in Atmel DFU", 0xE000, ISP_READABLE_AFTER_ERASE },
  { "atmel-dfu", "at90usb1286", "A keyboard in Atmel DFU", 0x12003, ISP_READABLE_AFTER_ERASE },
  { "lufa-dfu", "atmega32u4", "A keyboard in LUFA DFU", 0x7000, ISP_READABLE_ALWAYS },
  { "lufa-dfu", "atmega16u2", "A keyboard in LUFA DFU", 0x801, ISP_READABLE_ALWAYS },
  { "lufa-dfu", "at90usb1286", "A keyboard in LUFA DFU", 0x12001, ISP_READABLE_ALWAYS },
  { "qmk-dfu", "atmega32u4", "A keyboard in QMK DFU", 0x7000, ISP_READABLE_ALWAYS },
  { "caterina", "atmega32u4", "A Pro Micro in its bootloader", 0x7000, ISP_READABLE_ALWAYS, TRUE },
  { "caterina-leonardo", "atmega32u4", "A Pro Micro or Leonardo in its bootloader", 0x1001, ISP_READABLE_ALWAYS,
    TRUE },
  { "halfkay", "at90usb162", HALFKAY, 0x3E00, NEVER, .no_eeprom = TRUE },
  { "halfkay", "at90usb646", HALFKAY, 0x1001, NEVER, .no_eeprom = TRUE },
  { "halfkay", "atmega32u4", HALFKAY, 0x7E00, NEVER, .no_eeprom = TRUE },
  { "halfkay", "at90usb1286", HALFKAY, 0x12001, NEVER, .no_eeprom = TRUE },
  { "halfkay-busy", "atmega32u4", HALFKAY, 0x2001, NEVER, .no_eeprom = TRUE },
  { "bootloadhid", "atmega32a", "A keyboard in BootloadHID", 0x7000, NEVER, .no_eeprom = TRUE },
  { "usbasploader", "atmega32a", USBASPLOADER, 0x7000, ISP_READABLE_ALWAYS, TRUE },
  { "usbasploader", "atmega328p", USBASPLOADER, 0x1001, ISP_READABLE_ALWAYS, TRUE },
  { "usbasploader-original", "atmega32a", USBASPLOADER, 0x1001, ISP_READABLE_ALWAYS, TRUE },
  { "qmk-hid", "atmega32u4", HID, 0x7000, NEVER, .no_eeprom = TRUE, .is_hid = TRUE },
  { "lufa-hid", "at90usb1286", HID, 0x12001, NEVER, .no_eeprom = TRUE, .is_hid = TRUE },
  { "nanoboot", "atmega32u4", HID, 0x7E00, NEVER, .no_eeprom = TRUE, .is_hid = TRUE,
    .begins = 0x7E00 },
  { "lufa-ms", "atmega32u4", "A keyboard in LUFA Mass Storage", 0x6000, ISP_READABLE_ALWAYS, .is_hid = TRUE },
  { "lufa-ms", "at90usb1286", "A keyboard in LUFA Mass Storage", 0x12001, ISP_READABLE_ALWAYS, .is_hid = TRUE },
};
/* clang-format on */

static void
look (LoaderBench *b, const Row *row)
{
  g_autoptr (GError) error = NULL;

  if (row->is_hid)
    b->hint = (IspLoaderHint){ .part = b->part, .app_end = row->begins };
  loader_bench_look (b, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (b->port->name, ==, row->name);
  g_assert_true (memcmp (b->snapshot->part->signature, b->part->signature, 3) == 0);
  g_assert_cmpint (b->snapshot->readable, ==, row->readable);
  g_assert_true ((b->snapshot->fuses.has != 0) == row->knows_fuses);
}

static void
check_done (LoaderBench *b, const IspReport *report, const IspImage *flash)
{
  g_assert_no_error (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  loader_bench_assert_holds (b, flash);
}

/* Twice: over the factory's blank chip, and over firmware that is longer. */
static void
test_upload (gconstpointer data)
{
  const Row *row = data;
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) first = loader_bench_make_firmware (row->size, 1);
  g_autoptr (IspImageFile) second = loader_bench_make_firmware (row->size / 2 + 0x80, 2);
  g_autoptr (IspReport) a = NULL;
  g_autoptr (IspReport) c = NULL;

  loader_bench_init (&b, row->model, row->part);
  look (&b, row);
  a = loader_bench_upload (&b, isp_image_file_ref (first));
  check_done (&b, a, first->flash);
  g_assert_cmpint (a->start, ==, ISP_START_BACK);
  g_assert_cmpstr (a->came_back, ==, "FEED:6065");
  loader_bench_await (&b, "application");

  bench_press_reset (b.bench, 2);
  loader_bench_await (&b, "loader");
  look (&b, row);
  c = loader_bench_upload (&b, isp_image_file_ref (second));
  check_done (&b, c, second->flash);
  g_assert_true ((b.backup != NULL) == (row->readable == ISP_READABLE_ALWAYS));
  if (b.backup != NULL)
    {
      g_autoptr (IspImage) app = isp_image_slice (b.backup->flash, 0, row->size);

      g_assert_true (isp_image_equal (app, first->flash));
    }
}

/* An image that reaches into the bootloader is refused with the old firmware in place. */
static void
test_overlap (gconstpointer data)
{
  const Row *row = data;
  g_auto (LoaderBench) b = { 0 };
  g_autoptr (IspImageFile) first = loader_bench_make_firmware (0x400, 1);
  g_autoptr (IspReport) a = NULL;
  g_autoptr (IspReport) c = NULL;
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);

  loader_bench_init (&b, row->model, row->part);
  look (&b, row);
  g_ptr_array_add (request->images, isp_image_file_ref (first));
  request->no_start = TRUE;
  a = loader_bench_run (&b, request, NULL);
  check_done (&b, a, first->flash);
  g_assert_cmpstr (bench_get_running (b.bench), ==, "loader");

  c = loader_bench_upload (&b, loader_bench_make_firmware (b.app_end + 1, 2));
  g_assert_error (c->error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT);
  g_assert_cmpint (c->verdict, ==, ISP_VERDICT_REFUSED);
  loader_bench_assert_holds (&b, first->flash);
}

/* The bootloader in the file is left out, whether or not it can be seen that it is the one that is
 * there. */
static void
test_left_out (gconstpointer data)
{
  const Row *row = data;
  g_auto (LoaderBench) b = { 0 };
  IspImageFile *both = loader_bench_make_firmware (0x400, 1);
  g_autoptr (IspImage) app = isp_image_copy (both->flash);
  g_autoptr (IspReport) report = NULL;
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);

  loader_bench_init (&b, row->model, row->part);
  look (&b, row);
  bench_lock (b.bench);
  isp_image_put (both->flash, b.app_end, isp_sim_chip_get_flash (bench_chip (b.bench)) + b.app_end,
                 b.part->flash.size - b.app_end);
  bench_unlock (b.bench);
  g_ptr_array_add (request->images, both);
  request->leave_out_loader = TRUE;
  report = loader_bench_run (&b, request, NULL);
  check_done (&b, report, app);
}

/* Bytes beside those that are given stay. */
static void
test_eeprom (gconstpointer data)
{
  const Row *row = data;
  g_auto (LoaderBench) b = { 0 };
  static const guint8 old[] = { 1, 2, 3, 4, 5, 6 }, given[] = { 0xAB, 0xCD },
                      want[] = { 1, 2, 0xAB, 0xCD, 5, 6 };
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);
  g_autoptr (IspReport) report = NULL;
  guint8 *eeprom;

  loader_bench_init (&b, row->model, row->part);
  eeprom = isp_sim_chip_get_eeprom (bench_chip (b.bench));
  memcpy (eeprom + 30, old, sizeof old);
  look (&b, row);
  g_ptr_array_add (request->images, loader_bench_make_firmware (0x400, 1));
  request->eeprom = isp_image_new_from_data (32, given, sizeof given);
  report = loader_bench_run (&b, request, NULL);
  if (row->no_eeprom)
    {
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
      g_assert_cmpint (report->verdict, ==, ISP_VERDICT_REFUSED);
      return;
    }
  g_assert_no_error (report->error);
  bench_lock (b.bench);
  g_assert_cmpmem (eeprom + 30, sizeof want, want, sizeof want);
  bench_unlock (b.bench);
}

/* Their firmware is another row's, but for a flaw or an id: one upload will do. */
static gboolean
is_variant (const Row *row)
{
  static const char *const models[] = { "qmk-dfu",  "caterina-leonardo",     "halfkay-busy",
                                        "lufa-hid", "usbasploader-original", "nanoboot" };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (g_str_equal (models[i], row->model))
      return TRUE;
  return FALSE;
}

static void
add (const char *name, const Row *row, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/uploads/%s/%s/%s", row->model, row->part, name);

  g_test_add_data_func (path, row, func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      gboolean first = i == 0 || !g_str_equal (row->model, rows[i - 1].model);

      add ("upload", row, test_upload);
      if (!first || is_variant (row))
        continue;
      add ("overlap", row, test_overlap);
      add ("left-out", row, test_left_out);
      add ("eeprom", row, test_eeprom);
    }
  return g_test_run ();
}
