/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "fixture.h"
#include "programmers/usb/usbtiny.h"

#include <string.h>

static void
test_contact (void)
{
  g_auto (Fixture) f = { 0 };
  IspEntered entered;
  guint8 signature[3];

  fixture_init (&f, "usbtiny", "atmega32u4");
  g_assert_true (f.port->owner == &isp_usbtiny_driver.owner);
  g_assert_cmpint (f.port->state, ==, ISP_PORT_READY);
  g_assert_cmpstr (f.port->name, ==, "USBtinyISP or PocketAVR");
  fixture_open (&f);
  g_assert_cmpstr (f.programmer->version, ==, "1.04");
  entered = fixture_enter (&f, 187500);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, ==, 157977);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  g_assert_true (bench_is_reset_low (f.bench));
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* Never faster than asked for, and what was used once is used again when asked for. */
static void
test_rates (void)
{
  static const struct
  {
    guint32 wanted, used;
  } rows[] = {
    { 0, 88261 },       { 3000000, 429184 }, { 429184, 429184 },
    { 429183, 300300 }, { 375000, 300300 },  { 187500, 157977 },
    { 32000, 31918 },   { 4000, 3994 },      { 500, 3978 }, /* its slowest */
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) f = { 0 };
      guint row = i / 2;
      guint32 wanted = i & 1 ? rows[row].used : rows[row].wanted;
      IspEnter want = { .sck_hz = wanted, .reset_pulse_us = 100 };
      IspEntered entered = { 0 };
      g_autoptr (GError) error = NULL;

      fixture_init (&f, "usbtiny", "atmega32u4");
      fixture_open (&f);
      f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (entered.sck_hz, ==, rows[row].used);
    }
}

/* At the rate that the engine asks of each clock both phases of SCK are long enough for it. */
static void
test_phases (void)
{
  static const struct
  {
    guint8 lfuse;
    guint32 crystal, wanted;
  } rows[] = {
    { 0xFF, 16000000, 2000000 }, { 0x5E, 16000000, 375000 }, { 0xFF, 4000000, 750000 },
    { 0xFF, 2000000, 375000 },   { 0xFF, 1000000, 187500 },  { 0x62, 16000000, 187500 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) f = { 0 };
      guint8 signature[3];

      fixture_init (&f, "usbtiny", "atmega32u4");
      isp_sim_chip_set_crystal (bench_chip (f.bench), rows[i].crystal);
      isp_sim_chip_set_fuse (bench_chip (f.bench), ISP_FUSE_LOW, rows[i].lfuse);
      fixture_open (&f);
      fixture_enter (&f, rows[i].wanted);
      fixture_read_signature (&f, signature);
      g_assert_cmpmem (signature, 3, f.part->signature, 3);
      g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->sck_violations, ==, 0);
    }
}

/* Each try pulses RESET, so a chip that lost its place answers again. */
static void
test_again (void)
{
  g_auto (Fixture) f = { 0 };
  guint8 signature[3];

  fixture_init (&f, "usbtiny", "atmega32u4");
  fixture_open (&f);
  for (guint i = 0; i < 3; i++)
    {
      fixture_enter (&f, 187500);
      fixture_read_signature (&f, signature);
      g_assert_cmpmem (signature, 3, f.part->signature, 3);
    }
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->entries, ==, 3);
}

static guint64
count_entries (const Fixture *f)
{
  return isp_sim_chip_get_stats (bench_chip (f->bench))->entries;
}

/* Another rate without a pulse; with one where the chip does not go along, or was not there. */
static void
test_rate_only (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspEnter want = { .sck_hz = 2000000, .reset_pulse_us = 100, .rate_only = TRUE };
  IspEntered entered = { 0 };
  guint8 signature[3];

  fixture_init (&f, "usbtiny", "atmega32u4");
  fixture_open (&f);
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (count_entries (&f), ==, 1);
  fixture_enter (&f, 30000);
  g_assert_cmpuint (count_entries (&f), ==, 2);
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, >, 300000);
  g_assert_cmpuint (count_entries (&f), ==, 2);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  f.programmer->driver->leave (f.programmer);
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error));
  g_assert_cmpuint (count_entries (&f), ==, 3);
}

