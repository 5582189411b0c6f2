/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1c: the bootloaders, those that fit the chip first, and files of the person's own. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-settings.h"
#include "app/widgets/ub-list.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-recent.h"
#include "app/widgets/ub-text.h"
#include "app/widgets/ub-toast.h"
#include "app/widgets/ub-wrap.h"

#include "parts/isp-parts.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* A family with more presets than this shows one less, and an expander with the rest. */
#define MOST_ROWS 4

G_DECLARE_FINAL_TYPE (UbPageBootloader, ub_page_bootloader, UB, PAGE_BOOTLOADER, UbPage)

struct _UbPageBootloader
{
  UbPage parent_instance;

  GtkWidget *missing; /* the image is, and what to do about it */
  UbNote *note;
  AdwPreferencesGroup *keyboard_group, *fitting_group, *own_group;
  UbRecent *recent;
  UbRow *address_row, *file_row, *again_row;
  GtkBox *families;

  UbList *usual, *fitting, *own;
  GPtrArray *family_groups; /* GtkWidget *, children of families */
  GPtrArray *rows;          /* GtkWidget *, borrowed: every row of a preset */
  char *key;                /* of the rows */
  gboolean settled;         /* while the page is shown its rows stay where they are */
  GHashTable *cached;       /* ids of the presets whose image is downloaded; NULL: not known yet */
};

G_DEFINE_FINAL_TYPE (UbPageBootloader, ub_page_bootloader, UB_TYPE_PAGE)

/* ── choosing ── */

static const IspPreset *
get_row_preset (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "preset");
}

static void
file_chosen_cb (GtkWidget *page)
{
  ub_page_go_back (UB_PAGE (page));
}

/* preset NULL: one that stands for itself. */
static void
choose_file (UbPageBootloader *self, const IspPreset *preset)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)),
                  preset != NULL ? UB_LOAD_PRESET : UB_LOAD_OWN, preset, file_chosen_cb);
}

static void
other_activated_cb (UbPageBootloader *self)
{
  choose_file (self, NULL);
}

/* ── rows ── */

static gboolean
is_own (const IspPreset *preset)
{
  return preset->url == NULL || preset->user;
}

/* "SparkFun and most clones · Includes an Arduino sketch · 1B4F:9205" */
static char *
describe (UbBoard *board, const IspPreset *preset, gboolean with_part)
{
  const IspPart *part = isp_parts_by_name (preset->parts[0]);
  g_autofree char *usb_id = ub_text_usb_id (preset);
  g_autoptr (GPtrArray) pieces = g_ptr_array_new ();

  if (with_part && part != NULL)
    g_ptr_array_add (pieces, (gpointer) part->name);
  if (preset->description != NULL && *preset->description != '\0')
    g_ptr_array_add (pieces, preset->description);
  if (preset->has_sketch)
    g_ptr_array_add (pieces, _ ("Includes an Arduino sketch"));
  if (!preset->for_new_designs)
    g_ptr_array_add (pieces, _ ("Legacy"));
  if (usb_id != NULL)
    g_ptr_array_add (pieces, usb_id);
  if (ub_settings_was_chosen (preset) &&
      preset != ub_choice_get_preset (ub_board_get_choice (board)))
    g_ptr_array_add (pieces, _ ("Chosen last"));
  g_ptr_array_add (pieces, NULL);
  return g_strjoinv (" · ", (char **) pieces->pdata);
}

static gboolean
is_cached (UbPageBootloader *self, const IspPreset *preset)
{
  return self->cached != NULL && g_hash_table_contains (self->cached, preset->id);
}

static gboolean
needs_file (UbPageBootloader *self, const IspPreset *preset)
{
  return preset->url == NULL && !is_cached (self, preset);
}

static void
row_activated_cb (UbRow *row, UbPageBootloader *self)
{
  const IspPreset *preset = get_row_preset (row);

  if (needs_file (self, preset))
    {
      choose_file (self, preset);
      return;
    }
  ub_choice_choose_preset (ub_page_get_choice (UB_PAGE (self)), preset);
  ub_page_go_back (UB_PAGE (self));
}

