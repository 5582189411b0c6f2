/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One keyboard on one programmer, or in its bootloader: contact, what the chip says, plan, answers,
 * job, and the way back. It reads what is plugged in (UbPorts) and what shall go on (UbChoice);
 * neither knows a board, so that there can be many. Main thread.
 *
 * Emits "changed" after each change of its own, of its ports or of its choice, and "ended" when
 * its job has ended. A job's progress is the job's own signal. */
#pragma once

#include "ub-choice.h"
#include "ub-contact.h"
#include "ub-job.h"
#include "ub-loader.h"
#include "ub-maker.h"
#include "ub-watch.h"

G_BEGIN_DECLS

#define UB_TYPE_BOARD (ub_board_get_type ())
G_DECLARE_FINAL_TYPE (UbBoard, ub_board, UB, BOARD, GObject)

/**
 * ub_board_new:
 * @ports: what is plugged in
 * @choice: what shall go on this board
 *
 * Returns: (transfer full): with no programmer chosen
 */
UbBoard *ub_board_new (UbPorts *ports, UbChoice *choice);
UbPorts *ub_board_get_ports (UbBoard *self);   /* transfer none */
UbChoice *ub_board_get_choice (UbBoard *self); /* transfer none */

/**
 * ub_board_start_afresh:
 *
 * For another keyboard of the same kind: everything that was found is forgotten; the programmer is
 * kept, and what was chosen for the keyboard, see ub_choice_start_over(). Not while a job runs.
 */
void ub_board_start_afresh (UbBoard *self);

/* ── programmer ── */

/**
 * ub_board_get_port:
 *
 * Returns: (transfer none) (nullable): the port in force: in a rehearsal the simulated one, else
 * the one chosen by hand while it is plugged in, else the only ready one; for an upload the
 * keyboard's in its bootloader. Valid until "changed"
 */
const IspPort *ub_board_get_port (UbBoard *self);

/**
 * ub_board_get_likely_port:
 *
 * Returns: (transfer none) (nullable): as ub_board_get_port(), else the only one that may be
 * chosen: for what is said of it, never to open it
 */
const IspPort *ub_board_get_likely_port (UbBoard *self);

/**
 * ub_board_choose_port:
 * @port_id: its id
 *
 * By hand: consent to open it, until it is unplugged. Ends a rehearsal. Not while a job runs.
 */
void ub_board_choose_port (UbBoard *self, const char *port_id);

/**
 * ub_board_can_give_clock:
 *
 * Returns: TRUE: the programmer in force can give the chip a clock
 */
gboolean ub_board_can_give_clock (UbBoard *self);

/**
 * ub_board_set_fault:
 * @fault: id of isp_rehearsal_get_fault()
 *
 * What is to go wrong in the rehearsal, from now on. Not while a job runs.
 */
void ub_board_set_fault (UbBoard *self, const char *fault);

/**
 * ub_board_end_rehearsal:
 *
 * Back to what is plugged in. The job that was rehearsed is forgotten. Not while a job runs.
 */
void ub_board_end_rehearsal (UbBoard *self);

/* ── chip ── */

UbContact *ub_board_get_contact (UbBoard *self); /* transfer none */
UbLoader *ub_board_get_loader (UbBoard *self);   /* transfer none */
UbMaker *ub_board_get_maker (UbBoard *self);     /* transfer none */

/**
 * ub_board_set_wanted:
 * @wanted: TRUE: the page that shows what the chip says is visible, so that it may be asked
 *
 * Over ISP, or in its bootloader: as the request in force has it.
 */
void ub_board_set_wanted (UbBoard *self, gboolean wanted);

/**
 * ub_board_get_snapshot:
 *
 * Returns: (transfer none) (nullable): what the chip says now; NULL: no answer
 */
const IspSnapshot *ub_board_get_snapshot (UbBoard *self);

/**
 * ub_board_is_done:
 *
 * Returns: TRUE: after ub_board_start_afresh() the keyboard that a job has made work answers still:
 *   its programmer was not unplugged since, and it was not seen to be silent
 */
gboolean ub_board_is_done (UbBoard *self);

