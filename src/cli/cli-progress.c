/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on stderr: one line that changes on a terminal, a line per step elsewhere. Runs on the
 * thread that runs the job, which is the main one. */
#include "config.h"

#include "cli.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_WIDTH 79

static gboolean
is_terminal (void)
{
  return isatty (STDERR_FILENO);
}

void
cli_progress_end_line (Cli *cli)
{
  if (cli->on_line)
    fprintf (stderr, "\r%*s\r", LINE_WIDTH, "");
  cli->on_line = FALSE;
}

static void
show_line (Cli *cli, const char *text)
{
  int pad = LINE_WIDTH - (int) g_utf8_strlen (text, -1) - (cli->rehearsal ? 12 : 0);

  fprintf (stderr, "\r%s%s%*s", cli->rehearsal ? "[rehearsal] " : "", text, MAX (pad, 0), "");
  fflush (stderr);
  cli->on_line = TRUE;
}

static void
progress_cb (IspProgress *progress, gpointer data)
{
  Cli *cli = data;
  IspProgressState state;

  isp_progress_get (progress, &state);
  if (state.finished || state.step_id < 0)
    {
      cli_progress_end_line (cli);
      return;
    }
  if (state.went_back && !cli->went_back)
    {
      cli->went_back = TRUE;
      cli_progress_end_line (cli);
      cli_err (cli, "%s", _ ("Something read back wrong: once more from the erase"));
    }
  if (is_terminal ())
    {
      g_autofree char *left =
          state.seconds_left >= 1 ? isp_words_seconds (state.seconds_left) : g_strdup ("");
      g_autofree char *text =
          g_strdup_printf ("%s %3.0f %%%s%s", isp_words_step_running (state.step_id),
                           state.fraction * 100, *left ? " · " : "", left);

      show_line (cli, text);
    }
  else if (cli->last_step != state.step + 1)
    {
      cli->last_step = state.step + 1;
      cli_err (cli, "%s", isp_words_step_running (state.step_id));
    }
}

IspProgress *
cli_progress_new (Cli *cli)
{
  cli->last_step = 0;
  cli->went_back = FALSE;
  return isp_progress_new (cli->quiet ? NULL : progress_cb, cli);
}

void
cli_fetch_progress (guint64 received, guint64 total, gpointer data)
{
  Cli *cli = data;
  g_autofree char *text = NULL;

  if (cli->quiet)
    return;
  if (!is_terminal ())
    {
      if (received == 0)
        cli_err (cli, _ ("Downloading the bootloader"));
      return;
    }
  text = total
             ? g_strdup_printf (_ ("Downloading the bootloader %3.0f %%"), received * 100.0 / total)
             : g_strdup (_ ("Downloading the bootloader"));
  show_line (cli, text);
}
