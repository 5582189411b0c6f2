/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Bus Pirate's kinds, what each can and cannot do, and the states one may be found in. */
#include "core/isp-error.h"
#include "fixture.h"
#include "programmers/buspirate/buspirate.h"
#include "transport/isp-serial.h"

#include <string.h>

static void
init (Fixture *f, const char *model, const char *part)
{
  fixture_init (f, model, part);
  g_assert_true (isp_port_may_be (f->port, &isp_buspirate_driver.owner));
  isp_port_choose (f->port, &isp_buspirate_driver.owner);
}

static gboolean
log_has (Fixture *f, const char *words)
{
  g_autofree char *log = isp_session_get_log (f->session);

  return strstr (log, words) != NULL;
}

/* ── the prompt, as a terminal program sees it ── */

static void
say (Fixture *f, const void *data, gsize n, gboolean *prompt)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSerial) serial = isp_serial_open (bench_get_node (f->bench), 115200, NULL, &error);
  guint8 heard[4096] = { 0 };
  gint64 deadline = g_get_monotonic_time () + G_USEC_PER_SEC;
  gsize n_heard = 0;

  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    isp_serial_write (serial, (const guint8 *) data + i, 1, deadline, NULL, &error);
  g_assert_no_error (error);
  isp_serial_read (serial, heard, sizeof heard - 1, g_get_monotonic_time () + 50 * 1000, &n_heard,
                   NULL, NULL);
  if (prompt != NULL)
    *prompt = n_heard >= 4 && memcmp (heard + n_heard - 4, "HiZ>", 4) == 0;
}

static void
assert_at_prompt (Fixture *f)
{
  gboolean prompt = FALSE;

  /* legacy4third has none of its own */
  if (f->port->vid != 0x1209)
    {
      say (f, "\n", 1, &prompt);
      g_assert_true (prompt);
    }
  g_assert_false (bench_is_reset_low (f->bench));
}

/* ── kinds ── */

typedef struct
{
  const char *model, *version, *name;
  gboolean reads, writes;
  guint32 bytes_per_s;
  const char *logged;
} Kind;

/* clang-format off */
static const Kind kinds[] = {
  { "buspirate", "6.1", "Bus Pirate v3", TRUE, TRUE, 200000, "line at 2000000 baud" },
  { "buspirate-115200", "6.1", "Bus Pirate v3", TRUE, TRUE, 11520, "line at 115200 baud" },
  { "buspirate-v8", "8.0", "Bus Pirate v3", TRUE, TRUE, 100000, "line at 1000000 baud" },
  { "buspirate-old", "5.3", "Bus Pirate v3", FALSE, FALSE, 11520, "4 at a time" },
  { "buspirate-5v", "6.1", "Bus Pirate v3", TRUE, TRUE, 200000, "open drain with pull-ups" },
  { "buspirate-v4", "7.0", "Bus Pirate v4", TRUE, TRUE, 0, "outputs: 3.3 V" },
  { "buspirate-v5", "7.1", "Bus Pirate 5 or 6 in legacy4third mode", TRUE, TRUE, 0, "legacy4third" },
};
/* clang-format on */

/* What the engine does where there is no accelerator. */
static void
check_instructions (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  IspOp ops[64];
  IspReply replies[64];
  guint8 *flash = isp_sim_chip_get_flash (bench_chip (f->bench));
  gsize n_done;

  fixture_fill (flash, 64, 5);
  for (guint i = 0; i < 64; i++)
    ops[i] = (IspOp){ .tx = { i & 1 ? 0x28 : 0x20, 0, i >> 1, 0 } };
  f->programmer->driver->exchange (f->programmer, ops, replies, 64, &n_done, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, 64);
  for (guint i = 0; i < 64; i++)
    {
      g_assert_cmpuint (replies[i].rx[3], ==, flash[i]);
      g_assert_cmpuint (replies[i].rx[1], ==, ops[i].tx[0]);
      g_assert_cmpuint (replies[i].known_bytes, ==, 0xF);
    }
}

