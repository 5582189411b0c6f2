/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job that another run of the program began on this keyboard: the note on Set Up, and its three
 * ways on. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-note.h"
#include "app/window/ub-pages.h"

#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"

#include <string.h>

#define PLANNED_HFUSE 0xD8

#define PRESET "caterina-promicro16"

#define NOTE "A Job Did Not Finish"

typedef enum
{
  LEFT_FILE,
  LEFT_PRESET, /* and firmware below it */
  LEFT_FUSES,
} Left;

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static gboolean
has_unfinished (gpointer board)
{
  return ub_board_get_unfinished (board) != NULL;
}

static gboolean
has_none (gpointer board)
{
  return ub_board_get_snapshot (board) != NULL && !has_unfinished (board);
}

static IspImage *
make_filled (guint8 byte, gsize size)
{
  g_autofree guint8 *data = g_malloc (size);

  memset (data, byte, size);
  return isp_image_new_from_data (0, data, size);
}

/* The keyboard held A5 in its EEPROM; the job got as far as the erase. */
static void
leave_unfinished (UbWindow *window, gboolean preset)
{
  UbBoard *board = board_of (window);
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  IspSimChip *chip = ub_test_get_chip (window);
  g_autoptr (IspBackup) backup = isp_backup_new (snapshot->part);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspImage) flash = isp_image_new_from_data (0x7000, (guint8[]){ 1, 2, 3, 4 }, 4);
  g_autoptr (GError) error = NULL;
  g_autofree char *location = NULL;

  isp_image_unref (backup->flash);
  isp_image_unref (backup->eeprom);
  backup->flash = make_filled (0x3C, 0x8000);
  backup->eeprom = make_filled (0xA5, 1024);
  backup->fuses = snapshot->fuses;
  memcpy (backup->signature, snapshot->signature, 3);
  memcpy (backup->calibration, snapshot->calibration, 4);
  backup->n_calibration = snapshot->n_calibration;
  backup->rehearsal = snapshot->rehearsal;
  g_assert_true (isp_backups_store (backup, &location, NULL, &error));
  g_assert_no_error (error);
  unfinished = isp_unfinished_new (backup->part, backup, location);
  unfinished->kind = ISP_JOB_FLASH;
  unfinished->title = g_strdup ("<b>loader</b>.hex");
  if (preset)
    {
      g_autofree char *name = isp_preset_get_title (
          isp_presets_by_id (ub_choice_get_presets (ub_board_get_choice (board)), PRESET));

      unfinished->preset_id = g_strdup (PRESET);
      g_free (unfinished->title);
      unfinished->title = g_strconcat (name, " + keymap.hex", NULL);
      isp_image_put (flash, 0, (guint8[]){ 0x0C, 0x94, 0x40, 0x00 }, 4);
    }
  isp_unfinished_add_intent (unfinished, flash, backup->eeprom, &backup->fuses);
  g_assert_true (isp_journal_write (unfinished, ISP_JOURNAL_NOTE, NULL, &error));
  g_assert_no_error (error);
  memset (isp_sim_chip_get_flash (chip), 0xFF, 0x8000);
  memset (isp_sim_chip_get_eeprom (chip), 0xFF, 1024);
}

/* Fuses alone were to be set: none was written yet. */
static void
leave_fuses (const IspSnapshot *snapshot)
{
  g_autoptr (IspBackup) backup = isp_backup_new (snapshot->part);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *location = NULL;
  IspFuses planned = snapshot->fuses;

  backup->fuses = snapshot->fuses;
  memcpy (backup->signature, snapshot->signature, 3);
  memcpy (backup->calibration, snapshot->calibration, 4);
  backup->n_calibration = snapshot->n_calibration;
  backup->rehearsal = snapshot->rehearsal;
  planned.value[ISP_FUSE_HIGH] = PLANNED_HFUSE;
  g_assert_true (isp_backups_store (backup, &location, NULL, &error));
  g_assert_no_error (error);
  unfinished = isp_unfinished_new (backup->part, backup, location);
  unfinished->kind = ISP_JOB_FUSES;
  isp_unfinished_add_intent (unfinished, NULL, NULL, &planned);
  g_assert_true (isp_journal_write (unfinished, ISP_JOURNAL_NOTE, NULL, &error));
  g_assert_no_error (error);
}

