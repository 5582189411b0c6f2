/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal-board.h"

#include "scratch.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"

#include <string.h>

void
board_init (Board *self)
{
  self->fake = fake_new (PART);
  for (guint i = 0; i < FLASH_SIZE; i++)
    self->flash[i] = i < 0x2000 ? (guint8) (i * 37 + (i >> 8)) : 0xFF;
  for (guint i = 0; i < EEPROM_SIZE; i++)
    self->eeprom[i] = (guint8) (i * 91 + 5);
  memcpy (isp_sim_chip_get_flash (self->fake->chip), self->flash, FLASH_SIZE);
  memcpy (isp_sim_chip_get_eeprom (self->fake->chip), self->eeprom, EEPROM_SIZE);
}

void
board_clear (Board *self)
{
  fake_free (self->fake);
  scratch_clear ();
}

IspRequest *
board_make_request (gboolean keep_firmware)
{
  IspRequest *request = fake_flash_request (BOOT, 4096, 3);

  request->keep_firmware = keep_firmware;
  /* with EESAVE: once it counts, an erase keeps what is in the EEPROM, be it half a job's */
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ .value = { 0x5E, 0xD1, 0xF4 }, .has = 0x7 };
  return request;
}

/* Nobody lives to note anything. */
static gboolean
note (IspUnfinished *unfinished, IspJournalAct act, gpointer data, GError **error)
{
  const Fake *fake = data;

  return (fake->fault != FAKE_FINE && fake->n >= fake->fault_at) ||
         isp_journal_write (unfinished, act, NULL, error);
}

IspReport *
board_run (Board *self, IspRequest *request, guint64 strike, gboolean follow)
{
  Fake *fake = self->fake;
  IspJobOptions options = { .backup = isp_backups_store, .journal = note, .journal_data = fake };
  g_autoptr (IspRequest) owned = request;
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspPlan) plan = NULL;

  fake->fault = FAKE_FINE;
  snapshot = fake_snapshot (fake);
  if (follow && request->unfinished == NULL)
    request->unfinished = isp_journal_find (snapshot);
  plan = isp_plan_new (snapshot, request);
  g_assert_no_error (plan->error);
  fake_clear (fake);
  fake->fault = strike > 0 ? FAKE_UNPLUGGED : FAKE_FINE;
  fake->fault_at = strike;
  return isp_job_run (fake->session, fake->port, plan, &options, NULL, NULL);
}

guint64
board_count_steps (gboolean keep_firmware)
{
  Board board;
  guint64 n;
  g_autoptr (IspReport) report = NULL;

  board_init (&board);
  report = board_run (&board, board_make_request (keep_firmware), 0, TRUE);
  g_assert_no_error (report->error);
  n = board.fake->n;
  board_clear (&board);
  return n;
}

gboolean
board_has_entry (void)
{
  g_autoptr (GPtrArray) list = isp_journal_list ();

  return list->len > 0;
}

IspUnfinished *
board_find (Board *board)
{
  g_autoptr (IspSnapshot) snapshot = NULL;

  board->fake->fault = FAKE_FINE;
  snapshot = fake_snapshot (board->fake);
  return isp_journal_find (snapshot);
}

guint64
board_find_middle (void)
{
  return board_count_steps (FALSE) * 3 / 4;
}

IspRequest *
board_make_fuses (void)
{
  IspRequest *request = isp_request_new (ISP_JOB_FUSES);

  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = (IspFuses){ .value = { NEW_LFUSE, NEW_HFUSE }, .has = 0x3 };
  return request;
}

guint64
board_find_fuse_write (void)
{
  Board board;
  g_autoptr (IspReport) report = NULL;
  guint64 n;

  board_init (&board);
  report = board_run (&board, board_make_fuses (), 0, FALSE);
  g_assert_no_error (report->error);
  n = board.fake->n;
  board_clear (&board);
  return n;
}
