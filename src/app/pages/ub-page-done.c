/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 4: what to do next. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-watch.h"
#include "app/widgets/ub-details.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-text.h"
#include "app/widgets/ub-toast.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* People unsolder first; after this long a hint is worth more than patience. */
#define HINT_SECONDS 30

G_DECLARE_FINAL_TYPE (UbPageDone, ub_page_done, UB, PAGE_DONE, UbPage)

struct _UbPageDone
{
  UbPage parent_instance;

  GtkLabel *title, *text;
  GtkWidget *next, *unplug_row;
  UbRow *plug_row;
  GtkWidget *try_group, *firmware_row, *restore_row, *copy_row;
  UbMapCard *map;
  AdwExpanderRow *details;
  GPtrArray *rows;
  UbWatch *watch;
};

G_DEFINE_FINAL_TYPE (UbPageDone, ub_page_done, UB_TYPE_PAGE)

static const IspReport *
get_report (UbPage *page)
{
  UbJob *job = ub_board_get_job (ub_page_get_board (page));

  return job != NULL ? ub_job_get_report (job) : NULL;
}

static gboolean
is_upload (UbPage *page)
{
  const IspReport *report = get_report (page);

  return report != NULL && report->kind == ISP_JOB_UPLOAD;
}

static const IspPreset *
get_preset (UbPage *page)
{
  UbJob *job = ub_board_get_job (ub_page_get_board (page));
  const IspPlan *plan = job != NULL ? ub_job_get_plan (job) : NULL;

  return plan != NULL ? plan->request->preset : NULL;
}

/* Of the keyboard that firmware was installed on. */
static const char *
get_usb_path (UbPage *page)
{
  UbJob *job = ub_board_get_job (ub_page_get_board (page));

  return ub_job_get_plan (job)->snapshot->port_id + strlen ("usb:");
}

/* TRUE: it starts with firmware of the person's own, and types. */
static gboolean
should_type (const IspReport *report, const IspPreset *preset)
{
  return report->firmware && (preset == NULL || !preset->has_sketch || report->files->len > 1);
}

/* ── the keyboard on USB ── */

static char *
describe_wait (UbPageDone *self, guint waited)
{
  UbPage *page = UB_PAGE (self);
  const IspPreset *preset = get_preset (page);
  g_autofree char *id = preset != NULL ? ub_text_usb_id (preset) : NULL;
  const gboolean types = should_type (get_report (page), preset);

  if (waited >= HINT_SECONDS)
    return g_strdup (types ? _ ("Nothing yet? Plug it in again, or try another cable.")
                           : _ ("Nothing yet? Try another cable, or hold reset."));
  if (is_upload (page))
    return g_strdup (_ ("Waiting for it to show up as a keyboard"));
  if (types)
    return g_strdup (_ ("It should type now; waiting for a keyboard on USB"));
  return g_strdup_printf (_ ("Waiting for %s (%s) on USB"), preset->name, id);
}

static void
watch_cb (gboolean there, guint waited, gpointer data)
{
  UbPageDone *self = data;
  g_autofree char *text =
      there ? g_strdup (_ ("The keyboard is there")) : describe_wait (self, waited);

  ub_row_set_text (self->plug_row, text);
  ub_row_set_state (self->plug_row, there ? UB_ROW_READY : UB_ROW_WAITING);
}

static void
start_watch (UbPageDone *self, const IspPreset *preset, const IspReport *report)
{
  const gboolean types = should_type (report, preset);

  g_clear_pointer (&self->watch, ub_watch_free);
  if (report->kind == ISP_JOB_UPLOAD)
    {
      watch_cb (FALSE, 0, self);
      self->watch = ub_watch_new_at (get_usb_path (UB_PAGE (self)), watch_cb, self);
    }
  else if (report->rehearsal)
    {
      ub_row_set_text (self->plug_row, _ ("Here Unbrick would wait for it; this was a rehearsal"));
      ub_row_set_state (self->plug_row, UB_ROW_NONE);
    }
  else if (!types && (preset == NULL || preset->usb_vid == 0))
    {
      ub_row_set_text (self->plug_row, _ ("With its own USB cable"));
      ub_row_set_state (self->plug_row, UB_ROW_NONE);
    }
  else
    {
      watch_cb (FALSE, 0, self);
      self->watch = types ? ub_watch_new (0, 0, watch_cb, self)
                          : ub_watch_new (preset->usb_vid, preset->usb_pid, watch_cb, self);
    }
}

