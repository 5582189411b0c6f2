/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-details.h"

#include "ub-row.h"

#include "core/isp-printable.h"
#include "store/isp-reports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* Of the places that differ: more are counted. */
#define MAX_PLACES 40u

static void
add_row (AdwExpanderRow *expander, GPtrArray *rows, const char *title, const char *text)
{
  GtkWidget *row = ub_row_new_plain (title, text);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_expander_row_add_row (expander, row);
  g_ptr_array_add (rows, row);
}

static void
add (AdwExpanderRow *expander, GPtrArray *rows, const char *title, const char *text)
{
  if (text != NULL && *text != '\0')
    add_row (expander, rows, title, text);
}

static void
clear (AdwExpanderRow *expander, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (expander, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

static void
add_steps (AdwExpanderRow *expander, GPtrArray *rows, const IspReport *report)
{
  for (guint i = 0; i < report->steps->len; i++)
    {
      const IspStepResult *step = &g_array_index (report->steps, IspStepResult, i);
      g_autofree char *size = step->bytes > 0 ? isp_words_size (step->bytes) : NULL;
      g_autofree char *text = NULL;

      if (step->state == ISP_STEP_PENDING)
        text = g_strdup (_ ("Not reached"));
      else if (step->state == ISP_STEP_CANCELLED)
        text = g_strdup (_ ("Stopped"));
      else if (step->state == ISP_STEP_FAILED)
        text = g_strdup_printf (_ ("Failed after %.1f seconds"), step->seconds);
      else if (size != NULL)
        text = g_strdup_printf (_ ("%s in %.1f seconds"), size, step->seconds);
      else
        text = g_strdup_printf (_ ("%.1f seconds"), step->seconds);
      add (expander, rows, isp_words_step_running (step->id), text);
    }
}

static char *
describe_fuses (const IspReport *report)
{
  g_autofree char *before = isp_words_fuses (&report->fuses_before, report->part, TRUE);
  g_autofree char *after = isp_words_fuses (&report->fuses_after, report->part, TRUE);

  if (report->fuses_before.has == 0)
    return NULL;
  if (report->fuses_after.has == 0 || g_str_equal (before, after))
    return g_steal_pointer (&before);
  return g_strdup_printf ("%s → %s", before, after);
}

static char *
describe_programmer (const IspReport *report)
{
  g_autofree char *sck = report->sck_hz > 0 ? isp_words_hz (report->sck_hz) : NULL;

  if (sck == NULL)
    return g_strdup (report->programmer_name);
  return g_strdup_printf ("%s · %s", report->programmer_name, sck);
}

void
ub_details_fill_differences (AdwExpanderRow *expander, GPtrArray *rows, const IspReport *report)
{
  g_autoptr (GPtrArray) places = isp_words_list_differences (report);

  clear (expander, rows);
  gtk_widget_set_visible (GTK_WIDGET (expander), places->len > 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), report->kind == ISP_JOB_BLANK
                                                                     ? _ ("Where It Is in Use")
                                                                     : _ ("Where It Differs"));
  for (guint i = 0; i < MIN (places->len, MAX_PLACES); i++)
    add_row (expander, rows, places->pdata[i], NULL);
  if (places->len > MAX_PLACES)
    {
      const guint n = places->len - MAX_PLACES;
      g_autofree char *more = g_strdup_printf (ngettext ("%u more place", "%u more places", n), n);

      add_row (expander, rows, more, NULL);
    }
}

void
ub_details_fill (AdwExpanderRow *expander, GPtrArray *rows, const IspReport *report)
{
  g_autofree char *fuses = describe_fuses (report);
  g_autofree char *programmer = describe_programmer (report);
  g_autofree char *total = g_strdup_printf (_ ("%.1f seconds"), report->seconds);

  clear (expander, rows);
  adw_expander_row_set_subtitle (expander, total);
  add (expander, rows, _ ("Programmer"), programmer);
  add (expander, rows, _ ("Chip"), report->part != NULL ? report->part->name : NULL);
  add (expander, rows, _ ("Fuses"), fuses);
  add (expander, rows, _ ("Backup"), report->backup);
  add_steps (expander, rows, report);
  if (report->error != NULL)
    {
      g_autofree char *message = isp_text_make_printable (report->error->message);

      add (expander, rows, _ ("Message"), message);
    }
}

char *
ub_details_get_shared_text (const IspReport *report)
{
  return isp_report_to_log (
      report,
      report->error != NULL ? isp_words_error_advice (report->error, ISP_WORDS_FOR_WINDOW) : NULL);
}