/* Too fast for the chip: it falls out of step, and comes back by a pulse at a rate that it bears.
 */
static void
test_rate_only_too_fast (void)
{
  g_auto (Fixture) f = { 0 };
  IspEnter want = { .sck_hz = 2000000, .reset_pulse_us = 100, .rate_only = TRUE };
  IspEntered entered = { 0 };
  guint8 signature[3];

  fixture_init (&f, "usbtiny", "atmega32u4");
  isp_sim_chip_set_fuse (bench_chip (f.bench), ISP_FUSE_LOW, 0x62); /* 1 MHz */
  fixture_open (&f);
  fixture_enter (&f, 187500);
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
  want.sck_hz = 187500;
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
}

/* A chip that is slow must not look as if it were there. */
static void
test_silent (void)
{
  g_auto (Fixture) f = { 0 };
  IspEnter want = { .sck_hz = 1500000, .reset_pulse_us = 100 };
  IspEntered entered = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "usbtiny", "atmega32u4");
  isp_sim_chip_set_fuse (bench_chip (f.bench), ISP_FUSE_LOW, 0x62); /* 1 MHz */
  fixture_open (&f);
  f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
}

static void
test_flash (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbtiny", "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x7000, 0x1000, 1);
  fixture_check_flash (&f, 0x0080, 0x0380, 2);
}

/* Long reads, and the shorter ones that avrdude does, where the firmware takes no longer ones. */
static void
test_read (gconstpointer model)
{
  gboolean is_short = g_str_equal (model, "usbtiny-short");
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 *flash, back[0x800];

  fixture_init (&f, model, "atmega32u4");
  flash = isp_sim_chip_get_flash (bench_chip (f.bench));
  fixture_fill (flash, f.part->flash.size, 9);
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  for (guint i = 0; i < 2; i++)
    {
      guint64 before = bench_get_transfers (f.bench);
      guint32 at = i * sizeof back;

      f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, at, back, sizeof back, NULL,
                                  &error);
      g_assert_no_error (error);
      g_assert_cmpmem (back, sizeof back, flash + at, sizeof back);
      g_assert_cmpuint (bench_get_transfers (f.bench) - before, ==,
                        !is_short ? 9 : (i == 0 ? 9 + 16 : 16));
    }
}

/* Pages of 256 bytes, below, at and beyond what 16 bits of address reach. */
static void
test_far (void)
{
  g_auto (Fixture) f = { 0 };
  guint8 back[0x180], *flash;

  fixture_init (&f, "usbtiny", "at90usb1286");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x0FF00, 0x200, 3);
  fixture_check_flash (&f, 0x1E000, 0x200, 4);
  flash = isp_sim_chip_get_flash (bench_chip (f.bench));
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->page_writes, ==, 4);
  for (guint32 at = 0; at < 0x200; at++) /* where they would be without the bit of 64 KiB */
    g_assert_cmphex (flash[0xE000 + at], ==, 0xFF);
  g_assert_true (f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0xFF01, back,
                                             sizeof back, NULL, NULL));
  g_assert_cmpmem (back, sizeof back, flash + 0xFF01, sizeof back);
}

/* The engine's calls stay short where each byte is a request, and only there. */
static void
test_pace (void)
{
  g_auto (Fixture) f = { 0 };
  guint8 back[2];

  fixture_init (&f, "usbtiny", "at90usb1286");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  g_assert_cmpuint (f.programmer->link_bytes_per_s, ==, 800);
  f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0, back, 2, NULL, NULL);
  g_assert_cmpuint (f.programmer->link_bytes_per_s, ==, 0);
  f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0xFFFE, back, 2, NULL, NULL);
  g_assert_cmpuint (f.programmer->link_bytes_per_s, ==, 800);
}

