/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every failure that a rehearsal can play: title, sentence, details and the next Review say the
 * same state of the chip. With --verbose they stand side by side. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-note.h"

#include "sim/isp-rehearsal.h"
#include "words/isp-words.h"

#include <string.h>

#define PRESET "atmel-dfu-atmega32u4"

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

/* The chip answers, or Set up says why it does not. */
static gboolean
has_come_to_something (gpointer window)
{
  const UbImageState image = ub_image_get_state (ub_choice_get_image (ub_test_get_choice (window)));

  return (ub_board_get_snapshot (board_of (window)) != NULL && image != UB_IMAGE_READING) ||
         ub_test_find (page_of (window), UB_TYPE_NOTE, NULL) != NULL;
}

/* By hand, where the fuses do not say it. */
static void
choose_preset (UbWindow *window)
{
  UbChoice *choice = ub_test_get_choice (window);

  if (ub_board_get_snapshot (board_of (window)) == NULL || ub_choice_get_preset (choice) != NULL)
    return;
  ub_choice_choose_preset (choice, isp_presets_by_id (ub_choice_get_presets (choice), PRESET));
  ub_test_wait (has_come_to_something, window, "the image");
}

static gboolean
has_ended (gpointer window)
{
  const char *id = ub_window_get_page_id (window);

  return g_strcmp0 (id, "done") == 0 || g_strcmp0 (id, "failed") == 0;
}

static void
note_labels (GtkWidget *root, GString *text)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return;
  if (ADW_IS_PREFERENCES_ROW (root))
    {
      g_autofree char *subtitle = NULL;

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (root), "subtitle") != NULL)
        g_object_get (root, "subtitle", &subtitle, NULL);
      g_string_append_printf (
          text, " | %s%s%s", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)),
          subtitle != NULL && *subtitle != '\0' ? ": " : "", subtitle != NULL ? subtitle : "");
      return;
    }
  if (GTK_IS_LABEL (root) && gtk_widget_get_ancestor (root, UB_TYPE_NOTE) != NULL)
    g_string_append_printf (text, " | NOTE %s", gtk_label_get_text (GTK_LABEL (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    note_labels (child, text);
}

static void
show (const char *what, UbWindow *window)
{
  g_autoptr (GString) text = g_string_new (NULL);

  note_labels (GTK_WIDGET (page_of (window)), text);
  g_test_message ("%s%s", what, text->str);
}

/* What is said of the chip fits what the job knows of it. */
static void
assert_agrees (const IspReport *report, const char *title, const char *text)
{
  const gboolean unchanged = report->chip == ISP_CHIP_UNCHANGED;
  const gboolean erased = report->chip >= ISP_CHIP_ERASED && report->chip <= ISP_CHIP_PARTLY;

  g_assert_true (unchanged == (strstr (text, "Nothing was changed") != NULL));
  if (erased)
    ub_test_assert_in (title, "Erased");
  else
    g_assert_null (strstr (title, "Chip Is Erased"));
  if (report->chip >= ISP_CHIP_WRITTEN)
    g_assert_null (strstr (title, "Not Fully Written"));
}

static void
look_at_failure (UbWindow *window)
{
  const IspReport *report = ub_job_get_report (ub_board_get_job (board_of (window)));
  g_autofree char *title = isp_words_report_title (report);
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  UbPage *page = page_of (window);

  ub_test_get (page, GTK_TYPE_LABEL, title);
  ub_test_get (page, GTK_TYPE_LABEL, text);
  assert_agrees (report, title, text);
  g_test_message ("TITLE %s", title);
  g_test_message ("TEXT %s", text);
  g_test_message ("MESSAGE %s", report->error != NULL ? report->error->message : "");
  g_test_message ("BUTTON %s", ub_page_get_primary_label (page));
  show ("FAILED", window);
  /* What is on the chip can be had back where it was touched and saved. */
  g_assert_cmpint (ub_test_find (page, UB_TYPE_ROW, "Restore the Backup") != NULL, ==,
                   report->backup != NULL && report->chip != ISP_CHIP_UNCHANGED);
}

static void
look_at_next (UbWindow *window)
{
  ub_window_go (window, "setup");
  ub_test_wait (has_come_to_something, window, "an answer");
  show ("SET UP", window);
  if (ub_board_get_missing (board_of (window)) != NULL)
    return;
  ub_window_go (window, "review");
  ub_test_settle ();
  show ("NEXT REVIEW", window);
}

static void
test_fault (gconstpointer data)
{
  g_autofree char *sim = g_strdup_printf ("%s&fault=%s", UB_TEST_SIM, (const char *) data);
  UbWindow *window = ub_test_window_new (sim);

  g_test_message ("FAULT %s", (const char *) data);
  ub_contact_set_times (ub_board_get_contact (board_of (window)), 10, 60, 120000);
  ub_test_wait (has_come_to_something, window, "an answer");
  choose_preset (window);
  show ("SET UP", window);
  if (ub_board_get_missing (board_of (window)) == NULL)
    {
      ub_window_go (window, "review");
      for (guint i = 0; i < ISP_N_HAZARDS; i++)
        ub_board_set_acknowledged (board_of (window), i, TRUE);
      ub_test_settle ();
      show ("REVIEW", window);
      if (ub_page_get_primary_sensitive (page_of (window)))
        {
          ub_test_primary (window);
          ub_test_wait (has_ended, window, "the end");
          if (g_str_equal (ub_window_get_page_id (window), "failed"))
            {
              look_at_failure (window);
              look_at_next (window);
            }
        }
    }
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  const IspRehearsalFault *fault;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  for (guint i = 0; (fault = isp_rehearsal_get_fault (i)) != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/agree/%s", fault->id);

      if (*fault->id != '\0')
        g_test_add_data_func (path, fault->id, test_fault);
    }
  return g_test_run ();
}
