/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-fuse-list.h"

#include "ub-combo-row.h"
#include "ub-row.h"
#include "ub-toggle.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

/* A field, and the values that can be chosen for it: one for each meaning. */
typedef struct
{
  UbFuseList *list;
  IspField field;
  GtkWidget *row;    /* UbRow where nothing can be chosen, else AdwComboRow, or with a switch */
  GArray *values;    /* guint, of the AdwComboRow; NULL: it is none */
  GtkSwitch *toggle; /* NULL: there is none */
  GtkWidget *change; /* GtkLabel; NULL: nothing can be chosen */
} Entry;

struct _UbFuseList
{
  AdwPreferencesGroup parent_instance;

  const IspPart *part; /* whose rows there are; NULL: none */
  IspFuses now, fuses;
  GPtrArray *entries; /* Entry * */
  gboolean filling;   /* what is selected now is not the person's choice */
};

G_DEFINE_FINAL_TYPE (UbFuseList, ub_fuse_list, ADW_TYPE_PREFERENCES_GROUP)

static guint changed_signal;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->values, g_array_unref);
  g_free (entry);
}

/* ── what can be chosen ── */

/* Why not; NULL: it can be chosen. */
static const char *
get_lock_reason (IspField field)
{
  switch (field)
    {
    case ISP_FIELD_SPIEN:
      return _ ("Off would end programming over ISP for good, so it stays on");
    case ISP_FIELD_RSTDISBL:
      return _ ("ISP needs the reset pin, so it stays as it is");
    case ISP_FIELD_DWEN:
      return _ ("It would take the reset pin from ISP, so it stays off");
    case ISP_FIELD_TA0SEL:
      return _ ("Only the maker’s own tests need it, so it stays as it is");
    default:
      return NULL;
    }
}

/* Of values that mean the same, the one on the chip, else the highest: most bits unprogrammed. */
static void
add_value (Entry *entry, const IspPart *part, guint now, guint value, GtkStringList *texts)
{
  g_autofree char *text = isp_words_field_value (part, entry->field, value);

  if (isp_part_is_reserved (part, entry->field, value) && value != now)
    return;
  for (guint i = 0; i < entry->values->len; i++)
    if (g_str_equal (gtk_string_list_get_string (texts, i), text))
      {
        if (value == now)
          g_array_index (entry->values, guint, i) = value;
        return;
      }
  g_array_append_val (entry->values, value);
  gtk_string_list_append (texts, text);
}

static void
select_value (Entry *entry, guint value)
{
  g_autofree char *text = isp_words_field_value (entry->list->part, entry->field, value);
  GListModel *texts = adw_combo_row_get_model (ADW_COMBO_ROW (entry->row));

  for (guint i = 0; i < entry->values->len; i++)
    if (g_array_index (entry->values, guint, i) == value ||
        g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (texts), i), text))
      {
        g_array_index (entry->values, guint, i) = value;
        adw_combo_row_set_selected (ADW_COMBO_ROW (entry->row), i);
        return;
      }
  /* A reserved one that was typed. */
  g_array_append_val (entry->values, value);
  gtk_string_list_append (GTK_STRING_LIST (texts), text);
  adw_combo_row_set_selected (ADW_COMBO_ROW (entry->row), entry->values->len - 1);
}

/* ── rows ── */

/* What changes: its byte before and after, and in words for who cannot see it. */
static void
show_change (Entry *entry)
{
  UbFuseList *self = entry->list;
  const IspFuseByte byte = isp_part_get_field (self->part, entry->field)->byte;
  const guint now = isp_fuses_get_field (&self->now, self->part, entry->field);
  const guint chosen = isp_fuses_get_field (&self->fuses, self->part, entry->field);
  g_autofree char *words = isp_words_field_value (self->part, entry->field, now);
  g_autofree char *hex = NULL, *spoken = NULL;

  gtk_widget_set_visible (entry->change, now != chosen);
  if (now == chosen)
    return;
  hex = isp_words_fuse_change (self->part, byte, self->now.value[byte], self->fuses.value[byte]);
  /* Translators: what a fuse is set to on the chip */
  spoken = g_strdup_printf (_ ("On the chip: %s"), words);
  gtk_label_set_label (GTK_LABEL (entry->change), hex);
  gtk_widget_set_tooltip_text (entry->change, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  spoken, -1);
}

/* Several fields share a byte. */
static void
show_changes (UbFuseList *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (entry->change != NULL)
        show_change (entry);
    }
}

