/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1b: the target, found by its signature or chosen by hand. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-list.h"
#include "app/widgets/ub-row.h"

#include "parts/isp-parts.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_AT_A_TIME 8

G_DECLARE_FINAL_TYPE (UbPagePart, ub_page_part, UB, PAGE_PART, UbPage)

struct _UbPagePart
{
  UbPage parent_instance;

  AdwPreferencesGroup *answer_group;
  GtkEditable *search;
  GtkListBox *list;
  UbList *answer;
  guint next;    /* part that gets its row next */
  guint builder; /* makes rows while something is searched; 0: not now */
};

G_DEFINE_FINAL_TYPE (UbPagePart, ub_page_part, UB_TYPE_PAGE)

static const IspPart *
get_row_part (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "part");
}

static void
part_activated_cb (UbRow *row, UbPagePart *self)
{
  ub_choice_set_part (ub_page_get_choice (UB_PAGE (self)), get_row_part (row));
  ub_page_go_back (UB_PAGE (self));
}

/* ── the list of all parts ── */

static GtkWidget *
make_part_row (UbPagePart *self, const IspPart *part)
{
  g_autofree char *flash = isp_words_size (part->flash.size);
  g_autofree char *eeprom = isp_words_size (part->eeprom.size);
  g_autofree char *text = g_strdup_printf (_ ("Flash %s, EEPROM %s"), flash, eeprom);
  GtkWidget *row = ub_row_new (NULL, part->name, text);

  ub_row_set_arrow (UB_ROW (row), FALSE);
  g_object_set_data (G_OBJECT (row), "part", (gpointer) part);
  g_signal_connect (row, "activated", G_CALLBACK (part_activated_cb), self);
  return row;
}

static gboolean
has_text (const char *haystack, const char *needle)
{
  g_autofree char *lower = haystack != NULL ? g_ascii_strdown (haystack, -1) : NULL;

  return lower != NULL && strstr (lower, needle) != NULL;
}

/* TRUE: keyboards have it, as far as bootloaders are known for it. */
static gboolean
is_on_keyboards (UbPagePart *self, const IspPart *part)
{
  GPtrArray *presets =
      isp_presets_get_list (ub_choice_get_presets (ub_page_get_choice (UB_PAGE (self))));

  for (guint i = 0; i < presets->len; i++)
    {
      const IspPreset *preset = presets->pdata[i];

      if (!preset->helper && isp_preset_fits_part (preset, part->id))
        return TRUE;
    }
  return FALSE;
}

/* All rows at once would stall the window: some at a time, and only when they are looked for. */
static gboolean
build_cb (gpointer data)
{
  UbPagePart *self = data;
  const IspPart *part = NULL;

  for (guint n = 0; n < ROWS_AT_A_TIME && (part = isp_parts_get (self->next)) != NULL; self->next++)
    {
      if (is_on_keyboards (self, part))
        continue;
      gtk_list_box_append (self->list, make_part_row (self, part));
      n++;
    }
  if (part != NULL)
    return G_SOURCE_CONTINUE;
  self->builder = 0;
  ub_page_update (UB_PAGE (self));
  return G_SOURCE_REMOVE;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  UbPagePart *self = data;
  const IspPart *part = get_row_part (row);
  g_autofree char *text = g_ascii_strdown (gtk_editable_get_text (self->search), -1);

  g_strstrip (text);
  if (*text == '\0')
    return part == ub_choice_get_part (ub_page_get_choice (UB_PAGE (self))) ||
           is_on_keyboards (self, part);
  return has_text (part->name, text) || has_text (part->aliases, text);
}

static void
search_changed_cb (UbPagePart *self)
{
  if (*gtk_editable_get_text (self->search) != '\0' && self->builder == 0 &&
      isp_parts_get (self->next) != NULL)
    self->builder = g_idle_add (build_cb, self);
  gtk_list_box_invalidate_filter (self->list);
}

/* Escape, which the entry would consume: first clear the entry, then leave the page. */
static void
stop_search_cb (UbPagePart *self)
{
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_editable_set_text (self->search, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* ── reading the model ── */

static void
update_answer (UbPagePart *self, UbBoard *board)
{
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  g_autofree char *text = snapshot != NULL
                              ? g_strdup_printf (_ ("%s answers now"), snapshot->part->name)
                              : g_strdup (_ ("Recommended: detect the chip automatically"));
  GtkWidget *row = ub_row_new ("ub-chip-symbolic", _ ("Detect Automatically"), text);

  ub_row_set_arrow (UB_ROW (row), FALSE);
  if (ub_choice_get_part (ub_board_get_choice (board)) == NULL)
    ub_row_set_state (UB_ROW (row), UB_ROW_READY);
  g_signal_connect (row, "activated", G_CALLBACK (part_activated_cb), self);
  ub_list_begin (self->answer);
  ub_list_add (self->answer, row);
  ub_list_end (self->answer);
}

static void
ub_page_part_update (UbPage *page)
{
  UbPagePart *self = UB_PAGE_PART (page);
  UbBoard *board = ub_page_get_board (page);
  const IspPart *chosen = ub_choice_get_part (ub_board_get_choice (board));

  update_answer (self, board);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (UB_IS_ROW (row))
      ub_row_set_state (UB_ROW (row), chosen != NULL && get_row_part (row) == chosen ? UB_ROW_READY
                                                                                     : UB_ROW_NONE);
}

static void
ub_page_part_shown (UbPage *page)
{
  gtk_editable_set_text (UB_PAGE_PART (page)->search, "");
}

static GtkWidget *
ub_page_part_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_PART (page)->search);
}

/* What keyboards have comes first; the rest is made when it is searched. */
static void
ub_page_part_constructed (GObject *object)
{
  UbPagePart *self = UB_PAGE_PART (object);
  const IspPart *part;

  G_OBJECT_CLASS (ub_page_part_parent_class)->constructed (object);
  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    if (is_on_keyboards (self, part))
      gtk_list_box_append (self->list, make_part_row (self, part));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
}

static void
ub_page_part_dispose (GObject *object)
{
  g_clear_handle_id (&UB_PAGE_PART (object)->builder, g_source_remove);
  g_clear_pointer (&UB_PAGE_PART (object)->answer, ub_list_free);
  G_OBJECT_CLASS (ub_page_part_parent_class)->dispose (object);
}

static void
ub_page_part_class_init (UbPagePartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = ub_page_part_constructed;
  G_OBJECT_CLASS (klass)->dispose = ub_page_part_dispose;
  UB_PAGE_CLASS (klass)->update = ub_page_part_update;
  UB_PAGE_CLASS (klass)->shown = ub_page_part_shown;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_part_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-part.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPagePart, answer_group);
  gtk_widget_class_bind_template_child (widget_class, UbPagePart, search);
  gtk_widget_class_bind_template_child (widget_class, UbPagePart, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
ub_page_part_init (UbPagePart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->answer = ub_list_new (self->answer_group);
}