/* All that changes about a row while it is shown. */
static void
update_row (UbPageBootloader *self, GtkWidget *row)
{
  UbChoice *choice = ub_page_get_choice (UB_PAGE (self));
  const IspPreset *preset = get_row_preset (row);
  const gboolean chosen = ub_choice_get_preset (choice) == preset;
  const UbImageState image = ub_image_get_state (ub_choice_get_image (choice));
  const gboolean missing = image == UB_IMAGE_FAILED || image == UB_IMAGE_NEEDED;
  GtkWidget *label = g_object_get_data (G_OBJECT (row), "label");

  if (!chosen)
    ub_row_set_state (UB_ROW (row), UB_ROW_NONE);
  else
    ub_row_set_state (UB_ROW (row), missing ? UB_ROW_ATTENTION : UB_ROW_READY);
  ub_row_set_arrow (UB_ROW (row), needs_file (self, preset));
  gtk_label_set_label (GTK_LABEL (label),
                       is_cached (self, preset) ? _ ("Downloaded") : _ ("Download"));
  gtk_widget_set_visible (label, !chosen && preset->url != NULL && self->cached != NULL);
}

static GtkWidget *
make_row (UbPageBootloader *self, const IspPreset *preset, gboolean in_family)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  g_autofree char *title = in_family ? g_strdup (preset->name) : isp_preset_get_title (preset);
  /* While any chip may come, a title does not say for which it is. */
  g_autofree char *text = describe (board, preset, !in_family && ub_board_get_part (board) == NULL);
  GtkWidget *row = ub_row_new (NULL, title, text);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  g_object_set_data (G_OBJECT (row), "label", label);
  g_object_set_data (G_OBJECT (row), "preset", (gpointer) preset);
  g_signal_connect (row, "activated", G_CALLBACK (row_activated_cb), self);
  return row;
}

static GtkWidget *
note_row (UbPageBootloader *self, GtkWidget *row)
{
  g_ptr_array_add (self->rows, row);
  return row;
}

/* Those that are shown: a list keeps its old rows where the new ones say the same. */
static void
note_rows (UbPageBootloader *self, UbList *list)
{
  for (guint i = 0; i < ub_list_get_n (list); i++)
    if (get_row_preset (ub_list_get_row (list, i)) != NULL)
      note_row (self, ub_list_get_row (list, i));
}

/* ── groups ── */

static const IspPresetFamily *
find_family (IspPresets *presets, const char *id)
{
  GPtrArray *families = isp_presets_get_families (presets);

  for (guint i = 0; i < families->len; i++)
    {
      const IspPresetFamily *family = g_ptr_array_index (families, i);

      if (g_str_equal (family->id, id))
        return family;
    }
  return NULL;
}

static gboolean
is_fitting (const IspGuess *guess, const IspPreset *preset)
{
  return guess != NULL && g_ptr_array_find (guess->fitting, preset, NULL);
}

/* "L 5E · H D9 · E F3: this keyboard had Atmel DFU" */
static char *
describe_fitting (UbBoard *board, const IspGuess *guess)
{
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  g_autofree char *fuses = isp_words_fuses (&snapshot->fuses, snapshot->part, FALSE);
  const IspPreset *likely =
      guess->preselect != NULL ? guess->preselect : g_ptr_array_index (guess->fitting, 0);
  const IspPresetFamily *family =
      find_family (ub_choice_get_presets (ub_board_get_choice (board)), likely->family);

  if (guess->fitting->len > 1 && guess->preselect == NULL)
    return g_strdup_printf (_ ("%s: several boards have these. What is printed on the board? "
                               "With the wrong one the keyboard will not start."),
                            fuses);
  return family != NULL
             ? g_strdup_printf (_ ("%s: this keyboard most likely had %s"), fuses, family->name)
             : g_steal_pointer (&fuses);
}

/* What the keyboard usually has stands above everything else. */
static gboolean
is_usual (UbBoard *board, const IspPreset *preset)
{
  return g_ptr_array_find (ub_choice_get_keyboard_presets (ub_board_get_choice (board)), preset,
                           NULL);
}

