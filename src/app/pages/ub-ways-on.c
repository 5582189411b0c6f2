/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-ways-on.h"

#include "app/widgets/ub-toast.h"

#include "engine/plan/isp-unfinished.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

#define CONTINUE "unfinished.continue"
#define RESTORE  "unfinished.restore"

static const struct
{
  const char *label, *action;
} ways_on[] = {
  { N_ ("Co_ntinue"), CONTINUE },
  { N_ ("_Restore"), RESTORE },
  { N_ ("_Forget It"), "unfinished.give-up" },
};

static void
continue_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_board_continue_unfinished (ub_page_get_board (UB_PAGE (widget)));
  ub_page_go (UB_PAGE (widget), "review");
}

static void
restore_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_board_restore_unfinished (ub_page_get_board (UB_PAGE (widget)));
  ub_page_go (UB_PAGE (widget), "review");
}

static void
given_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (!ub_board_give_up_unfinished_finish (UB_BOARD (source), result, &error))
    ub_refuse (widget, error->message);
}

static void
give_up_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_board_give_up_unfinished_async (ub_page_get_board (UB_PAGE (widget)), given_up_cb,
                                     g_object_ref (widget));
}

void
ub_ways_on_install (GtkWidgetClass *page_class)
{
  gtk_widget_class_install_action (page_class, CONTINUE, NULL, continue_cb);
  gtk_widget_class_install_action (page_class, RESTORE, NULL, restore_cb);
  gtk_widget_class_install_action (page_class, "unfinished.give-up", NULL, give_up_cb);
}

GtkWidget *
ub_ways_on_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (ways_on); i++)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (ways_on[i].label));

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), ways_on[i].action);
      gtk_box_append (GTK_BOX (box), button);
    }
  return g_object_ref_sink (box);
}

static void
show_way (GtkWidget *ways, const char *action, gboolean visible)
{
  for (GtkWidget *button = gtk_widget_get_first_child (ways); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    if (g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), action) == 0)
      gtk_widget_set_visible (button, visible);
}

/* Where what is on the chip already says that it is not the same one, there is nothing to continue.
 */
void
ub_ways_on_show (GtkWidget *ways, UbNote *note, UbBoard *board)
{
  static const IspHazard other_board = { .id = ISP_HAZARD_OTHER_BOARD,
                                         .severity = ISP_SEVERITY_BLOCKING };
  const IspUnfinished *unfinished = ub_board_get_unfinished (board);
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  const gboolean may_be_it =
      snapshot == NULL || isp_unfinished_may_have_left_boot (unfinished, snapshot);
  g_autofree char *text = isp_words_unfinished_text (unfinished, ISP_WORDS_FOR_WINDOW);
  g_autofree char *doubt = isp_words_hazard_text (&other_board, NULL);
  g_autofree char *both = g_strdup_printf ("%s %s", doubt, text);

  show_way (ways, CONTINUE, may_be_it);
  show_way (ways, RESTORE, ub_board_may_restore_unfinished (board));
  ub_note_set (note, UB_NOTE_WARNING,
               may_be_it ? _ ("A Job Did Not Finish") : isp_words_hazard_title (&other_board),
               may_be_it ? text : both);
  ub_note_set_extra (note, ways);
}