/**
 * ub_board_get_guess:
 *
 * Returns: (transfer none) (nullable): what the answer means; NULL: no answer
 */
const IspGuess *ub_board_get_guess (UbBoard *self);

/**
 * ub_board_get_part:
 *
 * Returns: (transfer none) (nullable): the part in force: chosen by hand, else the one that
 * answers
 */
const IspPart *ub_board_get_part (UbBoard *self);

/* ── plan ── */

/**
 * ub_board_get_missing_chip:
 *
 * Returns: (nullable): a caption that says what is missing until a chip answers on the programmer;
 * NULL: nothing
 */
const char *ub_board_get_missing_chip (UbBoard *self);

/**
 * ub_board_get_missing:
 *
 * Returns: (nullable): the caption that says what Review still needs; NULL: everything is there
 */
const char *ub_board_get_missing (UbBoard *self);

/**
 * ub_board_make_request:
 *
 * Returns: (transfer full): what the person wants, as chosen so far or as set by
 * ub_board_set_request()
 */
IspRequest *ub_board_make_request (UbBoard *self);

/**
 * ub_board_set_request:
 * @request: (transfer full) (nullable): another job than the usual one, such as a restore; NULL:
 *   the usual one again
 *
 * Any choice made later drops it.
 */
void ub_board_set_request (UbBoard *self, IspRequest *request);

/**
 * ub_board_request_upload:
 *
 * Another job than the usual one: to install the chosen firmware through the keyboard's bootloader.
 * Any choice made later still counts for it; ub_board_set_request() with another one ends it.
 */
void ub_board_request_upload (UbBoard *self);

/**
 * ub_board_request_make:
 *
 * Another job than the usual one: to make the board a programmer that its maker has. Any choice
 * made later still counts for it, as with ub_board_request_upload().
 */
void ub_board_request_make (UbBoard *self);

/**
 * ub_board_request_give_back:
 *
 * Another job than the usual one: to give the board back what its maker has as its own firmware. As
 * ub_board_request_make().
 */
void ub_board_request_give_back (UbBoard *self);

/**
 * ub_board_uploads:
 *
 * Returns: TRUE: the request in force goes through the keyboard's bootloader: then port, snapshot
 * and part are that keyboard's
 */
gboolean ub_board_uploads (UbBoard *self);

/**
 * ub_board_get_plan:
 *
 * Returns: (transfer none) (nullable): the plan of that request on the chip as found, valid until
 * the next "changed"; NULL: no answer from a chip, or nothing to install, or another board answers
 * than the one that its maker has
 */
const IspPlan *ub_board_get_plan (UbBoard *self);

/**
 * ub_board_may_edit_fuses:
 *
 * Returns: TRUE: the request in force may set fuses, and a chip answers whose they are
 */
gboolean ub_board_may_edit_fuses (UbBoard *self);

/**
 * ub_board_set_edits_fuses:
 * @edits: TRUE: the fuses that are chosen next are for the request in force; FALSE: for a job of
 *   their own
 */
void ub_board_set_edits_fuses (UbBoard *self, gboolean edits);
gboolean ub_board_edits_fuses (UbBoard *self);

/**
 * ub_board_make_fuse_request:
 * @fuses: of a chip, without its lock
 *
 * Returns: (transfer full): the request in force with these fuses instead, and with what it makes
 *   of the lock; or one for the fuses alone, see ub_board_set_edits_fuses()
 */
IspRequest *ub_board_make_fuse_request (UbBoard *self, const IspFuses *fuses);

/**
 * ub_board_set_acknowledged:
 * @hazard: a warning of the plan
 * @acknowledged: TRUE: the person knows about it
 *
 * Forgotten when something else is chosen, and when another chip answers.
 */
void ub_board_set_acknowledged (UbBoard *self, IspHazardId hazard, gboolean acknowledged);
gboolean ub_board_is_acknowledged (UbBoard *self, IspHazardId hazard);

/**
 * ub_board_may_start:
 *
 * Returns: TRUE: the plan is good, and every warning in it is acknowledged
 */
gboolean ub_board_may_start (UbBoard *self);

/* ── job ── */

