/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set up: what its rows, its box and its caption say about programmer, chip and bootloader. */
#include "ub-test.h"

#include "app/widgets/ub-note.h"

#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"

#include <string.h>

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static gboolean
has_snapshot (gpointer window)
{
  return ub_board_get_snapshot (board_of (window)) != NULL;
}

static gboolean
has_error (gpointer window)
{
  return ub_contact_get_error (ub_board_get_contact (board_of (window))) != NULL;
}

static UbNote *
get_note (UbWindow *window)
{
  return UB_NOTE (ub_test_find (ub_window_get_page (window), UB_TYPE_NOTE, NULL));
}

static void
test_ready (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page = ub_window_get_page (window);

  ub_test_wait_sensitive (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_null (ub_page_get_primary_caption (page));
  g_assert_cmpstr (ub_test_get_subtitle (page, "Programmer"), ==, "Rehearsal programmer");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Chip"), ==, "ATmega32U4, simulated");
  ub_test_assert_in (ub_test_get_subtitle (page, "Bootloader"), "Atmel DFU");
  g_assert_cmpint (ub_test_get_row_state (page, "Programmer"), ==, UB_ROW_READY);
  g_assert_cmpint (ub_test_get_row_state (page, "Chip"), ==, UB_ROW_READY);
  /* What the icon shows is also said. */
  gtk_test_accessible_assert_property (ub_test_get (page, UB_TYPE_ROW, "Chip"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Ready, ATmega32U4, simulated");
  g_assert_cmpint (ub_test_get_row_state (page, "Bootloader"), ==, UB_ROW_READY);
  g_assert_null (get_note (window));
  ub_test_window_free (window);
}

/* One port, two drivers: contact tells which, and the port goes by that name. */
static void
test_settles (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  IspPort *port = isp_rehearsal_port_parse (UB_TEST_SIM, NULL);
  const IspPort *now;

  port->others[0].owner = &isp_drivers_by_id ("avrisp")->owner;
  g_free (port->name);
  port->name = g_strdup ("Rehearsal or Arduino");
  ub_test_plug (window, port, NULL);
  ub_test_wait (has_snapshot, window, "contact");
  now = ub_board_get_port (board_of (window));
  g_assert_cmpstr (now->name, ==, "Rehearsal");
  g_assert_null (now->others[0].owner);
  ub_test_assert_in (ub_test_get_subtitle (ub_window_get_page (window), "Programmer"), "Rehearsal");
  ub_test_window_free (window);
}

static void
test_waits_for_programmer (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  /* Two that could be it: none is taken. */
  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_READY),
                ub_test_port_new ("usbasp", "usb:1-2", "USBasp", ISP_PORT_READY), NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_null (ub_board_get_port (board_of (window)));
  g_assert_false (ub_page_get_primary_sensitive (ub_window_get_page (window)));
  g_assert_cmpstr (ub_page_get_primary_caption (ub_window_get_page (window)), ==,
                   "Choose a programmer first");
  g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), "Programmer"), ==,
                   "2 programmers found; choose one");
  g_assert_cmpint (ub_test_get_row_state (ub_window_get_page (window), "Programmer"), ==,
                   UB_ROW_ATTENTION);
  ub_test_window_free (window);
}

/* The programmer row for one port that cannot be used. */
static void
test_unusable (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  IspPort *busy = ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_BUSY);
  IspPort *loader =
      ub_test_port_new (NULL, "usb:1-1", "A keyboard in USBaspLoader", ISP_PORT_NOT_A_PROGRAMMER);
  static const IspIdRow loader_row = { .name = "A keyboard in USBaspLoader",
                                       .advice = "No rescue needed" };
  UbPage *page;

  busy->used_by = g_strdup ("avrdude");
  loader->row = &loader_row;
  ub_test_plug (window, busy, NULL);
  page = ub_window_get_page (window);
  g_assert_cmpstr (ub_test_get_subtitle (page, "Programmer"), ==, "USBasp · used by avrdude");
  g_assert_null (ub_board_get_port (board_of (window)));

  ub_test_plug (window, loader, NULL);
  g_assert_cmpstr (ub_test_get_subtitle (page, "Programmer"), ==,
                   "A keyboard in USBaspLoader. No rescue needed");
  g_assert_cmpint (ub_test_get_row_state (page, "Programmer"), ==, UB_ROW_ATTENTION);
  ub_test_window_free (window);
}