static UbWindow *
make_window (Left left)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  GtkWidget *note;

  ub_page_flash_set_min_shown (0);
  ub_test_wait_sensitive (window);
  if (left == LEFT_FUSES)
    leave_fuses (ub_board_get_snapshot (board_of (window)));
  else
    leave_unfinished (window, left == LEFT_PRESET);
  ub_contact_forget (ub_board_get_contact (board_of (window)));
  ub_test_wait (has_unfinished, board_of (window), "the job that was broken off");
  ub_test_settle ();
  note = ub_test_get (ub_window_get_page (window), UB_TYPE_NOTE, NULL);
  g_assert_cmpstr (ub_note_get_title (UB_NOTE (note)), ==, NOTE);
  return window;
}

/* A rehearsal's jobs note nothing, and so end nothing. */
static void
give_up (UbWindow *window)
{
  g_autoptr (GPtrArray) left = isp_journal_list ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < left->len; i++)
    g_assert_true (isp_journal_write (left->pdata[i], ISP_JOURNAL_FORGET, NULL, &error));
  ub_test_window_free (window);
}

static void
assert_eeprom (UbWindow *window)
{
  for (guint i = 0; i < 1024; i++)
    g_assert_cmphex (isp_sim_chip_get_eeprom (ub_test_get_chip (window))[i], ==, 0xA5);
}

static void
go (UbWindow *window, const char *button, IspJobKind kind)
{
  const IspPlan *plan;

  ub_test_activate (window, GTK_TYPE_BUTTON, button);
  ub_test_wait_page (window, "review");
  plan = ub_board_get_plan (board_of (window));
  g_assert_cmpint (plan->request->kind, ==, kind);
  g_assert_nonnull (plan->request->unfinished);
  for (guint i = 0; i < plan->hazards->len; i++)
    ub_board_set_acknowledged (board_of (window), g_array_index (plan->hazards, IspHazard, i).id,
                               TRUE);
  ub_test_wait_sensitive (window);
  g_assert_cmpstr (ub_page_get_primary_caption (ub_window_get_page (window)), ==,
                   "Nothing has been written since the interrupted job");
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
}

static void
test_continue (void)
{
  UbWindow *window = make_window (LEFT_FILE);

  /* What the journal has of the EEPROM is in the backup already. */
  g_assert_false (ub_board_may_put_eeprom_back (board_of (window)));
  go (window, "Co_ntinue", ISP_JOB_FLASH);
  g_assert_null (ub_job_get_request (ub_board_get_job (board_of (window)))->eeprom);
  assert_eeprom (window);
  g_assert_cmphex (isp_sim_chip_get_flash (ub_test_get_chip (window))[0x7001], ==, 2);
  g_assert_cmphex (isp_sim_chip_get_flash (ub_test_get_chip (window))[0], ==, 0xFF);
  give_up (window);
}

/* The end says as much as it would have said without the interruption. */
static void
test_continue_preset (void)
{
  UbWindow *window = make_window (LEFT_PRESET);
  const IspReport *report;

  go (window, "Co_ntinue", ISP_JOB_FLASH);
  report = ub_job_get_report (ub_board_get_job (board_of (window)));
  g_assert_cmpstr (report->preset_id, ==, PRESET);
  g_assert_true (report->firmware);
  g_assert_cmpuint (report->files->len, ==, 2);
  g_assert_cmpstr (report->files->pdata[0], ==, report->preset_name);
  g_assert_cmpstr (report->files->pdata[1], ==, "keymap.hex");
  g_assert_cmphex (isp_sim_chip_get_flash (ub_test_get_chip (window))[0x7001], ==, 2);
  g_assert_cmphex (isp_sim_chip_get_flash (ub_test_get_chip (window))[0], ==, 0x0C);
  give_up (window);
}