static char *
describe_usual (const IspKeyboard *keyboard, GPtrArray *usual)
{
  g_autofree char *advice = isp_keyboard_get_advice (keyboard);

  if (usual->len > 1)
    return g_strdup (_ ("What is printed on the board? With the wrong one the keyboard will not "
                        "start."));
  return g_steal_pointer (&advice);
}

static void
fill_usual (UbPageBootloader *self, UbBoard *board)
{
  const IspKeyboard *keyboard = ub_choice_get_keyboard (ub_board_get_choice (board));
  GPtrArray *usual = ub_choice_get_keyboard_presets (ub_board_get_choice (board));

  ub_list_begin (self->usual);
  for (guint i = 0; i < usual->len; i++)
    ub_list_add (self->usual, make_row (self, usual->pdata[i], FALSE));
  if (usual->len > 0)
    {
      g_autofree char *title = g_markup_escape_text (isp_keyboard_get_title (keyboard), -1);
      g_autofree char *text = describe_usual (keyboard, usual);
      g_autofree char *markup = text != NULL ? g_markup_escape_text (text, -1) : NULL;

      adw_preferences_group_set_title (self->keyboard_group, title);
      adw_preferences_group_set_description (self->keyboard_group, markup);
    }
  ub_list_end (self->usual);
  note_rows (self, self->usual);
}

static void
fill_fitting (UbPageBootloader *self, UbBoard *board)
{
  const IspGuess *guess = ub_board_get_guess (board);

  ub_list_begin (self->fitting);
  for (guint i = 0; guess != NULL && i < guess->fitting->len; i++)
    if (!is_usual (board, guess->fitting->pdata[i]))
      ub_list_add (self->fitting, make_row (self, g_ptr_array_index (guess->fitting, i), FALSE));
  if (ub_list_get_n (self->fitting) > 0)
    {
      g_autofree char *text = describe_fitting (board, guess);
      g_autofree char *markup = g_markup_escape_text (text, -1);

      adw_preferences_group_set_description (self->fitting_group, markup);
    }
  ub_list_end (self->fitting);
  note_rows (self, self->fitting);
}

static GtkWidget *
make_more_row (UbPageBootloader *self, GPtrArray *presets, guint from)
{
  const guint n = presets->len - from;
  g_autofree char *title = g_strdup_printf (ngettext ("%u More", "%u More", n), n);
  g_autoptr (GString) names = g_string_new (NULL);
  GtkWidget *row = adw_expander_row_new ();

  for (guint i = from; i < presets->len; i++)
    {
      const IspPreset *preset = g_ptr_array_index (presets, i);

      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", preset->name);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                                note_row (self, make_row (self, preset, TRUE)));
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), names->str);
  return row;
}

static void
add_family (UbPageBootloader *self, const IspPresetFamily *family, GPtrArray *presets)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  const guint n = presets->len > MOST_ROWS ? MOST_ROWS - 1 : presets->len;
  /* Both are markup to the group. */
  g_autofree char *name = g_markup_escape_text (family->name, -1);
  g_autofree char *description = g_markup_escape_text (_ (family->description), -1);

  adw_preferences_group_set_title (group, name);
  adw_preferences_group_set_description (group, description);
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (
        group, note_row (self, make_row (self, g_ptr_array_index (presets, i), presets->len > 1)));
  if (n < presets->len)
    adw_preferences_group_add (group, make_more_row (self, presets, n));
  ub_wrap_titles (GTK_WIDGET (group));
  gtk_box_append (self->families, GTK_WIDGET (group));
  g_ptr_array_add (self->family_groups, group);
}

/* The presets of a family that can go on the chip and do not stand in another group. */
static GPtrArray *
collect (UbBoard *board, const char *family)
{
  GPtrArray *list = isp_presets_get_list (ub_choice_get_presets (ub_board_get_choice (board)));
  const IspPart *part = ub_board_get_part (board);
  GPtrArray *out = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    {
      const IspPreset *preset = g_ptr_array_index (list, i);

      if (g_str_equal (preset->family, family) && !is_own (preset) &&
          !is_fitting (ub_board_get_guess (board), preset) && !is_usual (board, preset) &&
          (part == NULL || isp_preset_fits_part (preset, part->id)))
        g_ptr_array_add (out, (gpointer) preset);
    }
  return out;
}

