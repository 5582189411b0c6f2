/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rehearsal programmer: an ordinary driver on a simulated chip.
 *
 * The id of its port is "sim:PART[?option[=value]&…]". Without options the chip is as it leaves the
 * factory. It lives as long as the session, so a job finds what an earlier one wrote to this id.
 *
 * crystal=HZ, lfuse=XX, hfuse=XX, efuse=XX, lock=XX: another board or other fuses
 * damaged: the chip has firmware and a broken bootloader, as usual in a rehearsal
 * speed=N: N times as fast as in reality, 1 if absent; 0: virtual time only, for tests
 * halt: in the middle of writing flash it goes no further until it is cancelled, for tests
 * unplug=N: the programmer is unplugged at the Nth instruction
 * fault=NAME: what goes wrong:
 *
 * no-contact: a wire is off
 * wrong-part: the board has an AT90USB1286, or an ATmega32U4 if the port is for the former
 * locked: lock mode 00
 * slow-clock: the CPU runs at 125 kHz
 * page: the page that is written first does not verify
 * noisy: a bit flips in about 300 bytes
 * fuse: fuse writes have no effect; a damaged board needs one
 * unplugged: the programmer is unplugged once, in the middle of writing flash */
#pragma once

#include "isp-sim-chip.h"
#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * isp_rehearsal_driver:
 *
 * The driver of the rehearsal programmer.
 */
extern const IspDriver isp_rehearsal_driver;

/**
 * IspRehearsalFault:
 *
 * Something that can go wrong in a rehearsal.
 */
typedef struct
{
  const char *id; /* "no-contact": the fault= value */
} IspRehearsalFault;

/**
 * isp_rehearsal_get_fault:
 * @i: index, from 0
 *
 * Walks through the faults that a person can rehearse; the first is "none". Any thread.
 *
 * Returns: (transfer none) (nullable): the fault at @i; %NULL past the last
 */
const IspRehearsalFault *isp_rehearsal_get_fault (guint i);

/**
 * isp_rehearsal_port_new:
 * @part: the chip to simulate
 * @fault: (nullable): id of a fault
 *
 * Makes the port of a rehearsal on a damaged keyboard, the usual one.
 *
 * Returns: (transfer full): free with isp_port_free()
 */
IspPort *isp_rehearsal_port_new (const IspPart *part, const char *fault);

/**
 * isp_rehearsal_port_parse:
 * @id: "sim:atmega32u4?fault=page&speed=10"; the options stand at the top of isp-rehearsal.h
 * @error: %ISP_ERROR_NO_PROGRAMMER, naming what is wrong in @id
 *
 * Makes the port of a rehearsal as its id describes it.
 *
 * Returns: (transfer full) (nullable): free with isp_port_free()
 */
IspPort *isp_rehearsal_port_parse (const char *id, GError **error);

/**
 * isp_rehearsal_peek_chip:
 * @session: the session in which the port was opened
 * @port_id: id of the port
 *
 * The chip behind a port, for tests.
 *
 * Returns: (transfer none) (nullable): the chip, which lives as long as @session; %NULL before the
 *   port is first opened
 */
IspSimChip *isp_rehearsal_peek_chip (IspSession *session, const char *port_id);

G_END_DECLS
