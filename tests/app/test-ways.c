/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways out of a failure: each leads to where its advice can be followed. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-note.h"

#include "words/isp-words.h"

#include <string.h>

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

/* On Failed, the chip erased and one page of it wrong. */
static UbWindow *
make_half_written (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  ub_test_primary (window);
  ub_test_wait_page (window, "failed");
  return window;
}

/* NULL: none is shown. */
static const char *
read_note (UbWindow *window)
{
  GtkWidget *note = ub_test_find (page_of (window), UB_TYPE_NOTE, NULL);

  return note != NULL ? gtk_label_get_text (GTK_LABEL (ub_test_get (note, GTK_TYPE_LABEL, NULL)))
                      : NULL;
}

/* ── every error ── */

/* Where the button leads, and what has to be there; flash: the job runs again. */
typedef struct
{
  IspError code;
  IspJobKind kind;
  const char *page, *row;
} Way;

/* clang-format off */
static const Way ways[] = {
  { ISP_ERROR_NO_PROGRAMMER,    ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_PERMISSION,       ISP_JOB_FLASH,  "permission", NULL },
  { ISP_ERROR_BUSY,             ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_UNPLUGGED,        ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_TIMEOUT,          ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_PROTOCOL,         ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_NOT_A_PROGRAMMER, ISP_JOB_FLASH,  "programmer", NULL },
  { ISP_ERROR_NO_TARGET,        ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_WRONG_PART,       ISP_JOB_FLASH,  "part", NULL },
  { ISP_ERROR_OTHER_BOARD,      ISP_JOB_FLASH,  "setup", NULL },
  { ISP_ERROR_UNSTABLE,         ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_UNSUPPORTED,      ISP_JOB_FLASH,  "setup", "Chip" },
  { ISP_ERROR_BAD_FILE,         ISP_JOB_FLASH,  "setup", "Keyboard Firmware" },
  { ISP_ERROR_BAD_FILE,         ISP_JOB_UPLOAD, "install", "Firmware" },
  { ISP_ERROR_DAMAGED_FILE,     ISP_JOB_FLASH,  "setup", "Keyboard Firmware" },
  { ISP_ERROR_DOES_NOT_FIT,     ISP_JOB_FLASH,  "setup", "Keyboard Firmware" },
  { ISP_ERROR_OVERLAP,          ISP_JOB_FLASH,  "setup", "Keyboard Firmware" },
  { ISP_ERROR_LOCKED,           ISP_JOB_FLASH,  "setup", "Bootloader" },
  { ISP_ERROR_UNREADABLE,       ISP_JOB_READ,   "chip", "Erase the Chip" },
  { ISP_ERROR_UNSAFE,           ISP_JOB_FLASH,  "setup", "Bootloader" },
  { ISP_ERROR_BACKUP,           ISP_JOB_FLASH,  "setup", "Backup First" },
  { ISP_ERROR_FETCH,            ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_VERIFY,           ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_DIFFERS,          ISP_JOB_VERIFY, "chip", "Compare the Flash…" },
  { ISP_ERROR_NOT_BLANK,        ISP_JOB_BLANK,  "chip", "Erase the Chip" },
  { ISP_ERROR_FUSE,             ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_NO_LIFE,          ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_NO_POWER,         ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_SHORT,            ISP_JOB_FLASH,  "flash", NULL },
  { ISP_ERROR_CRYSTAL,          ISP_JOB_FLASH,  "setup", "Bootloader" },
  { ISP_ERROR_WHICH_PORT,       ISP_JOB_FLASH,  "programmer", NULL },
  { ISP_ERROR_NOT_AVR,          ISP_JOB_FLASH,  "setup", "Keyboard" },
  { ISP_ERROR_NO_LOADER,        ISP_JOB_UPLOAD, "flash", NULL },
  { ISP_ERROR_LOADER_GONE,      ISP_JOB_UPLOAD, "flash", NULL },
  { ISP_ERROR_LOADER_SILENT,    ISP_JOB_UPLOAD, "flash", NULL },
  { ISP_ERROR_NOT_A_LOADER,     ISP_JOB_UPLOAD, "install", "Keyboard" },
  { ISP_ERROR_NOT_KEPT,         ISP_JOB_UPLOAD, "flash", NULL },
  { ISP_ERROR_STAYED,           ISP_JOB_UPLOAD, "flash", NULL },
  { ISP_ERROR_HELPER_SILENT,    ISP_JOB_UPLOAD, "flash", NULL },
};
/* clang-format on */

