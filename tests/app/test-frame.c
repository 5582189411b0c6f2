/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame: titles, strip, going from page to page, focus, closing while a job runs. */
#include "ub-test.h"

#include "app/widgets/ub-columns.h"
#include "app/window/ub-help.h"

#include "words/isp-words.h"

#include <string.h>

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static gboolean
is_enabled (UbWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

static void
test_rehearsal (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Rehearsal – Unbrick");
  ub_test_get (window, GTK_TYPE_LABEL, "Rehearsal: nothing real is written");
  g_assert_false (is_enabled (window, "rehearse"));
  ub_test_activate (window, GTK_TYPE_BUTTON, "_End");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "empty");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Unbrick");
  g_assert_null (ub_test_find (window, GTK_TYPE_LABEL, "Rehearsal: nothing real is written"));
  g_assert_true (is_enabled (window, "rehearse"));
  ub_test_window_free (window);
}

/* Real hardware never takes over by itself. */
static void
test_plugged_in_a_rehearsal (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_READY), NULL);
  g_assert_true (ub_ports_are_rehearsing (ub_test_get_ports (window)));
  g_assert_true (isp_port_is_simulated (ub_board_get_port (board_of (window))));
  ub_test_get (window, GTK_TYPE_BUTTON, "_Use It");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.use-port", "s", "usb:1-1");
  g_assert_false (ub_ports_are_rehearsing (ub_test_get_ports (window)));
  g_assert_cmpstr (ub_board_get_port (board_of (window))->id, ==, "usb:1-1");
  ub_test_window_free (window);
}

/* Help needs nothing that is not in the program. */
static void
test_help (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  GtkWindow *help = ub_help_new (GTK_WINDOW (window));

  gtk_window_present (help);
  ub_test_get (help, GTK_TYPE_LABEL, "First Rescue in Five Steps");
  ub_test_get (help, GTK_TYPE_LABEL, "5.");
  g_assert_null (ub_test_find (help, GTK_TYPE_LABEL, "6."));
  g_assert_true (gtk_window_get_transient_for (help) == GTK_WINDOW (window));
  gtk_window_close (help);
  ub_test_window_free (window);
}

static void
test_back (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  g_assert_false (is_enabled (window, "back"));
  ub_window_go (window, "bootloader");
  g_assert_true (is_enabled (window, "back"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_false (is_enabled (window, "back"));
  ub_test_window_free (window);
}

static gboolean
is_scrolled (gpointer place)
{
  return gtk_adjustment_get_upper (place) > gtk_adjustment_get_page_size (place) &&
         (gtk_adjustment_set_value (place, G_MAXDOUBLE), gtk_adjustment_get_value (place) > 0);
}

/* A page begins at its top, wherever somebody left it; on the way back it is where it was. */
static void
test_begins_at_the_top (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  GtkWidget *scroller;
  GtkAdjustment *place;

  ub_window_go (window, "bootloader");
  scroller = ub_test_get (ub_window_get_page (window), GTK_TYPE_SCROLLED_WINDOW, NULL);
  place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  ub_test_wait (is_scrolled, place, "a page that scrolls");
  ub_window_go (window, "wiring");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpfloat (gtk_adjustment_get_value (place), >, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_window_go (window, "bootloader");
  g_assert_cmpfloat (gtk_adjustment_get_value (place), ==, 0);
  ub_test_window_free (window);
}

/* The chip is only asked while Set up is on show. */
static void
test_contact_follows_page (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");
  UbContact *contact = ub_board_get_contact (board_of (window));

  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_TRYING);
  ub_window_go (window, "part");
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_OFF);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_TRYING);
  ub_test_window_free (window);
}

static gboolean
has_focus (gpointer window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (ub_window_get_page (window)));
}

static void
test_focus (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");
  GtkWidget *focus;

  ub_test_wait (has_focus, window, "a focus");
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (UB_IS_ROW (focus));
  g_assert_true (focus == ub_test_get (window, UB_TYPE_ROW, "Chip"));
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (window)));
  ub_test_window_free (window);
}

