/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is plugged in: one for the whole application. It knows the scanners for programmers and for
 * keyboards in their bootloader, the rehearsal's simulated port, and whether something is open
 * right now. Main thread.
 *
 * Emits "changed" when a list or the rehearsal changed, and "plugged" (UbPort) for a ready
 * programmer that appears during a rehearsal. "in-use" is notified. */
#pragma once

#include "ub-port.h"

G_BEGIN_DECLS

#define UB_TYPE_PORTS (ub_ports_get_type ())
G_DECLARE_FINAL_TYPE (UbPorts, ub_ports, UB, PORTS, GObject)

/**
 * ub_ports_new:
 *
 * Begins to look for programmers, once a second.
 *
 * Returns: (transfer full): with a session of its own
 */
UbPorts *ub_ports_new (void);

/**
 * ub_ports_get_isp:
 * @self: the ports
 *
 * Returns: (transfer none): the session that all programmers are opened in, and its log
 */
IspSession *ub_ports_get_isp (UbPorts *self);

/* ── the list ── */

/**
 * ub_ports_get_list:
 * @self: the ports
 *
 * Returns: (transfer none): what is plugged in; items are UbPort. The rehearsal's is not in it
 */
GListModel *ub_ports_get_list (UbPorts *self);

/**
 * ub_ports_get_n:
 * @self: the ports
 *
 * Returns: how many are plugged in
 */
guint ub_ports_get_n (UbPorts *self);

/**
 * ub_ports_get:
 * @self: the ports
 * @i: 0 to ub_ports_get_n() - 1
 *
 * Returns: (transfer none): the port there, valid until the next "changed"
 */
const IspPort *ub_ports_get (UbPorts *self, guint i);

/**
 * ub_ports_find:
 * @self: the ports
 * @id: (nullable): a port's id
 *
 * Returns: (transfer none) (nullable): the port of that id; NULL: it is not plugged in
 */
const IspPort *ub_ports_find (UbPorts *self, const char *id);

/**
 * ub_ports_find_only_ready:
 * @self: the ports
 *
 * Returns: (transfer none) (nullable): the one programmer that may be used without being chosen;
 * NULL: there is none, or more than one
 */
const IspPort *ub_ports_find_only_ready (UbPorts *self);

/**
 * ub_ports_find_only_likely:
 * @self: the ports
 *
 * Returns: (transfer none) (nullable): the one port that may be a programmer, for what is said of
 * it; never to open it
 */
const IspPort *ub_ports_find_only_likely (UbPorts *self);

/**
 * ub_ports_find_likely_loader:
 * @self: the ports
 *
 * Returns: (transfer none) (nullable): the one device that may be a keyboard in its bootloader, or
 * something else; NULL: there is none, or more than one
 */
const IspPort *ub_ports_find_likely_loader (UbPorts *self);

/**
 * ub_ports_have_choice:
 * @self: the ports
 *
 * Returns: TRUE: something is plugged in that can be chosen
 */
gboolean ub_ports_have_choice (UbPorts *self);

/**
 * ub_ports_take:
 * @self: the ports
 * @ports: (element-type IspPort): everything that is plugged in
 *
 * Replaces the list. The scanner does this; tests do it instead of a scanner.
 */
void ub_ports_take (UbPorts *self, GPtrArray *ports);

/**
 * ub_ports_settle:
 * @self: the ports
 *
 * Opening a port that may be several programmers' tells which it is: takes over what is known by
 * now.
 */
void ub_ports_settle (UbPorts *self);

/* ── keyboards in their bootloader ── */

/**
 * ub_ports_get_n_loaders:
 * @self: the ports
 *
 * Returns: how many keyboards are in their bootloader
 */
guint ub_ports_get_n_loaders (UbPorts *self);

/**
 * ub_ports_get_loader:
 * @self: the ports
 * @i: 0 to ub_ports_get_n_loaders() - 1
 *
 * Returns: (transfer none): where it is, valid until the next "changed"
 */
const IspPort *ub_ports_get_loader (UbPorts *self, guint i);

/**
 * ub_ports_take_loaders:
 * @self: the ports
 * @ports: (element-type IspPort): all of them
 *
 * Replaces them. The scanner does this; tests do it instead of a scanner.
 */
void ub_ports_take_loaders (UbPorts *self, GPtrArray *ports);

/* ── scanning, and what is open ── */

/**
 * ub_ports_pause:
 * @self: the ports
 *
 * Nothing is looked for until ub_ports_resume() was called as often.
 */
void ub_ports_pause (UbPorts *self);
void ub_ports_resume (UbPorts *self);

/**
 * ub_ports_begin_use:
 * @self: the ports
 *
 * A worker may open a programmer from now on: RESET may be low until ub_ports_end_use() was called
 * as often. The program must not end meanwhile.
 */
void ub_ports_begin_use (UbPorts *self);
void ub_ports_end_use (UbPorts *self);
gboolean ub_ports_are_in_use (UbPorts *self);

/* ── rehearsal ── */

/**
 * ub_ports_rehearse:
 * @self: the ports
 * @part: (nullable): the chip on the simulated board; NULL: the usual one
 *
 * Starts a rehearsal, or goes on with another board. What is to go wrong stays as it is.
 */
void ub_ports_rehearse (UbPorts *self, const IspPart *part);

/**
 * ub_ports_rehearse_on:
 * @self: the ports
 * @sim: (transfer full): a simulated port
 *
 * Starts a rehearsal on exactly that.
 */
void ub_ports_rehearse_on (UbPorts *self, IspPort *sim);
void ub_ports_end_rehearsal (UbPorts *self);
gboolean ub_ports_are_rehearsing (UbPorts *self);

/**
 * ub_ports_get_sim:
 * @self: the ports
 *
 * Returns: (transfer none) (nullable): the simulated port; NULL: no rehearsal
 */
const IspPort *ub_ports_get_sim (UbPorts *self);

/**
 * ub_ports_set_fault:
 * @self: the ports
 * @fault: (nullable): id of isp_rehearsal_get_fault(): what is to go wrong from the next
 * ub_ports_rehearse() on
 */
void ub_ports_set_fault (UbPorts *self, const char *fault);
const char *ub_ports_get_fault (UbPorts *self); /* never NULL */

G_END_DECLS
