/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that are killed, and run again: the EEPROM and the fuses are as the keyboard came with, and
 * as planned. A kill is a programmer that is gone and a journal that nobody closes. */
#include "core/isp-error.h"
#include "journal-board.h"
#include "scratch.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"
#include "store/isp-paths.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  guint runs, changed, eeprom, firmware, fuses, failed;
  guint told; /* that it did not finish, after a last run that did */
} Figures;

/* Killed at strike, killed again at second where that is not 0, and run to the end. */
static void
try_kill (guint64 strike, guint64 second, gboolean keep_firmware, gboolean follow, Figures *figures)
{
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) again = NULL;
  g_autoptr (IspReport) last = NULL;

  board_init (&board);
  killed = board_run (&board, board_make_request (keep_firmware), strike, follow);
  figures->runs++;
  figures->changed += killed->chip != ISP_CHIP_UNCHANGED;
  if (killed->chip != ISP_CHIP_UNCHANGED && follow)
    g_assert_true (killed->verdict == ISP_VERDICT_OK || board_has_entry ());
  if (second > 0)
    again = board_run (&board, board_make_request (keep_firmware), second, follow);
  last = board_run (&board, board_make_request (keep_firmware), 0, follow);
  figures->failed += last->verdict != ISP_VERDICT_OK;
  figures->eeprom +=
      memcmp (isp_sim_chip_get_eeprom (board.fake->chip), board.eeprom, EEPROM_SIZE) != 0;
  figures->firmware +=
      keep_firmware && memcmp (isp_sim_chip_get_flash (board.fake->chip), board.flash, BOOT) != 0;
  figures->fuses += isp_sim_chip_get_fuse (board.fake->chip, ISP_FUSE_HIGH) != 0xD1;
  figures->told += follow && last->verdict == ISP_VERDICT_OK && board_has_entry ();
  board_clear (&board);
}

static Figures
sweep (guint n, gboolean twice, gboolean keep_firmware, gboolean follow)
{
  guint64 steps = board_count_steps (keep_firmware);
  Figures figures = { 0 };

  for (guint i = 0; i < n; i++)
    {
      guint64 strike = 1 + steps * i / n;

      try_kill (strike, twice ? 1 + steps * ((i * 7 + 3) % n) / n : 0, keep_firmware, follow,
                &figures);
    }
  return figures;
}

static void
test_kills (gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  Figures figures = sweep (13, which & 1, which & 2, TRUE);

  g_assert_cmpuint (figures.changed, >, 5);
  g_assert_cmpuint (figures.failed, ==, 0);
  g_assert_cmpuint (figures.eeprom, ==, 0);
  g_assert_cmpuint (figures.firmware, ==, 0);
  g_assert_cmpuint (figures.fuses, ==, 0);
  g_assert_cmpuint (figures.told, ==, 0);
}

/* ── whose it is ── */

static void
test_other_board (void)
{
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) other = NULL;
  g_autoptr (IspReport) fresh = NULL;
  guint64 strike = board_find_middle ();

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  g_assert_cmpint (killed->chip, ==, ISP_CHIP_PARTLY);
  /* One like it, which somebody has used. */
  memcpy (isp_sim_chip_get_flash (board.fake->chip), board.flash, FLASH_SIZE);
  memset (isp_sim_chip_get_eeprom (board.fake->chip), 0, EEPROM_SIZE);
  other = board_run (&board, board_make_request (FALSE), 0, TRUE);
  g_assert_error (other->error, ISP_ERROR, ISP_ERROR_OTHER_BOARD);
  g_assert_cmpint (other->verdict, ==, ISP_VERDICT_REFUSED);
  g_assert_false (fake_did (board.fake, " erase", NULL));
  g_assert_true (board_has_entry ());

  fresh = board_run (&board, board_make_request (FALSE), 0, FALSE);
  g_assert_no_error (fresh->error);
  for (guint i = 0; i < EEPROM_SIZE; i++)
    g_assert_cmphex (isp_sim_chip_get_eeprom (board.fake->chip)[i], ==, 0);
  g_assert_true (board_has_entry ());
  board_clear (&board);
}

/* An erase between two tries takes nothing away from the first backup. */
static void
test_erase_between (void)
{
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) erase = NULL;
  g_autoptr (IspReport) last = NULL;
  guint64 strike = board_find_middle ();

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  erase = board_run (&board, isp_request_new (ISP_JOB_ERASE), 0, FALSE);
  g_assert_no_error (erase->error);
  g_assert_true (board_has_entry ());
  last = board_run (&board, board_make_request (FALSE), 0, TRUE);
  g_assert_no_error (last->error);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE, board.eeprom,
                   EEPROM_SIZE);
  g_assert_false (board_has_entry ());
  board_clear (&board);
}

