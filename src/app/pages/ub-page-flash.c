/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 3: one bar over the whole job. */
#include "config.h"

#include "ub-page-flash.h"
#include "ub-page.h"

#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-step-list.h"
#include "app/widgets/ub-toast.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* A job that is over in a blink is still shown for this long, so that it can be seen to have
 * happened. */
static guint min_shown_ms = 700;

G_DECLARE_FINAL_TYPE (UbPageFlash, ub_page_flash, UB, PAGE_FLASH, UbPage)

struct _UbPageFlash
{
  UbPage parent_instance;

  GtkLabel *step, *care, *count, *left;
  GtkProgressBar *bar;
  UbMapCard *map;
  int mapped_step;  /* last step that the map was settled at; -2: none */
  int spoken_step;  /* last step that was announced; -1: none */
  int spoken_tenth; /* last tenth that the bar's value text said */
  gint64 shown_us;
  guint leave_timer;
  UbJob *job; /* that is followed; NULL: none yet */
};

G_DEFINE_FINAL_TYPE (UbPageFlash, ub_page_flash, UB_TYPE_PAGE)

void
ub_page_flash_set_min_shown (guint ms)
{
  min_shown_ms = ms;
}

/* ── following the job ── */

/* Once per tenth: screen readers would talk without end. */
static void
speak (UbPageFlash *self, const IspProgressState *state, const char *step)
{
  const int tenth = (int) floor (state->fraction * 10);

  if (state->step_id != self->spoken_step)
    ub_compat_announce (GTK_WIDGET (self), step);
  if (state->step_id == self->spoken_step && tenth == self->spoken_tenth)
    return;
  self->spoken_step = state->step_id;
  self->spoken_tenth = tenth;

  g_autofree char *value = g_strdup_printf (_ ("%s, %d percent"), step, tenth * 10);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  value, -1);
}

static void
show_time_left (UbPageFlash *self, const IspProgressState *state)
{
  g_autofree char *text =
      isp_words_time_left (state->seconds_left, state->step + 1 >= state->n_steps);

  gtk_label_set_label (self->left, text);
}

/* As Review lists them: contact is not one of them yet. */
static void
show_count (UbPageFlash *self, const IspProgressState *state)
{
  const IspPlan *plan = ub_job_get_plan (self->job);
  const guint now =
      state->n_steps > 0 && plan != NULL ? ub_step_list_count (plan, state->step + 1) : 0;
  g_autofree char *count = NULL;

  if (now > 0)
    count = g_strdup_printf (state->went_back ? _ ("Step %u of %u again: it read back wrong")
                                              : _ ("Step %u of %u"),
                             now, ub_step_list_count (plan, plan->steps->len));
  gtk_label_set_label (self->count, count != NULL ? count : "");
}

/* With each step the whole card, for each page only its cell. */
static void
show_map (UbPageFlash *self, const IspProgressState *state)
{
  IspMap *map = ub_job_get_map (self->job);
  const gboolean settled = state->finished || state->step_id != self->mapped_step;

  if (settled && map != NULL)
    ub_map_card_set_map (
        self->map, map, ub_job_get_plan (self->job)->part,
        isp_words_map_use (ub_job_get_plan (self->job)->request->kind, state->finished));
  else
    ub_map_card_refresh (self->map, FALSE);
  self->mapped_step = state->step_id;
}

static void
show_progress (UbPageFlash *self)
{
  UbPage *page = UB_PAGE (self);
  UbJob *job = self->job;
  IspProgressState state = { 0 };
  g_autofree char *status = NULL;
  const char *step;

  if (job == NULL)
    return;
  ub_job_get_progress (job, &state);
  step = state.n_steps > 0 ? isp_words_step_running (state.step_id) : _ ("Checking the chip");
  gtk_label_set_label (self->step, ub_job_is_cancelled (job) ? _ ("Stopping") : step);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (state.fraction, 0, 1));
  show_count (self, &state);
  show_time_left (self, &state);
  show_map (self, &state);
  speak (self, &state, step);

  status = g_strdup_printf (_ ("%s %d %%"), step, (int) (state.fraction * 100));
  ub_page_set_status (page, status);
  ub_page_set_busy (page, ub_job_is_running (job));
  ub_page_set_primary (page, _ ("_Cancel"), ub_job_is_running (job) && !ub_job_is_cancelled (job),
                       ub_job_is_cancelled (job) ? _ ("Stops as soon as it is safe") : NULL);
}

/* ── leaving ── */

/* The chip that answers now differs from the one the user reviewed. */
static void
review_again (UbPage *page)
{
  ub_board_review_again (ub_page_get_board (page));
  ub_page_go (page, "review");
  ub_refuse (GTK_WIDGET (page), _ ("Something has changed. Please review the plan again."));
}

