/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-map-card.h"

#include "ub-chip-map.h"
#include "ub-expander.h"
#include "ub-map-swatch.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

struct _UbMapCard
{
  GtkBox parent_instance;

  UbChipMap *cells;
  GtkLabel *line; /* what is under the cursor, always at the same place */
  GtkFlowBox *legend;
  UbExpander *text;
  IspMap *map; /* NULL: none */
  const IspPart *part;
  IspMapUse use;
  guint there; /* what the legend explains: a bit for each state, and BOOT_BIT; 0: nothing yet */
  char *shown; /* what the text was made of */
};

#define BOOT_BIT (1u << ISP_N_PAGE_STATES)

G_DEFINE_FINAL_TYPE (UbMapCard, ub_map_card, GTK_TYPE_BOX)

static void
show_line (UbMapCard *self)
{
  const int cursor = ub_chip_map_get_cursor (self->cells);
  g_autofree char *text = NULL;

  if (self->map == NULL)
    return;
  if (cursor >= 0)
    text = isp_words_map_page (self->map, (guint) cursor, self->use);
  else
    {
      const guint n = isp_map_get_n_pages (self->map);
      g_autofree char *size = isp_words_size (isp_map_get_range (self->map, n - 1).end);
      g_autofree char *page = isp_words_size (isp_map_get_range (self->map, 0).end);

      text = g_strdup_printf (isp_map_get_memory (self->map) == ISP_MEMORY_FLASH
                                  /* Translators: "32 KB of flash in 256 pages of 128 bytes" */
                                  ? _ ("%s of flash in %u pages of %s")
                                  : _ ("%s of EEPROM in %u pages of %s"),
                              size, n, page);
    }
  gtk_label_set_label (self->line, text);
}

static void
add_to_legend (UbMapCard *self, GtkWidget *swatch, const char *words)
{
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (entry), swatch);
  gtk_box_append (GTK_BOX (entry), label);
  gtk_flow_box_insert (self->legend, entry, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (entry), FALSE);
}

static guint
find_states (const IspMap *map)
{
  guint there = 0;

  for (guint page = 0; page < isp_map_get_n_pages (map); page++)
    there |= 1u << isp_map_get_state (map, page) | (isp_map_is_boot (map, page) ? BOOT_BIT : 0);
  return there;
}

/* At all times what is on the map, and nothing else. */
static void
show_legend (UbMapCard *self)
{
  const guint there = find_states (self->map);
  GtkWidget *child;

  if (there == self->there)
    return;
  self->there = there;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_flow_box_remove (self->legend, child);
  for (IspPageState state = 0; state < ISP_N_PAGE_STATES; state++)
    if ((there & 1u << state) != 0)
      add_to_legend (self, ub_map_swatch_new (state, FALSE),
                     isp_words_page_state (state, self->use));
  if ((there & BOOT_BIT) != 0)
    add_to_legend (self, ub_map_swatch_new (ISP_PAGE_KEPT, TRUE), _ ("boot section"));
}

static void
add_text (UbExpander *expander, gpointer card)
{
  UbMapCard *self = card;
  IspMapRun run;

  for (guint page = 0; self->map != NULL && isp_map_next_run (self->map, &page, &run);)
    {
      g_autofree char *words = isp_words_map_run (&run, self->use);

      ub_expander_add (expander, words, NULL);
    }
}

static void
settle (UbMapCard *self)
{
  g_autofree char *text = isp_words_map_text (self->map, self->use);

  if (g_strcmp0 (text, self->shown) == 0)
    return;
  ub_expander_promise (self->text, add_text, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cells), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
}

void
ub_map_card_set_map (UbMapCard *self, IspMap *map, const IspPart *part, IspMapUse use)
{
  g_return_if_fail (UB_IS_MAP_CARD (self));
  g_return_if_fail (map == NULL || part != NULL);

  if (map != NULL)
    isp_map_ref (map);
  g_clear_pointer (&self->map, isp_map_unref);
  self->map = map;
  self->part = part;
  if (use != self->use)
    self->there = 0; /* the same states in other words */
  self->use = use;
  ub_chip_map_set_map (self->cells, map);
  gtk_widget_set_visible (GTK_WIDGET (self), map != NULL);
  if (map == NULL)
    return;
  g_autofree char *label = g_strdup_printf (_ ("Chip map, %s"), part->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cells), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  ub_map_card_refresh (self, TRUE);
}

void
ub_map_card_set_job (UbMapCard *self, UbJob *job)
{
  const IspReport *report = ub_job_get_report (job);
  const gboolean looked =
      isp_job_kind_only_looks (report->kind) &&
      (report->verdict == ISP_VERDICT_OK || report->differs[ISP_MEMORY_FLASH] != NULL ||
       report->differs[ISP_MEMORY_EEPROM] != NULL);
  const gboolean known = report->chip >= ISP_CHIP_ERASED || report->bad != NULL || looked;

  ub_map_card_set_map (self, known ? ub_job_get_map (job) : NULL, report->part,
                       isp_words_map_use (report->kind, TRUE));
}

void
ub_map_card_refresh (UbMapCard *self, gboolean settled)
{
  g_return_if_fail (UB_IS_MAP_CARD (self));

  if (self->map == NULL)
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self->cells));
  show_line (self);
  show_legend (self);
  if (settled)
    settle (self);
}

GtkWidget *
ub_map_card_get_focus (UbMapCard *self)
{
  g_return_val_if_fail (UB_IS_MAP_CARD (self), NULL);
  return GTK_WIDGET (self->cells);
}

static void
ub_map_card_dispose (GObject *object)
{
  UbMapCard *self = UB_MAP_CARD (object);

  g_clear_pointer (&self->map, isp_map_unref);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (ub_map_card_parent_class)->dispose (object);
}

static void
ub_map_card_class_init (UbMapCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UB_TYPE_CHIP_MAP);
  g_type_ensure (UB_TYPE_EXPANDER);
  G_OBJECT_CLASS (klass)->dispose = ub_map_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-map-card.ui");
  gtk_widget_class_bind_template_child (widget_class, UbMapCard, cells);
  gtk_widget_class_bind_template_child (widget_class, UbMapCard, line);
  gtk_widget_class_bind_template_child (widget_class, UbMapCard, legend);
  gtk_widget_class_bind_template_child (widget_class, UbMapCard, text);
  gtk_widget_class_bind_template_callback (widget_class, show_line);
}

static void
ub_map_card_init (UbMapCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
