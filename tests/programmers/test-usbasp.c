/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "fixture.h"
#include "programmers/usb/usbasp.h"

#include <string.h>

static void
test_contact (void)
{
  g_auto (Fixture) f = { 0 };
  IspEntered entered;
  guint8 signature[3];

  fixture_init (&f, "usbasp", "atmega32u4");
  g_assert_true (f.port->owner == &isp_usbasp_driver.owner);
  g_assert_cmpint (f.port->state, ==, ISP_PORT_READY);
  g_assert_cmpstr (f.port->name, ==, "USBasp");
  fixture_open (&f);
  g_assert_cmpstr (f.programmer->version, ==, "1.04");
  entered = fixture_enter (&f, 187500);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, ==, 187500);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  g_assert_true (bench_is_reset_low (f.bench));
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* Never faster than asked for; 3 MHz only where the firmware says that it can. */
static void
test_rates (void)
{
  static const struct
  {
    const char *model;
    guint32 wanted, used;
  } rows[] = {
    { "usbasp", 0, 375000 },
    { "usbasp", 187499, 93750 },
    { "usbasp", 2000, 2000 },
    { "usbasp", 2500000, 1500000 },
    { "usbasp-3mhz", 3000000, 3000000 },
    { "usbasp-3mhz", 2999999, 1500000 },
    { "usbasp-2007", 32000, 375000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) f = { 0 };
      IspEnter want = { .sck_hz = rows[i].wanted, .reset_pulse_us = 100 };
      IspEntered entered = { 0 };
      g_autoptr (GError) error = NULL;

      fixture_init (&f, rows[i].model, "atmega32u4");
      fixture_open (&f);
      f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (entered.sck_hz, ==, rows[i].used);
    }
}

/* A chip that is slow must not look as if it were there. */
static void
test_silent (void)
{
  g_auto (Fixture) f = { 0 };
  IspEnter want = { .sck_hz = 1500000, .reset_pulse_us = 100 };
  IspEntered entered = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "usbasp", "atmega32u4");
  isp_sim_chip_set_fuse (bench_chip (f.bench), ISP_FUSE_LOW, 0x62); /* 1 MHz */
  fixture_open (&f);
  f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
}

static void
test_flash (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, model, "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x7000, 0x1000, 1);
  fixture_check_flash (&f, 0x0080, 0x0380, 2);
}

/* Pages of 256 bytes, and none is committed once too often. */
static void
test_big_pages (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbasp", "at90usb1286");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x1E000, 0x800, 3);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->page_writes, ==, 8);
}

typedef struct
{
  const char *model;
  guint first, second; /* transfers for 2 KiB, and for the next 2 KiB */
} Stream;

/* clang-format off */
static const Stream streams[] = {
  { "usbasp",        1 + 1,     1 }, /* the last bytes are looked at once */
  { "usbasp-stalls", 1 + 8,     8 }, /* refused; 256 at a time */
  { "usbasp-cuts",   1 + 1 + 8, 8 },
};
/* clang-format on */

/* Many pages in a request, and by short ones where the firmware takes no long ones. */
static void
test_stream (gconstpointer data)
{
  const Stream *stream = data;
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 image[0x1000], back[0x1000];
  guint64 before;

  fixture_init (&f, stream->model, "atmega32u4");
  fixture_fill (image, sizeof image, 9);
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  for (guint i = 0; i < 2; i++)
    {
      guint32 at = i * 0x800;

      before = bench_get_transfers (f.bench);
      f.programmer->driver->write_pages (f.programmer, ISP_MEMORY_FLASH, at, image + at, 0x800,
                                         NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bench_get_transfers (f.bench) - before, ==,
                        i == 0 ? stream->first : stream->second);
    }
  for (guint i = 0; i < 2; i++)
    {
      guint32 at = i * 0x800;

      before = bench_get_transfers (f.bench);
      f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, at, back + at, 0x800, NULL,
                                  &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bench_get_transfers (f.bench) - before, ==, 9);
    }
  g_assert_cmpmem (back, sizeof back, image, sizeof image);
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (f.bench)), sizeof image, image,
                   sizeof image);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->busy_violations, ==, 0);
}

