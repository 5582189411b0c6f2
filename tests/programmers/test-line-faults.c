/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One byte on a serial line that is lost, doubled, flipped or inserted, anywhere in a job, in
 * either direction: never a success that is none, never a fuse that nobody planned, RESET released,
 * and the next job is whole. Arguments: models of the bench. --table: what came of it, in figures
 * (scripts/sweep). */
#include "core/isp-error.h"
#include "engine/avr/isp-avr-batch-private.h"
#include "line-trial.h"
#include "programmers/buspirate/buspirate.h"
#include "programmers/stk500v1/stk500v1.h"
#include "programmers/stk500v2/stk500v2.h"

#include <string.h>

#define LIMIT_US (60 * G_USEC_PER_SEC) /* that a fault may cost */
#define LATE_US  (4 * G_USEC_PER_SEC)  /* longer than a late answer */
/* Jobs that go on as if nothing had been, in percent. */
#define MIN_LUCKY 80u

typedef struct
{
  const char *model;
  const IspDriver *driver; /* who it is, where a port may be several's; NULL: as found */
  guint8 unfinished[4];    /* a write of the high fuse without its value; 0: none */
} Row;

/* clang-format off */
static const Row rows[] = {
  { "avrisp-helper", NULL, { 'V', 0xAC, 0xA8, 0x00 } },
  { "avrisp-uart", &isp_avrisp_driver, { 'V', 0xAC, 0xA8, 0x00 } },
  { "avrisp-genuine", &isp_avrisp_driver, { 'V', 0xAC, 0xA8, 0x00 } },
  { "buspirate", &isp_buspirate_driver, { 0x13, 0xAC, 0xA8, 0x00 } },
  { "buspirate-v8", &isp_buspirate_driver, { 0x13, 0xAC, 0xA8, 0x00 } },
  { "buspirate-v5", &isp_buspirate_driver, { 0x13, 0xAC, 0xA8, 0x00 } },
  { "stk500v2", &isp_stk500v2_driver },
  { "pololu", NULL },
};
/* clang-format on */

/* Bytes from one fault to the next. */
static guint strides[N_JOBS] = { 4001, 211 };
/* Around the write of a fuse byte or the lock, and for NEAR_BYTES on either side of it. */
static guint near_stride = 211;
#define NEAR_BYTES 80u
/* The test tries every so many of these places, the table all. */
static guint thinning = 3;

/* On either side of the write of the lock: its command, and how many bytes more or fewer came
 * before it in another run. */
#define LOCK_BYTES 30u

/* Instructions, one of them with a 'Q' for its address. */
#define HANG_OPS 24u

/* Bytes; about 3 s, which is longer than leaving used to take. */
#define LONG_BLOCK 12000u

/* ── one fault ── */

typedef struct
{
  guint runs, lucky, false_successes, bad_backups, hangs, held, stuck, odd;
} Tally;

typedef struct
{
  const Row *row;
  Job job;
  BenchLineFault fault;
  BenchDirection direction;
} Sweep;

static const char *const fault_names[] = {
  "fine", "lost", "doubled", "flipped", "inserted", "late"
};

static void
note (const Sweep *sweep, guint64 at, const char *what, const GError *error, guint *counter)
{
  (*counter)++;
  g_printerr ("# %s, job %u, byte %u to the %s %s: %s (%s)\n", sweep->row->model, sweep->job,
              (guint) at, sweep->direction == BENCH_TO_BOARD ? "board" : "host",
              fault_names[sweep->fault], what, error != NULL ? error->message : "no error");
}

