/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 4: what to do next. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-details.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-text.h"
#include "app/widgets/ub-toast.h"

#include "core/isp-printable.h"
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
  UbRow *plug_row, *gesture_row, *firmware_row;
  GtkWidget *try_group, *wires_row, *give_back_row, *restore_row, *copy_row;
  UbMapCard *map;
  UbExpander *details;
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

/* Something that was asked of the chip, beside the way to a working keyboard. */
static gboolean
is_about_chip (UbPage *page)
{
  const IspReport *report = get_report (page);

  return report != NULL && g_str_equal (ub_page_get_origin (report->kind), "chip");
}

static const IspPreset *
get_preset (UbPage *page)
{
  UbJob *job = ub_board_get_job (ub_page_get_board (page));
  const IspPlan *plan = job != NULL ? ub_job_get_plan (job) : NULL;

  return plan != NULL ? plan->request->preset : NULL;
}

static gboolean
made_programmer (UbPage *page)
{
  return ub_job_get_request (ub_board_get_job (ub_page_get_board (page)))->helper;
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

/* As its folder in QMK says; NULL: not known. */
static const IspKeyboard *
get_keyboard (UbPage *page)
{
  const IspKeyboard *keyboard =
      ub_choice_get_keyboard (ub_board_get_choice (ub_page_get_board (page)));

  return keyboard != NULL && keyboard->usb_vid != 0 ? keyboard : NULL;
}

static char *
describe_wait (UbPageDone *self, guint waited)
{
  UbPage *page = UB_PAGE (self);
  const IspPreset *preset = get_preset (page);
  const gboolean types = should_type (get_report (page), preset);
  g_autofree char *id = preset != NULL ? ub_text_usb_id (preset) : NULL;

  if (waited >= HINT_SECONDS && types)
    return g_strdup (_ ("Nothing yet? Plug it in again, or try another cable."));
  if (waited >= HINT_SECONDS && preset->gesture != NULL)
    /* Translators: %s is a sentence: “Press its reset button.” */
    return g_strdup_printf (_ ("Nothing yet? %s Or try another cable."), preset->gesture);
  if (waited >= HINT_SECONDS)
    return g_strdup (_ ("Nothing yet? Try another cable."));
  if (is_upload (page))
    return g_strdup (_ ("Waiting for it to show up as a keyboard"));
  if (types)
    return g_strdup (_ ("It should type now; waiting for a keyboard on USB"));
  return g_strdup_printf (_ ("Waiting for %s (%s) on USB"), preset->name, id);
}

static char *
describe_keyboard (UbPage *page, const UbSighting *sighting)
{
  const IspKeyboard *keyboard = is_upload (page) ? NULL : get_keyboard (page);
  g_autofree char *product = NULL;

  if (sighting->product == NULL)
    return g_strdup (_ ("Your keyboard is back"));
  product = isp_text_make_line (sighting->product, ISP_NAME_CHARS);
  if (keyboard != NULL &&
      (sighting->vid != keyboard->usb_vid || sighting->pid != keyboard->usb_pid))
    return g_strdup_printf (_ ("“%s” showed up; is that your keyboard?"), product);
  return g_strdup_printf (_ ("Your keyboard is back: %s"), product);
}

static char *
describe_sighting (UbPage *page, const UbSighting *sighting)
{
  const IspPreset *preset = get_preset (page);

  if (should_type (get_report (page), preset))
    return describe_keyboard (page, sighting);
  if (sighting->vid == preset->usb_vid && sighting->pid == preset->usb_pid)
    return g_strdup_printf (_ ("%s is there, and waits for firmware"), preset->name);
  return g_strdup_printf (_ ("The sketch that comes with %s runs"), preset->name);
}

static void
watch_cb (const UbSighting *sighting, guint waited, gpointer data)
{
  UbPageDone *self = data;
  g_autofree char *text = sighting != NULL ? describe_sighting (UB_PAGE (self), sighting)
                                           : describe_wait (self, waited);

  ub_row_set_text (self->plug_row, text);
  ub_row_set_state (self->plug_row, sighting != NULL ? UB_ROW_READY : UB_ROW_WAITING);
}

static void
stop_watch (UbPageDone *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  UbWatch *watch = board != NULL ? ub_board_get_watch (board) : NULL;

  if (watch != NULL)
    ub_watch_stop (watch);
}

static void
wait_for (UbPageDone *self, const IspPreset *preset, const IspReport *report)
{
  UbWatch *watch = ub_board_get_watch (ub_page_get_board (UB_PAGE (self)));
  const IspKeyboard *keyboard = get_keyboard (UB_PAGE (self));

  ub_watch_start (watch, watch_cb, self);
  if (report->kind == ISP_JOB_UPLOAD)
    ub_watch_add_keyboard (watch, get_usb_path (UB_PAGE (self)));
  else if (should_type (report, preset))
    {
      /* Firmware with other ids than QMK's is a keyboard as well. */
      if (keyboard != NULL)
        ub_watch_add_id (watch, keyboard->usb_vid, keyboard->usb_pid);
      ub_watch_add_keyboard (watch, NULL);
    }
  else
    {
      ub_watch_add_id (watch, preset->usb_vid, preset->usb_pid);
      ub_watch_add_id (watch, preset->sketch_vid, preset->sketch_pid);
    }
  watch_cb (NULL, 0, self);
}

static void
start_watch (UbPageDone *self, const IspPreset *preset, const IspReport *report)
{
  const char *text = NULL;

  if (made_programmer (UB_PAGE (self)))
    return;
  if (report->rehearsal)
    text = _ ("Here Unbrick would wait for it; this was a rehearsal");
  else if (!should_type (report, preset) && (preset == NULL || preset->usb_vid == 0))
    text = _ ("With its own USB cable");
  if (text == NULL)
    {
      wait_for (self, preset, report);
      return;
    }
  ub_row_set_text (self->plug_row, text);
  ub_row_set_state (self->plug_row, UB_ROW_NONE);
}

static void
fill_gesture (UbPageDone *self, const IspPreset *preset, const IspReport *report)
{
  const char *gesture = preset != NULL ? preset->gesture : NULL;
  g_autofree char *text =
      /* Translators: %s is a sentence: “Press its reset button.” */
      gesture != NULL ? g_strdup_printf (_ ("%s That starts its bootloader."), gesture) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->gesture_row),
                          gesture != NULL && should_type (report, preset));
  if (gesture != NULL)
    ub_row_set_text (self->gesture_row, text);
}

