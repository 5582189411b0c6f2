/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v2 in both its carriers: an STK500 and Pololu's programmer in frames, AVRISP mkII and
 * LUFA's clone in USB packets. */
#include "core/isp-error.h"
#include "fixture.h"
#include "programmers/stk500v2/avrispmkii.h"
#include "programmers/stk500v2/stk500v2-commands-private.h"
#include "programmers/stk500v2/stk500v2.h"

#include <string.h>

static void
open_model (Fixture *f, const char *model, const char *part)
{
  fixture_init (f, model, part);
  /* An STK500 hangs on an adapter, which is asked for others first. */
  if (f->port->state == ISP_PORT_ASK)
    isp_port_choose (f->port, &isp_stk500v2_driver.owner);
  fixture_open (f);
}

static void
test_rates (void)
{
  static const struct
  {
    IspStk2Sck kind;
    guint32 wanted;
    guint8 duration;
    guint32 hz;
  } rows[] = {
    { ISP_STK2_SCK_STK500, 2000000, 0, 1843200 }, { ISP_STK2_SCK_STK500, 1843199, 1, 460800 },
    { ISP_STK2_SCK_STK500, 187500, 2, 115200 },   { ISP_STK2_SCK_STK500, 57600, 3, 57600 },
    { ISP_STK2_SCK_STK500, 32000, 9, 31240 },     { ISP_STK2_SCK_STK500, 500, 254, 1205 },
    { ISP_STK2_SCK_POLOLU, 1843200, 0, 1714285 }, { ISP_STK2_SCK_POLOLU, 460800, 1, 444444 },
    { ISP_STK2_SCK_MKII, 8000000, 0, 8000000 },   { ISP_STK2_SCK_MKII, 187500, 6, 125000 },
    { ISP_STK2_SCK_MKII, 124999, 7, 96386 },      { ISP_STK2_SCK_MKII, 1000, 101, 1000 },
    { ISP_STK2_SCK_MKII, 1, 149, 100 },           { ISP_STK2_SCK_MKII, 32000, 29, 31129 },
    { ISP_STK2_SCK_LUFA, 125000, 6, 125000 },     { ISP_STK2_SCK_LUFA, 124999, 44, 15356 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpuint (isp_stk2_sck_choose (rows[i].kind, rows[i].wanted), ==, rows[i].duration);
      g_assert_cmpuint (isp_stk2_sck_get_hz (rows[i].kind, rows[i].duration), ==, rows[i].hz);
    }
}

static void
test_contact (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  gboolean clone = strcmp (model, "avrispmkii-lufa") == 0;
  guint8 signature[3];
  guint millivolts;

  open_model (&f, model, "atmega32u4");
  g_assert_nonnull (f.programmer->version);
  g_assert_cmpint (fixture_enter (&f, 125000).contact, ==, ISP_CONTACT_IN_STEP);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  g_assert_true (f.programmer->driver->target_millivolts (f.programmer, &millivolts, NULL));
  g_assert_cmpuint (millivolts, ==, clone ? 3300 : 5000);
  g_assert_true (bench_is_reset_low (f.bench));
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

static void
check_eeprom (Fixture *f)
{
  const IspDriver *driver = f->programmer->driver;
  guint8 data[63], back[63] = { 0 };
  gsize n = f->part->eeprom.page_size > 0 ? 60 : sizeof data;
  g_autoptr (GError) error = NULL;

  fixture_fill (data, n, 5);
  driver->write_pages (f->programmer, ISP_MEMORY_EEPROM, 0x140, data, n, NULL, &error);
  g_assert_no_error (error);
  driver->read (f->programmer, ISP_MEMORY_EEPROM, 0x140, back, n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, n, data, n);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (f->bench)) + 0x140, n, data, n);
}

