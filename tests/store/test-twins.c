/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two boards that are alike in all that a chip says of itself, as the halves of a split keyboard
 * are: a job that was broken off on one is not continued on the other. */
#include "core/isp-error.h"
#include "journal-board.h"
#include "scratch.h"
#include "store/backups/isp-journal.h"

#include <string.h>

#define HANDEDNESS 14u

/* The other half of a split keyboard: the same in all that a chip says of itself, with the same
 * firmware, and one byte of EEPROM of its own. */
static void
board_init_twin (Board *twin, const Board *board)
{
  twin->fake = fake_new (PART);
  memcpy (twin->flash, board->flash, FLASH_SIZE);
  memcpy (twin->eeprom, board->eeprom, EEPROM_SIZE);
  twin->eeprom[HANDEDNESS] |= 1;
  memcpy (isp_sim_chip_get_flash (twin->fake->chip), twin->flash, FLASH_SIZE);
  memcpy (isp_sim_chip_get_eeprom (twin->fake->chip), twin->eeprom, EEPROM_SIZE);
}

static IspImage *
read_chip (const guint8 *bytes, gsize len)
{
  return isp_image_new_from_data (0, bytes, len);
}

/* One half was broken off. The other one is whole, as it was or as it was to be: it is never taken
 * for the first, whose way back stays. */
static void
test_twins (gconstpointer data)
{
  const gboolean is_done = GPOINTER_TO_INT (data);
  Board left, right;
  g_autoptr (IspReport) first = NULL, killed = NULL, other = NULL, last = NULL;
  guint64 strike = board_find_middle ();

  board_init (&left);
  left.eeprom[HANDEDNESS] = isp_sim_chip_get_eeprom (left.fake->chip)[HANDEDNESS] = 0;
  board_init_twin (&right, &left);
  if (is_done)
    {
      first = board_run (&right, board_make_request (FALSE), 0, TRUE);
      g_assert_no_error (first->error);
      /* as the interrupted one: what it is to hold, and its own byte */
      isp_sim_chip_set_fuse (right.fake->chip, ISP_FUSE_HIGH, 0xD9);
    }
  killed = board_run (&left, board_make_request (FALSE), strike, TRUE);
  g_assert_cmpint (killed->chip, ==, ISP_CHIP_PARTLY);
  other = board_run (&right, board_make_request (FALSE), 0, TRUE);
  g_assert_error (other->error, ISP_ERROR, ISP_ERROR_OTHER_BOARD);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (right.fake->chip), EEPROM_SIZE, right.eeprom,
                   EEPROM_SIZE);
  g_assert_true (board_has_entry ());
  last = board_run (&left, board_make_request (FALSE), 0, TRUE);
  g_assert_no_error (last->error);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (left.fake->chip), EEPROM_SIZE, left.eeprom,
                   EEPROM_SIZE);
  g_assert_false (board_has_entry ());
  fake_free (right.fake);
  board_clear (&left);
}

/* Alike in every byte: it is written like any other, from a backup of its own, and what is known of
 * the first stays. */
static void
test_equal_twins (void)
{
  Board left, right;
  g_autoptr (IspReport) killed = NULL, other = NULL, last = NULL;
  guint64 strike = board_find_middle ();

  board_init (&left);
  board_init_twin (&right, &left);
  memcpy (isp_sim_chip_get_eeprom (right.fake->chip), left.eeprom, EEPROM_SIZE);
  killed = board_run (&left, board_make_request (FALSE), strike, TRUE);
  other = board_run (&right, board_make_request (FALSE), 0, TRUE);
  g_assert_no_error (other->error);
  g_assert_cmpstr (other->backup, !=, killed->backup);
  g_assert_true (board_has_entry ());
  last = board_run (&left, board_make_request (FALSE), 0, TRUE);
  g_assert_no_error (last->error);
  g_assert_cmpstr (last->backup, ==, killed->backup);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (left.fake->chip), EEPROM_SIZE, left.eeprom,
                   EEPROM_SIZE);
  g_assert_false (board_has_entry ());
  fake_free (right.fake);
  board_clear (&left);
}