static void
try_place (const Sweep *sweep, Trial *trial, guint64 at, gint64 whole_us, Tally *tally)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second = NULL;
  gint64 start;
  gboolean ok;

  trial_renew (trial);
  bench_set_trace (trial->f.bench, trial->is_verbose);
  bench_set_line_fault (trial->f.bench, sweep->fault, sweep->direction, at);
  start = g_get_monotonic_time ();
  ok = trial_run (trial, sweep->job, TRUE, &error);
  tally->runs++;
  if (ok)
    tally->lucky++;
  if (g_get_monotonic_time () - start > whole_us + LIMIT_US)
    note (sweep, at, "takes too long", error, &tally->hangs);
  if (ok && !trial_is_done (trial, sweep->job))
    note (sweep, at, "false success", error, &tally->false_successes);
  if (trial->bad_backup)
    note (sweep, at, "bad backup", error, &tally->bad_backups);
  if (sweep->fault == BENCH_LINE_DELAYS)
    g_usleep (LATE_US); /* what it was told when leaving, it hears now */
  if (bench_is_reset_low (trial->f.bench))
    note (sweep, at, "RESET is held", error, &tally->held);
  if (trial_has_odd_fuses (trial))
    note (sweep, at, "fuses that nobody planned", error, &tally->odd);
  /* whatever the first one left: an erase takes any lock away */
  if (!trial_run (trial, JOB_WHOLE, FALSE, &second) || !trial_is_done (trial, JOB_WHOLE))
    note (sweep, at, "a second run fails", second, &tally->stuck);
}

/* Which bytes of a job are struck; how long it takes. */
static gint64
measure (const Sweep *sweep, Trial *trial, guint64 *first, guint64 *end)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  trial_run (trial, sweep->job, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (trial_is_done (trial, sweep->job));
  g_assert_false (trial->bad_backup);
  g_assert_false (bench_is_reset_low (trial->f.bench));
  *first = sweep->job == JOB_FUSES ? trial->fuses_at[sweep->direction] : 0;
  *end = bench_get_line_bytes (trial->f.bench, sweep->direction);
  return g_get_monotonic_time () - start;
}

static gboolean
is_near_write (const guint64 *writes, guint n, guint64 at)
{
  for (guint i = 0; i < n; i++)
    if (at + NEAR_BYTES >= writes[i] && at <= writes[i] + NEAR_BYTES)
      return TRUE;
  return FALSE;
}

static Tally
run_sweep (const Sweep *sweep)
{
  g_auto (Trial) trial = { 0 };
  Tally tally = { 0 };
  guint64 first, end, writes[BENCH_MAX_WRITES];
  guint n_writes;
  gint64 whole_us;

  trial_init (&trial, sweep->row->model, sweep->row->driver);
  whole_us = measure (sweep, &trial, &first, &end);
  n_writes = bench_get_fuse_writes (trial.f.bench, sweep->direction, writes);
  for (guint64 at = first; at < end; at++)
    {
      guint stride =
          thinning * (is_near_write (writes, n_writes, at) ? near_stride : strides[sweep->job]);

      if ((at - first) % stride == sweep->fault * stride / BENCH_N_LINE_FAULTS)
        try_place (sweep, &trial, at, whole_us, &tally);
    }
  return tally;
}

/* ── as a test, and as a table ── */

static void
test_sweep (gconstpointer data)
{
  const Sweep *sweep = data;
  Tally tally = run_sweep (sweep);

  g_assert_cmpuint (tally.false_successes, ==, 0);
  g_assert_cmpuint (tally.hangs, ==, 0);
  g_assert_cmpuint (tally.held, ==, 0);
  g_assert_cmpuint (tally.stuck, ==, 0);
  g_assert_cmpuint (tally.odd, ==, 0);
  /* a handful of places says little of a share: one that ends the job may be among them */
  if (sweep->fault != BENCH_LINE_DELAYS && tally.runs - tally.lucky > 1)
    g_assert_cmpuint (tally.lucky * 100, >=, MIN_LUCKY * tally.runs);
}

/* A write of the low fuse that nobody wanted, as a flipped bit makes it of an erase. */
static void
test_guard (gconstpointer data)
{
  const Sweep *sweep = data;
  g_auto (Trial) trial = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (IspAvrBatch) batch = { 0 };
  IspLink link = { 0 };

  trial_init (&trial, sweep->row->model, sweep->row->driver);
  isp_link_open (&link, trial.f.session, trial.f.port, NULL, NULL, &error);
  g_assert_no_error (error);
  isp_link_contact (&link, trial.f.part, &error);
  g_assert_no_error (error);
  batch = isp_avr_batch_new (&link);
  isp_avr_batch_add (&batch, (IspOp){ .tx = { 0xAC, 0xA0, 0x00, 0x00 } });
  isp_avr_batch_add_wait (&batch, trial.f.part->fuse_us);
  isp_avr_batch_run (&batch, &error);
  g_assert_no_error (error);
  g_assert_cmphex (trial_get_fuse (&trial, ISP_FUSE_LOW), ==, 0x00);
  if (sweep->job == JOB_FUSES)
    {
      /* noticed: at once, as a lock that is written next would keep it so */
      link.stays = TRUE;
      g_set_error_literal (&error, ISP_ERROR, ISP_ERROR_TIMEOUT, "a byte is missing");
      g_assert_true (isp_link_mend (&link, FALSE, &error));
      g_assert_cmphex (trial_get_fuse (&trial, ISP_FUSE_LOW), ==, line_old_fuses[ISP_FUSE_LOW]);
    }
  isp_link_close (&link);
  g_assert_cmphex (trial_get_fuse (&trial, ISP_FUSE_LOW), ==, line_old_fuses[ISP_FUSE_LOW]);
  g_assert_false (bench_is_reset_low (trial.f.bench));
}

