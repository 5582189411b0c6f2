/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 2: the plan in plain words, before anything is written. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-check.h"
#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-columns.h"
#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-fuse-changes.h"
#include "app/widgets/ub-hazard-note.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-save-image.h"
#include "app/widgets/ub-step-list.h"
#include "app/widgets/ub-text.h"

#include "engine/plan/isp-combine.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageReview, ub_page_review, UB, PAGE_REVIEW, UbPage)

struct _UbPageReview
{
  UbPage parent_instance;

  GtkWidget *columns;
  GtkBox *hazards;               /* a UbHazardNote each */
  AdwPreferencesGroup *ways_out; /* what to do about a refused plan */
  UbStepList *steps;
  UbFuseChanges *fuses;
  GtkWidget *more, *edit_row, *save_row;
  UbMapCard *map;
  UbNote *put_back; /* an offer after a job that broke off */
  GtkWidget *put_back_check;
  GPtrArray *rows; /* GtkWidget *: what the groups hold now */
  GtkWidget *first_row;
  char *key;           /* of the plan that is shown; NULL: none */
  GtkWidget *question; /* about that plan; weak; NULL: none stands there */
};

G_DEFINE_FINAL_TYPE (UbPageReview, ub_page_review, UB_TYPE_PAGE)

/* ── what is shown ── */

/* Two plans with the same key look the same: ticking a box must not rebuild the page under the
 * focus. */
static char *
make_key (const IspPlan *plan)
{
  g_autoptr (GString) key = g_string_new (plan->error != NULL ? plan->error->message : "");

  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      g_string_append_printf (key, "|%d.%d.%u", hazard->id, hazard->severity, hazard->value);
    }
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const IspStep *step = &g_array_index (plan->steps, IspStep, i);
      g_autofree char *title = isp_words_plan_step_title (plan, step);
      g_autofree char *text = isp_words_plan_step_text (plan, step);

      g_string_append_printf (key, "|%s|%s", title, text);
    }
  for (guint i = 0; i < ISP_N_FUSES; i++)
    g_string_append_printf (key, "|%02X%02X", plan->fuses_before.value[i],
                            plan->fuses_after.value[i]);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* Another plan than the one that was asked about. */
static void
close_question (UbPageReview *self)
{
  if (self->question != NULL)
    ub_compat_question_close (self->question);
  g_clear_weak_pointer (&self->question);
}

static void
clear (UbPageReview *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->hazards))) != NULL)
    gtk_box_remove (self->hazards, child);
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];
      GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
    }
  g_ptr_array_set_size (self->rows, 0);
  self->first_row = NULL;
}

static GtkWidget *
add_row (UbPageReview *self, AdwPreferencesGroup *group, GtkWidget *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
  return row;
}

/* ── hazards ── */

static void
toggled_cb (UbHazardNote *note, UbPageReview *self)
{
  ub_board_set_acknowledged (ub_page_get_board (UB_PAGE (self)), ub_hazard_note_get_id (note),
                             ub_hazard_note_get_acknowledged (note));
}

/* Sync the check boxes with the board: changing a choice clears the acknowledgements even if the
 * plan stays the same. */
static void
update_checks (UbPageReview *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));

  for (GtkWidget *note = gtk_widget_get_first_child (GTK_WIDGET (self->hazards)); note != NULL;
       note = gtk_widget_get_next_sibling (note))
    ub_hazard_note_set_acknowledged (
        UB_HAZARD_NOTE (note),
        ub_board_is_acknowledged (board, ub_hazard_note_get_id (UB_HAZARD_NOTE (note))));
}

/* ── what a job before left undone ── */

static void
put_back_toggled_cb (GtkCheckButton *check, UbPageReview *self)
{
  ub_board_set_put_eeprom_back (ub_page_get_board (UB_PAGE (self)),
                                gtk_check_button_get_active (check));
}

static void
update_put_back (UbPageReview *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->put_back), ub_board_may_put_eeprom_back (board));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->put_back_check),
                               ub_board_puts_eeprom_back (board));
}

static void
init_put_back (UbPageReview *self)
{
  self->put_back_check = ub_check_new (_ ("This is the same keyboard: restore its EEPROM"));
  g_signal_connect (self->put_back_check, "toggled", G_CALLBACK (put_back_toggled_cb), self);
  ub_note_set (self->put_back, UB_NOTE_INFO, _ ("The Last Attempt Did Not Finish"),
               _ ("What the EEPROM of that chip held before, such as settings and layouts, is in "
                  "the backup."));
  ub_note_set_extra (self->put_back, self->put_back_check);
  gtk_widget_set_visible (GTK_WIDGET (self->put_back), FALSE);
}

