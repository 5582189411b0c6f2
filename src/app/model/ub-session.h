/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window knows: the one model that all pages share. No widgets. Main thread.
 *
 * Emits "changed" after each change (pages read everything anew in their update function),
 * "plugged" (IspPort *) when real hardware appears during a rehearsal or a job, "progress" and
 * "ended" of the running job, and "notice" (char *) for a toast. */
#pragma once

#include "ub-contact.h"
#include "ub-job.h"

#include "core/isp-error.h"
#include "engine/scan/isp-scan.h"
#include "store/presets/isp-presets.h"

G_BEGIN_DECLS

#define UB_TYPE_SESSION (ub_session_get_type ())
G_DECLARE_FINAL_TYPE (UbSession, ub_session, UB, SESSION, GObject)

UbSession *ub_session_new (IspPresets *presets);
IspSession *ub_session_get_isp (UbSession *self);
IspPresets *ub_session_get_presets (UbSession *self);

/* ── programmer ── */

/* What is plugged in; element: IspPort *. */
GPtrArray *ub_session_get_ports (UbSession *self);
/* The port in force: the one chosen by hand while it is plugged in, else the only ready one, else
 * NULL. In a rehearsal: the simulated one. */
const IspPort *ub_session_get_port (UbSession *self);
/* The same, else the only one that may be chosen: for what is said of it, never to open it. */
const IspPort *ub_session_get_likely_port (UbSession *self);
/* By hand: consent to open it, until it is unplugged. Ends a rehearsal. */
void ub_session_choose_port (UbSession *self, const char *port_id);
/* The programmer can give the chip a clock, for one whose fuses ask for a crystal that the board
 * does not have: contact and jobs then go with it. Until set, or the programmer is unplugged: no.
 */
gboolean ub_session_can_give_clock (UbSession *self);
gboolean ub_session_gives_clock (UbSession *self);
void ub_session_set_gives_clock (UbSession *self, gboolean gives_clock);

/* ── rehearsal ── */

/* sim NULL: the usual rehearsal; else the text of a port, "sim:…". */
void ub_session_start_rehearsal (UbSession *self, const char *sim);
void ub_session_end_rehearsal (UbSession *self);
gboolean ub_session_is_rehearsing (UbSession *self);
/* fault: id of isp_rehearsal_get_fault. */
void ub_session_set_rehearsal_fault (UbSession *self, const char *fault);
const char *ub_session_get_rehearsal_fault (UbSession *self);

/* ── chip ── */

UbContact *ub_session_get_contact (UbSession *self);
const IspSnapshot *ub_session_get_snapshot (UbSession *self); /* NULL: no answer */
const IspGuess *ub_session_get_guess (UbSession *self);       /* NULL: no answer */
/* The part in force: chosen by hand, else the one that answers, else NULL. */
const IspPart *ub_session_get_part (UbSession *self);
/* NULL: whatever answers. */
void ub_session_choose_part (UbSession *self, const IspPart *part);
gboolean ub_session_is_part_by_hand (UbSession *self);

/* ── bootloader ── */

typedef enum
{
  UB_IMAGE_NONE,   /* nothing chosen */
  UB_IMAGE_NEEDED, /* the preset has no public image: a file of the person's own is needed */
  UB_IMAGE_FETCHING,
  UB_IMAGE_FAILED, /* get_image_error */
  UB_IMAGE_READY,
} UbImageState;

/* The preset in force: by hand, else what the chip's fuses select, else NULL (also with a file of
 * the person's own that no preset knows). */
const IspPreset *ub_session_get_preset (UbSession *self);
gboolean ub_session_is_preset_by_hand (UbSession *self);
/* NULL: as the chip's fuses say. Starts to fetch the image. */
void ub_session_choose_preset (UbSession *self, const IspPreset *preset);
UbImageState ub_session_get_image_state (UbSession *self);
const GError *ub_session_get_image_error (UbSession *self);
double ub_session_get_fetch_fraction (UbSession *self);     /* 0–1; negative: unknown */
const IspImageFile *ub_session_get_image (UbSession *self); /* of the bootloader; NULL: not ready */
void ub_session_fetch_again (UbSession *self);
/* In a rehearsal nothing is downloaded: where the image is not in the cache, a made-up one of the
 * same place and size stands in. */
