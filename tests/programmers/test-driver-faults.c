/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with any programmer, at any place of a session: an end in time, never a success
 * that is none, RESET released, and the next session is whole. Arguments: models of the bench. */
#include "core/isp-error.h"
#include "fixture.h"
#include "programmers/buspirate/buspirate.h"
#include "programmers/stk500v1/stk500v1.h"
#include "programmers/stk500v2/stk500v2.h"

#include <string.h>

typedef struct
{
  const char *model;
  IspLinkKind link;
  const IspDriver *driver; /* who it is, where a port may be several's; NULL: as found */
  guint32 sck_hz;
  guint step;       /* from one place to the next, past the handshake */
  guint leave_ms;   /* RESET is let go and the port closed in that time, whatever the device does; a
                       helper on native USB may read the chip for 20 s before it listens */
  gboolean is_bare; /* instructions are all that its firmware does */
  gboolean insists; /* what was refused is asked for once more */
} Row;

#define HANDSHAKE 24u                   /* transfers that are all tried */
#define LIMIT_US  (12 * G_USEC_PER_SEC) /* for a session that something struck */

/* clang-format off */
static const Row rows[] = {
  { "usbasp", ISP_LINK_USB, NULL, 1500000, 2, 2100 },
  { "usbasp-2007", ISP_LINK_USB, NULL, 375000, 7, 2100 },
  { "usbasp-2009", ISP_LINK_USB, NULL, 375000, 7, 1100 },
  { "usbasp-nerdralph", ISP_LINK_USB, NULL, 375000, 7, 2100 },
  { "usbtiny", ISP_LINK_USB, NULL, 1500000, 2, 1100 },
  { "avrisp-helper", ISP_LINK_SERIAL, NULL, 0, 11, 23000 },
  { "avrisp-helper-drops", ISP_LINK_SERIAL, NULL, 0, 17, 23000 },
  { "avrisp-uart", ISP_LINK_SERIAL, &isp_avrisp_driver, 0, 29, 3500 },
  { "avrisp-genuine", ISP_LINK_SERIAL, &isp_avrisp_driver, 0, 29, 3500 },
  { "buspirate", ISP_LINK_SERIAL, &isp_buspirate_driver, 1000000, 3, 4000 },
  { "buspirate-115200", ISP_LINK_SERIAL, &isp_buspirate_driver, 1000000, 3, 4000 },
  { "buspirate-v8", ISP_LINK_SERIAL, &isp_buspirate_driver, 1000000, 5, 4000 },
  { "buspirate-old", ISP_LINK_SERIAL, &isp_buspirate_driver, 1000000, 5, 4000, .is_bare = TRUE },
  { "buspirate-v4", ISP_LINK_SERIAL, &isp_buspirate_driver, 1000000, 3, 4000 },
  { "buspirate-v5", ISP_LINK_SERIAL, &isp_buspirate_driver, 1000000, 3, 4000 },
  { "stk500v2", ISP_LINK_SERIAL, &isp_stk500v2_driver, 1000000, 3, 1000 },
  { "pololu", ISP_LINK_SERIAL, NULL, 1000000, 1, 1000 },
  { "avrispmkii", ISP_LINK_USB, NULL, 1000000, 1, 1000, .insists = TRUE },
  { "avrispmkii-lufa", ISP_LINK_USB, NULL, 1000000, 1, 1000, .insists = TRUE },
};
/* clang-format on */

static const Row *
find_row (const char *model)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].model, model) == 0)
      return &rows[i];
  return NULL;
}

/* ── a session ── */

static void
init (Fixture *f, const Row *row)
{
  fixture_init (f, row->model, "atmega32u4");
  if (row->driver != NULL)
    isp_port_choose (f->port, &row->driver->owner);
}

static guint8 *
flash (Fixture *f)
{
  return isp_sim_chip_get_flash (bench_chip (f->bench));
}

#define PAGES_AT  0x000
#define PAGES_LEN 256
#define WORDS_AT  0x400

