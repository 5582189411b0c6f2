/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 4, the other one: what state the chip is in, and the cure. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-details.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-toast.h"
#include "app/widgets/ub-wiring-picture.h"

#include "core/isp-date.h"
#include "core/isp-error.h"
#include "words/isp-words-wires.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageFailed, ub_page_failed, UB, PAGE_FAILED, UbPage)

struct _UbPageFailed
{
  UbPage parent_instance;

  GtkImage *icon;
  GtkLabel *title, *text;
  GtkWidget *change_row, *clock_row;
  UbRow *wires_row, *restore_row;
  GtkWidget *copy_row;
  UbMapCard *map;
  UbWiringPicture *picture;
  UbExpander *differences, *details;
};

G_DEFINE_FINAL_TYPE (UbPageFailed, ub_page_failed, UB_TYPE_PAGE)

static const IspReport *
get_report (UbPage *page)
{
  UbJob *job = ub_board_get_job (ub_page_get_board (page));

  return job != NULL ? ub_job_get_report (job) : NULL;
}

/* TRUE: a clock from the programmer may revive the chip. */
static gboolean
may_lack_clock (UbBoard *board, const IspReport *report)
{
  return (g_error_matches (report->error, ISP_ERROR, ISP_ERROR_NO_TARGET) ||
          g_error_matches (report->error, ISP_ERROR, ISP_ERROR_NO_LIFE)) &&
         ub_board_can_give_clock (board) && !ub_choice_gives_clock (ub_board_get_choice (board));
}

static gboolean
is_upload (UbPage *page)
{
  return get_report (page)->kind == ISP_JOB_UPLOAD;
}

/* Which of them to look at first, where it is not all. */
static void
show_wires (UbPageFailed *self, UbBoard *board, const GError *error)
{
  const guint suspects = isp_words_get_suspects (error);
  g_autofree char *first = suspects != 0 ? isp_words_suspects (suspects) : NULL;

  ub_wiring_picture_show (self->picture, board, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), suspects != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->wires_row), isp_error_blames (error, ISP_BLAME_WIRES));
  ub_row_set_text (self->wires_row, first != NULL ? first : _ ("Where each one goes"));
}

/* Something that was asked of the chip: what it is about is chosen on that page alone. */
static gboolean
is_about_chip (const IspReport *report)
{
  return g_str_equal (ub_page_get_origin (report->kind), "chip");
}

/* That the chip holds something else, or anything, is what was asked for. */
static gboolean
is_answer (const IspReport *report)
{
  return g_error_matches (report->error, ISP_ERROR, ISP_ERROR_DIFFERS) ||
         g_error_matches (report->error, ISP_ERROR, ISP_ERROR_NOT_BLANK);
}

static const char *
get_icon (const IspReport *report)
{
  if (is_answer (report))
    return "ub-chip-symbolic";
  return report->verdict == ISP_VERDICT_CANCELLED ? "process-stop-symbolic"
                                                  : "dialog-warning-symbolic";
}

static void
fill (UbPageFailed *self, const IspReport *report)
{
  g_autofree char *title = isp_words_report_title (report);
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  UbBoard *board = ub_page_get_board (UB_PAGE (self));

  gtk_image_set_from_icon_name (self->icon, get_icon (report));
  if (is_answer (report))
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, text);
  show_wires (self, board, report->error);
  gtk_widget_set_visible (self->change_row, !is_about_chip (report));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->change_row),
                               is_upload (UB_PAGE (self))
                                   ? _ ("Keyboard or firmware")
                                   : _ ("Programmer, chip, bootloader or firmware"));
  gtk_widget_set_visible (self->clock_row, may_lack_clock (board, report));
  gtk_widget_set_visible (GTK_WIDGET (self->restore_row), ub_board_may_restore (board));
  if (ub_board_may_restore (board))
    {
      g_autofree char *when = isp_date_format (ub_board_get_backup_time (board));
      g_autofree char *backup = g_strdup_printf (_ ("Backup from %s"), when);

      ub_row_set_text (self->restore_row, backup);
    }
  ub_map_card_set_job (self->map, ub_board_get_job (board));
  ub_details_show_differences (self->differences, ub_board_get_job (board));
  ub_details_show (self->details, ub_board_get_job (board));
}

/* TRUE: the cure is another job. */
static gboolean
needs_port (IspCure cure)
{
  return cure == ISP_CURE_TRY_AGAIN || cure == ISP_CURE_TRY_SLOWER || cure == ISP_CURE_GO_ON ||
         cure == ISP_CURE_SET_FUSE;
}