static gboolean
leave_cb (gpointer data)
{
  UbPageFlash *self = data;
  UbPage *page = UB_PAGE (self);
  const IspReport *report = ub_job_get_report (self->job);

  self->leave_timer = 0;
  ub_page_set_busy (page, FALSE);
  if (ub_job_needs_review (self->job))
    review_again (page);
  else
    {
      g_autofree char *title = isp_words_report_title (report);

      ub_compat_announce (GTK_WIDGET (page), title);
      ub_page_go (page, report->verdict == ISP_VERDICT_OK ? "done" : "failed");
    }
  return G_SOURCE_REMOVE;
}

static void
ended_cb (UbPageFlash *self)
{
  const gint64 shown_ms = (g_get_monotonic_time () - self->shown_us) / 1000;

  show_progress (self);
  if (self->leave_timer == 0)
    self->leave_timer = g_timeout_add (MAX ((gint64) min_shown_ms - shown_ms, 0), leave_cb, self);
}

static void
disconnect (UbPageFlash *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

static void
ub_page_flash_shown (UbPage *page)
{
  UbPageFlash *self = UB_PAGE_FLASH (page);
  UbJob *job = ub_board_get_job (ub_page_get_board (page));

  g_return_if_fail (job != NULL);
  gtk_label_set_label (self->care, ub_job_get_request (job)->kind == ISP_JOB_UPLOAD
                                       ? _ ("Do not touch the USB cable")
                                       : _ ("Do not touch the wires or the USB cable"));
  self->spoken_step = -1;
  self->mapped_step = -2;
  ub_map_card_set_map (self->map, NULL, NULL, ISP_MAP_PLANNED);
  self->shown_us = g_get_monotonic_time ();
  disconnect (self);
  self->job = g_object_ref (job);
  /* After the board, which notes what is left to do. */
  g_signal_connect_swapped (job, "progress", G_CALLBACK (show_progress), self);
  g_signal_connect_data (job, "ended", G_CALLBACK (ended_cb), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show_progress (self);
  if (!ub_job_is_running (job))
    ended_cb (self);
}

static void
ub_page_flash_hidden (UbPage *page)
{
  UbPageFlash *self = UB_PAGE_FLASH (page);

  disconnect (self);
  g_clear_handle_id (&self->leave_timer, g_source_remove);
  ub_page_set_busy (page, FALSE);
}

static void
ub_page_flash_update (UbPage *page)
{
  UbBoard *board = ub_page_get_board (page);
  const IspPort *port = ub_board_get_port (board);
  const IspPart *part = ub_board_get_part (board);
  g_autofree char *subtitle = NULL;

  if (part != NULL && ub_ports_are_rehearsing (ub_board_get_ports (board)))
    subtitle = g_strdup (part->name);
  else if (port != NULL && part != NULL)
    subtitle = g_strdup_printf ("%s · %s", part->name, port->name);
  ub_page_set_subtitle (page, subtitle);
  show_progress (UB_PAGE_FLASH (page));
}

/* At once, without asking: what is left can be continued. */
static void
ub_page_flash_primary (UbPage *page)
{
  ub_board_cancel (ub_page_get_board (page));
  show_progress (UB_PAGE_FLASH (page));
}

/* Not the button, which stops the job: the bar, which says how far it is. */
static GtkWidget *
ub_page_flash_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_FLASH (page)->bar);
}

static void
ub_page_flash_dispose (GObject *object)
{
  UbPageFlash *self = UB_PAGE_FLASH (object);

  disconnect (self);
  g_clear_handle_id (&self->leave_timer, g_source_remove);
  G_OBJECT_CLASS (ub_page_flash_parent_class)->dispose (object);
}

static void
ub_page_flash_class_init (UbPageFlashClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_MAP_CARD);
  G_OBJECT_CLASS (klass)->dispose = ub_page_flash_dispose;
  page_class->update = ub_page_flash_update;
  page_class->shown = ub_page_flash_shown;
  page_class->hidden = ub_page_flash_hidden;
  page_class->get_focus = ub_page_flash_get_focus;
  page_class->primary = ub_page_flash_primary;

  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-flash.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageFlash, step);
  gtk_widget_class_bind_template_child (widget_class, UbPageFlash, care);
  gtk_widget_class_bind_template_child (widget_class, UbPageFlash, count);
  gtk_widget_class_bind_template_child (widget_class, UbPageFlash, left);
  gtk_widget_class_bind_template_child (widget_class, UbPageFlash, bar);
  gtk_widget_class_bind_template_child (widget_class, UbPageFlash, map);
}

static void
ub_page_flash_init (UbPageFlash *self)
{
  self->spoken_step = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  ub_page_set_primary_class (UB_PAGE (self), NULL);
}
