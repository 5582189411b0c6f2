/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for people, one object for programs. */
#include "config.h"

#include "cli.h"

#include "core/isp-error.h"
#include "core/isp-printable.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Every line says that it is a rehearsal, also the later ones of several. */
static void
print_lines (Cli *cli, FILE *to, const char *format, va_list args)
{
  g_autofree char *raw = g_strdup_vprintf (format, args);
  g_autofree char *text = isp_text_make_printable (raw);
  g_auto (GStrv) words = g_strsplit (text, ISP_NBSP, -1);
  g_autofree char *spaced = g_strjoinv (" ", words);
  g_auto (GStrv) lines = g_strsplit (spaced, "\n", -1);

  cli_progress_end_line (cli);
  for (guint i = 0; lines[i]; i++)
    fprintf (to, "%s%s\n", cli->rehearsal ? "[rehearsal] " : "", lines[i]);
  fflush (to);
}

void
cli_out (Cli *cli, const char *format, ...)
{
  va_list args;

  if (cli->json)
    return;
  va_start (args, format);
  print_lines (cli, stdout, format, args);
  va_end (args);
}

void
cli_err (Cli *cli, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  print_lines (cli, stderr, format, args);
  va_end (args);
}

void
cli_note (Cli *cli, const char *format, ...)
{
  va_list args;

  if (cli->quiet)
    return;
  va_start (args, format);
  print_lines (cli, stderr, format, args);
  va_end (args);
}

void
cli_err_error (Cli *cli, const GError *error)
{
  cli_err (cli, "%s", isp_words_error_title (error));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cli_err (cli, "%s", error->message);
  cli_err (cli, "%s", isp_words_error_advice (error, ISP_WORDS_FOR_TERMINAL));
}

char *
cli_format_usb_id (guint16 vid, guint16 pid)
{
  return vid ? g_strdup_printf ("%04X:%04X", vid, pid) : NULL;
}

/* ── JSON ── */

void
cli_print_node (JsonNode *node)
{
  g_autofree char *text = isp_json_to_text (node);

  fputs (text, stdout);
  fflush (stdout);
}

void
cli_print_json (JsonBuilder *json)
{
  g_autoptr (JsonNode) node = json_builder_get_root (json);

  cli_print_node (node);
}

static JsonBuilder *
begin (const char *verdict, const GError *error)
{
  JsonBuilder *json = json_builder_new ();

  json_builder_begin_object (json);
  isp_json_add_string (json, "verdict", verdict);
  isp_json_add_error (json, error,
                      error ? isp_words_error_advice (error, ISP_WORDS_FOR_TERMINAL) : NULL);
  return json;
}

JsonBuilder *
cli_json_begin (void)
{
  return begin ("ok", NULL);
}

int
cli_fail (Cli *cli, GError *error)
{
  int status = isp_error_get_exit_status (error);

  cli_err_error (cli, error);
  if (cli->json)
    {
      g_autoptr (JsonBuilder) json = begin (status == 130 ? "cancelled" : "refused", error);

      json_builder_end_object (json);
      cli_print_json (json);
    }
  g_error_free (error);
  return status;
}
