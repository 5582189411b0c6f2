/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rehearsal programmer through the driver's functions, as the engine calls them. */
#include "rehearsal-bench.h"

/* ── ids ── */

static void
test_port (void)
{
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  g_autoptr (IspPort) port = isp_rehearsal_port_new (part, NULL);
  g_autoptr (IspPort) faulty = isp_rehearsal_port_new (part, "locked");

  g_assert_true (isp_port_is_simulated (port));
  g_assert_true (port->owner == &isp_rehearsal_driver.owner);
  g_assert_cmpint (port->state, ==, ISP_PORT_READY);
  g_assert_cmpstr (port->id, ==, "sim:atmega32u4?damaged");
  g_assert_cmpstr (faulty->id, ==, "sim:atmega32u4?damaged&fault=locked");
  g_assert_nonnull (strstr (port->where, "ATmega32U4"));
  g_assert_cmpstr (isp_rehearsal_get_fault (0)->id, ==, "none");
  for (guint i = 0; isp_rehearsal_get_fault (i) != NULL; i++)
    {
      g_autoptr (IspPort) each = isp_rehearsal_port_new (part, isp_rehearsal_get_fault (i)->id);
      g_autoptr (GError) error = NULL;
      g_autoptr (IspPort) parsed = isp_rehearsal_port_parse (each->id, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (parsed->id, ==, each->id);
    }
}

static void
test_bad_ids (void)
{
  const struct
  {
    const char *id, *named;
  } bad[] = {
    { "usb:1-2", "usb:1-2" },
    { "sim:", "sim:" },
    { "sim:z80", "z80" },
    { "sim:atmega32u4?fault=fire", "fault=fire" },
    { "sim:atmega32u4?fault", "fault" },
    { "sim:atmega32u4?lfuse=5G", "lfuse=5G" },
    { "sim:atmega32u4?lfuse=", "lfuse=" },
    { "sim:atmega32?efuse=FF", "efuse=FF" },
    { "sim:atmega32u4?lfuse=1FF", "lfuse=1FF" },
    { "sim:atmega32u4?speed=-1", "speed=-1" },
    { "sim:atmega32u4?damaged=1", "damaged=1" },
    { "sim:atmega32u4?damaged&&speed=0", "“”" },
    { "sim:atmega32u4?loud", "loud" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (isp_rehearsal_port_parse (bad[i].id, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER);
      g_assert_nonnull (strstr (error->message, bad[i].named));
    }
}

static void
test_options (void)
{
  g_auto (Bench) b =
      bench_new ("sim:ATmega32U4?crystal=8000000&lfuse=0xFF&hfuse=d8&efuse=FB&lock=2F&speed=0");

  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip_of (&b)), ==, 8000000);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip_of (&b), ISP_FUSE_HIGH), ==, 0xD8);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip_of (&b), ISP_FUSE_EXTENDED), ==, 0xCB);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip_of (&b), ISP_FUSE_LOCK) & 0x3F, ==, 0x2F);
}

/* ── the driver ── */