/* Blank bytes would look the same whether they arrived or not: nothing is learnt from them. */
static void
test_stream_blank (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 image[0x400];

  fixture_init (&f, "usbasp-cuts", "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  memset (image, 0xFF, sizeof image);
  fixture_fill (image, 0x100, 10);
  f.programmer->driver->write_pages (f.programmer, ISP_MEMORY_FLASH, 0, image, sizeof image, NULL,
                                     &error);
  g_assert_no_error (error);
  fixture_check_flash (&f, 0x1000, 0x800, 11);
}

/* Low addresses before and after high ones, and again after another CONNECT. */
static void
test_addresses (void)
{
  static const guint32 addresses[] = { 0x40, 0xFFF8, 0x1F000, 0x50 };
  g_auto (Fixture) f = { 0 };
  guint8 *flash, back[16];

  fixture_init (&f, "usbasp", "at90usb1286");
  flash = isp_sim_chip_get_flash (bench_chip (f.bench));
  fixture_fill (flash, f.part->flash.size, 12);
  fixture_open (&f);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (addresses); i++)
    {
      guint32 at = addresses[i % G_N_ELEMENTS (addresses)];

      if (i % G_N_ELEMENTS (addresses) == 0)
        fixture_enter (&f, 1500000);
      g_assert_true (f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, at, back,
                                                 sizeof back, NULL, NULL));
      g_assert_cmpmem (back, sizeof back, flash + at, sizeof back);
    }
}

/* Across 128 KiB, and back again after somebody else loaded an extended address. */
static void
test_extended (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbasp", "atmega2560");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_extended (&f);
}

static void
test_eeprom (gconstpointer part)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbasp", part);
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_eeprom_read (&f);
}

static void
test_poll (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbasp", "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_polls (&f);
}

/* ── what goes wrong ── */

/* By its release number, and by what it answers where that says something else. */
static void
test_loader (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "usbasploader", "atmega32a");
  g_assert_cmpint (f.port->state, ==, ISP_PORT_NOT_A_PROGRAMMER);
  g_assert_null (f.port->owner);
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_clear_error (&error);
  g_assert_null (isp_scan_find (f.session, "usbasp", NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_clear_error (&error);

  f.port->state = ISP_PORT_READY;
  f.port->owner = &isp_usbasp_driver.owner;
  f.port->bcd_device = 0x0104;
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usbasp/contact", test_contact);
  g_test_add_func ("/usbasp/rates", test_rates);
  g_test_add_func ("/usbasp/silent", test_silent);
  g_test_add_data_func ("/usbasp/flash", "usbasp", test_flash);
  g_test_add_data_func ("/usbasp/flash-old-firmware", "usbasp-2007", test_flash);
  g_test_add_func ("/usbasp/big-pages", test_big_pages);
  g_test_add_data_func ("/usbasp/stream", &streams[0], test_stream);
  g_test_add_data_func ("/usbasp/stream-stalls", &streams[1], test_stream);
  g_test_add_data_func ("/usbasp/stream-cuts", &streams[2], test_stream);
  g_test_add_func ("/usbasp/stream-blank", test_stream_blank);
  g_test_add_func ("/usbasp/addresses", test_addresses);
  g_test_add_func ("/usbasp/extended", test_extended);
  g_test_add_data_func ("/usbasp/eeprom-pages", "atmega32u4", test_eeprom);
  g_test_add_data_func ("/usbasp/eeprom-bytes", "atmega32a", test_eeprom);
  g_test_add_func ("/usbasp/poll", test_poll);
  g_test_add_func ("/usbasp/loader", test_loader);
  return g_test_run ();
}
