/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job from contact to report. */
#include "config.h"

#include "cli.h"

#include "core/isp-error.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"
#include "store/isp-reports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

void
cli_print_log (Cli *cli)
{
  g_autofree char *log = NULL;

  if (!cli->verbose || !cli->rehearsal)
    return;
  log = isp_session_get_log (cli->session);
  cli_err (cli, "%s", g_strchomp (log));
}

static void
save_report (Cli *cli, const IspReport *report, const char *advice)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (!isp_reports_save (report, advice, &path, &error))
    cli_note (cli, _ ("The report could not be saved: %s"), error->message);
  else if (cli->verbose)
    cli_note (cli, _ ("Report: %s"), path);
}

/* ── words ── */

static void
print_facts (Cli *cli, const IspReport *report)
{
  g_autofree char *sck = isp_words_hz (report->sck_hz);
  g_autofree char *fuses = isp_words_fuses (&report->fuses_after, report->part, TRUE);

  if (report->part && report->sck_hz)
    /* Translators: chip, programmer, port, clock rate */
    cli_out (cli, _ ("%s on %s (%s), SCK %s"), report->part->name, report->programmer_name,
             report->port_id, sck);
  else if (report->part && report->kind == ISP_JOB_UPLOAD)
    cli_out (cli, "%s: %s (%s)", report->part->name, report->programmer_name, report->port_id);
  if (report->fuses_after.has)
    cli_out (cli, _ ("Fuses: %s"), fuses);
  if (report->backup)
    cli_out (cli, _ ("Backup: %s"), report->backup);
}

static void
print_differences (Cli *cli, const IspReport *report)
{
  g_autoptr (GPtrArray) places = isp_words_list_differences (report);

  for (guint i = 0; i < places->len; i++)
    cli_err (cli, "  %s", (char *) places->pdata[i]);
}

/* The result goes to stdout, what went wrong to stderr. */
static void
print_report (Cli *cli, const IspReport *report)
{
  g_autofree char *title = isp_words_report_title (report);
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_TERMINAL);

  if (report->verdict == ISP_VERDICT_OK)
    {
      cli_out (cli, "%s", title);
      cli_out (cli, "%s", text);
      print_facts (cli, report);
      return;
    }
  cli_err (cli, "%s", title);
  cli_err (cli, "%s", text);
  print_differences (cli, report);
  /* The text for a window leaves out what the pages there show. */
  if (report->verdict != ISP_VERDICT_CANCELLED && cli->verbose)
    cli_err (cli, "%s: %s", isp_error_get_row_for (report->error)->nick, report->error->message);
  if (report->backup)
    cli_err (cli, _ ("Backup: %s"), report->backup);
}

/* Saves, prints, frees; the exit status. */
static int
end_job (Cli *cli, IspReport *report)
{
  const char *advice =
      report->error ? isp_words_error_advice (report->error, ISP_WORDS_FOR_TERMINAL) : NULL;
  int status = isp_report_get_exit_status (report);

  save_report (cli, report, advice);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = isp_report_to_json (report, advice);

      cli_print_node (node);
    }
  if (!cli->json || report->error)
    print_report (cli, report);
  cli_print_log (cli);
  isp_report_free (report);
  return status;
}

int
cli_refuse_job (Cli *cli, IspJobKind kind, const IspPort *port, GError *error)
{
  IspReport *report = isp_report_new_refused (kind, port, ISP_CHIP_UNCHANGED, error);

  report->rehearsal = cli->rehearsal;
  return end_job (cli, report);
}

/* ── the job ── */

/* "--fuses FF,D8,FB" */
static char *
as_option (const IspFuses *fuses)
{
  GString *text = g_string_new ("--fuses ");

  for (guint byte = 0; byte < ISP_FUSE_LOCK; byte++)
    if (ISP_FUSES_HAS (fuses, byte))
      g_string_append_printf (text, "%s%02X", byte > 0 ? "," : "", fuses->value[byte]);
  return g_string_free (text, FALSE);
}

