/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Done and Failed: what state the chip is in, and what can be done next. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-note.h"

#include "words/isp-words.h"

#include <string.h>

/* On its own oscillator: its fuses are to be set. */
#define NEW_CHIP  "sim:atmega32u4?lfuse=62&hfuse=9B&efuse=F8&speed=0"
#define BOOT_PAGE (0x7000 / 128)

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

static IspReport *
report_of (UbWindow *window)
{
  return (IspReport *) ub_job_get_report (ub_board_get_job (board_of (window)));
}

static void
answer_everything (UbWindow *window)
{
  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (board_of (window), i, TRUE);
  ub_test_settle ();
}

/* The button that starts a job. */
static void
begin (UbWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "flash");
}

/* From Review to the end. */
static void
run (UbWindow *window, const char *ending)
{
  answer_everything (window);
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  begin (window);
  ub_test_wait_page (window, ending);
}

static UbWindow *
make_ended (const char *sim, const char *preset, const char *ending)
{
  UbWindow *window = ub_test_window_new_reviewed (sim, preset);

  run (window, ending);
  return window;
}

/* A window on Failed, the chip erased and its first page not written. */
static UbWindow *
make_half_written (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  memset (isp_sim_chip_get_eeprom (ub_test_get_chip (window)), 0xA5, 1024);
  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  run (window, "failed");
  return window;
}

static void
open_details (UbWindow *window)
{
  AdwExpanderRow *details =
      ADW_EXPANDER_ROW (ub_test_get (page_of (window), ADW_TYPE_EXPANDER_ROW, "Details"));

  adw_expander_row_set_expanded (details, TRUE);
  ub_test_settle ();
}

static void
assert_report_is_clean (UbWindow *window)
{
  g_autofree char *text = NULL;

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Copy Report");
  ub_test_get (window, GTK_TYPE_LABEL, "Report copied");
  text = ub_test_get_clipboard (window);
  ub_test_assert_in (text, "Verdict: ");
  ub_test_assert_in (text, "atmega32u4");
  g_assert_null (strstr (text, g_get_home_dir ()));
}

/* ── done ── */

static void
test_done (void)
{
  UbWindow *window = make_ended (UB_TEST_SIM, NULL, "done");
  UbPage *page = page_of (window);

  ub_test_get (page, GTK_TYPE_LABEL, "The Rehearsal Went Well");
  ub_test_assert_in (gtk_window_get_title (GTK_WINDOW (window)), "Done · Rehearsal");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Unplug the Programmer"), ==,
                   "Leave the wires connected until everything works");
  ub_test_assert_in (ub_test_get_subtitle (page, "Plug the Keyboard In"), "rehearsal");
  g_assert_cmpint (ub_test_get_row_state (page, "Plug the Keyboard In"), ==, UB_ROW_NONE);
  ub_test_assert_in (ub_test_get_subtitle (page, "Install Firmware"), "Not in a rehearsal");
  g_assert_false (gtk_widget_is_sensitive (ub_test_get (page, UB_TYPE_ROW, "Install Firmware")));
  g_assert_null (ub_test_find (page, UB_TYPE_ROW, "Restore the Backup"));
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (window)));
  ub_test_assert_names (page);

  open_details (window);
  ub_test_assert_in (ub_test_get_subtitle (page, "Chip"), "ATmega32U4");
  ub_test_assert_in (ub_test_get_subtitle (page, "Fuses"), "L\u00A05E");
  g_assert_true (g_file_test (ub_test_get_subtitle (page, "Backup"), G_FILE_TEST_IS_DIR));
  ub_test_assert_in (ub_test_get_subtitle (page, "Backup"), "/rehearsals/");
  ub_test_assert_in (ub_test_get_subtitle (page, "Writing"), "4 KB in");
  ub_test_assert_in (ub_test_get_subtitle (page, "Checking"), "4 KB in");
  assert_report_is_clean (window);
  ub_test_window_free (window);
}

static void
assert_note (UbWindow *window, const char *title)
{
  g_assert_cmpstr (ub_note_get_title (UB_NOTE (ub_test_get (page_of (window), UB_TYPE_NOTE, NULL))),
                   ==, title);
}

static gboolean
is_insensitive (gpointer window)
{
  return !ub_page_get_primary_sensitive (page_of (window));
}

static void
test_another (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_choice_set_backup (ub_test_get_choice (window), FALSE);
  run (window, "done");
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "Rescue _Another");
  ub_test_primary (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_null (ub_board_get_job (board_of (window)));
  g_assert_null (ub_choice_get_part (ub_test_get_choice (window)));
  g_assert_false (ub_board_has_backup (board_of (window)));
  g_assert_true (ub_choice_get_backup (ub_test_get_choice (window)));
  ub_test_wait_sensitive (window);
  assert_note (window, "This Keyboard Is Done");
  ub_window_go (window, "review");
  run (window, "done");
  ub_test_window_free (window);
}