static gboolean
note_is_shown (gpointer window)
{
  return get_note (window) != NULL;
}

static void
test_silence (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");
  UbPage *page = ub_window_get_page (window);

  ub_contact_set_times (ub_board_get_contact (board_of (window)), 10, 60, 120000);
  ub_test_wait (has_error, window, "an error");
  g_assert_false (ub_page_get_primary_sensitive (page));
  g_assert_cmpstr (ub_page_get_primary_caption (page), ==, "Waiting for the chip to answer");
  g_assert_cmpint (ub_test_get_row_state (page, "Chip"), ==, UB_ROW_WAITING);
  gtk_test_accessible_assert_state (ub_test_get (page, UB_TYPE_ROW, "Chip"),
                                    GTK_ACCESSIBLE_STATE_BUSY, TRUE);
  g_assert_cmpstr (ub_test_get_subtitle (page, "Chip"), ==, "No answer yet; trying every second");
  ub_test_wait (note_is_shown, window, "the box");
  g_assert_cmpstr (ub_note_get_title (get_note (window)), ==, "Nothing Comes Back from the Chip");
  g_assert_nonnull (ub_test_find (get_note (window), GTK_TYPE_EXPANDER, NULL));
  /* The note may hide their row. */
  ub_test_activate (get_note (window), GTK_TYPE_BUTTON, "Check the _Wires");
  ub_test_wait_page (window, "wiring");
  ub_test_window_free (window);
}

static float
top_of (UbWindow *window, GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &bounds));
  return bounds.origin.y;
}

/* A box and a caption that come and go move no control. */
static void
test_nothing_moves (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page = ub_window_get_page (window);
  GtkWidget *row = ub_test_get (page, UB_TYPE_ROW, "Programmer");
  GtkWidget *button = ub_test_get (window, GTK_TYPE_BUTTON, "_Review");
  float row_top, button_top;

  ub_contact_set_times (ub_board_get_contact (board_of (window)), 10, 60, 120000);
  ub_test_wait_sensitive (window);
  g_assert_null (get_note (window));
  ub_test_wait_drawn (window);
  row_top = top_of (window, row);
  button_top = top_of (window, button);
  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_wait (note_is_shown, window, "the box");
  ub_test_wait_drawn (window);
  g_assert_cmpfloat (top_of (window, row), ==, row_top);
  g_assert_cmpfloat (top_of (window, button), ==, button_top);
  g_assert_cmpfloat (top_of (window, GTK_WIDGET (get_note (window))), <, button_top);
  ub_test_window_free (window);
}

/* ── a programmer that can give the chip a clock, and a chip that lacks one ── */

static gint is_stranger; /* atomic as well */
static gint given_hz;    /* atomic: drivers run on a thread of their own */

static gboolean
clock_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  if (!g_atomic_int_get (&is_stranger))
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER, "It is a lamp");
  return FALSE;
}

static void
clock_close (IspProgrammer *self)
{
}

static gboolean
clock_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
             GError **error)
{
  g_atomic_int_set (&given_hz, self->rescue_clock_hz);
  out->contact = ISP_CONTACT_SILENT;
  return TRUE;
}

static const IspDriver clock_driver = {
  .owner = { .id = "clock", .name = "Clock" },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO | ISP_CAN_CLOCK,
  .open = clock_open,
  .close = clock_close,
  .enter = clock_enter,
  .leave = clock_close,
};

static IspPort *
clock_port_new (guint lacks)
{
  static const IspIdRow no_clock = { .name = "Clock", .lacks = ISP_CAN_CLOCK };
  IspPort *port = ub_test_port_new (NULL, "usb:1-1", "Clock", ISP_PORT_READY);

  port->owner = &clock_driver.owner;
  port->row = lacks != 0 ? &no_clock : NULL;
  return port;
}

