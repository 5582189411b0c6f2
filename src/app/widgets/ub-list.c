/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-list.h"

#include "ub-row.h"

struct _UbList
{
  AdwPreferencesGroup *group; /* outlives the list: both belong to the same page */
  GPtrArray *rows;            /* shown */
  GPtrArray *pending;         /* added since begin; NULL: not between begin and end */
};

UbList *
ub_list_new (AdwPreferencesGroup *group)
{
  UbList *self = g_new0 (UbList, 1);

  g_return_val_if_fail (ADW_IS_PREFERENCES_GROUP (group), NULL);
  self->group = group;
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_set_visible (GTK_WIDGET (group), FALSE);
  return self;
}

void
ub_list_free (UbList *self)
{
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_free (self);
}

void
ub_list_begin (UbList *self)
{
  g_return_if_fail (self != NULL && self->pending == NULL);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
}

void
ub_list_add (UbList *self, GtkWidget *row)
{
  g_return_if_fail (self != NULL && self->pending != NULL);
  g_return_if_fail (ADW_IS_PREFERENCES_ROW (row));
  g_ptr_array_add (self->pending, g_object_ref_sink (row));
}

/* What tells one row from another: its text, what it stands for, and its suffixes. */
static char *
get_key (GtkWidget *row)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  g_autofree char *subtitle = NULL;

  g_object_get (row, "subtitle", &subtitle, NULL);
  return g_strdup_printf (
      "%s\n%s\n%s\n%d\n%s", G_OBJECT_TYPE_NAME (row), title, subtitle != NULL ? subtitle : "",
      UB_IS_ROW (row) ? (int) ub_row_get_state (UB_ROW (row)) : -1, id != NULL ? id : "");
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      g_autofree char *key_a = get_key (g_ptr_array_index (a, i));
      g_autofree char *key_b = get_key (g_ptr_array_index (b, i));

      if (!g_str_equal (key_a, key_b))
        return FALSE;
    }
  return TRUE;
}

/* Index of the row that has the focus, or in which it is; -1: none. */
static int
find_focus (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (gtk_widget_get_focus_child (GTK_WIDGET (g_ptr_array_index (rows, i))) != NULL ||
        gtk_widget_has_focus (GTK_WIDGET (g_ptr_array_index (rows, i))))
      return i;
  return -1;
}

void
ub_list_end (UbList *self)
{
  g_autoptr (GPtrArray) pending = NULL;
  int focus;

  g_return_if_fail (self != NULL && self->pending != NULL);
  pending = g_steal_pointer (&self->pending);
  if (is_same (self->rows, pending))
    return;
  focus = find_focus (self->rows);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < pending->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (pending, i);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, g_object_ref (row));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->group), self->rows->len > 0);
  if (focus >= 0 && (guint) focus < self->rows->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, focus));
}

guint
ub_list_get_n (UbList *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->pending != NULL ? self->pending->len : self->rows->len;
}

GtkWidget *
ub_list_get_row (UbList *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->rows->len ? g_ptr_array_index (self->rows, i) : NULL;
}

GtkWidget *
ub_list_get_focus (UbList *self)
{
  GtkWidget *first = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (!ADW_IS_ACTION_ROW (row) || !gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)))
        continue;
      if (UB_IS_ROW (row) && ub_row_get_state (UB_ROW (row)) == UB_ROW_READY)
        return row;
      if (first == NULL)
        first = row;
    }
  return first;
}