/* Its wires go to the next one, which may be alike. */
static void
test_next (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  run (window, "done");
  ub_test_primary (window);
  ub_test_wait_sensitive (window);
  assert_note (window, "This Keyboard Is Done");
  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_wait (is_insensitive, window, "the chip to go");
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_wait_sensitive (window);
  g_assert_false (ub_board_is_done (board_of (window)));
  ub_test_window_free (window);
}

static void
make_real_cb (UbBoard *board, UbWindow *window)
{
  report_of (window)->rehearsal = FALSE;
}

/* Each file by its name. */
static void
test_names_files (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  g_autofree char *text = NULL;

  ub_test_load_firmware (window);
  run (window, "done");
  text = isp_words_report_text (report_of (window), ISP_WORDS_FOR_WINDOW);
  ub_test_assert_in (text, "Atmel DFU");
  ub_test_assert_in (text, "and mine.hex were written");
  ub_test_assert_in (text, "rehearsal");
  open_details (window);
  /* The EEPROM counts once, however often it was read. */
  ub_test_assert_in (
      ub_test_get_subtitle (page_of (window), isp_words_step_running (ISP_STEP_BACKUP)),
      "33 KB in");
  ub_test_window_free (window);
}

/* As on a real keyboard: it waits for exactly what was written. */
static void
test_watch (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  g_signal_connect (board_of (window), "ended", G_CALLBACK (make_real_cb), window);
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "Plug the Keyboard In"), ==,
                   "Waiting for Atmel DFU (03EB:2FF4) on USB");
  g_assert_cmpint (ub_test_get_row_state (page_of (window), "Plug the Keyboard In"), ==,
                   UB_ROW_WAITING);
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "To Change the Firmware Later"));
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Install Firmware"),
                     "as soon as the keyboard is plugged in");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Install Firmware");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "install");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "done");
  ub_test_window_free (window);

  /* With firmware it is a keyboard that has to come. */
  window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  g_signal_connect (board_of (window), "ended", G_CALLBACK (make_real_cb), window);
  ub_test_load_firmware (window);
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  ub_test_get (page_of (window), GTK_TYPE_LABEL,
               "Your Keyboard Has a Bootloader and Firmware Again");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Plug the Keyboard In"),
                     "It should type now");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "To Change the Firmware Later"),
                     "Press its reset button.");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Put Firmware On"));
  ub_test_window_free (window);
}

/* ── failed ── */

static void
test_faults (void)
{
  static const struct
  {
    const char *sim, *preset, *title, *text, *button;
    gboolean wires, restore;
  } rows[] = {
    { UB_TEST_SIM "&fault=page", NULL, "The Chip Is Erased, but Not Fully Written",
      "at 0x7000 read back wrong", "Try Again, _Slower", TRUE, TRUE },
    { NEW_CHIP "&fault=fuse", "atmel-dfu-atmega32u4", "Everything Is Written, Some Fuses Are Not",
      "2 more fuses are not set yet. The keyboard may still work.", "_Set Fuses Again", TRUE,
      TRUE },
    { UB_TEST_SIM "&fault=unplugged", NULL, "The Chip Is Erased, but Not Fully Written",
      "The programmer was unplugged. The backup is safe", "_Try Again", FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UbWindow *window = make_ended (rows[i].sim, rows[i].preset, "failed");
      UbPage *page = page_of (window);
      g_autofree char *text = isp_words_report_text (report_of (window), ISP_WORDS_FOR_WINDOW);

      ub_test_get (page, GTK_TYPE_LABEL, rows[i].title);
      ub_test_get (page, GTK_TYPE_LABEL, text);
      ub_test_assert_in (text, rows[i].text);
      g_assert_cmpstr (ub_page_get_primary_label (page), ==, rows[i].button);
      g_assert_cmpint (ub_test_find (page, UB_TYPE_ROW, "Check the Wires") != NULL, ==,
                       rows[i].wires);
      g_assert_cmpint (ub_test_find (page, UB_TYPE_ROW, "Restore the Backup") != NULL, ==,
                       rows[i].restore);
      ub_test_assert_in (gtk_window_get_title (GTK_WINDOW (window)), "Not done · Rehearsal");
      ub_test_assert_names (page);
      open_details (window);
      g_assert_nonnull (ub_test_get_subtitle (page, "Message"));
      assert_report_is_clean (window);
      ub_test_window_free (window);
    }
}

/* Where no wire is to blame as well: a way back, by Escape too, and a way to other choices. */
static void
test_failed_ways (void)
{
  UbWindow *window = make_ended (UB_TEST_SIM "&fault=unplugged", NULL, "failed");

  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "back"));
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Change Something");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  ub_window_go (window, "failed");
  ub_test_settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  ub_test_window_free (window);
}