static gboolean
write_pages (Fixture *f, GError **error)
{
  const IspDriver *d = f->programmer->driver;
  guint8 data[PAGES_LEN], back[PAGES_LEN], eeprom[64];

  fixture_fill (data, sizeof data, 6);
  if (!d->write_pages (f->programmer, ISP_MEMORY_FLASH, PAGES_AT, data, sizeof data, NULL, error) ||
      !d->read (f->programmer, ISP_MEMORY_FLASH, PAGES_AT, back, sizeof back, NULL, error) ||
      ((d->reads & 1 << ISP_MEMORY_EEPROM) &&
       !d->read (f->programmer, ISP_MEMORY_EEPROM, 0, eeprom, sizeof eeprom, NULL, error)))
    return FALSE;
  if (memcmp (data, back, sizeof data) == 0)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_VERIFY, "the pages differ");
  return FALSE;
}

/* Two words into a page's buffer, the page, and the words back. */
static gboolean
write_words (Fixture *f, GError **error)
{
  static const guint8 data[4] = { 0x12, 0x34, 0x56, 0x78 };
  const IspOp ops[] = {
    { { 0x30, 0, 0, 0 } },       { { 0x30, 0, 1, 0 } },          { { 0x30, 0, 2, 0 } },
    { { 0x40, 0, 0, data[0] } }, { { 0x48, 0, 0, data[1] } },    { { 0x40, 0, 1, data[2] } },
    { { 0x48, 0, 1, data[3] } }, { { 0x4C, 2, 0, 0 }, 0, 9000 }, { { 0x20, 2, 0, 0 } },
    { { 0x28, 2, 0, 0 } },       { { 0x20, 2, 1, 0 } },          { { 0x28, 2, 1, 0 } },
  };
  IspReply replies[G_N_ELEMENTS (ops)];
  gsize n = G_N_ELEMENTS (ops), n_done;
  gboolean same = TRUE;

  if (!f->programmer->driver->exchange (f->programmer, ops, replies, n, &n_done, NULL, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    same = same && replies[i].rx[3] == f->part->signature[i];
  for (guint i = 0; i < sizeof data; i++)
    same = same && replies[n - sizeof data + i].rx[3] == data[i];
  if (!same)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_VERIFY, "the words differ");
  return same;
}

static gboolean
enter (Fixture *f, const Row *row, GError **error)
{
  IspEnter want = { .sck_hz = row->sck_hz, .reset_pulse_us = 100, .part = f->part };
  IspEntered entered = { 0 };

  if (!f->programmer->driver->enter (f->programmer, &want, &entered, NULL, error))
    return FALSE;
  if (entered.contact != ISP_CONTACT_SILENT)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_TARGET, "no contact");
  return FALSE;
}

static void
blank (Fixture *f)
{
  bench_lock (f->bench);
  memset (flash (f), 0xFF, f->part->flash.size);
  bench_unlock (f->bench);
}

/* A success has to be one: what was written is in the chip. */
static void
check_chip (Fixture *f, const Row *row)
{
  guint8 data[PAGES_LEN];

  fixture_fill (data, sizeof data, 6);
  bench_lock (f->bench);
  if (!row->is_bare)
    g_assert_cmpmem (flash (f) + PAGES_AT, sizeof data, data, sizeof data);
  g_assert_cmpmem (flash (f) + WORDS_AT, 4, "\x12\x34\x56\x78", 4);
  bench_unlock (f->bench);
}

/* Transfers of a session. */
typedef struct
{
  guint64 opening; /* until it is open */
  guint64 work;    /* until it leaves, which never fails */
  guint64 all;
} Spent;

static void
close_in_time (Fixture *f, const Row *row)
{
  gint64 start = g_get_monotonic_time ();

  g_clear_pointer (&f->programmer, isp_programmer_close);
  g_assert_cmpint (g_get_monotonic_time () - start, <, row->leave_ms * 1000);
}

/* Everything from opening to closing, until something fails. spent: filled in by a whole one. */
static gboolean
run_session (Fixture *f, const Row *row, Spent *spent, GError **error)
{
  guint64 start = bench_get_transfers (f->bench);
  gboolean ok;

  blank (f);
  f->programmer = isp_programmer_open (f->session, f->port, NULL, error);
  if (f->programmer == NULL)
    return FALSE;
  if (spent != NULL)
    spent->opening = bench_get_transfers (f->bench) - start;
  f->programmer->part = f->part;
  ok = enter (f, row, error) && write_words (f, error) && (row->is_bare || write_pages (f, error));
  if (spent != NULL)
    spent->work = bench_get_transfers (f->bench) - start;
  close_in_time (f, row);
  if (spent != NULL)
    spent->all = bench_get_transfers (f->bench) - start;
  if (ok)
    check_chip (f, row);
  return ok;
}