/* In the plan's order, worst first; facts are not shown here. */
static void
add_hazards (UbPageReview *self, const IspPlan *plan)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
      GtkWidget *note;

      if (hazard->severity == ISP_SEVERITY_FACT)
        continue;
      note = ub_hazard_note_new (hazard, plan);
      g_signal_connect (note, "toggled", G_CALLBACK (toggled_cb), self);
      gtk_box_append (self->hazards, note);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->hazards),
                          gtk_widget_get_first_child (GTK_WIDGET (self->hazards)) != NULL);
}

/* ── ways out ── */

/* The first hazard for which other fuses would fit; NULL: none. */
static const IspHazard *
find_fitting_fuses (const IspPlan *plan)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      if (hazard->severity != ISP_SEVERITY_FACT && hazard->fuses.has != 0)
        return hazard;
    }
  return NULL;
}

static void
without_firmware_cb (UbPageReview *self)
{
  ub_choice_drop_firmware (ub_page_get_choice (UB_PAGE (self)));
}

static void
other_firmware_cb (UbPageReview *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_FIRMWARE, NULL,
                  NULL);
}

/* What the file has of the bootloader that is there already. */
static void
without_loader_cb (UbPageReview *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const IspPlan *plan = ub_board_get_plan (board);
  IspRequest *request;

  if (plan == NULL)
    return;
  request = isp_request_copy (plan->request);
  request->leave_out_loader = TRUE;
  ub_board_set_request (board, request);
}

static void
without_backup_cb (UbPageReview *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const IspPlan *plan = ub_board_get_plan (board);
  IspRequest *request;

  /* A choice would end a request that is not made of choices. */
  if (plan != NULL && plan->request->kind != ISP_JOB_FLASH && plan->request->kind != ISP_JOB_UPLOAD)
    {
      request = isp_request_copy (plan->request);
      request->no_backup = TRUE;
      ub_board_set_request (board, request);
      return;
    }
  ub_choice_set_backup (ub_page_get_choice (UB_PAGE (self)), FALSE);
}

/* The fuses that fit instead, as another request for the same files. */
static void
fitting_fuses_cb (UbPageReview *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const IspPlan *plan = ub_board_get_plan (board);
  const IspHazard *hazard = plan != NULL ? find_fitting_fuses (plan) : NULL;
  IspRequest *request;

  if (hazard == NULL)
    return;
  request = isp_request_copy (plan->request);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = hazard->fuses;
  ub_board_set_request (board, request);
}

static void
other_bootloader_cb (UbPageReview *self)
{
  ub_page_go (UB_PAGE (self), "bootloader");
}

static void
add_way_out (UbPageReview *self, const char *title, const char *text, GCallback callback)
{
  GtkWidget *row = ub_row_new (NULL, title, text);

  g_signal_connect_object (row, "activated", callback, self, G_CONNECT_SWAPPED);
  add_row (self, self->ways_out, row);
  gtk_widget_set_visible (GTK_WIDGET (self->ways_out), TRUE);
  if (self->first_row == NULL)
    self->first_row = row;
}

/* What a person can do about a refused plan. */
static void
add_ways_out (UbPageReview *self, const IspPlan *plan)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const IspHazard *worst =
      plan->hazards->len > 0 ? &g_array_index (plan->hazards, IspHazard, 0) : NULL;
  const IspImageFile *firmware = ub_choice_get_firmware (ub_board_get_choice (board));

  const IspHazard *fitting = find_fitting_fuses (plan);

  gtk_widget_set_visible (GTK_WIDGET (self->ways_out), FALSE);
  if (fitting != NULL)
    {
      g_autofree char *fuses = isp_words_fuses (&fitting->fuses, plan->part, FALSE);

      add_way_out (self, _ ("Use the Fuses That Fit"), fuses, G_CALLBACK (fitting_fuses_cb));
    }
  if (plan->error == NULL || worst == NULL)
    return;
  if (worst->id == ISP_HAZARD_NO_BACKUP)
    add_way_out (self, _ ("Continue Without a Backup"), _ ("What is on the chip now is lost"),
                 G_CALLBACK (without_backup_cb));
  if (worst->id == ISP_HAZARD_IN_LOADER && worst->value != ISP_BEYOND_WHATEVER)
    add_way_out (self, _ ("Leave the Bootloader Out"),
                 _ ("The keyboard keeps its own; only the firmware is installed"),
                 G_CALLBACK (without_loader_cb));
  if (firmware != NULL && plan->request->kind == ISP_JOB_FLASH)
    add_way_out (self, _ ("Write Only the Bootloader"),
                 _ ("You can install smaller firmware over USB afterwards"),
                 G_CALLBACK (without_firmware_cb));
  if (firmware != NULL &&
      (plan->request->kind == ISP_JOB_FLASH || plan->request->kind == ISP_JOB_UPLOAD))
    {
      g_autofree char *used = g_strdup_printf (_ ("%s is used now"), firmware->title);

      add_way_out (self, _ ("Choose Other Firmware…"), used, G_CALLBACK (other_firmware_cb));
    }
  if (plan->request->kind == ISP_JOB_FLASH)
    add_way_out (self, _ ("Choose Another Bootloader"), NULL, G_CALLBACK (other_bootloader_cb));
}

