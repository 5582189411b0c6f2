/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chip: what is on it goes into a file, is compared with one, looked at and erased; each says what
 * was found, and only an erase changes anything. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-note.h"

#include "words/isp-words.h"

#include <string.h>

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static guint8 *
flash_of (UbWindow *window)
{
  return isp_sim_chip_get_flash (ub_test_get_chip (window));
}

static gboolean
shows_chip (gpointer window)
{
  return ub_test_find (page_of (window), UB_TYPE_ROW, "Erase the Chip") != NULL;
}

static UbWindow *
make_chip (const char *sim)
{
  UbWindow *window = ub_test_window_new (sim);

  ub_window_go (window, "chip");
  ub_test_wait (shows_chip, window, "the chip");
  ub_test_settle ();
  return window;
}

/* ── files ── */

static GFile *
get_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  return g_file_new_for_path (path);
}

/* As if the person had chosen that file. */
static void
activate_with (UbWindow *window, const char *row, const char *name)
{
  g_autoptr (GFile) file = get_file (name);

  ub_compat_answer_next_file (file);
  ub_test_activate (page_of (window), UB_TYPE_ROW, row);
}

static void
write_bytes (const char *name, const guint8 *data, gsize len)
{
  g_autoptr (GFile) file = get_file (name);
  g_autoptr (IspImage) image = isp_image_new_from_data (0, data, len);
  g_autoptr (GError) error = NULL;

  isp_image_save (image, file, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_file (const char *name, const guint8 *data, gsize len)
{
  g_autoptr (GFile) file = get_file (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, &error);
  g_autofree guint8 *read = g_malloc (len);

  g_assert_no_error (error);
  g_assert_cmpuint (isp_image_get_size (image->flash), ==, len);
  isp_image_read (image->flash, 0, read, len, 0);
  g_assert_cmpmem (read, len, data, len);
}

static void
assert_no_file (const char *name)
{
  g_autoptr (GFile) file = get_file (name);

  g_assert_false (g_file_query_exists (file, NULL));
}

/* ── what it ends with ── */

static void
assert_ending (UbWindow *window, const char *page, const char *title)
{
  ub_test_wait_page (window, page);
  ub_test_get (page_of (window), GTK_TYPE_LABEL, title);
}

static void
assert_has_text (UbWindow *window, const char *piece)
{
  const IspReport *report = ub_job_get_report (ub_board_get_job (board_of (window)));
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);

  ub_test_get (page_of (window), GTK_TYPE_LABEL, text);
  ub_test_assert_in (text, piece);
}

static void
expand (UbWindow *window, const char *row)
{
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (ub_test_get (page_of (window), ADW_TYPE_EXPANDER_ROW, row)), TRUE);
  ub_test_settle ();
}

/* The button leads back here. */
static void
go_back (UbWindow *window)
{
  ub_test_primary (window);
  ub_test_wait_page (window, "chip");
  ub_test_wait (shows_chip, window, "the chip");
  ub_test_settle ();
}

/* ── what the page says ── */

static void
test_page (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);
  UbPage *page = page_of (window);

  ub_test_assert_in (ub_test_get_subtitle (page, "ATmega32U4"), "1E 95 87");
  ub_test_assert_in (ub_test_get_subtitle (page, "Contents"), "irmware");
  ub_test_assert_in (ub_test_get_subtitle (page, "Save the Flash…"), "32 KB");
  ub_test_assert_in (ub_test_get_subtitle (page, "Save the EEPROM…"), "1 KB");
  ub_test_assert_in (ub_test_get_subtitle (page, "Erase the Chip"), "the EEPROM with it");
  ub_test_assert_in (ub_test_get_subtitle (page, "Erase the Chip"), "A backup is saved first");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Lock"), ==, "Open");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Access to the Bootloader"), ==, "Open");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Fuses"), ==, "L\u00A05E · H\u00A099 · E\u00A0F3");
  g_assert_null (ub_page_get_primary_label (page));
  ub_test_assert_names (page);
  ub_test_activate (page, UB_TYPE_ROW, "Fuses");
  ub_test_wait_page (window, "fuses");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_wait_page (window, "chip");
  ub_test_window_free (window);
}

static void
test_waits (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_window_go (window, "chip");
  ub_test_settle ();
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "Waiting for a Programmer");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Erase the Chip"));
  ub_test_window_free (window);
}

/* ── saving ── */

static void
test_saves (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);
  guint8 *eeprom = isp_sim_chip_get_eeprom (ub_test_get_chip (window));

  memset (eeprom, 0xA5, 100);
  activate_with (window, "Save the Flash…", "flash.hex");
  assert_ending (window, "done", "The Flash Is Saved");
  assert_has_text (window, "32 KB were read twice, with the same result, and saved as flash.hex.");
  assert_file ("flash.hex", flash_of (window), 0x8000);
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_MAP_CARD, NULL));
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Unplug the Programmer"));
  ub_test_assert_names (page_of (window));
  go_back (window);

  activate_with (window, "Save the EEPROM…", "settings.bin");
  assert_ending (window, "done", "The EEPROM Is Saved");
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "1 KB of EEPROM in 256 pages of 4 bytes");
  assert_file ("settings.bin", eeprom, 1024);
  ub_test_window_free (window);
}