/* An insensitive button has a reason, and cannot be used by the keyboard either. */
static void
test_primary_waits (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");

  g_assert_false (is_enabled (window, "primary"));
  g_assert_nonnull (ub_page_get_primary_caption (ub_window_get_page (window)));
  ub_test_primary (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  ub_test_window_free (window);
}

/* At once: no rest ends in between, however busy the machine is. */
static void
click_twice (UbWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
}

/* A double click on Review must not flash, nor one on Flash stop. */
static void
test_double_click (void)
{
  UbWindow *window = ub_test_window_new ("sim:atmega32u4?damaged&speed=0&halt");

  ub_window_set_button_rest (600);
  ub_test_wait_sensitive (window);
  click_twice (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "review");
  ub_test_wait_sensitive (window);
  g_assert_true (is_enabled (window, "primary-by-key"));
  click_twice (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "flash");
  g_assert_false (ub_job_is_cancelled (ub_board_get_job (board_of (window))));
  ub_test_wait_sensitive (window);
  g_assert_false (is_enabled (window, "primary-by-key"));
  ub_test_primary (window);
  g_assert_true (ub_job_is_cancelled (ub_board_get_job (board_of (window))));
  ub_window_set_button_rest (0);
  ub_test_wait_page (window, "failed");
  ub_test_wait (has_focus, window, "a focus on the details");
  ub_test_window_free (window);
}

/* ── closing while a job runs ── */

static gboolean
is_gone (gpointer place)
{
  return *(gpointer *) place == NULL;
}

static void
test_close_asks (void)
{
  UbWindow *window = ub_test_window_new ("sim:atmega32u4?damaged&speed=0&halt");
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  ub_test_wait_sensitive (window);
  ub_window_go (window, "review");
  ub_board_start (board_of (window));
  g_assert_true (ub_board_is_busy (board_of (window)));
  g_assert_false (is_enabled (window, "choose-file"));

  gtk_window_close (GTK_WINDOW (window));
  ub_test_activate (ub_test_wait_dialog (window), GTK_TYPE_BUTTON, "_Keep Going");
  ub_test_settle ();
  g_assert_true (ub_board_is_busy (board_of (window)));
  g_assert_false (ub_job_is_cancelled (ub_board_get_job (board_of (window))));

  gtk_window_close (GTK_WINDOW (window));
  ub_test_activate (ub_test_wait_dialog (window), GTK_TYPE_BUTTON, "_Stop");
  ub_test_wait (is_gone, &weak, "the window to close");
}

/* A signal: no question, the job ends as Cancel ends it, and the window after it. */
static void
test_end_cancels (void)
{
  UbWindow *window = ub_test_window_new ("sim:atmega32u4?damaged&speed=0&halt");
  gpointer weak = window;
  g_autoptr (UbJob) job = NULL;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  ub_test_wait_sensitive (window);
  ub_window_go (window, "review");
  ub_board_start (board_of (window));
  job = g_object_ref (ub_board_get_job (board_of (window)));
  ub_window_end (window);
  g_assert_nonnull (weak);
  ub_test_wait (is_gone, &weak, "the window to close");
  g_assert_cmpint (ub_job_get_report (job)->verdict, ==, ISP_VERDICT_CANCELLED);
}

static gboolean
is_idle (gpointer board)
{
  return !ub_board_is_busy (board);
}

static gboolean
has_height (gpointer widget)
{
  return gtk_widget_get_height (widget) > 0;
}

static gboolean
is_replaced (gpointer window)
{
  return ub_test_find (window, GTK_TYPE_LABEL, "The first") == NULL &&
         ub_test_find (window, GTK_TYPE_LABEL, "The second") != NULL;
}

static gboolean
is_last_alone (gpointer window)
{
  return ub_test_find (window, GTK_TYPE_LABEL, "The first") == NULL &&
         ub_test_find (window, GTK_TYPE_LABEL, "The second") == NULL &&
         ub_test_find (window, GTK_TYPE_LABEL, "The last") != NULL;
}

static gboolean
is_past (gpointer time_us)
{
  return g_get_monotonic_time () >= *(gint64 *) time_us;
}

static void
let_pass (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  ub_test_wait (is_past, &until, "some time to pass");
}

/* The question goes with the job, whatever is answered meanwhile: a success is worth seeing. */
static void
test_question_goes (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  /* The main loop has not run since: the job is still going on for the window. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_nonnull (ub_test_find_dialog (window));
  gtk_window_close (GTK_WINDOW (window));
  ub_test_wait (is_idle, board_of (window), "the job to end");
  g_assert_null (ub_test_find_dialog (window));
  ub_test_wait_page (window, "done");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  ub_test_window_free (window);
}

static gboolean
says_erased (gpointer window)
{
  GtkWindow *dialog = ub_test_find_dialog (window);

  return dialog == NULL ||
         ub_test_find (dialog, GTK_TYPE_LABEL, isp_words_stop_text (ISP_CHIP_PARTLY)) != NULL;
}

/* What stopping means changes while somebody thinks about it. */
static void
test_question_follows (void)
{
  UbWindow *window = ub_test_window_new_reviewed ("sim:atmega32u4?damaged&speed=2&halt", NULL);
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  gtk_window_close (GTK_WINDOW (window));
  ub_test_get (ub_test_wait_dialog (window), GTK_TYPE_LABEL,
               isp_words_stop_text (ISP_CHIP_UNCHANGED));
  ub_test_wait (says_erased, window, "the question to follow");
  ub_test_activate (ub_test_wait_dialog (window), GTK_TYPE_BUTTON, "_Stop");
  ub_test_wait (is_gone, &weak, "the window to close");
}

/* Over the page and never over the button; the newest alone. */
static void
test_toasts (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  GtkWidget *bar = gtk_widget_get_parent (ub_test_get (
      window, GTK_TYPE_BUTTON, ub_page_get_primary_label (ub_window_get_page (window))));
  GtkWidget *shown;
  graphene_rect_t toast, button;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", "The first");
  ub_test_settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", "The second");
  ub_test_wait (is_replaced, window, "the second toast");
  shown = ub_test_get (window, GTK_TYPE_LABEL, "The second");
  ub_test_wait (has_height, shown, "the toast to have its place");
  g_assert_true (gtk_widget_compute_bounds (shown, GTK_WIDGET (window), &toast));
  g_assert_true (gtk_widget_compute_bounds (bar, GTK_WIDGET (window), &button));
  g_assert_cmpfloat (toast.origin.y + toast.size.height, <=, button.origin.y);
  ub_test_window_free (window);
}

/* As when several files are dropped at once: each says something before the one before has slid in,
 * which libadwaita 1.2.2 does not survive by itself. */
static void
test_many_toasts (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", "The first");
  let_pass (100);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", "The second");
  let_pass (50);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", "The last");
  ub_test_wait (is_last_alone, window, "the last toast");
  let_pass (600);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  ub_test_window_free (window);
}

static int
count_lines (gpointer root)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root))
    return pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (count_lines (child) > 0)
      return count_lines (child);
  return 0;
}