static void
print_hazards (Cli *cli, const IspPlan *plan)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
      g_autofree char *text = isp_words_hazard_text (hazard, plan);

      if (hazard->severity == ISP_SEVERITY_WARNING)
        cli_err (cli, _ ("Warning: %s. %s"), isp_words_hazard_title (hazard), text);
      else if (hazard->severity == ISP_SEVERITY_BLOCKING)
        cli_err (cli, _ ("Refused: %s. %s"), isp_words_hazard_title (hazard), text);
      if (hazard->severity != ISP_SEVERITY_FACT && isp_words_hazard_terminal (hazard, plan))
        cli_err (cli, "  %s", isp_words_hazard_terminal (hazard, plan));
      if (hazard->fuses.has && hazard->severity != ISP_SEVERITY_FACT)
        {
          g_autofree char *option = as_option (&hazard->fuses);

          /* Translators: %s is an option with its value: "--fuses FF,D8,FB" */
          cli_err (cli, _ ("To set the fuses that fit: %s"), option);
        }
    }
}

static int
carry_out (Cli *cli, const IspPort *port, const IspPlan *plan, const IspJobOptions *needs,
           const CliJobOptions *options)
{
  IspJobOptions job = *needs;
  /* A plan that is refused runs no step. */
  g_autoptr (IspProgress) progress = plan->error ? NULL : cli_progress_new (cli);
  IspReport *report;

  job.backup = isp_backups_store;
  job.backup_data = options->backup_folder;
  job.journal = isp_journal_write;
  report = isp_job_run (cli->session, port, plan, &job, progress, cli->cancellable);
  cli_progress_end_line (cli);
  return end_job (cli, report);
}

int
cli_run_plan (Cli *cli, const IspPort *port, const IspPlan *plan, const IspJobOptions *needs,
              const CliJobOptions *options)
{
  print_hazards (cli, plan);
  if (!options->dry_run)
    return carry_out (cli, port, plan, needs, options);
  cli_print_plan (cli, plan);
  cli_print_log (cli);
  return isp_error_get_exit_status (plan->error);
}

void
cli_show_unfinished (Cli *cli, const IspUnfinished *unfinished)
{
  g_autofree char *text = NULL;

  if (!unfinished)
    return;
  text = isp_words_unfinished_text (unfinished, ISP_WORDS_FOR_TERMINAL);
  cli_err (cli, "%s", text);
}

/* What was broken off on this chip is where the job starts from: half of a job is no EEPROM and no
 * firmware to keep. */
static gboolean
follow_up (Cli *cli, const IspSnapshot *snapshot, IspRequest *request, const CliJobOptions *options,
           GError **error)
{
  g_autoptr (IspUnfinished) unfinished = NULL;

  if (request->kind != ISP_JOB_FLASH && request->kind != ISP_JOB_RESTORE &&
      request->kind != ISP_JOB_ERASE && request->kind != ISP_JOB_FUSES)
    return TRUE;
  unfinished = isp_journal_find (snapshot);
  if (unfinished && options->fresh)
    return options->dry_run || isp_journal_write (unfinished, ISP_JOURNAL_FORGET, NULL, error);
  cli_show_unfinished (cli, unfinished);
  if (!unfinished || request->kind == ISP_JOB_ERASE ||
      (request->kind == ISP_JOB_FUSES) != isp_unfinished_is_of_fuses (unfinished))
    return TRUE;
  if (request->kind == ISP_JOB_FLASH)
    cli_note (cli, "%s",
              request->keep_firmware
                  ? _ ("The EEPROM and the firmware to keep are taken from that backup.")
                  : _ ("The EEPROM is taken from that backup."));
  request->unfinished = g_steal_pointer (&unfinished);
  return TRUE;
}

int
cli_run_job (Cli *cli, const CliTarget *target, IspRequest *request, const CliJobOptions *options)
{
  g_autoptr (IspRequest) owned G_GNUC_UNUSED = request;
  g_autoptr (IspPort) port = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspLink) link = NULL;
  IspJobOptions needs = { 0 };
  GError *error = NULL;
  const IspPart *part = target->part ? target->part : options->fallback;

  port = cli_find_port (cli, target, part, &error);
  if (!port)
    return cli_refuse_job (cli, request->kind, NULL, error);
  snapshot = isp_snapshot_take_and_stay (cli->session, port, part, &target->speed,
                                         options->snapshot, &link, cli->cancellable, &error);
  if (!snapshot)
    return cli_refuse_job (cli, request->kind, port, error);
  if (!follow_up (cli, snapshot, request, options, &error))
    return cli_refuse_job (cli, request->kind, port, error);
  plan = isp_plan_new (snapshot, request);
  needs.max_sck_hz = target->speed.max_sck_hz;
  needs.link = link;
  return cli_run_plan (cli, port, plan, &needs, options);
}