/* Found before the chip is read; the job can be asked for again. */
static void
test_cannot_save (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);

  activate_with (window, "Save the Flash…", "no/such/folder/flash.hex");
  ub_test_wait_page (window, "failed");
  assert_has_text (window, "there is no such folder");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Check the Wires"));
  ub_test_window_free (window);
}

/* A wire that comes off: the page says so, nothing is saved, and trying again saves it. */
static void
test_loose_wire (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);

  ub_test_set_fault (window, ISP_SIM_FAULT_DIES, 5000);
  activate_with (window, "Save the Flash…", "loose.hex");
  ub_test_wait_page (window, "failed");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Check the Wires");
  assert_has_text (window, "Nothing was changed.");
  assert_no_file ("loose.hex");
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_primary (window);
  assert_ending (window, "done", "The Flash Is Saved");
  assert_file ("loose.hex", flash_of (window), 0x8000);
  ub_test_window_free (window);
}

/* What reads differently each time is not saved. */
static void
test_noise (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);

  ub_test_set_fault (window, ISP_SIM_FAULT_NOISY, 40);
  activate_with (window, "Save the Flash…", "noise.hex");
  ub_test_wait_page (window, "failed");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Check the Wires");
  assert_no_file ("noise.hex");
  ub_test_window_free (window);
}

static void
test_cancel (void)
{
  UbWindow *window = make_chip ("sim:atmega32u4?damaged&speed=1");

  activate_with (window, "Save the Flash…", "cancelled.hex");
  ub_test_wait_page (window, "flash");
  ub_test_primary (window);
  assert_ending (window, "failed", "Stopped. Nothing Was Changed");
  assert_no_file ("cancelled.hex");
  go_back (window);
  ub_test_window_free (window);
}

/* ── comparing ── */

static void
test_same (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);

  write_bytes ("same.hex", flash_of (window), 0x8000);
  activate_with (window, "Compare the Flash…", "same.hex");
  assert_ending (window, "done", "The Chip Matches the File");
  assert_has_text (window, "Every byte of same.hex is on the chip.");
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_MAP_CARD, NULL));
  g_assert_null (ub_test_find (page_of (window), ADW_TYPE_EXPANDER_ROW, "Where It Differs"));
  go_back (window);
  ub_test_window_free (window);
}

static void
test_differs (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);

  write_bytes ("before.hex", flash_of (window), 0x8000);
  flash_of (window)[0x0123] ^= 0x10;
  flash_of (window)[0x7FFF] ^= 0x01;
  activate_with (window, "Compare the Flash…", "before.hex");
  assert_ending (window, "failed", "The Chip Holds Something Else");
  assert_has_text (window, "2 bytes of the flash differ, the first at 0x0123.");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Check the Wires"));
  expand (window, "Where It Differs");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Flash 0x0123 · 1 byte");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Flash 0x7FFF · 1 byte");
  expand (window, "As Text");
  ub_test_get (page_of (window), UB_TYPE_ROW, "0x0100–0x017F · 1 page · different");
  ub_test_assert_names (page_of (window));
  go_back (window);
  ub_test_window_free (window);
}

static void
test_eeprom_differs (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);
  guint8 *eeprom = isp_sim_chip_get_eeprom (ub_test_get_chip (window));

  write_bytes ("settings.eep", eeprom, 1024);
  eeprom[512] ^= 0x80;
  activate_with (window, "Compare the EEPROM…", "settings.eep");
  assert_ending (window, "failed", "The Chip Holds Something Else");
  expand (window, "As Text");
  ub_test_get (page_of (window), UB_TYPE_ROW, "0x0200–0x0203 · 1 page · different");
  eeprom[512] ^= 0x80;
  go_back (window);
  activate_with (window, "Compare the EEPROM…", "settings.eep");
  assert_ending (window, "done", "The Chip Matches the File");
  assert_has_text (window, "Every byte of settings.eep is on the chip.");
  ub_test_window_free (window);
}

static gboolean
shows_note (gpointer window)
{
  return ub_test_find (page_of (window), UB_TYPE_NOTE, NULL) != NULL;
}

/* No job for a file that cannot be on this chip: the page says why and stays. */
static void
test_wrong_file (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);
  g_autofree guint8 *large = g_malloc0 (0x8001);

  write_bytes ("large.hex", large, 0x8001);
  activate_with (window, "Compare the Flash…", "large.hex");
  ub_test_wait (shows_note, window, "why not");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "chip");
  g_assert_null (ub_board_get_job (board_of (window)));

  write_bytes ("settings.eep", large, 100);
  activate_with (window, "Compare the Flash…", "settings.eep");
  ub_test_settle ();
  g_assert_null (ub_board_get_job (board_of (window)));
  ub_test_window_free (window);
}

/* ── blank, and erased ── */