/* As if the last job had ended so. */
static void
stage (UbWindow *window, IspError code, IspJobKind kind)
{
  IspReport *report = report_of (window);
  IspRequest *request = (IspRequest *) ub_job_get_request (ub_board_get_job (board_of (window)));

  g_clear_error (&report->error);
  g_clear_pointer (&report->bad, isp_image_unref);
  report->error = g_error_new_literal (ISP_ERROR, code, "X");
  report->chip = ISP_CHIP_UNCHANGED;
  report->kind = request->kind = kind;
  ub_contact_forget (ub_board_get_contact (board_of (window)));
  ub_window_go (window, "log");
  ub_window_go (window, "failed");
  ub_test_settle ();
}

/* A job that runs again is started by a cure of its own, see the page's tests. */
static gboolean
runs_again (IspCure cure)
{
  return cure == ISP_CURE_TRY_AGAIN || cure == ISP_CURE_TRY_SLOWER || cure == ISP_CURE_SET_FUSE;
}

static void
check_wires (UbWindow *window, const IspErrorRow *row)
{
  const gboolean wires = row->blame == ISP_BLAME_WIRES;

  g_assert_cmpint (ub_test_find (page_of (window), UB_TYPE_ROW, "Check the Wires") != NULL, ==,
                   wires);
  if (!wires)
    return;
  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Check the Wires");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "wiring");
  ub_test_assert_in (read_note (window), row->advice);
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "failed");
}

static const char *awaited; /* title of a row; NULL: none */

/* Some are shown once the chip answers. */
static gboolean
has_awaited (gpointer window)
{
  return awaited == NULL || ub_test_find (page_of (window), ADW_TYPE_ACTION_ROW, awaited) != NULL;
}

static void
check_way (UbWindow *window, const Way *way)
{
  const IspErrorRow *row = isp_error_get_row (way->code);

  g_test_message ("the way out of %s", row->nick);
  stage (window, way->code, way->kind);
  check_wires (window, row);
  g_assert_cmpstr (ub_page_get_primary_label (page_of (window)), ==,
                   isp_words_cure_label (row->cure));
  if (runs_again (row->cure))
    {
      g_assert_cmpstr (way->page, ==, "flash");
      return;
    }
  ub_test_primary (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, way->page);
  awaited = way->row;
  ub_test_wait (has_awaited, window, "what the advice is about");
}

static void
test_every_error (void)
{
  UbWindow *window = make_half_written ();

  for (int code = 0; code < ISP_N_ERRORS; code++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
        if ((int) ways[i].code == code)
          {
            check_way (window, &ways[i]);
            found = TRUE;
          }
      if (!found)
        g_test_fail_printf ("error %s has no way out here", isp_error_get_row (code)->nick);
    }
  ub_test_window_free (window);
}

/* ── wires ── */

/* A chip that answers has not shown that what is written arrives. */
static void
test_suspicion (void)
{
  UbWindow *window = make_half_written ();

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Change Something");
  ub_test_wait_page (window, "setup");
  ub_test_wait_sensitive (window);
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "Wires"), ==,
                   "Check them: the last job failed");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Wires");
  ub_test_assert_in (read_note (window), "Something Reads Back Wrong\n");
  ub_test_assert_in (read_note (window), "shorter wires");
  ub_test_assert_in (read_note (window), "from one place only");
  ub_test_assert_in (read_note (window), "slower");

  /* Nothing is suspected any more once a job has shown that they carry it. */
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_window_go (window, "failed");
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  ub_window_go (window, "wiring");
  ub_test_settle ();
  g_assert_null (read_note (window));
  ub_test_window_free (window);
}

