/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job as the window runs it: plan, progress, report, another try, the way back. */
#include "ub-test.h"

#include "words/isp-words.h"

#include <string.h>

#define BOOT_PAGE (0x7000 / 128)

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static gboolean
is_idle (gpointer board)
{
  return !ub_board_is_busy (board);
}

static const IspReport *
wait_report (UbWindow *window)
{
  ub_test_wait (is_idle, board_of (window), "the job to end");
  return ub_job_get_report (ub_board_get_job (board_of (window)));
}

/* A window on Review, with a chip that has something to lose. */
static UbWindow *
make_reviewed (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  ub_window_go (window, "review");
  memset (isp_sim_chip_get_eeprom (ub_test_get_chip (window)), 0xA5, 1024);
  return window;
}

static void
count_cb (GObject *object, guint *n)
{
  (*n)++;
}

static void
test_done (void)
{
  UbWindow *window = make_reviewed ();
  g_autoptr (IspImageFile) image =
      isp_image_file_copy (ub_image_get_file (ub_choice_get_image (ub_test_get_choice (window))));
  g_autofree guint8 *wanted = g_malloc (0x1000);
  const IspReport *report;
  guint n_progress = 0, n_ended = 0;

  g_signal_connect (board_of (window), "ended", G_CALLBACK (count_cb), &n_ended);
  g_assert_true (ub_board_may_start (board_of (window)));
  ub_board_start (board_of (window));
  g_signal_connect (ub_board_get_job (board_of (window)), "progress", G_CALLBACK (count_cb),
                    &n_progress);
  g_assert_false (ub_board_may_start (board_of (window)));
  report = wait_report (window);
  g_assert_no_error (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  g_assert_true (report->rehearsal);
  g_assert_cmpuint (n_ended, ==, 1);
  g_assert_cmpuint (n_progress, >, 0);

  isp_image_read (image->flash, 0x7000, wanted, 0x1000, 0xFF);
  g_assert_cmpmem (isp_sim_chip_get_flash (ub_test_get_chip (window)) + 0x7000, 0x1000, wanted,
                   0x1000);
  g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[17], ==, 0xA5);
  ub_test_window_free (window);
}

/* A file for the EEPROM is written into it, and named. */
static void
test_eeprom_file (void)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "sides.eep", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *step = NULL, *done = NULL;
  UbWindow *window = make_reviewed ();
  const IspReport *report;
  const IspPlan *plan;

  g_assert_true (g_file_set_contents (path, ":020011004C524F\n:00000001FF\n", -1, &error));
  g_assert_true (ub_test_drop (window, file, &error));
  g_assert_no_error (error);
  plan = ub_board_get_plan (board_of (window));
  step = isp_words_plan_step_text (plan, isp_plan_find_step (plan, ISP_STEP_WRITE_EEPROM));
  ub_test_assert_in (step, "sides.eep");
  g_assert_true (ub_board_may_start (board_of (window)));
  ub_board_start (board_of (window));
  report = wait_report (window);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (ub_test_get_chip (window)) + 0x11, 2, "LR", 2);
  done = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  ub_test_assert_in (done, "sides.eep is in the EEPROM.");
  ub_test_window_free (window);
}

/* The erase took the EEPROM and the job stopped before it was put back: the next try puts back
 * what the first backup saved, and does not save the empty chip over it. */
static void
test_again_keeps_eeprom (void)
{
  UbWindow *window = make_reviewed ();
  const IspReport *report;

  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  ub_board_start (board_of (window));
  report = wait_report (window);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  g_assert_error (report->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_nonnull (report->backup);
  g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[17], ==, 0xFF);

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_board_start_again (board_of (window), FALSE);
  report = wait_report (window);
  g_assert_no_error (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  for (guint i = 0; i < 1024; i++)
    g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[i], ==, 0xA5);
  ub_test_window_free (window);
}

/* And that also holds for a second failure in a row. */
static void
test_again_twice (void)
{
  UbWindow *window = make_reviewed ();
  g_autofree char *backup = NULL;
  const IspReport *report;

  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  ub_board_start (board_of (window));
  backup = g_strdup (wait_report (window)->backup);
  ub_board_start_again (board_of (window), TRUE);
  report = wait_report (window);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_FAILED);
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_board_start_again (board_of (window), FALSE);
  report = wait_report (window);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  g_assert_cmpuint (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[1000], ==, 0xA5);
  /* The tries saved no backup of their own; the one that counts is still at hand. */
  g_assert_nonnull (backup);
  g_assert_cmpstr (report->backup, ==, backup);
  g_assert_true (ub_board_has_backup (board_of (window)));
  ub_test_window_free (window);
}

static void
acknowledge_all (UbBoard *board)
{
  const GArray *hazards = ub_board_get_plan (board)->hazards;

  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (board, i, TRUE);
  g_assert_nonnull (hazards);
  g_assert_no_error (ub_board_get_plan (board)->error);
}

static void
test_restore (void)
{
  UbWindow *window = make_reviewed ();
  g_autofree guint8 *before =
      g_memdup2 (isp_sim_chip_get_flash (ub_test_get_chip (window)), 0x8000);
  const IspReport *report;

  ub_board_start (board_of (window));
  report = wait_report (window);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  g_assert_true (ub_board_has_backup (board_of (window)));
  g_assert_cmpint (memcmp (isp_sim_chip_get_flash (ub_test_get_chip (window)), before, 0x8000), !=,
                   0);

  /* A plan like any other: reviewed on what the chip answers now. */
  ub_window_go (window, "setup");
  ub_test_wait_sensitive (window);
  ub_board_request_restore (board_of (window));
  ub_window_go (window, "review");
  g_assert_cmpint (ub_board_get_plan (board_of (window))->request->kind, ==, ISP_JOB_RESTORE);
  acknowledge_all (board_of (window));
  ub_board_start (board_of (window));
  report = wait_report (window);
  g_assert_no_error (report->error);
  g_assert_cmpmem (isp_sim_chip_get_flash (ub_test_get_chip (window)), 0x8000, before, 0x8000);
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/job/done", test_done);
  g_test_add_func ("/app/job/eeprom-file", test_eeprom_file);
  g_test_add_func ("/app/job/again-keeps-eeprom", test_again_keeps_eeprom);
  g_test_add_func ("/app/job/again-twice", test_again_twice);
  g_test_add_func ("/app/job/restore", test_restore);
  return g_test_run ();
}
