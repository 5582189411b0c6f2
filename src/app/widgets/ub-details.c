/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-details.h"

#include "core/isp-printable.h"
#include "store/isp-reports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* Of the places that differ: more are counted. */
#define MAX_PLACES 40u

static void
add (UbExpander *expander, const char *title, const char *text)
{
  if (text != NULL && *text != '\0')
    ub_expander_add (expander, title, text);
}

static void
add_steps (UbExpander *expander, const IspReport *report)
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
      add (expander, isp_words_step_running (step->id), text);
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

static void
add_differences (UbExpander *expander, gpointer job)
{
  g_autoptr (GPtrArray) places = isp_words_list_differences (ub_job_get_report (job));

  for (guint i = 0; i < MIN (places->len, MAX_PLACES); i++)
    ub_expander_add (expander, places->pdata[i], NULL);
  if (places->len > MAX_PLACES)
    {
      const guint n = places->len - MAX_PLACES;
      g_autofree char *more = g_strdup_printf (ngettext ("%u more place", "%u more places", n), n);

      ub_expander_add (expander, more, NULL);
    }
}

void
ub_details_show_differences (UbExpander *expander, UbJob *job)
{
  const IspReport *report = ub_job_get_report (job);
  g_autoptr (GPtrArray) places = isp_words_list_differences (report);

  gtk_widget_set_visible (GTK_WIDGET (expander), places->len > 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), report->kind == ISP_JOB_BLANK
                                                                     ? _ ("Where It Is in Use")
                                                                     : _ ("Where It Differs"));
  ub_expander_promise (expander, add_differences, g_object_ref (job), g_object_unref);
}

static void
add_details (UbExpander *expander, gpointer job)
{
  const IspReport *report = ub_job_get_report (job);
  g_autofree char *fuses = describe_fuses (report);
  g_autofree char *programmer = describe_programmer (report);

  add (expander, _ ("Programmer"), programmer);
  add (expander, _ ("Chip"), report->part != NULL ? report->part->name : NULL);
  add (expander, _ ("Fuses"), fuses);
  add (expander, _ ("Backup"), report->backup);
  add_steps (expander, report);
  if (report->error != NULL)
    {
      g_autofree char *message = isp_text_make_printable (report->error->message);

      add (expander, _ ("Message"), message);
    }
}

void
ub_details_show (UbExpander *expander, UbJob *job)
{
  g_autofree char *total = g_strdup_printf (_ ("%.1f seconds"), ub_job_get_report (job)->seconds);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), total);
  ub_expander_promise (expander, add_details, g_object_ref (job), g_object_unref);
}

char *
ub_details_get_shared_text (const IspReport *report)
{
  return isp_report_to_log (
      report,
      report->error != NULL ? isp_words_error_advice (report->error, ISP_WORDS_FOR_WINDOW) : NULL);
}