static gboolean
clock_is_given (gpointer hz)
{
  return g_atomic_int_get (&given_hz) == GPOINTER_TO_INT (hz);
}

/* Offered to a silent chip, given from then on, and not to what is plugged in next. */
static void
test_clock (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbBoard *board = board_of (window);
  UbPage *page;

  g_atomic_int_set (&given_hz, -1);
  ub_contact_set_times (ub_board_get_contact (board), 10, 60, 120000);
  ub_test_plug (window, clock_port_new (0), NULL);
  ub_test_wait_page (window, "setup");
  page = ub_window_get_page (window);
  ub_test_wait (note_is_shown, window, "the box");
  g_assert_true (clock_is_given (GINT_TO_POINTER (0)));
  ub_test_assert_in (ub_test_get_subtitle (page, "Supply a Clock to the Chip"), "AUX to XTAL1");
  ub_test_assert_names (page);

  ub_test_activate (page, ADW_TYPE_ACTION_ROW, "Supply a Clock to the Chip");
  ub_test_wait (clock_is_given, GINT_TO_POINTER (2000000), "the clock");
  ub_test_assert_in (ub_test_get_subtitle (page, "Supply a Clock to the Chip"), "2 MHz");
  g_assert_cmpuint (ub_board_get_port (board)->rescue_clock_hz, ==, 2000000);

  ub_test_plug (window, clock_port_new (ISP_CAN_CLOCK), NULL);
  ub_test_unplug (window);
  g_assert_false (ub_choice_gives_clock (ub_board_get_choice (board)));
  ub_test_plug (window, clock_port_new (ISP_CAN_CLOCK), NULL);
  ub_test_wait_page (window, "setup");
  ub_test_wait (note_is_shown, window, "the box");
  g_assert_null (ub_test_find (page, ADW_TYPE_ACTION_ROW, "Supply a Clock to the Chip"));
  ub_test_window_free (window);
}

/* What is no programmer is the programmer's trouble, not the chip's. */
static void
test_stranger (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbPage *page;

  g_atomic_int_set (&is_stranger, TRUE);
  ub_test_plug (window, clock_port_new (0), NULL);
  ub_test_wait_page (window, "setup");
  page = ub_window_get_page (window);
  ub_test_wait (note_is_shown, window, "the box");
  g_assert_cmpstr (ub_note_get_title (get_note (window)), ==, "This Is Not a Programmer");
  g_assert_cmpint (ub_test_get_row_state (page, "Programmer"), ==, UB_ROW_ATTENTION);
  g_assert_cmpstr (ub_test_get_subtitle (page, "Chip"), ==, "Waiting for the programmer");
  g_assert_null (ub_test_find (page, ADW_TYPE_ACTION_ROW, "Supply a Clock to the Chip"));
  ub_test_window_free (window);
  g_atomic_int_set (&is_stranger, FALSE);
}

static gboolean
is_slow (gpointer window)
{
  return ub_contact_is_slow (ub_board_get_contact (board_of (window)));
}

/* Soldering takes longer than two minutes: the hint stays, and a chip that answers is seen. */
static void
test_patience (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");

  ub_contact_set_times (ub_board_get_contact (board_of (window)), 10, 20, 60);
  ub_test_wait (is_slow, window, "the slower tries");
  g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), "Chip"), ==,
                   "No answer yet; still trying");
  g_assert_cmpstr (ub_note_get_title (get_note (window)), ==, "Nothing Comes Back from the Chip");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (get_note (window))));
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_wait_sensitive (window);
  ub_test_window_free (window);
}

static gboolean
has_found (gpointer window)
{
  return ub_contact_get_found (ub_board_get_contact (board_of (window))) != NULL;
}