static void
erase (UbWindow *window)
{
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Erase the Chip");
  ub_test_wait_page (window, "review");
  ub_test_wait_sensitive (window);
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "_Erase");
  g_assert_cmpstr (ub_page_get_primary_class (page_of (window)), ==, "destructive-action");
  ub_test_get (page_of (window), UB_TYPE_ROW, "Save a Backup");
  ub_test_primary (window);
}

static void
test_blank_and_erase (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);
  g_autofree guint8 *before = g_memdup2 (flash_of (window), 0x8000);

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Check Whether It Is Blank");
  assert_ending (window, "failed", "The Chip Is Not Blank");
  assert_has_text (window, "of the flash are in use");
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_MAP_CARD, NULL));
  go_back (window);

  erase (window);
  ub_test_wait_page (window, "done");
  assert_has_text (window, "The EEPROM was erased as well. What the chip held is in the backup.");
  go_back (window);

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Check Whether It Is Blank");
  assert_ending (window, "done", "The Chip Is Blank");
  go_back (window);

  /* A look does not cost the way back. */
  g_assert_true (ub_board_may_restore (board_of (window)));
  ub_board_request_restore (board_of (window));
  ub_window_go (window, "review");
  ub_test_wait_sensitive (window);
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  g_assert_cmpmem (flash_of (window), 0x8000, before, 0x8000);
  ub_test_window_free (window);
}

static void
test_erase_is_undone (void)
{
  UbWindow *window = make_chip (UB_TEST_SIM);

  erase (window);
  ub_test_wait_page (window, "done");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Not Right? Restore the Backup");
  ub_test_wait_page (window, "review");
  ub_test_wait_sensitive (window);
  g_assert_cmpint (ub_board_get_plan (board_of (window))->request->kind, ==, ISP_JOB_RESTORE);
  ub_test_window_free (window);
}

/* EESAVE: the page, the plan and the end say that the EEPROM stays, and it does. */
static void
test_eesave (void)
{
  UbWindow *window = make_chip ("sim:atmega32u4?damaged&hfuse=91&speed=0");
  guint8 *eeprom = isp_sim_chip_get_eeprom (ub_test_get_chip (window));

  eeprom[7] = 0x12;
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Erase the Chip"),
                     "the EEPROM stays as it is");
  erase (window);
  ub_test_wait_page (window, "done");
  assert_has_text (window, "The EEPROM is as it was.");
  g_assert_cmphex (eeprom[7], ==, 0x12);
  g_assert_cmphex (flash_of (window)[0x7000], ==, 0xFF);
  ub_test_window_free (window);
}

/* A locked chip cannot be read; it can be erased, without a backup, by somebody who knows that. */
static void
test_locked (void)
{
  UbWindow *window = make_chip ("sim:atmega32u4?damaged&lock=FC&speed=0");
  UbPage *page = page_of (window);
  const IspPlan *plan;

  g_assert_nonnull (ub_test_find (page, UB_TYPE_NOTE, NULL));
  g_assert_false (gtk_widget_get_sensitive (ub_test_get (page, UB_TYPE_ROW, "Save the Flash…")));
  g_assert_false (
      gtk_widget_get_sensitive (ub_test_get (page, UB_TYPE_ROW, "Check Whether It Is Blank")));
  ub_test_assert_in (ub_test_get_subtitle (page, "Lock"), "No reading or writing");
  ub_test_assert_in (ub_test_get_subtitle (page, "Erase the Chip"), "There is no backup of it");
  ub_test_activate (page, UB_TYPE_ROW, "Erase the Chip");
  ub_test_wait_page (window, "review");
  g_assert_false (ub_page_get_primary_sensitive (page_of (window)));
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Continue Without a Backup");
  plan = ub_board_get_plan (board_of (window));
  g_assert_cmpint (plan->request->kind, ==, ISP_JOB_ERASE);
  g_assert_null (plan->error);
  g_assert_false (ub_board_may_start (board_of (window)));
  ub_board_set_acknowledged (board_of (window), ISP_HAZARD_LOSES_CONTENT, TRUE);
  ub_test_settle ();
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==, "_Erase");
  g_assert_true (ub_page_get_primary_sensitive (page_of (window)));
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/chip/page", test_page);
  g_test_add_func ("/chip/waits", test_waits);
  g_test_add_func ("/chip/saves", test_saves);
  g_test_add_func ("/chip/cannot-save", test_cannot_save);
  g_test_add_func ("/chip/loose-wire", test_loose_wire);
  g_test_add_func ("/chip/noise", test_noise);
  g_test_add_func ("/chip/cancel", test_cancel);
  g_test_add_func ("/chip/same", test_same);
  g_test_add_func ("/chip/differs", test_differs);
  g_test_add_func ("/chip/eeprom-differs", test_eeprom_differs);
  g_test_add_func ("/chip/wrong-file", test_wrong_file);
  g_test_add_func ("/chip/blank-and-erase", test_blank_and_erase);
  g_test_add_func ("/chip/erase-is-undone", test_erase_is_undone);
  g_test_add_func ("/chip/eesave", test_eesave);
  g_test_add_func ("/chip/locked", test_locked);
  return g_test_run ();
}