/* ── the page ── */

static void
fill (UbPageDone *self, const IspReport *report)
{
  UbPage *page = UB_PAGE (self);
  const gboolean flashed = report->kind == ISP_JOB_FLASH;
  const gboolean uploaded = report->kind == ISP_JOB_UPLOAD;
  g_autofree char *title = isp_words_report_title (report);
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, text);
  gtk_widget_set_visible (self->next, flashed || report->kind == ISP_JOB_RESTORE ||
                                          (uploaded && report->start != ISP_START_BACK));
  gtk_widget_set_visible (self->unplug_row, !uploaded);
  gtk_widget_set_visible (self->try_group, uploaded);
  gtk_widget_set_visible (self->firmware_row,
                          flashed && !report->firmware && report->preset_id != NULL);
  gtk_widget_set_visible (self->restore_row, report->kind == ISP_JOB_FLASH &&
                                                 ub_board_may_restore (ub_page_get_board (page)));
  ub_map_card_set_job (self->map, ub_board_get_job (ub_page_get_board (UB_PAGE (self))));
  ub_details_fill (self->details, self->rows, report);
}

static void
ub_page_done_update (UbPage *page)
{
  ub_page_set_status (page, _ ("Done"));
  ub_page_set_primary (page, is_upload (page) ? _ ("Install on _Another") : _ ("Rescue _Another"),
                       TRUE, NULL);
}

static void
ub_page_done_shown (UbPage *page)
{
  UbPageDone *self = UB_PAGE_DONE (page);
  const IspReport *report = get_report (page);

  g_return_if_fail (report != NULL);
  fill (self, report);
  if (gtk_widget_get_visible (self->next))
    start_watch (self, get_preset (page), report);
}

static void
ub_page_done_hidden (UbPage *page)
{
  g_clear_pointer (&UB_PAGE_DONE (page)->watch, ub_watch_free);
}

static GtkWidget *
ub_page_done_get_focus (UbPage *page)
{
  return UB_PAGE_DONE (page)->copy_row;
}

static void
ub_page_done_primary (UbPage *page)
{
  /* The other half of a split gets the same firmware. */
  if (is_upload (page))
    {
      ub_page_go (page, "install");
      return;
    }
  ub_board_start_afresh (ub_page_get_board (page));
  ub_page_go (page, "setup");
}

static void
ub_page_done_copy_report (UbPage *page)
{
  g_autofree char *text = ub_details_get_shared_text (get_report (page));

  ub_toast_copied (GTK_WIDGET (page), text, _ ("Report copied"));
}

static void
install_cb (UbPageDone *self)
{
  ub_page_go (UB_PAGE (self), "install");
}

static void
copy_cb (UbPageDone *self)
{
  ub_page_done_copy_report (UB_PAGE (self));
}

/* Goes through Review like any job. */
static void
restore_cb (UbPageDone *self)
{
  UbPage *page = UB_PAGE (self);

  ub_board_request_restore (ub_page_get_board (page));
  ub_page_go (page, "review");
}

static void
ub_page_done_dispose (GObject *object)
{
  UbPageDone *self = UB_PAGE_DONE (object);

  g_clear_pointer (&self->watch, ub_watch_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ub_page_done_parent_class)->dispose (object);
}

static void
ub_page_done_class_init (UbPageDoneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_MAP_CARD);
  g_type_ensure (UB_TYPE_ROW);
  G_OBJECT_CLASS (klass)->dispose = ub_page_done_dispose;
  page_class->update = ub_page_done_update;
  page_class->shown = ub_page_done_shown;
  page_class->hidden = ub_page_done_hidden;
  page_class->get_focus = ub_page_done_get_focus;
  page_class->primary = ub_page_done_primary;
  page_class->copy_report = ub_page_done_copy_report;

  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-done.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, title);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, text);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, next);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, unplug_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, plug_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, try_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, restore_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, copy_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, details);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, map);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, install_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
}

static void
ub_page_done_init (UbPageDone *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
