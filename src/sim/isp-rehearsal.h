/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rehearsal programmer: an ordinary driver on a simulated chip.
 *
 * Its port is "sim:PART[?option[=value]&…]":
 * fault=no-contact|wrong-part|locked|slow-clock|page|noisy|fuse|unplugged, crystal=HZ, lfuse=XX,
 * hfuse=XX, efuse=XX, lock=XX, damaged (a broken bootloader and some firmware are on it, the usual
 * rehearsal), speed=N (N times as fast as life, 1 when absent; 0: virtual time only, for tests),
 * unplug=N (the plug is pulled at the Nth instruction). Without `damaged` the chip is as from the
 * factory. The chip lives as long as the session keeps using the same port id, so what one job
 * wrote the next one finds.
 *
 * The faults: wrong-part has an AT90USB1286 on the board (an ATmega32U4 where the first was asked
 * for); locked is LB mode 00; slow-clock a CPU at 125 kHz; page the first page that is written;
 * noisy a flipped bit in about 300 bytes; fuse lets no fuse write take (a damaged
 * board wants one); unplugged pulls the plug in
 * the middle of a flash, once: after opening again all goes well. */
#pragma once

#include "isp-sim-chip.h"
#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

extern const IspDriver isp_rehearsal_driver;

typedef struct
{
  const char *id; /* "no-contact": the fault= value */
} IspRehearsalFault;

/* The faults a person can rehearse; words/ has their names. NULL past the last; the first is
 * "none". */
const IspRehearsalFault *isp_rehearsal_get_fault (guint i);
/* A port of the rehearsal programmer as a person starts it, that is `damaged`; fault may be NULL.
 * Free with isp_port_free. */
IspPort *isp_rehearsal_port_new (const IspPart *part, const char *fault);
/* The same from "sim:…" text; ISP_ERROR_NO_PROGRAMMER naming what is wrong in it. */
IspPort *isp_rehearsal_port_parse (const char *id, GError **error);
/* The chip behind a port, for tests; NULL before the first open. */
IspSimChip *isp_rehearsal_peek_chip (IspSession *session, const char *port_id);

G_END_DECLS