/* Each byte of the command that writes the lock is lost, or one comes too many: no lock bit is
 * programmed that nobody planned, as a job without an erase could not take it back. */
static void
test_lock (gconstpointer data)
{
  static const BenchLineFault faults[] = { BENCH_LINE_LOSES, BENCH_LINE_DOUBLES,
                                           BENCH_LINE_INSERTS };
  Sweep sweep = { data, JOB_FUSES, BENCH_LINE_FINE, BENCH_TO_BOARD };
  g_auto (Trial) trial = { 0 };
  Tally tally = { 0 };
  guint64 first, end, writes[BENCH_MAX_WRITES], lock;
  gint64 whole_us;

  trial_init (&trial, sweep.row->model, sweep.row->driver);
  whole_us = measure (&sweep, &trial, &first, &end);
  lock = writes[bench_get_fuse_writes (trial.f.bench, sweep.direction, writes) - 1];
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    for (guint64 at = lock - LOCK_BYTES; at < lock + LOCK_BYTES; at++)
      {
        sweep.fault = faults[i];
        try_place (&sweep, &trial, at, whole_us, &tally);
      }
  g_assert_cmpuint (tally.odd, ==, 0);
  g_assert_cmpuint (tally.false_successes, ==, 0);
}

/* An instruction that goes out with a byte too few, while its reply looks whole: a Bus Pirate's
 * length, flipped. The chip echoes the byte before all the same. */
static void
test_shifted (void)
{
  static const guint8 short_one[] = { 0x12, 0xAC, 0xA8, 0x00, 0xDD };
  g_auto (Trial) trial = { 0 };
  g_autoptr (GError) error = NULL;
  IspLink link = { 0 };
  gboolean stayed = FALSE;
  guint8 value, junk[5];

  trial_init (&trial, rows[3].model, rows[3].driver);
  isp_link_open (&link, trial.f.session, trial.f.port, NULL, NULL, &error);
  g_assert_no_error (error);
  isp_link_contact (&link, trial.f.part, &error);
  g_assert_no_error (error);
  isp_serial_write (link.programmer->serial, short_one, sizeof short_one,
                    g_get_monotonic_time () + G_USEC_PER_SEC, NULL, &error);
  isp_serial_read (link.programmer->serial, junk, sizeof junk,
                   g_get_monotonic_time () + G_USEC_PER_SEC, NULL, NULL, &error);
  g_assert_no_error (error);
  link.programmer->driver->resync (link.programmer, &stayed, &error);
  g_assert_no_error (error);
  g_assert_true (stayed);
  isp_avr_read_fuse (&link, ISP_FUSE_LOW, &value, &error);
  g_assert_no_error (error);
  g_assert_cmphex (value, ==, line_old_fuses[ISP_FUSE_LOW]);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (trial.f.bench))->entries, ==, 1);
  isp_link_close (&link);
}

/* Out of step, the sketch takes an address byte for 'Q', and would hang for good at the next 'V'.
 */