/* What the person chose by hand is never replaced by what answers. */
static void
test_another_chip (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbPage *page;

  ub_choice_set_part (ub_test_get_choice (window), isp_parts_by_name ("atmega32u4"));
  ub_ports_rehearse_on (ub_test_get_ports (window),
                        isp_rehearsal_port_parse ("sim:at90usb1286?speed=0", NULL));
  page = ub_window_get_page (window);
  ub_test_wait (has_found, window, "the chip that is there");
  g_assert_cmpstr (ub_board_get_part (board_of (window))->id, ==, "atmega32u4");
  ub_test_assert_in (ub_test_get_subtitle (page, "Chip"), "found, ATmega32U4 chosen");
  g_assert_false (ub_page_get_primary_sensitive (page));
  g_assert_cmpstr (ub_note_get_title (get_note (window)), ==, "Another Chip Answers");
  ub_test_assert_in (ub_page_get_primary_caption (page), "not the chosen one");

  /* The way out is one click. */
  gtk_widget_activate_action (GTK_WIDGET (page), "setup.use-found", NULL);
  ub_test_wait (has_snapshot, window, "an answer");
  g_assert_null (get_note (window));
  ub_test_assert_in (ub_board_get_part (board_of (window))->id, "at90usb128");
  ub_test_window_free (window);
}

static void
test_locked (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=locked");
  UbPage *page = ub_window_get_page (window);

  ub_test_wait (has_snapshot, window, "an answer");
  ub_test_assert_in (ub_test_get_subtitle (page, "Chip"), "locked");
  ub_test_assert_in (ub_test_get_subtitle (page, "Backup First"), "cannot be saved");
  g_assert_cmpint (ub_test_get_row_state (page, "Chip"), ==, UB_ROW_ATTENTION);
  ub_test_window_free (window);
}

static gboolean
chip_is_gone (gpointer window)
{
  return !has_snapshot (window);
}

/* Live: a fault that comes later takes the answer away, and it comes back with the wire. */
static void
test_live (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_wait (chip_is_gone, window, "the chip to go");
  g_assert_false (ub_page_get_primary_sensitive (ub_window_get_page (window)));

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_wait_sensitive (window);
  ub_test_window_free (window);
}

/* A page of their own says where each wire goes, and what can be chosen there shows at once. */
static void
test_wires (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page;

  ub_test_wait_sensitive (window);
  page = ub_window_get_page (window);
  ub_test_assert_in (ub_test_get_subtitle (page, "Wires"), "the wires are right");
  ub_test_activate (page, UB_TYPE_ROW, "Wires");
  ub_test_wait_page (window, "wiring");
  page = ub_window_get_page (window);
  g_assert_cmpstr (ub_test_get_subtitle (page, "SCLK"), ==, "Pin 15, to B1 of the keyboard’s chip");
  g_assert_cmpstr (ub_test_get_subtitle (page, "RESET"), ==, "Pin 10, to RESET of the keyboard");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ub_test_get (page, ADW_TYPE_COMBO_ROW, "Keyboard")),
                              1);
  ub_test_settle ();
  g_assert_cmpstr (ub_test_get_subtitle (page, "SCLK"), ==,
                   "Pin 15, to pin 3 of the 6-pin header (SCLK)");
  g_assert_true (ub_choice_get_target (ub_test_get_choice (window)) == isp_wiring_targets);
  ub_test_window_free (window);
}

static void
open_wires (UbWindow *window)
{
  ub_test_activate (ub_window_get_page (window), UB_TYPE_ROW, "Wires");
  ub_test_wait_page (window, "wiring");
}

/* What waits to be chosen is wired already. */
static void
test_wires_before_choice (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (
      window, ub_test_port_new ("buspirate", "/dev/ttyUSB0", "Bus Pirate v3", ISP_PORT_ASK), NULL);
  ub_test_wait_page (window, "setup");
  open_wires (window);
  g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), "RESET"), ==,
                   "Pin CS, to RESET of the keyboard");
  ub_test_window_free (window);
}

