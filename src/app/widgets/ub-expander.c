/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-expander.h"

#include "ub-row.h"

struct _UbExpander
{
  AdwExpanderRow parent_instance;

  GPtrArray *rows;     /* GtkWidget *: borrowed */
  UbExpanderFunc make; /* NULL: nothing is promised */
  gpointer data;
  GDestroyNotify free_data; /* NULL: none */
};

G_DEFINE_FINAL_TYPE (UbExpander, ub_expander, ADW_TYPE_EXPANDER_ROW)

static void
drop_promise (UbExpander *self)
{
  if (self->free_data != NULL)
    self->free_data (self->data);
  self->make = NULL;
  self->data = NULL;
  self->free_data = NULL;
}

static void
keep_promise (UbExpander *self)
{
  if (self->make == NULL || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  self->make (self, self->data);
  drop_promise (self);
}

void
ub_expander_promise (UbExpander *self, UbExpanderFunc make, gpointer data, GDestroyNotify free_data)
{
  g_return_if_fail (UB_IS_EXPANDER (self) && make != NULL);

  drop_promise (self);
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  self->make = make;
  self->data = data;
  self->free_data = free_data;
  keep_promise (self);
}

void
ub_expander_add (UbExpander *self, const char *title, const char *text)
{
  GtkWidget *row;

  g_return_if_fail (UB_IS_EXPANDER (self) && title != NULL);
  row = ub_row_new_plain (title, text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
ub_expander_finalize (GObject *object)
{
  drop_promise (UB_EXPANDER (object));
  g_ptr_array_unref (UB_EXPANDER (object)->rows);
  G_OBJECT_CLASS (ub_expander_parent_class)->finalize (object);
}

static void
ub_expander_class_init (UbExpanderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_expander_finalize;
}

static void
ub_expander_init (UbExpander *self)
{
  self->rows = g_ptr_array_new ();
  g_signal_connect (self, "notify::expanded", G_CALLBACK (keep_promise), NULL);
}