static void
test_memories (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 back[7];

  open_model (&f, model, "atmega32u4");
  fixture_enter (&f, 1000000);
  fixture_check_flash (&f, 0x7000, 0x400, 1);
  fixture_check_flash (&f, 0x0080, 0x180, 2);
  f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0x7001, back, sizeof back, NULL,
                              &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, sizeof back, isp_sim_chip_get_flash (bench_chip (f.bench)) + 0x7001,
                   sizeof back);
  check_eeprom (&f);
}

/* Bytes, not pages; 61 of them would fill a packet in the reply, 54 in the message. */
static void
test_bytes (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  guint8 back[64];

  open_model (&f, model, "atmega32a");
  fixture_enter (&f, 125000);
  check_eeprom (&f);
  for (gsize n = 52; n <= 64; n++)
    g_assert_true (
        f.programmer->driver->read (f.programmer, ISP_MEMORY_EEPROM, 0, back, n, NULL, NULL));
  g_assert_true (
      f.programmer->driver->write_pages (f.programmer, ISP_MEMORY_EEPROM, 0, back, 54, NULL, NULL));
}

/* Across 128 KiB, and back again after somebody else loaded an extended address. */
static void
test_extended (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };

  open_model (&f, model, "atmega2560");
  fixture_enter (&f, 1000000);
  fixture_check_extended (&f);
}

/* Many instructions: several commands, the last of them not full, each with its own echo. */
static void
test_runs (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  gboolean old = strcmp (model, "stk500v2-old") == 0;
  IspOp ops[140];
  IspReply replies[140];
  guint8 *flash;
  gsize n_done;

  open_model (&f, model, "atmega32u4");
  flash = isp_sim_chip_get_flash (bench_chip (f.bench));
  fixture_fill (flash, 70, 6);
  fixture_enter (&f, 1000000);
  g_assert_cmpuint (((IspStk2 *) f.programmer->priv)->run_max, ==, old ? 1 : 62);
  for (guint i = 0; i < 140; i++)
    ops[i] = (IspOp){ .tx = { i & 1 ? 0x28 : 0x20, 0, (guint8) (i / 4), 0 } };
  for (guint n = 1; n <= 140; n += old ? 139 : 1)
    {
      g_assert_true (
          f.programmer->driver->exchange (f.programmer, ops, replies, n, &n_done, NULL, NULL));
      g_assert_cmpuint (n_done, ==, n);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmphex (replies[i].known_bytes, ==, 0xF);
          g_assert_cmphex (replies[i].rx[1], ==, ops[i].tx[0]);
          g_assert_cmphex (replies[i].rx[3], ==, flash[i / 4 * 2 + (i & 1)]);
        }
    }
}

/* RDY/BSY is believed only once it was seen. */
static void
test_busy (void)
{
  g_auto (Fixture) f = { 0 };
  IspOp erase[] = { { { 0xAC, 0x80, 0, 0 } }, { { 0xF0, 0, 0, 0 }, ISP_OP_FLAG_POLL, 20000 } };
  IspReply replies[2];
  IspStk2 *stk2;
  gsize n_done;

  open_model (&f, "avrispmkii-lufa", "atmega32u4");
  stk2 = f.programmer->priv;
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_NO_BUSY, 0);
  fixture_enter (&f, 1000000);
  g_assert_true (
      f.programmer->driver->exchange (f.programmer, erase, replies, 2, &n_done, NULL, NULL));
  g_assert_false (stk2->sees_busy);
  g_usleep (10000);
  fixture_check_flash (&f, 0, 256, 1);
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_NONE, 0);
  fixture_enter (&f, 1000000);
  g_assert_true (
      f.programmer->driver->exchange (f.programmer, erase, replies, 2, &n_done, NULL, NULL));
  g_assert_true (stk2->sees_busy);
  fixture_check_flash (&f, 0, 256, 2);
}