static void
test_kind (gconstpointer data)
{
  const Kind *kind = data;
  g_auto (Fixture) f = { 0 };
  IspEntered entered;
  guint8 signature[3];

  init (&f, kind->model, "atmega32u4");
  fixture_open (&f);
  g_assert_cmpstr (f.programmer->version, ==, kind->version);
  g_assert_nonnull (strstr (f.port->name, kind->name));
  g_assert_cmpuint (f.programmer->link_bytes_per_s, ==, kind->bytes_per_s);
  g_assert_cmpint (f.programmer->reads & 1 << ISP_MEMORY_FLASH, ==, kind->reads);
  g_assert_cmpint (f.programmer->writes & 1 << ISP_MEMORY_FLASH, ==, kind->writes);
  entered = fixture_enter (&f, 187500);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, ==, 125000);
  g_assert_true (bench_is_reset_low (f.bench));
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  check_instructions (&f);
  if (kind->writes)
    {
      fixture_check_flash (&f, 0x7000, 0x400, 1);
      fixture_enter (&f, 1500000);
      fixture_check_flash (&f, 0x0080, 0x180, 2);
      fixture_check_flash (&f, 0x1000, 0x400, 3);
    }
  fixture_enter (&f, 32000);
  check_instructions (&f);
  g_assert_true (log_has (&f, kind->logged));
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
  g_clear_pointer (&f.programmer, isp_programmer_close);
  assert_at_prompt (&f);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->sck_violations, ==, 0);
}

/* Never faster than asked for, nor than the firmware is sure of, nor than pull-ups follow. */
static void
test_rates (void)
{
  static const struct
  {
    const char *model;
    guint32 wanted, used;
  } rows[] = {
    { "buspirate", 30000, 31250 },       { "buspirate", 249999, 125000 },
    { "buspirate", 1999999, 1000000 },   { "buspirate", 8000000, 2000000 },
    { "buspirate", 0, 2000000 },         { "buspirate-v8", 2600000, 2000000 },
    { "buspirate-5v", 1000000, 250000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) f = { 0 };

      init (&f, rows[i].model, "atmega32u4");
      fixture_open (&f);
      fixture_enter (&f, 187500);
      g_assert_cmpuint (fixture_enter (&f, rows[i].wanted).sck_hz, ==, rows[i].used);
    }
}

/* Words of FF are not sent, and blank pages not at all. */
static void
test_blank (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 data[512];
  const IspSimStats *stats;
  guint64 before;

  init (&f, "buspirate", "atmega32u4");
  memset (data, 0xFF, sizeof data);
  data[256] = data[261] = 0x12;
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  stats = isp_sim_chip_get_stats (bench_chip (f.bench));
  before = stats->instructions;
  f.programmer->driver->write_pages (f.programmer, ISP_MEMORY_FLASH, 0, data, sizeof data, NULL,
                                     &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stats->instructions - before, ==, 5);
  g_assert_cmpuint (stats->page_writes, ==, 1);
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (f.bench)), sizeof data, data, sizeof data);
}

/* Neither before programming mode nor after it. */
static void
test_order (void)
{
  g_auto (Fixture) f = { 0 };

  init (&f, "buspirate", "atmega32u4");
  fixture_open (&f);
  fixture_check_outside (&f);
}

/* Where a bulk read does not reach: up to the last word below 128 KiB, and beyond. */
static void
test_far (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  guint8 back[7];
  guint8 *flash;

  init (&f, model, "at90usb1286");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_check_flash (&f, 0x1E000, 0x2000, 1);
  fixture_check_flash (&f, 0x0FF00, 0x200, 2);
  flash = isp_sim_chip_get_flash (bench_chip (f.bench));
  f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0x1FFF9, back, 7, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, 7, flash + 0x1FFF9, 7);
}

/* legacy4third loads extended addresses of its own once it saw the signature of a big part. */
static void
test_extended (gconstpointer model)
{
  g_auto (Fixture) f = { 0 };
  IspOp signature = { { 0x30, 0, 1, 0 } };
  IspReply reply;
  gsize n_done;

  init (&f, model, "atmega2560");
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  f.programmer->driver->exchange (f.programmer, &signature, &reply, 1, &n_done, NULL, NULL);
  fixture_check_flash (&f, 0x00000, 0x200, 3);
  fixture_check_flash (&f, 0x1FE00, 0x200, 4);
  fixture_check_flash (&f, 0x20000, 0x400, 5);
  fixture_check_flash (&f, 0x3FE00, 0x200, 6);
}

