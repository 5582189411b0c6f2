/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware and bootloader as one file: where each lies, where they want the same place, and the
 * file. Needs no programmer. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-columns.h"
#include "app/widgets/ub-list.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-save-image.h"
#include "app/widgets/ub-text.h"

#include "engine/plan/isp-combine.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* More places than this are only counted. */
#define MOST_PLACES 8
/* So many bytes of each place are shown. */
#define SHOWN_BYTES 8u

G_DECLARE_FINAL_TYPE (UbPageCombine, ub_page_combine, UB, PAGE_COMBINE, UbPage)

struct _UbPageCombine
{
  UbPage parent_instance;

  UbNote *note;
  UbRow *firmware_row, *bootloader_row, *chip_row;
  AdwPreferencesGroup *conflict_group;
  UbList *conflicts;
  UbMapCard *map;
  const IspPlan *plan; /* of both files; NULL: one is missing, or the chip */
};

G_DEFINE_FINAL_TYPE (UbPageCombine, ub_page_combine, UB_TYPE_PAGE)

/* ── what it comes to ── */

/* The chip that was chosen or answers, else the one that the bootloader is for. */
static const IspPart *
get_part (UbPageCombine *self, const IspRequest *request)
{
  const IspPart *part = ub_board_get_part (ub_page_get_board (UB_PAGE (self)));

  return part != NULL ? part : isp_combine_guess_part (request);
}

static gboolean
is_same (const IspPlan *plan, const IspPart *part, const IspRequest *request)
{
  if (plan == NULL || plan->part != part || plan->request->preset != request->preset ||
      plan->request->images->len != request->images->len)
    return FALSE;
  for (guint i = 0; i < request->images->len; i++)
    {
      const IspImageFile *before = plan->request->images->pdata[i];
      const IspImageFile *now = request->images->pdata[i];

      if (before->flash != now->flash && !isp_image_equal (before->flash, now->flash))
        return FALSE;
    }
  return TRUE;
}

/* Makes the plan anew where something was chosen. FALSE: it is the one from before. */
static gboolean
settle_plan (UbPageCombine *self, const IspRequest *request, const IspPart *part)
{
  const gboolean there = part != NULL && request->images->len == 2;

  if (there ? is_same (self->plan, part, request) : self->plan == NULL)
    return FALSE;
  g_clear_pointer (&self->plan, isp_plan_unref);
  if (there)
    self->plan = isp_combine_new (part, request);
  return TRUE;
}

/* ── what is shown ── */

static char *
describe_file (const IspImageFile *file)
{
  g_autofree char *size = isp_words_size (isp_image_get_size (file->flash));
  g_autofree char *range = isp_words_range (
      (IspRange){ isp_image_get_start (file->flash), isp_image_get_end (file->flash) });

  return isp_image_is_empty (file->flash)
             ? g_strdup (file->title)
             : g_strdup_printf ("%s · %s · %s", file->title, size, range);
}

static void
show_files (UbPageCombine *self, UbBoard *board)
{
  const IspImageFile *firmware = ub_choice_get_firmware (ub_board_get_choice (board));
  g_autofree char *text = firmware != NULL ? describe_file (firmware) : NULL;
  UbRowState state = UB_ROW_NONE;
  g_autofree char *bootloader = ub_text_bootloader (board, &state);

  ub_row_set_text (self->firmware_row,
                   text != NULL ? text : _ ("A .hex, .bin or .elf file of your keyboard"));
  ub_row_set_state (self->firmware_row, firmware != NULL ? UB_ROW_READY : UB_ROW_NONE);
  ub_row_set_text (self->bootloader_row, bootloader);
  ub_row_set_state (self->bootloader_row, state);
}

static void
show_chip (UbPageCombine *self, const IspPart *part)
{
  const gboolean said = ub_board_get_part (ub_page_get_board (UB_PAGE (self))) != NULL;
  g_autofree char *text = part == NULL
                              ? g_strdup (_ ("Needed only where the bootloader does not tell it"))
                          : said ? g_strdup (part->name)
                                 /* Translators: a chip */
                                 : g_strdup_printf (_ ("%s, as the bootloader tells"), part->name);

  ub_row_set_text (self->chip_row, text);
  ub_row_set_state (self->chip_row, part != NULL ? UB_ROW_READY : UB_ROW_NONE);
}

/* "boot.hex: 4B C0 00 00 …" */
static void
append_bytes (GString *text, const IspImageFile *file, IspRange place)
{
  const guint32 end = MIN (place.end, place.start + SHOWN_BYTES);

  g_string_append_printf (text, "%s%s:", text->len > 0 ? "\n" : "", file->title);
  for (guint32 at = place.start; at < end; at++)
    {
      guint8 byte;

      isp_image_read (file->flash, at, &byte, 1, 0xFF);
      g_string_append_printf (text, " %02X", byte);
    }
  if (end < place.end)
    g_string_append (text, " …");
}