/* Across 128 KiB, and back again after somebody else loaded an extended address. */
static void
test_extended (void)
{
  static const guint32 addresses[] = { 0x20000, 0x0100 };
  g_auto (Fixture) f = { 0 };
  IspReply reply;
  gsize n_done;
  guint8 back[4];

  fixture_init (&f, "usbtiny", "atmega2560");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x1FF00, 0x200, 5);
  fixture_check_flash (&f, 0x00100, 0x100, 6);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      IspOp op = { { 0x4D, 0, addresses[i] >= 0x20000 ? 0 : 1, 0 } };

      g_assert_true (
          f.programmer->driver->exchange (f.programmer, &op, &reply, 1, &n_done, NULL, NULL));
      g_assert_true (f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, addresses[i], back,
                                                 4, NULL, NULL));
      g_assert_cmpmem (back, 4, isp_sim_chip_get_flash (bench_chip (f.bench)) + addresses[i], 4);
    }
}

static void
test_eeprom (gconstpointer part)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbtiny", part);
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_eeprom_read (&f);
}

static void
test_poll (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbtiny", "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_polls (&f);
}

/* ── what goes wrong ── */

/* What has the ids and is something else is found out when it is opened, and left alone. */
static void
test_impostors (void)
{
  static const struct
  {
    const char *model;
    IspPortState state;
    const char *word;
  } rows[] = {
    { "trinket", ISP_PORT_NOT_A_PROGRAMMER, "Trinket or Gemma" },
    { "usbtiny-stranger", ISP_PORT_READY, "does not answer like one" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) f = { 0 };
      g_autoptr (GError) error = NULL;

      fixture_init (&f, rows[i].model, "attiny85");
      g_assert_true (f.port->state == rows[i].state);
      /* A bootloader that does not say what it is (Pro Trinket's) is told apart by asking. */
      f.port->owner = &isp_usbtiny_driver.owner;
      f.port->state = ISP_PORT_READY;
      g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
      g_assert_nonnull (strstr (error->message, rows[i].word));
      g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->entries, ==, 0);
    }
}

/* A programmer without a chip is one all the same; so is one whose chip is stuck. */
static void
test_no_chip (void)
{
  static const IspSimFault faults[] = { ISP_SIM_FAULT_NO_CONTACT, ISP_SIM_FAULT_MISO_LOW };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_auto (Fixture) f = { 0 };
      IspEnter want = { .sck_hz = 187500, .reset_pulse_us = 100 };
      IspEntered entered = { 0 };

      fixture_init (&f, "usbtiny", "atmega32u4");
      isp_sim_chip_set_fault (bench_chip (f.bench), faults[i], 0);
      fixture_open (&f);
      g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
      g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
    }
}

static void
test_arduino (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "usbtiny-arduino", "atmega328p");
  g_assert_true (f.port->owner == &isp_usbtiny_driver.owner);
  g_assert_cmpstr (f.port->name, ==, "Arduino ISP");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x7C00, 0x400, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usbtiny/contact", test_contact);
  g_test_add_func ("/usbtiny/rates", test_rates);
  g_test_add_func ("/usbtiny/phases", test_phases);
  g_test_add_func ("/usbtiny/again", test_again);
  g_test_add_func ("/usbtiny/rate-only", test_rate_only);
  g_test_add_func ("/usbtiny/rate-only-too-fast", test_rate_only_too_fast);
  g_test_add_func ("/usbtiny/silent", test_silent);
  g_test_add_func ("/usbtiny/flash", test_flash);
  g_test_add_data_func ("/usbtiny/read", "usbtiny", test_read);
  g_test_add_data_func ("/usbtiny/read-short", "usbtiny-short", test_read);
  g_test_add_func ("/usbtiny/far", test_far);
  g_test_add_func ("/usbtiny/pace", test_pace);
  g_test_add_func ("/usbtiny/extended", test_extended);
  g_test_add_data_func ("/usbtiny/eeprom-pages", "atmega32u4", test_eeprom);
  g_test_add_data_func ("/usbtiny/eeprom-bytes", "atmega32a", test_eeprom);
  g_test_add_func ("/usbtiny/poll", test_poll);
  g_test_add_func ("/usbtiny/impostors", test_impostors);
  g_test_add_func ("/usbtiny/no-chip", test_no_chip);
  g_test_add_func ("/usbtiny/arduino", test_arduino);
  return g_test_run ();
}