static void
test_hang (gconstpointer data)
{
  const Row *row = data;
  g_auto (Trial) trial = { 0 };

  trial_init (&trial, row->model, row->driver);
  for (guint at = 0; at < HANG_OPS * 6; at++)
    {
      g_autoptr (GError) error = NULL;
      IspLink link = { 0 };
      guint8 bytes[HANG_OPS];

      trial_renew (&trial);
      isp_link_open (&link, trial.f.session, trial.f.port, NULL, NULL, &error);
      g_assert_no_error (error);
      isp_link_contact (&link, trial.f.part, &error);
      g_assert_no_error (error);
      bench_set_line_fault (trial.f.bench, BENCH_LINE_LOSES, BENCH_TO_BOARD,
                            bench_get_line_bytes (trial.f.bench, BENCH_TO_BOARD) + at);
      isp_avr_read (&link, ISP_MEMORY_EEPROM, 'Q' - HANG_OPS / 2, bytes, sizeof bytes, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (bytes, sizeof bytes, &trial.eeprom['Q' - HANG_OPS / 2], sizeof bytes);
      isp_link_close (&link);
    }
}

/* A length that was flipped: the helper reads the chip for seconds and listens to nobody. */
static void
test_long_block (gconstpointer data)
{
  static const guint8 command[] = { 't', LONG_BLOCK >> 8, LONG_BLOCK & 0xFF, 'F', ' ' };
  const Row *row = data;
  g_auto (Trial) trial = { 0 };
  g_autoptr (GError) error = NULL;
  IspLink link = { 0 };

  trial_init (&trial, row->model, row->driver);
  isp_link_open (&link, trial.f.session, trial.f.port, NULL, NULL, &error);
  g_assert_no_error (error);
  isp_link_contact (&link, trial.f.part, &error);
  g_assert_no_error (error);
  isp_serial_write (link.programmer->serial, command, sizeof command,
                    g_get_monotonic_time () + G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (bench_is_reset_low (trial.f.bench));
  isp_link_close (&link);
  g_assert_false (bench_is_reset_low (trial.f.bench));
}

/* A write that went where it should not: only an erase helps. */
static void
test_start_over (gconstpointer data)
{
  const Row *row = data;
  g_auto (Trial) trial = { 0 };
  g_autoptr (GError) error = NULL;

  trial_init (&trial, row->model, row->driver);
  trial.strays = TRUE;
  trial_run (&trial, JOB_WHOLE, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (trial_is_done (&trial, JOB_WHOLE));
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (trial.f.bench))->erases, ==, 2);
}

/* A fuse write that lacks its last byte, and a host that does not know: getting in step does not
 * leave programming mode, and what completes the write programs no bit. */
static void
test_unfinished (gconstpointer data)
{
  const Row *row = data;
  g_auto (Trial) trial = { 0 };
  g_autoptr (GError) error = NULL;
  IspLink link = { 0 };
  gboolean stayed = FALSE;

  trial_init (&trial, row->model, row->driver);
  isp_link_open (&link, trial.f.session, trial.f.port, NULL, NULL, &error);
  g_assert_no_error (error);
  isp_link_contact (&link, trial.f.part, &error);
  g_assert_no_error (error);
  isp_serial_write (link.programmer->serial, row->unfinished, 4,
                    g_get_monotonic_time () + G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  link.programmer->driver->resync (link.programmer, &stayed, &error);
  g_assert_no_error (error);
  g_assert_true (stayed);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (trial.f.bench))->fuse_writes, ==, 1);
  g_assert_cmphex (trial_get_fuse (&trial, ISP_FUSE_HIGH), ==, 0xDF); /* SPIEN is out of reach */
  g_assert_true (isp_avr_check_sync_later (&link, &error));
  link.has_written = TRUE;
  isp_link_close (&link);
  g_assert_false (bench_is_reset_low (trial.f.bench));
}

static void
for_each_sweep (const char *const *models, void (*func) (const Sweep *sweep))
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint job = 0; job < N_JOBS; job++)
      for (guint direction = 0; direction < BENCH_N_DIRECTIONS; direction++)
        for (guint fault = BENCH_LINE_LOSES; fault < BENCH_N_LINE_FAULTS; fault++)
          {
            const Sweep sweep = { &rows[i], job, fault, direction };

            if (*models == NULL || g_strv_contains (models, rows[i].model))
              func (&sweep);
          }
}

static void
add_sweep (const Sweep *sweep)
{
  g_autofree char *path = g_strdup_printf (
      "/line/%s/%s/%s-to-%s", sweep->row->model, sweep->job == JOB_WHOLE ? "whole" : "fuses",
      fault_names[sweep->fault], sweep->direction == BENCH_TO_BOARD ? "board" : "host");

  g_test_add_data_func_full (path, g_memdup2 (sweep, sizeof *sweep), test_sweep, g_free);
}