static void
ub_page_failed_update (UbPage *page)
{
  const IspReport *report = get_report (page);
  const IspCure cure = report != NULL ? isp_words_report_cure (report) : ISP_CURE_NONE;
  const char *missing = needs_port (cure) ? ub_page_get_missing_port (page) : NULL;

  ub_page_set_status (page, report != NULL && is_answer (report) ? _ ("Done") : _ ("Not done"));
  ub_page_set_primary (page, isp_words_cure_label (cure), missing == NULL, missing);
}

static void
ub_page_failed_shown (UbPage *page)
{
  const IspReport *report = get_report (page);

  g_return_if_fail (report != NULL);
  fill (UB_PAGE_FAILED (page), report);
}

static GtkWidget *
ub_page_failed_get_focus (UbPage *page)
{
  UbPageFailed *self = UB_PAGE_FAILED (page);

  if (gtk_widget_get_visible (GTK_WIDGET (self->wires_row)))
    return GTK_WIDGET (self->wires_row);
  if (gtk_widget_get_visible (GTK_WIDGET (self->restore_row)))
    return GTK_WIDGET (self->restore_row);
  return gtk_widget_get_visible (self->change_row) ? self->change_row : self->copy_row;
}

/* Where everything was chosen. */
static void
go_to_choices (UbPage *page)
{
  const IspRequest *request = ub_job_get_request (ub_board_get_job (ub_page_get_board (page)));

  ub_page_go (page, request->helper ? "make"
                    : request->own  ? "give_back"
                                    : ub_page_get_origin (request->kind));
}

/* The likeliest cure. */
static void
ub_page_failed_primary (UbPage *page)
{
  UbBoard *board = ub_page_get_board (page);
  const IspCure cure = isp_words_report_cure (get_report (page));

  switch (cure)
    {
    case ISP_CURE_TRY_AGAIN:
    case ISP_CURE_TRY_SLOWER:
    case ISP_CURE_GO_ON:
    case ISP_CURE_SET_FUSE:
      if (cure == ISP_CURE_SET_FUSE)
        ub_board_start_fuses (board);
      else
        ub_board_start_again (board, cure == ISP_CURE_TRY_SLOWER);
      ub_page_go (page, "flash");
      break;
    case ISP_CURE_CHOOSE_CHIP:
      ub_page_go (page, "setup");
      ub_page_go (page, "part");
      break;
    case ISP_CURE_CHOOSE_PORT:
      ub_page_go (page, "setup");
      ub_page_go (page, "programmer");
      break;
    case ISP_CURE_ALLOW:
      ub_page_go (page, "permission");
      break;
    case ISP_CURE_NONE:
    case ISP_CURE_BACK:
    case ISP_N_CURES:
      go_to_choices (page);
      break;
    }
}

static void
ub_page_failed_copy_report (UbPage *page)
{
  g_autofree char *text = ub_details_get_shared_text (get_report (page));

  ub_toast_copied (GTK_WIDGET (page), text, _ ("Report copied"));
}

static void
copy_cb (UbPageFailed *self)
{
  ub_page_failed_copy_report (UB_PAGE (self));
}

static void
log_cb (UbPageFailed *self)
{
  ub_page_go (UB_PAGE (self), "log");
}

static void
wires_cb (UbPageFailed *self)
{
  ub_page_go (UB_PAGE (self), "wiring");
}

static void
change_cb (UbPageFailed *self)
{
  go_to_choices (UB_PAGE (self));
}

/* Set up tries again with it, and shows when the chip answers. */
static void
clock_cb (UbPageFailed *self)
{
  ub_choice_set_gives_clock (ub_page_get_choice (UB_PAGE (self)), TRUE);
  ub_page_go (UB_PAGE (self), "setup");
}

static void
restore_cb (UbPageFailed *self)
{
  ub_page_restore (UB_PAGE (self), FALSE);
}

static void
ub_page_failed_class_init (UbPageFailedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_EXPANDER);
  g_type_ensure (UB_TYPE_MAP_CARD);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_WIRING_PICTURE);
  page_class->update = ub_page_failed_update;
  page_class->shown = ub_page_failed_shown;
  page_class->get_focus = ub_page_failed_get_focus;
  page_class->primary = ub_page_failed_primary;
  page_class->copy_report = ub_page_failed_copy_report;

  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-failed.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, icon);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, title);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, text);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, wires_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, change_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, clock_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, restore_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, copy_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, differences);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, details);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, map);
  gtk_widget_class_bind_template_child (widget_class, UbPageFailed, picture);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, log_cb);
  gtk_widget_class_bind_template_callback (widget_class, wires_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
  gtk_widget_class_bind_template_callback (widget_class, clock_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
}

static void
ub_page_failed_init (UbPageFailed *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