/* ── the page ── */

static void
show_firmware (UbPageDone *self, const IspReport *report)
{
  gtk_widget_set_visible (GTK_WIDGET (self->firmware_row), report->kind == ISP_JOB_FLASH &&
                                                               !report->firmware &&
                                                               report->preset_id != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->firmware_row), !report->rehearsal);
  ub_row_set_text (self->firmware_row,
                   report->rehearsal
                       ? _ ("Not in a rehearsal: there is no keyboard in its bootloader")
                       : _ ("Over USB, as soon as the keyboard is plugged in"));
}

static void
fill (UbPageDone *self, const IspReport *report)
{
  UbPage *page = UB_PAGE (self);
  const gboolean flashed = report->kind == ISP_JOB_FLASH;
  const gboolean made = made_programmer (page);
  const gboolean uploaded = report->kind == ISP_JOB_UPLOAD && !made && !report->own;
  g_autofree char *title = isp_words_report_title (report);
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, text);
  gtk_widget_set_visible (self->next, flashed || made || report->kind == ISP_JOB_RESTORE ||
                                          (uploaded && report->start != ISP_START_BACK));
  gtk_widget_set_visible (self->unplug_row, !uploaded && !made);
  gtk_widget_set_visible (GTK_WIDGET (self->plug_row), !made);
  gtk_widget_set_visible (self->wires_row, made);
  gtk_widget_set_visible (self->give_back_row, made && report->backup != NULL);
  gtk_widget_set_visible (self->try_group, uploaded);
  show_firmware (self, report);
  gtk_widget_set_visible (self->restore_row,
                          (flashed || uploaded || report->kind == ISP_JOB_ERASE) &&
                              ub_board_may_restore (ub_page_get_board (page)));
  ub_map_card_set_job (self->map, ub_board_get_job (ub_page_get_board (page)));
  fill_gesture (self, get_preset (page), report);
  ub_details_show (self->details, ub_board_get_job (ub_page_get_board (page)));
}

static void
ub_page_done_update (UbPage *page)
{
  const IspReport *report = get_report (page);

  ub_page_set_status (page, _ ("Done"));
  if (report == NULL)
    return;
  ub_page_set_primary (page,
                       is_about_chip (page)                    ? _ ("_Back to the Chip")
                       : made_programmer (page) || report->own ? _ ("_Rescue a Keyboard")
                       : is_upload (page)                      ? _ ("Install on _Another")
                                                               : _ ("Rescue _Another"),
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
  stop_watch (UB_PAGE_DONE (page));
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
  if ((is_upload (page) || is_about_chip (page)) && !made_programmer (page) &&
      !get_report (page)->own)
    {
      ub_page_go (page, ub_page_get_origin (get_report (page)->kind));
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

/* From here on the board is the programmer, and the chip on its wires the keyboard's. */
static void
wires_cb (UbPageDone *self)
{
  UbPage *page = UB_PAGE (self);

  ub_board_set_request (ub_page_get_board (page), NULL);
  ub_page_go (page, "wiring");
}

static void
give_back_cb (UbPageDone *self)
{
  ub_page_go (UB_PAGE (self), "give_back");
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

static void
restore_cb (UbPageDone *self)
{
  /* What was installed runs, so its bootloader is started once the person is here. */
  ub_page_restore (UB_PAGE (self), ub_board_uploads (ub_page_get_board (UB_PAGE (self))));
}

static void
ub_page_done_dispose (GObject *object)
{
  stop_watch (UB_PAGE_DONE (object));
  G_OBJECT_CLASS (ub_page_done_parent_class)->dispose (object);
}

static void
ub_page_done_class_init (UbPageDoneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_EXPANDER);
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
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, gesture_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, try_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, wires_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, give_back_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, restore_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, copy_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, details);
  gtk_widget_class_bind_template_child (widget_class, UbPageDone, map);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, install_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, wires_cb);
}

static void
ub_page_done_init (UbPageDone *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
