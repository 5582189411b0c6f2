/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "engine/avr/isp-link.h"
#include "fixture.h"
#include "programmers/usb/usbasp-private.h"
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
    { "usbasp", 2000, 1950 },
    { "usbasp", 32000, 28100 },
    { "usbasp", 2500000, 1500000 },
    { "usbasp-3mhz", 3000000, 3000000 },
    { "usbasp-3mhz", 2999999, 1500000 },
    { "usbasp-2007", 32000, 375000 },
    { "usbasp-lctech", 1500000, 93750 },
    { "usbasp-jumper", 1500000, 7500 },
    { "usbasp-2009", 1500000, 1500000 },
    { "usbasp-nerdralph", 187500, 93750 },   /* told the next slower one … */
    { "usbasp-dioannidis", 187500, 187500 }, /* … in case it uses the next faster one */
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
  { "usbasp",        1 + 1 + 1,     1 }, /* a short one; the last bytes are looked at once */
  { "usbasp-stalls", 1 + 1 + 7,     8 }, /* refused; 256 at a time */
  { "usbasp-cuts",   1 + 1 + 1 + 7, 8 },
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

/* It is told by what it answers; its ids and release number are those of a programmer. */
static void
test_loader (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "usbasploader", "atmega32a");
  g_assert_true (f.port->owner == &isp_usbasp_driver.owner);
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_assert_nonnull (strstr (error->message, "A keyboard in USBaspLoader"));
}

/* A board without power holds MISO low: that makes no bootloader of a programmer. */
static void
test_miso_low (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  IspEnter want = { .sck_hz = 187500, .reset_pulse_us = 100 };
  IspEntered entered = { 0 };

  fixture_init (&f, model, "atmega32u4");
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_MISO_LOW, 0);
  fixture_open (&f);
  g_assert_false (bench_is_reset_low (f.bench));
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
}

/* Firmware that has SPI off until it found the chip is never asked for a byte before. */
static void
test_searches (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspEnter want = { .sck_hz = 187500, .reset_pulse_us = 100 };
  IspEntered entered = { 0 };
  guint8 signature[3], byte;

  fixture_init (&f, model, "atmega32u4");
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_NO_CONTACT, 0);
  fixture_open (&f);
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
  g_assert_false (
      f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0, &byte, 1, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_TARGET);
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_NONE, 0);
  fixture_enter (&f, 187500);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* An open that breaks off, at any place, lets RESET go. */
static void
test_open_broken_off (void)
{
  for (guint at = 0; at < 6; at++)
    {
      g_auto (Fixture) f = { 0 };
      g_autoptr (GError) error = NULL;

      fixture_init (&f, "usbasp-2009", "atmega32u4");
      bench_set_fault (f.bench, BENCH_FAULT_STALL, at);
      f.programmer = isp_programmer_open (f.session, f.port, NULL, &error);
      g_assert_true (f.programmer != NULL || error != NULL);
      g_clear_pointer (&f.programmer, isp_programmer_close);
      g_assert_false (bench_is_reset_low (f.bench));
    }
}

/* A write that is withdrawn while the firmware works on a packet: it does not hear the first
 * DISCONNECT. */
static void
test_deaf (void)
{
  g_auto (Fixture) f = { 0 };
  IspUsbTransfer write = { .request = 6, .index = 128 | 1 << 8, .len = 2048 };
  guint8 data[2048];
  IspUsb *usb;

  fixture_init (&f, "usbasp-jumper", "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 187500);
  fixture_fill (data, sizeof data, 3);
  write.data = data;
  usb = ((Usbasp *) f.programmer->priv)->wire.usb;
  /* its deadline of a second passes in mid-page */
  g_assert_false (isp_usb_control (usb, &write, 1, 0, NULL, NULL, NULL));
  g_assert_true (bench_is_reset_low (f.bench));
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* A host that leaves the firmware no time: what transfers take is learnt before they get long. */
static void
test_starved (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, model, "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0, 0x1000, 1);
}

/* Above 64 KiB by long addresses, which the firmware of 2007 knows as well. */
static void
test_old_far (void)
{
  g_auto (Fixture) f = { 0 };
  guint64 before;

  fixture_init (&f, "usbasp-2007", "at90usb1286");
  fixture_open (&f);
  fixture_enter (&f, 375000);
  g_assert_cmpuint (f.programmer->flash_reach, ==, 0);
  before = bench_get_transfers (f.bench);
  fixture_check_flash (&f, 0x1E000, 0x800, 3);
  g_assert_cmpuint (bench_get_transfers (f.bench) - before, <, 20);
}

/* Old firmware has one SCK, which is too fast for a chip at 1 MHz: no other was tried. */
static void
test_only_speed (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspLink link = { 0 };

  fixture_init (&f, "usbasp-2007", "attiny85");
  isp_sim_chip_set_fuse (bench_chip (f.bench), ISP_FUSE_LOW, 0x62);
  isp_link_open (&link, f.session, f.port, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (isp_link_contact (&link, f.part, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_TARGET);
  g_assert_nonnull (strstr (error->message, "only speed"));
  isp_link_close (&link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usbasp/contact", test_contact);
  g_test_add_func ("/usbasp/rates", test_rates);
  g_test_add_func ("/usbasp/silent", test_silent);
  g_test_add_data_func ("/usbasp/flash", "usbasp", test_flash);
  g_test_add_data_func ("/usbasp/flash-2007", "usbasp-2007", test_flash);
  g_test_add_data_func ("/usbasp/flash-lctech", "usbasp-lctech", test_flash);
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
  g_test_add_data_func ("/usbasp/miso-low-nibobee", "nibobee", test_miso_low);
  g_test_add_data_func ("/usbasp/miso-low-2007", "usbasp-2007", test_miso_low);
  g_test_add_data_func ("/usbasp/nerdralph", "usbasp-nerdralph", test_searches);
  g_test_add_data_func ("/usbasp/dioannidis", "usbasp-dioannidis", test_searches);
  g_test_add_func ("/usbasp/open-broken-off", test_open_broken_off);
  g_test_add_func ("/usbasp/deaf", test_deaf);
  g_test_add_data_func ("/usbasp/starved", "usbasp-starved", test_starved);
  g_test_add_data_func ("/usbasp/jumper", "usbasp-jumper", test_starved);
  g_test_add_func ("/usbasp/old-far", test_old_far);
  g_test_add_func ("/usbasp/only-speed", test_only_speed);
  return g_test_run ();
}