/* ── states it may be found in ── */

static const struct
{
  const char *name, *model;
  const char *keys;
  gsize n_keys;
} states[] = {
#define KEYS(keys) keys, sizeof keys - 1
#define ZEROS      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
  { "typing", "buspirate", KEYS ("half a line") },
  { "menu", "buspirate", KEYS ("m\n") },
  { "rates", "buspirate", KEYS ("b\n10\n") },
  { "waiting", "buspirate", KEYS ("b\n9\n") },
  { "fast", "buspirate", KEYS ("b\n10\n1\n") },
  { "zeros", "buspirate", KEYS ("\0\0\0\0\0\0\0") },
  { "raw", "buspirate", KEYS (ZEROS) },
  { "i2c", "buspirate", KEYS (ZEROS "\2") },
  { "pwm", "buspirate", KEYS (ZEROS "\x12\0\0") },
  { "bulk", "buspirate", KEYS (ZEROS "\1\x8A\2\x1F\x30") },
  { "block", "buspirate", KEYS (ZEROS "\1\x8A\2\5\x10\0\0\0\x40") },
  { "lengths", "buspirate", KEYS (ZEROS "\1\5\x0F") },
  { "read", "buspirate", KEYS (ZEROS "\1\x62\x8A\2\6\2\0\0\0\0\0\0\x20\0") },
  { "low", "buspirate-v8", KEYS (ZEROS "\1\x8A\2") },
  { "v4-block", "buspirate-v4", KEYS (ZEROS "\1\5\2\0\0\0\x40") },
  { "v5-raw", "buspirate-v5", KEYS ("\0\0\0") },
  { "v5-bulk", "buspirate-v5", KEYS ("\0\1\x1F\x30") },
};

static void
test_state (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (Fixture) f = { 0 };
  guint8 signature[3];

  init (&f, states[i].model, "atmega32u4");
  say (&f, states[i].keys, states[i].n_keys, NULL);
  fixture_open (&f);
  fixture_enter (&f, 1500000);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  g_clear_pointer (&f.programmer, isp_programmer_close);
  assert_at_prompt (&f);
}

/* ── what is none ── */

static void
test_stranger (gconstpointer data)
{
  const char *model = data;
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, model, "atmega32u4");
  isp_port_choose (f.port, &isp_buspirate_driver.owner);
  f.programmer = isp_programmer_open (f.session, f.port, NULL, &error);
  g_assert_null (f.programmer);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  /* looked for once, not again by closing */
  g_assert_cmpuint (bench_get_transfers (f.bench), <, 8000);
  if (g_str_equal (model, "buspirate-v5-console"))
    g_assert_nonnull (strstr (error->message, "legacy4third"));
}

/* An FT232R may be either: asked as an Arduino first, it is still found. */
static void
test_among_others (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "buspirate", "atmega32u4");
  fixture_open (&f);
  g_assert_true (f.programmer->driver == &isp_buspirate_driver);
  g_assert_cmpstr (f.programmer->name, ==, "Bus Pirate v3");
}

/* ── the rescue clock ── */

static void
test_clock (gconstpointer model)
{
  /* 125 kHz: a quarter of it is below the slowest SCK */
  static const guint32 impossible[] = { 125000, 4000001 };
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspEnter want = { .sck_hz = 2000000, .reset_pulse_us = 100 };
  IspEntered entered;
  IspSimChip *chip;

  init (&f, model, "atmega32u4");
  chip = bench_chip (f.bench);
  isp_sim_chip_set_crystal (chip, 0);
  isp_sim_chip_set_fuse (chip, ISP_FUSE_LOW, 0xE0); /* external clock, undivided */
  fixture_open (&f);
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_SILENT);
  f.programmer->rescue_clock_hz = 1000000;
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  g_assert_cmpuint (entered.sck_hz, ==, 125000);
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 1000000);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 0);
  /* what it divides down to counts: 1 MHz, a quarter of which would be too fast */
  f.programmer->rescue_clock_hz = 1010000;
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 1000000);
  g_assert_cmpuint (entered.sck_hz, ==, 125000);
  f.programmer->rescue_clock_hz = 250000;
  g_assert_true (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, NULL));
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_IN_STEP);
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      f.programmer->rescue_clock_hz = impossible[i];
      g_assert_false (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
      g_clear_error (&error);
    }
  g_clear_pointer (&f.programmer, isp_programmer_close);
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 0);
  assert_at_prompt (&f);
}