/**
 * ub_board_start:
 *
 * Carries out the plan that was reviewed.
 */
void ub_board_start (UbBoard *self);

/**
 * ub_board_start_again:
 * @slower: TRUE: at a quarter of the clock used
 *
 * The last job again, from contact on. What the first backup saved of the EEPROM is restored, as
 * the chip may be empty by now. Where another chip answers, or one with other warnings than the
 * person has answered, nothing is done: see ub_job_needs_review().
 */
void ub_board_start_again (UbBoard *self, gboolean slower);

/**
 * ub_board_start_fuses:
 *
 * Only the fuses of the last plan; with the same look as ub_board_start_again().
 */
void ub_board_start_fuses (UbBoard *self);

/**
 * ub_board_review_again:
 *
 * After a job that ended with ub_job_needs_review(): what was reviewed last becomes the request in
 * force again, for the chip that answers now.
 */
void ub_board_review_again (UbBoard *self);
void ub_board_cancel (UbBoard *self); /* as ub_job_cancel(); nothing while no job runs */

/**
 * ub_board_get_job:
 *
 * Returns: (transfer none) (nullable): the running or last job; NULL: none for this keyboard
 */
UbJob *ub_board_get_job (UbBoard *self);

/**
 * ub_board_get_watch:
 *
 * For what shows up on USB after the job: it knows what was there when the job began.
 *
 * Returns: (transfer none) (nullable): the last job's; NULL: none for this keyboard
 */
UbWatch *ub_board_get_watch (UbBoard *self);
gboolean ub_board_is_busy (UbBoard *self);

/* ── the way back ── */

/**
 * ub_board_get_unfinished:
 *
 * Returns: (transfer none) (nullable): a job that was broken off on this chip, perhaps by another
 * run of the program: the usual request goes on from its backup. NULL: none is known
 */
const IspUnfinished *ub_board_get_unfinished (UbBoard *self);

/**
 * ub_board_continue_unfinished:
 *
 * What that job was to do becomes the request in force. Only while there is one.
 */
void ub_board_continue_unfinished (UbBoard *self);

/**
 * ub_board_may_restore_unfinished:
 *
 * Returns: TRUE: it is known what the chip held before it
 */
gboolean ub_board_may_restore_unfinished (UbBoard *self);

/**
 * ub_board_restore_unfinished:
 *
 * A request that restores what the chip held before it becomes the request in force. Only where
 * ub_board_may_restore_unfinished() says so.
 */
void ub_board_restore_unfinished (UbBoard *self);

/**
 * ub_board_give_up_unfinished_async:
 * @callback: (nullable): called in the main context
 * @data: for @callback
 *
 * The job is over: the chip counts as it is. A worker notes that. Only while there is one.
 */
void ub_board_give_up_unfinished_async (UbBoard *self, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_board_give_up_unfinished_finish:
 *
 * Returns: FALSE: that could not be noted
 */
gboolean ub_board_give_up_unfinished_finish (UbBoard *self, GAsyncResult *result, GError **error);

/**
 * ub_board_has_backup:
 *
 * Returns: TRUE: what the keyboard held before the last reviewed job is saved
 */
gboolean ub_board_has_backup (UbBoard *self);

/**
 * ub_board_may_restore:
 *
 * Returns: TRUE: it is saved, and the chip holds something else now
 */
gboolean ub_board_may_restore (UbBoard *self);
GDateTime *ub_board_get_backup_time (UbBoard *self); /* transfer none; NULL: no backup */

/**
 * ub_board_request_restore:
 *
 * A request that restores it, the way that it was saved, becomes the request in force. Only while
 * ub_board_may_restore().
 */
void ub_board_request_restore (UbBoard *self);

/**
 * ub_board_may_put_eeprom_back:
 *
 * Returns: TRUE: the last job took the EEPROM and did not restore it, and what answers now can be
 * that board. Only the person knows whether it is
 */
gboolean ub_board_may_put_eeprom_back (UbBoard *self);
gboolean ub_board_puts_eeprom_back (UbBoard *self); /* FALSE until set */
void ub_board_set_put_eeprom_back (UbBoard *self, gboolean put_back);

G_END_DECLS