static void
test_restore (void)
{
  Board board;
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) restored = NULL;
  guint64 strike = board_find_middle ();

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  unfinished = board_find (&board);
  g_assert_nonnull (unfinished);
  g_assert_cmpint (unfinished->kind, ==, ISP_JOB_FLASH);
  g_assert_cmpstr (unfinished->title, ==, "test.hex");
  g_assert_cmpstr (unfinished->location, ==, killed->backup);
  restored =
      board_run (&board, isp_backups_make_request (unfinished->backup, ISP_BACKUP_ALL), 0, TRUE);
  g_assert_no_error (restored->error);
  g_assert_cmpstr (restored->backup, ==, killed->backup);
  g_assert_cmpmem (isp_sim_chip_get_flash (board.fake->chip), FLASH_SIZE, board.flash, FLASH_SIZE);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE, board.eeprom,
                   EEPROM_SIZE);
  g_assert_false (board_has_entry ());
  board_clear (&board);
}

/* From what the journal holds alone, without the file that was written. */
static void
test_continue (void)
{
  Board board;
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) again = NULL;
  g_autoptr (IspRequest) same = board_make_request (FALSE);
  g_autoptr (IspImage) flash = NULL;
  guint64 strike = board_find_middle ();

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  unfinished = board_find (&board);
  again = board_run (&board, isp_unfinished_make_request (unfinished, NULL), 0, FALSE);
  g_assert_no_error (again->error);
  flash = isp_image_new_from_data (0, isp_sim_chip_get_flash (board.fake->chip), FLASH_SIZE);
  g_assert_true (isp_image_is_blank (flash, 0, BOOT));
  g_assert_false (isp_image_is_blank (flash, BOOT, 4096));
  g_assert_cmpmem (isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE, board.eeprom,
                   EEPROM_SIZE);
  g_assert_cmphex (isp_sim_chip_get_fuse (board.fake->chip, ISP_FUSE_HIGH), ==, 0xD1);
  g_assert_false (board_has_entry ());
  board_clear (&board);
}

/* Killed between the kept firmware and a bootloader where there was none: flash is as before, the
 * EEPROM is not. */
static void
test_kept_is_back (void)
{
  const guint64 steps = board_count_steps (TRUE);
  gboolean found = FALSE;

  for (guint64 strike = 1; strike <= steps && !found; strike++)
    {
      Board board;
      g_autoptr (IspReport) killed = NULL;
      g_autoptr (IspReport) last = NULL;
      g_autoptr (IspImage) eeprom = NULL;

      board_init (&board);
      killed = board_run (&board, board_make_request (TRUE), strike, TRUE);
      eeprom = isp_image_new_from_data (0, isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE);
      found = isp_image_is_blank (eeprom, 0, EEPROM_SIZE) &&
              memcmp (isp_sim_chip_get_flash (board.fake->chip), board.flash, FLASH_SIZE) == 0;
      if (found)
        {
          last = board_run (&board, board_make_request (TRUE), 0, TRUE);
          g_assert_no_error (last->error);
          g_assert_cmpmem (isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE, board.eeprom,
                           EEPROM_SIZE);
        }
      g_assert_true (killed->chip == ISP_CHIP_UNCHANGED || found || board_has_entry ());
      g_assert_false (found && board_has_entry ());
      board_clear (&board);
    }
  g_assert_true (found);
}

static void
test_other_fuses (void)
{
  Board board;
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspReport) killed = NULL;
  guint64 strike = board_find_middle ();

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  isp_sim_chip_set_fuse (board.fake->chip, ISP_FUSE_HIGH, 0xD8);
  unfinished = board_find (&board);
  g_assert_null (unfinished);
  board_clear (&board);
}

/* ── fuses alone ── */

#define OLD_HFUSE 0xD9

static void
assert_memories (Board *board)
{
  g_assert_cmpmem (isp_sim_chip_get_flash (board->fake->chip), FLASH_SIZE, board->flash,
                   FLASH_SIZE);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (board->fake->chip), EEPROM_SIZE, board->eeprom,
                   EEPROM_SIZE);
}

