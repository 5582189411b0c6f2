/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-fuse-changes.h"

#include "ub-list.h"
#include "ub-row.h"

#include "words/isp-words.h"

struct _UbFuseChanges
{
  AdwPreferencesGroup parent_instance;

  UbList *rows;
  gboolean says_kept;
};

G_DEFINE_FINAL_TYPE (UbFuseChanges, ub_fuse_changes, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
make_row (const IspPlan *plan, const IspFieldChange *change)
{
  const IspPart *part = plan->part;
  g_autofree char *before = isp_words_field_value (part, change->field, change->before);
  g_autofree char *after = isp_words_field_value (part, change->field, change->after);
  g_autofree char *text = g_strdup_printf ("%s → %s", before, after);
  g_autofree char *hex =
      isp_words_fuse_change (part, change->byte, plan->fuses_before.value[change->byte],
                             plan->fuses_after.value[change->byte]);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", text, hex);
  GtkWidget *row = ub_row_new_plain (isp_words_field_title (change->field), text);
  GtkWidget *label = gtk_label_new (hex);

  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (hex), g_free);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken,
                                  -1);
  return row;
}

/* That they stay is no step of the job. */
static GtkWidget *
make_kept (const IspPlan *plan)
{
  g_autofree char *title = isp_words_plan_fuses_title (plan);
  g_autofree char *text = isp_words_plan_fuses_text (plan);
  GtkWidget *row = ub_row_new_plain (title, text);

  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (text), g_free);
  return row;
}

void
ub_fuse_changes_set_says_kept (UbFuseChanges *self, gboolean says_kept)
{
  g_return_if_fail (UB_IS_FUSE_CHANGES (self));
  self->says_kept = says_kept;
}

void
ub_fuse_changes_set_plan (UbFuseChanges *self, const IspPlan *plan)
{
  g_return_if_fail (UB_IS_FUSE_CHANGES (self));
  ub_list_begin (self->rows);
  if (self->says_kept && plan != NULL && plan->snapshot->loader == NULL &&
      isp_plan_find_step (plan, ISP_STEP_FUSES) == NULL)
    ub_list_add (self->rows, make_kept (plan));
  for (guint i = 0; plan != NULL && i < plan->changes->len; i++)
    ub_list_add (self->rows, make_row (plan, &g_array_index (plan->changes, IspFieldChange, i)));
  ub_list_end (self->rows);
}

static void
ub_fuse_changes_finalize (GObject *object)
{
  ub_list_free (UB_FUSE_CHANGES (object)->rows);
  G_OBJECT_CLASS (ub_fuse_changes_parent_class)->finalize (object);
}

static void
ub_fuse_changes_class_init (UbFuseChangesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_fuse_changes_finalize;
}

static void
ub_fuse_changes_init (UbFuseChanges *self)
{
  self->rows = ub_list_new (ADW_PREFERENCES_GROUP (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE); /* until something changes */
}