static void
selected_cb (AdwComboRow *row, GParamSpec *property, Entry *entry)
{
  UbFuseList *self = entry->list;
  const guint at = adw_combo_row_get_selected (row);

  if (self->filling || at >= entry->values->len)
    return;
  isp_fuses_set_field (&self->fuses, self->part, entry->field,
                       g_array_index (entry->values, guint, at));
  show_changes (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
add_change (Entry *entry)
{
  entry->change = gtk_label_new (NULL);
  gtk_widget_add_css_class (entry->change, "dim-label");
  gtk_widget_add_css_class (entry->change, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (entry->row), entry->change);
}

static void
switched_cb (GtkSwitch *toggle, GParamSpec *property, Entry *entry)
{
  UbFuseList *self = entry->list;

  if (self->filling)
    return;
  isp_fuses_set_field (&self->fuses, self->part, entry->field,
                       gtk_switch_get_active (toggle) ? 0 : 1);
  show_changes (self);
  g_signal_emit (self, changed_signal, 0);
}

/* JTAG is what people come for: on or off, and what that means. */
static void
make_switch (Entry *entry)
{
  GtkWidget *toggle = g_object_new (GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, "focusable", FALSE,
                                    NULL); /* its row has the focus */

  entry->row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry->row),
                                 isp_words_field_title (entry->field));
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (entry->row),
      _ ("On, it takes four pins from the keys until the firmware turns it "
         "off, as QMK does"));
  add_change (entry);
  adw_action_row_add_suffix (ADW_ACTION_ROW (entry->row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (entry->row), toggle);
  entry->toggle = GTK_SWITCH (toggle);
  ub_toggle_speak (entry->row, toggle, GTK_ACCESSIBLE_ROLE_SWITCH);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (switched_cb), entry);
}

static void
make_choice (Entry *entry)
{
  UbFuseList *self = entry->list;
  const IspFuseField *field = isp_part_get_field (self->part, entry->field);
  const guint now = isp_fuses_get_field (&self->now, self->part, entry->field);
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);
  GtkWidget *row = ub_combo_row_new (isp_words_field_title (entry->field));

  entry->row = row;
  entry->values = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint value = isp_fuse_field_get_max (field) + 1; value-- > 0;)
    add_value (entry, self->part, now, value, texts);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (texts));
  add_change (entry);
  g_signal_connect (row, "notify::selected", G_CALLBACK (selected_cb), entry);
}

static void
add_field (UbFuseList *self, const IspFuseField *field)
{
  Entry *entry = g_new0 (Entry, 1);
  const char *reason = get_lock_reason (field->field);

  entry->list = self;
  entry->field = field->field;
  if (reason != NULL)
    entry->row = ub_row_new_plain (isp_words_field_title (field->field), reason);
  else if (field->field == ISP_FIELD_JTAGEN)
    make_switch (entry);
  else
    make_choice (entry);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), entry->row);
  g_ptr_array_add (self->entries, entry);
}

static void
rebuild (UbFuseList *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  ((Entry *) self->entries->pdata[i])->row);
  g_ptr_array_set_size (self->entries, 0);
  for (guint i = 0; i < self->part->n_fields; i++)
    if (self->part->fields[i].byte != ISP_FUSE_LOCK &&
        ISP_FUSES_HAS (&self->now, self->part->fields[i].byte))
      add_field (self, &self->part->fields[i]);
}

/* ── the list ── */

static void
ub_fuse_list_finalize (GObject *object)
{
  g_ptr_array_unref (UB_FUSE_LIST (object)->entries);
  G_OBJECT_CLASS (ub_fuse_list_parent_class)->finalize (object);
}

static void
ub_fuse_list_class_init (UbFuseListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_fuse_list_finalize;
  changed_signal = g_signal_new ("changed", UB_TYPE_FUSE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ub_fuse_list_init (UbFuseList *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

void
ub_fuse_list_set (UbFuseList *self, const IspPart *part, const IspFuses *now, const IspFuses *fuses)
{
  const gboolean same =
      part == self->part && now->has == self->now.has && isp_fuses_equal (now, &self->now, part);

  g_return_if_fail (UB_IS_FUSE_LIST (self) && part != NULL);
  self->filling = TRUE;
  self->part = part;
  self->now = *now;
  self->fuses = *fuses;
  if (!same)
    rebuild (self);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (entry->toggle != NULL)
        gtk_switch_set_active (entry->toggle, isp_fuses_get_field (fuses, part, entry->field) == 0);
      else if (entry->values != NULL)
        select_value (entry, isp_fuses_get_field (fuses, part, entry->field));
    }
  show_changes (self);
  self->filling = FALSE;
}

IspFuses
ub_fuse_list_get_fuses (UbFuseList *self)
{
  g_return_val_if_fail (UB_IS_FUSE_LIST (self), (IspFuses){ 0 });
  return self->fuses;
}

GtkWidget *
ub_fuse_list_get_focus (UbFuseList *self)
{
  g_return_val_if_fail (UB_IS_FUSE_LIST (self), NULL);
  for (guint i = 0; i < self->entries->len; i++)
    if (((Entry *) self->entries->pdata[i])->change != NULL)
      return ((Entry *) self->entries->pdata[i])->row;
  return NULL;
}
