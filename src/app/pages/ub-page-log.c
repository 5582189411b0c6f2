/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job did, step by step, for whoever helps. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-reports.h"
#include "app/widgets/ub-combo-row.h"
#include "app/widgets/ub-status.h"
#include "app/widgets/ub-toast.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageLog, ub_page_log, UB, PAGE_LOG, UbPage)

struct _UbPageLog
{
  UbPage parent_instance;

  GtkWidget *none, *all;
  AdwComboRow *report_row;
  GtkLabel *text;
  GPtrArray *reports; /* UbSavedReport *; NULL: not read yet */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (UbPageLog, ub_page_log, UB_TYPE_PAGE)

static const UbSavedReport *
get_selected (UbPageLog *self)
{
  const guint at = adw_combo_row_get_selected (self->report_row);

  return self->reports != NULL && at < self->reports->len ? self->reports->pdata[at] : NULL;
}

static void
ub_page_log_update (UbPage *page)
{
  UbPageLog *self = UB_PAGE_LOG (page);
  const UbSavedReport *selected = get_selected (self);

  gtk_widget_set_visible (self->none, self->reports != NULL && self->reports->len == 0);
  gtk_widget_set_visible (self->all, selected != NULL);
  gtk_label_set_label (self->text, selected != NULL ? selected->log : "");
  ub_page_set_primary (page, selected != NULL ? _ ("_Copy") : NULL, TRUE,
                       _ ("For a forum; without your name and folders"));
}

static void
selected_cb (UbPageLog *self)
{
  ub_page_log_update (UB_PAGE (self));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageLog) self = data;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *reports = ub_reports_load_finish (result, NULL);

  if (reports == NULL)
    return;
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  for (guint i = 0; i < reports->len; i++)
    gtk_string_list_append (names, ((const UbSavedReport *) reports->pdata[i])->name);
  self->reports = reports;
  adw_combo_row_set_model (self->report_row, G_LIST_MODEL (names));
  ub_page_log_update (UB_PAGE (self));
}

/* A job that has just ended may be on its way to the disk still: its report is written before the
 * window hears of the end. */
static void
ub_page_log_shown (UbPage *page)
{
  UbPageLog *self = UB_PAGE_LOG (page);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ub_reports_load_async (self->cancellable, loaded_cb, g_object_ref (self));
}

static void
ub_page_log_hidden (UbPage *page)
{
  g_cancellable_cancel (UB_PAGE_LOG (page)->cancellable);
}

static void
ub_page_log_copy_report (UbPage *page)
{
  const UbSavedReport *selected = get_selected (UB_PAGE_LOG (page));

  if (selected != NULL)
    ub_toast_copied (GTK_WIDGET (page), selected->log, _ ("Report copied"));
}

static GtkWidget *
ub_page_log_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_LOG (page)->report_row);
}

static void
ub_page_log_dispose (GObject *object)
{
  UbPageLog *self = UB_PAGE_LOG (object);

  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (ub_page_log_parent_class)->dispose (object);
}

static void
ub_page_log_class_init (UbPageLogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_COMBO_ROW);
  g_type_ensure (UB_TYPE_STATUS);
  G_OBJECT_CLASS (klass)->dispose = ub_page_log_dispose;
  page_class->update = ub_page_log_update;
  page_class->shown = ub_page_log_shown;
  page_class->hidden = ub_page_log_hidden;
  page_class->primary = ub_page_log_copy_report;
  page_class->copy_report = ub_page_log_copy_report;
  page_class->get_focus = ub_page_log_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-log.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageLog, none);
  gtk_widget_class_bind_template_child (widget_class, UbPageLog, all);
  gtk_widget_class_bind_template_child (widget_class, UbPageLog, report_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageLog, text);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
ub_page_log_init (UbPageLog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