static GtkWidget *
make_place_row (const IspPlan *plan, IspRange place)
{
  g_autofree char *range = isp_words_range (place);
  g_autofree char *size = isp_words_size (place.end - place.start);
  g_autofree char *title = g_strdup_printf ("%s · %s", range, size);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *row;

  for (guint i = 0; i < plan->request->images->len; i++)
    append_bytes (text, plan->request->images->pdata[i], place);
  row = ub_row_new_plain (title, text->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
show_conflicts (UbPageCombine *self)
{
  g_autoptr (GArray) places = NULL;

  ub_list_begin (self->conflicts);
  if (self->plan != NULL)
    {
      const IspImageFile *a = self->plan->request->images->pdata[0];
      const IspImageFile *b = self->plan->request->images->pdata[1];

      places = isp_image_get_conflicts (a->flash, b->flash);
      for (guint i = 0; i < MIN (places->len, MOST_PLACES); i++)
        ub_list_add (self->conflicts,
                     make_place_row (self->plan, g_array_index (places, IspRange, i)));
    }
  if (places != NULL && places->len > MOST_PLACES)
    {
      const guint more = places->len - MOST_PLACES;
      g_autofree char *text =
          g_strdup_printf (ngettext ("%u more place", "%u more places", more), more);

      ub_list_add (self->conflicts, ub_row_new_plain (text, NULL));
    }
  ub_list_end (self->conflicts);
}

/* The worst of what speaks against it. A plan's error names the files. */
static void
show_note (UbPageCombine *self)
{
  const IspPlan *plan = self->plan;
  const IspHazard *worst =
      plan != NULL && plan->hazards->len > 0 ? &g_array_index (plan->hazards, IspHazard, 0) : NULL;
  g_autofree char *text = NULL;

  if (worst == NULL || worst->severity == ISP_SEVERITY_FACT)
    {
      ub_note_hide (self->note);
      return;
    }
  text = plan->error != NULL ? g_strdup_printf (_ ("%s. Choose other firmware, or another "
                                                   "bootloader."),
                                                plan->error->message)
                             : isp_words_hazard_text (worst, plan);
  ub_note_set (self->note, plan->error != NULL ? UB_NOTE_ERROR : UB_NOTE_WARNING,
               isp_words_hazard_title (worst), text);
}

static void
show_map (UbPageCombine *self)
{
  g_autoptr (IspMap) map = self->plan != NULL ? isp_combine_make_map (self->plan) : NULL;

  ub_map_card_set_map (self->map, map, self->plan != NULL ? self->plan->part : NULL,
                       ISP_MAP_PLANNED);
}

static char *
make_name (UbPageCombine *self)
{
  UbChoice *choice = ub_page_get_choice (UB_PAGE (self));
  const IspKeyboard *keyboard = ub_choice_get_keyboard (choice);

  return isp_combine_make_name (ub_choice_get_firmware (choice),
                                keyboard != NULL ? keyboard->folder : NULL);
}

static void
show_primary (UbPageCombine *self)
{
  UbChoice *choice = ub_page_get_choice (UB_PAGE (self));
  const char *missing = ub_choice_get_missing (choice);
  g_autofree char *name = NULL;

  if (ub_choice_get_firmware (choice) == NULL)
    missing = _ ("Choose the firmware first");
  else if (missing == NULL && ub_image_is_stand_in (ub_choice_get_image (choice)))
    missing = _ ("The bootloader of this rehearsal is made up: end the rehearsal first");
  else if (missing == NULL && self->plan == NULL)
    missing = _ ("Choose the chip first");
  else if (missing == NULL && self->plan->error != NULL)
    missing = _ ("These files cannot be combined");
  else if (missing == NULL)
    name = make_name (self);
  ub_page_set_primary (UB_PAGE (self), _ ("_Save As…"), missing == NULL,
                       missing != NULL ? missing : name);
}

static void
ub_page_combine_update (UbPage *page)
{
  UbPageCombine *self = UB_PAGE_COMBINE (page);
  g_autoptr (IspRequest) request = ub_choice_make_request (ub_page_get_choice (page));
  const IspPart *part = get_part (self, request);

  show_files (self, ub_page_get_board (page));
  show_chip (self, part);
  if (settle_plan (self, request, part))
    {
      show_map (self);
      show_conflicts (self);
      show_note (self);
    }
  show_primary (self);
}

/* ── doing ── */

static void
ub_page_combine_primary (UbPage *page)
{
  UbPageCombine *self = UB_PAGE_COMBINE (page);
  g_autofree char *name = make_name (self);

  ub_save_image (GTK_WIDGET (self), self->plan->flash, _ ("Save as One File"), name);
}

static void
firmware_cb (UbPageCombine *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_FIRMWARE, NULL,
                  NULL);
}

static void
bootloader_cb (UbPageCombine *self)
{
  ub_page_go (UB_PAGE (self), "bootloader");
}

static void
chip_cb (UbPageCombine *self)
{
  ub_page_go (UB_PAGE (self), "part");
}

static GtkWidget *
ub_page_combine_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_COMBINE (page)->firmware_row);
}

/* ── the object ── */

static void
ub_page_combine_dispose (GObject *object)
{
  UbPageCombine *self = UB_PAGE_COMBINE (object);

  g_clear_pointer (&self->conflicts, ub_list_free);
  g_clear_pointer (&self->plan, isp_plan_unref);
  G_OBJECT_CLASS (ub_page_combine_parent_class)->dispose (object);
}

static void
ub_page_combine_class_init (UbPageCombineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_COLUMNS);
  g_type_ensure (UB_TYPE_MAP_CARD);
  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_ROW);
  G_OBJECT_CLASS (klass)->dispose = ub_page_combine_dispose;
  page_class->update = ub_page_combine_update;
  page_class->get_focus = ub_page_combine_get_focus;
  page_class->primary = ub_page_combine_primary;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-combine.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageCombine, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageCombine, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageCombine, bootloader_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageCombine, chip_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageCombine, conflict_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageCombine, map);
  gtk_widget_class_bind_template_callback (widget_class, firmware_cb);
  gtk_widget_class_bind_template_callback (widget_class, bootloader_cb);
  gtk_widget_class_bind_template_callback (widget_class, chip_cb);
}

static void
ub_page_combine_init (UbPageCombine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->conflicts = ub_list_new (self->conflict_group);
}