static void
test_restore (void)
{
  UbWindow *window = make_window (LEFT_FILE);

  go (window, "_Restore", ISP_JOB_RESTORE);
  assert_eeprom (window);
  g_assert_cmphex (isp_sim_chip_get_flash (ub_test_get_chip (window))[0x7001], ==, 0x3C);
  give_up (window);
}

static void
test_give_up (void)
{
  UbWindow *window = make_window (LEFT_FILE);
  g_autoptr (IspRequest) before = ub_board_make_request (board_of (window));
  g_autoptr (IspRequest) after = NULL;

  /* Whoever does not see the note and goes on as usual loses nothing. */
  g_assert_nonnull (before->unfinished);
  ub_test_activate (window, GTK_TYPE_BUTTON, "_Forget It");
  ub_test_wait (has_none, board_of (window), "nothing that was broken off");
  after = ub_board_make_request (board_of (window));
  g_assert_null (after->unfinished);
  ub_test_window_free (window);
}

static gboolean
is_doubted (gpointer window)
{
  GtkWidget *note = ub_test_find (ub_window_get_page (window), UB_TYPE_NOTE, NULL);

  return note != NULL &&
         g_strcmp0 (ub_note_get_title (UB_NOTE (note)), "This May Be Another Keyboard") == 0;
}

/* What the boot section holds says so at contact, and not after a backup of everything. */
static void
test_another (void)
{
  UbWindow *window = make_window (LEFT_FILE);
  UbBoard *board = board_of (window);

  memset (isp_sim_chip_get_flash (ub_test_get_chip (window)) + 0x7000, 0, 0x1000);
  ub_contact_forget (ub_board_get_contact (board));
  ub_test_wait (is_doubted, window, "the doubt");
  g_assert_null (ub_test_find (window, GTK_TYPE_BUTTON, "Co_ntinue"));
  ub_test_get (window, GTK_TYPE_BUTTON, "_Restore");
  ub_test_wait_sensitive (window);
  g_assert_error (ub_board_get_plan (board)->error, ISP_ERROR, ISP_ERROR_OTHER_BOARD);
  ub_test_activate (window, GTK_TYPE_BUTTON, "_Forget It");
  ub_test_wait (has_none, board, "nothing that was broken off");
  ub_test_wait_sensitive (window);
  g_assert_no_error (ub_board_get_plan (board)->error);
  ub_test_window_free (window);
}

static void
test_fuses (void)
{
  UbWindow *window = make_window (LEFT_FUSES);
  g_autoptr (IspRequest) usual = ub_board_make_request (board_of (window));
  g_autofree guint8 *flash = g_memdup2 (isp_sim_chip_get_flash (ub_test_get_chip (window)), 0x8000);

  /* The usual job saves and restores as ever. */
  g_assert_null (usual->unfinished);
  go (window, "Co_ntinue", ISP_JOB_FUSES);
  g_assert_cmphex (isp_sim_chip_get_fuse (ub_test_get_chip (window), ISP_FUSE_HIGH), ==,
                   PLANNED_HFUSE);
  g_assert_cmpmem (isp_sim_chip_get_flash (ub_test_get_chip (window)), 0x8000, flash, 0x8000);
  give_up (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/unfinished/continue", test_continue);
  g_test_add_func ("/app/unfinished/continue-preset", test_continue_preset);
  g_test_add_func ("/app/unfinished/restore", test_restore);
  g_test_add_func ("/app/unfinished/give-up", test_give_up);
  g_test_add_func ("/app/unfinished/another", test_another);
  g_test_add_func ("/app/unfinished/fuses", test_fuses);
  return g_test_run ();
}