static void
fill_families (UbPageBootloader *self, UbBoard *board)
{
  GPtrArray *families =
      isp_presets_get_families (ub_choice_get_presets (ub_board_get_choice (board)));

  for (guint i = 0; i < self->family_groups->len; i++)
    gtk_box_remove (self->families, g_ptr_array_index (self->family_groups, i));
  g_ptr_array_set_size (self->family_groups, 0);
  for (guint i = 0; i < families->len; i++)
    {
      const IspPresetFamily *family = g_ptr_array_index (families, i);
      g_autoptr (GPtrArray) presets = collect (board, family->id);

      if (presets->len > 0)
        add_family (self, family, presets);
    }
}

static void
fill_own (UbPageBootloader *self, UbBoard *board)
{
  GPtrArray *list = isp_presets_get_list (ub_choice_get_presets (ub_board_get_choice (board)));
  const IspPart *part = ub_board_get_part (board);
  GtkWidget *other;

  ub_list_begin (self->own);
  for (guint i = 0; i < list->len; i++)
    {
      const IspPreset *preset = g_ptr_array_index (list, i);

      if (is_own (preset) && !is_fitting (ub_board_get_guess (board), preset) &&
          !is_usual (board, preset) && (part == NULL || isp_preset_fits_part (preset, part->id)))
        ub_list_add (self->own, make_row (self, preset, FALSE));
    }
  other = ub_row_new ("document-open-symbolic", _ ("Other File…"),
                      _ ("Intel HEX, SREC, ELF or binary; fuses stay as they are"));
  g_signal_connect_object (other, "activated", G_CALLBACK (other_activated_cb), self,
                           G_CONNECT_SWAPPED);
  ub_list_add (self->own, other);
  ub_list_end (self->own);
  note_rows (self, self->own);
}

/* ── the image that is not there ── */

static void
update_missing (UbPageBootloader *self, UbBoard *board)
{
  const IspPreset *preset = ub_choice_get_preset (ub_board_get_choice (board));
  const UbImageState state = ub_image_get_state (ub_choice_get_image (ub_board_get_choice (board)));
  const gboolean failed = state == UB_IMAGE_FAILED;
  const gboolean needed = state == UB_IMAGE_NEEDED;
  g_autofree char *name = preset != NULL ? isp_preset_get_title (preset) : NULL;

  gtk_widget_set_visible (self->missing, failed || needed);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), failed);
  gtk_widget_set_visible (GTK_WIDGET (self->again_row), failed);
  if (failed)
    {
      g_autofree char *title = g_strdup_printf (_ ("%s Could Not Be Downloaded"), name);

      ub_note_set (self->note, UB_NOTE_WARNING, title,
                   ub_image_get_error (ub_choice_get_image (ub_board_get_choice (board)))->message);
      ub_row_set_text (self->address_row, preset->url);
    }
  else if (needed)
    ub_note_set (
        self->note, UB_NOTE_INFO, name,
        _ ("There is no public file of it. Choose the one that was built for your keyboard."));
  else
    ub_note_hide (self->note);
}

static void
copy_address_cb (UbPageBootloader *self)
{
  const IspPreset *preset = ub_choice_get_preset (ub_page_get_choice (UB_PAGE (self)));

  if (preset != NULL && preset->url != NULL)
    ub_toast_copied (GTK_WIDGET (self), preset->url, _ ("Address copied"));
}

static void
choose_file_cb (UbPageBootloader *self)
{
  choose_file (self, ub_choice_get_preset (ub_page_get_choice (UB_PAGE (self))));
}

static void
try_again_cb (UbPageBootloader *self)
{
  ub_image_download_again (ub_choice_get_image (ub_page_get_choice (UB_PAGE (self))));
}

/* ── reading the model ── */