/* A late byte, which most jobs do not survive, is the test's alone. */
static void
print_sweep (const Sweep *sweep)
{
  Tally t;

  if (sweep->fault == BENCH_LINE_DELAYS)
    return;
  t = run_sweep (sweep);
  g_print ("%-16s %-6s %-9s %-6s %6u %7.1f %% %6u %6u %6u %6u %6u %6u\n", sweep->row->model,
           sweep->job == JOB_WHOLE ? "whole" : "fuses", fault_names[sweep->fault],
           sweep->direction == BENCH_TO_BOARD ? "board" : "host", t.runs, 100.0 * t.lucky / t.runs,
           t.false_successes, t.bad_backups, t.hangs, t.held, t.stuck, t.odd);
}

/* Of one place, the log. */
static void
show_place (char **args)
{
  Sweep sweep = { &rows[0], atoi (args[1]), atoi (args[2]), atoi (args[3]) };
  g_auto (Trial) trial = { 0 };
  guint64 first, end;
  Tally tally = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].model, args[0]))
      sweep.row = &rows[i];
  trial_init (&trial, sweep.row->model, sweep.row->driver);
  gint64 whole_us = measure (&sweep, &trial, &first, &end);
  trial.is_verbose = TRUE;
  try_place (&sweep, &trial, (guint64) atoi (args[4]), whole_us, &tally);
}

/* --place MODEL JOB FAULT DIRECTION BYTE: the log of one run, the middle three as numbers.
 * --table WHOLE FUSES NEAR: the bytes from one fault to the next in either job, and around the
 * writes of fuses and lock. */
int
main (int argc, char **argv)
{
  gboolean table = argc > 4 && g_str_equal (argv[1], "--table");
  const char *const *models = (const char *const *) argv + (table ? 5 : 1);

  if (argc == 7 && g_str_equal (argv[1], "--place"))
    {
      show_place (argv + 2);
      return 0;
    }
  if (table)
    {
      thinning = 1;
      strides[JOB_WHOLE] = MAX (atoi (argv[2]), 1);
      strides[JOB_FUSES] = MAX (atoi (argv[3]), 1);
      near_stride = MAX (atoi (argv[4]), 1);
      g_print ("%-16s %-6s %-9s %-6s %6s %9s %6s %6s %6s %6s %6s %6s\n", "programmer", "job",
               "byte", "to the", "runs", "survived", "false", "backup", "hangs", "held", "stuck",
               "fuses");
      for_each_sweep (models, print_sweep);
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  for_each_sweep (models, add_sweep);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (*models == NULL || g_strv_contains (models, rows[i].model))
      {

        g_autofree char *unfinished = g_strdup_printf ("/line/%s/unfinished", rows[i].model);

        g_autofree char *lock = g_strdup_printf ("/line/%s/lock", rows[i].model);

        g_autofree char *over = g_strdup_printf ("/line/%s/start-over", rows[i].model);

        for (guint job = 0; job < N_JOBS; job++)
          {
            g_autofree char *path = g_strdup_printf ("/line/%s/guard%s", rows[i].model,
                                                     job == JOB_FUSES ? "-noticed" : "");
            Sweep sweep = { &rows[i], job, BENCH_LINE_FINE, BENCH_TO_BOARD };

            g_test_add_data_func_full (path, g_memdup2 (&sweep, sizeof sweep), test_guard, g_free);
          }
        g_test_add_data_func (lock, &rows[i], test_lock);
        g_test_add_data_func (over, &rows[i], test_start_over);
        if (rows[i].unfinished[0] != 0)
          g_test_add_data_func (unfinished, &rows[i], test_unfinished);
      }
  if (*models == NULL || g_strv_contains (models, "buspirate"))
    g_test_add_func ("/line/buspirate/shifted", test_shifted);
  if (*models == NULL || g_strv_contains (models, rows[0].model)) /* no DTR resets it */
    {
      g_test_add_data_func ("/line/avrisp-helper/hang", &rows[0], test_hang);
      g_test_add_data_func ("/line/avrisp-helper/long-block", &rows[0], test_long_block);
    }
  return g_test_run ();
}