/* Where there is room, the title is on one line. */
static void
test_title (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_test_wait_drawn (window);
  g_assert_cmpint (count_lines (ub_test_find_type (window, ADW_TYPE_WINDOW_TITLE)), ==, 1);
  ub_test_window_free (window);
}

/* Below the page and above the button, whole; until the page changes, or it is closed. */
static void
test_refusals (void)
{
  static const char text[] =
      "This is UF2 <firmware>, for a chip that takes its files as a drive: hold "
      "BOOT while you plug the keyboard in, and copy the file onto the drive "
      "that shows up then; it needs no programmer and no wires.";
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  GtkWidget *page = GTK_WIDGET (ub_window_get_page (window)), *label;
  graphene_rect_t above, note, button;

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  gtk_widget_activate_action (page, "win.refuse", "s", text);
  label = ub_test_get (window, GTK_TYPE_LABEL, text);
  ub_test_wait (has_height, label, "the note to have its place");
  ub_test_wait_drawn (window);
  g_assert_true (gtk_widget_compute_bounds (page, GTK_WIDGET (window), &above));
  g_assert_true (gtk_widget_compute_bounds (label, GTK_WIDGET (window), &note));
  g_assert_true (gtk_widget_compute_bounds (
      ub_test_get (window, GTK_TYPE_BUTTON, ub_page_get_primary_label (UB_PAGE (page))),
      GTK_WIDGET (window), &button));
  g_assert_cmpfloat (above.origin.y + above.size.height, <=, note.origin.y);
  g_assert_cmpfloat (note.origin.y + note.size.height, <=, button.origin.y);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
  ub_test_activate (window, GTK_TYPE_BUTTON, "_Close");
  g_assert_null (ub_test_find (window, GTK_TYPE_LABEL, text));
  gtk_widget_activate_action (page, "win.refuse", "s", text);
  gtk_widget_activate_action (page, "win.back", NULL);
  g_assert_null (ub_test_find (window, GTK_TYPE_LABEL, text));
  ub_test_window_free (window);
}