/* Killed at each instruction from the first that writes a fuse on; then as the person decides. */
static void
test_fuses (gconstpointer data)
{
  const gboolean restores = GPOINTER_TO_INT (data);
  guint n_told = 0;

  for (guint64 strike = 1;; strike++)
    {
      Board board;
      g_autoptr (IspReport) killed = NULL;
      g_autoptr (IspReport) last = NULL;
      g_autoptr (IspUnfinished) unfinished = NULL;
      gboolean ended;

      board_init (&board);
      isp_sim_chip_set_fuse (board.fake->chip, ISP_FUSE_HIGH, OLD_HFUSE);
      killed = board_run (&board, board_make_fuses (), strike, FALSE);
      ended = killed->verdict == ISP_VERDICT_OK;
      unfinished = board_find (&board);
      /* what did not change anything is nothing to tell */
      g_assert_true (killed->chip == ISP_CHIP_UNCHANGED || ended || unfinished != NULL);
      if (unfinished != NULL)
        {
          n_told++;
          g_assert_cmpint (unfinished->kind, ==, ISP_JOB_FUSES);
          g_assert_cmpstr (unfinished->location, ==, killed->backup);
          g_assert_true (isp_unfinished_is_of_fuses (unfinished));
          last = board_run (&board,
                            restores ? isp_backups_make_request (unfinished->backup, ISP_BACKUP_ALL)
                                     : isp_unfinished_make_request (unfinished, NULL),
                            0, TRUE);
          g_assert_no_error (last->error);
          g_assert_cmphex (isp_sim_chip_get_fuse (board.fake->chip, ISP_FUSE_HIGH), ==,
                           restores ? OLD_HFUSE : NEW_HFUSE);
          g_assert_false (fake_did (board.fake, " erase", NULL));
        }
      g_assert_true (killed->chip == ISP_CHIP_UNCHANGED || !board_has_entry ());
      assert_memories (&board);
      board_clear (&board);
      if (ended)
        break;
    }
  g_assert_cmpuint (n_told, >, 5);
}

/* Fuses that were broken off say nothing of what EEPROM and flash are to hold; a whole job that
 * ends well settles them. */
static void
test_fuses_then_flash (void)
{
  guint64 n = board_find_fuse_write ();
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) flashed = NULL;
  g_autoptr (IspUnfinished) unfinished = NULL;

  board_init (&board);
  killed = board_run (&board, board_make_fuses (), n, FALSE);
  g_assert_cmpint (killed->chip, !=, ISP_CHIP_UNCHANGED);
  g_assert_true (board_has_entry ());
  flashed = board_run (&board, board_make_request (FALSE), 0, FALSE);
  g_assert_no_error (flashed->error);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE, board.eeprom,
                   EEPROM_SIZE);
  g_assert_false (board_has_entry ());
  board_clear (&board);
}

/* What a broken-off flash job took is told first, whatever became of the fuses since. */
static void
test_flash_then_fuses (void)
{
  guint64 strike = board_find_middle (), n = board_find_fuse_write ();
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspReport) fuses = NULL;
  g_autoptr (IspReport) last = NULL;
  g_autoptr (IspUnfinished) unfinished = NULL;
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ .value = { 0x5E, 0xD1 }, .has = 0x3 };
  fuses = board_run (&board, request, n, FALSE);
  g_assert_cmpint (fuses->chip, !=, ISP_CHIP_UNCHANGED);
  unfinished = board_find (&board);
  g_assert_nonnull (unfinished);
  g_assert_false (isp_unfinished_is_of_fuses (unfinished));
  last = board_run (&board, isp_unfinished_make_request (unfinished, NULL), 0, FALSE);
  g_assert_no_error (last->error);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (board.fake->chip), EEPROM_SIZE, board.eeprom,
                   EEPROM_SIZE);
  g_assert_false (board_has_entry ());
  board_clear (&board);
}