/* ── what else can be done with it ── */

static void
edit_cb (UbPageReview *self)
{
  ub_board_set_edits_fuses (ub_page_get_board (UB_PAGE (self)), TRUE);
  ub_page_go (UB_PAGE (self), "fuses");
}

/* A rehearsal may write a bootloader that is made up. */
static gboolean
may_save (UbPageReview *self, const IspPlan *plan)
{
  UbImage *image = ub_choice_get_image (ub_page_get_choice (UB_PAGE (self)));

  return plan != NULL && plan->error == NULL && plan->request->kind == ISP_JOB_FLASH &&
         plan->request->images->len > 1 && !ub_image_is_stand_in (image);
}

static void
save_cb (UbPageReview *self)
{
  UbChoice *choice = ub_page_get_choice (UB_PAGE (self));
  const IspPlan *plan = ub_board_get_plan (ub_page_get_board (UB_PAGE (self)));
  const IspKeyboard *keyboard = ub_choice_get_keyboard (choice);
  g_autofree char *name = NULL;

  if (!may_save (self, plan))
    return;
  name = isp_combine_make_name (plan->request->images->pdata[plan->request->images->len - 1],
                                keyboard != NULL ? keyboard->folder : NULL);
  ub_save_image (GTK_WIDGET (self), plan->flash, _ ("Save as One File"), name);
}

/* A plan through a bootloader has no fuses. */
static void
show_more (UbPageReview *self, const IspPlan *plan)
{
  const gboolean edit =
      plan != NULL && ub_board_may_edit_fuses (ub_page_get_board (UB_PAGE (self)));

  gtk_widget_set_visible (self->edit_row, edit);
  gtk_widget_set_visible (self->save_row, may_save (self, plan));
  gtk_widget_set_visible (self->more, edit || may_save (self, plan));
}

/* ── map ── */

static void
show_map (UbPageReview *self, const IspPlan *plan)
{
  g_autoptr (IspMap) map = plan != NULL ? isp_plan_make_map (plan) : NULL;

  ub_map_card_set_map (self->map, map, plan != NULL ? plan->part : NULL, ISP_MAP_PLANNED);
}

/* ── the page ── */

/* By choice: what the chip holds cannot be had back. */
static gboolean
has_no_undo (const IspPlan *plan)
{
  return plan->error == NULL &&
         (plan->request->kind == ISP_JOB_FLASH || plan->request->kind == ISP_JOB_ERASE) &&
         isp_plan_find_step (plan, ISP_STEP_ERASE) != NULL &&
         isp_plan_find_step (plan, ISP_STEP_BACKUP) == NULL && plan->request->unfinished == NULL;
}

static gboolean
loses_content (const IspPlan *plan)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    if (g_array_index (plan->hazards, IspHazard, i).id == ISP_HAZARD_LOSES_CONTENT)
      return TRUE;
  return FALSE;
}

static void
update_primary (UbPageReview *self, const IspPlan *plan)
{
  UbPage *page = UB_PAGE (self);
  const gboolean may = ub_board_may_start (ub_page_get_board (page));
  const gboolean erases = plan != NULL && plan->request->kind == ISP_JOB_ERASE;
  const char *label = _ ("_Write"), *caption = ub_text_before_start (plan);

  if (plan == NULL)
    caption = ub_board_uploads (ub_page_get_board (page))
                  ? ub_board_get_missing (ub_page_get_board (page))
                  : ub_board_get_missing_chip (ub_page_get_board (page));
  else if (plan->error != NULL)
    caption = _ ("This plan is not safe, so nothing will be written");
  else if (!may)
    caption = _ ("Tick the box above first");
  else if (has_no_undo (plan))
    caption = _ ("Without a backup this cannot be undone");
  if (plan != NULL && plan->request->kind == ISP_JOB_RESTORE)
    label = _ ("_Restore");
  if (plan != NULL && plan->request->kind == ISP_JOB_UPLOAD)
    label = _ ("_Install");
  if (plan != NULL && has_no_undo (plan))
    label = _ ("_Erase and Write");
  if (erases)
    label = _ ("_Erase");
  ub_page_set_primary_class (page, plan != NULL && (erases || has_no_undo (plan))
                                       ? "destructive-action"
                                       : "suggested-action");
  ub_page_set_primary (page, label, may, caption);
}