static void
test_enter (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?lfuse=5E" FAST);
  IspEntered entered;

  g_assert_cmpint (enter (&b, 187500, &entered), ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, <=, 187500);
  g_assert_cmpuint (entered.sck_hz, >, 187000);
  g_assert_cmphex (read_signature (&b), ==, 0x1E9587);
  /* 2 MHz of CPU clock: 500 kHz is the limit */
  g_assert_cmpint (enter (&b, 500000, &entered), ==, ISP_CONTACT_SILENT);
  g_assert_cmpint (enter (&b, 490000, &entered), ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpint (enter (&b, 0, &entered), ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, ==, 374812); /* 375 kHz in whole ns */
  g_assert_cmpuint (b.programmer->sck_hz, ==, entered.sck_hz);
  g_assert_true (b.programmer->part == b.part);
  isp_rehearsal_driver.leave (b.programmer);
  g_assert_false (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
  /* closing leaves as well */
  enter (&b, 0, NULL);
  bench_close (&b);
  g_assert_false (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
}

static void
test_enter_without_part (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?speed=0");

  b.part = NULL;
  g_assert_cmpint (enter (&b, 0, NULL), ==, ISP_CONTACT_IN_STEP);
  g_assert_cmphex (read_signature (&b), ==, 0x1E9587);
}

static void
test_exchange (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?speed=0");
  g_autoptr (GError) error = NULL;
  IspOp ops[] = {
    { .tx = { 0xAC, 0x80, 0, 0 } },
    { .tx = { 0xF0, 0, 0, 0 }, .flags = ISP_OP_FLAG_POLL, .wait_us = 20000 },
    { .tx = { 0xC0, 0, 1, 0x5A }, .wait_us = 9000 },
    { .tx = { 0xA0, 0, 1, 0 } },
    { .tx = { 0xAC, 0x80, 0, 0 } },
    { .tx = { 0xF0, 0, 0, 0 }, .flags = ISP_OP_FLAG_POLL, .wait_us = 2000 },
  };
  IspReply replies[G_N_ELEMENTS (ops)];
  gsize n_done = 0;

  enter (&b, 1500000 / 10, NULL);
  g_assert_true (isp_rehearsal_driver.exchange (b.programmer, ops, replies, G_N_ELEMENTS (ops),
                                                &n_done, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, G_N_ELEMENTS (ops));
  g_assert_true (replies[1].was_busy);
  g_assert_cmphex (replies[1].rx[3], ==, 0);
  g_assert_cmphex (replies[2].rx[1], ==, 0xC0);
  g_assert_cmphex (replies[2].rx[2], ==, 0x00);
  g_assert_cmphex (replies[3].rx[3], ==, 0x5A);
  /* polling ends where its time does */
  g_assert_true (replies[5].was_busy);
  g_assert_cmphex (replies[5].rx[3] & 1, ==, 1);
  g_assert_cmpuint (isp_sim_chip_get_stats (chip_of (&b))->busy_violations, ==, 0);
}

static void
check_accelerators (const char *id, guint32 flash_at, gsize flash_len)
{
  g_auto (Bench) b = bench_new (id);

  g_assert_cmpint (enter (&b, 100000, NULL), ==, ISP_CONTACT_IN_STEP);
  check_write (&b, ISP_MEMORY_FLASH, 0, 2 * b.part->flash.page_size);
  check_write (&b, ISP_MEMORY_FLASH, flash_at, flash_len);
  check_write (&b, ISP_MEMORY_EEPROM, 0x40, 64);
  g_assert_cmpuint (isp_sim_chip_get_stats (chip_of (&b))->busy_violations, ==, 0);
  g_assert_cmpuint (isp_sim_chip_get_stats (chip_of (&b))->bit_raises, ==, 0);
  /* odd places and lengths */
  check_read (&b, ISP_MEMORY_FLASH, flash_at + 3,
              isp_sim_chip_get_flash (chip_of (&b)) + flash_at + 3, 37);
}

static void
test_accelerators (void)
{
  check_accelerators ("sim:atmega32u4?speed=0", 0x7000, 4096);
  check_accelerators ("sim:at90usb1286?speed=0", 0x1E000, 1024);
  check_accelerators ("sim:atmega2560?speed=0", 0x1FF00, 1024);
  check_accelerators ("sim:atmega32?speed=0", 0x7800, 2048);
  check_accelerators ("sim:atmega328p?speed=0", 0x7E00, 512);
}

static void
test_persists (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?speed=0");
  IspSimChip *chip = chip_of (&b);

  enter (&b, 0, NULL);
  check_write (&b, ISP_MEMORY_FLASH, 0, 128);
  bench_close (&b);
  bench_open (&b);
  g_assert_true (chip_of (&b) == chip);
  g_assert_cmphex (isp_sim_chip_get_flash (chip)[0], ==, 3);
  /* another id is another board */
  g_assert_null (isp_rehearsal_peek_chip (b.session, "sim:atmega328p"));
}

static void
test_busy (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?speed=0");
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_programmer_open (b.session, b.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BUSY);
  bench_close (&b);
  bench_open (&b);
}

/* ── what a person finds ── */

static gboolean
is_blank (const guint8 *at, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (at[i] != 0xFF)
      return FALSE;
  return TRUE;
}

static void
test_damaged (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?damaged" FAST);
  g_auto (Bench) again = bench_new ("sim:atmega32u4?damaged" FAST);
  guint8 *flash = isp_sim_chip_get_flash (chip_of (&b));

  g_assert_false (is_blank (flash, 128));
  g_assert_false (is_blank (flash + 0x4000, 128));
  g_assert_true (is_blank (flash + 0x6000, 0x1000));
  g_assert_false (is_blank (flash + 0x7000, 128));
  g_assert_true (is_blank (flash + 0x7800, 0x800));
  g_assert_false (is_blank (isp_sim_chip_get_eeprom (chip_of (&b)), 32));
  g_assert_cmphex (isp_sim_chip_get_fuse (chip_of (&b), ISP_FUSE_LOW), ==, 0x5E);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip_of (&b), ISP_FUSE_HIGH), ==, 0x99);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip_of (&b), ISP_FUSE_EXTENDED), ==, 0xC3);
  g_assert_cmpmem (flash, 32768, isp_sim_chip_get_flash (chip_of (&again)), 32768);
}