static void
check_whole_session (Fixture *f, const Row *row)
{
  g_autoptr (GError) error = NULL;

  run_session (f, row, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (bench_is_reset_low (f->bench));
}

/* ── a fault at each place ── */

typedef struct
{
  const Row *row;
  BenchFault fault;
} Sweep;

/* A board that hung takes a moment to notice that it may go on. */
#define RECOVERS_US 50000

static void
mend (Fixture *f, BenchFault fault)
{
  bench_set_fault (f->bench, BENCH_FAULT_NONE, 0);
  if (fault == BENCH_FAULT_UNPLUGGED)
    bench_plug (f->bench);
  else if (fault == BENCH_FAULT_SILENT || fault == BENCH_FAULT_TALKS)
    g_usleep (RECOVERS_US);
}

/* Where there is no way around the fault: how it ends. */
static void
check_error (const Sweep *sweep, gboolean is_opening, const GError *error)
{
  gboolean is_serial = sweep->row->link == ISP_LINK_SERIAL;
  /* a Bus Pirate is looked for anew, in whatever state it may be */
  gboolean is_sought = is_serial && (is_opening || sweep->row->driver == &isp_buspirate_driver);

  if (sweep->fault == BENCH_FAULT_UNPLUGGED)
    g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
  else if (sweep->fault == BENCH_FAULT_STALL && !is_serial && !sweep->row->insists)
    g_assert_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL);
  else if (sweep->fault == BENCH_FAULT_SILENT && is_sought)
    g_assert_true (g_error_matches (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER) ||
                   g_error_matches (error, ISP_ERROR, ISP_ERROR_PROTOCOL) ||
                   g_error_matches (error, ISP_ERROR, ISP_ERROR_TIMEOUT));
  else if (sweep->fault == BENCH_FAULT_SILENT)
    g_assert_error (error, ISP_ERROR, ISP_ERROR_TIMEOUT);
}

static void
check_place (Fixture *f, const Sweep *sweep, const Spent *whole, guint64 at)
{
  gboolean is_leaving = at >= whole->work;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  bench_set_fault (f->bench, sweep->fault, bench_get_transfers (f->bench) + at);
  run_session (f, sweep->row, NULL, &error);
  g_test_message ("at %u of %u: %s", (guint) at, (guint) whole->all,
                  error != NULL ? error->message : "overcome");
  g_assert_cmpint (g_get_monotonic_time () - start, <, LIMIT_US);
  if (!is_leaving)
    check_error (sweep, at < whole->opening, error);
  if (!is_leaving && (sweep->fault == BENCH_FAULT_STALL || sweep->fault == BENCH_FAULT_GARBAGE))
    g_assert_false (bench_is_reset_low (f->bench));
  mend (f, sweep->fault);
  check_whole_session (f, sweep->row);
}

static void
test_fault (gconstpointer data)
{
  const Sweep *sweep = data;
  g_auto (Fixture) f = { 0 };
  Spent whole = { 0 };

  init (&f, sweep->row);
  check_whole_session (&f, sweep->row); /* sets what stays set */
  g_assert_true (run_session (&f, sweep->row, &whole, NULL));
  g_assert_cmpuint (whole.work, >, 10);
  for (guint64 at = 0; at < whole.all; at += at < HANDSHAKE ? 1 : sweep->row->step)
    check_place (&f, sweep, &whole, at);
}

/* From its last work on it talks for ever, or from when it is to leave on. */
static void
test_talks (gconstpointer data)
{
  const Row *row = data;
  g_auto (Fixture) f = { 0 };
  Spent whole = { 0 };

  init (&f, row);
  check_whole_session (&f, row);
  g_assert_true (run_session (&f, row, &whole, NULL));
  for (guint64 at = whole.work - 1; at < whole.all; at++)
    {
      bench_set_fault (f.bench, BENCH_FAULT_TALKS, bench_get_transfers (f.bench) + at);
      run_session (&f, row, NULL, NULL);
      mend (&f, BENCH_FAULT_TALKS);
      check_whole_session (&f, row);
    }
}

/* ── what the host does ── */