/* ── columns ── */

static void
place (GtkWidget *columns, int width, graphene_rect_t *first, graphene_rect_t *second)
{
  GtkWidget *a = gtk_widget_get_first_child (columns);
  int height;

  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_size_allocate (columns, &(GtkAllocation){ 0, 0, width, height }, -1);
  g_assert_true (gtk_widget_compute_bounds (a, columns, first));
  g_assert_true (gtk_widget_compute_bounds (gtk_widget_get_next_sibling (a), columns, second));
}

static void
test_columns (void)
{
  GtkWidget *columns = g_object_ref_sink (g_object_new (UB_TYPE_COLUMNS, NULL));
  graphene_rect_t first, second;

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_set_size_request (child, 200, 100);
      gtk_widget_set_parent (child, columns);
    }
  place (columns, 800, &first, &second);
  g_assert_cmpfloat (second.origin.x, ==, first.size.width + 24);
  g_assert_cmpfloat (second.origin.y, ==, first.origin.y);
  g_assert_cmpfloat (first.size.width, ==, second.size.width);
  place (columns, 719, &first, &second);
  g_assert_cmpfloat (second.origin.x, ==, first.origin.x);
  g_assert_cmpfloat (second.origin.y, ==, 124);
  g_assert_cmpfloat (first.size.width, ==, 719);
  gtk_widget_set_direction (columns, GTK_TEXT_DIR_RTL);
  place (columns, 800, &first, &second);
  g_assert_cmpfloat (first.origin.x, >, second.origin.x);
  g_object_unref (columns);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/frame/help", test_help);
  g_test_add_func ("/app/frame/rehearsal", test_rehearsal);
  g_test_add_func ("/app/frame/plugged-in-a-rehearsal", test_plugged_in_a_rehearsal);
  g_test_add_func ("/app/frame/back", test_back);
  g_test_add_func ("/app/frame/begins-at-the-top", test_begins_at_the_top);
  g_test_add_func ("/app/frame/contact-follows-page", test_contact_follows_page);
  g_test_add_func ("/app/frame/focus", test_focus);
  g_test_add_func ("/app/frame/primary-waits", test_primary_waits);
  g_test_add_func ("/app/frame/double-click", test_double_click);
  g_test_add_func ("/app/frame/close-asks", test_close_asks);
  g_test_add_func ("/app/frame/end-cancels", test_end_cancels);
  g_test_add_func ("/app/frame/question-goes", test_question_goes);
  g_test_add_func ("/app/frame/question-follows", test_question_follows);
  g_test_add_func ("/app/frame/toasts", test_toasts);
  g_test_add_func ("/app/frame/many-toasts", test_many_toasts);
  g_test_add_func ("/app/frame/title", test_title);
  g_test_add_func ("/app/frame/refusals", test_refusals);
  g_test_add_func ("/app/frame/columns", test_columns);
  return g_test_run ();
}