/* The wire comes off between Set up and Flash. */
static void
test_no_contact (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  UbPage *page;

  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  run (window, "failed");
  page = page_of (window);
  ub_test_get (page, GTK_TYPE_LABEL, "The Chip Does Not Answer");
  g_assert_cmpstr (ub_page_get_primary_label (page), ==, "_Try Again");
  g_assert_null (ub_test_find (page, UB_TYPE_ROW, "Restore the Backup"));
  g_assert_null (ub_test_find (page, UB_TYPE_ROW, "Supply a Clock to the Chip"));
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  begin (window);
  ub_test_wait_page (window, "done");
  ub_test_window_free (window);
}

/* A chip that stopped answering to a programmer that can give it a clock. */
static void
test_clock (void)
{
  static IspDriver able;
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  UbBoard *board = board_of (window);
  IspPort *sim;

  sim = isp_port_copy (ub_board_get_port (board));
  able = *isp_driver_get (sim->owner);
  able.capabilities |= ISP_CAN_CLOCK;
  sim->owner = &able.owner;
  ub_ports_rehearse_on (ub_test_get_ports (window), sim);
  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  run (window, "failed");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Supply a Clock to the Chip"),
                     "AUX to XTAL1");
  ub_test_assert_names (page_of (window));
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Supply a Clock to the Chip");
  ub_test_wait_page (window, "setup");
  g_assert_true (ub_choice_gives_clock (ub_board_get_choice (board)));
  ub_test_get (page_of (window), ADW_TYPE_ACTION_ROW, "Supply a Clock to the Chip");
  ub_test_window_free (window);
}

static void
test_slower (void)
{
  UbWindow *window = make_half_written ();
  const guint32 before = report_of (window)->sck_hz;

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  begin (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpuint (report_of (window)->sck_hz, <=, before / 4);
  g_assert_cmpuint (report_of (window)->sck_hz, >, 0);
  g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[17], ==, 0xA5);
  ub_test_window_free (window);
}

/* Only the fuses: what is written stays. */
static void
test_set_fuse_again (void)
{
  UbWindow *window = make_ended (NEW_CHIP "&fault=fuse", "atmel-dfu-atmega32u4", "failed");

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  begin (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpint (report_of (window)->kind, ==, ISP_JOB_FUSES);
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "The Rehearsal Went Well");
  ub_test_window_free (window);
}

static gboolean
has_focus (gpointer page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (page)));

  return focus != NULL && gtk_widget_is_ancestor (focus, page);
}

/* The focus is on the first row, and what happened is still to be read in a small window. */
static void
test_verdict_is_seen (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  GtkWidget *page, *scroller;

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 294);
  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  run (window, "failed");
  page = GTK_WIDGET (page_of (window));
  ub_test_wait (has_focus, page, "a focus");
  ub_test_settle ();
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) ==
                 ub_test_get (page, UB_TYPE_ROW, "Check the Wires"));
  scroller = ub_test_get (page, GTK_TYPE_SCROLLED_WINDOW, NULL);
  g_assert_cmpfloat (gtk_adjustment_get_value (
                         gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))),
                     ==, 0);
  ub_test_window_free (window);
}

/* ── the way back ── */

static gboolean
has_restore_plan (gpointer board)
{
  const IspPlan *plan = ub_board_get_plan (board);

  return plan != NULL && plan->request->kind == ISP_JOB_RESTORE;
}

static void
put_back (UbWindow *window)
{
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Restore the Backup");
  ub_test_wait_page (window, "review");
  ub_test_wait (has_restore_plan, board_of (window), "the plan of the restore");
  ub_test_settle ();
}

static void
test_put_back (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  IspSimChip *chip = ub_test_get_chip (window);
  g_autofree guint8 *flash = NULL;
  g_autofree guint8 *eeprom = NULL;

  /* The weak page is weak from here on, in the backup too. */
  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  flash = g_memdup2 (isp_sim_chip_get_flash (chip), 0x8000);
  eeprom = g_memdup2 (isp_sim_chip_get_eeprom (chip), 1024);
  run (window, "failed");
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Restore the Backup"), "Backup from ");
  put_back (window);
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "_Restore");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Write the EEPROM");
  run (window, "done");
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "The Rehearsal Went Well");
  g_assert_cmpmem (isp_sim_chip_get_flash (chip), 0x8000, flash, 0x8000);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (chip), 1024, eeprom, 1024);
  ub_test_window_free (window);
}

