/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fuse of the chip in words, and what changing it would mean. Nothing is written here: what
 * is chosen becomes a plan like any other. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-columns.h"
#include "app/widgets/ub-fuse-changes.h"
#include "app/widgets/ub-fuse-list.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-status.h"
#include "app/widgets/ub-toast.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageFuses, ub_page_fuses, UB, PAGE_FUSES, UbPage)

struct _UbPageFuses
{
  UbPage parent_instance;

  GtkWidget *waiting, *content_box;
  AdwEntryRow *hex_row;
  UbRow *now_row, *preset_row, *factory_row;
  GtkBox *hazards; /* a UbNote each */
  UbFuseList *list;
  UbFuseChanges *changes;
  GtkWidget *unchanged;
  const IspPart *part;         /* that is shown; NULL: none */
  gboolean edits;              /* the plan under review, see ub_board_set_edits_fuses() */
  IspFuses now, before, fuses; /* on the chip, as at first, and as chosen; without the lock */
};

G_DEFINE_FINAL_TYPE (UbPageFuses, ub_page_fuses, UB_TYPE_PAGE)

static void
drop_lock (IspFuses *fuses)
{
  fuses->has &= ~(1u << ISP_FUSE_LOCK);
}

/* ── what it would mean ── */

static void
show_hazards (UbPageFuses *self, const IspPlan *plan)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->hazards))) != NULL)
    gtk_box_remove (self->hazards, child);
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
      g_autofree char *text = isp_words_hazard_text (hazard, plan);
      GtkWidget *note;

      if (hazard->severity == ISP_SEVERITY_FACT)
        continue;
      note = ub_note_new ();
      ub_note_set (UB_NOTE (note),
                   hazard->severity == ISP_SEVERITY_BLOCKING ? UB_NOTE_ERROR : UB_NOTE_WARNING,
                   isp_words_hazard_title (hazard), text);
      gtk_box_append (self->hazards, note);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->hazards),
                          gtk_widget_get_first_child (GTK_WIDGET (self->hazards)) != NULL);
}

static void
show_primary (UbPageFuses *self, const IspPlan *plan)
{
  const char *caption = NULL;

  if (plan == NULL)
    caption = ub_board_get_missing_chip (ub_page_get_board (UB_PAGE (self)));
  else if (plan->error != NULL)
    caption = _ ("This plan is not safe, so nothing will be written");
  else if (isp_fuses_equal (&self->before, &self->fuses, self->part))
    caption = _ ("Change something first");
  ub_page_set_primary (UB_PAGE (self), _ ("_Review"), caption == NULL, caption);
}

static char *
format_hex (const IspPart *part, const IspFuses *fuses)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (IspFuseByte byte = ISP_FUSE_LOW; byte < ISP_FUSE_LOCK; byte++)
    if (ISP_FUSES_HAS (fuses, byte))
      g_string_append_printf (text, "%s%02X", text->len > 0 ? "," : "",
                              isp_fuse_byte_shown (part, byte, fuses->value[byte]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_bytes (UbRow *row, const IspPart *part, const IspFuses *fuses)
{
  g_autofree char *text = fuses->has != 0 ? isp_words_fuses (fuses, part, FALSE) : NULL;

  ub_row_set_text (row, text);
}

static IspFuses
get_factory (const IspPart *part)
{
  IspFuses fuses = isp_fuses_from_factory (part);

  drop_lock (&fuses);
  return fuses;
}

/* What a plan would make of them for the bootloader that is chosen; none: it does not fit. */
static IspFuses
get_preset_fuses (UbPageFuses *self)
{
  const IspSnapshot *snapshot = ub_board_get_snapshot (ub_page_get_board (UB_PAGE (self)));
  const IspPreset *preset = ub_choice_get_preset (ub_page_get_choice (UB_PAGE (self)));
  g_autoptr (IspRequest) request = isp_request_new (ISP_JOB_FUSES);
  g_autoptr (IspPlan) plan = NULL;
  IspFuses fuses = { 0 };

  if (preset == NULL || !isp_preset_fits_part (preset, self->part->id))
    return fuses;
  request->fuse_source = ISP_FUSES_PRESET;
  request->preset = isp_preset_ref (preset);
  plan = isp_plan_new (snapshot, request);
  fuses = plan->fuses_after;
  drop_lock (&fuses);
  return fuses;
}

static void
show (UbPageFuses *self)
{
  const IspSnapshot *snapshot = ub_board_get_snapshot (ub_page_get_board (UB_PAGE (self)));
  g_autoptr (IspRequest) request =
      ub_board_make_fuse_request (ub_page_get_board (UB_PAGE (self)), &self->fuses);
  g_autoptr (IspPlan) plan = isp_plan_new (snapshot, request);
  const IspFuses factory = get_factory (self->part), preset = get_preset_fuses (self);

  ub_fuse_list_set (self->list, self->part, &self->now, &self->fuses);
  set_bytes (self->now_row, self->part, &self->now);
  set_bytes (self->factory_row, self->part, &factory);
  set_bytes (self->preset_row, self->part, &preset);
  gtk_widget_set_visible (GTK_WIDGET (self->preset_row), preset.has != 0);
  ub_fuse_changes_set_plan (self->changes, plan);
  gtk_widget_set_visible (self->unchanged, plan->changes->len == 0);
  show_hazards (self, plan);
  ub_page_set_subtitle (UB_PAGE (self), self->part->name);
  show_primary (self, plan);
}

/* ── choosing ── */

/* The text follows a choice alone, not each answer of the chip: somebody may be typing. */
static void
set_fuses (UbPageFuses *self, const IspFuses *fuses)
{
  g_autofree char *hex = NULL;

  self->fuses = isp_fuses_overlay (&self->now, fuses);
  isp_fuses_normalize (&self->fuses, self->part);
  drop_lock (&self->fuses);
  hex = format_hex (self->part, &self->fuses);
  gtk_editable_set_text (GTK_EDITABLE (self->hex_row), hex);
}

static void
choose (UbPageFuses *self, const IspFuses *fuses)
{
  set_fuses (self, fuses);
  show (self);
}

static void
chosen_cb (UbPageFuses *self)
{
  const IspFuses fuses = ub_fuse_list_get_fuses (self->list);

  choose (self, &fuses);
}

static void
now_cb (UbPageFuses *self)
{
  choose (self, &self->now);
}

static void
preset_cb (UbPageFuses *self)
{
  const IspFuses fuses = get_preset_fuses (self);

  choose (self, &fuses);
}

static void
factory_cb (UbPageFuses *self)
{
  const IspFuses fuses = get_factory (self->part);

  choose (self, &fuses);
}

/* "DE from the web": what it would do to this board is shown before anything is done. */
static void
hex_cb (UbPageFuses *self)
{
  g_autoptr (GError) error = NULL;
  IspFuses fuses;

  if (isp_fuses_parse (gtk_editable_get_text (GTK_EDITABLE (self->hex_row)), &fuses, &error))
    choose (self, &fuses);
  else
    ub_refuse (GTK_WIDGET (self), error->message);
}

/* ── the page ── */

/* Those that the plan under review would write, else those on the chip. */
static void
begin (UbPageFuses *self, const IspSnapshot *snapshot)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const IspPlan *plan =
      self->edits && ub_board_may_edit_fuses (board) ? ub_board_get_plan (board) : NULL;

  self->part = snapshot->part;
  self->now = snapshot->fuses;
  isp_fuses_normalize (&self->now, self->part);
  drop_lock (&self->now);
  set_fuses (self, plan != NULL ? &plan->fuses_after : &self->now);
  self->before = self->fuses;
}

/* What was chosen holds for the chip that it was chosen for. */
static void
ub_page_fuses_update (UbPage *page)
{
  UbPageFuses *self = UB_PAGE_FUSES (page);
  UbBoard *board = ub_page_get_board (page);
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);

  gtk_widget_set_visible (self->waiting, snapshot == NULL);
  gtk_widget_set_visible (self->content_box, snapshot != NULL);
  if (snapshot == NULL)
    {
      ub_page_set_subtitle (page, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->hazards), FALSE);
      if (!ub_page_set_way_to_programmer (page))
        show_primary (self, NULL);
      return;
    }
  if (self->part != snapshot->part || self->edits != ub_board_edits_fuses (board) ||
      !isp_fuses_equal (&self->now, &snapshot->fuses, snapshot->part))
    {
      self->edits = ub_board_edits_fuses (board);
      begin (self, snapshot);
    }
  show (self);
}