/* Of a whole backup the fuses alone: firmware and EEPROM stay as they are now. */
static void
test_restore_fuses (void)
{
  Board board;
  g_autoptr (IspReport) saved = NULL;
  g_autoptr (IspReport) restored = NULL;
  g_autoptr (IspBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  board_init (&board);
  isp_sim_chip_set_fuse (board.fake->chip, ISP_FUSE_HIGH, OLD_HFUSE);
  saved = board_run (&board, isp_request_new (ISP_JOB_BACKUP), 0, FALSE);
  backup = isp_backups_load (saved->backup, &error);
  g_assert_no_error (error);
  isp_sim_chip_set_fuse (board.fake->chip, ISP_FUSE_HIGH, NEW_HFUSE);
  isp_sim_chip_get_flash (board.fake->chip)[5] = board.flash[5] = 0x55;
  restored = board_run (&board, isp_backups_make_request (backup, ISP_BACKUP_FUSES), 0, FALSE);
  g_assert_no_error (restored->error);
  g_assert_cmphex (isp_sim_chip_get_fuse (board.fake->chip, ISP_FUSE_HIGH), ==, OLD_HFUSE);
  g_assert_false (fake_did (board.fake, " erase", NULL));
  assert_memories (&board);
  board_clear (&board);
}

/* ── damage ── */

static void
test_damaged (void)
{
  static const char *const texts[] = { "",   "{",    "[]",  "{\"format\":1}", "{\"format\":\"1\"}",
                                       "{}", "null", "\xFF" };
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autofree char *path = NULL;
  guint64 strike = board_find_middle ();

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  path = g_build_filename (killed->backup, "job.json", NULL);
  g_assert_true (board_has_entry ());
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      g_assert_false (board_has_entry ());
    }
  board_clear (&board);
}

/* ── a page that fails again ── */

/* In another run, which knows of the first one by its journal alone. */
static void
check_again (void (*wear_out) (Fake *fake))
{
  Board board;
  g_autoptr (IspReport) first = NULL;
  g_autoptr (IspReport) again = NULL;

  board_init (&board);
  wear_out (board.fake);
  first = board_run (&board, board_make_request (FALSE), 0, TRUE);
  g_assert_error (first->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_false (first->again);
  again = board_run (&board, board_make_request (FALSE), 0, TRUE);
  g_assert_error (again->error, ISP_ERROR, ISP_ERROR_VERIFY);
  g_assert_cmpuint (isp_report_get_failed_page (again).start, ==, BOOT);
  g_assert_true (again->again);
  board_clear (&board);
}

/* With the first write to it: the backup does not know it yet. */
static void
wear_out_page (Fake *fake)
{
  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_PAGE, G_MAXUINT32);
}

static void
wear_out_erase (Fake *fake)
{
  fake->spared = BOOT + 5;
  isp_sim_chip_get_flash (fake->chip)[fake->spared] = 0;
}

static void
test_again (void)
{
  check_again (wear_out_page);
  check_again (wear_out_erase);
}

/* ── the whole sweep ── */

static int
print_table (guint n)
{
  for (guint which = 0; which < 8; which++)
    {
      Figures f = sweep (n, which & 1, which & 2, which & 4);

      g_print ("%s, %s, %s: %u kills, %u after the first change: %u EEPROMs wrong, %u kept "
               "firmwares wrong, %u fuses wrong, %u last runs failed, %u told afterwards\n",
               which & 4 ? "journal" : "no journal", which & 1 ? "twice" : "once",
               which & 2 ? "firmware kept" : "bootloader alone", f.runs, f.changed, f.eeprom,
               f.firmware, f.fuses, f.failed, f.told);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  int status;

  scratch_init ();
  if (argc > 2 && g_str_equal (argv[1], "--table"))
    {
      status = print_table (atoi (argv[2]));
      scratch_end ();
      return status;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/journal/killed", GUINT_TO_POINTER (0), test_kills);
  g_test_add_data_func ("/store/journal/killed-twice", GUINT_TO_POINTER (1), test_kills);
  g_test_add_data_func ("/store/journal/firmware", GUINT_TO_POINTER (2), test_kills);
  g_test_add_data_func ("/store/journal/firmware-twice", GUINT_TO_POINTER (3), test_kills);
  g_test_add_func ("/store/journal/other-board", test_other_board);
  g_test_add_func ("/store/journal/erase-between", test_erase_between);
  g_test_add_func ("/store/journal/restore", test_restore);
  g_test_add_func ("/store/journal/continue", test_continue);
  g_test_add_func ("/store/journal/kept-is-back", test_kept_is_back);
  g_test_add_func ("/store/journal/other-fuses", test_other_fuses);
  g_test_add_data_func ("/store/journal/fuses/continue", GINT_TO_POINTER (FALSE), test_fuses);
  g_test_add_data_func ("/store/journal/fuses/restore", GINT_TO_POINTER (TRUE), test_fuses);
  g_test_add_func ("/store/journal/fuses/then-flash", test_fuses_then_flash);
  g_test_add_func ("/store/journal/fuses/after-flash", test_flash_then_fuses);
  g_test_add_func ("/store/journal/restore-fuses", test_restore_fuses);
  g_test_add_func ("/store/journal/damaged", test_damaged);
  g_test_add_func ("/store/journal/again", test_again);
  status = g_test_run ();
  scratch_end ();
  return status;
}