/* Nothing is plugged in: every board that the program knows can be looked at. */
static void
test_wires_of_nothing (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbPage *page;

  ub_test_activate (ub_window_get_page (window), UB_TYPE_ROW, "Where Do the Wires Go?");
  ub_test_wait_page (window, "wiring");
  page = ub_window_get_page (window);
  g_assert_cmpstr (ub_test_get_subtitle (page, "RESET"), ==, "Pin 10, to RESET of the keyboard");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ub_test_get (page, ADW_TYPE_COMBO_ROW, "Programmer")),
                              2);
  ub_test_settle ();
  g_assert_cmpstr (ub_test_get_subtitle (page, "RESET"), ==, "Pin 5, to RESET of the keyboard");
  ub_test_get (page, ADW_TYPE_ACTION_ROW, "Look Into the Plug");
  ub_test_window_free (window);
}

/* A spinner redraws the window for as long as it turns. */
static gboolean
is_at_rest (gpointer page)
{
  return ub_test_find (page, GTK_TYPE_SPINNER, NULL) == NULL;
}

static void
test_spinner_rests (void)
{
  UbWindow *window;
  UbPage *page;

  ub_row_set_spin (100);
  window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");
  page = ub_window_get_page (window);
  ub_test_wait (is_at_rest, page, "the spinner to rest");
  g_assert_cmpint (ub_test_get_row_state (page, "Chip"), ==, UB_ROW_WAITING);
  ub_row_set_spin (10000);
  ub_test_window_free (window);
}

static void
test_backup_off (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page = ub_window_get_page (window);

  ub_test_wait_sensitive (window);
  ub_test_assert_in (ub_test_get_subtitle (page, "Backup First"), "Saves what is on the chip");
  ub_test_activate (page, ADW_TYPE_ACTION_ROW, "Backup First");
  ub_test_assert_in (ub_test_get_subtitle (page, "Backup First"), "is lost");
  g_assert_false (ub_choice_get_backup (ub_test_get_choice (window)));
  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  page = ub_window_get_page (window);
  g_assert_cmpstr (ub_page_get_primary_label (page), ==, "_Erase and Write");
  g_assert_cmpstr (ub_page_get_primary_class (page), ==, "destructive-action");
  ub_test_assert_in (ub_page_get_primary_caption (page), "cannot be undone");
  ub_test_window_free (window);
}

static gboolean
row_has_focus (gpointer row)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (row)));

  return focus == row;
}

/* Back is back at the row that led away. */
static void
test_focus_returns (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbPage *page = ub_window_get_page (window);

  ub_test_wait_sensitive (window);
  ub_test_activate (page, UB_TYPE_ROW, "Bootloader");
  ub_test_wait_page (window, "bootloader");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_wait (row_has_focus, ub_test_get (page, UB_TYPE_ROW, "Bootloader"), "the focus");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/setup/ready", test_ready);
  g_test_add_func ("/app/setup/settles", test_settles);
  g_test_add_func ("/app/setup/waits-for-programmer", test_waits_for_programmer);
  g_test_add_func ("/app/setup/unusable", test_unusable);
  g_test_add_func ("/app/setup/silence", test_silence);
  g_test_add_func ("/app/setup/nothing-moves", test_nothing_moves);
  g_test_add_func ("/app/setup/clock", test_clock);
  g_test_add_func ("/app/setup/stranger", test_stranger);
  g_test_add_func ("/app/setup/patience", test_patience);
  g_test_add_func ("/app/setup/another-chip", test_another_chip);
  g_test_add_func ("/app/setup/locked", test_locked);
  g_test_add_func ("/app/setup/live", test_live);
  g_test_add_func ("/app/setup/wires", test_wires);
  g_test_add_func ("/app/setup/wires-before-choice", test_wires_before_choice);
  g_test_add_func ("/app/setup/wires-of-nothing", test_wires_of_nothing);
  g_test_add_func ("/app/setup/spinner-rests", test_spinner_rests);
  g_test_add_func ("/app/setup/backup-off", test_backup_off);
  g_test_add_func ("/app/setup/focus-returns", test_focus_returns);
  return g_test_run ();
}
