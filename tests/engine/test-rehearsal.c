/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole jobs over the rehearsal programmer: what a person sees for every fault that can be
 * rehearsed, and with the plug pulled anywhere. */
#include "core/isp-error.h"
#include "engine/job/isp-job.h"
#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"

#include <string.h>

#define BOOT 0x7000u
#define N    1024u

static const IspPart *
part (void)
{
  return isp_parts_by_name ("atmega32u4");
}

static IspRequest *
request_new (void)
{
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = isp_image_file_new ("boot.hex");
  guint8 data[N];

  for (guint i = 0; i < N; i++)
    data[i] = (i * 53 + i / 256 + 1) & 0xFF;
  isp_image_put (file->flash, BOOT, data, N);
  g_ptr_array_add (request->images, file);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ { 0xFF, 0xD8, 0xFB }, 0x7 };
  return request;
}

static gboolean
keep (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  *location = g_strdup ("here");
  return TRUE;
}

/* The whole way as a person goes it: snapshot, plan, job. */
static IspReport *
flash (IspSession *session, const IspPort *port, const IspPart *asked, gboolean backup)
{
  IspJobOptions options = { .backup = keep };
  IspRequest *request = request_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspSnapshot) snapshot =
      isp_snapshot_take (session, port, asked, 0, ISP_SNAPSHOT_BOOT, NULL, &error);

  request->no_backup = !backup;
  if (snapshot != NULL)
    plan = isp_plan_new (snapshot, request);
  isp_request_unref (request);
  if (plan == NULL)
    return isp_report_new_refused (ISP_JOB_FLASH, port, ISP_CHIP_UNCHANGED,
                                   g_steal_pointer (&error));
  return isp_job_run (session, port, plan, &options, NULL, NULL);
}

static IspPort *
port_new (const char *options)
{
  g_autofree char *id = g_strconcat ("sim:atmega32u4?damaged&speed=0", options, NULL);
  g_autoptr (GError) error = NULL;
  IspPort *port = isp_rehearsal_port_parse (id, &error);

  g_assert_no_error (error);
  return port;
}

/* What is in the chip is what an OK means. */
static void
assert_written (IspSession *session, const IspPort *port)
{
  IspSimChip *chip = isp_rehearsal_peek_chip (session, port->id);
  IspRequest *request = request_new ();
  IspImageFile *file = request->images->pdata[0];
  guint8 want[N];

  isp_image_read (file->flash, BOOT, want, N, 0xFF);
  g_assert_cmpmem (isp_sim_chip_get_flash (chip) + BOOT, N, want, N);
  g_assert_cmphex (isp_sim_chip_get_flash (chip)[0], ==, 0xFF);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip, ISP_FUSE_LOW), ==, 0xFF);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip, ISP_FUSE_HIGH), ==, 0xD8);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip, ISP_FUSE_EXTENDED) & 0xF, ==, 0xB);
  isp_request_unref (request);
}

typedef struct
{
  const char *fault;
  IspVerdict verdict;
  IspChipState chip;
  int code; /* -1: none */
  int status;
} Row;

static const Row rows[] = {
  { "none", ISP_VERDICT_OK, ISP_CHIP_DONE, -1, 0 },
  { "no-contact", ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_NO_TARGET, 4 },
  { "wrong-part", ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_WRONG_PART, 4 },
  { "locked", ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_BACKUP, 5 },
  { "slow-clock", ISP_VERDICT_OK, ISP_CHIP_DONE, -1, 0 },
  { "page", ISP_VERDICT_FAILED, ISP_CHIP_PARTLY, ISP_ERROR_VERIFY, 6 },
  { "noisy", ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_UNSTABLE, 4 },
  { "fuse", ISP_VERDICT_FAILED, ISP_CHIP_FUSES_OPEN, ISP_ERROR_FUSE, 6 },
  { "unplugged", ISP_VERDICT_FAILED, ISP_CHIP_PARTLY, ISP_ERROR_UNPLUGGED, 3 },
};

