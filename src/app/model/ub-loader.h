/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard in its bootloader: which one is meant, and what it says of itself when it is asked,
 * on a worker thread, while it is wanted. It comes and goes; nothing on it is changed. Main thread.
 *
 * Emits "changed". */
#pragma once

#include "ub-ports.h"

#include "engine/plan/isp-snapshot.h"

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
 * By hand: consent to open a device whose ids may be another's, until it is unplugged.
 */
void ub_loader_choose (UbLoader *self, const char *port_id);

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
const GError *ub_loader_get_error (UbLoader *self); /* of the last time; NULL: none */

G_END_DECLS