/* Every part can be rehearsed, with and without damage. */
static void
test_every_part (void)
{
  for (guint i = 0; isp_parts_get (i) != NULL; i++)
    {
      const IspPart *part = isp_parts_get (i);
      g_autofree char *id = g_strdup_printf ("sim:%s?damaged" FAST, part->id);
      g_auto (Bench) b = bench_new (id);

      g_assert_cmpint (enter (&b, 187500, NULL), ==,
                       part->instructions->no_echo ? ISP_CONTACT_SILENT : ISP_CONTACT_IN_STEP);
      g_assert_true (isp_sim_chip_is_in_programming_mode (chip_of (&b)));
      g_assert_false (is_blank (isp_sim_chip_get_flash (chip_of (&b)), 64));
    }
}

/* ── time ── */

static void
test_cancel (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4?speed=0");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  IspOp op = { .tx = { 0x30, 0, 0, 0 } };
  IspReply reply;

  enter (&b, 187500, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      isp_rehearsal_driver.exchange (b.programmer, &op, &reply, 1, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A long pause in life's time is slept in slices: without them this test takes minutes. */
static void
test_cancel_in_pause (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  IspOp op = { .tx = { 0x30, 0, 0, 0 }, .wait_us = 120 * G_USEC_PER_SEC };
  IspReply reply;

  enter (&b, 187500, NULL);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (
      isp_rehearsal_driver.exchange (b.programmer, &op, &reply, 1, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

/* At least as slow as life; how much slower is the machine's business. */
static void
test_pace (void)
{
  g_auto (Bench) b = bench_new ("sim:atmega32u4");
  g_autoptr (GError) error = NULL;
  guint8 data[256];

  enter (&b, 150000, NULL);
  gint64 real = g_get_monotonic_time ();
  guint64 chip = isp_sim_chip_get_time (chip_of (&b));
  g_assert_true (read_bytes (&b, ISP_MEMORY_FLASH, 0, data, sizeof data, &error));
  gint64 spent = (isp_sim_chip_get_time (chip_of (&b)) - chip) / 1000;
  g_assert_cmpint (spent, >, 50000);
  g_assert_cmpint (g_get_monotonic_time () - real, >=, spent - 25000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rehearsal/port", test_port);
  g_test_add_func ("/rehearsal/bad-ids", test_bad_ids);
  g_test_add_func ("/rehearsal/options", test_options);
  g_test_add_func ("/rehearsal/enter", test_enter);
  g_test_add_func ("/rehearsal/enter-without-part", test_enter_without_part);
  g_test_add_func ("/rehearsal/exchange", test_exchange);
  g_test_add_func ("/rehearsal/accelerators", test_accelerators);
  g_test_add_func ("/rehearsal/persists", test_persists);
  g_test_add_func ("/rehearsal/busy", test_busy);
  g_test_add_func ("/rehearsal/damaged", test_damaged);
  g_test_add_func ("/rehearsal/every-part", test_every_part);
  g_test_add_func ("/rehearsal/cancel", test_cancel);
  g_test_add_func ("/rehearsal/cancel-in-pause", test_cancel_in_pause);
  g_test_add_func ("/rehearsal/pace", test_pace);
  return g_test_run ();
}
