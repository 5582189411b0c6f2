/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts on programmers: a whole job through the real transport, on the models, and then a look into
 * the chip. The suite runs a share of the parts on each programmer, `scripts/sweep matrix` all. */
#include "bench/run/bench-inside.h"
#include "core/isp-error.h"
#include "engine/scan/isp-scan.h"
#include "engine/whole-job.h"
#include "parts/isp-parts.h"

#include <stdio.h>

typedef struct
{
  const char *programmer;
  const IspPart *part;
} Cell;

/* ── what cannot be ── */

/* Where there is no contact, and shall be none. Each row has to be true: a cell of it that works is
 * a failure. */
typedef struct
{
  const char *programmer;
  const char *part; /* NULL: each that runs more slowly than below_hz */
  guint32 below_hz;
  int error; /* IspError */
  const char *reason;
} Exception;

static const Exception exceptions[] = {
  { "usbasp-2007", NULL, 1500000, ISP_ERROR_NO_TARGET, "its one SCK of 375 kHz is too fast" },
  { "avrisp-genuine", "at90s1200", 0, ISP_ERROR_PROTOCOL, "its firmware insists on the echo" },
};

/* NULL: it has to work. */
static const Exception *
find_exception (const char *programmer, IspSimChip *chip)
{
  const char *part = isp_sim_chip_get_part (chip)->id;

  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (g_str_equal (exceptions[i].programmer, programmer) &&
        (exceptions[i].part != NULL ? g_str_equal (exceptions[i].part, part)
                                    : isp_sim_chip_get_cpu_hz (chip) < exceptions[i].below_hz))
      return &exceptions[i];
  return NULL;
}

/* Fuses that make the chip run at hz or faster; FALSE: it has none. */
static gboolean
speed_up (IspSimChip *chip, guint32 hz)
{
  const IspPart *part = isp_sim_chip_get_part (chip);
  const IspFuseField *divided = isp_part_get_field (part, ISP_FIELD_CKDIV8);
  const IspFuseField *clock = isp_part_get_field (part, ISP_FIELD_CLOCK);

  if (divided != NULL)
    isp_sim_chip_set_fuse (chip, divided->byte,
                           isp_sim_chip_get_fuse (chip, divided->byte) | divided->mask);
  for (guint value = 0; clock != NULL && isp_sim_chip_get_cpu_hz (chip) < hz; value++)
    {
      if (value > 0xFF)
        return FALSE;
      isp_sim_chip_set_fuse (chip, clock->byte,
                             (isp_sim_chip_get_fuse (chip, clock->byte) & ~clock->mask) |
                                 (value & clock->mask));
    }
  return isp_sim_chip_get_cpu_hz (chip) >= hz;
}

/* ── a cell ── */

static IspSnapshot *
take_snapshot (Bench *bench, IspSession *session, IspPort **port, GError **error)
{
  *port = isp_scan_port (session, bench_get_port_id (bench));
  g_assert_nonnull (*port);
  return isp_snapshot_take (session, *port, isp_sim_chip_get_part (bench_chip (bench)), 0,
                            ISP_SNAPSHOT_QUICK, NULL, error);
}

static void
run_job (Bench *bench)
{
  IspSimChip *chip = bench_chip (bench);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSession) session = isp_session_new ();
  g_autoptr (WholeJob) job = whole_job_new (chip);
  g_autoptr (IspPort) port = NULL;
  g_autoptr (IspSnapshot) snapshot = take_snapshot (bench, session, &port, &error);

  g_assert_no_error (error);
  if (snapshot == NULL)
    return;
  g_autoptr (IspRequest) request = whole_job_request (job);
  g_autoptr (IspPlan) plan = isp_plan_new (snapshot, request);
  g_autoptr (IspReport) report = isp_job_run (session, port, plan, NULL, NULL, NULL);
  g_autofree char *log = isp_session_get_log (session);

  if (report->error != NULL)
    g_test_message ("%s", log);
  bench_lock (bench);
  whole_job_check_report (chip, report);
  whole_job_check (job, chip);
  g_assert_false (bench_is_reset_low (bench));
  bench_unlock (bench);
}

static void
check_exception (Bench *bench, const Exception *exception)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSession) session = isp_session_new ();
  g_autoptr (IspPort) port = NULL;
  g_autoptr (IspSnapshot) snapshot = take_snapshot (bench, session, &port, &error);

  g_test_message ("%s", exception->reason);
  g_assert_null (snapshot);
  g_assert_error (error, ISP_ERROR, exception->error);
  g_assert_false (bench_is_reset_low (bench));
}

static Bench *
enter_bench (const Cell *cell)
{
  g_autoptr (GError) error = NULL;
  Bench *bench = bench_new (cell->programmer, cell->part->id, BENCH_VIRTUAL, &error);

  g_assert_no_error (error);
  bench_go_inside (bench);
  return bench;
}

static void
leave_bench (Bench *bench)
{
  bench_go_inside (NULL);
  bench_free (bench);
}

static void
test_cell (gconstpointer data)
{
  const Cell *cell = data;
  Bench *bench = enter_bench (cell);
  const Exception *exception = find_exception (cell->programmer, bench_chip (bench));

  if (exception != NULL)
    {
      check_exception (bench, exception);
      leave_bench (bench);
      bench = enter_bench (cell);
    }
  if (exception == NULL ||
      (exception->below_hz > 0 && speed_up (bench_chip (bench), exception->below_hz)))
    run_job (bench);
  leave_bench (bench);
}

/* ── which cells ── */

/* Small pages and none, USB, and flash above 64 KiB. */
static const char *const few[] = { "atmega8", "atmega32u4", "at90usb1286" };

static gboolean
is_one_of_few (const IspPart *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (few); i++)
    if (g_str_equal (part->id, few[i]))
      return TRUE;
  return FALSE;
}

static void
add_programmer (const char *programmer, guint first, guint step)
{
  const IspPart *part;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/matrix/%s/%s", programmer, part->id);

      if (i % step != first && !is_one_of_few (part))
        continue;
      Cell *cell = g_new (Cell, 1);
      *cell = (Cell){ programmer, part };
      g_test_add_data_func_full (path, cell, test_cell, g_free);
    }
}

/* [--rest] FIRST/STEP PROGRAMMER…: every STEPth part from FIRST on, and the few, on these
 * programmers; with --rest on all others. 0/1 is every part. */
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* a cell that fails hides no other */
  gboolean rest = g_strcmp0 (argv[1], "--rest") == 0;
  const char *const *words = (const char *const *) argv + (rest ? 2 : 1);
  const char *programmer;
  guint first, step;

  g_assert_nonnull (words[0]);
  g_assert_cmpint (sscanf (words[0], "%u/%u", &first, &step), ==, 2);
  g_assert_cmpuint (first, <, step);
  for (guint i = 0; (programmer = bench_get_programmer (i)) != NULL; i++)
    if (bench_can_program (i) && g_strv_contains (words + 1, programmer) != rest)
      add_programmer (programmer, first, step);
  return g_test_run ();
}