/* Another page may have left a job over USB, and the board would wait for that keyboard. */
static void
ub_page_fuses_shown (UbPage *page)
{
  UbBoard *board = ub_page_get_board (page);

  if (!ub_board_edits_fuses (board))
    ub_board_set_request (board, NULL);
  ub_board_set_wanted (board, TRUE);
}

static void
ub_page_fuses_hidden (UbPage *page)
{
  UbPageFuses *self = UB_PAGE_FUSES (page);

  ub_board_set_wanted (ub_page_get_board (page), FALSE);
  if (self->edits)
    self->part = NULL; /* that plan may be another one next time */
  ub_board_set_edits_fuses (ub_page_get_board (page), FALSE);
}

static void
ub_page_fuses_primary (UbPage *page)
{
  UbPageFuses *self = UB_PAGE_FUSES (page);
  UbBoard *board = ub_page_get_board (page);

  if (ub_board_get_port (board) == NULL)
    {
      ub_page_choose_programmer (page);
      return;
    }
  ub_board_set_request (board, ub_board_make_fuse_request (board, &self->fuses));
  if (self->edits)
    ub_page_go_back (page);
  else
    ub_page_go (page, "review");
}

static GtkWidget *
ub_page_fuses_get_focus (UbPage *page)
{
  UbPageFuses *self = UB_PAGE_FUSES (page);

  return gtk_widget_get_visible (self->content_box) ? ub_fuse_list_get_focus (self->list) : NULL;
}

static void
ub_page_fuses_class_init (UbPageFusesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_COLUMNS);
  g_type_ensure (UB_TYPE_FUSE_CHANGES);
  g_type_ensure (UB_TYPE_FUSE_LIST);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STATUS);
  page_class->update = ub_page_fuses_update;
  page_class->shown = ub_page_fuses_shown;
  page_class->hidden = ub_page_fuses_hidden;
  page_class->primary = ub_page_fuses_primary;
  page_class->get_focus = ub_page_fuses_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-fuses.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, waiting);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, content_box);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, hex_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, now_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, preset_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, factory_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, hazards);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, list);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, changes);
  gtk_widget_class_bind_template_child (widget_class, UbPageFuses, unchanged);
  gtk_widget_class_bind_template_callback (widget_class, hex_cb);
  gtk_widget_class_bind_template_callback (widget_class, now_cb);
  gtk_widget_class_bind_template_callback (widget_class, preset_cb);
  gtk_widget_class_bind_template_callback (widget_class, factory_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
ub_page_fuses_init (UbPageFuses *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The row says it in a label of its own that does not name the text. */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->hex_row))),
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->hex_row)), -1);
}