static void
check_cancelled (gboolean ok, GError **error)
{
  g_assert_false (ok);
  g_assert_error (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (error);
}

static void
test_cancelled (gconstpointer data)
{
  const Row *row = data;
  g_auto (Fixture) f = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  IspOp op = { { 0x30, 0, 0, 0 } };
  IspReply reply;
  gsize n_done;
  guint8 bytes[256] = { 0 }, signature[3];
  const IspDriver *d;

  init (&f, row);
  fixture_open (&f);
  d = f.programmer->driver;
  fixture_enter (&f, row->sck_hz);
  g_cancellable_cancel (cancellable);
  check_cancelled (d->exchange (f.programmer, &op, &reply, 1, &n_done, cancellable, &error),
                   &error);
  if (!row->is_bare)
    {
      check_cancelled (d->read (f.programmer, ISP_MEMORY_FLASH, 0, bytes, 256, cancellable, &error),
                       &error);
      check_cancelled (
          d->write_pages (f.programmer, ISP_MEMORY_FLASH, 0, bytes, 256, cancellable, &error),
          &error);
    }
  /* still in step */
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
  d->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* Two cannot have it at once. */
static void
test_busy (gconstpointer data)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  init (&f, data);
  fixture_open (&f);
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BUSY);
}

/* A host that was killed in the middle leaves programming mode on (a Bus Pirate's driver ends it by
 * closing: what states that one may be left in is tested with it). */
static void
test_killed (gconstpointer data)
{
  const Row *row = data;
  g_auto (Fixture) f = { 0 };
  IspProgrammer *left;

  init (&f, row);
  fixture_open (&f);
  fixture_enter (&f, row->sck_hz);
  left = g_steal_pointer (&f.programmer);
  left->driver->close (left);
  g_assert_true (bench_is_reset_low (f.bench));
  isp_serial_close (g_steal_pointer (&left->serial));
  check_whole_session (&f, row);
  isp_session_unref (left->session);
  g_free (left->port_id);
  g_free (left->version);
  g_free (left->name);
  g_free (left);
}

/* ── all of them ── */

static void
add_row (const Row *row)
{
  static const struct
  {
    const char *name;
    BenchFault fault;
  } faults[] = {
    { "unplugged", BENCH_FAULT_UNPLUGGED },
    { "refused", BENCH_FAULT_STALL },
    { "silent", BENCH_FAULT_SILENT },
    { "garbage", BENCH_FAULT_GARBAGE },
  };
  static const struct
  {
    const char *name;
    void (*func) (gconstpointer row);
  } others[] = {
    { "cancelled", test_cancelled },
    { "busy", test_busy },
    { "killed", test_killed },
    { "talks", test_talks },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/faults/%s/%s", row->model, faults[i].name);
      Sweep *sweep = g_memdup2 (&(Sweep){ row, faults[i].fault }, sizeof *sweep);

      g_test_add_data_func_full (path, sweep, test_fault, g_free);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_strdup_printf ("/faults/%s/%s", row->model, others[i].name);

      if ((others[i].func != test_killed || row->driver != &isp_buspirate_driver) &&
          (others[i].func != test_talks || row->link == ISP_LINK_SERIAL))
        g_test_add_data_func (path, row, others[i].func);
    }
}

/* Every model of a programmer has a row here, or one that is like it, and every row runs. */
static void
test_complete (gconstpointer data)
{
  const char *const *names = data;
  const char *model;

  for (guint i = 0; (model = bench_get_programmer (i)) != NULL; i++)
    if (bench_can_program (i) && find_row (model) == NULL && find_row (bench_get_like (i)) == NULL)
      {
        g_test_message ("%s is missing in the table of test-driver-faults.c", model);
        g_test_fail ();
      }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!g_strv_contains (names, rows[i].model))
      {
        g_test_message ("%s is missing in tests/programmers/meson.build", rows[i].model);
        g_test_fail ();
      }
}

/* One model; or --complete and all that meson.build runs. */
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_equal (argv[1], "--complete"))
    g_test_add_data_func ("/faults/complete", argv + 2, test_complete);
  for (int i = 1; i < argc && *argv[1] != '-'; i++)
    {
      if (find_row (argv[i]) == NULL)
        g_error ("%s is missing in the table of test-driver-faults.c", argv[i]);
      add_row (find_row (argv[i]));
    }
  return g_test_run ();
}