/* … but that it answers, where no more was missing. */
static void
test_answer_is_enough (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);

  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_primary (window);
  ub_test_wait_page (window, "failed");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Check the Wires");
  ub_test_assert_in (read_note (window), "Check RESET and MISO first");
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Change Something");
  ub_test_wait_sensitive (window);
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "Wires"), ==,
                   "The chip answers: the wires are right");
  ub_test_window_free (window);
}

static gboolean
is_silent (gpointer contact)
{
  return ub_contact_is_silent (contact);
}

/* What Set Up has found out about the wires, their page knows as well. */
static void
test_silent (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");
  UbContact *contact = ub_board_get_contact (board_of (window));

  ub_contact_set_times (contact, 10, 60, 120000);
  ub_test_wait (is_silent, contact, "silence");
  ub_test_settle ();
  ub_contact_set_times (contact, 10, 120000, 120000);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Wires");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "wiring");
  g_assert_true (is_silent (contact));
  ub_test_window_free (window);
}

/* ── a rehearsal ── */

/* Whoever comes to Install in one is told why nothing happens there, and how it can. */
static void
test_rehearsal (void)
{
  static const char *const pages[] = { "install", "give_back" };
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      ub_test_wait_sensitive (window);
      ub_window_go (window, pages[i]);
      ub_test_settle ();
      ub_test_assert_in (read_note (window), "This Is a Rehearsal");
      ub_test_get (page_of (window), GTK_TYPE_BUTTON, "_End Rehearsal");
      ub_window_go (window, "setup");
    }
  ub_window_go (window, "install");
  ub_test_settle ();
  ub_test_activate (page_of (window), GTK_TYPE_BUTTON, "_End Rehearsal");
  g_assert_false (ub_ports_are_rehearsing (ub_test_get_ports (window)));
  ub_test_window_free (window);
}

/* ── a page that fails again ── */

#define TWICE "It failed again after a second erase"
#define AGAIN "It failed at the same page as before"

static gboolean
says (UbWindow *window, const char *piece)
{
  g_autofree char *text = isp_words_report_text (report_of (window), ISP_WORDS_FOR_WINDOW);

  ub_test_get (page_of (window), GTK_TYPE_LABEL, text);
  return strstr (text, piece) != NULL;
}

static void
try_again (UbWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.primary", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "flash");
  ub_test_wait_page (window, "failed");
}

static void
test_again (void)
{
  UbWindow *window = make_half_written ();

  /* The job has tried it twice itself. */
  g_assert_true (says (window, TWICE));
  g_assert_false (says (window, AGAIN));
  try_again (window);
  g_assert_true (says (window, AGAIN));
  ub_test_window_free (window);
}

/* A try that does not come so far, and another page. */
static void
test_again_later (void)
{
  UbWindow *window = make_half_written ();

  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  try_again (window);
  g_assert_false (says (window, AGAIN));
  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE + 1);
  try_again (window);
  g_assert_true (says (window, TWICE));
  g_assert_false (says (window, AGAIN));
  try_again (window);
  g_assert_true (says (window, AGAIN));
  ub_test_window_free (window);
}

/* By way of Set Up and Review, without a backup as well. */
static void
test_again_reviewed (void)
{
  UbWindow *window = make_half_written ();

  ub_choice_set_backup (ub_test_get_choice (window), FALSE);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Change Something");
  ub_test_wait_sensitive (window);
  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  try_again (window);
  g_assert_true (says (window, AGAIN));
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_test_add_func ("/app/ways/every-error", test_every_error);
  g_test_add_func ("/app/ways/suspicion", test_suspicion);
  g_test_add_func ("/app/ways/answer-is-enough", test_answer_is_enough);
  g_test_add_func ("/app/ways/silent", test_silent);
  g_test_add_func ("/app/ways/rehearsal", test_rehearsal);
  g_test_add_func ("/app/ways/again", test_again);
  g_test_add_func ("/app/ways/again-later", test_again_later);
  g_test_add_func ("/app/ways/again-reviewed", test_again_reviewed);
  return g_test_run ();
}