static void
test_fault (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (IspSession) session = isp_session_new ();
  g_autofree char *option = g_strconcat ("&fault=", row->fault, NULL);
  g_autoptr (IspPort) port = port_new (option);
  g_autoptr (IspReport) report = flash (session, port, part (), TRUE);

  if (row->code < 0)
    g_assert_no_error (report->error);
  else
    g_assert_error (report->error, ISP_ERROR, row->code);
  /* What the programmer reports in mid step has its name before it. */
  if (isp_error_blames (report->error, ISP_BLAME_PLUG))
    g_assert_nonnull (strstr (report->error->message, report->programmer_name));
  g_assert_cmpint (report->verdict, ==, row->verdict);
  g_assert_cmpint (report->chip, ==, row->chip);
  g_assert_cmpint (isp_report_get_exit_status (report), ==, row->status);
  g_assert_true (report->rehearsal);
  if (report->verdict == ISP_VERDICT_REFUSED)
    {
      IspSimChip *chip = isp_rehearsal_peek_chip (session, port->id);

      g_assert_cmpuint (isp_sim_chip_get_stats (chip)->erases, ==, 0);
      g_assert_cmpuint (isp_sim_chip_get_stats (chip)->fuse_writes, ==, 0);
    }
  if (report->verdict == ISP_VERDICT_OK)
    assert_written (session, port);
}

/* Each fault that a person can choose stands in the table above. */
static void
test_all_faults (void)
{
  const IspRehearsalFault *fault;
  guint n = 0;

  while ((fault = isp_rehearsal_get_fault (n)) != NULL)
    {
      g_assert_cmpuint (n, <, G_N_ELEMENTS (rows));
      g_assert_cmpstr (fault->id, ==, rows[n++].fault);
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (rows));
}

/* A locked chip is written when its owner gives up the backup. */
static void
test_locked_without_backup (void)
{
  g_autoptr (IspSession) session = isp_session_new ();
  g_autoptr (IspPort) port = port_new ("&fault=locked");
  g_autoptr (IspReport) report = flash (session, port, part (), FALSE);

  g_assert_no_error (report->error);
  g_assert_cmphex (report->fuses_after.value[ISP_FUSE_LOCK] & 0x3F, ==, 0x3F);
  assert_written (session, port);
}

/* The unplugged fault strikes once: the second run goes through. */
static void
test_again (void)
{
  g_autoptr (IspSession) session = isp_session_new ();
  g_autoptr (IspPort) port = port_new ("&fault=unplugged");
  g_autoptr (IspReport) first = flash (session, port, part (), TRUE);
  g_autoptr (IspReport) second = flash (session, port, part (), TRUE);

  g_assert_cmpint (first->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_no_error (second->error);
  assert_written (session, port);
}

/* The plug pulled at the Nth instruction, through the whole of a flash: it ends, never with OK, and
 * running again succeeds. */
static void
test_unplug (void)
{
  gboolean through = FALSE;
  guint n_failed = 0;

  for (guint32 at = 1; !through; at += at < 200 ? 13 : at < 60000 ? 1709 : 401)
    {
      g_autoptr (IspSession) session = isp_session_new ();
      g_autofree char *option = g_strdup_printf ("&unplug=%u", at);
      g_autoptr (IspPort) port = port_new (option);
      g_autoptr (IspReport) report = flash (session, port, part (), TRUE);
      g_autoptr (IspReport) again = NULL;

      g_assert_cmpuint (at, <, 400000);
      if (report->verdict == ISP_VERDICT_OK) /* it was over before the plug was pulled */
        {
          assert_written (session, port);
          through = TRUE;
          continue;
        }
      n_failed++;
      g_assert_error (report->error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
      g_assert_cmpint (isp_report_get_exit_status (report), ==, 3);
      g_assert_cmpint (report->verdict, ==,
                       report->chip == ISP_CHIP_UNCHANGED ? ISP_VERDICT_REFUSED
                                                          : ISP_VERDICT_FAILED);
      g_assert_cmpuint (
          isp_sim_chip_get_stats (isp_rehearsal_peek_chip (session, port->id))->erases, ==,
          report->chip == ISP_CHIP_UNCHANGED ? 0 : 1);
      again = flash (session, port, part (), TRUE);
      g_assert_no_error (again->error);
      assert_written (session, port);
    }
  g_assert_cmpuint (n_failed, >, 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat ("/rehearsal/fault/", rows[i].fault, NULL);

      g_test_add_data_func (name, &rows[i], test_fault);
    }
  g_test_add_func ("/rehearsal/faults-are-all-there", test_all_faults);
  g_test_add_func ("/rehearsal/locked-without-backup", test_locked_without_backup);
  g_test_add_func ("/rehearsal/unplugged-then-again", test_again);
  g_test_add_func ("/rehearsal/unplug-anywhere", test_unplug);
  return g_test_run ();
}