gboolean ub_session_is_stand_in (UbSession *self);

/* A file for the preset in force, or for the given one (then chosen). */
gboolean ub_session_take_preset_file (UbSession *self, const IspPreset *preset, GFile *file,
                                      GError **error);
/* A file that may be anything: recognised by its data. A known bootloader chooses its preset, other
 * bytes in the boot section are the person's own bootloader, the rest is firmware. *notice: what it
 * was, a sentence; g_free. */
gboolean ub_session_take_file (UbSession *self, GFile *file, char **notice, GError **error);
gboolean ub_session_take_own_file (UbSession *self, GFile *file, GError **error); /* bootloader */
gboolean ub_session_take_firmware (UbSession *self, GFile *file, GError **error);
void ub_session_drop_firmware (UbSession *self);
const IspImageFile *ub_session_get_firmware (UbSession *self); /* NULL: none */

/* ── options ── */

void ub_session_set_backup (UbSession *self, gboolean backup);
gboolean ub_session_get_backup (UbSession *self);
/* A check row of Review: the person knows about this hazard. Forgotten when the request changes. */
void ub_session_set_acknowledged (UbSession *self, IspHazardId hazard, gboolean acknowledged);
gboolean ub_session_is_acknowledged (UbSession *self, IspHazardId hazard);

/* ── plan ── */

/* NULL: everything that Review needs is there. Else the caption that says what is missing. */
const char *ub_session_get_missing (UbSession *self);
/* What the person wants, as chosen so far, or as set by ub_session_set_request. Free with
 * isp_request_unref. */
IspRequest *ub_session_make_request (UbSession *self);
/* Another job than the usual one (a restore). Takes it; NULL: the usual one again. Any choice made
 * later drops it. */
void ub_session_set_request (UbSession *self, IspRequest *request);
/* The plan of that request on the chip as found; NULL: no answer from a chip yet. Valid until the
 * next "changed". */
const IspPlan *ub_session_get_plan (UbSession *self);
/* TRUE: the plan is good, and every warning in it is acknowledged. */
gboolean ub_session_may_start (UbSession *self);

/* ── job ── */

/* The reviewed plan. */
void ub_session_start (UbSession *self);
/* The last job again, from contact on. What the first backup saved of the EEPROM is put back, as
 * the chip may be empty by now. slower: at a quarter of the clock used. */
void ub_session_start_again (UbSession *self, gboolean slower);
/* Only the fuses of the last plan. */
void ub_session_start_fuses (UbSession *self);
/* What the keyboard held before the last reviewed job is saved. */
gboolean ub_session_has_backup (UbSession *self);
/* The same, and the chip holds something else now. */
gboolean ub_session_may_restore (UbSession *self);
GDateTime *ub_session_get_backup_time (UbSession *self); /* NULL: none */
/* A request that puts it back becomes the request in force. */
gboolean ub_session_request_restore (UbSession *self, GError **error);
/* The last job took the EEPROM and did not put it back, and a chip like that one answers now. Only
 * the person knows whether it is the same one: FALSE until set. Setting may fail as loading the
 * backup does. */
gboolean ub_session_may_put_eeprom_back (UbSession *self);
gboolean ub_session_puts_eeprom_back (UbSession *self);
gboolean ub_session_set_put_eeprom_back (UbSession *self, gboolean put_back, GError **error);
void ub_session_cancel (UbSession *self);
/* The running or last job; NULL: none since Set up was last shown afresh. */
UbJob *ub_session_get_job (UbSession *self);
gboolean ub_session_is_busy (UbSession *self);
/* For another keyboard: firmware, chip and answers are forgotten, the programmer is kept. */
void ub_session_start_afresh (UbSession *self);

G_END_DECLS