static void
ub_page_review_update (UbPage *page)
{
  UbPageReview *self = UB_PAGE_REVIEW (page);
  UbBoard *board = ub_page_get_board (page);
  UbContact *contact = ub_board_get_contact (board);
  const IspPlan *plan = ub_board_get_plan (board);
  g_autofree char *key = plan != NULL ? make_key (plan) : NULL;

  if (ub_board_is_busy (board))
    return;
  /* A restore comes here before the chip was asked again, and a programmer may come back. */
  if (ub_board_get_snapshot (board) == NULL)
    ub_board_set_wanted (board, TRUE);
  update_primary (self, plan);
  update_put_back (self);
  update_checks (self);
  show_more (self, plan);
  gtk_widget_set_sensitive (self->columns, plan != NULL);
  if (plan == NULL)
    close_question (self);
  /* What was shown can still be read while the programmer or the chip is gone. */
  if (g_strcmp0 (key, self->key) == 0 ||
      (plan == NULL && self->key != NULL && ub_contact_get_found (contact) == NULL))
    return;
  clear (self);
  close_question (self);
  gtk_widget_set_visible (self->columns, plan != NULL);
  ub_step_list_set_plan (self->steps, plan);
  ub_fuse_changes_set_plan (self->fuses, plan != NULL && plan->error == NULL ? plan : NULL);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self->fuses),
      plan != NULL && plan->changes->len > 0 ? _ ("Every setting that changes") : NULL);
  show_map (self, plan);
  if (plan != NULL)
    {
      add_hazards (self, plan);
      add_ways_out (self, plan);
      update_checks (self);
    }
  g_free (self->key);
  self->key = g_steal_pointer (&key);
}

/* A keyboard that is not asked may leave its bootloader. */
static void
ub_page_review_shown (UbPage *page)
{
  UbPageReview *self = UB_PAGE_REVIEW (page);
  UbBoard *board = ub_page_get_board (page);

  if (ub_board_uploads (board))
    ub_board_set_wanted (board, TRUE);
  /* What is left from another time is no answer to what is asked for now. */
  if (ub_board_get_plan (board) == NULL)
    {
      g_clear_pointer (&self->key, g_free);
      gtk_widget_set_visible (self->columns, FALSE);
    }
}

static void
ub_page_review_hidden (UbPage *page)
{
  close_question (UB_PAGE_REVIEW (page));
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

static GtkWidget *
ub_page_review_get_focus (UbPage *page)
{
  UbPageReview *self = UB_PAGE_REVIEW (page);

  if (self->first_row != NULL)
    return self->first_row;
  return gtk_widget_get_visible (GTK_WIDGET (self->hazards)) ? GTK_WIDGET (self->hazards)
                                                             : GTK_WIDGET (self->steps);
}

static void
start (UbPage *page)
{
  if (!ub_board_may_start (ub_page_get_board (page)))
    return;
  ub_board_start (ub_page_get_board (page));
  ub_page_go (page, "flash");
}

static void
answered_cb (gboolean yes, gpointer data)
{
  g_clear_weak_pointer (&UB_PAGE_REVIEW (data)->question);
  if (yes)
    start (data);
}

static void
ub_page_review_primary (UbPage *page)
{
  UbPageReview *self = UB_PAGE_REVIEW (page);
  const IspPlan *plan = ub_board_get_plan (ub_page_get_board (page));

  /* A backup can undo everything; ask only if there is none. */
  if (plan != NULL && loses_content (plan))
    g_set_weak_pointer (
        &self->question,
        ub_compat_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                       _ ("Erase Without a Backup?"),
                       _ ("This chip is locked. What is on it cannot be saved."), _ ("_Cancel"),
                       plan->request->kind == ISP_JOB_ERASE ? _ ("_Erase") : _ ("_Erase and Write"),
                       TRUE, answered_cb, page));
  else
    start (page);
}

static void
ub_page_review_finalize (GObject *object)
{
  UbPageReview *self = UB_PAGE_REVIEW (object);

  g_clear_weak_pointer (&self->question);
  g_ptr_array_unref (self->rows);
  g_free (self->key);
  G_OBJECT_CLASS (ub_page_review_parent_class)->finalize (object);
}

static void
ub_page_review_class_init (UbPageReviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_COLUMNS);
  g_type_ensure (UB_TYPE_FUSE_CHANGES);
  g_type_ensure (UB_TYPE_MAP_CARD);
  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_STEP_LIST);
  G_OBJECT_CLASS (klass)->finalize = ub_page_review_finalize;
  page_class->update = ub_page_review_update;
  page_class->shown = ub_page_review_shown;
  page_class->hidden = ub_page_review_hidden;
  page_class->get_focus = ub_page_review_get_focus;
  page_class->primary = ub_page_review_primary;

  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-review.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, columns);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, hazards);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, put_back);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, ways_out);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, steps);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, fuses);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, more);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, edit_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, save_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageReview, map);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
ub_page_review_init (UbPageReview *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ub_fuse_changes_set_says_kept (self->fuses, TRUE);
  init_put_back (self);
}
