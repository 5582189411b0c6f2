/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-step-list.h"

#include "ub-row.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

struct _UbStepList
{
  AdwPreferencesGroup parent_instance;

  const IspPlan *plan; /* a reference; NULL: none */
  GPtrArray *rows;     /* GtkWidget *, borrowed */
};

G_DEFINE_FINAL_TYPE (UbStepList, ub_step_list, ADW_TYPE_PREFERENCES_GROUP)

/* Contact and checking are part of every step, not steps of their own for a person. */
static gboolean
is_shown (IspStepId id)
{
  return id != ISP_STEP_CONTACT && id != ISP_STEP_VERIFY_FLASH && id != ISP_STEP_LIFE;
}

guint
ub_step_list_count (const IspPlan *plan, guint n)
{
  guint count = 0;

  g_return_val_if_fail (plan != NULL && n <= plan->steps->len, 0);
  for (guint i = 0; i < n; i++)
    count += is_shown (g_array_index (plan->steps, IspStep, i).id);
  return count;
}

static const char *
get_icon (IspStepId id)
{
  switch (id)
    {
    case ISP_STEP_PROVE:
      return "edit-find-symbolic";
    case ISP_STEP_BACKUP:
      return "document-save-symbolic";
    case ISP_STEP_ERASE:
      return "edit-clear-all-symbolic";
    case ISP_STEP_FUSES:
      return "preferences-other-symbolic";
    case ISP_STEP_LOCK:
      return "changes-prevent-symbolic";
    case ISP_STEP_START:
    case ISP_STEP_ANSWER:
      return "media-playback-start-symbolic";
    default:
      return "document-edit-symbolic";
    }
}

static GtkWidget *
plain_row_new (const char *icon, const char *title, const char *text)
{
  GtkWidget *row = ub_row_new_plain (title, text);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  return row;
}

static void
add_row (UbStepList *self, const char *icon, const char *title, const char *text)
{
  GtkWidget *row = plain_row_new (icon, title, text);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_steps (UbStepList *self, const IspPlan *plan)
{
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const IspStep *step = &g_array_index (plan->steps, IspStep, i);
      g_autofree char *title = NULL, *text = NULL;

      if (!is_shown (step->id))
        continue;
      title = isp_words_plan_step_title (plan, step);
      text = isp_words_plan_step_text (plan, step);
      add_row (self, get_icon (step->id), title, text);
    }
}

void
ub_step_list_set_plan (UbStepList *self, const IspPlan *plan)
{
  const gboolean shown = plan != NULL && plan->error == NULL;

  g_return_if_fail (UB_IS_STEP_LIST (self));
  if (plan == self->plan)
    return;
  isp_plan_unref (self->plan);
  self->plan = plan != NULL ? isp_plan_ref (plan) : NULL;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (shown)
    {
      g_autofree char *about = isp_words_seconds (plan->seconds);
      g_autofree char *description = g_strdup_printf (_ ("Takes %s; you do not need to do "
                                                         "anything"),
                                                      about);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), description);
      add_steps (self, plan);
    }
}

static void
ub_step_list_finalize (GObject *object)
{
  isp_plan_unref (UB_STEP_LIST (object)->plan);
  g_ptr_array_unref (UB_STEP_LIST (object)->rows);
  G_OBJECT_CLASS (ub_step_list_parent_class)->finalize (object);
}

static void
ub_step_list_class_init (UbStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_step_list_finalize;
}

static void
ub_step_list_init (UbStepList *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE); /* until it has a plan */
}
