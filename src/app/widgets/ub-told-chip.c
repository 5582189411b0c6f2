/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-told-chip.h"

#include "ub-combo-row.h"

#include "parts/isp-parts.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

#define N_STARTS 4u /* values of BOOTSZ, of which 0 is the largest */

struct _UbToldChip
{
  AdwPreferencesGroup parent_instance;

  UbLoader *loader; /* borrowed; NULL: none yet */
  AdwComboRow *part_row, *start_row;
  const char *const *parts; /* that part_row lists after "not chosen"; NULL: none yet */
  const IspPart *starts_of; /* whose bootloaders start_row lists; NULL: none's */
  guint32 starts[N_STARTS]; /* as start_row lists them */
  guint n_starts;
  gboolean filling; /* what is selected now is not the person's choice */
};

G_DEFINE_FINAL_TYPE (UbToldChip, ub_told_chip, ADW_TYPE_PREFERENCES_GROUP)

/* ── chips ── */

static void
fill_parts (UbToldChip *self, const char *const *parts)
{
  g_autoptr (GtkStringList) names = NULL;

  if (parts == self->parts)
    return;
  names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _ ("Not chosen yet"));
  for (guint i = 0; parts[i] != NULL; i++)
    gtk_string_list_append (names, isp_parts_by_name (parts[i])->name);
  adw_combo_row_set_model (self->part_row, G_LIST_MODEL (names));
  self->parts = parts;
}

/* A chip that was suggested and that this bootloader is not made for counts as not chosen. */
static guint
find_part (UbToldChip *self, const IspPart *part)
{
  for (guint i = 0; part != NULL && self->parts[i] != NULL; i++)
    if (g_str_equal (self->parts[i], part->id))
      return i + 1;
  return 0;
}

/* ── where the bootloader begins ── */

/* The two that are known by name are the largest and the smallest. */
static char *
name_start (const IspPart *part, guint i)
{
  g_autofree char *size = isp_words_size (part->boot_bytes[i]);
  guint32 start;

  isp_part_get_boot_section (part, i, &start, NULL);
  if (i == 0)
    /* Translators: an address and a size */
    return g_strdup_printf (_ ("0x%04X · LUFA HID or QMK HID, %s"), start, size);
  if (i == N_STARTS - 1)
    /* Translators: an address and a size */
    return g_strdup_printf (_ ("0x%04X · nanoBoot, %s"), start, size);
  return g_strdup_printf ("0x%04X · %s", start, size);
}

static void
fill_starts (UbToldChip *self, const IspPart *part)
{
  g_autoptr (GtkStringList) names = NULL;

  if (part == self->starts_of)
    return;
  names = gtk_string_list_new (NULL);
  self->n_starts = 0;
  for (guint i = 0; part != NULL && i < N_STARTS; i++)
    {
      g_autofree char *name = name_start (part, i);

      isp_part_get_boot_section (part, i, &self->starts[self->n_starts++], NULL);
      gtk_string_list_append (names, name);
    }
  adw_combo_row_set_model (self->start_row, G_LIST_MODEL (names));
  self->starts_of = part;
}

static guint
find_start (UbToldChip *self, guint32 app_end)
{
  for (guint i = 0; i < self->n_starts; i++)
    if (self->starts[i] == app_end)
      return i;
  return 0;
}

/* ── both ── */

void
ub_told_chip_update (UbToldChip *self, UbLoader *loader)
{
  const IspPort *port = ub_loader_get_port (loader);
  const IspLoaderHint *hint = ub_loader_get_hint (loader);
  const gboolean shown = ub_loader_needs_part (loader);

  self->loader = loader;
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (!shown)
    return;
  self->filling = TRUE;
  fill_parts (self, isp_loader_driver_get (port->owner)->parts);
  adw_combo_row_set_selected (self->part_row, find_part (self, hint->part));
  fill_starts (self, hint->part);
  if (hint->part != NULL)
    adw_combo_row_set_selected (self->start_row, find_start (self, hint->app_end));
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_row), hint->part != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->start_row),
                          isp_loader_driver_get (port->owner)->lacks_end);
  self->filling = FALSE;
}

/* Another chip begins with its own usual bootloader. */
static void
selected_cb (UbToldChip *self)
{
  const guint at = adw_combo_row_get_selected (self->part_row);
  const guint start = adw_combo_row_get_selected (self->start_row);
  IspLoaderHint hint = { 0 };

  if (self->filling || self->loader == NULL || at == GTK_INVALID_LIST_POSITION)
    return;
  hint.part = at > 0 ? isp_parts_by_name (self->parts[at - 1]) : NULL;
  if (hint.part != NULL && hint.part == self->starts_of && start < self->n_starts &&
      gtk_widget_get_visible (GTK_WIDGET (self->start_row)))
    hint.app_end = self->starts[start];
  ub_loader_set_hint (self->loader, &hint);
}

static AdwComboRow *
add_row (UbToldChip *self, const char *title)
{
  GtkWidget *row = ub_combo_row_new (title);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (selected_cb), self);
  return ADW_COMBO_ROW (row);
}

static void
ub_told_chip_class_init (UbToldChipClass *klass)
{
}

static void
ub_told_chip_init (UbToldChip *self)
{
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _ ("This bootloader does not say which chip it is on"));
  self->part_row = add_row (self, _ ("Chip"));
  self->start_row = add_row (self, _ ("Bootloader"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
