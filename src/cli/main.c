/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli.h"

#include "transport/isp-standard-fds.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

/* Signals that end a job as Ctrl+C does. SIGPIPE is among them so that it is blocked: a reader of
 * stdout that goes away must not end the program in the middle of a write. */
static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

static void
fill_ending_signals (sigset_t *set)
{
  sigemptyset (set);
  for (guint i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaddset (set, ending_signals[i]);
}

/* Waits for signals in a thread of its own, where a GCancellable may be used. */
static gpointer
watch_signals (gpointer data)
{
  GCancellable *cancellable = data;
  sigset_t set;
  int number;

  fill_ending_signals (&set);
  while (sigwait (&set, &number) == 0)
    g_cancellable_cancel (cancellable);
  return NULL;
}

/* Before any other thread starts: all of them leave these signals to the watcher. */
static void
start_watching (GCancellable *cancellable)
{
  sigset_t set;

  fill_ending_signals (&set);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  g_thread_unref (g_thread_new ("signals", watch_signals, g_object_ref (cancellable)));
}

static int
run (Cli *cli, int argc, char **argv)
{
  const CliCommand *command;

  if (!cli_parse_global (cli, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (argc < 2)
    return cli_usage (cli, NULL, _ ("A command is missing"));
  command = cli_command_by_name (argv[1]);
  if (!command)
    return cli_usage (cli, NULL, _ ("There is no command “%s”"), argv[1]);
  return command->run (cli, argc - 1, argv + 1);
}

/* Output that could not be written changes nothing but the exit status. */
static int
check_output (Cli *cli, int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  cli_err (cli, _ ("Not all of the output could be written"));
  return MAX (status, ISP_EXIT_FAILED);
}

int
main (int argc, char **argv)
{
  Cli cli = { 0 };
  int status;

  isp_standard_fds_reserve ();
  isp_words_init ();
  g_set_prgname ("unbrickctl");
  cli.cancellable = g_cancellable_new ();
  start_watching (cli.cancellable);
  cli.session = isp_session_new ();

  status = check_output (&cli, run (&cli, argc, argv));

  g_clear_pointer (&cli.keyboards, isp_keyboards_unref);
  g_clear_pointer (&cli.presets, isp_presets_unref);
  isp_session_unref (cli.session);
  g_object_unref (cli.cancellable);
  return status;
}
