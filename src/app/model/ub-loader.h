/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard in its bootloader: which one is meant, and what it says of itself when it is asked,
 * on a worker thread, while it is wanted. One that would leave by itself is kept there for as long.
 * It comes and goes; nothing on it is changed. Main thread.
 *
 * Emits "changed". */
#pragma once

#include "ub-ports.h"

#include "engine/plan/isp-unfinished.h"

G_BEGIN_DECLS

#define UB_TYPE_LOADER (ub_loader_get_type ())
G_DECLARE_FINAL_TYPE (UbLoader, ub_loader, UB, LOADER, GObject)

/**
 * ub_loader_new:
 * @ports: what is plugged in
 *
 * Returns: (transfer full): not wanted, with nothing chosen
 */
UbLoader *ub_loader_new (UbPorts *ports);

/**
 * ub_loader_set_wanted:
 * @wanted: TRUE: the page that shows it is visible, so that it may be opened
 *
 * What it said is kept when it is not wanted any more.
 */
void ub_loader_set_wanted (UbLoader *self, gboolean wanted);

/**
 * ub_loader_choose:
 * @port_id: its id
 *
 * By hand: consent to open a device whose ids may be another's, also when it comes back there.
 */
void ub_loader_choose (UbLoader *self, const char *port_id);

/**
 * ub_loader_needs_part:
 *
 * Returns: TRUE: it cannot say which chip it is on, so that it is asked only when that is known
 */
gboolean ub_loader_needs_part (UbLoader *self);
gboolean ub_loader_lacks_part (UbLoader *self); /* … and that is not known */

/**
 * ub_loader_get_hint:
 *
 * Returns: (transfer none): what a person said of it, else what was suggested; its part is NULL
 * where neither is known
 */
const IspLoaderHint *ub_loader_get_hint (UbLoader *self);

/**
 * ub_loader_set_hint:
 * @hint: its chip, and where the bootloader begins
 *
 * By hand, for keyboards that need it; holds for the next one as well.
 */
void ub_loader_set_hint (UbLoader *self, const IspLoaderHint *hint);

/**
 * ub_loader_suggest:
 * @hint: what is known of the keyboard otherwise; its part may be NULL
 *
 * Counts until something is said by hand.
 */
void ub_loader_suggest (UbLoader *self, const IspLoaderHint *hint);

/* ── one that still runs ── */

/**
 * ub_loader_get_running:
 *
 * Returns: (transfer none) (nullable): the one serial port that may be a keyboard which can be
 * asked to start its bootloader, while there is none in its bootloader. Valid until "changed"
 */
const IspPort *ub_loader_get_running (UbLoader *self);

/**
 * ub_loader_touch:
 *
 * Asks the running keyboard to start its bootloader: only after the person has said that it is
 * theirs. ub_loader_get_error() tells if it does not.
 */
void ub_loader_touch (UbLoader *self);
gboolean ub_loader_is_touching (UbLoader *self);

/* ── what it said ── */

/**
 * ub_loader_forget:
 *
 * Asks again, after a job, which changed it.
 */
void ub_loader_forget (UbLoader *self);

/**
 * ub_loader_get_port:
 *
 * Returns: (transfer none) (nullable): where the keyboard is: the one chosen by hand, else the only
 * one that is surely one. NULL: none, or more than one, or a rehearsal. Valid until "changed"
 */
const IspPort *ub_loader_get_port (UbLoader *self);

/**
 * ub_loader_get_snapshot:
 *
 * Returns: (transfer none) (nullable): what it said; NULL: it was not asked, or has not answered
 */
const IspSnapshot *ub_loader_get_snapshot (UbLoader *self);

/**
 * ub_loader_get_unfinished:
 *
 * Returns: (transfer none) (nullable): a job that was broken off on the keyboard that answered;
 * NULL: none is known
 */
const IspUnfinished *ub_loader_get_unfinished (UbLoader *self);
const GError *ub_loader_get_error (UbLoader *self); /* of the last time; NULL: none */

G_END_DECLS
