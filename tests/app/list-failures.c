/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every failure of a rehearsal as a table in HTML, for somebody to judge whether they agree: what
 * was asked for, title and sentence of the page, its rows and details, its button, and the plan
 * that Review shows next, or Set up where there is none: list-failures FILE. LANGUAGE is heeded. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-note.h"

#include "sim/isp-rehearsal.h"
#include "words/isp-words.h"

#include <string.h>

#define PRESET "atmel-dfu-atmega32u4"

/* For what may never be; no measure. */
#define WAIT_MS 20000

static const struct
{
  const char *name, *sim, *preset;
  gboolean with_firmware;
  IspJobKind kind; /* other than ISP_JOB_FLASH: asked for on Chip */
} jobs[] = {
  { "bootloader", "sim:atmega32u4?damaged&speed=0", NULL, FALSE, ISP_JOB_FLASH },
  { "bootloader and firmware", "sim:atmega32u4?damaged&speed=0", NULL, TRUE, ISP_JOB_FLASH },
  { "bootloader and fuses", "sim:atmega32u4?lfuse=62&hfuse=9B&efuse=F8&speed=0", PRESET, FALSE,
    ISP_JOB_FLASH },
  { "erase", "sim:atmega32u4?damaged&speed=0", NULL, FALSE, ISP_JOB_ERASE },
  { "blank check", "sim:atmega32u4?damaged&speed=0", NULL, FALSE, ISP_JOB_BLANK },
};

/* Until it is so, or has taken too long: a failure may be that it never is. */
static gboolean
wait_for (UbTestFunc condition, gpointer data)
{
  const gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  return condition (data);
}

static gboolean
has_plan (gpointer board)
{
  return ub_board_get_plan (board) != NULL && ub_board_get_missing (board) == NULL;
}

/* The chip answers, or Set up says why it does not. */
static gboolean
has_come_to_something (gpointer window)
{
  UbBoard *board = ub_window_get_board (window);
  const UbImageState image = ub_image_get_state (ub_choice_get_image (ub_test_get_choice (window)));

  return (ub_board_get_snapshot (board) != NULL && image != UB_IMAGE_READING) ||
         ub_test_find (ub_window_get_page (window), UB_TYPE_NOTE, NULL) != NULL;
}

static void
choose_preset (UbWindow *window, const char *id)
{
  UbChoice *choice = ub_test_get_choice (window);

  ub_choice_choose_preset (choice, isp_presets_by_id (ub_choice_get_presets (choice), id));
  wait_for (has_come_to_something, window);
}

static gboolean
has_ended (gpointer window)
{
  const char *id = ub_window_get_page_id (window);

  return g_str_equal (id, "done") || g_str_equal (id, "failed");
}

static void
gather (GtkWidget *root, GString *text)
{
  if (!gtk_widget_get_visible (root))
    return;
  if (ADW_IS_EXPANDER_ROW (root))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (root), TRUE);
  if (GTK_IS_LABEL (root) && *gtk_label_get_text (GTK_LABEL (root)) != '\0')
    {
      g_autofree char *escaped = g_markup_escape_text (gtk_label_get_text (GTK_LABEL (root)), -1);

      g_string_append_printf (text, "%s<br>", escaped);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gather (child, text);
}

static void
add_cell (GString *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  g_string_append_printf (html, "<td>%s</td>", escaped);
}

static void
add_page (GString *html, UbWindow *window)
{
  ub_test_settle ();
  g_string_append (html, "<td>");
  gather (GTK_WIDGET (ub_window_get_page (window)), html);
  g_string_append (html, "</td>");
  add_cell (html, ub_page_get_primary_label (ub_window_get_page (window)));
}

/* The page that a job ends on begins with its title and a sentence. */
static void
add_words (GString *html, UbWindow *window)
{
  UbJob *job = ub_board_get_job (ub_window_get_board (window));
  const IspReport *report = job != NULL && has_ended (window) ? ub_job_get_report (job) : NULL;
  g_autofree char *title = report != NULL ? isp_words_report_title (report) : NULL;
  g_autofree char *text =
      report != NULL ? isp_words_report_text (report, ISP_WORDS_FOR_WINDOW) : NULL;

  add_cell (html, title);
  add_cell (html, text);
}

static gboolean
start (UbWindow *window, guint job)
{
  UbBoard *board = ub_window_get_board (window);

  ub_contact_set_times (ub_board_get_contact (board), 10, 60, 120000);
  wait_for (has_come_to_something, window);
  if (ub_board_get_snapshot (board) == NULL)
    return FALSE;
  if (jobs[job].preset != NULL)
    choose_preset (window, jobs[job].preset);
  else if (ub_choice_get_preset (ub_board_get_choice (board)) == NULL)
    choose_preset (window, PRESET); /* the fuses do not say which */
  if (jobs[job].with_firmware)
    ub_test_load_firmware (window);
  if (jobs[job].kind != ISP_JOB_FLASH)
    ub_board_set_request (board, isp_request_new (jobs[job].kind));
  wait_for (has_plan, board);
  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (board, i, TRUE);
  if (!ub_board_may_start (board))
    return FALSE;
  ub_board_start (board);
  ub_window_go (window, "flash");
  return wait_for (has_ended, window);
}

static void
add_row (GString *html, const char *fault, guint job)
{
  g_autofree char *sim = g_strdup_printf ("%s&fault=%s", jobs[job].sim, fault);
  UbWindow *window = ub_test_window_new (sim);

  g_string_append (html, "<tr>");
  add_cell (html, fault);
  add_cell (html, jobs[job].name);
  start (window, job);
  add_cell (html, ub_window_get_page_id (window));
  add_words (html, window);
  add_page (html, window);
  ub_window_go (window, "setup");
  wait_for (has_come_to_something, window);
  if (ub_board_get_missing (ub_window_get_board (window)) == NULL)
    ub_window_go (window, "review");
  add_page (html, window);
  g_string_append (html, "</tr>\n");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) html =
      g_string_new ("<!doctype html><meta charset=\"utf-8\"><title>Failures</title>"
                    "<style>td{vertical-align:top;border:1px solid #999;padding:4px}</style><table>"
                    "<tr><th>fault<th>job<th>page<th>title<th>sentence<th>rows and details<th>"
                    "button<th>next Review, or Set up<th>its button</tr>\n");
  const IspRehearsalFault *fault;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  if (argc != 2)
    g_error ("list-failures FILE");
  for (guint i = 0; (fault = isp_rehearsal_get_fault (i)) != NULL; i++)
    for (guint job = 0; job < G_N_ELEMENTS (jobs); job++)
      add_row (html, fault->id, job);
  g_string_append (html, "</table>\n");
  if (!g_file_set_contents (argv[1], html->str, (gssize) html->len, NULL))
    g_error ("%s cannot be written", argv[1]);
  g_print ("%s\n", argv[1]);
  return 0;
}