static void
test_no_clock (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspEnter want = { .reset_pulse_us = 100 };
  IspEntered entered;

  init (&f, "buspirate-v5", "atmega32u4");
  f.port->rescue_clock_hz = 1000000;
  fixture_open (&f);
  g_assert_false (f.programmer->driver->enter (f.programmer, &want, &entered, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
}

/* ── the rate, on a bad line ── */

/* A byte is struck while the board is opened and its rate is chosen. */
static void
strike_rate (Fixture *f, BenchLineFault fault, BenchDirection direction, guint64 at)
{
  g_autoptr (IspProgrammer) struck = NULL;
  g_autoptr (IspProgrammer) next = NULL;
  g_autoptr (GError) error = NULL;

  fixture_renew (f);
  bench_set_line_fault (f->bench, fault, direction, at);
  struck = isp_programmer_open (f->session, f->port, NULL, &error);
  if (struck == NULL)
    g_test_message ("byte %u, fault %u, direction %u: %s", (guint) at, fault, direction,
                    error->message);
  g_clear_pointer (&struck, isp_programmer_close);
  next = isp_programmer_open (f->session, f->port, NULL, NULL);
  g_assert_nonnull (next);
  g_clear_pointer (&next, isp_programmer_close);
  assert_at_prompt (f);
}

/* Of what it says, every so many bytes. */
#define STRIDE 5u

/* Whatever happens to a byte meanwhile: the board is found the next time. */
static void
test_bad_rate (gconstpointer model)
{
  guint64 end[BENCH_N_DIRECTIONS];
  Fixture f;

  init (&f, model, "attiny25");
  fixture_open (&f);
  for (guint i = 0; i < BENCH_N_DIRECTIONS; i++)
    end[i] = bench_get_line_bytes (f.bench, i);
  g_clear_pointer (&f.programmer, isp_programmer_close);
  for (guint fault = BENCH_LINE_LOSES; fault <= BENCH_LINE_INSERTS; fault++)
    {
      for (guint64 at = 0; at < end[BENCH_TO_BOARD]; at++)
        strike_rate (&f, fault, BENCH_TO_BOARD, at);
      for (guint64 at = fault; at < end[BENCH_TO_HOST]; at += STRIDE)
        strike_rate (&f, fault, BENCH_TO_HOST, at);
    }
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/buspirate/kind/", kinds[i].model, NULL);
      g_test_add_data_func (path, &kinds[i], test_kind);
    }
  g_test_add_func ("/buspirate/rates", test_rates);
  g_test_add_func ("/buspirate/blank", test_blank);
  g_test_add_func ("/buspirate/order", test_order);
  g_test_add_data_func ("/buspirate/far/v3", "buspirate", test_far);
  g_test_add_data_func ("/buspirate/far/v5", "buspirate-v5", test_far);
  g_test_add_data_func ("/buspirate/extended/v3", "buspirate", test_extended);
  g_test_add_data_func ("/buspirate/extended/v5", "buspirate-v5", test_extended);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strconcat ("/buspirate/state/", states[i].name, NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_state);
    }
  g_test_add_data_func ("/buspirate/stranger/stk500", "avrisp-genuine", test_stranger);
  g_test_add_data_func ("/buspirate/stranger/console", "buspirate-v5-console", test_stranger);
  g_test_add_func ("/buspirate/among-others", test_among_others);
  g_test_add_data_func ("/buspirate/clock/v3", "buspirate", test_clock);
  g_test_add_data_func ("/buspirate/clock/v4", "buspirate-v4", test_clock);
  g_test_add_func ("/buspirate/clock/v5", test_no_clock);
  g_test_add_data_func ("/buspirate/bad-rate/v3", "buspirate", test_bad_rate);
  g_test_add_data_func ("/buspirate/bad-rate/v8", "buspirate-v8", test_bad_rate);
  return g_test_run ();
}