/* What decides which rows there are, and where. */
static char *
get_key (UbBoard *board)
{
  const IspPart *part = ub_board_get_part (board);
  const IspGuess *guess = ub_board_get_guess (board);
  const IspKeyboard *keyboard = ub_choice_get_keyboard (ub_board_get_choice (board));
  g_autoptr (GString) key = g_string_new (part != NULL ? part->id : NULL);

  g_string_append_printf (key, "/%s", keyboard != NULL ? isp_keyboard_get_title (keyboard) : "");
  for (guint i = 0; guess != NULL && i < guess->fitting->len; i++)
    g_string_append_printf (key, "/%s",
                            ((const IspPreset *) g_ptr_array_index (guess->fitting, i))->id);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static void
arrange (UbPageBootloader *self, UbBoard *board)
{
  g_autofree char *key = get_key (board);

  self->settled = TRUE;
  if (g_strcmp0 (key, self->key) == 0)
    return;
  g_free (self->key);
  self->key = g_steal_pointer (&key);
  g_ptr_array_set_size (self->rows, 0);
  fill_usual (self, board);
  fill_fitting (self, board);
  fill_families (self, board);
  fill_own (self, board);
}

static void
ub_page_bootloader_update (UbPage *page)
{
  UbPageBootloader *self = UB_PAGE_BOOTLOADER (page);
  UbBoard *board = ub_page_get_board (page);
  const IspPart *part = ub_board_get_part (board);

  ub_page_set_subtitle (page, part != NULL ? part->name : NULL);
  ub_recent_offer (self->recent, GTK_WIDGET (self), board, UB_LOAD_OWN, file_chosen_cb);
  update_missing (self, board);
  if (!self->settled)
    arrange (self, board);
  for (guint i = 0; i < self->rows->len; i++)
    update_row (self, self->rows->pdata[i]);
}

static void
cached_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageBootloader) self = data;

  g_clear_pointer (&self->cached, g_hash_table_unref);
  self->cached = ub_load_cached_ids_finish (result);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ub_page_bootloader_update (UB_PAGE (self));
}

static void
ub_page_bootloader_shown (UbPage *page)
{
  ub_load_cached_ids_async (ub_choice_get_presets (ub_page_get_choice (page)), cached_cb,
                            g_object_ref (page));
}

static void
ub_page_bootloader_hidden (UbPage *page)
{
  UB_PAGE_BOOTLOADER (page)->settled = FALSE;
}

static GtkWidget *
ub_page_bootloader_get_focus (UbPage *page)
{
  UbPageBootloader *self = UB_PAGE_BOOTLOADER (page);
  GtkWidget *row = ub_list_get_focus (self->usual);

  if (row == NULL)
    row = ub_list_get_focus (self->fitting);
  if (gtk_widget_get_visible (self->missing))
    return GTK_WIDGET (self->file_row);
  if (row == NULL && self->family_groups->len > 0)
    {
      gtk_widget_child_focus (g_ptr_array_index (self->family_groups, 0), GTK_DIR_TAB_FORWARD);
      return NULL;
    }
  return row != NULL ? row : ub_list_get_focus (self->own);
}

/* ── the object ── */

static void
ub_page_bootloader_dispose (GObject *object)
{
  UbPageBootloader *self = UB_PAGE_BOOTLOADER (object);

  g_clear_pointer (&self->usual, ub_list_free);
  g_clear_pointer (&self->fitting, ub_list_free);
  g_clear_pointer (&self->own, ub_list_free);
  g_clear_pointer (&self->family_groups, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->cached, g_hash_table_unref);
  G_OBJECT_CLASS (ub_page_bootloader_parent_class)->dispose (object);
}

static void
ub_page_bootloader_class_init (UbPageBootloaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_RECENT);
  g_type_ensure (UB_TYPE_ROW);
  G_OBJECT_CLASS (klass)->dispose = ub_page_bootloader_dispose;
  UB_PAGE_CLASS (klass)->update = ub_page_bootloader_update;
  UB_PAGE_CLASS (klass)->shown = ub_page_bootloader_shown;
  UB_PAGE_CLASS (klass)->hidden = ub_page_bootloader_hidden;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_bootloader_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-bootloader.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, missing);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, keyboard_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, fitting_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, own_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, recent);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, address_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, file_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, again_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageBootloader, families);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
}

static void
ub_page_bootloader_init (UbPageBootloader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->usual = ub_list_new (self->keyboard_group);
  self->fitting = ub_list_new (self->fitting_group);
  self->own = ub_list_new (self->own_group);
  self->family_groups = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
}