static void
test_silent (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  IspEnter want = { .sck_hz = 125000, .reset_pulse_us = 100 };
  IspEntered entered = { 0 };
  g_autoptr (GError) error = NULL;
  IspOp op = { { 0x30, 0, 0, 0 } };
  IspReply reply;
  gsize n_done;

  open_model (&f, model, "atmega32u4");
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_NO_CONTACT, 0);
  f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
  g_assert_false (
      f.programmer->driver->exchange (f.programmer, &op, &reply, 1, &n_done, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL);
  isp_sim_chip_set_fault (bench_chip (f.bench), ISP_SIM_FAULT_NONE, 0);
  g_assert_cmpint (fixture_enter (&f, 125000).contact, ==, ISP_CONTACT_IN_STEP);
}

/* What an AVRISP mkII measures is said in words. */
static void
test_unpowered (void)
{
  g_auto (Fixture) f = { 0 };
  IspEnter want = { .sck_hz = 125000 };
  IspEntered entered = { 0 };
  g_autoptr (GError) error = NULL;

  open_model (&f, "avrispmkii-unpowered", "atmega32u4");
  g_assert_false (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_POWER);
  g_assert_nonnull (strstr (error->message, "no supply"));
}

/* A board's bootloader speaks the same, and means the board itself. */
static void
test_bootloader (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "stk500v2-bootloader", "atmega32u4");
  isp_port_choose (f.port, &isp_stk500v2_driver.owner);
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_assert_nonnull (strstr (error->message, "bootloader"));
}

typedef struct
{
  const char *name;
  void (*test) (gconstpointer model);
  const char *models[6];
} Group;

/* clang-format off */
static const Group groups[] = {
  { "contact", test_contact, { "pololu", "avrispmkii", "avrispmkii-lufa" } },
  { "memories", test_memories, { "pololu", "avrispmkii", "avrispmkii-lufa" } },
  { "bytes", test_bytes, { "pololu", "avrispmkii" } },
  { "extended", test_extended, { "pololu", "avrispmkii-lufa" } },
  { "runs", test_runs, { "pololu", "avrispmkii", "avrispmkii-lufa" } },
  { "silent", test_silent, { "pololu", "avrispmkii", "avrispmkii-lufa" } },
};
/* clang-format on */

/* A chip that nobody erased: whether it tells that it is busy is found out by the first page. */
static void
test_eeprom_fast (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 data[256];
  gint64 start;

  open_model (&f, model, "atmega32u4");
  fixture_enter (&f, 1000000);
  fixture_fill (data, sizeof data, 4);
  start = g_get_monotonic_time ();
  f.programmer->driver->write_pages (f.programmer, ISP_MEMORY_EEPROM, 0, data, sizeof data, NULL,
                                     &error);
  g_assert_no_error (error);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (f.bench)), sizeof data, data, sizeof data);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->busy_violations, ==, 0);
  /* virtual time: 64 pages of the 9 ms that this chip takes, not of the 11 of the longest wait */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 64 * 10300);
}

/* It has the ids, and packets too short for any message. */
static void
test_small_packets (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "avrispmkii-small", "atmega32u4");
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stk500v2/rates", test_rates);
  g_test_add_func ("/stk500v2/small-packets", test_small_packets);
  g_test_add_data_func ("/stk500v2/eeprom-fast", "avrispmkii-lufa", test_eeprom_fast);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint k = 0; groups[i].models[k] != NULL; k++)
      {
        const char *model = groups[i].models[k];
        g_autofree char *path = g_strdup_printf ("/stk500v2/%s/%s", groups[i].name, model);

        g_test_add_data_func (path, model, groups[i].test);
      }
  g_test_add_func ("/stk500v2/busy", test_busy);
  g_test_add_func ("/stk500v2/unpowered", test_unpowered);
  g_test_add_func ("/stk500v2/bootloader", test_bootloader);
  g_test_add_data_func ("/stk500v2/runs/stk500v2-old", "stk500v2-old", test_runs);
  g_test_add_data_func ("/stk500v2/memories/stk500v2", "stk500v2", test_memories);
  return g_test_run ();
}