/* Until the chip has answered, Review shows nothing of the job before; leaving it leaves the chip
 * alone. */
static void
test_put_back_waits (void)
{
  UbWindow *window = make_half_written ();
  UbContact *contact = ub_board_get_contact (board_of (window));

  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Restore the Backup");
  ub_test_wait_page (window, "review");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  g_assert_cmpstr (ub_page_get_primary_caption (page_of (window)), ==,
                   "Waiting for the chip to answer");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Write Atmel DFU"));
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_TRYING);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_wait_page (window, "failed");
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_OFF);
  ub_test_window_free (window);
}

/* A try that finds no chip changes nothing about the one before: the way back stays open, and the
 * EEPROM is put back by the try that succeeds. */
static void
test_tries_in_between (void)
{
  UbWindow *window = make_half_written ();
  g_autofree char *text = NULL;

  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  begin (window);
  ub_test_wait_page (window, "failed");
  /* The chip is as the first try left it, for a reason of this one's own. */
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "The Chip Is Only Partly Written");
  text = isp_words_report_text (report_of (window), ISP_WORDS_FOR_WINDOW);
  ub_test_assert_in (text, "The chip stopped answering.");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Restore the Backup");

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  begin (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[17], ==, 0xA5);
  ub_test_window_free (window);
}

/* ── by hand after a failure ── */

#define SAME_KEYBOARD "This is the same keyboard: restore its EEPROM"

static UbWindow *
make_reviewed_again (void)
{
  UbWindow *window = make_half_written ();

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Change Something");
  ub_test_wait_sensitive (window);
  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  return window;
}

/* Only the person knows whether the same keyboard hangs on the wires: an offer, and the chip's
 * contents are saved all the same. */
static void
test_same_keyboard (void)
{
  UbWindow *window = make_reviewed_again ();
  GtkWidget *check = gtk_widget_get_ancestor (
      ub_test_get (page_of (window), GTK_TYPE_LABEL, SAME_KEYBOARD), GTK_TYPE_CHECK_BUTTON);

  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  ub_test_get (page_of (window), UB_TYPE_ROW, "Restore the EEPROM");
  g_assert_true (gtk_widget_grab_focus (check));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  ub_test_settle ();
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == check);
  ub_test_get (page_of (window), UB_TYPE_ROW, "Write the EEPROM");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Save a Backup");
  ub_test_assert_names (page_of (window));
  run (window, "done");
  for (guint i = 0; i < 1024; i++)
    g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[i], ==, 0xA5);

  /* Nothing is owed any more. */
  ub_window_go (window, "setup");
  ub_test_wait_sensitive (window);
  ub_window_go (window, "review");
  ub_test_settle ();
  g_assert_null (ub_test_find (page_of (window), GTK_TYPE_LABEL, SAME_KEYBOARD));
  ub_test_window_free (window);
}

static void
test_another_keyboard (void)
{
  UbWindow *window = make_reviewed_again ();

  /* As if another one were on the wires now. */
  memset (isp_sim_chip_get_eeprom (ub_test_get_chip (window)), 0x5A, 1024);
  run (window, "done");
  for (guint i = 0; i < 1024; i++)
    g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[i], ==, 0x5A);
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/app/done/page", test_done);
  g_test_add_func ("/app/done/another", test_another);
  g_test_add_func ("/app/done/next", test_next);
  g_test_add_func ("/app/done/watch", test_watch);
  g_test_add_func ("/app/done/names-files", test_names_files);
  g_test_add_func ("/app/failed/ways", test_failed_ways);
  g_test_add_func ("/app/failed/faults", test_faults);
  g_test_add_func ("/app/failed/no-contact", test_no_contact);
  g_test_add_func ("/app/failed/verdict-is-seen", test_verdict_is_seen);
  g_test_add_func ("/app/failed/clock", test_clock);
  g_test_add_func ("/app/failed/slower", test_slower);
  g_test_add_func ("/app/failed/set-fuse-again", test_set_fuse_again);
  g_test_add_func ("/app/failed/put-back", test_put_back);
  g_test_add_func ("/app/failed/put-back-waits", test_put_back_waits);
  g_test_add_func ("/app/failed/tries-in-between", test_tries_in_between);
  g_test_add_func ("/app/failed/same-keyboard", test_same_keyboard);
  g_test_add_func ("/app/failed/another-keyboard", test_another_keyboard);
  return g_test_run ();
}