/* Without a backup as well: what is restored has to be proven. */
static void
test_twins_no_backup (void)
{
  Board left, right;
  g_autoptr (IspReport) killed = NULL, other = NULL;
  IspRequest *request = board_make_request (FALSE);
  guint64 strike = board_find_middle ();

  board_init (&left);
  left.eeprom[HANDEDNESS] = isp_sim_chip_get_eeprom (left.fake->chip)[HANDEDNESS] = 0;
  board_init_twin (&right, &left);
  killed = board_run (&left, board_make_request (FALSE), strike, TRUE);
  request->no_backup = TRUE;
  other = board_run (&right, request, 0, TRUE);
  g_assert_error (other->error, ISP_ERROR, ISP_ERROR_OTHER_BOARD);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (right.fake->chip), EEPROM_SIZE, right.eeprom,
                   EEPROM_SIZE);
  fake_free (right.fake);
  board_clear (&left);
}

/* Both halves were broken off. A person who is asked about one of them forgets that one. */
static void
test_forget (gconstpointer data)
{
  const gboolean of_fuses = GPOINTER_TO_INT (data);
  Board left, right;
  g_autoptr (IspReport) first = NULL, second = NULL;
  g_autoptr (GPtrArray) both = NULL, rest = NULL;
  g_autoptr (GError) error = NULL;
  const guint64 strike = of_fuses ? board_find_fuse_write () : board_find_middle ();

  board_init (&left);
  board_init_twin (&right, &left);
  first =
      board_run (&left, of_fuses ? board_make_fuses () : board_make_request (FALSE), strike, FALSE);
  second = board_run (&right, of_fuses ? board_make_fuses () : board_make_request (FALSE), strike,
                      FALSE);
  both = isp_journal_list ();
  g_assert_cmpuint (both->len, ==, 2);
  if (!of_fuses)
    {
      /* not a byte further: then what the other one was proves nothing either */
      ((IspUnfinished *) both->pdata[0])->stage = ISP_STAGE_NOTED;
      isp_journal_write (both->pdata[0], ISP_JOURNAL_NOTE, NULL, &error);
      g_assert_no_error (error);
    }
  isp_journal_write (both->pdata[0], ISP_JOURNAL_FORGET, NULL, &error);
  g_assert_no_error (error);
  rest = isp_journal_list ();
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (((IspUnfinished *) rest->pdata[0])->location, ==,
                   ((IspUnfinished *) both->pdata[1])->location);
  fake_free (right.fake);
  board_clear (&left);
}

/* What a job can leave, and what it cannot. */
static void
test_left_as (void)
{
  Board board;
  g_autoptr (IspReport) killed = NULL;
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (IspImage) before = NULL, after = NULL, old = NULL;
  const IspIntent *intent;
  guint64 strike = board_find_middle ();
  guint8 bytes[EEPROM_SIZE];

  board_init (&board);
  killed = board_run (&board, board_make_request (FALSE), strike, TRUE);
  unfinished = board_find (&board);
  g_assert_cmpint (unfinished->stage, ==, ISP_STAGE_CHANGED);
  intent = unfinished->intents->pdata[0];
  before = read_chip (board.flash, FLASH_SIZE);
  old = read_chip (board.eeprom, EEPROM_SIZE);
  after = isp_image_copy (intent->flash);
  g_assert_cmpint (isp_unfinished_compare (unfinished, before, old), ==, ISP_LEFT_BEFORE);
  g_assert_cmpint (isp_unfinished_compare (unfinished, after, old), ==, ISP_LEFT_AFTER);
  for (guint end = 0; end < EEPROM_SIZE; end += 37)
    {
      g_autoptr (IspImage) part = NULL;

      /* an erased EEPROM that is written from its lowest byte on */
      memset (bytes, 0xFF, sizeof bytes);
      memcpy (bytes, board.eeprom, end);
      part = read_chip (bytes, EEPROM_SIZE);
      g_assert_cmpint (isp_unfinished_compare (unfinished, after, part), ==, ISP_LEFT_HALF);
      g_assert_cmpint (isp_unfinished_compare (unfinished, before, part), ==, ISP_LEFT_OTHERWISE);
    }
  board_clear (&board);
}

int
main (int argc, char **argv)
{
  int status;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/twins/before", GINT_TO_POINTER (FALSE), test_twins);
  g_test_add_data_func ("/store/twins/done", GINT_TO_POINTER (TRUE), test_twins);
  g_test_add_func ("/store/twins/equal", test_equal_twins);
  g_test_add_func ("/store/twins/no-backup", test_twins_no_backup);
  g_test_add_data_func ("/store/twins/forget", GINT_TO_POINTER (FALSE), test_forget);
  g_test_add_data_func ("/store/twins/forget-fuses", GINT_TO_POINTER (TRUE), test_forget);
  g_test_add_func ("/store/twins/left-as", test_left_as);
  status = g_test_run ();
  scratch_end ();
  return status;
}
